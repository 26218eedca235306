//! What planbook makes agrees with itself.

use super::{disagreements, verified};
use crate::support::{Book, Published, Run, planbook, text_of_html};

#[track_caller]
fn agrees(book: &Book) {
    book.build(&[]).succeeds();
    let report = verified(&book.path("output"));
    assert_eq!(disagreements(&report), [""; 0]);
    assert!(report["agrees"].as_bool().expect("a word"));
    for kind in [
        "plan_json",
        "csv",
        "xlsx",
        "policy_json",
        "attachments",
        "computed",
        "repeated",
        "catalogue",
        "site",
        "links",
        "print",
        "print_texts",
        "pages",
        "volumes",
    ] {
        let equal = report["compared"][kind]["equal"].as_u64().unwrap_or_default();
        assert!(equal > 6, "{kind}: {equal}");
    }
}

#[test]
fn the_sample_agrees_and_so_does_its_pdf_alone() {
    let sample = Published::sample();
    let report = verified(&sample.folder);
    assert_eq!(disagreements(&report), [""; 0]);
    let amounts = report["compared"]["computed"]["equal"].as_u64().expect("a number");
    assert!(amounts > 2_000, "{amounts} sums and counts");
    for (kind, least) in
        [("print", 4_000), ("site", 15_000), ("print_texts", 3_000), ("pages", 2_000)]
    {
        let equal = report["compared"][kind]["equal"].as_u64().expect("a number");
        assert!(equal > least, "{kind}: {equal}");
    }
    let file = sample.view["meta"]["file"].as_str().expect("a name");
    let alone = verified(&sample.folder.join(format!("pdf/{file}.pdf")));
    assert_eq!(disagreements(&alone), [""; 0]);
    assert!(alone["compared"]["csv"]["equal"].as_u64().expect("a number") > 50_000);
}

/// The small book of `init` has no address of its site; here it gets one, too.
#[test]
fn small_books_agree_with_and_without_an_address() {
    let book = Book::init();
    agrees(&book);
    assert!(!book.read("content/plan.yaml").contains("site:"));
    book.edit_first("content/plan.yaml", "book:\n", "book:\n  site: https://town.example.jp/r7/\n");
    agrees(&book);
}

#[test]
fn every_form_of_a_book_agrees() {
    for shape in ["事務事業評価", "総合戦略", "基本の様式"] {
        agrees(&Book::like(shape));
    }
}

/// The name of a level that begins as that of the sheets, and a project that begins and has a zero for the
/// year before.
#[test]
fn names_that_begin_alike_and_a_written_zero_agree() {
    let book = Book::like("事務事業評価");
    book.edit("content/plan.yaml", "name: 施策 }", "name: 事務事業の束 }");
    let more = "projects:\n  - name: 送迎の試行\n    section: こども未来課\n    \
                description: 離れた地区の児童を送ります。\n    budget: { R6: 0, R7: 900 }\n    \
                funding: { R7: { 一般財源: 900 } }\n    direction: 新規\n";
    book.edit("content/policies/1/1-1-01.yaml", "projects:\n", more);
    book.build(&["--no-volumes"]).succeeds();
    assert_eq!(disagreements(&verified(&book.path("output"))), [""; 0]);
    // It is new to readers, too, as its direction says.
    let changes = text_of_html(&book.read("output/changes/index.html"));
    let begun = changes.split_once("新規").expect("a count").1.trim_start();
    assert!(begun.starts_with('1') && !changes.contains("皆増"), "{changes}");
}

/// Values that have not come yet are words on the pages and empty in the data.
#[test]
fn a_book_that_is_being_collected_agrees() {
    for shape in ["実施計画", "事務事業評価"] {
        let book = Book::like(shape);
        let plan = book.read("content/plan.yaml");
        book.write("content/plan.yaml", plan.replace("status: draft", "status: final"));
        book.run(&["ids"]).succeeds();
        book.build(&["--only", "html"]).succeeds();
        book.run(&["freeze"]).succeeds();
        book.run(&["roll"]).succeeds();
        book.build(&["--no-volumes"]).succeeds();
        let report = verified(&book.path("output"));
        assert_eq!(disagreements(&report), [""; 0], "{shape}");
    }
}

