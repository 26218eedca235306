//! The commands `planbook diff` and `planbook keep`.

use std::path::PathBuf;
use std::process::Command;

use crate::support::{Book, Office, OfficeCell, Run, creation_date, pdftotext, squeeze, text};

const POLICY: &str = "content/policies/1/1-1-01.yaml";

/// The small book with ids, and a draft of it.
fn book() -> Book {
    let book = Book::of_findings();
    book.run(&["ids"]).succeeds();
    let kept = book.run(&["keep", "委員会1"]).succeeds();
    assert!(kept.out.contains("案「委員会1」を"), "{}", kept.out);
    book
}

/// PDFs of comparisons, one in each style, and the book that they are of.
pub fn pdfs() -> (Book, Vec<PathBuf>) {
    let book = book();
    change(&book);
    let folder = book.beside("out");
    for style in ["table", "marks", "amounts"] {
        let to = folder.to_str().expect("UTF-8");
        book.run(&["diff", "委員会1", "--format", "pdf", "--style", style, "-o", to]).succeeds();
    }
    let pdfs = ["新旧対照表.pdf", "見え消し.pdf", "増減表.pdf"].map(|name| folder.join(name));
    (book, pdfs.into())
}

/// Changes an amount, a text and a name.
fn change(book: &Book) {
    book.edit(
        POLICY,
        "budget: { R6: 4350, R7: 4350, R8: ~ }",
        "budget: { R6: 4350, R7: 4500, R8: 4500 }",
    );
    book.edit(
        POLICY,
        "40歳から74歳までの人の健診を行います。",
        "40歳から74歳までの人の健診と保健指導を行います。",
    );
    book.edit(POLICY, "name: 特定健診事業", "name: 特定健診・保健指導事業");
}

#[test]
fn a_draft_is_compared_with_the_sources() {
    let book = book();
    let none = book.run(&["diff", "委員会1"]).succeeds();
    assert!(none.out.contains("違いはありません"), "{}", none.out);
    change(&book);
    let run = book.run(&["diff", "委員会1"]).succeeds();
    for words in [
        "新設 0件、終了 0件、変更 1件（うち名称 1件、移動 0件）",
        "名称〔名称の変更〕：特定健診事業 → 特定健診・保健指導事業",
        "予算額 令和7年度：4,350千円 → 4,500千円  150増（3.4%）",
        "予算額 令和8年度：未定 → 4,500千円",
        "健診〔加：と保健指導〕を行います。",
    ] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    let english = book.run(&["--lang", "en", "diff", "委員会1", "--style", "見え消し"]).succeeds();
    assert!(english.out.contains("0 added, 0 ended, 1 changed"), "{}", english.out);
    let figures = book.run(&["diff", "委員会1", "--only", "figures"]).succeeds();
    assert!(!figures.out.contains("保健指導を行います"), "{}", figures.out);
    let amounts = book.run(&["diff", "委員会1", "--style", "増減"]).succeeds();
    assert!(amounts.out.contains("計 予算額 令和7年度："), "{}", amounts.out);
}

/// Before its first supplementary budget, a project had its initial one.
#[test]
fn a_first_supplementary_budget_is_no_budget_from_nothing() {
    let book = Book::of_findings();
    let plan = book.read("content/plan.yaml");
    let money = plan.replacen("money:\n", "money:\n  supplementary: revised\n", 1);
    assert_ne!(plan, money);
    book.write("content/plan.yaml", money);
    book.run(&["ids"]).succeeds();
    book.run(&["keep", "委員会1"]).succeeds();
    let budget = "budget: { R6: 4350, R7: 4350, R8: ~ }";
    book.edit(POLICY, budget, &format!("{budget}\n    revised: {{ R6: 4400 }}"));
    let csv = book.run(&["diff", "委員会1", "--format", "csv"]).succeeds().out;
    let line = csv.lines().find(|line| line.contains(",revised,")).expect("a line");
    assert!(line.contains("4400") && !line.contains("皆増"), "{line}");
    let found = book.run(&["diff", "委員会1", "--style", "増減"]).succeeds().out;
    assert!(squeeze(&found).contains("50増（"), "{found}");
}

