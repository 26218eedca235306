//! Generated small books: texts of any length and shape, many goals, years and ratings, long and wide
//! tables; levels, fields, evaluations, sources of money, parts, words and compositions of the sheet that the
//! plan declares. Each comes out with all text in its place, as poppler sees it, and with files that agree,
//! or is refused by name.
//!
//! `PLANBOOK_BOOKS=2000 PLANBOOK_BOOKS_SEED=1 cargo test --test integration generated::` tries more
//! of them; the seed of one that fails is printed. `PLANBOOK_BOOKS_KEEP=folder` keeps the sources.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use super::boxes::{outside, overlapping, pages};
use super::declarations::declare;
use super::framework::relevel;
use super::plans::decide;
use crate::support::{Book, Random, copy_tree, from_environment};

const BOOK: &str = "output/pdf/shiomi-jikko-keikaku-r7.pdf";

/// How many books are tried unless told.
const BOOKS: u64 = 40;

/// The seeds of books that came out wrong once, in a long run; they keep their three levels.
const FAILED_ONCE: &[u64] = &[299, 423, 608];

/// From 1 to `most`, mostly little.
pub(super) fn some(random: &mut Random, most: usize) -> usize {
    let kind = random.below(4);
    let limit = [most, most / 2, most / 8, most / 20][kind];
    1 + random.below(limit)
}

const WORDS: &[&str] = &[
    "漁業",
    "農業",
    "の支援",
    "を進め",
    "ます。",
    "高齢者",
    "と",
    "子ども",
    "の居場所",
    "づくり",
    "、",
    "安全",
    "な道路",
    "を直し",
    "ました。",
    "デジタル",
    "ネットワーク",
    "「海の学校」",
    "（試行）",
    "A4",
    "CO2",
    "2030年",
    "12.5％",
    "ほか",
    "町内会・自治会",
    "連携して",
    "取り組みます。",
];

const LONG_WORDS: &[&str] = &[
    "hotate-youshoku-chousa@town.shiomi.aomori.jp",
    "https://www.town.shiomi.aomori.jp/sangyo/suisan/hotate_chousa.html?year=2025&page=12",
    "Donaudampfschifffahrtsgesellschaftskapitaensmuetze",
    "ISO/IEC27001:2022",
    "KPI-2025-0001-ABCDEFGHIJ",
    "telecommunications",
];

const RATINGS: &[&str] = &[
    "A",
    "B",
    "S",
    "C",
    "D",
    "A+",
    "4.5",
    "順調",
    "継続",
    "遅れ",
    "見直し",
    "おおむね順調",
    "やや遅れている",
    "目標を上回った",
    "Good",
    "Excellent",
    "３",
    "◎",
];

pub(super) fn phrase(random: &mut Random, letters: usize) -> String {
    let mut text = String::new();
    while text.chars().count() < letters {
        text += random.one_of(WORDS);
        if random.once_in(60) {
            let _ = write!(text, " {} ", random.one_of(LONG_WORDS));
        }
    }
    let text: String = text.chars().take(letters).collect();
    let text = text.trim().trim_matches(['、', '。', '「', '」', '（', '）']);
    if text.is_empty() { "町".to_owned() } else { closed(text) }
}

/// `text` without brackets that have no partner.
fn closed(text: &str) -> String {
    let mut text = text.to_owned();
    for (open, close) in [('「', '」'), ('（', '）')] {
        if text.matches(open).count() != text.matches(close).count() {
            text = text.replace([open, close], "");
        }
    }
    text
}

fn amount(random: &mut Random) -> String {
    let kind = random.below(4);
    let digits = 1 + random.below([4, 7, 10, 13][kind]);
    let figure: String = (0..digits).map(|_| char::from(b'1' + random.below(9) as u8)).collect();
    match random.below(12) {
        0 => "0".to_owned(),
        1 => format!("-{figure}"),
        2 => "~".to_owned(),
        _ => figure,
    }
}

/// A block of Markdown.
fn block(random: &mut Random) -> String {
    match random.below(9) {
        0 => {
            let items: Vec<String> = (0..some(random, 80))
                .map(|_| {
                    let letters = some(random, 90);
                    format!("- {}", phrase(random, letters))
                })
                .collect();
            items.join("\n")
        }
        1 => {
            let lines: Vec<String> = (0..some(random, 60))
                .map(|_| {
                    let letters = some(random, 30);
                    phrase(random, letters)
                })
                .collect();
            lines.join("  \n")
        }
        2 | 3 => table(random),
        4 => {
            let times = 1 + random.below(3);
            random.one_of(LONG_WORDS).repeat(times)
        }
        5 => {
            let letters = some(random, 30);
            format!("### {}\n\n{}", phrase(random, letters), phrase(random, 40))
        }
        _ => {
            let letters = some(random, 700);
            phrase(random, letters)
        }
    }
}

