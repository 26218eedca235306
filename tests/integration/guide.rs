//! The authors' guide says what the program does: its samples are read, its messages are
//! the program's, and no field is left out.

use std::collections::BTreeSet;
use std::fs;

use planbook::check::RULES;
use planbook::compile;
use planbook::diag::manual::{self, Entry};
use planbook::diag::{HumanRenderer, Lang, Severity, Sink};
use planbook::model::{Policy, Project};
use planbook::parse::{REQUIRED, schema};
use planbook::record::{DeclaredFields, Field, GuideRow};
use planbook::source::Sources;
use serde_json::Value;

use crate::support::{Book, Files, files, project};

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
fn its_sample_sheet_is_right() {
    let mut files = sample();
    let (yaml, markdown) = (blocks("yaml"), blocks("markdown"));
    let table = markdown.iter().find(|block| block.starts_with("| ")).expect("a table");
    let picture = markdown.iter().find(|block| block.starts_with("![")).expect("a picture");
    let prose = markdown[0].replace("\n## 課題\n", &format!("\n{table}\n{picture}\n## 課題\n"));
    files.insert("content/policies/1/1-2-03.yaml".into(), yaml[0].clone().into_bytes());
    files.insert("content/policies/1/1-2-03.md".into(), prose.into_bytes());
    let drawn = project().join("src/cli/init/book/content/pictures/map.png");
    let name = "content/policies/1/pictures/1-2-03-map.png";
    files.insert(name.into(), fs::read(drawn).expect("a picture"));
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

/// The rows of the declared fields of a sheet, those of a project after `projects`.
fn rows_of_fields() -> Vec<String> {
    let row = |field: &Field| {
        let GuideRow { need, text, example, place } = field.guide.as_ref().expect("a row");
        format!("| `{}` | {need} | {text} | {example} | {place} |", field.key)
    };
    let of_policy = |field: &Field| {
        let of_projects = if field.key == "projects" { Project::FIELDS } else { &[] };
        std::iter::once(row(field)).chain(of_projects.iter().map(row)).collect::<Vec<_>>()
    };
    Policy::FIELDS.iter().flat_map(of_policy).collect()
}

#[test]
fn its_table_of_fields_is_that_of_the_declarations() {
    let guide = guide();
    let head = "| 項目 | 必須 | 書くこと | 例 | どこに出るか |\n|---|---|---|---|---|\n";
    let from = guide.find(head).expect("the table") + head.len();
    let to = from + guide[from..].find("\n\n").expect("its end");
    let table = rows_of_fields().join("\n");
    if std::env::var_os("PLANBOOK_BLESS").is_some() {
        let guide = format!("{}{table}{}", &guide[..from], &guide[to..]);
        fs::write(project().join("content/README.md"), guide).expect("the guide");
        return;
    }
    assert_eq!(&guide[from..to], table, "PLANBOOK_BLESS=1 writes it");
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
