//! Numbers that the plan gives its framework are printed in every output; ids stay the addresses.

use crate::support::{Book, Published, squeeze, text_of_html};

/// A book whose goal, basic plan and policies have numbers of their own.
fn book() -> Book {
    let book = Book::init();
    let framework = "content/framework.yaml";
    book.edit_first(framework, "  - id: 1\n", "  - id: 1\n    number: Ⅲ\n");
    book.edit_first(framework, "{ id: 1-1, ", "{ id: 1-1, number: 政策31, ");
    for (id, number) in [("1-1-01", "施策311"), ("1-2-01", "A")] {
        let name = format!("content/policies/1/{id}.yaml");
        book.write(&name, format!("number: {number}\n{}", book.read(&name)));
    }
    book
}

#[test]
fn comparisons_and_the_round_have_them_too() {
    let book = book();
    book.edit("content/plan.yaml", "status: draft", "status: final");
    book.run(&["ids"]).succeeds();
    book.run(&["keep", "案"]).succeeds();
    let policy = "content/policies/1/1-1-01.yaml";
    book.edit_first(policy, "direction: 維持", "direction: 拡大");
    book.edit_first(policy, "budget: { R7: 2100000,", "budget: { R7: 2200000,");
    book.edit_first(policy, "R7: { 国・県支出金: 1050000,", "R7: { 国・県支出金: 1150000,");
    book.edit_first(policy, "title: 育てる漁業の後押し", "title: 育てる漁業のささえ");
    let diff = book.run(&["diff", "案"]).succeeds().out;
    let roll = book.run(&["roll", "--dry-run"]).succeeds().out;
    for said in [&diff, &roll] {
        assert!(said.contains("施策311 "), "{said}");
        assert!(!said.contains("1-1-01"), "{said}");
        assert!(!said.contains("施策 施策"), "{said}");
    }
    let sums = book.run(&["diff", "案", "--style", "amounts"]).succeeds().out;
    assert!(sums.contains("政策31 ") && !sums.contains("政策 政策31"), "{sums}");
}

#[test]
fn findings_name_them_as_part_of_the_sentence() {
    let book = book();
    let text = book.read("content/policies/1/1-1-01.md");
    let grown =
        text.replace("## これから\n", &format!("## これから\n\n{}。\n", "網を洗い".repeat(600)));
    book.write("content/policies/1/1-1-01.md", grown);
    book.edit_first(
        "content/framework.yaml",
        "{ id: 1-1, ",
        "{ id: 1-3, number: 政策33, name: 山 }\n      - { id: 1-1, ",
    );
    let said = book.run(&["check"]).said();
    for words in ["施策311（1-1-01）の本文が", "政策33（1-3）「山」に"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("） "), "{said}");
}

#[test]
fn the_citys_numbers_are_printed_everywhere() {
    let book = book();
    book.edit_first("content/overview.md", "\n", "\n\n[](policy:1-1-01)を進めます。\n");
    let published = Published::of(&book);
    let title = |id: &str| {
        let text = book.read(&format!("content/policies/1/{id}.yaml"));
        let title = text.lines().find_map(|line| line.strip_prefix("title: "));
        title.expect("a title").to_owned()
    };
    let (first, second) = (title("1-1-01"), title("1-2-01"));
    // Contents, index, sheet, running head, bookmarks: the ids of what has a number are nowhere.
    let pdf = squeeze(&published.pdf.pages.concat());
    for words in [
        "政策の柱Ⅲ".to_owned(),
        // A number that names its level stands alone.
        "政策31".to_owned(),
        format!("施策311{}", squeeze(&first)),
        format!("A{}", squeeze(&second)),
    ] {
        assert!(pdf.contains(&words), "{words}");
    }
    assert!(!pdf.contains("政策政策31"), "the level is named once");
    assert!(!pdf.contains("1-1-01") && !pdf.contains("1-2-01"));
    let mut pages = 0;
    for (name, bytes) in book.files("output") {
        if !name.ends_with(".html") || name.contains("/data/") {
            continue;
        }
        pages += 1;
        let text = squeeze(&text_of_html(&String::from_utf8(bytes).expect("UTF-8")));
        assert!(!text.contains("1-1-01") && !text.contains("1-2-01"), "{name}: {text}");
    }
    assert!(pages > 10, "{pages} pages");
    let sheet = published.html("policies/1-1-01/index.html");
    assert!(squeeze(&text_of_html(&sheet)).contains(&format!("施策311{}", squeeze(&first))));
    assert!(published.html("search/index.js").contains("\"id\":\"施策311\""));
    // The data keep the id and have the number as a column of its own.
    let policies = published.html("data/policies.csv");
    assert!(policies.lines().next().is_some_and(|head| head.contains("policy_id,policy_number,")));
    assert!(policies.contains("1-1-01,施策311,") && policies.contains("1-2-01,A,"), "{policies}");
    let framework = published.html("data/framework.csv");
    for row in ["goal,1,,III,", "basic_plan,1-1,1,政策31,", "policy,1-1-01,1-1,施策311,"] {
        assert!(framework.contains(row), "{row}: {framework}");
    }
    assert!(published.html("data/dictionary.csv").contains("policy_number"));
    assert!(published.html("policies/1-1-01/data.json").contains("施策311"));
}

#[test]
fn without_numbers_the_data_have_no_column_of_them() {
    let book = Book::init();
    book.build(&["--only", "data"]).succeeds();
    for table in ["policies", "framework"] {
        let csv = book.read(&format!("output/data/{table}.csv"));
        assert!(!csv.lines().next().is_some_and(|head| head.contains("number")), "{csv}");
    }
}

#[test]
fn a_number_is_printed_once_in_its_level_and_is_short() {
    let found = |edit: &dyn Fn(&Book), words: &[&str]| {
        let book = book();
        edit(&book);
        book.has_one_finding(words);
    };
    let policy = "content/policies/1/1-2-01.yaml";
    let numbered = |number: &'static str| {
        move |book: &Book| book.edit(policy, "number: A\n", &format!("number: {number}\n"))
    };
    found(&numbered("施策311"), &["PB0263", "番号「施策311」が2回", policy]);
    found(&numbered("0123456789ABC"), &["印刷する番号（12字まで）", policy]);
    found(&numbered("\"1\\n2\""), &["PB0312", policy]);
    // The id of another policy, which that one is printed with.
    found(
        &|book| {
            book.edit("content/policies/1/1-1-01.yaml", "number: 施策311\n", "");
            book.edit(policy, "number: A\n", "number: 1-1-01\n");
        },
        &["PB0263", "番号「1-1-01」が2回", policy],
    );
    // The finding names the number and the file's name.
    found(
        &|book| {
            let text = book.read(policy);
            let (head, _) = text.split_once("projects:\n").expect("its projects");
            book.write(policy, format!("{head}projects: []\n"));
        },
        &["PB0219", "A（1-2-01）に事業がありません"],
    );
}
