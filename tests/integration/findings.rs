//! A collection of wrong inputs, each with the findings it must give.
//!
//! How a case is written stands in `tests/README.md`. `PLANBOOK_BLESS=1 cargo test --test
//! integration findings::` writes down what is found now.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use planbook::check::Glyphs;
use planbook::compile;
use planbook::diag::{
    Diagnostic, GithubRenderer, HumanRenderer, JsonRenderer, Lang, Severity, Sink,
};
use planbook::parse::REQUIRED;
use planbook::source::Sources;
use planbook::span::Span;

use crate::support::{Files, files, project};

/// Stands between a case's change to the book and what is found then.
const EXPECTED: &str = "\n====\n";

/// The folder of the edition before, in the books of cases.
const FROZEN: &str = "editions/before/";

/// The fewest cases that the collection must hold.
const FEWEST: usize = 120;

fn folder() -> PathBuf {
    project().join("tests/findings")
}

/// The small book without mistakes that every case changes.
fn base() -> Files {
    files(&folder().join("base"))
}

/// Fonts that have everything but emoji, so that no case depends on the machine.
struct JapaneseFonts;

impl Glyphs for JapaneseFonts {
    fn has(&self, c: char) -> bool {
        !matches!(c, '\u{1F300}'..='\u{1FAFF}' | '\u{2700}'..='\u{2775}')
    }

    fn has_variation(&self, base: char, selector: char) -> bool {
        matches!((base, selector), ('葛' | '辻', '\u{E0100}' | '\u{E0101}') | ('神', '\u{FE00}'))
    }

    fn families(&self) -> &[String] {
        static NAMES: LazyLock<[String; 1]> = LazyLock::new(|| ["見本の書体".to_owned()]);
        &*NAMES
    }
}

/// All findings of a book.
fn found(files: &Files) -> (Sources, Vec<Diagnostic>) {
    let mut sink = Sink::new();
    let kept = |(name, bytes): (&String, &Vec<u8>)| {
        Some((name.strip_prefix(FROZEN)?.to_owned(), bytes.clone()))
    };
    let previous: Files = files.iter().filter_map(kept).collect();
    let present = files.clone().into_iter().filter(|(name, _)| !name.starts_with(FROZEN));
    let mut sources = Sources::from_bytes(present, &mut sink).expecting(&REQUIRED);
    if !previous.is_empty() {
        sources = sources.with_previous(Sources::from_bytes(previous, &mut Sink::new()));
    }
    compile::read(&sources, Some(&JapaneseFonts), &mut sink);
    (sources, sink.into_sorted())
}

/// What a case does to the book, one after the other.
fn change(case: &str, book: &mut Files) {
    let mut lines = case.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((verb, name)) = line.split_once(' ') else {
            assert!(line.is_empty(), "not understood: {line}");
            continue;
        };
        let mut block = |mark: &str| {
            let mut text = String::new();
            // An empty line may have lost the space of its mark.
            let ours = |l: &&str| l.starts_with(mark) || *l == mark.trim_end();
            while let Some(line) = lines.next_if(ours) {
                text.push_str(&unescape(line.strip_prefix(mark).unwrap_or("")));
                text.push('\n');
            }
            text
        };
        match verb {
            "#" => {}
            "edit" => {
                let (from, to) = (block("- "), block("+ "));
                let bytes = book.get_mut(name).unwrap_or_else(|| panic!("there is no {name}"));
                let text = String::from_utf8(bytes.clone()).expect("UTF-8");
                assert_eq!(text.matches(&from).count(), 1, "{name} has once\n{from}");
                *bytes = text.replace(&from, &to).into_bytes();
            }
            "write" => {
                let text = block("| ");
                book.insert(name.to_owned(), text.into_bytes());
            }
            "bytes" => {
                let hex = block("| ");
                let bytes = hex.split_whitespace().map(|b| u8::from_str_radix(b, 16));
                book.insert(name.to_owned(), bytes.map(|b| b.expect("hexadecimal")).collect());
            }
            "remove" => {
                book.remove(name).unwrap_or_else(|| panic!("there is no {name}"));
            }
            "freeze" => {
                assert_eq!(name, "content", "not understood: {line}");
                let kept = book.iter().map(|(name, b)| (format!("{FROZEN}{name}"), b.clone()));
                let kept: Vec<_> = kept.collect();
                book.extend(kept);
            }
            "move" => {
                let (from, to) = name.split_once(" -> ").expect("two names");
                let text = book.remove(from).unwrap_or_else(|| panic!("there is no {from}"));
                book.insert(to.to_owned(), text);
            }
            "copy" => {
                let (from, to) = name.split_once(" -> ").expect("two names");
                let text = book.get(from).unwrap_or_else(|| panic!("there is no {from}"));
                book.insert(to.to_owned(), text.clone());
            }
            _ => panic!("not understood: {line}"),
        }
    }
}

