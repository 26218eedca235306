//! Books made of anything: nothing panics, and nothing takes long.
//!
//! A few seconds of it run with every `cargo test`; `tests/README.md` says how to go on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use planbook::compile;
use planbook::diag::{GithubRenderer, HumanRenderer, JsonRenderer, Lang, Sink};
use planbook::parse::REQUIRED;
use planbook::source::Sources;
use planbook::view::View;

type Files = BTreeMap<String, Vec<u8>>;

/// How many books without a word from outside, and for how long at most.
const BOOKS: u64 = 2_000;
const AT_MOST: Duration = Duration::from_secs(4);

/// A book of a few files that takes longer hangs.
const HANGS: Duration = Duration::from_secs(5);

/// Pieces that mean something to YAML, to Markdown, to planbook or to a terminal.
const PIECES: [&str; 72] = [
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
    for finding in sink.into_sorted().iter().take(50) {
        let (lang, color) = (Lang::Ja, true);
        let human = HumanRenderer { lang, color }.render(finding, &sources);
        let json = JsonRenderer { lang }.render(finding, &sources);
        let github = GithubRenderer { lang }.render(finding, &sources);
        assert!(!human.is_empty() && !json.contains('\n') && !github.contains('\n'));
    }
    if let Some(book) = book {
        serde_json::to_string(&View::new(&book)).expect("the view is plain data");
    }
}

fn from_outside(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn nothing_panics_and_nothing_hangs() {
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
        let started = Instant::now();
        let ended = std::panic::catch_unwind(|| run(&files));
        assert!(ended.is_ok(), "PLANBOOK_FUZZ=1 PLANBOOK_FUZZ_SEED={seed} panics");
        let took = started.elapsed();
        assert!(took < HANGS, "PLANBOOK_FUZZ=1 PLANBOOK_FUZZ_SEED={seed} takes {took:?}");
    }
    println!("{books} books in {:?}", began.elapsed());
}
