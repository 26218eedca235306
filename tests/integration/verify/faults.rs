//! What a person sees when something happened to the files of a finished publication.

use std::path::Path;
use std::sync::OnceLock;

use super::{disagreements, verified};
use crate::support::{Book, Published, Run, copy_tree, planbook, with_commas};

const PDF: &str = "pdf/shiomi-jikko-keikaku-r7.pdf";

/// A small book with its finished publication, which is built once for all tests.
fn town() -> Book {
    static BUILT: OnceLock<Book> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let town = Book::init();
        town.build(&[]).succeeds();
        town
    });
    let town = Book::init();
    copy_tree(&built.path("output"), &town.path("output"));
    town
}

/// The paths of the files in `folder` whose names end with `end`.
fn names(book: &Book, folder: &str, end: &str) -> Vec<String> {
    let names = book.files(folder).into_keys();
    names.filter(|name| name.ends_with(end)).collect()
}

/// The lines that `planbook verify` prints about disagreements and other files.
#[track_caller]
fn told(book: &Book, code: i32) -> Vec<String> {
    let run = book.run(&["verify"]);
    assert_eq!(run.code, code, "{}", run.said());
    let (_, lines) =
        run.out.split_once("\n\n").expect("a table").1.split_once("\n\n").expect("more");
    lines
        .lines()
        .take_while(|line| !line.starts_with("比べていないもの"))
        .map(str::to_owned)
        .collect()
}

/// Changes a CSV file of the open data, row by row.
fn edit_csv(book: &Book, name: &str, change: impl Fn(Vec<Vec<String>>) -> Vec<Vec<String>>) {
    let file = format!("output/data/{name}.csv");
    let bytes = book.bytes(&file);
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a BOM");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let rows: Vec<Vec<String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    for row in change(rows) {
        writer.write_record(row).expect("written");
    }
    book.write(&file, writer.into_inner().expect("written"));
}

#[test]
fn a_wrong_or_cut_pdf_is_told_in_one_line() {
    let town = town();
    let [first, second] =
        ["pdf/shiomi-jikko-keikaku-r7-1.pdf", "pdf/shiomi-jikko-keikaku-r7-2.pdf"];
    let path = format!("output/{second}");
    let whole = town.bytes(&path);
    town.write(&path, town.bytes(&format!("output/{first}")));
    let lines = told(&town, 1);
    let [line] = &lines[..] else { panic!("{lines:#?}") };
    assert!(line.starts_with(&format!("{second}：ページ対応表")), "{line}");
    assert!(line.contains("別の冊子か、別のときに作ったPDFです"), "{line}");
    town.write(&path, &whole[..whole.len() / 2]);
    assert_eq!(told(&town, 1), [format!("{second}：ファイルが途中で切れています")]);
    town.remove(&path);
    let missing = format!("{second}：ファイルがありません（planbook が作ったものです）");
    assert_eq!(told(&town, 1), [missing]);
}

#[test]
fn a_pdf_of_another_time_is_told_in_few_lines() {
    let town = town();
    let old = town.bytes(&format!("output/{PDF}"));
    for name in names(&town, "content/policies", ".yaml") {
        town.edit_first(&name, "title: ", "title: 新しい");
    }
    town.build(&["--adopt"]).succeeds();
    town.write(&format!("output/{PDF}"), old);
    let lines = told(&town, 1);
    let carried = format!("{PDF}：添付された");
    assert!(lines.iter().any(|line| line.starts_with(&carried)), "{lines:#?}");
    assert!(lines.len() < 12, "{lines:#?}");
}

#[test]
fn files_that_planbook_did_not_make_are_named_and_accuse_nothing() {
    let town = town();
    for name in ["Thumbs.db", "web.config", "data/desktop.ini", ".git/HEAD", ".git/objects/ab/cd"] {
        town.write(&format!("output/{name}"), "x");
    }
    for (from, to) in [("plan.json", "plan - コピー.json"), ("budgets.csv", "budgets - コピー.csv")]
    {
        town.write(&format!("output/data/{to}"), town.bytes(&format!("output/data/{from}")));
    }
    town.write("output/pdf/昨年度.pdf", "%PDF-1.7 %%EOF");
    town.write("output/お知らせ.html", "<main><a href=\"nowhere.html\">x</a></main>");
    let lines = told(&town, 0);
    let [line] = &lines[..] else { panic!("{lines:#?}") };
    assert!(line.starts_with("planbook が作ったものでないファイル（比べていません）："), "{line}");
    for words in [
        ".git/（2個）",
        "Thumbs.db、",
        "data/budgets - コピー.csv（data/budgets.csv と同じ中身）",
        "pdf/昨年度.pdf",
        "お知らせ.html",
    ] {
        assert!(line.contains(words), "{words}: {line}");
    }
    let report = verified(&town.path("output"));
    assert_eq!(report["not_made_by_planbook"].as_array().expect("a list").len(), 8);
    let hashes = report["sha256"].as_object().expect("hashes");
    assert!(!hashes.contains_key("Thumbs.db") && hashes.contains_key("planbook.json"));
}