/// `\u{200B}` as the character, for what no reader of a case could see.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u{") {
        let (code, after) = after.split_once('}').expect("a closing brace");
        let code = u32::from_str_radix(code, 16).expect("hexadecimal");
        out.push_str(before);
        out.push(char::from_u32(code).expect("a character"));
        rest = after;
    }
    out + rest
}

/// One finding as a case has it.
fn told(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place = |span: Span| {
        let file = sources.file(span.file);
        let (start, end) = (file.position(span.start), file.position(span.end));
        let to = if start == end {
            String::new()
        } else if start.line == end.line {
            format!("-{}", end.column)
        } else {
            format!("-{}:{}", end.line, end.column)
        };
        format!("{}:{}:{}{to}", file.name(), start.line, start.column)
    };
    let severity = match diagnostic.severity {
        Severity::Error => "エラー",
        Severity::Warning => "注意",
        Severity::Awaited => "未提出",
    };
    let code = diagnostic.code.0;
    let (first, others) = diagnostic
        .labels
        .split_first()
        .unwrap_or_else(|| panic!("{code} has no place: {}", diagnostic.message.ja));
    let mut out = format!("{severity} {code} {}\n", place(first.span));
    let mut line = |what: &str, words: &str| {
        let words: String = words.chars().map(visible).collect();
        writeln!(out, "  {what}{words}").expect("memory");
    };
    line("", &diagnostic.message.ja);
    if !first.text.ja.is_empty() {
        line("ここ: ", &first.text.ja);
    }
    for label in others {
        line(&format!("{}: ", place(label.span)), &label.text.ja);
    }
    assert!(!diagnostic.hints.is_empty(), "{code} does not say what to do");
    for hint in &diagnostic.hints {
        line("対処: ", &hint.ja);
    }
    out
}

/// Characters that no reader of a case could see, as their code points.
fn visible(c: char) -> String {
    match c {
        '\u{a0}'
        | '\u{ad}'
        | '\u{378}'
        | '\u{3099}'
        | '\u{309a}'
        | '\u{feff}'
        | '\u{fffd}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{e0000}'..='\u{10ffff}' => format!("\\u{{{:X}}}", c as u32),
        c if c.is_control() => format!("\\u{{{:X}}}", c as u32),
        c => c.to_string(),
    }
}

#[test]
fn the_base_has_nothing_to_mend() {
    let (sources, found) = found(&base());
    let told: String = found.iter().map(|d| told(d, &sources)).collect();
    assert_eq!(told, "");
}

#[test]
fn every_case_is_told_as_written() {
    let bless = std::env::var_os("PLANBOOK_BLESS").is_some();
    let cases = files(&folder().join("cases"));
    assert!(cases.len() >= FEWEST, "{} cases", cases.len());
    let base = base();
    let mut wrong = String::new();
    for (name, text) in cases {
        let text = String::from_utf8(text).expect("UTF-8");
        let (case, expected) = text.split_once(EXPECTED).unwrap_or((text.trim_end(), ""));
        let mut book = base.clone();
        change(case, &mut book);
        let (sources, found) = found(&book);
        let now: Vec<String> = found.iter().map(|d| told(d, &sources)).collect();
        let now = now.join("\n");
        if now == expected {
            continue;
        }
        if bless {
            let path = folder().join("cases").join(&name);
            fs::write(path, format!("{case}{EXPECTED}{now}")).expect("it can be written");
        } else {
            writeln!(wrong, "--- {name}\n{now}").expect("memory");
        }
    }
    assert_eq!(wrong, "", "PLANBOOK_BLESS=1 writes down what is found now");
}

