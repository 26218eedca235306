//! `planbook ids` gives ids once, and changes no other byte of the sources.

use std::collections::BTreeSet;

use crate::support::{Book, Files, Run, without_ids};

/// The sample book without its ids.
fn sample_without_ids() -> Book {
    let book = Book::sample();
    for name in book.sources().into_iter().filter(|name| name.contains("/policies/")) {
        let text = book.read(&name);
        book.write(&name, without_ids(&text));
    }
    book
}

/// Every id in the policies of `files`.
fn ids(files: &Files) -> Vec<String> {
    let texts = files.iter().filter(|(name, _)| name.ends_with(".yaml"));
    let texts = texts.map(|(_, bytes)| String::from_utf8(bytes.clone()).expect("UTF-8"));
    let id = |line: &str| {
        let line = line.trim_start_matches('\u{FEFF}').trim();
        line.trim_start_matches("- ").strip_prefix("id: ").map(str::to_owned)
    };
    texts.flat_map(|text| text.lines().filter_map(id).collect::<Vec<_>>()).collect()
}

#[test]
fn every_policy_and_project_gets_one_and_nothing_else_changes() {
    let book = sample_without_ids();
    let before = book.files("content");
    assert!(ids(&book.files("content/policies")).is_empty());
    let dry = book.run(&["ids", "--dry-run"]).succeeds();
    assert!(dry.out.contains("シート 128件、事業 579件"), "{}", dry.out);
    assert_eq!(book.files("content"), before);
    book.run(&["ids"]).succeeds();
    let after = book.files("content");
    let all = ids(&book.files("content/policies"));
    assert_eq!(all.len(), 128 + 579);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "each once");
    assert!(all.iter().all(|id| id.len() == 6 && id.is_ascii()));
    for (name, bytes) in &after {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if name.starts_with("content/policies/") && name.ends_with(".yaml") {
            assert_eq!(without_ids(&text(bytes)), text(&before[name]), "{name}");
        } else {
            assert_eq!(*bytes, before[name], "{name}");
        }
    }
    assert_eq!(before.len(), after.len());
    let again = book.run(&["ids"]).succeeds();
    assert!(again.out.contains("707件"), "{}", again.out);
    assert_eq!(book.files("content"), after);
    book.run(&["check"]).succeeds();
}

/// Another program has the third of the files open: what was changed before is put back.
#[test]
fn all_files_are_changed_or_none() {
    let book = Book::init();
    let before = book.files("content");
    let mut sheets =
        before.keys().filter(|name| name.contains("policies/") && name.ends_with(".yaml"));
    let last = sheets.next_back().expect("a sheet");
    let mut held = book.command(&["ids"]);
    let run = Run::of(held.env("PLANBOOK_HELD", format!("99 {last}")));
    run.fails(1, "どのファイルも書き換えていません");
    assert_eq!(book.files("content"), before);
    book.run(&["ids"]).succeeds();
}

#[test]
fn the_sample_has_its_ids() {
    let book = Book::sample();
    assert_eq!(ids(&book.files("content/policies")).len(), 128 + 579);
    let run = book.run(&["--lang", "en", "ids"]).succeeds();
    assert!(run.out.contains("every policy and project has its id (707)"), "{}", run.out);
}

#[test]
fn line_ends_marks_and_comments_stay() {
    let book = Book::of_findings();
    let name = "content/policies/1/1-1-01.yaml";
    let text =
        book.read(name).replacen("  - name", "  -   # 注\n    name", 1).replace('\n', "\r\n");
    book.write(name, format!("\u{FEFF}# 注\r\n{text}"));
    let flow = "content/policies/2/2-1-01.yaml";
    let before = book.read(flow);
    book.run(&["ids"]).succeeds();
    let after = book.read(name);
    let [policy, project]: [String; 2] =
        ids(&Files::from([(name.to_owned(), after.clone().into())])).try_into().expect("two ids");
    let expected = format!("\u{FEFF}# 注\r\nid: {policy}\r\n{text}");
    let expected = expected.replacen("    name", &format!("    id: {project}\r\n    name"), 1);
    assert_eq!(after, expected);
    assert_ne!(book.read(flow), before);
    book.run(&["check"]).succeeds();
}

#[test]
fn new_projects_get_new_ids_and_old_ones_keep_theirs() {
    let book = Book::of_findings();
    book.run(&["ids"]).succeeds();
    let name = "content/policies/1/1-2-01.yaml";
    let old: BTreeSet<_> = ids(&book.files("content/policies")).into_iter().collect();
    // The first project moves behind a new one, and is renamed.
    book.edit(name, "name: 相談窓口事業", "name: 総合相談窓口事業");
    book.edit(
        name,
        "projects:\n",
        "projects:\n  - name: 相談窓口事業\n    section: 企画課\n    description: 夜も相談を受けます。\n    budget: { R6: 1, R7: 1, R8: 1 }\n    direction: 新規\n",
    );
    book.run(&["ids"]).succeeds();
    let new: BTreeSet<_> = ids(&book.files("content/policies")).into_iter().collect();
    assert!(new.is_superset(&old));
    assert_eq!(new.len(), old.len() + 1, "the same name in the same policy is another project");
}

#[test]
fn what_cannot_be_done_safely_is_not_done() {
    // A mistake anywhere.
    let book = Book::of_findings();
    book.edit("content/policies/2/2-1-01.yaml", "sections: [", "sections: [港湾課, ");
    let before = book.files("content");
    book.run(&["ids"]).fails(1, "PB0210");
    assert_eq!(book.files("content"), before);
    // A project whose first line holds more than its first key.
    let book = Book::of_findings();
    let name = "content/policies/1/1-1-01.yaml";
    book.edit(name, "  - name: 特定健診事業", "  - ? name\n    : 特定健診事業");
    let before = book.files("content");
    let run = book.run(&["ids"]);
    assert_eq!(run.code, 1, "{}", run.said());
    assert!(run.err.contains("PB0541"), "{}", run.err);
    assert_eq!(book.files("content"), before);
}

#[cfg(unix)]
#[test]
fn nothing_outside_the_book_is_changed_through_a_link() {
    let book = Book::of_findings();
    let (inside, outside) = (book.path("content/policies/1"), book.beside("elsewhere"));
    std::fs::rename(&inside, &outside).expect("moved");
    std::os::unix::fs::symlink(&outside, &inside).expect("linked");
    let before = std::fs::read(outside.join("1-1-01.yaml")).expect("a file");
    let run = book.run(&["ids"]);
    assert_eq!(run.code, 1, "{}", run.said());
    assert_eq!(std::fs::read(outside.join("1-1-01.yaml")).expect("a file"), before);
}