#[test]
fn without_the_list_of_files_that_is_told_and_copies_accuse_nothing() {
    let town = town();
    town.remove("output/planbook.json");
    town.write("output/data/budgets - コピー.csv", town.bytes("output/data/budgets.csv"));
    let lines = told(&town, 1);
    let [line] = &lines[..] else { panic!("{lines:#?}") };
    assert!(line.starts_with("planbook.json：ありません。"), "{line}");
}

#[test]
fn a_list_of_files_that_was_changed_is_told() {
    let town = town();
    let list = town.read("output/planbook.json");
    // A name that is taken out would hide its file from what is compared.
    for (from, to) in [("    \"data/budgets.csv\",\n", ""), ("実行計画", "計画")] {
        assert!(list.contains(from), "{list}");
        town.write("output/planbook.json", list.replacen(from, to, 1));
        let lines = told(&town, 1);
        let [line] = &lines[..] else { panic!("{lines:#?}") };
        assert!(line.starts_with("planbook.json：照合値（sum）が"), "{line}");
    }
}

#[test]
fn whole_files_have_sentences_of_their_own() {
    let town = town();
    let budgets = town.read("output/data/budgets.csv");
    let rows = budgets.lines().count();
    let workbook = "data/shiomi-jikko-keikaku-r7.xlsx";
    for (file, bytes, says) in [
        ("data/budgets.csv", &b""[..], "空のファイルです".to_owned()),
        ("data/budgets.csv", b"\x8e\x96", "UTF-8ではありません".to_owned()),
        ("data/budgets.csv", budgets.trim_start_matches('\u{FEFF}').as_bytes(), "BOM".to_owned()),
        (
            "data/budgets.csv",
            budgets.replace("\r\n", "\n").as_bytes(),
            format!("行の終わりがCRLFではありません（{rows}行）"),
        ),
        (workbook, b"x", "Excelのワークブックとして読めません".to_owned()),
        ("data/catalog.jsonld", b"{\n  \"a\": x", "JSONとして読めません（2行目".to_owned()),
        ("index.html", b"\xFF", "UTF-8ではありません".to_owned()),
    ] {
        let path = format!("output/{file}");
        let before = town.bytes(&path);
        town.write(&path, bytes);
        let lines = told(&town, 1);
        town.write(&path, before);
        let start = format!("{file}：{says}");
        assert!(lines.iter().any(|line| line.starts_with(&start)), "{start}: {lines:#?}");
        let others = lines.iter().filter(|line| !line.starts_with(file));
        assert_eq!(others.count(), 0, "{lines:#?}");
    }
}

#[test]
fn what_spreadsheet_software_does_to_a_file_is_told_once() {
    let town = town();
    let before = town.bytes("output/data/budgets.csv");
    edit_csv(&town, "budgets", |mut rows| {
        for row in rows.iter_mut().skip(1) {
            row[0] = row[0].trim_start_matches('0').to_owned();
        }
        rows
    });
    let lines = told(&town, 1);
    let [line] = &lines[..] else { panic!("{lines:#?}") };
    assert!(line.contains("先頭の0がなくなっています"), "{line}");
    town.write("output/data/budgets.csv", &before);

    // Numbers of policies become dates, amounts get groups of digits, and the rows are sorted.
    edit_csv(&town, "budgets", |mut rows| {
        let at = |rows: &[Vec<String>], name: &str| {
            rows[0].iter().position(|column| column == name).expect(name)
        };
        let (policy, amount) = (at(&rows, "policy_id"), at(&rows, "amount"));
        let head = rows.remove(0);
        for row in &mut rows {
            row[policy] = format!("200{}", row[policy].replace('-', "/"));
            row[amount] = with_commas(&row[amount]);
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.join(",")));
        [vec![head], rows].concat()
    });
    let lines = told(&town, 1);
    for words in ["行の順が元と違います", "書き方が違います"] {
        assert_eq!(lines.iter().filter(|line| line.contains(words)).count(), 1, "{lines:#?}");
    }
    assert!(lines.len() < 6, "{lines:#?}");
    // Programs get every cell.
    assert!(disagreements(&verified(&town.path("output"))).len() > 20);
    town.write("output/data/budgets.csv", &before);

    // Of a row that is gone nothing else is said.
    edit_csv(&town, "budgets", |mut rows| {
        rows.remove(3);
        rows
    });
    let lines = told(&town, 1);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("行がありません")), "{lines:#?}");
}

