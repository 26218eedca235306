//! How a preview begins, goes on and ends.

use std::time::Duration;

use super::support::{Served, save_by_rename};
use crate::support::Book;

#[test]
fn what_is_wrong_is_told_over_the_last_good_page_and_gone_when_mended() {
    let book = Book::init();
    let served = Served::start(&book, &[]);
    let page = "/policies/1-1-01/";
    let whole = served.get(page).text();
    for (file, old, new, word) in [
        ("content/policies/1/1-1-01.yaml", "projects:", "projects: [", "エラー"),
        (
            "themes/standard/site/templates/policy.html",
            "{% block content %}",
            "{% block %}",
            "PB0501",
        ),
        ("themes/standard/site/templates/policy.html", "policy.title", "policy.titel.x", "PB0501"),
        ("themes/standard/theme.yaml", "fonts", "fonts: [", "theme.yaml"),
    ] {
        let good = book.read(file);
        assert!(good.contains(old), "{file} has {old}");
        let before = served.reads();
        book.write(file, good.replacen(old, new, 1));
        served.wait("the mistake", |s| s["revision"].as_u64() > Some(before));
        let shown = served.get(page);
        assert_eq!((shown.status, shown.text()), (200, whole.clone()), "{file}");
        let report = served.json("/__preview/report.json?page=/policies/1-1-01/");
        let told = report.to_string();
        let first = match &report["page"] {
            serde_json::Value::Null => &report["findings"][0],
            page => page,
        };
        assert!(first["error"] == true && (word == "エラー" || told.contains(word)), "{told}");
        if file.starts_with("content") {
            let place = &first["locations"][0];
            assert_eq!(place["file"], file);
            assert!(place["line"].as_u64() > Some(0) && place["column"].as_u64() > Some(0));
            let line = place["line"].as_u64().expect("a line") as usize;
            let source = good.replacen(old, new, 1);
            assert_eq!(place["source"], source.lines().nth(line - 1).expect("a line"));
        }
        let before = served.reads();
        save_by_rename(&book, file, good);
        served.wait("the mending", |s| s["revision"].as_u64() > Some(before) && s["errors"] == 0);
        assert_eq!(served.get(page).text(), whole);
        assert!(served.json("/__preview/report.json?page=/policies/1-1-01/")["page"].is_null());
    }
}

