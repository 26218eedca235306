//! Where the text stands, as poppler finds it on the finished pages.

use std::path::Path;

use super::whole;
use crate::support::{Published, each, pdftotext, words};

/// A word and its corners, in points from the top left of its page.
#[derive(Debug, Clone)]
pub struct Word {
    pub text: String,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// The words of every page of `pdf`.
pub fn pages(pdf: &Path) -> Vec<Vec<Word>> {
    let boxes = pdftotext(&["-bbox"], pdf);
    let mut pages = Vec::new();
    for line in boxes.lines() {
        if line.trim_start().starts_with("<page") {
            pages.push(Vec::new());
        } else if let Some(word) = line.trim_start().strip_prefix("<word ") {
            let side = |name: &str| -> f64 {
                let after = word.split(&format!("{name}=\"")).nth(1).expect("a corner");
                after.split('"').next().expect("a number").parse().expect("a number")
            };
            let text = word.split('>').nth(1).expect("a word").trim_end_matches("</word");
            // Brackets and points have ink in half of their box, and lose the other half
            // beside each other and at the ends of lines.
            let half = (side("yMax") - side("yMin")) / 2.0;
            let opens = text.starts_with(['「', '『', '（', '【']);
            let closes =
                text.ends_with(['」', '』', '）', '】', '、', '。', '，', '．', '・', '：']);
            pages.last_mut().expect("a page").push(Word {
                text: text.to_owned(),
                left: side("xMin") + if opens { half } else { 0.0 },
                top: side("yMin"),
                right: side("xMax") - if closes { half } else { 0.0 },
                bottom: side("yMax"),
            });
        }
    }
    pages
}

pub const MM: f64 = 72.0 / 25.4;

/// What of the words of the page `index` is outside the type area, running heads and page
/// numbers aside. The first page is the cover, which has no margins; after it, right-hand
/// pages have the wide one on the left.
pub fn outside(index: usize, page: &[Word]) -> Option<String> {
    let (left, right) = match index {
        0 => (5.0, 5.0),
        _ if index.is_multiple_of(2) => (22.0, 18.0),
        _ => (18.0, 22.0),
    };
    // On the fore-edge, 9 mm wide, is the thumb index.
    let is_thumb = |word: &Word| {
        let is_on_edge = |left: f64| word.left > left * MM && word.right < (left + 9.0) * MM;
        index > 0 && (is_on_edge(0.0) || is_on_edge(201.0))
    };
    let is_inside = |word: &Word| {
        // The box of a first character may stand out by a fifth of a millimetre.
        word.left > left * MM - 0.5
            && word.right < (210.0 - right) * MM + 0.5
            && word.top > 10.0 * MM
            && word.bottom < 297.0 * MM - 8.0 * MM
    };
    let word = page.iter().find(|word| !is_inside(word) && !is_thumb(word))?;
    Some(format!("sheet {}: {}: {word:?}", index + 1, word.text))
}

/// Words of the page `index` that lie over each other.
pub fn overlapping(index: usize, page: &[Word]) -> Option<String> {
    // Of boxes as high as the fonts say, neighbouring lines may touch; ink does not.
    let (side, height) = (0.6, 0.45);
    for (at, word) in page.iter().enumerate() {
        for other in &page[at + 1..] {
            let beside = word.right.min(other.right) - word.left.max(other.left);
            let lower = word.bottom.min(other.bottom) - word.top.max(other.top);
            let line = (word.bottom - word.top).min(other.bottom - other.top);
            if beside >= side && lower >= height * line {
                return Some(format!("sheet {}: {word:?} and {other:?}", index + 1));
            }
        }
    }
    None
}

#[test]
fn all_text_is_within_the_type_area() {
    for (index, page) in pages(&whole()).iter().enumerate() {
        assert!(!page.is_empty(), "sheet {}", index + 1);
        assert_eq!(outside(index, page), None);
    }
}

#[test]
fn no_word_lies_over_another() {
    for (index, page) in pages(&whole()).iter().enumerate() {
        assert_eq!(overlapping(index, page), None);
    }
}

#[test]
fn every_font_is_embedded_and_maps_back() {
    let output = std::process::Command::new("pdffonts").arg(whole()).output().expect("poppler");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let fonts: Vec<&str> = text.lines().skip(2).collect();
    assert!(fonts.len() >= 4, "{text}");
    for font in fonts {
        // The columns from the right: object (two), uni, sub, emb.
        let columns: Vec<&str> = font.split_whitespace().rev().collect();
        assert_eq!(columns[2..5], ["yes", "yes", "yes"], "{font}");
    }
}

/// The chart of that name on a page of the site.
pub fn chart<'a>(html: &'a str, id: &str) -> Option<&'a str> {
    let from = html[..html.find(&format!("\"chart-{id}-title\""))?].rfind("<svg")?;
    let to = html[from..].find("</svg>")?;
    Some(&html[from..from + to])
}

#[test]
fn charts_say_the_figures_of_the_tables() {
    let book = Published::sample();
    let html = book.html("policies/index.html");
    for goal in each(&book.view["goals"]) {
        let id = format!("ratings-{}", words(&goal["id"]));
        let svg = chart(&html, &id).expect("the goal's chart");
        assert!(svg.contains(words(&goal["name"])), "{svg}");
        for (rating, count) in each(&book.view["ratings"]).zip(each(&goal["evaluation"]["counts"]))
        {
            assert!(svg.contains(&format!("{}が{count}件", words(&rating["id"]))), "{svg}");
        }
    }
}

#[test]
fn every_chart_is_on_the_site_in_the_colours_of_print() {
    let book = Published::sample();
    let mut pages = vec![
        book.html("index.html"),
        book.html("policies/index.html"),
        book.html("indicators/index.html"),
    ];
    for section in each(&book.view["departments"]).flat_map(|d| each(&d["sections"])) {
        pages.push(book.html(&format!("{}index.html", words(&section["route"]))));
    }
    for it in each(&book.view["charts"]) {
        let id = words(&it["id"]);
        let svg = pages.iter().find_map(|html| chart(html, id));
        let svg = svg.unwrap_or_else(|| panic!("the site has no chart {id}"));
        assert!(svg.contains("<title") && svg.contains("<desc"), "{svg}");
        assert!(svg.contains("fill=\"#") && !svg.contains("style="), "{svg}");
        assert!(!svg.contains("var(") && !svg.contains("currentColor"), "black in print: {svg}");
    }
    assert!(each(&book.view["charts"]).count() > 90);
}
