//! Every word of a Markdown text is in the site, the PDF and the data, or in a finding.
//!
//! Texts are made from the habits of Japanese authors and the constructs of Markdown, mixed at
//! random. Each word is unique, so that it can be looked for in what was published.
//! `tests/README.md` says how to look at more of them.

use std::fmt::Write as _;

use planbook::compile;
use planbook::diag::{Diagnostic, Severity, Sink};
use planbook::parse::REQUIRED;
use planbook::reading::Reading;
use planbook::source::Sources;
use planbook::view::View;

use crate::support::{
    Book, Files, Random, copy_tree, files, from_environment, pdftotext, project, squeeze,
};

/// How many texts are made unless `PLANBOOK_TEXTS` says otherwise.
const TEXTS: u64 = 500;

/// How many of them are sheets of one book.
const SHEETS: usize = 250;

/// The sheet that a text is read in by itself.
const SHEET: &str = "content/policies/1/1-1-01.md";

/// Beginnings of lines: of lists, headings, quotations, notes and what was meant as such.
const BEGINNINGS: [&str; 58] = [
    "",
    "",
    "",
    "",
    "",
    "- ",
    "- ",
    "* ",
    "+ ",
    "・",
    "-",
    "－ ",
    "1. ",
    "2. ",
    "3. ",
    "7. ",
    "12. ",
    "01. ",
    "2) ",
    "（1）",
    "（2）",
    "(3) ",
    "1、",
    "２．",
    "ア　",
    "（イ）",
    "○",
    "※",
    "※1 ",
    "→ ",
    "2024. 4. ",
    "5. 4. ",
    "> ",
    ">",
    "> - ",
    "- > ",
    "- - ",
    "1. - ",
    "### ",
    "#### ",
    "###",
    "＃＃ ",
    "[出典]: ",
    "[再掲]:",
    "[^1]: ",
    "[^2]: ",
    "[^1]:",
    "| ",
    "|",
    "~~~ ",
    "``` ",
    "\\- ",
    "*",
    "**",
    "_",
    ": ",
    "<",
    "+",
];

/// What stands before them.
const INDENTS: [&str; 12] = ["", "", "", "", "", "", " ", "  ", "   ", "    ", "\t", "\u{3000}"];

/// Whole lines without words.
const LINES: [&str; 12] = [
    "---",
    "===",
    "***",
    "- - -",
    "```",
    "~~~",
    "|---|---|",
    "|---|",
    "---|---",
    ">",
    "-",
    "![図の説明](figure:period)",
];

/// Pieces of lines; `@` is a word.
const PIECES: [&str; 64] = [
    "@",
    "@",
    "@",
    "@",
    "@、@",
    "@。",
    "@。@",
    "@ @",
    "@　@",
    "**@**",
    "**「@」**@",
    "**@。**@",
    "*@*",
    "_@_",
    "__@__",
    "~~@~~",
    "~@~",
    "`@`",
    "``@``",
    "[@](https://www.example.jp/)",
    "[@](https://www.example.jp/ \"@\")",
    "[@] (https://www.example.jp/)",
    "[@](https://www.example.jp/資料 案.pdf)",
    "[@][@]",
    "[@][出典]",
    "[@]",
    "[[@]]",
    "[@](policy:1-1-01)",
    "[](policy:1-1-01)@",
    "[@](count:policies)",
    "[](count:policies)@",
    "[@](page:1-1-01)",
    "![@](figure:period)",
    "@[^1]",
    "@[^2]@",
    "[^3]@",
    "@ | @",
    "| @ | @ |",
    "| @ |",
    "| @ | @ | @ |",
    "|@|@|",
    "@\t@",
    "@*1@*2@",
    "3*@*5",
    "@_@_@",
    "@<@",
    "<@>",
    "<b>@</b>",
    "<!-- @ -->",
    "&@;",
    "&amp;@",
    "&#x5317;@",
    "\\*@\\*",
    "\\[@]",
    "@\\",
    "「@」",
    "（@）",
    "@**",
    "**@",
    "@ #",
    "# @",
    "@:@",
    "$@$",
    "{@}",
];

