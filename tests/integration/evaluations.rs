//! Forms of evaluation: a plan without any leaves no trace of it, and one with several has each
//! result, criterion and text in every output.

use std::fmt::Write as _;

use planbook::compile;
use planbook::diag::Sink;
use planbook::editions::{ImportOptions, import};
use planbook::record::{Path, TextRole, Value, Walk};

use serde_json::Value as Json;

use crate::print::boxes::{Word, pages};
use crate::support::{
    Book, Office, OfficeCell, Published, each, files, pdftotext, squeeze, text, text_of_html, words,
};

/// What readers call evaluations and what belongs to them.
const WORDS: [&str; 9] =
    ["評価", "決算", "実績", "進捗", "現状値", "毎年度", "達成", "段階で", "のうち0"];

/// Changes the sheets of `book`, line by line.
fn each_sheet(book: &Book, mut change: impl FnMut(&str) -> Option<String>) {
    let sheets = book.sources().into_iter().filter(|name| name.starts_with("content/policies/"));
    for name in sheets {
        let mut text = String::new();
        for line in book.read(&name).lines().filter_map(&mut change) {
            let _ = writeln!(text, "{line}");
        }
        book.write(&name, text);
    }
}

/// A small book of a fixed period whose plan evaluates nothing.
fn without_evaluation() -> Book {
    let book = Book::init();
    let plan = "content/plan.yaml";
    book.edit(plan, "  evaluated: R6\n", "");
    book.edit(plan, "  solid_until: R6\n", "  solid_until: R8\n  rolling: false\n");
    let text = book.read(plan);
    let (before, scale) = text.split_once("rating:\n").expect("the scale");
    let (_, after) = scale.split_once("\ndirection:").expect("what follows the scale");
    book.write(plan, format!("{before}direction:{after}"));
    book.edit(plan, "    - { id: evaluation, kind: evaluation, title: 評価結果の一覧 }\n", "");
    book.edit(plan, "昨年度の取組と結果", "これまでの取組");
    book.edit(
        "content/overview.md",
        "施策の評価は[](count:ratings)段階（[](value:scale)）です。評価の一覧は[](page:evaluation)ページ、",
        "",
    );
    book.edit("content/overview.md", "毎年度見直す", "今の");
    each_sheet(&book, |line| {
        let evaluated = ["rating:", "    results:", "    settlement:"];
        let kept = !evaluated.iter().any(|key| line.starts_with(key));
        let line = line.replace("昨年度の取組と結果", "これまでの取組");
        kept.then(|| line.replace("始めて2年目のため、評価は令和7年度から行います。", ""))
    });
    book
}

/// What readers see of `published`: the pages of its site, its PDF, and its data.
fn outputs(book: &Book, published: &Published) -> Vec<(String, String)> {
    let mut outputs = vec![("PDF".to_owned(), squeeze(&published.pdf.pages.concat()))];
    for (name, bytes) in files(&book.path("output")) {
        let is_text =
            [".html", ".csv", ".js", ".json", ".jsonld"].iter().any(|e| name.ends_with(e));
        if is_text && !name.starts_with("assets/") {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let text = if name.ends_with(".html") { text_of_html(&text) } else { text };
            outputs.push((name, squeeze(&text)));
        }
    }
    outputs
}