#[test]
fn places_are_named_in_words() {
    let town = town();
    let plan = town.read("output/data/plan.json");
    let results = plan.find("\"results\":").expect("results");
    let at = results + plan[results..].find("\"result\":\"").expect("a result") + 10;
    town.write("output/data/plan.json", format!("{}違{}", &plan[..at], &plan[at..]));
    let lines = told(&town, 1);
    let start = "data/plan.json tables.results[0].result 「";
    assert!(
        lines.iter().any(|line| line.starts_with(start) && line.contains("」の「")),
        "{lines:#?}"
    );
    town.write("output/data/plan.json", &plan);

    let page = "output/policies/1-1-01/index.html".to_owned();
    let html = town.read(&page);
    let at = html.find("data-value=\"").expect("a value") + "data-value=\"".len();
    town.write(&page, format!("{}9{}", &html[..at], &html[at..]));
    let lines = told(&town, 1);
    assert!(lines.iter().all(|line| line.contains("」の「") || line.contains(" 「")), "{lines:#?}");
}

#[test]
fn what_cannot_be_verified_is_refused_with_what_to_name() {
    let town = town();
    let root = town.root();
    let of = |target: &Path| Run::of(planbook().arg("verify").arg(target));
    of(&root).fails(2, "は本のフォルダー（原稿）です。できあがりは");
    of(&town.path("output/index.html")).fails(2, "フォルダーごと指定してください");
    of(&town.path("nowhere")).fails(2, "がありません。できあがりのフォルダーか");
    of(&town.path("output/data")).fails(2, "できあがりのフォルダーは");
    std::fs::rename(town.path("output/data"), town.path("output/データ")).expect("renamed");
    of(&town.path("output")).fails(2, "データ/plan.json を元の場所に戻してください");
    std::fs::remove_dir_all(town.path("output")).expect("removed");
    town.run(&["verify"]).fails(2, "先に planbook build で作ってください");
}

#[test]
fn the_certificate_is_written_where_it_may_be() {
    let sample = Published::sample();
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("本");
    copy_tree(&sample.folder, &copy);
    let run = |path: &Path| Run::of(planbook().arg("verify").arg(&copy).arg("--report").arg(path));
    run(&copy.join("検証書.html")).fails(2, "フォルダーの外に書き出してください");
    run(&folder.path().join("ない/検証書.html")).fails(2, "がありません。先に作るか");
    let path = folder.path().join("検証書.html");
    std::fs::remove_file(copy.join("404.html")).expect("removed");
    let done = run(&path).fails(1, "");
    let last = done.out.lines().last().expect("a line");
    assert_eq!(last, format!("検証書：{}", path.display()));
    let page = std::fs::read_to_string(&path).expect("a file");
    assert!(page.contains("<h1>検証書（不一致）</h1>"), "{page}");
    assert!(page.contains("404.html：ファイルがありません"));
    assert!(page.contains(&format!("planbook {}", env!("CARGO_PKG_VERSION"))));
    let english =
        Run::of(planbook().args(["--lang", "en", "verify"]).arg(folder.path().join("no")));
    english.fails(2, "name a finished output folder");
}

/// The file of values beside the page of an indicator says what the data say.
#[test]
fn values_of_indicators_beside_their_pages_are_compared() {
    let book = town();
    let name = "output/indicators/1-1-a/values.csv";
    let csv = book.read(name);
    for (from, to) in [
        (",1955,", ",9055,"),
        (",,2200,", ",,2300,"),
        (",2021,令和3年度,", ",2022,令和3年度,"),
        (",2021,令和3年度,", ",2021,令和4年度,"),
        ("ホタテの水揚げ量,t,2020", "ホタテの水揚げ量,kg,2020"),
        ("1-1-a,ホタテの水揚げ量,t,2022", "1-1-a,ホタテの水揚げ高,t,2022"),
        (",1902,", ",,"),
    ] {
        assert_eq!(csv.matches(from).count(), 1, "{from}: {csv}");
        book.write(name, csv.replace(from, to));
        let told = told(&book, 1);
        assert!(told.iter().any(|line| line.contains("1-1-a/values.csv")), "{to}: {told:#?}");
    }
    // Rows and columns that are gone.
    let rows: Vec<&str> = csv.lines().collect();
    let without_last_column =
        rows.iter().map(|row| row.rsplit_once(',').expect("a column").0).collect::<Vec<_>>();
    for left in [&rows[..3], &rows[..1], &without_last_column] {
        book.write(name, left.join("\r\n") + "\r\n");
        let told = told(&book, 1);
        assert!(told.iter().any(|line| line.contains("1-1-a/values.csv")), "{left:?}: {told:#?}");
    }
}

