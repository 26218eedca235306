//! 財源: in the data of a plan that names its sources of money, and of no other.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::formats::validate;
use super::sources::western;
use super::support::{
    Published, Row, Tables, book, pages, read_json, read_xlsx, small_content, text, whole,
};

/// The sources of money that the small book of `planbook init` names, in its order.
const SOURCES: [&str; 4] = ["国・県支出金", "地方債", "その他", "一般財源"];

#[derive(Deserialize)]
struct Sheet {
    projects: Vec<Project>,
}

#[derive(Deserialize)]
struct Project {
    budget: BTreeMap<String, Option<i64>>,
    #[serde(default)]
    funding: BTreeMap<String, BTreeMap<String, Option<i64>>>,
}

fn published(files: BTreeMap<String, String>) -> Published {
    let book = book(files);
    Published::of(&book, &pages(&book))
}

/// The three formats, each as its own reader gives it.
fn formats(data: &Published) -> [(&'static str, Tables); 3] {
    [
        ("CSV", data.csv.clone()),
        ("JSON", read_json(&data.json("data/plan.json"))),
        ("XLSX", read_xlsx(data.bytes(data.workbook()))),
    ]
}

/// Policy, project, year.
type Place = (String, i64, i64);

fn place(row: &Row) -> Place {
    let number = |column| whole(row, column).expect("a number");
    (text(row, "policy_id").to_owned(), number("project_number"), number("year"))
}

/// What the sheets say, and nothing from a source that a year leaves out.
fn expected(files: &BTreeMap<String, String>) -> BTreeMap<(Place, String), Option<i64>> {
    let mut all = BTreeMap::new();
    let sheets = files.iter().filter(|(name, _)| name.starts_with("content/policies/"));
    for (name, text) in sheets.filter(|(name, _)| name.ends_with(".yaml")) {
        let sheet: Sheet = serde_yaml::from_str(text).expect("a sheet");
        let id = name.rsplit('/').next().and_then(|n| n.strip_suffix(".yaml")).expect("an id");
        for (number, project) in (1..).zip(&sheet.projects) {
            for (year, parts) in &project.funding {
                let sum: i64 = parts.values().flatten().sum();
                assert_eq!(Some(sum), project.budget[year], "{id} {number} {year}");
                for source in SOURCES {
                    let amount = parts.get(source).copied().unwrap_or(Some(0));
                    let place = (id.to_owned(), number, western(year).into());
                    all.insert((place, source.to_owned()), amount);
                }
            }
        }
    }
    all
}

#[test]
fn every_source_of_money_is_in_every_format() {
    let mut files = small_content();
    let sheet = files.get_mut("content/policies/1/1-1-02.yaml").expect("a sheet");
    let stated = "R8: { その他: 500000, 一般財源: 1000000 }";
    assert!(sheet.contains(stated));
    *sheet = sheet.replace(stated, "R8: { 地方債: ~, その他: 500000, 一般財源: 1000000 }");
    let expected = expected(&files);
    assert!(expected.values().any(Option::is_none) && expected.values().any(|a| *a == Some(0)));
    for (format, tables) in formats(&published(files)) {
        let mut found = BTreeMap::new();
        let mut sums: BTreeMap<Place, i64> = BTreeMap::new();
        for row in &tables["funding"] {
            let amount = whole(row, "amount");
            let status = if amount.is_some() { "given" } else { "undecided" };
            assert_eq!(text(row, "amount_status"), status, "{format}");
            assert_eq!(text(row, "unit"), "円", "{format}");
            *sums.entry(place(row)).or_default() += amount.unwrap_or(0);
            let key = (place(row), text(row, "funding_source").to_owned());
            assert!(found.insert(key, amount).is_none(), "{format}: {row:?} twice");
        }
        assert_eq!(found, expected, "{format}");
        let budgets = tables["budgets"].iter().filter(|row| text(row, "kind") == "budget");
        let budgets: BTreeMap<_, _> = budgets.map(|r| (place(r), whole(r, "amount"))).collect();
        for (place, sum) in sums {
            assert_eq!(budgets[&place], Some(sum), "{format} {place:?}");
        }
    }
}

#[test]
fn the_table_is_defined_offered_and_split_by_policy_like_the_others() {
    let data = published(small_content());
    let dictionary = data.dictionary();
    for column in &data.headers["funding"] {
        assert!(dictionary.contains_key(&("funding", column.as_str())), "{column}");
    }
    let codes = data.csv["codes"].iter().filter(|row| text(row, "code_set") == "funding_source");
    assert_eq!(codes.map(|row| text(row, "code")).collect::<Vec<_>>(), SOURCES);
    let offered = data.view["files"].as_array().expect("files");
    assert!(offered.iter().any(|file| file["route"] == "data/funding.csv"));
    let catalog = data.json("data/catalog.jsonld").to_string();
    assert!(catalog.contains("funding.csv"));

    let plan = data.json("data/plan.json");
    validate(&plan, &data.json("data/plan.schema.json"), "");
    let schema = data.json("data/policy.schema.json");
    let mut joined = Vec::new();
    for row in plan["tables"]["policies"].as_array().expect("rows") {
        let path = format!("policies/{}/data.json", row["policy_id"].as_str().expect("an id"));
        let own = data.json(&path);
        validate(&own, &schema, &path);
        joined.extend(own["funding"].as_array().expect("rows").iter().cloned());
    }
    assert!(!joined.is_empty());
    assert_eq!(serde_json::Value::from(joined), plan["tables"]["funding"]);
}

#[test]
fn a_plan_without_sources_has_no_table_of_them() {
    let data = Published::sample();
    assert!(!data.files.contains_key("data/funding.csv"));
    for (format, tables) in formats(data) {
        assert!(!tables.contains_key("funding"), "{format}");
        let sets: BTreeSet<_> = tables["codes"].iter().map(|r| text(r, "code_set")).collect();
        assert!(!sets.contains("funding_source"), "{format}");
    }
    let schema = data.json("data/policy.schema.json");
    assert!(schema["properties"].get("funding").is_none());
}

#[test]
fn what_later_editions_will_say_stays_out() {
    let mut files = small_content();
    let sheet = files.get_mut("content/policies/1/1-2-01.yaml").expect("a sheet");
    *sheet = sheet.replace("    funding:\n", "    funding:\n      R9: { 一般財源: 1 }\n");
    let data = published(files);
    let last = data.csv["funding"].iter().filter_map(|row| whole(row, "year")).max();
    assert_eq!(last, Some(2026), "the window ends with R8");
}