#[test]
fn findings_name_the_levels_as_the_plan_does() {
    // 施策, too, may be a level above the sheets.
    let standard = ["基本目標", "基本計画", "主要施策", "施策"];
    let own = "levels: { goal: 大きな柱, basic_plan: 小さな柱, policy: 取り組み }\n";
    let base = base();
    let (mut wrong, mut own_names) = (String::new(), 0);
    for (name, text) in files(&folder().join("cases")) {
        let text = String::from_utf8(text).expect("UTF-8");
        let (case, _) = text.split_once(EXPECTED).unwrap_or((text.trim_end(), ""));
        let mut book = base.clone();
        change(case, &mut book);
        let Some(plan) = book.get_mut("content/plan.yaml") else { continue };
        let Ok(mut words) = String::from_utf8(plan.clone()) else { continue };
        if words.lines().any(|line| line.starts_with("levels:")) {
            continue;
        }
        words.push_str(own);
        *plan = words.into_bytes();
        let (sources, found) = found(&book);
        // The case itself may quote a standard name.
        let quoted = |word: &str| case.contains(word);
        for diagnostic in &found {
            let text = told(diagnostic, &sources);
            let text = text.replace("施策体系", "").replace("重点施策", "");
            own_names += usize::from(text.contains("柱") || text.contains("取り組み"));
            if standard.iter().any(|word| !quoted(word) && text.contains(word)) {
                writeln!(wrong, "--- {name}\n{text}").expect("memory");
            }
        }
    }
    assert!(own_names >= 5, "{own_names} findings name a level");
    assert_eq!(wrong, "");
}

/// A book with findings of every kind: errors, warnings, two places, two files.
fn broken() -> Files {
    let mut book = base();
    change(
        "edit content/policies/1/1-1-01.yaml\n\
         - sections: [企画課]\n\
         + sections: [企劃課]\n\
         edit content/policies/2/2-1-01.yaml\n\
         -     budget: { R6: 88000, R7: 90000, R8: 0 }\n\
         +     budget: { R6: 88000, R7: 90000 }\n\
         edit content/overview.md\n\
         - 毎年度、評価をもとに見直します。\n\
         + 毎年度、「評価をもとに100%見直します。\n",
        &mut book,
    );
    book
}

#[test]
fn people_see_the_spot_under_the_line() {
    let (sources, found) = found(&broken());
    let renderer = HumanRenderer { lang: Lang::Ja, color: false };
    let shown: Vec<String> = found.iter().map(|d| renderer.render(d, &sources)).collect();
    let shown = shown.join("\n\n")
        + "\n\n"
        + &renderer.summary(&found.iter().collect::<Vec<_>>(), 2)
        + "\n";
    matches_file("human.txt", &shown);
    // Each mark stands under its words: a Japanese character is two columns wide.
    let lines: Vec<&str> = shown.lines().collect();
    let at = lines.iter().position(|l| l.contains("企劃課]")).expect("the line");
    assert_eq!(width_before(lines[at], "企劃課"), width_before(lines[at + 1], "^^^^^^"));
}

/// How many columns of a terminal stand before `needle`.
fn width_before(line: &str, needle: &str) -> usize {
    let at = line.find(needle).unwrap_or_else(|| panic!("{needle} in {line}"));
    line[..at].chars().map(|c| if c > '\u{2fff}' { 2 } else { 1 }).sum()
}

#[test]
fn programs_get_one_json_object_a_line() {
    let (sources, found) = found(&broken());
    let owners = planbook::parse::owners(&sources, &found);
    for (lang, name) in [(Lang::Ja, "json.ja.txt"), (Lang::En, "json.en.txt")] {
        let renderer = JsonRenderer { lang };
        let owned = found.iter().zip(&owners);
        let lines: Vec<String> =
            owned.map(|(d, owner)| renderer.render(d, owner, &sources)).collect();
        for line in &lines {
            let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert!(value["labels"][0]["start"]["line"].as_u64() >= Some(1));
            assert!(!line.contains('\n'));
        }
        matches_file(name, &(lines.join("\n") + "\n"));
    }
}

#[test]
fn github_gets_annotations() {
    let (sources, found) = found(&broken());
    let renderer = GithubRenderer { lang: Lang::Ja };
    let lines: Vec<String> = found.iter().map(|d| renderer.render(d, &sources)).collect();
    for line in &lines {
        assert!(line.starts_with("::error file=") || line.starts_with("::warning file="));
        assert!(!line.contains('\n'));
    }
    matches_file("github.txt", &(lines.join("\n") + "\n"));
}

#[test]
fn the_order_is_always_the_same() {
    let (sources, first) = found(&broken());
    for _ in 0..20 {
        assert_eq!(found(&broken()).1, first);
    }
    let places: Vec<_> = first.iter().map(|d| (d.labels[0].span, d.code)).collect();
    assert!(places.is_sorted(), "by file, place and code");
    let names: Vec<_> = first.iter().map(|d| sources.file(d.labels[0].span.file).name()).collect();
    assert!(names.is_sorted());
}

/// Compares with, or writes down, `tests/findings/formats/<name>`.
fn matches_file(name: &str, now: &str) {
    let path = folder().join("formats").join(name);
    if std::env::var_os("PLANBOOK_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, now).expect("it can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(now, expected, "{name}");
}
