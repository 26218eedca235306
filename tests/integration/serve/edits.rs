//! Hundreds of edits, breaking and mending, and what is left of them.

use super::support::{Served, save_by_rename};
use crate::support::{Book, Random, files, from_environment};

/// How many edits, unless `PLANBOOK_EDITS` says otherwise.
const EDITS: usize = 400;

/// After these, everything that a preview keeps is there once.
const WARM: usize = 150;

/// How much more memory may be in use after all the others, in kilobytes. A single leaked
/// view or site of each rebuild would be several times as much.
#[cfg(target_os = "linux")]
const GROWTH: u64 = 60_000;

/// Somewhere between two characters.
fn somewhere(text: &str, random: &mut Random) -> usize {
    text.floor_char_boundary(random.below(text.len() + 1))
}

/// One thing that happens to a text while someone types.
fn edited(text: &str, random: &mut Random) -> String {
    let (a, b) = (somewhere(text, random), somewhere(text, random));
    let (from, to) = (a.min(b), a.max(b));
    let lines: Vec<&str> = text.lines().collect();
    match random.below(8) {
        0 => text[..from].to_owned(),
        1 => {
            [&text[..from], &text[from..][text[from..].chars().next().map_or(0, char::len_utf8)..]]
                .concat()
        }
        2 => {
            let typed = [
                "あ",
                "：",
                "\t",
                "- ",
                "{",
                "[](page:",
                "\"",
                "99999999999",
                "{{",
                "\u{0}",
                "\r\n",
                "#",
            ];
            [&text[..from], random.one_of(&typed), &text[from..]].concat()
        }
        3 => [&text[..to], &text[from..to], &text[to..]].concat(),
        4 => {
            let mut lines = lines;
            if !lines.is_empty() {
                lines.remove(random.below(lines.len()));
            }
            lines.join("\n")
        }
        5 => {
            let mut lines = lines;
            let (a, b) = (random.below(lines.len()), random.below(lines.len()));
            if !lines.is_empty() {
                lines.swap(a, b);
            }
            lines.join("\n")
        }
        6 => text.replacen('1', "2", 1 + random.below(3)),
        _ => text.replace('\n', "\r\n"),
    }
}

#[cfg(target_os = "linux")]
fn memory(served: &Served) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", served.child.id()));
    let status = status.expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("a size");
    line.split_whitespace().nth(1).and_then(|size| size.parse().ok()).expect("a number")
}

/// Every file that a build makes is the same from the preview.
fn assert_as_built(book: &Book, served: &Served) {
    let out = tempfile::tempdir().expect("a folder");
    let output = out.path().join("output");
    book.build(&["--draft", "--only", "html", "-o", output.to_str().expect("a path")]).succeeds();
    let mut count = 0;
    let mut other = Vec::new();
    for (name, expected) in files(&output) {
        // The mark of an output is about the folder; a preview has none.
        if name == "planbook.json" {
            continue;
        }
        let shown = served.get(&format!("/{name}"));
        if shown.plain() != expected {
            other.push(format!("{name}: {}, {} bytes", shown.status, shown.body.len()));
        }
        count += 1;
    }
    assert!(count > 20, "{count} files");
    assert!(other.is_empty(), "{} of {count} files differ:\n{}", other.len(), other.join("\n"));
}

#[test]
fn after_hundreds_of_edits_the_pages_are_those_of_a_build() {
    let book = Book::init();
    let served = Served::start(&book, &[]);
    assert_as_built(&book, &served);

    let mut files = book.sources();
    let sources = files.len();
    let theme = book.files("themes/standard").into_iter();
    files.extend(theme.filter(|(_, bytes)| str::from_utf8(bytes).is_ok()).map(|(name, _)| name));
    files.retain(|name| !name.contains("/pdf/") && !name.contains("README"));
    let whole: Vec<String> = files.iter().map(|name| book.read(name)).collect();
    let pages = ["/", "/policies/1-1-01/", "/overview/", "/evaluation/", "/policies/2-1-01/"];

    let mut random = Random::new(2024);
    let mut broken: Vec<usize> = Vec::new();
    #[cfg(target_os = "linux")]
    let mut warm = 0;
    let edits = from_environment("PLANBOOK_EDITS").map_or(EDITS, |edits| edits as usize);
    assert!(edits > WARM, "PLANBOOK_EDITS is a number of edits above {WARM}");
    for edit in 0..edits {
        let before = served.reads();
        // Most of what is written are sources, and most of it is mended soon.
        if !broken.is_empty() && random.below(5) < 3 {
            let at = broken.swap_remove(random.below(broken.len()));
            save_by_rename(&book, &files[at], &whole[at]);
        } else {
            let at = if random.below(4) == 0 {
                random.below(files.len())
            } else {
                random.below(sources)
            };
            let now = edited(&String::from_utf8_lossy(&book.bytes(&files[at])), &mut random);
            if random.below(2) == 0 {
                book.write(&files[at], now);
            } else {
                save_by_rename(&book, &files[at], now);
            }
            if !broken.contains(&at) {
                broken.push(at);
            }
        }
        // Someone who types fast does not wait.
        if random.below(4) > 0 {
            served.wait("the edit", |s| s["revision"].as_u64() > Some(before));
        }
        let shown = served.get(random.one_of(&pages));
        assert_eq!(shown.status, 200, "edit {edit}: {}", shown.head);
        #[cfg(target_os = "linux")]
        if edit == WARM {
            warm = memory(&served);
        }
    }
    // In the end everything is mended, and something is new.
    let before = served.reads();
    for (name, text) in files.iter().zip(&whole) {
        book.write(name, text);
    }
    let policy = "content/policies/1/1-1-01.md";
    book.write(policy, book.read(policy).replacen("\n\n", "\n\n多くの書きかえの後の文です。", 1));
    served.wait_calm(before);
    assert_eq!(served.status()["errors"], 0);
    assert!(served.get("/policies/1-1-01/").text().contains("多くの書きかえの後の文です。"));
    assert_as_built(&book, &served);
    #[cfg(target_os = "linux")]
    {
        let now = memory(&served);
        assert!(now < warm + GROWTH, "{warm} kB after {WARM} edits, {now} kB after {edits}");
    }
}
