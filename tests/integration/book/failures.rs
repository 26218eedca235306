//! Mistakes in the sources: all told in one run, each with its place, and nothing lost.

use serde_json::Value;

use crate::data::sources;
use crate::support::Book;

/// Every finding of a run with `--format json`.
fn findings(copy: &Book) -> (i32, Vec<Value>) {
    let run = copy.build(&["--adopt", "--format", "json"]);
    let findings = run.out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    (run.code, findings)
}

/// Whether a finding of `code` is told at this place.
fn told(findings: &[Value], code: &str, file: &str, line: u64, column: u64) -> bool {
    findings.iter().any(|f| {
        let label = &f["labels"][0];
        f["code"] == code
            && label["file"] == file
            && label["start"]["line"] == line
            && label["start"]["column"] == column
    })
}

/// The line and column, from 1, of `needle` in a file.
fn place(copy: &Book, file: &str, needle: &str) -> (u64, u64) {
    let text = copy.read(file);
    let (line, content) = text
        .lines()
        .enumerate()
        .find(|(_, l)| l.contains(needle))
        .unwrap_or_else(|| panic!("{file} has no {needle}"));
    let column = content[..content.find(needle).expect("it is there")].chars().count() + 1;
    (line as u64 + 1, column as u64)
}

#[test]
fn five_mistakes_are_told_in_one_run_and_nothing_is_lost() {
    let copy = Book::sample();
    copy.write("output/index.html", "the old one");
    copy.remove("content/policies/1/1-2-03.md");
    let moved = copy.read("content/policies/4/4-3-02.yaml");
    copy.write("content/policies/4/4-9-02.yaml", &moved);
    copy.write("content/policies/4/4-9-02.md", copy.read("content/policies/4/4-3-02.md"));
    copy.write("content/policies/5/5-1-01.yaml", copy.read("content/policies/5/5-1-01.yaml"));
    copy.write("content/policies/6/5-1-01.yaml", copy.read("content/policies/5/5-1-01.yaml"));
    let wrong_type = "content/policies/2/2-1-01.yaml";
    let text = copy.read(wrong_type);
    let at = text.find("R6: ").expect("a budget") + 4;
    let end = at + text[at..].find([',', ' ', '}']).expect("its end");
    copy.write(wrong_type, format!("{}多め{}", &text[..at], &text[end..]));
    let missing_year = "content/policies/3/3-1-01.yaml";
    let text = copy.read(missing_year);
    let at = text.find(", R8: ").expect("a budget");
    let end = at + text[at..].find('}').expect("its end");
    copy.write(missing_year, format!("{} {}", &text[..at], &text[end..]));

    let (code, found) = findings(&copy);
    assert_eq!(code, 1);
    assert!(told(&found, "PB0204", "content/policies/1/1-2-03.yaml", 1, 1), "missing Markdown");
    assert!(told(&found, "PB0203", "content/policies/4/4-9-02.yaml", 1, 1), "unknown basic plan");
    assert!(told(&found, "PB0202", "content/policies/6/5-1-01.yaml", 1, 1), "duplicate id");
    assert!(
        told(&found, "PB0006", "content/policies/6/5-1-01.yaml", 1, 1),
        "in another goal's folder"
    );
    let (line, column) = place(&copy, wrong_type, "多め");
    assert!(told(&found, "PB0102", wrong_type, line, column), "wrong type: {found:#?}");
    let text = copy.read(missing_year);
    let line =
        text.lines().position(|l| l.contains("budget:") && !l.contains("R8")).expect("it") + 1;
    let column = text.lines().nth(line - 1).expect("it").find('{').expect("it") + 1;
    assert!(
        told(&found, "PB0213", missing_year, line as u64, column as u64),
        "missing year: {found:#?}"
    );
    assert_eq!(found.len(), 6, "and nothing else: {found:#?}");
    assert_eq!(copy.read("output/index.html"), "the old one");
}

#[test]
fn a_finding_shows_its_line_and_what_to_do() {
    let copy = Book::sample();
    copy.edit(
        "content/policies/1/1-2-03.yaml",
        "sections: [子ども・子育て支援課",
        "sections: [子供・子育て支援課",
    );
    let run = copy.run(&["check"]);
    assert_eq!(run.code, 1);
    for part in [
        "エラー[PB0210]",
        "「子供・子育て支援課」という担当課はありません",
        "content/policies/1/1-2-03.yaml:4:12",
        "sections: [子供・子育て支援課",
        "対処: 「子ども・子育て支援課」のことですか",
        "エラー 1件、注意 0件",
    ] {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
    let english = copy.run(&["check", "--lang", "en"]);
    assert!(english.err.contains("did you mean `子ども・子育て支援課`?"), "{}", english.err);
    let github = copy.run(&["check", "--format", "github"]);
    assert!(github.out.starts_with("::error file=content/policies/1/1-2-03.yaml,line=4,col=12,"));
}

#[test]
fn a_limit_shows_fewer_and_counts_all() {
    let copy = Book::sample();
    copy.remove("content/policies/1/1-2-03.md");
    copy.remove("content/policies/2/2-1-01.md");
    let run = copy.run(&["check", "--max", "1"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.err.matches("エラー[").count(), 1);
    assert!(run.err.contains("エラー 2件、注意 0件（ほか 1件は示していません）"));
    let json = copy.run(&["check", "--max", "1", "--format", "json"]);
    assert_eq!(json.out.lines().count(), 1);
}

#[test]
fn a_code_is_explained() {
    let copy = Book::sample();
    let run = copy.run(&["explain", "PB0203"]).succeeds();
    assert!(run.out.starts_with("PB0203: ") && run.out.contains("誤 "), "{}", run.out);
    let all = copy.run(&["explain"]).succeeds();
    assert!(all.out.lines().count() > 60 && all.out.lines().is_sorted());
    let none = copy.run(&["explain", "PB9999"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""));
}

#[test]
fn the_sample_book_has_nothing_to_mend() {
    let run = Book::sample().run(&["check", "--strict"]).succeeds();
    let looked_at = format!("調べたもの：主要施策 {}件", sources::policies().len());
    assert!(run.out.starts_with(&looked_at) && run.out.lines().count() == 1, "{}", run.out);
    assert_eq!(run.err, "");
}
