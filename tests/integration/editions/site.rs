//! `planbook build --editions all`: the editions of a plan on one site.

use std::collections::BTreeMap;
use std::path::Path;

use super::answers::next_edition;
use crate::support::{Book, Files, copy_tree, files, squeeze, text_of_html};

/// A town with the editions R7, R8 and R9. In R8, 1-1-01 and 1-1-02 change places and 2-1-01 becomes
/// 2-1-02, a project is renamed, and a settlement and the value of an indicator are restated; in R9 a
/// project is merged into another one. What [`shapes_of_r8`] and [`shapes_of_r9`] do is in it as well.
fn three_editions() -> Book {
    let book = Book::init();
    book.edit("content/plan.yaml", "status: draft", "status: final");
    book.edit(
        "content/plan.yaml",
        "  file: shiomi-jikko-keikaku-r7\n",
        "  file: shiomi-jikko-keikaku-r7\n  site: https://town.example.jp/keikaku/r7/\n  latest: https://town.example.jp/keikaku/\n",
    );
    book.run(&["ids"]).succeeds();
    next_edition(&book, "R8");
    renumber(&book, &[("1-1-01", "1-1-02"), ("1-1-02", "1-1-01"), ("2-1-01", "2-1-02")]);
    book.edit(
        "content/policies/1/1-1-02.yaml",
        "name: ホタテ稚貝の生育調査",
        "name: ホタテの生育調査",
    );
    book.edit("content/policies/1/1-1-02.yaml", "R6: 1904500", "R6: 1904600");
    book.edit("content/indicators.yaml", "R6: 2010", "R6: 2015");
    shapes_of_r8(&book);
    next_edition(&book, "R9");
    shapes_of_r9(&book);
    let name = "荷さばき施設の海水冷却設備の更新";
    let policy = book.read("content/policies/1/1-1-02.yaml");
    let (first, second) = policy.split_once("  - id: r7qcd7").unwrap_or_else(|| {
        let at = policy.find(&format!("    name: {name}")).expect("the project");
        policy.split_at(policy[..at].rfind("  - id:").expect("its id"))
    });
    assert!(second.contains(name), "{second}");
    let was = format!(
        "    name: ホタテの生育調査\n    was: [{{ edition: R8, place: 1-1-02, name: {name} }}]\n"
    );
    book.write(
        "content/policies/1/1-1-02.yaml",
        first.replacen("    name: ホタテの生育調査\n", &was, 1),
    );
    book
}

/// The unit of an indicator changes, another indicator and a project are left out.
fn shapes_of_r8(book: &Book) {
    let indicators = book.read("content/indicators.yaml");
    let (kept, _) = indicators.split_once("  - id: 2-2-a").expect("the last indicator");
    let (before, after) = kept.split_once("    unit: 件\n").expect("the unit");
    let after = after.replacen("R6: 201", "R6: 198", 1);
    book.write("content/indicators.yaml", [before, "    unit: 社\n", &after].concat());
    let file = "content/policies/2/2-1-02.yaml";
    let policy = book.read(file);
    let name = policy.find("    name: 使わない教材費の精算").expect("the last project");
    book.write(file, &policy[..policy[..name].rfind("  - id:").expect("its id")]);
}

/// The project is taken up again as a new one, and a policy is split.
fn shapes_of_r9(book: &Book) {
    let project = |name: &str, section: &str, was: &str| {
        format!(
            "  - name: {name}\n    was: [{{ edition: {was} }}]\n    section: {section}\n    description: 相談を受けます。\n    budget: {{ R9: 100000, R10: 100000 }}\n    funding: {{ R9: {{ 一般財源: 100000 }}, R10: {{ 一般財源: 100000 }} }}\n    direction: 新規\n"
        )
    };
    let name = "使わない教材費の精算";
    let again = project(name, "学務課", &format!("R7, place: 2-1-01, name: {name}"));
    let file = "content/policies/2/2-1-02.yaml";
    book.write(file, [book.read(file), again].concat());
    let was = "R8, place: 1-2-01, name: 加工品づくりの相談会";
    let split = project("包装の相談", "産業課", was);
    let policy = "title: 小さな会社の包装\nwas: [{ edition: R8, place: 1-2-01, name: 小さな会社の商品づくり }]\nsections: [産業課]\nprojects:\n";
    book.write("content/policies/1/1-2-02.yaml", [policy, &split].concat());
    book.write("content/policies/1/1-2-02.md", book.read("content/policies/1/1-2-01.md"));
}