/// Beginnings, lines and pieces that nearly always are an error. Half of the texts are without,
/// so that enough are published.
const REFUSED: [&str; 32] = [
    "[出典]: ",
    "[再掲]:",
    "[^1]: ",
    "[^2]: ",
    "[^1]:",
    "| ",
    "|",
    "``` ",
    "~~~ ",
    "```",
    "~~~",
    "###",
    "＃＃ ",
    "<",
    "---",
    "===",
    "-",
    "|---|---|",
    "|---|",
    "---|---",
    "![図の説明](figure:period)",
    "[@](https://www.example.jp/ \"@\")",
    "[@](count:policies)",
    "[@](page:1-1-01)",
    "![@](figure:period)",
    "<@>",
    "<b>@</b>",
    "<!-- @ -->",
    "| @ |",
    "| @ | @ | @ |",
    "|@|@|",
    "| @ | @ |",
];

/// Tables are errors only beside other lines.
const TABLE: &str = "| @ | @ |\n|---|---:|\n| @ | @ |\n| @ | |\n";

/// How lines end.
const ENDS: [&str; 8] = ["\n", "\n", "\n", "\n\n", "\n\n", "\n\n", "  \n", "\\\n"];

/// A text, and where its words stand in it.
struct Text {
    seed: u64,
    source: String,
    words: Vec<Word>,
}

/// A word that stands nowhere else.
struct Word {
    letters: String,
    line: u32,
    /// Whether it may only be heard: the words of a figure are not printed.
    spoken: bool,
    /// What was typed before it, where that is the number of an item.
    number: Option<String>,
    /// Whether a finding stands on its line.
    told: bool,
}

impl Text {
    /// The text of `seed`, which stands from `line` on in its file.
    fn new(seed: u64, line: u32) -> Self {
        let mut random = Random::new(seed);
        let mut text = Self { seed, source: String::new(), words: Vec::new() };
        let tame = random.below(2) == 0;
        let pick = |random: &mut Random, list: &[&'static str]| {
            let wanted = |piece: &&str| !tame || !REFUSED.contains(piece);
            (0..64).map(|_| random.one_of(list)).find(wanted).unwrap_or("@")
        };
        for _ in 0..=random.below(12) {
            if random.below(12) == 0 {
                text.source.push('\n');
                for row in TABLE.split_inclusive('\n') {
                    text.piece(row, line, None, &mut random);
                }
                text.source.push('\n');
                continue;
            }
            let indent = random.one_of(&INDENTS);
            text.source.push_str(indent);
            if random.below(9) == 0 {
                text.source.push_str(pick(&mut random, &LINES));
            } else {
                let beginning = pick(&mut random, &BEGINNINGS);
                text.source.push_str(beginning);
                let digits =
                    beginning.strip_suffix(". ").filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
                let mut number = digits.map(str::to_owned);
                for _ in 0..=random.below(3) {
                    let piece = pick(&mut random, &PIECES);
                    // A number belongs to the word right behind it.
                    number = number.filter(|_| piece.starts_with('@'));
                    text.piece(piece, line, number.take(), &mut random);
                }
            }
            let end = random.one_of(&ENDS);
            text.source.push_str(end);
        }
        text
    }

    fn piece(&mut self, piece: &str, first: u32, mut number: Option<String>, random: &mut Random) {
        let spoken = piece.starts_with('!');
        for (index, part) in piece.split('@').enumerate() {
            if index > 0 {
                let letters = word(self.seed, self.words.len());
                let (before, after) = random_neighbours(random);
                let line = first + self.source.matches('\n').count() as u32;
                let before = if number.is_some() { "" } else { before };
                write!(self.source, "{before}{letters}{after}").expect("memory");
                self.words.push(Word { letters, line, spoken, number: number.take(), told: false });
            }
            self.source.push_str(part);
        }
    }
}

/// Words stand between Japanese or by themselves.
fn random_neighbours(random: &mut Random) -> (&'static str, &'static str) {
    [("", ""), ("市", ""), ("", "の"), ("市", "の")][random.below(4)]
}

/// A word that no other text of a book has, and that is never broken at the end of a line.
fn word(seed: u64, index: usize) -> String {
    const LETTERS: &[u8; 16] = b"bcdfghjkmnpqrtvz";
    let mut number = (seed % SHEETS as u64) * 256 + index as u64;
    let mut word = String::from("Q");
    for _ in 0..4 {
        word.push(char::from(LETTERS[(number % 16) as usize]));
        number /= 16;
    }
    word
}

/// The small book of the findings, without the limits on its pages.
fn base() -> Files {
    let mut files = files(&project().join("tests/findings/base"));
    let plan = String::from_utf8(files["content/plan.yaml"].clone()).expect("UTF-8");
    let lines = plan.lines().map(|line| line.split(", pages:").next().unwrap_or(line).to_owned());
    let plan: String = lines
        .map(|l| if l.contains("kind:") && !l.contains('}') { l + " }\n" } else { l + "\n" })
        .collect();
    files.insert("content/plan.yaml".into(), plan.into_bytes());
    files
}

