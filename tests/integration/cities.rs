//! What other cities publish and no other test is about: several words for what begins, years counted in
//! an era that has ended, declared fields of several years as columns; and what once came out wrong in their
//! books with exit 0: amounts that ran into each other, policies without a rating that were not counted,
//! heads that broke within a year.

use std::fmt::Write as _;

use crate::print::boxes::{MM, Word, chart, outside, overlapping, pages};
use crate::support::{Book, Published, squeeze, text_of_html, with_commas};

const PLAN: &str = "content/plan.yaml";
const POLICY: &str = "content/policies/1/1-1-01.yaml";

/// The book of `init`, final.
fn town() -> Book {
    let book = Book::init();
    book.edit_first(PLAN, "status: draft", "status: final");
    book
}

#[test]
fn several_words_mean_that_a_project_begins() {
    let book = town();
    book.edit(PLAN, "choices: [新規, 拡大,", "choices: [開始, 再開, 新規, 拡大,");
    book.edit(PLAN, "begins: 新規", "begins: [開始, 再開]");
    for name in book.sources() {
        if name.ends_with(".yaml") && book.read(&name).contains("direction: 新規") {
            book.write(&name, book.read(&name).replace("direction: 新規", "direction: 開始"));
        }
    }
    let again = "  - name: 港の朝市
    section: 産業課
    description: 休んでいた朝市を、もう一度開きます。
    budget: { R7: 300000, R8: 300000 }
    funding: { R7: { 一般財源: 300000 }, R8: { 一般財源: 300000 } }
    direction: 再開
";
    book.edit(POLICY, "projects:\n", &format!("projects:\n{again}"));
    book.run(&["check"]).succeeds();
    let published = Published::without_volumes(&book);
    let changes = published.main_text("changes/index.html");
    assert!(changes.contains("開始・再開2事業") && !changes.contains("新規2"), "{changes}");
    let codes = published.html("data/codes.csv");
    for code in ["開始,開始（この版から始まる事業）", "新規,新規（この版から始まるとは限らない）"]
    {
        assert!(codes.contains(code), "{codes}");
    }
    book.run(&["verify", &published.folder.to_string_lossy()]).succeeds();
    book.run(&["guide"]).succeeds();
    let guide = book.read("content/README.md");
    for words in ["「開始」「再開」の事業のほかは", "`direction: 開始`か `再開`"]
    {
        assert!(guide.contains(words), "{words}: {guide}");
    }
    // A word that the plan does not name means nothing, whatever it says.
    book.edit(POLICY, "direction: 再開", "direction: 新規");
    let said = book.run(&["check"]).said();
    assert!(said.contains("「港の朝市」に R6 の事業実績がありません"), "{said}");
    book.edit(POLICY, "direction: 新規", "direction: 再開");
    book.edit(PLAN, "begins: [開始, 再開]", "begins: [開始, 再会]");
    book.has_one_finding(&["PB0216", "方向性「再会」は使えません"]);
}

#[test]
fn years_of_an_era_that_has_ended_are_the_same_years() {
    let (book, as_before) = (town(), town());
    for name in as_before.sources().iter().filter(|name| name.ends_with(".yaml")) {
        let mut text = as_before.read(name);
        for year in (1..=12).rev() {
            for (before, after) in [("{ ", ":"), (", ", ":"), (" ", ":"), (": ", " "), (": ", ",")]
            {
                let from = format!("{before}R{year}{after}");
                text = text.replace(&from, &format!("{before}平成{}年度{after}", year + 30));
            }
        }
        as_before.write(name, text);
    }
    as_before.edit(
        PLAN,
        "from: 平成33年度, to: 平成42年度 ",
        "from: 平成33, to: 平成42（2030）年度 ",
    );
    assert!(as_before.read(POLICY).contains("{ 平成35年度: 1812000, 平成36年度: 1904500 }"));
    for book in [&book, &as_before] {
        book.build(&["--only", "html"]).succeeds();
    }
    let (old, new) = (as_before.files("output"), book.files("output"));
    assert!(old.keys().eq(new.keys()) && new.len() > 50, "{} files", new.len());
    for (name, bytes) in &new {
        assert!(old[name] == *bytes, "{name}");
    }
    // A year is written once, however it is spelled.
    as_before.edit(POLICY, "{ 平成35年度: 1812000,", "{ R5: 1812000, 平成35年度: 1812000,");
    as_before.has_one_finding(&["PB0105", "「平成35年度」が2回あります"]);
}