/// Gives policies of `book` other numbers, at once.
fn renumber(book: &Book, numbers: &[(&str, &str)]) {
    let place = |id: &str, end: &str| format!("content/policies/{}/{id}.{end}", &id[..1]);
    let mut files = Vec::new();
    for (old, new) in numbers {
        for end in ["yaml", "md"] {
            files.push((place(new, end), book.read(&place(old, end))));
            book.remove(&place(old, end));
        }
    }
    for (name, text) in files {
        book.write(&name, text);
    }
}

/// The files of `all` below `folder`.
fn below(all: &Files, folder: &str) -> Files {
    let below = |(name, bytes): (&String, &Vec<u8>)| {
        Some((name.strip_prefix(folder)?.to_owned(), bytes.clone()))
    };
    all.iter().filter_map(below).collect()
}

/// Changes values of earlier editions on pages of the newest, one after the other: each is reported, with its
/// page and the right value.
fn wrong_values_of_editions_are_reported(book: &Book) {
    for (page, mark) in [
        ("policies/1-1-02/index.html", "data-past=\"r7/ policy 1-1-01 budget 2025\""),
        ("policies/1-1-02/index.html", "data-past=\"r8/ project 1-1-02 1 budget 2026\""),
        ("policies/1-1-02/index.html", "data-past=\"r7/ policy 1-1-01 projects\""),
        ("editions/index.html", "data-past=\"r8/ plan budget 2026\""),
        ("editions/index.html", "data-past=\"r7/ indicator"),
        ("editions/index.html", "settlement 2024\">1,904,600"),
    ] {
        let name = format!("output/{page}");
        let html = book.read(&name);
        let at = html.find(mark).unwrap_or_else(|| panic!("{mark} is not in {page}"));
        let text = at + html[at..].find('>').expect("the end of the tag");
        let end = text
            + ["</td", "</b"]
                .iter()
                .filter_map(|end| html[text..].find(end))
                .min()
                .expect("the end");
        // The last digit of what is printed; behind it, a value may be spelled out.
        let shown = &html[text..end];
        let shown = shown.find("visually-hidden").map_or(shown, |hidden| &shown[..hidden]);
        let digit = shown.rfind(|c: char| c.is_ascii_digit()).expect("a digit") + text;
        let other = if html.as_bytes()[digit] == b'9' { "8" } else { "9" };
        let mut wrong = html.clone();
        wrong.replace_range(digit..=digit, other);
        book.write(&name, wrong);
        let run = book.run(&["verify"]);
        assert!(run.code == 1 && run.out.contains(page), "{mark} in {page}: {}", run.said());
        assert!(run.out.contains("版の値"), "{mark} in {page}: {}", run.out);
        book.write(&name, html);
    }
    book.run(&["verify"]).succeeds();
}