fn table(random: &mut Random) -> String {
    let columns = 1 + some(random, 14);
    let rows = some(random, 200);
    let figures = random.once_in(2);
    let longest = some(random, 40);
    let cell = |random: &mut Random, figure: bool| {
        if figure {
            let text = amount(random).replace('~', "―").replace('-', "△");
            let mut with_commas = String::new();
            for (at, c) in text.chars().enumerate() {
                let left = text.chars().count() - at;
                with_commas.push(c);
                if left > 1 && left % 3 == 1 && c.is_ascii_digit() {
                    with_commas.push(',');
                }
            }
            with_commas
        } else if random.once_in(40) {
            random.one_of(LONG_WORDS).to_owned()
        } else {
            let letters = some(random, longest);
            phrase(random, letters)
        }
    };
    let mut text = String::from("|");
    for column in 0..columns {
        let _ = write!(text, " {}{column} |", phrase(random, 3));
    }
    text += "\n|";
    for column in 0..columns {
        text += if figures && column > 0 { "---:|" } else { "---|" };
    }
    for _ in 0..rows {
        text += "\n|";
        for column in 0..columns {
            let _ = write!(text, " {} |", cell(random, figures && column > 0));
        }
    }
    text
}

fn prose(random: &mut Random) -> String {
    let blocks: Vec<String> = (0..some(random, 5)).map(|_| block(random)).collect();
    blocks.join("\n\n")
}

pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string")
}

pub(super) fn name(random: &mut Random, most: usize) -> String {
    let letters = 2 + some(random, most);
    let text = phrase(random, letters);
    // A name that is a number looks like that of a page.
    let is_number = text.chars().all(|c| c.is_ascii_digit());
    quoted(&if is_number { format!("第{text}") } else { text })
}

/// The layers of the plan, whose term is from R3 to R12; none in some books.
fn layers(random: &mut Random) -> String {
    if random.once_in(3) {
        return String::new();
    }
    let mut text = String::from("  layers:\n");
    for at in 1..=1 + random.below(3) {
        let mut periods = Vec::new();
        let mut year = 3 + random.below(3);
        while year <= 12 && !random.once_in(4) {
            let last = (year + random.below(6)).min(12);
            // A bar has room for two lines of small letters.
            let letters = 2 + some(random, 6 * (last - year + 1));
            let name = quoted(&phrase(random, letters));
            periods.push(format!("{{ name: {name}, years: R{year}-R{last} }}"));
            year = last + 1 + random.below(2);
        }
        let name = quoted(&format!("第{at}{}", phrase(random, 12)));
        let _ = writeln!(text, "    - {{ name: {name}, periods: [{}] }}", periods.join(", "));
    }
    text
}

/// Writes a book that depends on nothing but `random` into `town`.
fn write_book(town: &Book, random: &mut Random) {
    let years = 1 + random.below(5);
    let goals = 1 + random.below(12);
    let mut ratings: Vec<&str> = (0..2 + random.below(6)).map(|_| random.one_of(RATINGS)).collect();
    ratings.sort_unstable();
    ratings.dedup();
    let mut plan = town.read("content/plan.yaml");
    let from = plan.find("rating:").expect("ratings");
    let to = plan.find("rating_required:").expect("their end");
    let mut scale = String::from("rating:\n");
    for rating in &ratings {
        let _ = writeln!(scale, "  - {{ id: {}, label: {} }}", quoted(rating), name(random, 30));
    }
    plan.replace_range(from..to, &scale);
    plan = plan.replace("years: 2 ", &format!("years: {years} "));
    if random.once_in(2) {
        plan = plan.replace("unit: 円", "unit: 千円").replace("yen: 1\n", "yen: 1000\n");
    }
    plan = plan.replace("status: draft", "status: final").replace("sample: true", "sample: false");
    plan = plan.replace("  sources: [国・県支出金, 地方債, その他, 一般財源]\n", "");
    plan = plan.replace("name: 第6次潮見町総合計画", &format!("name: {}", name(random, 40)));
    plan = plan.replace("vision: 海と畑と人がつながる町", &format!("vision: {}", name(random, 60)));
    plan = plan.replace("  adopted:", &format!("{}  adopted:", layers(random)));
    plan = plan.replace("name: 産業課", &format!("name: {}", name(random, 24)));
    let section = plan.split("id: sangyo, name: ").nth(1).expect("a section");
    let section = section.split(" }").next().expect("its end").to_owned();
    town.write("content/plan.yaml", &plan);

    town.remove("content/policies");
    let mut framework = String::from("nodes:\n");
    let mut indicators = String::from("indicators:\n");
    for goal in 1..=goals {
        let _ = writeln!(framework, "  - id: {goal}\n    name: {}", name(random, 50));
        framework += "    nodes:\n";
        for basic in 1..=1 + random.below(3) {
            let _ =
                writeln!(framework, "      - {{ id: {goal}-{basic}, name: {} }}", name(random, 40));
            for policy in 1..=1 + random.below(2) {
                write_policy(
                    town,
                    random,
                    &format!("{goal}-{basic}-{policy:02}"),
                    years,
                    &ratings,
                    &section,
                );
            }
            if random.once_in(2) {
                write_indicator(&mut indicators, random, &format!("{goal}-{basic}"));
            }
        }
    }
    town.write("content/framework.yaml", &framework);
    if indicators.lines().count() == 1 {
        write_indicator(&mut indicators, random, "1-1");
    }
    town.write("content/indicators.yaml", &indicators);
    let figure = if random.once_in(2) { "![計画期間の図](figure:period)\n\n" } else { "" };
    let overview = format!("## {}\n\n{figure}{}\n", phrase(random, 12), prose(random));
    town.write("content/overview.md", &overview);
}

