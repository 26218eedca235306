//! The authors' guide says what the program does: its samples are read, its messages are
//! the program's, and no field is left out.

use std::collections::BTreeSet;
use std::fs;

use planbook::check::RULES;
use planbook::compile;
use planbook::diag::manual::{self, Entry};
use planbook::diag::{HumanRenderer, Lang, Severity, Sink};
use planbook::parse::{REQUIRED, schema};
use planbook::record::DeclaredFields;
use planbook::source::Sources;
use serde_json::Value;

use crate::support::{Book, Files, each, files, project};

fn guide() -> String {
    fs::read_to_string(project().join("content/README.md")).expect("the guide")
}

/// The code blocks of `language`, in order.
fn blocks(language: &str) -> Vec<String> {
    let (guide, fence) = (guide(), format!("\n```{language}\n"));
    let blocks = guide.split(&fence).skip(1);
    blocks.map(|rest| rest.split("\n```").next().expect("its end").to_owned() + "\n").collect()
}

/// The sample book's sources.
fn sample() -> Files {
    let book = Book::sample();
    book.sources().into_iter().map(|name| (name.clone(), book.bytes(&name))).collect()
}

/// What is found in `files`, as people read it, and how much of it are errors.
fn found(files: Files) -> (Vec<String>, usize) {
    let mut sink = Sink::new();
    let sources = Sources::from_bytes(files, &mut sink).expecting(&REQUIRED);
    compile::read(&sources, None, &mut sink);
    let findings = sink.into_sorted();
    let errors = findings.iter().filter(|d| d.severity == Severity::Error).count();
    let renderer = HumanRenderer { lang: Lang::Ja, color: false };
    (findings.iter().map(|d| renderer.render(d, &sources)).collect(), errors)
}