#[test]
fn a_field_of_several_years_has_a_column_for_each_that_the_plan_names() {
    let book = town();
    let fields = "fields:
  project:
    - { id: staff, name: 人工, kind: number, unit: 人, decimals: 2, by_year: true, years: [evaluated, window], total: true }
    - { id: stage, name: 段階, kind: choice, choices: [調査, 設計, 工事], by_year: true, years: [window] }
    - { id: remark, name: 年ごとの覚え, kind: text, by_year: true }
";
    let blocks = "  blocks:
    - { kind: facts }
    - { kind: text, heading: summary }
    - { kind: projects, columns: [name, staff, settlement, stage, remark, budget, direction] }
    - { kind: funding }
    - { kind: text }
    - { kind: indicators, show: [site] }
";
    book.edit_first(PLAN, "departments:", &format!("{blocks}{fields}departments:"));
    book.edit_first(
        POLICY,
        "    budget:",
        "    staff: { R6: 0.25, R7: 1.5, R8: ~ }\n    stage: { R7: 設計, R8: 工事 }\n    remark: { R7: 前半の覚え, R8: 後半の覚え }\n    budget:",
    );
    let published = Published::without_volumes(&book);
    let page = published.html("policies/1-1-01/index.html");
    let words = squeeze(&text_of_html(&page));
    let heads = "人工令和6年度人工令和7年度人工令和8年度人工の計\
                 決算額令和6年度段階令和7年度段階令和8年度年ごとの覚え";
    assert!(words.contains(heads), "{words}");
    let row = "0.25人1.50人―1.50人（未定を除く）1,904,500設計工事\
               令和7年度前半の覚え令和8年度後半の覚え";
    assert!(words.contains(row), "{words}");
    assert!(page.contains("data-label=\"令和7年度 人工\""), "{page}");
    let pdf = squeeze(&published.pdf.pages.concat());
    // The table is in parts, and what has room beside the amounts stays there.
    let amounts = "1,904,5002,100,0002,100,000維持";
    for words in
        ["人工の計", "1.50人（未定を除く）", "設計工事", "R7前半の覚え、R8後半の覚え", amounts]
    {
        assert!(pdf.contains(words), "{words}: {pdf}");
    }
    book.run(&["verify", &published.folder.to_string_lossy()]).succeeds();
}

/// Every year of the book moved by twelve, from 令和 to 平成, with `count` years of budgets of ten digits.
fn town_of_years(count: usize) -> (Book, Vec<u64>) {
    let book = town();
    let mut budgets = Vec::new();
    for name in book.sources().iter().filter(|name| name.ends_with(".yaml")) {
        let mut text = String::new();
        for line in book.read(name).lines() {
            let amounts = (0..count as u64).map(|year| {
                let amount = 1_234_567_891 + 1_111_111_111 * year + budgets.len() as u64;
                (year, amount)
            });
            if line.starts_with("    budget: ") {
                let amounts: Vec<_> = amounts.collect();
                budgets.extend(amounts.iter().map(|(_, amount)| *amount));
                let years = amounts.iter().map(|(year, amount)| format!("R{}: {amount}", 7 + year));
                let _ =
                    writeln!(text, "    budget: {{ {} }}", years.collect::<Vec<_>>().join(", "));
            } else if line.starts_with("    funding:") || line.starts_with("      R") {
                // Where the money comes from is not this test's.
            } else {
                text = text + line + "\n";
            }
        }
        for year in (1..=12).rev() {
            for (before, after) in [(" ", ":"), (": ", " "), (": ", ","), (": ", "\n")] {
                let from = format!("{before}R{year}{after}");
                text = text.replace(&from, &format!("{before}H{}{after}", year + 18));
            }
        }
        book.write(name, text);
    }
    book.edit_first(PLAN, "  sources: [国・県支出金, 地方債, その他, 一般財源]\n", "");
    book.edit_first(PLAN, "years: 2 ", &format!("years: {count} "));
    (book, budgets)
}

/// The PDF of a book of `init`.
const PDF: &str = "output/pdf/shiomi-jikko-keikaku-r7.pdf";

#[test]
fn amounts_of_ten_digits_stand_apart_and_leave_room_for_names() {
    let (book, budgets) = town_of_years(5);
    book.build(&["--no-volumes"]).succeeds();
    let pages = pages(&book.path(PDF));
    for (index, page) in pages.iter().enumerate() {
        assert_eq!(outside(index, page).or_else(|| overlapping(index, page)), None);
    }
    // Each amount is a word of its own: between two there is white space.
    let all: Vec<&Word> = pages.iter().flatten().collect();
    let is_word = |text: &str| all.iter().any(|word| word.text == text);
    for amount in &budgets {
        let amount = with_commas(&amount.to_string());
        assert!(is_word(&amount), "{amount} is no word of its own");
    }
    let whole: u64 = budgets.iter().step_by(5).sum();
    assert!(is_word(&with_commas(&whole.to_string())), "the sum of the first year");
    // A project's name of ten characters has one line.
    let name = "ホタテ稚貝の生育調査";
    let named = all.iter().filter(|word| word.text.contains(name));
    let widest = named.map(|word| word.right - word.left).fold(0.0, f64::max);
    assert!(widest > 25.0 * MM, "{widest}");
    book.run(&["verify"]).succeeds();
}