fn write_indicator(indicators: &mut String, random: &mut Random, plan: &str) {
    let value = |random: &mut Random| {
        let digits = 1 + random.below(9) as u32;
        1 + random.below(10usize.pow(digits))
    };
    let (first, now) = (value(random), value(random));
    let target = first + value(random);
    let unit = quoted(random.one_of(&["件", "人", "％", "千人／日", "トン", "kg-CO2/年"]));
    let _ = writeln!(
        indicators,
        "  - id: {plan}-a\n    node: {plan}\n    name: {}\n    unit: {unit}\n    better: more\n    \
         values: {{ R2: {first}, R6: {now} }}\n    baseline: R2\n    target: {{ R12: {target} }}\n    \
         source: 町の調べ\n    note: {}",
        name(random, 60),
        name(random, 400),
    );
    if random.once_in(2) {
        return;
    }
    // Of the goal or of a policy, in two places; words, ranges, means, forecasts and corrections.
    let goal = plan.split('-').next().expect("a goal");
    let (home, other) =
        if random.once_in(2) { (goal.to_owned(), plan) } else { (format!("{plan}-01"), goal) };
    let word = |random: &mut Random| {
        let letters = 1 + some(random, 16);
        let words = format!("策{}", phrase(random, letters));
        quoted(words.chars().take(20).collect::<String>().trim())
    };
    let rest = match random.below(3) {
        0 => format!(
            "values: {{ R2: {}, R6: {} }}\n    baseline: R2\n    target: {{ R12: {} }}\n    reached: {{ R6: true }}",
            word(random),
            word(random),
            word(random)
        ),
        1 => format!(
            "values: {{ R5: {first}, R6: {now} }}\n    corrected: {{ R5: {} }}\n    \
             target: {{ R6: {target}以上, R7: {target}, R9: {target}, R12: {first}～{target} }}",
            name(random, 100)
        ),
        _ => format!(
            "values: {{ R6: {now} }}\n    baseline: {{ mean: H28-R2, value: {target} }}\n    \
             forecast: {{ R12: {} }}\n    target: {{ R12: {first} }}",
            first - 1
        ),
    };
    let _ = writeln!(
        indicators,
        "  - id: {plan}-b\n    node: {home}\n    also_at: [{{ at: {other} }}]\n    name: {}\n    unit: {unit}\n    \
         better: more\n    {rest}\n    source: 町の調べ",
        name(random, 60),
    );
}

fn write_policy(
    town: &Book,
    random: &mut Random,
    id: &str,
    years: usize,
    ratings: &[&str],
    section: &str,
) {
    let rating = quoted(random.one_of(ratings));
    let title = name(random, 40);
    let mut yaml =
        format!("title: {title}\nsections: [{section}]\nrating: {{ R6: {rating} }}\nprojects:\n");
    for number in 0..some(random, 9) {
        let letters = some(random, 1200);
        let description = quoted(&phrase(random, letters));
        let letters = some(random, 600);
        let results = quoted(&phrase(random, letters));
        let name = phrase(random, 20);
        let budget: Vec<String> =
            (0..years).map(|year| format!("R{}: {}", 7 + year, amount(random))).collect();
        let settled = amount(random).replace('~', "1");
        let _ = writeln!(
            yaml,
            "  - name: {}\n    section: {section}\n    description: {description}\n    results: {{ R6: {results} }}\n    \
             settlement: {{ R6: {settled} }}\n    budget: {{ {} }}\n    direction: 維持",
            quoted(&format!("{name}{number}")),
            budget.join(", "),
        );
    }
    let goal = id.split('-').next().expect("a goal");
    town.write(&format!("content/policies/{goal}/{id}.yaml"), &yaml);
    let mut text = String::new();
    for heading in ["目的", "昨年度の取組と結果", "これから"] {
        let _ = write!(text, "## {heading}\n\n{}\n\n", prose(random));
    }
    town.write(&format!("content/policies/{goal}/{id}.md"), &text);
}

