//! What is told about the files: the crosswalk, the catalogues, and the page about the data.

use std::collections::BTreeSet;

use serde_json::Value;

use super::support::{Published, Row, book, content, pages, text, whole};

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

#[test]
fn the_crosswalk_is_the_page_map() {
    let book = book(content());
    let map = pages(&book);
    let rows = &Published::sample().csv["pages"];
    assert_eq!(rows.len(), map.parts.len() + map.policies.len());
    let row = |place: &str, id: &str| -> &Row {
        let mut rows = rows.iter();
        rows.find(|row| text(row, "place") == place && text(row, "id") == id)
            .unwrap_or_else(|| panic!("no row of {id}"))
    };
    let policies = map.policies.iter().map(|(id, r)| ("policy", id.to_string(), r));
    let parts = map.parts.iter().map(|(id, r)| ("part", id.clone(), r));
    for (place, id, range) in parts.chain(policies) {
        let row = row(place, &id);
        assert_eq!(text(row, "page_from"), range.from, "{id}");
        assert_eq!(text(row, "page_to"), range.to, "{id}");
        assert_eq!(whole(row, "pdf_page_from"), Some(range.pdf_page as i64));
        let last = range.pdf_page + range.count - 1;
        assert_eq!(whole(row, "pdf_page_to"), Some(last as i64));
        assert_eq!(text(row, "file"), "pdf/book.pdf");
        assert_eq!(text(row, "destination"), range.destination);
        assert!(!text(row, "title").is_empty());
    }
    assert_eq!(text(row("part", "cover"), "page_from"), "i");
    assert_eq!(text(row("policy", "1-1-02"), "page_from"), "12");
}

#[test]
fn the_catalogues_name_every_file_with_licence_and_size() {
    let data = Published::sample();
    let site = "https://www.city.example.jp/jisshi-keikaku/r6/";
    let own = |path: &&String| path.starts_with("data/") && !path.ends_with(".jsonld");
    let expected: BTreeSet<_> = data.files.keys().filter(own).cloned().collect();

    let catalog = data.json("data/catalog.jsonld");
    let mut found = BTreeSet::new();
    for set in list(&catalog["dcat:dataset"]) {
        assert_eq!(set["dct:license"]["@id"], catalog["dct:license"]["@id"]);
        assert!(set["dcat:contactPoint"]["vcard:fn"].is_string());
        for file in list(&set["dcat:distribution"]) {
            let url = file["dcat:downloadURL"]["@id"].as_str().expect("an address");
            let path = url.strip_prefix(site).expect("below the site").to_owned();
            assert_eq!(file["dcat:byteSize"], data.bytes(&path).len());
            found.insert(path);
        }
    }
    assert_eq!(found, expected);

    let dataset = data.json("data/dataset.jsonld");
    assert_eq!(dataset["@type"], "Dataset");
    assert_eq!(dataset["license"], "https://creativecommons.org/licenses/by/4.0/deed.ja");
    assert_eq!(dataset["temporalCoverage"], "2023-04-01/2027-03-31");
    let description = dataset["description"].as_str().expect("words");
    assert!((50..5000).contains(&description.chars().count()), "{description}");
    assert!(description.contains("見本"), "invented figures are said to be");
    let urls = list(&dataset["distribution"]).map(|file| &file["contentUrl"]);
    let found: BTreeSet<_> =
        urls.map(|url| url.as_str().expect("an address").replace(site, "")).collect();
    assert_eq!(found, expected);
}

#[test]
fn without_a_site_addresses_are_relative_to_the_catalogue() {
    let mut files = content();
    let plan = files.get_mut("content/plan.yaml").expect("a plan");
    let site = "  site: https://www.city.example.jp/jisshi-keikaku/r6/\n";
    assert!(plan.contains(site));
    *plan = plan.replace(site, "");
    let book = book(files);
    let data = Published::of(&book, &pages(&book));
    let catalog = data.json("data/catalog.jsonld");
    let first = &catalog["dcat:dataset"][1]["dcat:distribution"][0];
    assert_eq!(first["dcat:downloadURL"]["@id"], "publication.csv");
}

#[test]
fn every_row_says_that_the_figures_are_invented_or_a_draft() {
    for (table, rows) in &Published::sample().csv {
        assert!(rows.iter().all(|row| text(row, "status") == "sample"), "{table}");
    }
    let mut files = content();
    let plan = files.get_mut("content/plan.yaml").expect("a plan");
    *plan = plan.replace("  sample: true ", "  sample: false ");
    let mut book = book(files);
    let state = |book: &_, map: &_| Published::of(book, map).csv["budgets"][0]["status"].clone();
    let map = pages(&book);
    assert_eq!(state(&book, &map), "final");
    book.plan.edition.status = planbook::model::Status::Draft;
    assert_eq!(state(&book, &map), "draft");
}

#[test]
fn the_view_for_the_page_has_files_dictionary_and_citation() {
    let data = Published::sample();
    let view = &data.view;
    let files: BTreeSet<_> = list(&view["files"])
        .map(|file| {
            let route = file["route"].as_str().expect("a route");
            let size = planbook::render::size_for_readers(data.bytes(route).len());
            assert_eq!(file["size"], size, "{route}");
            if let Some(table) = file["table"].as_str() {
                assert_eq!(file["rows"], data.csv[table].len(), "{route}");
                assert_eq!(file["columns"], data.headers[table].len(), "{route}");
                assert_eq!(file["format"], "CSV");
            }
            route.to_owned()
        })
        .collect();
    let expected = data.files.keys().filter(|path| path.starts_with("data/"));
    assert_eq!(files, expected.cloned().collect());
    for table in list(&view["tables"]).skip(1) {
        let name = table["name"].as_str().expect("a name");
        let columns = list(&table["columns"]).count();
        assert_eq!(columns + 4, data.headers[name].len(), "{name}");
    }
    let citation = view["citation"].as_str().expect("words");
    assert!(citation.starts_with("出典：北海道北斗市「第2次北斗市総合計画 令和6年度実施計画」"));
}