#[test]
fn policies_without_a_rating_are_counted_in_a_column_of_their_own() {
    let book = town();
    let published = Published::without_volumes(&book);
    // Of five policies, two are not rated; S and A and B have one each.
    let page = published.main_text("evaluation/index.html");
    let data = published.html("data/ratings.csv");
    let of_year = data.lines().filter(|line| line.contains(",2024,")).count();
    let unrated = 5 - of_year;
    assert!(unrated > 0, "{data}");
    let head = "評価なし計";
    let sum = format!("{unrated}5");
    let pdf = squeeze(&published.pdf.pages.concat());
    for (output, words) in [("site", &page), ("PDF", &pdf)] {
        assert!(words.contains(head), "{output}: {words}");
        let total = words.split(head).nth(1).and_then(|rest| rest.split_once("合計"));
        let (_, total) = total.expect("a row of sums");
        let digits: String = total.chars().take_while(char::is_ascii_digit).collect();
        assert!(digits.ends_with(&sum), "{output}: {digits}");
        let counts: u32 = digits[..digits.len() - 1].chars().filter_map(|c| c.to_digit(10)).sum();
        assert_eq!(counts, 5, "{output}: {digits}");
    }
}

#[test]
fn heads_do_not_break_within_a_year_and_each_year_has_its_ink() {
    for count in [1, 3, 5] {
        let (book, _) = town_of_years(count);
        book.build(&["--no-volumes"]).succeeds();
        let pages = pages(&book.path(PDF));
        for (index, page) in pages.iter().enumerate() {
            assert_eq!(outside(index, page).or_else(|| overlapping(index, page)), None, "{count}");
            // 平成26年 or 平成26 alone is the beginning of a year that goes on in the next line.
            let is_broken = |word: &&Word| {
                let number = word.text.strip_prefix("平成").map(|rest| rest.trim_end_matches('年'));
                number.is_some_and(|number| number.parse::<u32>().is_ok())
            };
            assert!(page.iter().find(is_broken).is_none(), "{count}: sheet {}", index + 1);
        }
        assert!(pages.iter().flatten().any(|word| word.text == "平成25年度"), "{count}");
        // The legend names each year once, within the chart, beside an ink of its own.
        let page = book.read("output/policies/index.html");
        let chart = chart(&page, "budgets").expect("the chart of the goals");
        let legend = chart.split("上から").nth(1).expect("a legend");
        let mut inks = Vec::new();
        for year in 0..count {
            let year = format!(">H{}</text>", 25 + year);
            let (before, _) = legend.split_once(&year).expect("a year of the legend");
            let place = before.rsplit("x=\"").next().and_then(|rest| rest.split('"').next());
            let place: f64 = place.and_then(|place| place.parse().ok()).expect("a place");
            assert!(place < 900.0, "{count}: {place}");
            let ink = before.rsplit("fill=\"#").nth(1).and_then(|rest| rest.split('"').next());
            inks.push(ink.expect("an ink").to_owned());
        }
        inks.sort();
        inks.dedup();
        assert_eq!(inks.len(), count, "{inks:?}");
    }
}

#[test]
fn an_evaluation_that_is_called_as_the_rating_is_verified_by_its_own_results() {
    let book = town();
    let evaluation = "evaluations:
  - { id: outside, name: 外部評価, of: [policy, project], scale: [{ id: S }, { id: A }], opinion: 意見 }
";
    book.edit_first(PLAN, "departments:", &format!("{evaluation}departments:"));
    for name in book.sources().iter().filter(|name| name.contains("/policies/")) {
        let text = book.read(name);
        let of = |indent: &str, result: &str| {
            format!("{indent}evaluations: {{ outside: {{ R6: {{ result: {result} }} }} }}\n")
        };
        let text = text.replace("projects:\n", &(of("", "S") + "projects:\n"));
        book.write(name, text.replace("    direction:", &(of("    ", "A") + "    direction:")));
    }
    let published = Published::without_volumes(&book);
    let said = book.run(&["verify", &published.folder.to_string_lossy()]);
    assert!(said.said().contains("食い違いはありません"), "{}", said.said());
    // Its result of a policy is another than the rating: one of them on the wrong place is found.
    let index = "policies/index.html";
    let html = published.html(index);
    let row = html.find("1-1-02/").expect("a policy without a rating");
    let at = row + html[row..].find(">S<").expect("its result");
    let wrong = format!("{}>A<{}", &html[..at], &html[at + 3..]);
    std::fs::write(published.folder.join(index), wrong).expect("written");
    let said = book.run(&["verify", &published.folder.to_string_lossy()]).said();
    assert!(said.contains("evaluation_results.result"), "{said}");
}