#[test]
fn the_editions_are_on_one_site() {
    let book = three_editions();
    let run = book.build(&["--editions", "all"]).succeeds();
    if let Ok(folder) = std::env::var("PLANBOOK_EDITIONS_KEEP") {
        copy_tree(&book.root(), Path::new(&folder));
    }
    assert!(!run.said().contains("PB0544") && !run.said().contains("PB0548"), "{}", run.said());
    let all = files(&book.path("output"));
    frozen_editions_are_as_they_were(&book, &all, &["R7", "R8"]);
    let page = |name: &str| String::from_utf8(all[name].clone()).expect("UTF-8");
    let main = |name: &str| squeeze(&text_of_html(&page(name)));

    // Every page of an earlier edition leads to the same page of the newest, which is there.
    let pages: Vec<&String> = all.keys().filter(|name| name.ends_with("/index.html")).collect();
    for name in &pages {
        let html = page(name);
        let Some(route) = ["r7/", "r8/"].iter().find_map(|folder| name.strip_prefix(folder)) else {
            let route = name.trim_end_matches("index.html");
            let canonical = format!(
                "<link rel=\"canonical\" href=\"https://town.example.jp/keikaku/{route}\">"
            );
            assert!(html.contains(&canonical), "{name}");
            assert!(!html.contains("最新の版のこのページ"), "{name} is of the newest edition");
            continue;
        };
        let link =
            format!("https://town.example.jp/keikaku/{}", route.trim_end_matches("index.html"));
        assert!(html.contains(&format!("<a href=\"{link}\">最新の版のこのページ</a>")), "{name}");
        assert!(all.contains_key(route), "{route} is in an earlier edition alone");
    }
    assert!(pages.len() > 60, "{}", pages.len());

    // What has another number is found at the old one and the new one.
    let moved = main("policies/2-1-01/index.html");
    assert!(moved.contains("最新の版（令和9年度）では2-1-02です"), "{moved}");
    let sitemap = page("sitemap.xml");
    assert!(sitemap.contains("/policies/2-1-02/") && !sitemap.contains("/policies/2-1-01/"));
    let policy = main("policies/1-1-02/index.html");
    assert!(
        policy.contains("令和7年度の版で1-1-02だったのは、別の施策「畑のあととりづくり」です"),
        "{policy}"
    );
    assert!(policy.contains("令和7年度の版では、ホタテ稚貝の生育調査"), "{policy}");
    assert!(
        policy.contains("の令和6年度の決算額は、令和7年度の版では1,904,500円でしたが、令和8年度の版から1,904,600円に改められています"),
        "{policy}"
    );
    let editions = main("editions/index.html");
    assert!(
        editions.contains(
            "荷さばき施設の海水冷却設備の更新1-1-02（1-1-02ホタテの生育調査にまとまりました）"
        ),
        "{editions}"
    );
    assert!(editions.contains("の令和6年度の値は、令和7年度の版では2,010tでしたが"), "{editions}");
    assert!(editions.contains("成果指標（1件）修繕が要る橋の数2-2"), "{editions}");
    // What is measured in another unit is not restated, and what is back has not ended.
    assert!(!editions.contains("町内の事業所数の令和6年度の値は"), "{editions}");
    assert!(!editions.contains("使わない教材費の精算"), "{editions}");
    let split = main("policies/1-2-02/index.html");
    assert!(
        split.contains("令和8年度の版の1-2-01小さな会社の商品づくりから分かれました。")
            && !split.contains("はじめて載った"),
        "{split}"
    );
    assert!(
        policy.contains(
            "令和8年度の版の1-1-02の荷さばき施設の海水冷却設備の更新は、この事業にまとまりました。"
        ),
        "{policy}"
    );
    let back = page("policies/2-1-02/index.html");
    assert!(back.contains("data-past=\"r7/ project 2-1-01 2 budget 2025\""), "its first years");
    assert!(main("r9/index.html").contains("最新の版なので"), "the newest edition's own address");
    figures_are_those_of_the_editions(&all);

    // Everything agrees, edition by edition, and one wrong figure is told with its file.
    let run = book.run(&["verify"]).succeeds();
    assert!(run.out.contains("r7/ ") && run.out.contains("r8/ "), "{}", run.out);
    let budgets = book.read("output/r8/data/budgets.csv");
    book.write("output/r8/data/budgets.csv", budgets.replacen(",2100000,", ",2100001,", 1));
    let run = book.run(&["verify"]);
    assert!(run.code == 1 && run.out.contains("r8/data/budgets.csv"), "{}", run.said());
    book.write("output/r8/data/budgets.csv", budgets);
    wrong_values_of_editions_are_reported(&book);

    // Built again, nothing is made anew; without the editions, they are gone and the rest is plain.
    let run = book.build(&["--editions", "all"]).succeeds();
    assert_eq!(files(&book.path("output")), all, "{}", run.said());
    book.build(&[]).succeeds();
    let plain = files(&book.path("output"));
    assert!(plain.keys().all(|name| !name.starts_with('r') || name == "robots.txt"));
    assert!(!String::from_utf8_lossy(&plain["policies/1-1-02/index.html"]).contains("のこれまで"));
}