#[test]
fn its_sample_sheet_is_one_of_the_book_and_its_samples_of_text_are_right() {
    let mut files = sample();
    let (yaml, markdown) = (blocks("yaml"), blocks("markdown"));
    let sheet = |text: &str| {
        let of = files.iter().filter(|(name, _)| name.starts_with("content/policies/"));
        let found = of.filter(|(_, bytes)| String::from_utf8_lossy(bytes).ends_with(text));
        let names: Vec<String> = found.map(|(name, _)| name.clone()).collect();
        assert_eq!(names.len(), 1, "{text}");
        names[0].clone()
    };
    let (_, text) = (sheet(&yaml[0]), sheet(&markdown[0]));
    let table = markdown.iter().find(|block| block.starts_with("| ")).expect("a table");
    let picture = markdown.iter().find(|block| block.starts_with("![")).expect("a picture");
    let prose = markdown[0].replace("\n## 課題\n", &format!("\n{table}\n{picture}\n## 課題\n"));
    files.insert(text.clone(), prose.into_bytes());
    let drawn = project().join("src/cli/init/book/content/pictures/map.png");
    let name = text.replace("1-1-02.md", "pictures/1-1-02-map.png");
    files.insert(name, fs::read(drawn).expect("a picture"));
    let (told, _) = found(files);
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn its_sample_finding_is_what_people_see() {
    let shown = blocks("text").remove(0);
    let mut files = sample();
    let sheet = files.get_mut("content/policies/1/1-2-03.yaml").expect("the sheet");
    let text = String::from_utf8(sheet.clone()).expect("UTF-8");
    assert!(text.contains("R6: 4350, R7: 4700"));
    *sheet = text.replace("R6: 4350, R7: 4700", "R6: ４３５０, R7: 4700").into_bytes();
    let (told, errors) = found(files);
    assert_eq!((told.len(), errors), (1, 1));
    assert_eq!(shown, format!("{}\n\nエラー 1件、注意 0件\n", told[0].trim_end()));
}

#[test]
fn it_is_made_from_the_plan() {
    let book = Book::sample();
    book.remove("content/README.md");
    book.run(&["guide"]).succeeds();
    let made = book.read("content/README.md");
    if std::env::var_os("PLANBOOK_BLESS").is_some() {
        fs::write(project().join("content/README.md"), made).expect("the guide");
        return;
    }
    assert!(guide() == made, "PLANBOOK_BLESS=1 writes content/README.md");
}

#[test]
fn a_guide_that_was_written_by_hand_is_left_alone() {
    let book = Book::init();
    book.run(&["guide"]).succeeds();
    let by_hand = "# 私たちの手引き\n";
    book.write("content/README.md", by_hand);
    let refused = book.run(&["guide"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("書き換えません"), "{}", refused.err);
    assert_eq!(book.read("content/README.md"), by_hand);
    let other = book.beside("guide.md");
    book.run(&["guide", "--output", other.to_str().expect("UTF-8")]).succeeds();
    assert!(fs::read_to_string(other).expect("it").contains("潮見町"));
}

/// The part of the guide of `book` that is for the sections.
fn part_for_sections(book: &Book) -> String {
    let text = book.read("content/README.md");
    let planner = text.find("のために\n\nこの部は").expect("the part for planners");
    text[..planner].to_owned()
}

#[test]
fn the_guide_of_every_form_is_that_of_its_plan() {
    for (shape, book, published) in crate::shapes::published() {
        let (text, whole) = (part_for_sections(book), book.read("content/README.md"));
        let view = &published.view;
        let meta = &view["meta"];
        let evaluated = !meta["evaluated"].is_null();
        for (words, is_there) in [
            ("`results`", evaluated),
            ("決算額", evaluated),
            ("`rating`", each(&view["ratings"]).next().is_some()),
            ("`themes`", each(&view["themes"]).next().is_some()),
            ("`funding` |", each(&view["goals"]).any(has_funding)),
        ] {
            let of_table = text.split("## 3 ").nth(1).expect("the fields");
            let of_table = of_table.split("## 4 ").next().expect("its end");
            assert_eq!(of_table.contains(words), is_there, "{shape}: {words}");
        }
        for words in [&meta["title"], &meta["levels"]["policy"], &meta["unit"]] {
            assert!(text.contains(words.as_str().expect("words")), "{shape}: {words}");
        }
        for field in book.read("content/plan.yaml").split("{ id: ").skip(1) {
            let id = field.split(',').next().expect("an id");
            if field
                .split('}')
                .next()
                .is_some_and(|it| it.contains("kind: ") && it.contains("name: "))
            {
                assert!(whole.contains(&format!("`{id}`")), "{shape}: {id}");
            }
        }
        for foreign in ["北斗市", "子ども・子育て支援課", "基本目標"] {
            let own = book.read("content/plan.yaml").contains(foreign);
            assert!(own || !text.contains(foreign), "{shape}: {foreign}");
        }
    }
}

/// Whether a policy of `goal` says where its budget comes from.
fn has_funding(goal: &Value) -> bool {
    let policies = each(&goal["nodes"]).flat_map(|node| each(&node["policies"]));
    policies.into_iter().any(|policy| each(&policy["funding"]).next().is_some())
}

#[test]
fn its_messages_are_the_programs() {
    let guide = guide();
    let table = guide.split("| 知らせ |").nth(1).expect("the messages");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    // Every message that some case of the collection gives.
    let cases = files(&project().join("tests/findings/cases")).into_values();
    let cases: String = cases.map(|bytes| String::from_utf8(bytes).expect("UTF-8")).collect();
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in rows {
        let message = row.trim_start_matches("| ").split(" | ").next().expect("a message");
        let message = message.split('（').next().expect("its words");
        count += 1;
        // Names and numbers differ from case to case.
        let words = message.split(['「', '」', '…']).enumerate().filter(|(n, _)| n % 2 == 0);
        for (_, part) in words {
            if !cases.contains(part.trim()) {
                wrong.push(format!("{row}: {part}"));
            }
        }
    }
    assert!(count > 10);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_it_names_has_its_entry() {
    let rules = RULES.iter().map(|rule| Entry::read(&rule.manual()).expect("an entry"));
    let known: BTreeSet<String> = manual::entries().chain(rules).map(|e| e.code).collect();
    let guide = guide();
    for (at, _) in guide.match_indices("PB0") {
        assert!(known.contains(&guide[at..at + 6]), "{}", &guide[at..at + 6]);
    }
}

#[test]
fn every_field_stands_in_it() {
    fn keys(schema: &Value, out: &mut BTreeSet<String>) {
        for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
            out.insert(key.clone());
            keys(inner, out);
        }
        keys_within(schema, out);
    }
    fn keys_within(schema: &Value, out: &mut BTreeSet<String>) {
        for inner in ["items", "additionalProperties"] {
            if schema[inner].is_object() {
                keys(&schema[inner], out);
            }
        }
    }
    let mut all = BTreeSet::new();
    for (_, schema) in schema::schemas(&DeclaredFields::default()) {
        keys(&schema, &mut all);
    }
    let guide = guide();
    // A backtick that is shown stands between two.
    let lines = guide.lines().map(|line| line.replace("`` ` ``", ""));
    let code: Vec<String> = lines
        .filter(|line| !line.starts_with("```"))
        .flat_map(|line| line.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let code = code.join(" ");
    let words: BTreeSet<&str> =
        code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let missing: Vec<_> = all.iter().filter(|key| !words.contains(key.as_str())).collect();
    assert!(all.len() > 40 && missing.is_empty(), "{missing:?}");
}

#[test]
fn the_words_of_a_book_are_no_template() {
    let book = Book::init();
    let words = "{% endraw %}{{ title }} {% x {# | y";
    book.edit_first(
        "content/plan.yaml",
        "departments:",
        &format!("fields:\n  project:\n    - {{ id: code, name: コード, kind: text, definition: '{words}' }}\ndepartments:"),
    );
    book.edit_first("content/plan.yaml", "{ id: S, label:", "{ id: '{% S', label:");
    book.run(&["guide"]).succeeds();
    let text = book.read("content/README.md");
    assert!(text.contains(&words.replace('|', "\\|")), "the definition");
    assert!(text.contains("（{% S、A、B、C）"), "the scale");
}