/// What stands before a text in its sheet, which is the last section of it.
const HEAD: &str = "## 概要\n\n概要です。\n\n## 成果\n\n成果です。\n\n";

/// The findings of a text, and the view of its book.
fn read(text: &Text, base: &Files) -> (Sources, Vec<Diagnostic>, Option<String>) {
    let mut files = base.clone();
    files.insert(SHEET.into(), format!("{HEAD}{}", text.source).into_bytes());
    let mut sink = Sink::new();
    let sources = Sources::from_bytes(files, &mut sink).expecting(&REQUIRED);
    let book = compile::read(&sources, None, &mut sink);
    let view = book
        .map(|book| serde_json::to_string(&View::new(Reading::new(&book))).expect("plain data"));
    (sources, sink.into_sorted(), view)
}

/// Whether a finding stands on `line` of the sheet, or the heading above it is refused.
fn is_told(findings: &[Diagnostic], sources: &Sources, line: u32) -> bool {
    let labels = findings.iter().flat_map(|found| found.labels.iter().map(move |l| (found, l)));
    labels.into_iter().any(|(found, label)| {
        let file = sources.file(label.span.file);
        let lines = file.position(label.span.start).line..=file.position(label.span.end).line;
        // All below a heading, and a block of HTML until an empty line, is refused with it.
        let below = || file.text().lines().take(line as usize).skip(*lines.start() as usize);
        let refused = match found.code.0 {
            "PB0307" => *lines.start() < line,
            "PB0301" => *lines.start() < line && below().all(|line| !line.trim().is_empty()),
            _ => false,
        };
        file.name() == SHEET && (lines.contains(&line) || refused)
    })
}

/// Reads `text` by itself; whether it has errors, and each word that is in no finding and would
/// not be published either.
fn lost_words(text: &mut Text, base: &Files) -> (bool, Vec<String>) {
    let (sources, findings, view) = read(text, base);
    let refused = findings.iter().any(|found| found.severity == Severity::Error);
    let view = view.unwrap_or_default();
    // Of a list, only the first of the numbers that follow each other wrongly is told.
    let renumbered = findings.iter().any(|found| found.code.0 == "PB0331");
    for word in &mut text.words {
        word.told = is_told(&findings, &sources, word.line);
        word.number = word.number.take().filter(|_| !renumbered);
    }
    let lost = text.words.iter().filter(|word| !word.told && !view.contains(&word.letters));
    let lost = lost.map(|word| format!("{} is in no finding", word.letters));
    let mut wrong: Vec<String> = lost.collect();
    if findings.is_empty() {
        wrong.extend(out_of_order(text, &view));
    }
    (refused, wrong)
}

/// The first word that is published before one that was typed before it. Footnotes move.
fn out_of_order(text: &Text, view: &str) -> Option<String> {
    if text.source.contains("[^") {
        return None;
    }
    let places: Vec<usize> = text.words.iter().filter_map(|w| view.find(&w.letters)).collect();
    let at = places.windows(2).position(|pair| pair[0] > pair[1])?;
    Some(format!("{} is before {}", text.words[at + 1].letters, text.words[at].letters))
}

/// The number of the sheet at `index` of a book.
fn id(index: usize) -> String {
    format!("{}-1-{:02}", index / 50 + 1, index % 50 + 1)
}

/// The book whose sheets are `texts`.
fn book_of(texts: &[&Text], base: &Files) -> Book {
    let book = Book::empty();
    copy_tree(&project().join("themes"), &book.path("themes"));
    let plan = String::from_utf8(base["content/plan.yaml"].clone()).expect("UTF-8");
    let plan: Vec<&str> = plan.lines().filter(|l| !l.contains("kind: themes")).collect();
    book.write("content/plan.yaml", plan.join("\n"));
    book.write("content/overview.md", &base["content/overview.md"]);
    let goals = texts.len().div_ceil(50);
    let goal = |n| {
        format!(
            "  - id: {n}\n    name: 目標{n}\n    nodes:\n      - {{ id: {n}-1, name: 計画{n} }}\n"
        )
    };
    let framework: String = (1..=goals).map(goal).collect();
    book.write("content/framework.yaml", format!("nodes:\n{framework}"));
    let sheet = String::from_utf8(base["content/policies/1/1-1-01.yaml"].clone()).expect("UTF-8");
    for (index, text) in texts.iter().enumerate() {
        let name = format!("content/policies/{}/{}", index / 50 + 1, id(index));
        let sheet = sheet.replace("健康診査の推進", &format!("施策{}", id(index)));
        book.write(&format!("{name}.yaml"), sheet);
        book.write(&format!("{name}.md"), format!("{HEAD}{}", text.source));
    }
    book
}