/// Two years of the sample: what the test above looks for in a small town, at its size.
#[test]
#[ignore = "takes minutes; PLANBOOK_EDITIONS_KEEP keeps the book for the tests in a browser"]
fn three_editions_of_the_sample_are_on_one_site() {
    let book = Book::sample();
    // Later editions keep no promise of pages.
    let plan = book.read("content/plan.yaml");
    let line = |line: &str| match line.split_once(", pages: ") {
        Some((before, _)) => format!("{before} }}\n"),
        None => format!("{line}\n"),
    };
    book.write("content/plan.yaml", plan.lines().map(line).collect::<Vec<_>>().concat());
    for year in ["R7", "R8"] {
        let ended = ended_projects(&book);
        assert!(year == "R8" || ended.len() > 10, "{ended:?}");
        next_edition(&book, year);
        without(&book, &ended);
    }
    book.build(&["--editions", "all"]).succeeds();
    let run = book.run(&["verify"]).succeeds();
    println!("{}", run.out);
    if let Ok(folder) = std::env::var("PLANBOOK_EDITIONS_KEEP") {
        copy_tree(&book.root(), Path::new(&folder));
    }
    let all = files(&book.path("output"));
    frozen_editions_are_as_they_were(&book, &all, &["R6", "R7"]);
}

/// The projects that end with this edition, each as its file and its id.
fn ended_projects(book: &Book) -> Vec<(String, String)> {
    let ends = |item: &&str| {
        ["完了", "廃止"].iter().any(|word| item.contains(&format!("    direction: {word}")))
    };
    let sheets = book
        .sources()
        .into_iter()
        .filter(|name| name.starts_with("content/policies/") && name.ends_with(".yaml"));
    let mut ended = Vec::new();
    for name in sheets {
        let text = book.read(&name);
        let items = text.split("\n  - id: ").skip(1).filter(ends);
        ended
            .extend(items.filter_map(|item| Some((name.clone(), item.lines().next()?.to_owned()))));
    }
    ended
}

/// Removes projects by their files and ids, as sections do in the edition after.
fn without(book: &Book, projects: &[(String, String)]) {
    for (name, id) in projects {
        let (head, mut is_of_project) = (format!("  - id: {id}"), false);
        let text = book.read(name);
        let kept = text.split_inclusive('\n').filter(|line| {
            is_of_project = line.trim_end() == head || is_of_project && line.starts_with("    ");
            !is_of_project
        });
        let kept: String = kept.collect();
        assert_ne!(kept, text, "{id} is in {name}");
        book.write(name, kept);
    }
}

fn frozen_editions_are_as_they_were(book: &Book, all: &Files, years: &[&str]) {
    for year in years {
        let folder = format!("{}/", year.to_lowercase());
        let run = book.build(&["--edition", year]).succeeds();
        assert!(!run.said().contains("PB0544"), "{}", run.said());
        assert_eq!(below(all, &folder), files(&book.path(&format!("output-{year}"))), "{year}");
    }
}