#[test]
fn a_frozen_edition_is_compared_with_its_hashes() {
    let book = Book::init();
    book.build(&[]).succeeds();
    let folder = book.path("output");
    let folder = folder.to_str().expect("UTF-8");
    let record = book.path("editions/R7");
    std::fs::create_dir_all(&record).expect("a folder");
    // No edition of a draft is frozen: the record is not looked at.
    std::fs::write(record.join("outputs.sha256"), format!("{}  404.html\n", "0".repeat(64)))
        .expect("a file");
    book.run(&["verify", folder]).succeeds();
    book.edit("content/plan.yaml", "sample: true ", "sample: false ");
    book.edit("content/plan.yaml", "status: draft ", "status: final ");
    book.build(&[]).succeeds();
    book.run(&["verify", folder]).fails(1, "");
}

#[test]
fn the_certificate_names_what_was_compared_and_is_not_overwritten() {
    let sample = Published::sample();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("検証書.html");
    let run = || Run::of(planbook().arg("verify").arg(&sample.folder).arg("--report").arg(&file));
    run().succeeds();
    let page = std::fs::read_to_string(&file).expect("a file");
    let plan = sample.folder.join("data/plan.json");
    let sum = std::process::Command::new("sha256sum").arg(plan).output().expect("coreutils");
    let sum = String::from_utf8(sum.stdout).expect("UTF-8");
    let hash = sum.split(' ').next().expect("a hash");
    for words in ["検証書", "署名", "食い違いはありません", "data/plan.json", hash] {
        assert!(page.contains(words), "{words}");
    }
    run().fails(2, "もうあります");
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), page);
}

#[test]
fn what_is_no_publication_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let verify = |target: &std::path::Path| Run::of(planbook().arg("verify").arg(target));
    verify(folder.path()).fails(2, "data/plan.json がありません");
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, "%PDF-1.7").expect("a file");
    verify(&file).fails(2, "途中で切れています");
    let volume = Published::sample().folder.join("pdf");
    let mut volume = volume.read_dir().expect("a folder").map(|file| file.expect("a file").path());
    let volume = volume.find(|path| path.to_string_lossy().ends_with("-1.pdf"));
    verify(&volume.expect("a volume")).fails(2, "データが添付されていません");
}

#[test]
fn a_pdf_that_is_missing_cut_or_empty_is_named() {
    let town = Book::init();
    town.build(&[]).succeeds();
    let name = "pdf/shiomi-jikko-keikaku-r7.pdf";
    let file = format!("output/{name}");
    let whole = town.bytes(&file);
    town.remove(&file);
    for damaged in [None, Some(&whole[..whole.len() / 2]), Some(&[][..])] {
        if let Some(bytes) = damaged {
            town.write(&file, bytes);
        }
        let run = town.run(&["verify"]);
        assert_eq!(run.code, 1, "{}", run.said());
        assert!(run.out.lines().any(|line| line.starts_with(name)), "{}", run.out);
    }
}

/// A reference to the page of a sheet is its number in print, and its name in the data.
#[test]
fn references_to_pages_of_sheets_agree() {
    let book = Book::init();
    let overview = book.read("content/overview.md");
    let more = "\nくわしくは[](page:1-2-01)ページと、[](page:policies)ページを見てください。\n";
    book.write("content/overview.md", overview + more);
    let sheet = "content/policies/1/1-1-01.md";
    book.write(sheet, book.read(sheet) + more);
    book.build(&[]).succeeds();
    let data = book.read("output/data/texts.csv");
    assert!(data.contains("くわしくは「1-2-01 小さな会社の商品づくり」ページと、"), "{data}");
    agrees(&book);
}