#[test]
fn each_format_has_every_change() {
    let book = book();
    change(&book);
    let csv = book.run(&["diff", "委員会1", "--format", "csv"]).succeeds().out;
    assert!(csv.starts_with("\u{feff}変更,種類,固定ID,"), "{csv}");
    assert!(csv.contains(",budget,,R7,4350,4500,150,3.4,増,千円,"), "{csv}");
    let json = book.run(&["diff", "委員会1", "--format", "json"]).succeeds().out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["changes"].as_array().map(Vec::len), Some(1));
    let folder = book.beside("out");
    let folder = folder.to_str().expect("UTF-8");
    for style in ["table", "marks", "amounts"] {
        book.run(&["diff", "委員会1", "--format", "html", "--style", style, "-o", folder])
            .succeeds();
    }
    let html = |name: &str| std::fs::read_to_string(book.beside("out").join(name)).expect("a page");
    let table = html("新旧対照表.html");
    assert!(table.contains("<u>と保健指導</u>") && table.contains("150増（3.4%）"), "{table}");
    assert!(!table.contains("<script") && !table.contains("src="));
    let marks = html("見え消し.html");
    assert!(marks.contains("<ins><span class=\"visually-hidden\">〔加：</span>と保健指導<span"));
    assert!(html("増減表.html").contains("合計の増減"));
    book.run(&["diff", "委員会1", "--format", "xlsx", "-o", folder]).succeeds();
    let bytes = std::fs::read(book.beside("out").join("新旧対照表.xlsx")).expect("a workbook");
    let sheets = Office::open(&bytes).sheets;
    let names: Vec<_> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["変更", "増減", "注"]);
    let cells: Vec<_> = sheets[0].cells.values().collect();
    assert!(cells.contains(&&text("特定健診・保健指導事業")));
    assert!(cells.contains(&&OfficeCell::Number(4500.0)), "{cells:?}");
    // The same again is fine, something else is not.
    let again = ["diff", "委員会1", "--format", "html", "-o", folder];
    book.run(&again).succeeds();
    book.edit(POLICY, "R8: 4500", "R8: 4600");
    book.run(&again).fails(2, "書き出せません");
    assert_eq!(html("新旧対照表.html"), table);
}

#[test]
fn a_pdf_tells_old_from_new_when_it_is_read() {
    let (_book, pdfs) = pdfs();
    let read = |at: usize| squeeze(&pdftotext(&[], &pdfs[at]));
    let marks = read(1);
    assert!(marks.contains("健診〔加：と保健指導〕を行います"), "{marks}");
    assert!(marks.contains("〔削：4,350千円〕〔加：4,500千円〕"), "{marks}");
    for (at, words) in [(0, "改正前"), (0, "150増（3.4%）"), (2, "合計の増減（千円）")]
    {
        let text = read(at);
        assert!(text.contains(words), "{words}: {text}");
    }
    // The date of the new edition: the same comparison is the same bytes, whenever it is made.
    for pdf in &pdfs {
        assert_eq!(creation_date(pdf), "2024-09-30", "{}", pdf.display());
    }
}

#[test]
fn text_of_authors_is_text_in_every_format() {
    let book = book();
    book.edit(
        POLICY,
        "40歳から74歳までの人の健診を行います。",
        "<script>alert(1)</script>を行います。",
    );
    book.edit(POLICY, "name: 特定健診事業", "name: \"=1+1\"");
    let html = book.run(&["diff", "委員会1", "--format", "html"]).succeeds().out;
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;"), "{html}");
    let csv = book.run(&["diff", "委員会1", "--format", "csv"]).succeeds().out;
    assert!(csv.contains(",'=1+1,") && !csv.contains(",=1+1,"), "{csv}");
}

#[test]
fn the_plan_names_the_columns_and_their_order() {
    let book = book();
    change(&book);
    book.edit(POLICY, "projects:\n", "projects:\n  - { id: jnew, name: 新しい事業, section: 企画課, description: 始めます。, budget: { R6: 1, R7: 2, R8: 3 }, direction: 新規 }\n");
    book.edit(
        "content/plan.yaml",
        "departments:",
        "comparison: { columns: [new, old], old: 現行, new: 改正案, added: （新しく設ける） }\n\ndepartments:",
    );
    let html = book.run(&["diff", "委員会1", "--format", "html"]).succeeds().out;
    let at = |words: &str| html.find(words).unwrap_or_else(|| panic!("{words}: {html}"));
    assert!(at("<th scope=\"col\">改正案</th>") < at("<th scope=\"col\">現行</th>"));
    assert!(at("<u>企画課</u>") < at("（新しく設ける）"), "the new side is at the left");
    let text = book.run(&["diff", "委員会1"]).succeeds().out;
    assert!(text.contains("  現行：40歳から") && text.contains("  改正案：40歳から"), "{text}");
}

