//! How sections are reached: what the plan says of it is on their pages, on their sheets, in the book and
//! in the data; the way to tell of a mistake names the page.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::support::{Book, pdftotext, squeeze};

const PLAN: &str = "content/plan.yaml";
const SHEET: &str = "output/policies/1-1-01/index.html";

/// The town whose section 産業課 is reached as `how` says.
fn reached(how: &str) -> Book {
    let town = Book::init();
    town.edit(PLAN, "name: 産業課 }", &format!("name: 産業課{how} }}"));
    town
}

fn section_of_sheet(html: &str) -> &str {
    let from = html.find("id=\"ask\"").expect("the contacts");
    let to = html[from..].find("</section>").expect("their end");
    &html[from..from + to]
}

#[test]
fn what_the_plan_says_is_in_every_output() {
    let town = reached(
        ", phone: 0171-00-0021 内線 34, email: sangyo@town.example.jp, place: 本庁舎2階, \
         url: \"https://town.example.jp/sangyo/\"",
    );
    town.build(&["--no-volumes"]).succeeds();
    let sheet = town.read(SHEET);
    let section = town.read("output/sections/sangyo/index.html");
    for page in [section_of_sheet(&sheet), section_of_sheet(&section)] {
        for expected in [
            "<a href=\"tel:0171-00-0021\">0171-00-0021 内線 34</a>",
            "<a href=\"mailto:sangyo@town.example.jp\">sangyo@town.example.jp</a>",
            "窓口 本庁舎2階",
            "<a href=\"https://town.example.jp/sangyo/\">産業課のページ</a>",
        ] {
            assert!(page.contains(expected), "{expected} is not in {page}");
        }
    }
    let list = town.read("output/sections/index.html");
    assert!(list.contains("電話 <a href=\"tel:0171-00-0021\">"), "the list of sections");
    let search = town.read("output/search/index.js");
    assert!(
        search.contains("連絡先・問い合わせ先 産業課 電話番号 0171-00-0021 内線 34"),
        "the search"
    );
    let pdf = town.path("output/pdf/shiomi-jikko-keikaku-r7.pdf");
    assert!(squeeze(&pdftotext(&[], &pdf)).contains("電話0171-00-0021内線34"), "the book");
    let csv = town.read("output/data/sections.csv");
    assert!(csv.lines().next().expect("a head").ends_with("phone,email,place,url"), "{csv}");
    let row =
        "0171-00-0021 内線 34,sangyo@town.example.jp,本庁舎2階,https://town.example.jp/sangyo/";
    assert!(csv.contains(row), "{csv}");
}

#[test]
fn the_way_to_tell_of_a_mistake_names_the_page() {
    let title = {
        let town = Book::init();
        let sheet = town.read("content/policies/1/1-1-01.yaml");
        let title = sheet.lines().find_map(|line| line.strip_prefix("title: ")).expect("a title");
        title.split(" #").next().expect("it").trim().to_owned()
    };
    let encoded = utf8_percent_encode(&title, NON_ALPHANUMERIC).to_string();
    // To the section of the sheet, where it has an address, or else to that of the book.
    let town = reached(", email: sangyo@town.example.jp");
    town.build(&["--only", "html"]).succeeds();
    let to_section = format!("mailto:sangyo@town.example.jp?subject=1%2D1%2D01%20{encoded}");
    assert!(town.read(SHEET).contains(&to_section), "{to_section}");
    let start = town.read("output/index.html");
    assert!(!start.contains("mailto:sangyo@town.example.jp?subject"), "the book's own section");

    // Without an address, the telephone number and what to say.
    let town = reached("");
    town.edit(PLAN, ", email: kikaku@town.example.jp", "");
    town.build(&["--only", "html"]).succeeds();
    let sheet = town.read(SHEET);
    assert!(!sheet.contains("mailto:"), "no address");
    assert!(sheet.contains(&format!("へ「1-1-01 {title}」とお伝えください")), "{sheet}");
}

#[test]
fn the_section_of_the_book_says_how_to_reach_it_once() {
    let town = reached(", phone: 0171-00-0099, email: all@town.example.jp");
    town.edit(
        PLAN,
        "section: 企画財政課, phone: 0170-00-0000, email: kikaku@town.example.jp",
        "section: 産業課",
    );
    town.build(&["--only", "html"]).succeeds();
    assert!(town.read("output/index.html").contains("mailto:all@town.example.jp?subject="));
    let data = town.read("output/data/publication.csv");
    assert!(data.contains("0171-00-0099") && data.contains("all@town.example.jp"), "{data}");
}

#[test]
fn what_the_plan_does_not_say_leaves_nothing_behind() {
    let town = Book::init();
    town.build(&["--only", "html"]).succeeds();
    assert!(!town.read(SHEET).contains("id=\"ask\""));
    let head = town.read("output/data/sections.csv");
    assert!(head.lines().next().expect("a head").ends_with(",projects"), "{head}");
}

#[test]
fn a_section_that_only_answers_for_an_indicator_has_its_page() {
    let town = Book::init();
    town.edit(PLAN, "name: 産業課 }", "name: 産業課 }\n      - { id: tokei, name: 統計室 }");
    let indicators = town.read("content/indicators.yaml");
    let (first, source) = indicators
        .lines()
        .find_map(|line| line.trim().strip_prefix("source: ").map(|source| (line, source)))
        .expect("an indicator");
    town.edit_first("content/indicators.yaml", first, &first.replace(source, "統計室調べ"));
    let name = indicators.lines().find_map(|line| line.trim().strip_prefix("name: "));
    let name = name.expect("its name");

    let run = town.build(&["--only", "html"]).succeeds();
    assert!(!run.said().contains("PB0225"), "{}", run.said());
    let section = town.read("output/sections/tokei/index.html");
    let of = section.find("id=\"indicators\"").expect("its indicators");
    let link = section[of..].split("href=\"").nth(1).expect("a link");
    let route = link.split('"').next().expect("its end");
    assert!(link.contains(&format!(">{name}</a>")), "{link}");
    let indicator = town.read(&format!("output/sections/tokei/{route}"));
    assert!(indicator.contains("../../sections/tokei/index.html"), "the way back");
    // No project, no sum.
    assert!(!section.contains("id=\"budget\"") && !section.contains("id=\"projects\""));
    let list = town.read("output/sections/index.html");
    assert!(list.contains("tokei/index.html\">統計室</a>"), "{list}");
}
