//! Books that differ from the sample in size: many goals, and many long sheets.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::support::Book;

const PDF: &str = "output/pdf/shiomi-jikko-keikaku-r7.pdf";

/// What the sheets speak of; they are combined, so that lines end in many ways.
const SUBJECTS: [&str; 7] = [
    "漁港と市場の衛生管理",
    "子どもの居場所づくり",
    "高齢者の通いの場",
    "町道と橋りょうの点検",
    "商店街の空き店舗の活用",
    "防災行政無線の更新",
    "図書館と学校の連携",
];

/// A sentence with numbers and what they count.
fn sentence(n: usize) -> String {
    let subject = SUBJECTS[n % SUBJECTS.len()];
    let count = 7 + n * 13 % 1900;
    match n % 5 {
        0 => format!("「{subject}」（国の補助）、について、{count}人から聞き取りを行いました。"),
        1 => format!(
            "{subject}は、前年度より{count}件多い{}件で、参加者の{}%が続けたいと答えました。",
            count * 3,
            41 + n % 50
        ),
        2 => format!(
            "令和6年度は{subject}のための講座を{}回開き、延べ{count}人が参加しました。",
            2 + n % 17
        ),
        3 => format!(
            "残る課題は{subject}です。{}か所のうち{}か所で設備が古く、{count}万円ほどの修繕が要ります。",
            20 + n % 30,
            3 + n % 9
        ),
        _ => format!("{}団体と{}世帯に知らせ、{subject}に生かします。", 3 + n % 40, count * 2),
    }
}

fn sentences(from: usize, count: usize) -> String {
    (from..from + count).map(sentence).collect()
}

/// The sheet number `n`, with so many `projects` and sentences below each heading.
fn write_sheet(town: &Book, id: &str, n: usize, projects: usize, sentences_each: usize) {
    let goal = id.split('-').next().expect("a goal");
    let subject = |n: usize| SUBJECTS[n % SUBJECTS.len()];
    let mut yaml = format!(
        "title: {}の推進\nsections: [産業課]\nrating: {{ R6: A }}\nprojects:\n",
        subject(n)
    );
    for project in 0..projects {
        let at = n * 5 + project;
        let amount = 1_000_000 + at * 37_000;
        let _ = write!(
            yaml,
            "  - name: {}支援事業{project}\n    section: 産業課\n    description: {}\n    results: {{ R6: \"{}\" }}\n    settlement: {{ R6: {amount} }}\n    budget: {{ R7: {amount}, R8: {amount} }}\n    funding:\n      R7: {{ 一般財源: {amount} }}\n      R8: {{ 一般財源: {amount} }}\n    direction: 維持\n",
            subject(at),
            sentence(at * 5 + 2),
            sentence(at * 5 + 1).trim_end_matches('。'),
        );
    }
    let text = |heading: &str, from: usize| {
        let paragraphs: Vec<_> =
            (0..sentences_each).map(|paragraph| sentences(from + paragraph * 4, 4)).collect();
        format!("## {heading}\n\n{}\n", paragraphs.join("\n\n"))
    };
    let prose = format!(
        "## 目的\n\n{}\n\n{}\n{}",
        sentences(n * 3, 2),
        text("昨年度の取組と結果", n * 7),
        text("これから", n * 11)
    );
    town.write(&format!("content/policies/{goal}/{id}.yaml"), yaml);
    town.write(&format!("content/policies/{goal}/{id}.md"), prose);
}

/// The PDF of the book, which stays for all tests.
fn built(town: Book) -> (Book, PathBuf) {
    town.build(&["--only", "pdf", "--no-volumes"]).succeeds();
    let pdf = town.path(PDF);
    (town, pdf)
}

/// A book of twelve goals, with a short sheet in each.
pub fn twelve_goals() -> PathBuf {
    static BOOK: OnceLock<(Book, PathBuf)> = OnceLock::new();
    let make = || {
        let town = Book::init();
        let mut framework = town.read("content/framework.yaml");
        for goal in 3..=12 {
            let name = SUBJECTS[goal % SUBJECTS.len()];
            let _ = writeln!(
                framework,
                "  - id: {goal}\n    name: {name}がすすむまち\n    nodes:\n      - {{ id: {goal}-1, name: {name} }}"
            );
            write_sheet(&town, &format!("{goal}-1-01"), goal, 2, 1);
        }
        town.write("content/framework.yaml", framework);
        built(town)
    };
    BOOK.get_or_init(make).1.clone()
}

/// A book of forty sheets, each of two pages or more.
pub fn forty_long_sheets() -> PathBuf {
    static BOOK: OnceLock<(Book, PathBuf)> = OnceLock::new();
    let make = || {
        let town = Book::init();
        for sheet in 3..=42 {
            // Some fill little more than a page, some nearly two.
            write_sheet(&town, &format!("1-1-{sheet:02}"), sheet, 5 + sheet % 4, 1 + sheet % 3);
        }
        built(town)
    };
    BOOK.get_or_init(make).1.clone()
}
