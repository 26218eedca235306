//! Books made of anything: nothing panics, nothing hangs, and nothing fills the memory.
//!
//! A few seconds of it run with every `cargo test`; `tests/README.md` says how to go on.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use image::{DynamicImage, ImageFormat, RgbImage};

use planbook::compile;
use planbook::diag::{GithubRenderer, HumanRenderer, JsonRenderer, Lang, Sink};
use planbook::parse::REQUIRED;
use planbook::reading::Reading;
use planbook::source::Sources;
use planbook::view::View;

type Files = BTreeMap<String, Vec<u8>>;

/// How many books without a word from outside, and for how long at most.
const BOOKS: u64 = 2_000;
const AT_MOST: Duration = Duration::from_secs(4);

/// A book of a few files that takes longer hangs.
const HANGS: Duration = Duration::from_secs(5);

/// No book may make the program larger than this, in KiB.
const MEMORY: u64 = 1 << 20;

/// Pieces that mean something to YAML, to Markdown, to planbook or to a terminal.
const PIECES: [&str; 77] = [
    "\n",
    "\r\n",
    "\t",
    " ",
    "\u{3000}",
    "  ",
    ": ",
    ":",
    "：",
    "- ",
    "-",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ",",
    "\"",
    "'",
    "|\n",
    ">\n",
    "#",
    " #",
    "# ",
    "## ",
    "### ",
    "&a",
    "*a",
    "<<: *a",
    "!",
    "!!binary ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "~",
    "null",
    "no",
    "01",
    "1_000",
    "R5",
    "H33",
    "R999999999999",
    "-9223372036854775808",
    "1e999",
    "▲",
    "４２",
    "**",
    "*",
    "_",
    "~~",
    "`",
    "```\n",
    "> ",
    "1. ",
    "| a | b |\n|---|---|\n",
    "[](policy:1-1-01)",
    "[](page:evaluation)",
    "[](count:policies)",
    "![](figure:period)",
    "![絵](../../pictures/map.png \"題\")",
    "![絵](pictures/photo.jpg)",
    "../",
    "%2e%2e/",
    "\u{E0100}",
    "[^1]",
    "[^1]: ",
    "<b>",
    "<!--",
    "javascript:",
    "「",
    "」",
    "（",
    "\u{200B}",
    "\u{202E}",
    "\u{E000}",
    "葛\u{E0100}",
    "\u{FDD0}",
];

/// The same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// The small book of the collection, and some sheets of the sample.
fn seeds() -> Files {
    fn walk(top: &Path, folder: &Path, out: &mut Files) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(top, &path, out);
            } else {
                let name = path.strip_prefix(top).expect("below it");
                let name = name.to_string_lossy().replace('\\', "/");
                out.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let base = project.join("tests/findings/base");
    let mut out = Files::new();
    walk(&base, &base, &mut out);
    for id in ["1-1-01", "1-2-01"] {
        for ending in ["yaml", "md"] {
            let name = format!("content/policies/1/{id}.{ending}");
            let sample = fs::read(project.join(&name)).expect("the sample");
            out.insert(format!("content/policies/1/{id}.{ending}"), sample);
        }
    }
    for (name, format) in [("map.png", ImageFormat::Png), ("photo.jpg", ImageFormat::Jpeg)] {
        let mut bytes = Cursor::new(Vec::new());
        let image = RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8, y as u8, 90]));
        DynamicImage::from(image).write_to(&mut bytes, format).expect("it is drawn");
        out.insert(format!("content/pictures/{name}"), bytes.into_inner());
    }
    let overview = out.get_mut("content/overview.md").expect("an overview");
    overview.extend("\n![地図](pictures/map.png \"図1\")\n\n![写真](pictures/photo.jpg)\n".bytes());
    out
}

