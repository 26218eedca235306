//! A thousand edits, breaking and mending, and what is left of them.

use super::support::{Book, Served};

/// How many edits.
const EDITS: usize = 1000;

/// After these, everything that a preview keeps is there once.
const WARM: usize = 150;

/// How much more memory may be in use after all the others, in kilobytes. A single leaked
/// view or site of each rebuild would be several times as much.
#[cfg(target_os = "linux")]
const GROWTH: u64 = 60_000;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

/// Somewhere between two characters.
fn somewhere(text: &str, dice: &mut Dice) -> usize {
    text.floor_char_boundary(dice.roll(text.len() + 1))
}

/// One thing that happens to a text while someone types.
fn edited(text: &str, dice: &mut Dice) -> String {
    let (a, b) = (somewhere(text, dice), somewhere(text, dice));
    let (from, to) = (a.min(b), a.max(b));
    let lines: Vec<&str> = text.lines().collect();
    match dice.roll(8) {
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
            [&text[..from], dice.pick::<&str>(&typed), &text[from..]].concat()
        }
        3 => [&text[..to], &text[from..to], &text[to..]].concat(),
        4 => {
            let mut lines = lines;
            if !lines.is_empty() {
                lines.remove(dice.roll(lines.len()));
            }
            lines.join("\n")
        }
        5 => {
            let mut lines = lines;
            let (a, b) = (dice.roll(lines.len()), dice.roll(lines.len()));
            if !lines.is_empty() {
                lines.swap(a, b);
            }
            lines.join("\n")
        }
        6 => text.replacen('1', "2", 1 + dice.roll(3)),
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
    let built = book.build(&["--draft", "--only", "html", "-o", output.to_str().expect("a path")]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let mut count = 0;
    let mut other = Vec::new();
    for entry in walk(&output) {
        let name = entry.strip_prefix(&output).expect("below").to_string_lossy().into_owned();
        // The mark of an output is about the folder; a preview has none.
        if name == "planbook.json" {
            continue;
        }
        let shown = served.get(&format!("/{name}"));
        let expected = fs_err::read(&entry).expect("read");
        if shown.plain() != expected {
            other.push(format!("{name}: {}, {} bytes", shown.status, shown.body.len()));
        }
        count += 1;
    }
    assert!(count > 20, "{count} files");
    assert!(other.is_empty(), "{} of {count} files differ:\n{}", other.len(), other.join("\n"));
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in fs_err::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { out.extend(walk(&path)) } else { out.push(path) }
    }
    out
}

#[test]
fn after_a_thousand_edits_the_pages_are_those_of_a_build() {
    let book = Book::new();
    let served = Served::start(&book, &[]);
    assert_as_built(&book, &served);

    let text =
        |name: &String| std::str::from_utf8(&fs_err::read(book.path(name)).expect("read")).is_ok();
    let mut files = book.sources();
    let sources = files.len();
    files.extend(book.files("themes/standard").into_iter().filter(text));
    files.retain(|name| !name.contains("/pdf/") && !name.contains("README"));
    let whole: Vec<String> = files.iter().map(|name| book.read(name)).collect();
    let pages = ["/", "/policies/1-1-01/", "/overview/", "/evaluation/", "/policies/2-1-01/"];

    let mut dice = Dice(0x5EED_2024);
    let mut broken: Vec<usize> = Vec::new();
    #[cfg(target_os = "linux")]
    let mut warm = 0;
    for edit in 0..EDITS {
        let before = served.reads();
        // Most of what is written are sources, and most of it is mended soon.
        if !broken.is_empty() && dice.roll(5) < 3 {
            let at = broken.swap_remove(dice.roll(broken.len()));
            book.save_by_rename(&files[at], &whole[at]);
        } else {
            let at = if dice.roll(4) == 0 { dice.roll(files.len()) } else { dice.roll(sources) };
            let now = edited(
                &String::from_utf8_lossy(&fs_err::read(book.path(&files[at])).expect("read")),
                &mut dice,
            );
            if dice.roll(2) == 0 {
                book.write(&files[at], now);
            } else {
                book.save_by_rename(&files[at], now);
            }
            if !broken.contains(&at) {
                broken.push(at);
            }
        }
        // Someone who types fast does not wait.
        if dice.roll(4) > 0 {
            served.wait("the edit", |s| s["revision"].as_u64() > Some(before));
        }
        let shown = served.get(dice.pick::<&str>(&pages));
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
    book.write(policy, book.read(policy).replacen("\n\n", "\n\n千の書きかえの後の文です。", 1));
    served.wait_calm(before);
    assert_eq!(served.status()["errors"], 0);
    assert!(served.get("/policies/1-1-01/").text().contains("千の書きかえの後の文です。"));
    assert_as_built(&book, &served);
    #[cfg(target_os = "linux")]
    {
        let now = memory(&served);
        assert!(now < warm + GROWTH, "{warm} kB after {WARM} edits, {now} kB after {EDITS}");
    }
}
