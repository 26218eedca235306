//! The places of a city: what speaks of them is on their pages, in the list of all projects, the search and
//! the data. A book without places has nothing of it.

use crate::support::{Book, squeeze, text_of_html};

const PLACES: &str = "places:
  - { id: shiomi, name: 汐見浜, kana: しおみはま, also: [汐見の浜], district: 浜の地区, not: [汐見浜さん] }
  - { id: kita, name: 北汐見浜, district: 山の地区 }
  - { id: nowhere, name: だれも書かないところ }
";
const SHEET: &str = "content/policies/1/1-1-01.yaml";

fn town() -> Book {
    let town = Book::init();
    town.write("content/places.yaml", PLACES);
    town.edit(SHEET, "養殖いかだの水温", "汐見の浜の養殖いかだの水温");
    town.edit(SHEET, "sections: [産業課]\n", "sections: [産業課]\nplaces: 北汐見浜\n");
    town
}

#[test]
fn what_speaks_of_a_place_is_in_every_output() {
    let town = town();
    town.build(&["--no-volumes"]).succeeds();
    let read = |name: &str| town.read(&format!("output/{name}"));
    let text = |name: &str| squeeze(&text_of_html(&read(name)));
    let list = text("places/index.html");
    for said in ["浜の地区", "汐見浜（しおみはま）", "山の地区", "北汐見浜"] {
        assert!(list.contains(said), "{said}: {list}");
    }
    assert!(!list.contains("だれも書かないところ"), "a place of which nothing speaks: {list}");
    let place = text("places/shiomi/index.html");
    for said in ["ホタテ稚貝の生育調査", "2,100,000", "ほかの呼び方：汐見の浜"]
    {
        assert!(place.contains(said), "{said}: {place}");
    }
    // The sheet names the other place, of whose name this one's is a part.
    assert!(!place.contains("育てる漁業の後押しの"), "{place}");
    let kita = text("places/kita/index.html");
    assert!(kita.contains("育てる漁業の後押し") && !kita.contains("ホタテ稚貝"), "{kita}");
    let sheet = read("policies/1-1-01/index.html");
    for link in ["href=\"../../places/shiomi/index.html\"", "href=\"../../places/kita/index.html\""]
    {
        assert!(sheet.contains(link), "{link}");
    }
    assert!(read("projects/index.html").contains("data-place=\"shiomi\""), "the list of projects");
    assert!(read("search/index.js").contains("\"t\":\"汐見浜\""), "the search");
    let csv = read("data/localities.csv");
    for row in [
        ",shiomi,汐見浜,しおみはま,浜の地区,汐見の浜,1-1-01,育てる漁業の後押し,1,ホタテ稚貝の生育調査",
        ",kita,北汐見浜,,山の地区,,1-1-01,育てる漁業の後押し,,",
    ] {
        assert!(csv.contains(row), "{row}: {csv}");
    }
    let policies = read("data/policies.csv");
    assert!(policies.lines().next().is_some_and(|head| head.contains(",places")), "{policies}");
    let sheet = text("policies/1-1-01/index.html");
    assert!(sheet.contains("場所北汐見浜"), "{sheet}");
}

#[test]
fn a_book_without_places_has_nothing_of_them() {
    let town = Book::init();
    town.build(&["--only", "html"]).succeeds();
    for gone in ["output/places", "output/data/localities.csv"] {
        assert!(!town.path(gone).exists(), "{gone}");
    }
    for page in
        ["index.html", "projects/index.html", "search/index.html", "policies/1-1-01/index.html"]
    {
        let html = town.read(&format!("output/{page}"));
        assert!(!html.contains("地名") && !html.contains("places"), "{page}");
    }
}