/// Every figure of a series is the sum, or the value, that the data of its edition give.
fn figures_are_those_of_the_editions(all: &Files) {
    let folder = |year: &str| match year {
        "2025" => "r7/",
        "2026" => "r8/",
        _ => "",
    };
    let rows = |name: String| {
        let bytes = all[&name].strip_prefix("\u{feff}".as_bytes()).unwrap_or(&all[&name]).to_vec();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let head = reader.headers().expect("a head").clone();
        let row = move |row: csv::StringRecord| -> BTreeMap<String, String> {
            head.iter().zip(&row).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
        };
        reader.records().map(|record| row(record.expect("a row"))).collect::<Vec<_>>()
    };
    let numbers =
        BTreeMap::from([("1-1-01", ["1-1-02", "1-1-01"]), ("1-1-02", ["1-1-01", "1-1-02"])]);
    let mut compared = 0;
    for (policy, [in_r7, later]) in &numbers {
        let html = &all[&format!("policies/{policy}/index.html")];
        for (edition, year, value) in cells(&String::from_utf8_lossy(html), None) {
            let id = if edition == "2025" { in_r7 } else { later };
            let kind = if edition == year { "budget" } else { "settlement" };
            let rows = rows(format!("{}data/budgets.csv", folder(&edition)));
            let amounts = rows.iter().filter(|row| {
                row["policy_id"] == *id && row["year"] == year && row["kind"] == kind
            });
            let sum: i64 = amounts.filter_map(|row| row["amount"].parse::<i64>().ok()).sum();
            assert_eq!(value, sum.to_string(), "{policy} in {edition}: {kind} of {year}");
            compared += 1;
        }
    }
    assert_eq!(compared, 12, "two amounts of two policies in three editions");
    let html = String::from_utf8_lossy(&all["editions/index.html"]).into_owned();
    let series = html.split("id=\"series\"").nth(1).expect("the series");
    let mut of_indicators = 0;
    for row in series.split("<tr>").skip(2) {
        let name = text_of_html(row.split("</a>").next().expect("a name"));
        for (edition, year, value) in
            cells(row, Some("")).into_iter().filter(|(.., v)| !v.is_empty())
        {
            let folder = folder(&edition);
            let id = rows(format!("{folder}data/indicators.csv"))
                .iter()
                .find(|row| row["indicator_name"] == name.trim())
                .unwrap_or_else(|| panic!("{name}"))["indicator_id"]
                .clone();
            let values = rows(format!("{folder}data/indicator_values.csv"));
            let found = values.iter().find(|row| {
                row["indicator_id"] == id
                    && row["year"] == year
                    && ["baseline", "actual"].contains(&row["kind"].as_str())
            });
            let found =
                found.unwrap_or_else(|| panic!("{name} {year} in {edition}: {:?}", values[0]));
            assert_eq!(found["value"].parse::<f64>(), value.parse::<f64>(), "{name} {year}");
            of_indicators += 1;
        }
    }
    assert!(of_indicators > 15, "{of_indicators}");
}

/// The edition, year and number of each cell that has them; the edition is that of the row, unless the
/// cell has its own.
fn cells(html: &str, row: Option<&str>) -> Vec<(String, String, String)> {
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(value.split('"').next()?.to_owned())
    };
    let mut edition = row.map(str::to_owned);
    let mut found = Vec::new();
    for tag in html.split('<').filter_map(|part| part.split('>').next()) {
        if tag.starts_with("tr") && row.is_none() {
            edition = attribute(tag, "data-edition");
        }
        let Some(year) = attribute(tag, "data-year").filter(|_| tag.starts_with("td")) else {
            continue;
        };
        let own = attribute(tag, "data-edition").or_else(|| edition.clone());
        if let Some((edition, value)) = own.zip(attribute(tag, "data-value")) {
            found.push((edition, year, value));
        }
    }
    found
}

#[test]
fn what_is_in_the_way_is_told() {
    let book = Book::init();
    book.edit("content/plan.yaml", "status: draft", "status: final");
    book.run(&["ids"]).succeeds();
    book.run(&["roll"]).succeeds();
    // Without addresses, the folder is that of the year.
    book.build(&["--editions", "all", "--only", "pdf"])
        .fails(2, "--editions は、サイトを作るときに");
    book.build(&["--editions", "all", "--only", "html"]).succeeds();
    assert!(book.path("output/r7/index.html").is_file());
    book.write("static/r7/index.html", "置いたもの");
    book.build(&["--editions", "all"]).fails(1, "PB0533");
    book.remove("static/r7/index.html");
    // With an address, but none of the newest edition, their pages lead nowhere.
    book.edit("content/plan.yaml", "  file:", "  site: https://town.example.jp/r8/\n  file:");
    let run = book.build(&["--editions", "all"]).succeeds();
    assert!(run.err.contains("注意[PB0548]") && run.err.contains("latest"), "{}", run.err);
    // What was changed after freezing is told.
    book.edit("editions/R7/content/plan.yaml", "vision: 海と畑", "vision: 海と山");
    let run = book.build(&["--editions", "all"]).succeeds();
    assert!(run.err.contains("PB0544") && run.err.contains("content/plan.yaml"), "{}", run.err);
    book.remove("editions/R7/content/framework.yaml");
    book.build(&["--editions", "all"]).fails(1, "framework.yaml");
}