/// Changes `bytes` in one of the ways in which files go wrong.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(40)).min(bytes.len());
    match random.below(9) {
        0 => drop(bytes.drain(at..end)),
        1 => {
            let part = bytes[at..end].to_vec();
            let to = random.below(bytes.len() + 1);
            bytes.splice(to..to, part);
        }
        2 => bytes.truncate(at),
        3 => {
            let noise = (0..random.below(12)).map(|_| random.next() as u8).collect::<Vec<_>>();
            bytes.splice(at..end, noise);
        }
        4 => {
            let piece = PIECES[random.below(PIECES.len())];
            let many = piece.repeat(1 + random.below(200));
            bytes.splice(at..at, many.into_bytes());
        }
        5 => {
            // A whole line twice, or somewhere else.
            let text = String::from_utf8_lossy(bytes).into_owned();
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            let line = lines.get(random.below(lines.len())).copied().unwrap_or("");
            lines.insert(random.below(lines.len() + 1), line);
            *bytes = lines.concat().into_bytes();
        }
        _ => {
            let piece = PIECES[random.below(PIECES.len())];
            let end = if random.below(2) == 0 { at } else { end };
            bytes.splice(at..end, piece.bytes());
        }
    }
}

/// Everything between the files and what is drawn.
fn run(files: &Files) {
    let mut sink = Sink::new();
    let sources = Sources::from_bytes(files.clone(), &mut sink).expecting(&REQUIRED);
    let book = compile::read(&sources, None, &mut sink);
    let findings = sink.into_sorted();
    let owners = planbook::parse::owners(&sources, &findings);
    for (finding, owner) in findings.iter().zip(&owners).take(50) {
        let (lang, color) = (Lang::Ja, true);
        let human = HumanRenderer { lang, color }.render(finding, &sources);
        let json = JsonRenderer { lang }.render(finding, owner, &sources);
        let github = GithubRenderer { lang }.render(finding, &sources);
        assert!(!human.is_empty() && !json.contains('\n') && !github.contains('\n'));
    }
    if let Some(book) = book {
        serde_json::to_string(&View::new(Reading::new(&book))).expect("the view is plain data");
    }
}

/// What is being read now, and since when.
type Now = Arc<Mutex<Option<(u64, Instant)>>>;

/// Ends the whole process, with the book's number, if one takes too long: what hangs cannot
/// be asked how long it took.
fn watch(now: &Now, hangs: Duration) {
    let now = Arc::clone(now);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_millis(200));
            let reading = *now.lock().expect("nothing panics with it");
            if let Some((seed, since)) = reading
                && since.elapsed() > hangs
            {
                eprintln!("PLANBOOK_FUZZ=1 PLANBOOK_FUZZ_SEED={seed} hangs");
                std::process::exit(101);
            }
        }
    });
}

/// The most memory that this process ever had, in KiB, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn from_outside(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn nothing_panics_nothing_hangs_and_nothing_fills_the_memory() {
    assert!(peak().is_some() || cfg!(not(target_os = "linux")), "Linux tells");
    let now = Now::default();
    watch(&now, HANGS);
    let wanted = from_outside("PLANBOOK_FUZZ");
    let first = from_outside("PLANBOOK_FUZZ_SEED").unwrap_or(1);
    let base = seeds();
    let names: Vec<&String> = base.keys().collect();
    let began = Instant::now();
    let mut books = 0;
    for seed in first..first + wanted.unwrap_or(BOOKS) {
        if wanted.is_none() && began.elapsed() > AT_MOST {
            break;
        }
        books += 1;
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut files = base.clone();
        for _ in 0..=random.below(4) {
            let name = names[random.below(names.len())];
            let bytes = files.get_mut(name).expect("it is there");
            for _ in 0..=random.below(6) {
                mutate(bytes, &mut random);
            }
        }
        *now.lock().expect("nothing panics with it") = Some((seed, Instant::now()));
        let ended = std::panic::catch_unwind(|| run(&files));
        assert!(ended.is_ok(), "PLANBOOK_FUZZ=1 PLANBOOK_FUZZ_SEED={seed} panics");
        let memory = peak().unwrap_or(0);
        assert!(memory < MEMORY, "PLANBOOK_FUZZ=1 PLANBOOK_FUZZ_SEED={seed} takes {memory} KiB");
    }
    *now.lock().expect("nothing panics with it") = None;
    println!("{books} books in {:?}, {:?} KiB at most", began.elapsed(), peak());
}