#[test]
fn a_plan_without_evaluation_says_nothing_of_it() {
    let book = without_evaluation();
    let said = book.run(&["check"]).said();
    assert!(said.contains("エラー 0件、注意 0件") || !said.contains("PB0"), "{said}");
    let published = Published::of(&book);
    let mut wrong = Vec::new();
    for (name, text) in outputs(&book, &published) {
        // The values of indicators are 実績値 whether they are evaluated or not.
        let text = text.replace("実績値", "");
        for word in WORDS.iter().filter(|word| text.contains(**word)) {
            let at = text.find(word).expect("found");
            let around: String =
                text[..at].chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
            wrong.push(format!("{name}: {around}{word}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let site = book.path("output");
    assert!(!site.join("evaluation").exists());
    for table in ["ratings", "evaluation", "results"] {
        assert!(!site.join(format!("data/{table}.csv")).exists(), "{table}");
    }
    let policies = published.html("data/policies.csv");
    assert!(!policies.contains("evaluated_year") && !policies.contains("rating"), "{policies}");
    let start = published.html("index.html");
    assert!(!start.contains("evaluation/"), "the menu leads to no page of ratings");
    // What is planned is all there.
    let page = squeeze(&text_of_html(&published.html("policies/1-1-01/index.html")));
    assert!(page.contains("予算額令和7年度") && page.contains("40,600,000"), "{page}");
    let sheet = published.pdf.page("4");
    assert!(squeeze(sheet).contains("40,600,000"), "{sheet}");
    let indicators = squeeze(&text_of_html(&published.html("indicators/index.html")));
    assert!(
        indicators.contains("ホタテの水揚げ量") && indicators.contains("2,200"),
        "{indicators}"
    );
}

#[test]
fn a_first_edition_asks_for_nothing_that_was_evaluated() {
    let book = without_evaluation();
    book.edit("content/plan.yaml", "  status: draft", "  status: collecting");
    let status = book.run(&["status", "--format", "csv"]).said();
    for word in ["評価", "決算額", "事業実績"] {
        assert!(!status.contains(word), "{status}");
    }
    let said = book.run(&["check"]).said();
    assert!(!said.contains("決算額") && !said.contains("実績"), "{said}");
    // A plan may have its scale, and yet nothing to rate.
    book.edit(
        "content/plan.yaml",
        "direction:\n",
        "rating:\n  - { id: A, label: よい }\n\ndirection:\n",
    );
    assert!(!book.run(&["check"]).said().contains("PB0"));
}

#[test]
fn what_nobody_evaluates_cannot_be_shown() {
    let found = |edit: &dyn Fn(&Book), words: &str| {
        let book = without_evaluation();
        edit(&book);
        book.has_one_finding(&[words]);
    };
    let policy = "content/policies/1/1-1-01.yaml";
    found(
        &|book| book.edit(policy, "projects:\n", "rating: { R6: S }\nprojects:\n"),
        "評価の段階はありません",
    );
    found(
        &|book| {
            book.edit_first(policy, "    direction:", "    settlement: { R6: 10 }\n    direction:");
        },
        "（1か所）はこの版に載りません",
    );
    found(
        &|book| {
            let part = "    - { id: hyoka, kind: evaluation, title: 評価結果 }\n    - { id: index";
            book.edit("content/plan.yaml", "    - { id: index", part);
        },
        "評価結果の部「hyoka」に載せる評価がありません",
    );
    let overview = "content/overview.md";
    found(
        &|book| book.edit(overview, "## 読み方", "## [](value:evaluated)の読み方"),
        "評価の対象年度はありません",
    );
    found(&|book| book.edit(overview, "## 読み方", "## [](value:scale)"), "評価の段階はありません");
}

/// Evaluations as cities have them: in words, in marks with criteria, and in points.
const EVALUATIONS: &str = "evaluations:
  - id: first
    name: 一次評価
    scale: [{ id: 順調 }, { id: 概ね順調 }, { id: やや遅れている }, { id: 著しく遅れている }]
    opinion: 所管課の理由
    required: true
  - id: second
    name: 二次評価
    of: [policy, project]
    scale: [{ id: 甲, label: このまま進める }, { id: 乙, label: 改めて進める }, { id: 丙, label: 見直す }]
    criteria: [{ id: need, name: 必要性 }, { id: effect, name: 有効性 }]
    opinion: 本部の意見
    reply: 意見への対応
  - id: outside
    name: 外部評価
    of: [project]
    points: { from: 0, to: 5, decimals: 1 }
    opinion: 委員会の意見

direction:
";

/// A small book of several evaluations, and no `rating`.
pub fn of_several() -> Book {
    let book = Book::init();
    let plan = "content/plan.yaml";
    let text = book.read(plan);
    let (before, scale) = text.split_once("rating:\n").expect("the scale");
    let (_, after) = scale.split_once("\ndirection:\n").expect("what follows the scale");
    book.write(plan, format!("{before}{EVALUATIONS}{after}"));
    let scale = "施策の評価は[](count:ratings)段階（[](value:scale)）です。";
    book.edit("content/overview.md", scale, "");
    let results = ["順調", "著しく遅れている", "概ね順調", "順調", "やや遅れている"];
    let mut results = results.iter();
    each_sheet(&book, |line| match line {
        line if line.starts_with("rating:") => None,
        "projects:" => {
            let result = results.next().expect("a result");
            Some(format!("evaluations:\n  first: {{ R6: {{ result: {result} }} }}\nprojects:"))
        }
        line => Some(line.to_owned()),
    });
    let policy = "content/policies/1/1-1-01.yaml";
    book.edit(
        policy,
        "  first: { R6: { result: 順調 } }\n",
        "  first: { R5: { result: 概ね順調 }, R6: { result: 順調, opinion: 速報を使う漁業者が三割増えたため。 } }
  second:
    R6:
      result: 乙
      criteria: { need: 甲, effect: 丙 }
      opinion: 対象を広げる方法を示されたい。
      reply: 令和8年度から全域に広げます。
",
    );
    book.edit_first(
        policy,
        "    direction:",
        "    evaluations:
      second: { R6: { result: 丙, criteria: { need: 乙 }, opinion: 数値の目標を立てられたい。 } }
      outside: { R6: { result: 4.5, opinion: 町民への知らせ方に工夫が要る。 } }
    direction:",
    );
    book
}

#[test]
fn several_evaluations_are_in_every_output() {
    let book = of_several();
    let loaded = compile::load(&book.root(), &[], &mut Sink::new()).1.expect("the book");
    let mut values = Vec::new();
    loaded.walk(&mut Path::default(), &mut |path, value| {
        let field = path.field().expect("a value is in a field");
        let Value::Text(text) = value else { return };
        let record = ["Evaluation", "EvaluationLevel", "Criterion", "Evaluated"];
        if record.contains(&field.record) {
            values.push((format!("{}.{}", field.record, field.key), text.to_owned(), field.role));
        }
    });
    assert!(values.len() > 34, "{} values", values.len());
    let published = Published::without_volumes(&book);
    let outputs = outputs(&book, &published);
    let joined = |is: &dyn Fn(&str) -> bool| {
        let texts = outputs.iter().filter(|(name, _)| is(name)).map(|(_, text)| text.as_str());
        texts.collect::<String>()
    };
    let site = joined(&|name| name.ends_with(".html") && !name.starts_with("data/"));
    let pdf = joined(&|name| name == "PDF");
    let search = squeeze(&published.html("search/index.js"));
    let csv = joined(&|name| name.ends_with(".csv"));
    let json = squeeze(&published.html("data/plan.json"));
    let own = squeeze(&published.html("policies/1-1-01/data.json"));
    let mut wrong = Vec::new();
    for (field, text, role) in &values {
        let text = squeeze(text);
        let mut look = |output: &str, words: &str| {
            if !words.contains(&text) {
                wrong.push(format!("{field} {text} is not in the {output}"));
            }
        };
        look("site", &site);
        look("PDF", &pdf);
        // The names of texts are headings of readers, not of data.
        if !["Evaluation.opinion", "Evaluation.reply"].contains(&field.as_str()) {
            look("CSV", &csv);
            look("plan.json", &json);
        }
        if *role == TextRole::Text || field == "Evaluated.result" {
            look("search", &search);
            let of_another = ["やや遅れている", "著しく遅れている"].contains(&text.as_str());
            let is_of_first = !of_another && text != "概ね順調";
            if is_of_first {
                look("data.json of its policy", &own);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // Counts by level, and the mean of points.
    let counts = published.html("data/evaluation_counts.csv");
    let of = |row: &str| counts.lines().any(|line| line.contains(row));
    assert!(
        of("plan,,第6次潮見町総合計画,first,一次評価,policy,2024,令和6年度,順調,2"),
        "{counts}"
    );
    assert!(
        of("plan,,第6次潮見町総合計画,second,二次評価,project,2024,令和6年度,丙,1"),
        "{counts}"
    );
    assert!(
        of("goal,1,海と畑のしごとを育てる,first,一次評価,policy,2024,令和6年度,著しく遅れている,1"),
        "{counts}"
    );
    let page = squeeze(&published.main_text("evaluation/index.html"));
    assert!(page.contains("平均4.50点（1件）"), "{page}");
    assert!(pdf.contains("平均") && pdf.contains("4.50点"), "the mean is printed");
    // The start page, and the choices of the search.
    let start = squeeze(&published.main_text("index.html"));
    assert!(start.contains("施策の一次評価") && start.contains("事業の外部評価"), "{start}");
    let search = published.html("search/index.html");
    assert!(
        search.contains("name=\"evaluation-second\"") && !search.contains("evaluation-outside")
    );
    assert!(published.html("search/index.js").contains("\"e\":[\"first:順調\",\"second:乙\"]"));
}

/// A year of which there is only a text says nothing of the result before.
/// The shape 事務事業評価 with one evaluation, which has results of its criteria alone.
fn of_criteria_alone() -> Book {
    let book = Book::like("事務事業評価");
    let plan = "content/plan.yaml";
    book.edit_first(
        plan,
        "    opinion: 評価の理由\n",
        "    overall: false\n    opinion: 評価の理由\n",
    );
    let text = book.read(plan);
    let (first, second) = text.split_once("  - id: second\n").expect("the second evaluation");
    let (_, after) = second.split_once("\n\n").expect("what follows it");
    book.write(plan, format!("{first}\n{after}"));
    let mut is_second = false;
    each_sheet(&book, |line| {
        is_second = line == "  second:" || is_second && line.starts_with("    ");
        let kept = !is_second && !line.starts_with("      result: ");
        let (before, inline) = line.split_once("{ result: ").unwrap_or((line, ""));
        let criteria = inline.split_once(", ").map(|(_, rest)| format!("{before}{{ {rest}"));
        kept.then(|| criteria.unwrap_or_else(|| line.to_owned()))
    });
    book
}

#[test]
fn an_evaluation_by_criteria_alone_is_counted_by_each() {
    let book = of_criteria_alone();
    let published = Published::without_volumes(&book);
    let of_plan = |row: &str| format!("plan,,第3次椿原市総合計画,first,一次評価,{row}");
    let counts = published.html("data/evaluation_counts.csv");
    for row in ["need,必要性,policy,2024,令和6年度,A,4", "effect,有効性,policy,2024,令和6年度,C,1"]
    {
        assert!(counts.lines().any(|line| line.ends_with(&of_plan(row))), "{row}\n{counts}");
    }
    let site = squeeze(&published.main_text("evaluation/index.html"));
    let start = squeeze(&published.main_text("index.html"));
    let pdf = published.folder.join("pdf/tsubakihara-jimu-jigyo-r7.pdf");
    let pdf = squeeze(&pdftotext(&["-layout"], &pdf));
    for name in ["必要性", "有効性", "効率性"] {
        let heading = format!("事務事業の一次評価（{name}）");
        for words in [&site, &start, &pdf] {
            assert!(words.contains(&heading), "{heading}\n{words}");
        }
    }
    // 必要性 in all sheets, then 有効性.
    assert!(pdf.contains("合計4206") && pdf.contains("合計2316"), "{pdf}");
    assert!(!pdf.contains("評価結果項目ごと"), "a column without any result is printed");
    book.run(&["verify", &published.folder.to_string_lossy()]).succeeds();
}

#[test]
fn the_result_before_is_the_last_that_there_is() {
    let book = of_several();
    let before = || {
        let view: Json = serde_json::from_str(&book.run(&["view"]).out).expect("JSON");
        let policies = each(&view["goals"]).flat_map(|goal| each(&goal["nodes"]));
        let mut policies = policies.flat_map(|node| each(&node["policies"]));
        let first = policies.find(|policy| policy["id"] == "1-1-01").expect("the sheet").clone();
        let mut results = each(&first["evaluations"]);
        let result = results.find(|result| result["id"] == "first").expect("the evaluation");
        (
            words(&result["previous"][1]["text"]).to_owned(),
            words(&result["previous"][0]["long"]).to_owned(),
        )
    };
    let expected = ("概ね順調".to_owned(), "令和5年度".to_owned());
    assert_eq!(before(), expected);
    let (from, to) =
        ("R5: { result: 概ね順調 }", "R4: { result: 概ね順調 }, R5: { opinion: 文だけ }");
    book.edit("content/policies/1/1-1-01.yaml", from, to);
    assert_eq!(before(), ("概ね順調".to_owned(), "令和4年度".to_owned()));
}

#[test]
fn a_required_evaluation_is_asked_for() {
    let book = of_several();
    book.edit("content/policies/2/2-2-01.yaml", "evaluations:\n", "");
    book.edit(
        "content/policies/2/2-2-01.yaml",
        "  first: { R6: { result: やや遅れている } }\n",
        "",
    );
    let said = book.run(&["check"]).said();
    assert!(said.contains("R6 の「一次評価」（first）がありません"), "{said}");
    book.edit("content/plan.yaml", "status: draft", "status: collecting");
    let status = book.run(&["status", "--format", "csv"]).said();
    assert!(status.contains("令和6年度の一次評価"), "{status}");
    book.build(&["--draft", "--only", "html"]).succeeds();
    let page = squeeze(&text_of_html(&book.read("output/policies/2-2-01/index.html")));
    assert!(page.contains("一次評価未提出"), "{page}");
}

/// What is typed into an empty cell of `column`, the `number`th of all; nothing into others.
fn typed(column: &str, number: usize) -> Option<OfficeCell> {
    let words: Vec<&str> = column.split(':').collect();
    Some(match words[..] {
        ["evaluation", _, "first", "result"] => text("概ね順調"),
        ["evaluation", _, "second", "opinion" | "reply"] => text(&format!("意見{number}です。")),
        ["evaluation", _, "second", _] => text(["甲", "乙", " 丙"][number % 3]),
        ["evaluation", _, "outside", "result"] => OfficeCell::Number((number % 11) as f64 / 2.0),
        ["evaluation", _, "outside", _] => text(&format!("「委員」の{number}: #2")),
        ["x", "staff", _] => OfficeCell::Number(number as f64 / 4.0),
        _ => return None,
    })
}

#[test]
fn evaluations_and_fields_of_a_year_go_out_and_come_back() {
    let book = of_several();
    let plan = "content/plan.yaml";
    book.edit(plan, "    reply: 意見への対応\n", "    reply: 意見への対応\n    required: true\n");
    let staff =
        "{ id: staff, name: 人工, kind: number, decimals: 2, by_year: true, required: true }";
    book.edit(
        plan,
        "departments:\n",
        &format!("fields:\n  project:\n    - {staff}\ndepartments:\n"),
    );
    book.edit(plan, "status: draft", "status: collecting");
    book.run(&["ids"]).succeeds();
    let awaited = || {
        let run = book.run(&["status", "--format", "json"]).succeeds();
        let status: Json = serde_json::from_str(&run.out).expect("JSON");
        let sections = each(&status["sections"]).flat_map(|section| each(&section["missing"]));
        sections.map(|value| words(&value["what"]).to_owned()).collect::<Vec<_>>()
    };
    let before = awaited();
    let count = |what: &str| before.iter().filter(|value| value.contains(what)).count();
    // Of 5 policies and 7 projects, one each has its result, and one criterion is missing there.
    let results = (count("の二次評価"), count("二次評価（必要性）"), count("（有効性）"));
    assert_eq!(results, (28, 9, 10), "of the project that begins nothing is asked");
    assert_eq!(count("人工"), 6 + 7 * 2, "of the evaluated year and two of the window");
    let check = book.run(&["check", "--format", "csv"]).succeeds();
    assert!(
        check.out.contains("R6 の「二次評価」（有効性）（second）がありません"),
        "{}",
        check.out
    );
    assert!(check.out.contains("「人工」（staff）がありません"), "{}", check.out);
    // The page of a sheet and the table of all say what has not come.
    book.build(&["--only", "html"]).succeeds();
    let page = squeeze(&text_of_html(&book.read("output/policies/2-2-01/index.html")));
    assert!(page.contains("二次評価未提出必要性未提出、有効性未提出"), "{page}");
    let table = squeeze(&text_of_html(&book.read("output/evaluation/index.html")));
    assert!(table.contains("未提出") && !table.contains("二次評価なし"), "{table}");
    book.run(&["export"]).succeeds();
    let returned = book.beside("返送");
    std::fs::create_dir(&returned).expect("a folder");
    let mut all = Vec::new();
    let records = book.files("editions/rounds/R7-1").into_values();
    let records: Vec<Json> = records.map(|b| serde_json::from_slice(&b).expect("JSON")).collect();
    for (name, bytes) in book.files("照会") {
        let mut office = Office::open(&bytes);
        let of = |record: &&Json| name.contains(words(&record["name"]));
        let record = records.iter().find(of).expect("its record");
        for sheet in each(&record["sheets"]) {
            let columns: Vec<&str> = each(&sheet["columns"]).map(words).collect();
            for row in each(&sheet["rows"]) {
                let cells: Vec<&str> = each(row).map(words).collect();
                if cells[0].starts_with(['#', '!']) || cells[0].starts_with("new-") {
                    continue;
                }
                let empty = columns.iter().zip(&cells[1..]).filter(|(_, value)| value.is_empty());
                for (column, _) in empty {
                    if let Some(cell) = typed(column, all.len()) {
                        if let OfficeCell::Text(words) = &cell {
                            all.push(words.trim().to_owned());
                        } else {
                            all.push(String::new());
                        }
                        office.set(words(&sheet["key"]), cells[0], column, cell);
                    }
                }
            }
        }
        std::fs::write(returned.join(name.trim_start_matches("照会/")), office.save())
            .expect("written");
    }
    let imported = || {
        let options =
            ImportOptions { paths: vec![returned.clone()], dry_run: false, deletions: false };
        let done = import(&book.root(), &options);
        let counts = done.result.expect("the book can be read").counts;
        assert_eq!((counts.reported, counts.refused), (0, 0), "{:?}", done.findings.first());
        counts.applied
    };
    assert_eq!(imported(), all.len());
    let once = book.files("content");
    assert_eq!(imported(), 0, "a second time nothing is new");
    assert_eq!(book.files("content"), once);
    // Nothing of it is missing any more, and what was there stays.
    let left = awaited();
    assert!(!left.iter().any(|what| what.contains("評価") || what.contains("人工")), "{left:?}");
    let sheet = book.read("content/policies/1/1-1-01.yaml");
    for line in [
        "    R6:\n      result: 乙\n      criteria: { need: 甲, effect: 丙 }\n",
        "reply: 令和8年度から全域に広げます。",
    ] {
        assert!(sheet.contains(line), "{sheet}");
    }
    // The words are in the pages, each of them.
    book.build(&["--only", "html"]).succeeds();
    let pages = book.files("output/policies").into_iter();
    let pages: String = pages
        .filter(|(name, _)| name.ends_with("/index.html"))
        .map(|(_, bytes)| squeeze(&text_of_html(&String::from_utf8_lossy(&bytes))))
        .collect();
    for words in all.iter().filter(|words| !words.is_empty()) {
        assert!(pages.contains(&squeeze(words)), "{words}");
    }
}

#[test]
fn ratings_that_are_words_stay_within_their_places_and_can_be_read() {
    // Words of eight characters, of two, and a letter with a sign.
    for ratings in [["大変順調である", "やや遅れている状況"], ["継続", "B+"]] {
        let book = Book::init();
        for (mark, words) in ["S", "B"].iter().zip(ratings) {
            book.edit("content/plan.yaml", &format!("{{ id: {mark},"), &format!("{{ id: {words},"));
            let (old, new) = (format!(": {mark}"), format!(": {words}"));
            each_sheet(&book, |line| {
                let is_rating = line.starts_with("rating:");
                Some(if is_rating { line.replace(&old, &new) } else { line.to_owned() })
            });
        }
        // The finished pages are looked at: text that leaves its page is an error.
        let published = Published::without_volumes(&book);
        let sheet = squeeze(published.pdf.page("5"));
        assert!(sheet.contains(ratings[0]) && sheet.contains("目標を上回った"), "{sheet}");
        let pdf = published.view["meta"]["file"].as_str().expect("a name");
        let pages = pages(&published.folder.join(format!("pdf/{pdf}.pdf")));
        let is_part = |word: &&Word| {
            word.text.chars().count() > 1 && ratings.iter().any(|it| it.contains(&word.text))
        };
        let parts: Vec<&Word> = pages.iter().flatten().filter(is_part).collect();
        assert!(parts.len() > 12, "{} parts", parts.len());
        let small: Vec<_> = parts.iter().filter(|word| word.bottom - word.top < 6.9).collect();
        assert!(small.is_empty(), "{small:?}");
    }
}

/// A sheet all of whose projects begin has no year of which it could be evaluated.
#[test]
fn a_sheet_that_begins_is_not_asked_for_results() {
    let declared = Book::like("事務事業評価");
    declared.write(
        "content/policies/3/3-1-03.yaml",
        "title: 公文書館の準備\nnumber: 03-01-090\nsections: [秘書広報課]\ncode: \"999001\"\n\
         account: 一般会計\nitem: 2款1項9目\nperiod: R7-\ntarget: 市民\nmethod: 直営\n\
         staff: { R6: 0, R7: 1.0 }\nlabour: { R6: 0, R7: 7400 }\nprojects:\n  - name: 計画の策定\n    \
         section: 秘書広報課\n    description: 文書を選ぶ基準を作ります。\n    budget: { R7: 880 }\n    \
         funding: { R7: { 一般財源: 880 } }\n    direction: 新規\n",
    );
    let text = "## 目的\n\n文書を残します。\n\n## 課題と改善\n\n場所を決めます。\n";
    declared.write("content/policies/3/3-1-03.md", text);
    // What it cost before is no amount, and has no unit.
    declared.build(&["--only", "pdf", "--policy", "3-1-03"]).succeeds();
    let sheet = squeeze(&pdftotext(&["-raw"], &declared.path("output/pdf/3-1-03.pdf")));
    assert!(sheet.contains("令和6年度の決算額―") && !sheet.contains("―千円"), "{sheet}");
    let rated = Book::init();
    rated.edit_first("content/plan.yaml", "rating_required: false", "rating_required: true");
    rated.write(
        "content/policies/1/1-1-03.yaml",
        "title: 港の再生\nsections: [産業課]\nprojects:\n  - name: 岸壁の調査\n    section: 産業課\n    \
         description: 傷みを調べます。\n    budget: { R7: 880, R8: 0 }\n    \
         funding: { R7: { 一般財源: 880 } }\n    direction: 新規\n",
    );
    let text = rated.read("content/policies/1/1-1-01.md");
    rated.write("content/policies/1/1-1-03.md", text);
    for (book, code, page, before) in [
        (declared, "PB0262", "3-1-03", "    direction: 新規\n"),
        (rated, "1-1-03 に R6 の評価がありません", "1-1-03", "    direction: 新規\n"),
    ] {
        let run = book.run(&["check"]).succeeds();
        assert!(!run.said().contains(code), "{}", run.said());
        book.build(&["--only", "html"]).succeeds();
        let html = book.read(&format!("output/policies/{page}/index.html"));
        assert!(!text_of_html(&html).contains("必要性"), "{html}");
        // One that goes on is asked, as ever.
        let file = format!("content/policies/{}/{page}.yaml", &page[..1]);
        let goes_on = if code == "PB0262" { "継続" } else { "維持" };
        book.edit(&file, before, &format!("    direction: {goes_on}\n"));
        let run = book.run(&["check"]);
        assert!(run.said().contains(code), "{}", run.said());
    }
}