/// Publishes `texts` as the sheets of one book, and looks for their words in it. Those whose
/// pages are refused are told of, and come out.
fn published(mut texts: Vec<&Text>, base: &Files) -> (usize, Vec<String>) {
    let mut refused = 0;
    loop {
        let book = book_of(&texts, base);
        let run = book.build(&["--no-volumes", "--no-cache"]);
        if run.code == 0 {
            let mut wrong = missing_in(&texts, &book);
            let verified = book.run(&["verify"]);
            wrong.extend((verified.code != 0).then(|| verified.said()));
            return (refused, wrong);
        }
        let said = run.err;
        let errors = said.split("\n\n").filter(|part| part.starts_with("エラー["));
        let told: Vec<String> = errors
            .flat_map(|part| {
                (0..texts.len()).map(id).filter(|id| part.contains(id.as_str())).collect::<Vec<_>>()
            })
            .collect();
        let before = texts.len();
        let kept = texts.iter().enumerate().filter(|(n, _)| !told.contains(&id(*n)));
        texts = kept.map(|(_, text)| *text).collect();
        refused += before - texts.len();
        assert!(texts.len() < before && !texts.is_empty(), "no sheet is named:\n{said}");
    }
}

/// Each word that is missing somewhere in the output of `book`.
fn missing_in(texts: &[&Text], book: &Book) -> Vec<String> {
    let printed = squeeze(&pdftotext(&["-raw"], &book.path("output/pdf/minato-r6.pdf")));
    let data = book.read("output/data/plan.json");
    let mut missing = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let page = book.read(&format!("output/policies/{}/index.html", id(index)));
        for word in &text.words {
            let letters = word.letters.as_str();
            let mut lacks = |what: &str| {
                missing.push(format!("seed {}: {what} {letters}\n{}", text.seed, text.source));
            };
            if !page.contains(letters) {
                lacks("the site lacks");
            }
            if !word.spoken && !printed.contains(letters) {
                lacks("the PDF lacks");
            }
            if !data.contains(letters) {
                lacks("the data lack");
            }
            if let Some(number) = word.number.as_ref().filter(|_| !word.told) {
                let typed = [".", ")"].map(|end| format!("{number}{end}{letters}"));
                if !typed.iter().any(|typed| printed.contains(typed)) {
                    lacks(&format!("the PDF has another number than {number}. before"));
                }
            }
        }
    }
    missing
}

#[test]
fn every_word_is_published_or_told() {
    let first = from_environment("PLANBOOK_TEXTS_SEED").unwrap_or(1);
    let count = from_environment("PLANBOOK_TEXTS").unwrap_or(TEXTS);
    let base = base();
    let line = HEAD.matches('\n').count() as u32 + 1;
    let mut texts: Vec<Text> = (first..first + count).map(|seed| Text::new(seed, line)).collect();
    let (mut wrong, mut refused) = (Vec::new(), Vec::new());
    for text in &mut texts {
        let (has_errors, lost) = lost_words(text, &base);
        let told = |lost| format!("seed {}: {lost}\n{}", text.seed, text.source);
        wrong.extend(lost.into_iter().map(told));
        refused.push(has_errors);
    }
    let words: usize = texts.iter().map(|text| text.words.len()).sum();
    let sound = texts.iter().zip(&refused).filter(|(_, refused)| !**refused);
    let sound: Vec<&Text> = sound.map(|(text, _)| text).collect();
    let mut unprintable = 0;
    for texts in sound.chunks(SHEETS) {
        let (refused, missing) = published(texts.to_vec(), &base);
        unprintable += refused;
        wrong.extend(missing);
    }
    println!(
        "{count} texts from seed {first}, {words} words: {} published, {} refused, {unprintable} of them for their pages",
        sound.len() - unprintable,
        texts.len() - sound.len() + unprintable,
    );
    assert!(sound.len() * 20 > texts.len(), "too few are published to show anything");
    assert!(
        wrong.is_empty(),
        "{} wrong, the first:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n\n")
    );
}