/// How long the longest line is in which a piece is repeated.
const LONG: usize = 100_000;

/// With the square of that, one takes minutes; in proportion, a part of a second.
const LONG_HANGS: Duration = Duration::from_secs(30);

/// Texts that made something look through the same line again and again.
const LONG_PIECES: [&str; 34] = [
    "](",
    "](a ",
    "://",
    "a://",
    "[",
    "]",
    "[a](",
    "[a]: b\n",
    "[^1]",
    "[^1]: a\n\n",
    "[^",
    "「",
    "」",
    "（」",
    "（）",
    "*",
    "**a",
    "**「a」**b",
    "_a_ ",
    "~~",
    "`",
    "> ",
    "[\n",
    ">\n",
    "a\n",
    "（1）\n",
    "- a\n",
    "1. a\n",
    "| a ",
    "\u{200B}a",
    "か\u{3099}",
    "&#8203;",
    "① ",
    "<b>",
];

/// The same for YAML, where `@` is the number of the piece.
const LONG_YAML: [(&str, &str, &str); 8] = [
    ("    results: { ", "R5: a, ", "R5: a }\n"),
    ("    results: { ", "a@: a, ", "R5: a }\n"),
    ("sections: [", "企画課, ", "企画課]\n"),
    ("sections: [", "課@, ", "企画課]\n"),
    ("    description: \"", "\\t", "\"\n"),
    ("    description: \"", "\u{200B}a", "\"\n"),
    ("    description: ", "a #a ", "\n"),
    ("", "a@: 1\n", ""),
];

/// Reads the book with `text` in the file `name`, and shows what is found; how long it took.
fn read_long(base: &Files, name: &str, text: String) -> Duration {
    let mut files = base.clone();
    files.insert(name.to_owned(), text.into_bytes());
    let began = Instant::now();
    run(&files);
    began.elapsed()
}

#[test]
fn long_lines_and_many_findings_take_time_in_proportion() {
    let now = Now::default();
    watch(&now, LONG_HANGS);
    let base = seeds();
    let prose = "content/policies/1/1-1-01.md";
    let facts = "content/policies/1/1-1-01.yaml";
    let sheet = String::from_utf8(base[facts].clone()).expect("UTF-8");
    for (index, piece) in LONG_PIECES.iter().enumerate() {
        *now.lock().expect("nothing panics with it") = Some((index as u64, Instant::now()));
        let text = piece.repeat(LONG / piece.len());
        let took = read_long(&base, prose, format!("## 施策の概要\n\n{text}\n"));
        println!("{piece:?}: {took:?}");
    }
    for (index, (before, piece, after)) in LONG_YAML.iter().enumerate() {
        *now.lock().expect("nothing panics with it") = Some((100 + index as u64, Instant::now()));
        let many = LONG / 8 / piece.len();
        let text: Vec<String> = (0..many).map(|n| piece.replace('@', &n.to_string())).collect();
        let line = format!("{before}{}{after}", text.concat());
        // In the place of the line that begins so.
        let key = before.split(':').next().unwrap_or(before);
        let lines = sheet.lines().map(|l| {
            if !key.is_empty() && l.starts_with(key) { line.clone() } else { format!("{l}\n") }
        });
        let mut text: String = lines.collect();
        if key.is_empty() {
            text.push_str(&line);
        }
        let took = read_long(&base, facts, text);
        println!("{piece:?}: {took:?}");
    }
    *now.lock().expect("nothing panics with it") = None;
}