/// Names, units and references that look like something else.
#[test]
fn unusual_words_agree_with_and_without_a_pdf() {
    let book = Book::init();
    let sheet = "content/policies/1/1-2-01";
    let title = book.read(&format!("{sheet}.yaml"));
    let line = title.lines().find(|line| line.starts_with("title: ")).expect("a title").to_owned();
    let own = "title: 育てる「小さな会社」\nnumber: 施策111";
    book.edit(&format!("{sheet}.yaml"), &line, own);
    let more = "
- [](page:1-2-01)、[](page:1-1-02)ページ
- p.[](page:1-2-01)
- （[](page:policies)）と「目安箱」
- [](page:1-2-01)頁
- [](page:indicators)から[](page:evaluation)ページ
- **[](page:evaluation)** ページ
- 「成果指標の一覧」ページには、すべての指標があります
";
    for name in ["content/overview.md", "content/policies/1/1-1-01.md"] {
        book.write(name, book.read(name) + more);
    }
    let indicators = "content/indicators.yaml";
    book.edit(indicators, "    unit: t\n", "    unit: 10万人当たりt\n");
    book.edit(indicators, "    unit: 橋\n", "    unit: ―\n");
    book.edit(indicators, "name: 町内の事業所数", "name: \"'24年の事業所数\"");
    book.edit(indicators, "  - id: 1-2-a\n", "  - id: 1-2-a-alt\n");
    book.edit(
        indicators,
        "values: { R2: 81.4, R4: 83.0, R6: 85.2 }",
        "values: { R2: 81.4, R4: 83.0, R6: 2期策定 }\n    reached: { R6: false }",
    );
    agrees(&book);
    let chart = book.read("output/indicators/1-1-a/index.html");
    assert!(chart.contains("令和2年度の1,820 10万人当たりtから"), "{chart}");
    book.build(&["--only", "html"]).succeeds();
    assert_eq!(disagreements(&verified(&book.path("output"))), [""; 0]);
}

/// The steps of a scale may have spaces.
#[test]
fn ratings_of_several_words_agree() {
    let book = Book::init();
    let plan = "content/plan.yaml";
    book.edit(
        plan,
        "  - { id: S, label: 目標を上回った }",
        "  - { id: 概ね 達成, label: 目標を上回った }",
    );
    for sheet in book.sources().iter().filter(|name| name.starts_with("content/policies/")) {
        let text = book.read(sheet);
        book.write(sheet, text.replace("R6: S", "R6: 概ね 達成").replace("R5: S", "R5: 概ね 達成"));
    }
    agrees(&book);
}

/// A theme may say more than the standard one below its charts.
#[test]
fn descriptions_of_charts_may_go_on() {
    let book = Book::init();
    let head = "themes/standard/charts/head.svg";
    book.write(head, book.read(head).replace("{{ chart.alt }}", "{{ chart.alt }}を示す棒"));
    agrees(&book);
}

/// A project that begins anew, and was paid for in an earlier year, does not begin with this one.
#[test]
fn what_begins_again_agrees() {
    for earlier in ["R5: 500000", "R5: 500000, R6: 0"] {
        let book = Book::init();
        let sheet = "content/policies/1/1-1-02.yaml";
        let project = format!(
            "  - name: 農地の集約
    section: 産業課
    description: 農地を集めます。
    settlement: {{ R5: 480000 }}
    budget: {{ {earlier}, R7: 800000, R8: 800000 }}
    funding: {{ R7: {{ 一般財源: 800000 }}, R8: {{ 一般財源: 800000 }} }}
    direction: 新規
"
        );
        book.write(sheet, book.read(sheet) + &project);
        agrees(&book);
    }
}

/// A policy whose budget falls to nothing is among those whose budget falls.
#[test]
fn a_policy_that_is_not_paid_for_any_more_has_shrunk() {
    let book = Book::init();
    let sheet = "content/policies/2/2-2-01.yaml";
    book.edit(sheet, "budget: { R7: 46200000,", "budget: { R7: 0,");
    let funding = "R7: { 国・県支出金: 25410000, 地方債: 18700000, 一般財源: 2090000 }";
    book.edit(sheet, funding, "R7: {}");
    agrees(&book);
    let page = text_of_html(&book.read("output/changes/index.html"));
    let shrunk = page.split_once("減った施策").expect("a list").1;
    assert!(shrunk.contains("空き家と橋の手当て"), "{page}");
}
