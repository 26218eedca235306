//! `planbook build --form`: documents of the theme that are no part of the book.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Book, Pdf, Published, each, squeeze, text_of_html, words};

/// The forms of the standard theme, by folder and by name.
const FORMS: [(&str, &str); 3] =
    [("results", "主要施策の成果説明書"), ("kpi", "KPI一覧"), ("committee", "議会・委員会資料")];

/// The words of the page and of the PDF of a form of `book`, without white space.
fn made(book: &Book, form: &str, arguments: &[&str], file: &str) -> [(&'static str, String); 2] {
    book.build(&[&["--form", form], arguments].concat()).succeeds();
    let path = |end: &str| book.path("output-forms").join(format!("{file}.{end}"));
    let pdf = Pdf::read(path("pdf"));
    let html = std::fs::read_to_string(path("html")).expect("a page");
    let html = html.split_once("</style>").expect("a style").1;
    [
        ("page", squeeze(&text_of_html(html))),
        ("PDF", pdf.pages.iter().map(|page| squeeze(page)).collect()),
    ]
}

#[test]
fn the_sample_has_all_that_its_forms_are_about() {
    let book = Book::sample();
    let published = Published::sample();
    let [results, kpi, committee] =
        FORMS.map(|(form, name)| made(&book, if form == "kpi" { name } else { form }, &[], name));
    let policies = published.policies();
    for (place, text) in &results {
        let mut count = 0;
        for policy in &policies {
            assert!(text.contains(&squeeze(words(&policy["title"]))), "{place} {}", policy["id"]);
            for project in each(&policy["projects"]) {
                let settlement = words(&project["settlement"]["text"]);
                let row = [words(&project["name"]), words(&project["section"]), settlement];
                let row = squeeze(&row.concat());
                assert!(text.contains(&row), "{row} is not in the {place}");
                let result = project["results"].as_str().unwrap_or("―");
                assert!(text.contains(&squeeze(result)), "{result} is not in the {place}");
                count += 1;
            }
        }
        assert!(count > 500);
        assert!(text.contains("見本：数値は北斗市の実際のものではありません"), "{place}");
    }
    for (place, text) in &kpi {
        let indicators = published.indicators();
        for indicator in &indicators {
            assert!(
                text.contains(&squeeze(words(&indicator["name"]))),
                "{place} {}",
                indicator["id"]
            );
            let current = &indicator["current"];
            if let Some(value) = current["text"].as_str() {
                let value = format!("{value}{}", words(&current["year"]["long"]));
                assert!(text.contains(&value), "{value} is not in the {place}");
            }
        }
        assert!(indicators.len() > 90);
    }
    let rated = |wanted: &[&str]| {
        let is_rated =
            |policy: &&&Value| wanted.contains(&policy["rating"]["id"].as_str().unwrap_or(""));
        policies.iter().filter(is_rated).count()
    };
    for (place, text) in &committee {
        let low = rated(&["C", "D"]);
        assert!(text.contains(&format!("評価の低い主要施策（{low}件）")), "{place} {text}");
        assert!(low > 10 && low < policies.len());
        // The largest budget is the first of its list.
        let projects = policies.iter().flat_map(|policy| each(&policy["projects"]));
        let largest = projects.max_by_key(|project| project["budget"][0]["value"].as_i64());
        let largest = squeeze(words(&largest.expect("a project")["name"]));
        let list = text.split("令和6年度の予算額の大きい事業（20件）").nth(1).expect("the list");
        let at = list.find(&largest).expect("the largest");
        let second = list.find("国民健康保険").unwrap_or(usize::MAX);
        assert!(at < second, "{place}: {largest} is not the first");
    }
}

#[test]
fn a_form_is_narrowed_to_a_section_and_a_level() {
    let book = Book::sample();
    let published = Published::sample();
    let texts = made(
        &book,
        "results",
        &["--section", "水産課", "--level", "3"],
        "主要施策の成果説明書（基本目標3 地域の力を生かし、にぎわいを生むまち、水産課）",
    );
    for (place, text) in &texts {
        let mut others = 0;
        for policy in published.policies() {
            for project in each(&policy["projects"]) {
                let own = words(&project["section"]) == "水産課"
                    && words(&policy["id"]).starts_with("3-");
                let row = squeeze(&[words(&project["name"]), words(&project["section"])].concat());
                assert_eq!(text.contains(&row), own, "{row} in the {place}");
                others += usize::from(!own);
            }
        }
        assert!(others > 500);
    }
    book.build(&["--form", "results", "--section", "すいさん課"]).fails(1, "PB0575");
    book.build(&["--form", "results", "--level", "9-9"]).fails(1, "PB0575");
    book.build(&["--form", "成果"]).fails(1, "議会・委員会資料（committee）");
}

#[test]
fn a_form_that_cannot_be_read_is_told_by_any_name() {
    let book = Book::init();
    let spec = "themes/standard/forms/committee/form.yaml";
    book.edit_first(spec, "of: policy", "of: policies");
    for name in ["committee", "議会・委員会資料"] {
        let run = book.build(&["--form", name]).fails(1, "PB0102");
        assert!(run.err.contains(&format!("{spec}:7:")), "{name}: {}", run.err);
    }
    // Others are made all the same.
    book.build(&["--form", "KPI一覧"]).succeeds();
}

/// The list of indicators says the target of which it says how far it is reached.
#[test]
fn targets_in_the_list_of_indicators_are_those_that_are_compared() {
    let mut of_other_years = 0;
    for (shape, book, published) in crate::shapes::published() {
        let indicators = published.indicators();
        if indicators.is_empty() {
            continue;
        }
        let output = book.beside("kpi");
        let path = output.to_str().expect("UTF-8");
        book.build(&["--form", "kpi", "--output", path]).succeeds();
        let html = std::fs::read_to_string(output.join("KPI一覧.html")).expect("a page");
        let html = squeeze(&text_of_html(html.split_once("</style>").expect("a style").1));
        let pdf: String =
            Pdf::read(output.join("KPI一覧.pdf")).pages.iter().map(|p| squeeze(p)).collect();
        for indicator in &indicators {
            let (target, progress) = (&indicator["target"], &indicator["progress"]);
            let said = words(&target["text"]).to_owned() + words(&target["year"]["long"]);
            let word = progress["word"].as_str().unwrap_or("―");
            assert!(html.contains(&squeeze(&(said.clone() + word))), "{shape} {indicator}: {html}");
            assert!(pdf.contains(&squeeze(&said)), "{shape} {said}: {pdf}");
            let last = each(&indicator["targets"]).last().expect("a target");
            of_other_years += usize::from(last["year"] != target["year"]);
        }
    }
    assert!(of_other_years > 2, "{of_other_years}");
}

/// What has no rating is counted, so that each row adds up.
#[test]
fn rows_of_ratings_in_the_digest_add_up() {
    let book = Book::init();
    let view: Value = serde_json::from_str(&book.run(&["view"]).out).expect("JSON");
    book.build(&["--form", "概要版"]).succeeds();
    let pdf = Pdf::read(book.path("output-forms/概要版.pdf"));
    let pdf: String = pdf.pages.iter().map(|page| squeeze(page)).collect();
    assert_eq!(view["evaluation"]["unrated"], 1);
    assert!(pdf.contains("5の施策のうち4を評価しました"), "{pdf}");
    for goal in each(&view["goals"]) {
        let tally = &goal["evaluation"];
        let number = |value: &Value| value.as_u64().expect("a count");
        let counts: Vec<u64> =
            each(&tally["counts"]).chain([&tally["unrated"]]).map(number).collect();
        let total = number(&tally["total"]);
        assert_eq!(counts.iter().sum::<u64>(), total);
        let row: String = counts.iter().chain([&total]).map(u64::to_string).collect();
        assert!(pdf.contains(&format!("{}{row}", squeeze(words(&goal["name"])))), "{row}: {pdf}");
    }
}

#[test]
fn a_document_is_not_put_among_the_files_of_the_book() {
    let book = Book::init();
    book.build(&["--only", "site"]).succeeds();
    let published = book.files("output");
    for arguments in [&["--form", "kpi"][..], &["--form", "kpi", "--adopt"], &["--print-shop"]] {
        let output = book.path("output");
        let output = ["--output", output.to_str().expect("UTF-8")];
        let run = book.build(&[arguments, &output].concat());
        run.fails(2, "本でない文書は、そこには置きません");
    }
    assert_eq!(book.files("output"), published);
    // A name may be no name of a file.
    let spec = "themes/standard/forms/kpi/form.yaml";
    book.edit_first(spec, "name: KPI一覧", "name: 'KPI: 一覧/表?'");
    book.build(&["--form", "kpi"]).succeeds();
    let made = book.files("output-forms");
    assert!(made.contains_key("output-forms/KPI： 一覧／表？.pdf"), "{:?}", made.keys());
}

#[test]
fn the_digest_has_the_figures_of_the_book_on_eight_pages() {
    let book = Book::sample();
    let published = Published::sample();
    book.build(&["--form", "概要版"]).succeeds();
    let pdf = Pdf::read(book.path("output-forms/概要版.pdf"));
    assert_eq!(pdf.count(), 8);
    let pages: Vec<String> = pdf.pages.iter().map(|page| squeeze(page)).collect();
    let view = &published.view;
    let on = |page: usize, text: &str| {
        assert!(
            pages[page - 1].contains(&squeeze(text)),
            "{text} is not on page {page}: {}",
            pages[page - 1]
        );
    };
    on(1, words(&view["meta"]["vision"]));
    for goal in each(&view["goals"]) {
        on(2, words(&goal["name"]));
        on(2, words(&goal["summary"]));
        let counts = each(&goal["evaluation"]["counts"]).map(ToString::to_string);
        on(
            3,
            &format!(
                "{}{}{}",
                words(&goal["name"]),
                counts.collect::<String>(),
                goal["evaluation"]["total"]
            ),
        );
        let budget = each(&goal["totals"]["budget"]).map(|it| words(&it["text"]).to_owned());
        on(4, &budget.collect::<String>());
        let progress = each(&goal["progress"]).map(|it| it["count"].to_string());
        on(6, &format!("{}{}", words(&goal["name"]), progress.collect::<String>()));
    }
    for list in ["grew", "shrank", "began", "ended"] {
        let list = &view["changes"]["amounts"][list];
        on(5, words(&each(&list["items"]).next().expect("a project")["name"]));
        on(5, &format!("（{}件）", list["count"]));
    }
    for theme in each(&view["themes"]) {
        on(7, words(&theme["title"]));
    }
    on(8, words(&view["meta"]["site"]));
}

/// The page of the committee and the digest of a book of `shape`, without white space, and its view.
fn of_shape(book: &Book) -> (String, String, Value) {
    let [(_, committee), _] = made(book, "committee", &[], "議会・委員会資料");
    book.build(&["--form", "digest"]).succeeds();
    let digest = Pdf::read(book.path("output-forms/概要版.pdf"));
    let digest = digest.pages.iter().map(|page| squeeze(page)).collect();
    let view = book.run(&["view"]).succeeds().out;
    (committee, digest, serde_json::from_str(&view).expect("JSON"))
}

#[test]
fn low_results_of_declared_evaluations_are_listed() {
    let book = Book::like("事務事業評価");
    book.edit_first("content/policies/2/2-2-01.yaml", "      result: B", "      result: C");
    let (committee, digest, view) = of_shape(&book);
    let goals = || each(&view["goals"]);
    let policies: Vec<&Value> = goals()
        .flat_map(|goal| each(&goal["nodes"]))
        .flat_map(|node| each(&node["policies"]))
        .collect();
    let is_low = |policy: &&&Value| {
        each(&policy["evaluations"]).any(|said| said["result"]["rank"].as_u64() == Some(2))
    };
    let low: Vec<_> = policies.iter().filter(is_low).collect();
    assert!(!low.is_empty() && low.len() < policies.len(), "{low:?}");
    assert!(committee.contains(&format!("評価の低い事務事業（{}件）", low.len())), "{committee}");
    for policy in low {
        let row =
            squeeze(&format!("{}{}一次評価C", words(&policy["number"]), words(&policy["title"])));
        assert!(committee.contains(&row), "{row}: {committee}");
    }
    // The digest has every count of every evaluation.
    for at in 0..2 {
        assert!(digest.contains(&format!("事務事業の{}", words(&view["outcomes"][at]["name"]))));
        for goal in goals() {
            let tally = &goal["outcomes"][at]["tally"];
            let counts: String = each(&tally["counts"]).map(ToString::to_string).collect();
            let row = format!("{}{counts}", squeeze(words(&goal["name"])));
            assert!(digest.contains(&row), "{row}: {digest}");
        }
    }
    assert!(digest.contains("内容、評価、金額は"));
}

#[test]
fn the_digest_lists_the_receded_indicators_of_policies() {
    let book = Book::like("事務事業評価");
    book.edit(
        "content/indicators.yaml",
        "values: { R5: 17, R6: 11 }",
        "values: { R5: 11, R6: 17 }",
    );
    let (_, digest, view) = of_shape(&book);
    let receded = each(&view["progress"]).find(|it| it["id"] == "receded").expect("a kind");
    assert_eq!(receded["count"], 1);
    assert!(digest.contains("目標値から遠ざかったもの（1件）"), "{digest}");
    assert!(digest.contains("夏休みに受け入れられなかった児童（人）"), "{digest}");
}

#[test]
fn forms_do_not_answer_what_the_book_does_not_know() {
    // Neither evaluated nor compared with anything.
    let book = Book::like("基本の様式");
    let (committee, digest, view) = of_shape(&book);
    assert!(view["changes"].is_null() && view["meta"]["evaluated"].is_null());
    assert!(committee.contains("予算額の大きい事業"), "{committee}");
    for word in ["評価の低い", "前の年度から", "始まった", "なくなった", "（0件）", "増減"]
    {
        assert!(!committee.contains(word), "{word}: {committee}");
    }
    assert!(!digest.contains("評価"), "{digest}");
    // Two levels: the digest has the policies below the goals.
    for goal in each(&view["goals"]) {
        for policy in each(&goal["nodes"]).flat_map(|node| each(&node["policies"])) {
            assert!(digest.contains(&squeeze(words(&policy["title"]))), "{digest}");
        }
    }
    let run = book.build(&["--form", "results"]).fails(1, "PB0575");
    assert!(run.err.contains("評価や実績"), "{}", run.err);
    // Indicators without an evaluated year have targets and no progress.
    let book = Book::like("総合戦略");
    book.edit_first("content/plan.yaml", "  evaluated: R7", "  # evaluated: R7");
    book.write("content/overview.md", "## 何のための戦略か\n\n町の人口の減り方を緩めます。\n");
    let (committee, digest, view) = of_shape(&book);
    let count = view["counts"]["indicators"].as_u64().expect("a count");
    assert!(digest.contains(&format!("{count}の成果指標に、目標値を定めています。")), "{digest}");
    assert!(digest.contains("養殖イワガキの出荷量（t）") && !digest.contains("（―）"), "{digest}");
    assert!(!committee.contains("評価の低い"), "{committee}");
}

#[test]
fn missing_values_are_findings_and_others_files_stay() {
    let book = super::editions::town();
    book.run(&["roll"]).succeeds();
    std::fs::create_dir(book.path("output-forms")).expect("a folder");
    book.write("output-forms/手書き.txt", "消さないで");
    book.build(&["--form", "results"]).fails(2, "PB0530");
    let run = book.build(&["--form", "results", "--adopt"]).succeeds();
    let awaited = run.err.matches("PB0574").count();
    assert!(awaited > 5 && run.err.contains("令和7年度の決算額がありません"), "{}", run.err);
    assert_eq!(book.read("output-forms/手書き.txt"), "消さないで");
    // The second form is put beside the first.
    let run = book.build(&["--form", "committee"]).succeeds();
    for file in ["主要施策の成果説明書.pdf", "議会・委員会資料.pdf", "議会・委員会資料.html"]
    {
        assert!(book.path(&format!("output-forms/{file}")).is_file(), "{file}: {}", run.said());
    }
    let run = book.build(&["--form", "results", "--strict"]);
    assert_eq!(run.code, 1, "{}", run.said());
    // A mistake of the form is told with its line.
    book.edit("themes/standard/forms/kpi/form.yaml", "of: indicator", "of: indicators");
    let run = book.build(&["--form", "kpi"]);
    assert!(
        run.code == 1 && run.err.contains("themes/standard/forms/kpi/form.yaml:"),
        "{}",
        run.err
    );
}

/// The PDFs of the forms of every shape of `init`, with the books that they are in.
pub fn pdfs() -> (Vec<Book>, Vec<PathBuf>) {
    let mut books = Vec::new();
    let mut found = BTreeMap::new();
    for shape in ["実施計画", "事務事業評価", "総合戦略", "基本の様式"] {
        let book = Book::like(shape);
        for (form, name) in FORMS.into_iter().chain([("digest", "概要版")]) {
            let run = book.build(&["--form", form]);
            let path = book.path(&format!("output-forms/{name}.pdf"));
            // A book without indicators has no list of them, for example.
            assert_eq!(run.code == 0, path.is_file(), "{shape} {form}: {}", run.said());
            assert!(run.code == 0 || run.err.contains("PB0575"), "{shape} {form}: {}", run.said());
            if run.code == 0 {
                found.insert(format!("{shape} {form}"), path);
            }
        }
        books.push(book);
    }
    assert!(found.len() >= 14, "{:?}", found.keys());
    (books, found.into_values().collect())
}

#[test]
fn the_same_form_has_the_same_bytes_later() {
    let book = Book::init();
    let pdf = || {
        book.run(&["build", "--form", "kpi"]).succeeds();
        let bytes = book.bytes("output-forms/KPI一覧.pdf");
        book.remove("output-forms");
        bytes
    };
    let first = pdf();
    // The clock of PDFs has seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(pdf() == first, "the PDF has the time of its making");
}