/// Takes some of the sheets out of `town`, as in a book that is half written.
fn thin_out(town: &Book, random: &mut Random) {
    let mut sheets: Vec<String> = town.files("content/policies").into_keys().collect();
    sheets.retain(|file| file.ends_with(".yaml"));
    let kept = random.below(sheets.len());
    for (at, sheet) in sheets.iter().enumerate() {
        if at != kept && random.once_in(3) {
            town.remove(sheet);
            town.remove(&sheet.replace(".yaml", ".md"));
        }
    }
}

/// Builds the book of `seed`: the codes of the findings that refuse it; none where it came out
/// as it should.
fn try_book(seed: u64) -> Result<Vec<String>, String> {
    let town = Book::init();
    write_book(&town, &mut Random::new(seed));
    // Of its own, so that a seed's texts are the same with and without declarations.
    let mut random = Random::new(seed + (1 << 32));
    if !random.once_in(3) {
        declare(&town, &mut random);
    }
    let mut random = Random::new(seed + (2 << 32));
    if !FAILED_ONCE.contains(&seed) && random.once_in(2) {
        relevel(&town, &mut random);
    }
    let mut random = Random::new(seed + (3 << 32));
    let is_whole = !FAILED_ONCE.contains(&seed) && random.once_in(2);
    if is_whole {
        decide(&town, &mut random);
    }
    let mut random = Random::new(seed + (4 << 32));
    if !FAILED_ONCE.contains(&seed) && random.once_in(3) {
        thin_out(&town, &mut random);
    }
    if let Some(folder) = std::env::var_os("PLANBOOK_BOOKS_KEEP") {
        let kept = std::path::Path::new(&folder).join(seed.to_string());
        copy_tree(&town.path("content"), &kept.join("content"));
    }
    // Of half of them, all files are made and compared.
    let only: &[&str] = if is_whole { &[] } else { &["--only", "pdf"] };
    let run = town.build(&[only, &["--no-volumes"]].concat());
    let codes: Vec<String> = run
        .err
        .lines()
        .filter_map(|line| Some(line.strip_prefix("エラー[")?.split(']').next()?.to_owned()))
        .collect();
    // What is refused has its name and place; nothing is left to the typesetter's words.
    let named = codes.iter().all(|code| code != "PB0513" && code != "PB0508");
    if run.code == 1 && !codes.is_empty() && named {
        let places = run.err.matches("--> content/").count();
        return if places >= codes.len() { Ok(codes) } else { Err(run.err) };
    }
    if run.code != 0 {
        return Err(run.err);
    }
    if is_whole {
        let verified = town.run(&["verify"]);
        if verified.code != 0 {
            return Err(verified.said());
        }
    }
    for (index, page) in pages(&town.path(BOOK)).iter().enumerate() {
        if let Some(fault) = outside(index, page).or_else(|| overlapping(index, page)) {
            return Err(fault);
        }
    }
    Ok(Vec::new())
}

#[test]
fn books_come_out_in_their_place_or_are_refused_by_name() {
    let first = from_environment("PLANBOOK_BOOKS_SEED").unwrap_or(1);
    let many = from_environment("PLANBOOK_BOOKS");
    let mut seeds: Vec<u64> = (first..first + many.unwrap_or(BOOKS)).collect();
    if many.is_none() {
        seeds.extend(FAILED_ONCE);
    }
    let (next, refused_books) = (AtomicUsize::new(0), AtomicU64::new(0));
    let (refused, failed) = (Mutex::new(BTreeMap::<String, u64>::new()), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) else {
                return;
            };
            match try_book(seed) {
                Ok(codes) => {
                    refused_books.fetch_add(u64::from(!codes.is_empty()), Ordering::Relaxed);
                    for code in codes {
                        *refused.lock().expect("no panic").entry(code).or_insert(0) += 1;
                    }
                }
                Err(fault) => failed
                    .lock()
                    .expect("no panic")
                    .push(format!("PLANBOOK_BOOKS=1 PLANBOOK_BOOKS_SEED={seed}: {fault}")),
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let (refused, failed) = (refused.into_inner().expect("it"), failed.into_inner().expect("it"));
    let (books, refused_books) = (seeds.len() as u64, refused_books.into_inner());
    println!("{books} books, {refused_books} refused: {refused:?}; {} failed", failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    // Amounts of thirteen digits in fourteen columns fit no page. Were nearly all refused, little
    // would have been looked at.
    assert!(books < 20 || refused_books * 4 < books * 3, "{refused_books} of {books} are refused");
}
