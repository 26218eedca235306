//! `planbook migrate`: an older book builds, becomes one of the present format with everything else in its place,
//! and says the same; a newer one is refused by name.

use crate::support::Book;

const PLAN: &str = "content/plan.yaml";
const FRAMEWORK: &str = "content/framework.yaml";
const INDICATORS: &str = "content/indicators.yaml";

/// The town of `init` as the first edition of the program would have written it.
fn old() -> Book {
    let book = Book::init();
    book.edit(PLAN, "format: 2\n", "");
    let levels = "levels: [{ id: goal, name: 政策の柱 }, { id: basic_plan, name: 政策 }, { id: policy, name: 施策 }]";
    book.edit(
        PLAN,
        levels,
        "levels:            # 段の呼び名\n  goal: 政策の柱     # いちばん上\n  basic_plan: \"政策\"\n  policy: 施策",
    );
    let framework = book.read(FRAMEWORK).replacen("nodes:", "goals:   # 5つまで", 1);
    book.write(FRAMEWORK, framework.replace("    nodes:", "    basic_plans:"));
    let indicators = book.read(INDICATORS).replace("    node: ", "    basic_plan:   ");
    book.write(INDICATORS, indicators.replace('\n', "\r\n"));
    book
}

/// Every published file.
fn built(book: &Book) -> Vec<(String, Vec<u8>)> {
    book.build(&[]).succeeds();
    book.files("output").into_iter().collect()
}

#[test]
fn an_older_book_is_moved_and_says_the_same() {
    let book = old();
    let before = built(&book);
    let sources = book.files("content");
    let said = book.run(&["migrate", "--dry-run"]).succeeds().said();
    assert!(said.contains("移します（まだ書き換えていません）"), "{said}");
    assert_eq!(book.files("content"), sources, "a dry run changes nothing");
    let said = book.run(&["migrate"]).succeeds().said();
    for words in [
        "原稿を形式 1 から 2 に移しました",
        "content/plan.yaml：2か所",
        "content/framework.yaml：3か所",
        "content/indicators.yaml：4か所",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let plan = book.read(PLAN);
    assert!(plan.contains("format: 2\n"), "{plan}");
    let levels = "levels:            # 段の呼び名\n  - { id: goal, name: 政策の柱 }     # いちばん上\n  - { id: basic_plan, name: 政策 }\n  - { id: policy, name: 施策 }\n";
    assert!(plan.contains(levels), "{plan}");
    assert!(book.read(FRAMEWORK).contains("nodes:   # 5つまで"));
    let indicators = book.read(INDICATORS);
    assert!(indicators.contains("    node:   1-1\r\n"), "{indicators}");
    assert!(!indicators.replace("\r\n", "").contains('\n'), "line ends stay");
    // Only the keys are different, and nothing of what is published.
    for (name, bytes) in book.files("content") {
        let touched = [PLAN, FRAMEWORK, INDICATORS].contains(&name.as_str());
        assert_eq!(bytes == sources[&name], !touched, "{name}");
    }
    let after = built(&book);
    for ((name, old), (other, new)) in before.iter().zip(&after) {
        assert_eq!((name, old), (other, new), "{name}");
    }
    assert_eq!(before.len(), after.len());
    let said = book.run(&["migrate"]).succeeds().said();
    assert!(said.contains("もう今の形式"), "{said}");
}

#[test]
fn a_book_with_markdown_fields_is_moved_and_gets_ids() {
    let book = crate::declared::book();
    book.edit(PLAN, "format: 2\n", "");
    book.run(&["migrate"]).succeeds();
    book.run(&["ids"]).succeeds();
    assert!(book.read("content/policies/1/1-1-01.yaml").contains("\nid: "));
    book.run(&["check"]).succeeds();
}

#[test]
fn what_cannot_be_moved_is_named_and_nothing_is_changed() {
    let book = old();
    let plan = book.read(PLAN);
    let moved = plan
        .replace("  basic_plan: \"政策\"\n", "")
        .replace("  goal: 政策", "  basic_plan: \"政策\"\n  goal: 政策");
    book.write(PLAN, moved);
    let sources = book.files("content");
    let run = book.run(&["migrate"]);
    assert!(run.said().contains("PB0549"), "{}", run.said());
    assert_eq!(book.files("content"), sources);
}

#[test]
fn the_present_format_has_one_spelling() {
    let found = |name: &str, from: &str, to: &str, words: &[&str]| {
        let book = Book::init();
        book.edit_first(name, from, to);
        book.has_one_finding(words);
    };
    found(FRAMEWORK, "nodes:", "goals:", &["PB0116", "「goals」は形式 1", "「nodes」と書いて"]);
    found(FRAMEWORK, "    nodes:", "    basic_plans:", &["PB0116", "framework.yaml:"]);
    found(INDICATORS, "node:", "basic_plan:", &["PB0116", "「node」と書いて"]);
    let levels = "[{ id: goal, name: 政策の柱 }, { id: basic_plan, name: 政策 }, { id: policy, name: 施策 }]";
    let names = "{ goal: 政策の柱, basic_plan: 政策, policy: 施策 }";
    found(PLAN, levels, names, &["PB0116", "plan.yaml:"]);
    found(PLAN, "format: 2", "format: 99", &["PB0115", "形式は 99", "何も調べていません"]);
    found(PLAN, "format: 2", "format: 二", &["PB0102", "1 か 2"]);
}