#[test]
fn git_revisions_are_versions() {
    let book = book();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        let author = ["-c", "user.name=a", "-c", "user.email=a@example.jp"];
        Run::of(command.arg("-C").arg(book.root()).args(author).args(arguments)).succeeds()
    };
    git(&["init", "-q"]);
    git(&["add", "content"]);
    git(&["commit", "-q", "-m", "first"]);
    change(&book);
    let run = book.run(&["diff", "HEAD"]).succeeds();
    assert!(run.out.contains("4,350千円 → 4,500千円"), "{}", run.out);
    git(&["commit", "-q", "-a", "-m", "second"]);
    let run = book.run(&["diff", "git:HEAD~1", "HEAD"]).succeeds();
    assert!(run.out.contains("4,350千円 → 4,500千円"), "{}", run.out);
    for name in ["HEAD~9", "--output=x", "git:"] {
        let run = book.run(&["diff", "--", name]);
        assert_eq!(run.code, 2, "{}", run.said());
        assert!(run.said().contains("PB0570") && run.said().contains("委員会1"), "{}", run.said());
    }
}

#[test]
fn what_is_no_version_is_told() {
    let book = book();
    let refused = |name: &str, words: &str| {
        let run = book.run(&["diff", name]);
        assert_eq!(run.code, 2, "{}", run.said());
        assert!(run.said().contains("PB0570") && run.said().contains(words), "{}", run.said());
    };
    refused("R5", "「R5」という版、案、フォルダー、ファイル、Gitの版はありません");
    book.write("note.json", "{}");
    refused(book.path("note.json").to_str().expect("UTF-8"), "planbook の公開データ");
    book.write("note.pdf", "%PDF-1.7 ...");
    refused(book.path("note.pdf").to_str().expect("UTF-8"), "途中で切れています");
    // What cannot be read would seem to have ended.
    book.write(POLICY, "title: [");
    let run = book.run(&["diff", "委員会1"]);
    assert_eq!(run.code, 1, "{}", run.said());
    assert!(run.said().contains("1-1-01.yaml"), "{}", run.said());
}

#[test]
fn a_kept_draft_stays_as_it_is() {
    let book = book();
    let before = book.files("editions");
    assert!(book.run(&["keep", "委員会1"]).succeeds().out.contains("同じ原稿から"));
    change(&book);
    let run = book.run(&["keep", "委員会1"]);
    assert!(run.code == 1 && run.said().contains("PB0571"), "{}", run.said());
    assert_eq!(book.files("editions"), before);
    for name in ["R6", "../外", "", ".git", "あ/い"] {
        let run = book.run(&["keep", name]);
        assert!(run.code == 1 && run.said().contains("PB0571"), "{name}: {}", run.said());
    }
    assert_eq!(book.files("editions"), before);
    book.run(&["keep", "委員会2"]).succeeds();
    let run = book.run(&["diff", "委員会1", "委員会2"]).succeeds();
    assert!(run.out.contains("4,350千円 → 4,500千円"), "{}", run.out);
    // Drafts are no editions: nothing else sees them.
    book.run(&["check"]).succeeds();
}

#[test]
fn what_changed_stands_on_the_page_of_its_change() {
    let (old, new) = (Book::sample(), Book::sample());
    let mut changed = 0;
    for name in new.files("content/policies").into_keys().filter(|name| name.ends_with(".yaml")) {
        let text = new.read(&name);
        // An amount more in every second project.
        let mut projects = text.split("budget: { R6: ");
        let mut edited = projects.next().expect("what stands before").to_owned();
        for (at, project) in projects.enumerate() {
            let more =
                at % 2 == 0 && project.starts_with(|digit: char| ('1'..='9').contains(&digit));
            edited += "budget: { R6: ";
            edited += if more { "1" } else { "" };
            edited += project;
            changed += usize::from(more);
        }
        new.write(&name, edited);
    }
    assert!(changed > 100, "{changed}");
    let (old, to) = (old.root(), new.path("out"));
    let (old, folder) = (old.to_str().expect("UTF-8"), to.to_str().expect("UTF-8"));
    new.run(&["diff", old, "--format", "pdf", "-o", folder]).succeeds();
    let text = pdftotext(&["-layout"], &to.join("新旧対照表.pdf"));
    let pages: Vec<_> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() > 10, "{}", pages.len());
    for page in pages {
        // The last line is the number of the page.
        let mut lines = page.lines().map(str::trim).filter(|line| !line.is_empty()).rev();
        let last = lines.nth(1).expect("more than a number");
        assert!(!last.starts_with('【') && !last.starts_with("項目"), "{last} ends a page");
    }
}
