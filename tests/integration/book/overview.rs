//! The overview is the customer's text, sentence by sentence, in both outputs.

use crate::data::sources;
use crate::support::{Book, Published, project, squeeze};

/// The customer's document as text: tags of Markdown away, and the bars of the year table,
/// which it can only describe, put as what is to be read in them.
fn seed() -> Vec<String> {
    let seed =
        std::fs::read_to_string(project().join("tests/book/overview-r6.md")).expect("the seed");
    seed.lines()
        .map(|line| {
            let line = line.trim_start_matches('#').replace("**", "");
            let line = match line.find("[Shaded bar") {
                Some(at) => {
                    let rest = &line[at..];
                    let label = rest.split(']').nth(1).unwrap_or("");
                    format!("{}{label}", &line[..at])
                }
                None => line,
            };
            squeeze(&line)
        })
        .flat_map(|line| sentences(&line))
        .filter(|s| !s.is_empty())
        .collect()
}

fn sentences(line: &str) -> Vec<String> {
    line.split_inclusive('。').map(str::to_owned).collect()
}

#[track_caller]
fn holds_in_order(text: &str, expected: &[String]) {
    let mut from = 0;
    for sentence in expected {
        let Some(at) = text[from..].find(sentence.as_str()) else {
            panic!(
                "missing or out of order: {sentence}\nafter …{}",
                &text[text.floor_char_boundary(from.saturating_sub(120))..from]
            );
        };
        from += at + sentence.len();
    }
}

#[test]
fn the_site_says_the_seed() {
    let book = Published::sample();
    let text = book.main_text("overview/index.html");
    holds_in_order(&text, &seed());
}

#[test]
fn the_pdf_says_the_seed() {
    let book = Published::sample();
    holds_in_order(&book.pdf.body(1, 6), &seed());
}

#[test]
fn the_seed_was_read() {
    let seed = seed();
    assert!(seed.len() > 40);
    assert!(seed.iter().any(|s| s == "実施計画3カ年計画を毎年度更新"));
    assert!(seed.iter().any(|s| s.contains("7～11ページ")));
}

#[test]
fn no_number_in_it_is_typed() {
    let source = std::fs::read_to_string(project().join("content/overview.md")).expect("a file");
    for typed in ["128", "12ページ", "17～197", "7～11", "令和", "平成", "4つ", "4段階"]
    {
        assert!(!source.contains(typed), "{typed} is typed by hand");
    }
}

#[test]
fn page_numbers_and_counts_follow_the_book() {
    let copy = Book::sample();
    // One policy less, and the parts one page later.
    copy.remove("content/policies/6/6-4-05.yaml");
    copy.remove("content/policies/6/6-4-05.md");
    for (from, to) in [
        ("pages: -6", "pages: -7"),
        ("pages: 7-11", "pages: 8-12"),
        ("pages: 12 ", "pages: 13 "),
        ("pages: 13-16", "pages: 14-17"),
        ("pages: 17-197", "pages: 18-197"),
    ] {
        copy.edit("content/plan.yaml", from, to);
    }
    for id in references_to("6-4-05", &copy) {
        let text = copy.read(&id).replace("[](policy:6-4-05)", "広域連携");
        copy.write(&id, &text);
    }
    let book = Published::without_volumes(&copy);
    let policies = format!("全{}の主要施策に関するA～Dまで", sources::policies().len() - 1);
    for text in [book.main_text("overview/index.html"), book.pdf.body(1, 7)] {
        for sentence in [
            policies.as_str(),
            "評価結果一覧表は13ページ、主要施策に関する実施計画は18～197ページに",
            "成果指標現状値一覧表は8～12ページに",
        ] {
            assert!(text.contains(sentence), "{sentence}");
        }
    }
}

/// The files of `copy` that link to the policy `id`.
fn references_to(id: &str, copy: &Book) -> Vec<String> {
    let link = format!("[](policy:{id})");
    copy.sources().into_iter().filter(|name| copy.read(name).contains(&link)).collect()
}