/// So are the charts of evaluations that the plan declares.
#[test]
fn charts_of_declared_evaluations_are_compared() {
    let book = Book::like("事務事業評価");
    book.build(&["--only", "html"]).succeeds();
    for page in ["index.html", "evaluation/index.html"] {
        let name = format!("output/{page}");
        let html = book.read(&name);
        let charts = html.match_indices("<desc id=\"chart-evaluation-");
        let texts = charts.filter_map(|(at, _)| html[at..].split_once("</desc>"));
        let texts: Vec<&str> = texts.map(|(desc, _)| desc).collect();
        assert!(!texts.is_empty(), "{html}");
        for text in texts {
            let (before, step) = text.rsplit_once("が").expect("a count");
            let wrong = format!("{before}が{}件", step.len() + 7);
            book.write(&name, html.replacen(text, &wrong, 1));
            let told = told(&book, 1);
            assert!(told.iter().any(|line| line.contains(page)), "{wrong}: {told:#?}");
        }
        book.write(&name, html);
    }
    assert!(told(&book, 0).is_empty());
}

/// The values at the head of an indicator's page, and in the sentence below its chart.
#[test]
fn values_on_the_pages_of_indicators_are_compared() {
    let book = town();
    let name = "output/indicators/1-1-a/index.html";
    let html = book.read(name);
    for (kind, year, value) in
        [("baseline", 2020, "1,820"), ("actual", 2024, "2,010"), ("target", 2030, "2,200")]
    {
        let fact = format!("data-fact=\"value kind={kind} year={year}\">{value}");
        let places: Vec<usize> = html.match_indices(&fact).map(|(at, _)| at).collect();
        assert!(!places.is_empty(), "{fact}: {html}");
        for at in places {
            let (before, after) = html.split_at(at + fact.len() - value.len());
            book.write(name, format!("{before}9{}", &after[1..]));
            let told = told(&book, 1);
            assert!(told.iter().any(|line| line.contains("indicators/1-1-a")), "{told:#?}");
        }
    }
    book.write(name, html);
    assert!(told(&book, 0).is_empty());
}

/// What charts say in words, and the numbers at their marks, is compared like tables.
#[test]
fn charts_are_compared() {
    let book = town();
    let pages = [
        ("index.html", "Sが1件、Aが1件、Bが1件、Cが1件、評価のないものが1件", "Bが1件", "Bが2件"),
        ("index.html", "評価のないものが1件", "評価のないものが1件", "評価のないものが2件"),
        ("index.html", ">A 1</text>", "A 1", "A 2"),
        ("index.html", "達成が0件、前進が2件", "前進が2件", "前進が3件"),
        ("policies/index.html", "令和7年度は42,760,000円", "42,760,000", "42,770,000"),
        ("policies/1-1-01/index.html", "令和2年度の1,820tから", "1,820", "1,830"),
        ("indicators/1-1-a/index.html", "目標は令和12年度の2,200t。", "2,200", "2,300"),
        ("sections/gakko/index.html", "Sが0件、Aが1件、Bが0件、Cが0件", "Aが1件", "Aが0件"),
    ];
    for (page, around, from, to) in pages {
        let name = format!("output/{page}");
        let html = book.read(&name);
        assert!(html.contains(around), "{around} is on {page}");
        book.write(&name, html.replacen(around, &around.replacen(from, to, 1), 1));
        let told = told(&book, 1);
        assert!(
            told.iter().any(|line| line.contains(page) && line.contains("図")),
            "{to}: {told:#?}"
        );
        book.write(&name, html);
    }
    assert!(told(&book, 0).is_empty());
}

#[test]
fn the_site_map_is_compared_with_the_pages() {
    let sample = Published::sample();
    let folder = tempfile::tempdir().expect("a folder");
    copy_tree(&sample.folder, folder.path());
    let path = folder.path().join("sitemap.xml");
    let map = std::fs::read_to_string(&path).expect("a site map");
    let page = map.find("policies/1-1-01/").expect("a page");
    for (at, other, place) in [
        (page, "policies/9", "番目の url"),
        (page + map[page..].find("<lastmod>").expect("a date") + 9, "19", "番目の url"),
    ] {
        let changed = format!("{}{other}{}", &map[..at], &map[at + other.len()..]);
        std::fs::write(&path, changed).expect("written");
        let found = disagreements(&verified(folder.path()));
        let is_there =
            found.iter().any(|line| line.starts_with("sitemap.xml") && line.contains(place));
        assert!(is_there, "{found:#?}");
        assert!(found.iter().all(|line| line.starts_with("sitemap.xml")), "{found:#?}");
    }
}