#[test]
fn a_book_that_is_broken_from_the_start_is_shown_once_it_is_mended() {
    let book = Book::init();
    let plan = book.read("content/plan.yaml");
    book.write("content/plan.yaml", "これは: [");
    let served = Served::start(&book, &[]);
    let shown = served.get("/");
    assert!(shown.status == 500 && shown.text().contains("/__preview/page.js"), "{}", shown.head);
    book.write("content/plan.yaml", plan);
    served.wait("the mending", |s| s["errors"] == 0 && s["pages"].as_u64() > Some(0));
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn periods_that_contradict_the_plan_are_told_and_drawn_as_far_as_they_go() {
    let book = Book::init();
    let periods =
        "{ name: 前, years: R1-R7 }, { name: 後, years: R5-R15 }, { name: 先, years: R4-R4 }";
    let layers = format!("  layers: [{{ name: 基本構想, periods: [{periods}] }}]\n  adopted:");
    book.edit_first("content/plan.yaml", "  adopted:", &layers);
    let served = Served::start(&book, &[]);
    let shown = served.get("/overview/");
    assert!(shown.status == 200 && shown.text().contains("基本構想"), "{}", shown.head);
    let report = served.json("/__preview/report.json").to_string();
    assert!(report.contains("PB0237"), "{report}");
}

#[test]
fn what_is_not_written_yet_is_listed_by_section() {
    let book = Book::init();
    let file = "content/policies/1/1-1-01.md";
    let text = book.read(file);
    let (kept, _) = text.rsplit_once("\n## ").expect("a last heading");
    let heading = text[kept.len()..].trim().lines().next().expect("a heading").to_owned();
    let served = Served::start(&book, &["--policy", "1-1-01"]);
    assert!(served.get("/policies/1-1-01/").text().contains("構成する事業"));
    assert!(served.link.ends_with("/__preview/"), "{}", served.link);
    let before = served.reads();
    book.write(file, format!("{kept}\n{heading}\n"));
    served.wait("the gap", |s| s["revision"].as_u64() > Some(before));
    let report = served.json("/__preview/report.json");
    assert_eq!(report["filtered"], true);
    let listed = &report["unfinished"][0]["policies"];
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{report}");
    assert_eq!(listed[0]["id"], "1-1-01");
    assert_eq!(listed[0]["empty"][0], heading.trim_start_matches("## "));
    // What is there can be seen all the same, without what is gone.
    let gone = text[kept.len()..].trim().lines().last().expect("a paragraph").to_owned();
    let shown = served.get("/policies/1-1-01/").text();
    assert!(!shown.contains(&gone) && shown.contains("構成する事業"), "{gone}");
}

#[test]
fn hundreds_of_changes_at_once_are_one_rebuild() {
    let book = Book::init();
    let served = Served::start(&book, &[]);
    let texts: Vec<_> = book.sources().into_iter().map(|name| (book.read(&name), name)).collect();
    let before = served.reads();
    let rounds = 400 / texts.len() + 1;
    for round in 0..rounds {
        for (text, name) in &texts {
            // Windows' line ends, and ours again in the end.
            let text = if round % 2 == 0 { text.replace('\n', "\r\n") } else { text.clone() };
            book.write(name, text);
        }
    }
    served.wait_calm(before);
    // A machine that stands still in between may make two of it, and never hundreds.
    let rebuilds = served.reads() - before;
    assert!((1..=2).contains(&rebuilds), "{rebuilds} rebuilds of {} changes", rounds * texts.len());
    assert_eq!(served.status()["errors"], 0);
}

#[cfg(unix)]
#[test]
fn a_lock_beside_a_file_that_is_edited_hinders_nobody() {
    let book = Book::init();
    let served = Served::start(&book, &[]);
    let (file, page) = ("content/policies/1/1-1-01.md", "/policies/1-1-01/");
    let text = book.read(file);
    let (head, rest) = text.split_once("\n\n").expect("a heading and a paragraph");
    let locks = ["content/policies/1/.#1-1-01.md", "themes/standard/site/templates/.#policy.html"];
    for lock in locks {
        std::os::unix::fs::symlink("user@host.2199:1697969899", book.path(lock)).expect("a link");
    }
    for words in ["鍵のある間の文です。", "鍵がなくなってからの文です。"] {
        let before = served.reads();
        book.write(file, format!("{head}\n\n{words}{rest}"));
        served.wait("the change", |s| s["revision"].as_u64() > Some(before) && s["errors"] == 0);
        assert!(served.get(page).text().contains(words), "{words}");
        for lock in locks {
            let _ = std::fs::remove_file(book.path(lock));
        }
    }
}

#[test]
fn files_are_looked_at_where_nobody_tells_of_them() {
    let book = Book::init();
    let served = Served::start(&book, &["--poll"]);
    let file = "content/policies/1/1-1-01.md";
    let text = book.read(file);
    let (head, rest) = text.split_once("\n\n").expect("a heading and a paragraph");
    for words in ["見に行って分かった文です。", "同じ長さで別の文でした。"]
    {
        book.write(file, format!("{head}\n\n{words}{rest}").replace('\n', "\r\n"));
        let began = std::time::Instant::now();
        while !served.get("/policies/1-1-01/").text().contains(words) {
            assert!(began.elapsed() < Duration::from_mins(1), "{words} is never seen");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

#[test]
fn nothing_of_the_preview_reaches_the_output() {
    let book = Book::init();
    book.build(&["--only", "html"]).succeeds();
    let before = book.files("output");
    let served = Served::start(&book, &[]);
    let reads = served.reads();
    book.write(
        "content/overview.md",
        format!("{}\n\n終わりの段落です。\n", book.read("content/overview.md")),
    );
    served.wait("the change", |s| s["revision"].as_u64() > Some(reads));
    assert!(served.get("/overview/").text().contains("終わりの段落です。"));
    assert!(book.files("output") == before, "the output is as it was");
    book.build(&["--only", "html"]).succeeds();
    for (name, bytes) in book.files("output") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("__preview") && !text.contains("planbook-preview"), "{name}");
    }
}

#[test]
fn a_taken_port_is_told_with_the_next_free_one() {
    let book = Book::init();
    let served = Served::start(&book, &[]);
    let port = served.address.port().to_string();
    let said = book.run(&["serve", "--port", &port]).fails(2, "--port ").err;
    let free = said.split("--port ").nth(1).and_then(|rest| rest.split(' ').next());
    let free: u16 = free.and_then(|free| free.parse().ok()).unwrap_or_else(|| panic!("{said}"));
    assert!(free > served.address.port(), "{said}");
}

#[cfg(target_os = "linux")]
mod typesetters {
    use super::*;

    fn gone(pids: &[u32]) -> bool {
        let alive = |pid: &u32| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            // A zombie has ended; nobody has asked for its status yet.
            !stat.is_empty() && !stat.contains(") Z ")
        };
        !pids.iter().any(alive)
    }

    fn wait_until(what: &str, mut is: impl FnMut() -> bool) {
        let began = std::time::Instant::now();
        while !is() {
            assert!(began.elapsed() < Duration::from_mins(1), "{what}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn look(served: &Served) -> Vec<u32> {
        assert_eq!(served.post("/__preview/look?sheet=1-1-01&pictures=1").status, 202);
        served.wait("the sheet", |s| {
            s["sheet"]["pages"].as_u64() > Some(0) && s["sheet"]["svg_pages"].as_u64() > Some(0)
        });
        let typesetters = served.typesetters();
        assert_eq!(typesetters.len(), 2, "one for the PDF, one for the pictures");
        typesetters
    }

    #[test]
    fn the_sheet_follows_its_page_and_says_by_how_much_it_is_too_long() {
        let book = Book::init();
        let served = Served::start(&book, &[]);
        look(&served);
        let sheet = served.status()["sheet"].clone();
        assert!(sheet["pages"].as_u64() <= Some(2) && sheet["overflow_lines"] == 0, "{sheet}");
        assert!(served.get("/__preview/sheet/1-1-01.pdf").body.starts_with(b"%PDF-"));
        assert!(served.get("/__preview/sheet/1-1-01/1.svg").text().starts_with("<svg"));
        let file = "content/policies/1/1-1-01.md";
        let text = book.read(file);
        let (head, rest) = text.split_once("\n\n").expect("a heading and a paragraph");
        let long = "この段落は、シートに収まらない長さにするための文です。\n\n".repeat(90);
        book.write(file, format!("{head}\n\n{long}{rest}"));
        let status = served.wait("the long sheet", |s| s["sheet"]["pages"].as_u64() > Some(2));
        let over = status["sheet"]["overflow_lines"].as_u64().expect("a number");
        assert!((1..=200).contains(&over), "{over} lines");
        // A mistake in the page templates is told as such, and the rest goes on.
        let style = "themes/standard/pdf/sheet.typ";
        let good = book.read(style);
        book.write(style, format!("{good}\n#nothing-of-that-name\n"));
        let status = served.wait("the trouble", |s| !s["sheet"]["error"].is_null());
        let told = status["sheet"]["error"].to_string();
        assert!(told.contains("PB0513") && told.contains("sheet.typ:"), "{told}");
        book.write(style, good);
        book.write(file, text);
        served.wait("the mending", |s| {
            s["sheet"]["error"].is_null() && s["sheet"]["pages"].as_u64() <= Some(2)
        });
    }

    #[test]
    fn killed_hard_it_leaves_none_behind() {
        let book = Book::init();
        let mut served = Served::start(&book, &[]);
        let mut pids = look(&served);
        assert_eq!(served.post("/__preview/whole").status, 202);
        wait_until("the whole book is being set", || {
            pids.extend(served.typesetters());
            served.typesetters().len() > 2 || served.status()["book"]["busy"] == false
        });
        served.child.kill().expect("killed");
        served.child.wait().expect("ended");
        wait_until("the typesetters end with it", || {
            gone(&pids) && served.typesetters().is_empty()
        });
        // The next preview removes the folder that is left.
        let left = || -> usize { std::fs::read_dir(served.temp.path()).expect("a folder").count() };
        assert!(left() > 0, "a killed preview cannot clear up");
        let temp = std::mem::replace(&mut served.temp, tempfile::tempdir().expect("a folder"));
        let next = Served::start_in(&book, &[], temp);
        assert_eq!(std::fs::read_dir(next.temp.path()).expect("a folder").count(), 1, "its own");
    }

    #[test]
    fn asked_to_end_it_ends_its_typesetters_and_clears_up() {
        for signal in ["-INT", "-TERM"] {
            let book = Book::init();
            let mut served = Served::start(&book, &[]);
            let pids = look(&served);
            let pid = served.child.id().to_string();
            let sent = std::process::Command::new("kill").args([signal, &pid]).status();
            assert!(sent.expect("kill runs").success());
            assert!(served.child.wait().expect("ended").success(), "{signal} is no failure");
            wait_until("the typesetters end with it", || gone(&pids));
            let left: Vec<_> = std::fs::read_dir(served.temp.path()).expect("a folder").collect();
            assert!(left.is_empty(), "{left:?}");
        }
    }

    #[test]
    fn the_whole_book_is_set_on_demand() {
        let book = Book::init();
        let served = Served::start(&book, &[]);
        assert_eq!(served.get("/__preview/book.pdf").status, 404);
        assert_eq!(served.post("/__preview/whole").status, 202);
        let status = served.wait("the book", |s| s["book"]["busy"] == false);
        assert!(status["book"]["pages"].as_u64() > Some(4), "{status}");
        assert!(served.get("/__preview/book.pdf").body.starts_with(b"%PDF-"));
    }
}
