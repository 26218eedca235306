//! Every figure of the change against the year before is computed again from the open data, and stands
//! on the pages; where nothing is known of that year, no output says a word of it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::book::{FIRST, Project, RandomBook};
use super::readers::{Row, csv, html_tables, printed, words};
use crate::support::{Book, Published, each};

/// Both amounts of some projects, as far as both are known, and how many are not.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Pair {
    before: i128,
    after: i128,
    known: usize,
    unknown: usize,
}

impl Pair {
    fn of(projects: impl IntoIterator<Item = Option<(i128, i128)>>) -> Self {
        let mut pair = Self::default();
        for project in projects {
            match project {
                Some((before, after)) => {
                    pair.before += before;
                    pair.after += after;
                    pair.known += 1;
                }
                None => pair.unknown += 1,
            }
        }
        pair
    }

    /// The difference as it is printed.
    fn difference(&self, negative: &str) -> String {
        if self.known == 0 {
            return "―".to_owned();
        }
        let difference = self.after - self.before;
        let sign = if difference > 0 { "+" } else { "" };
        format!("{sign}{}", with_sign(difference, negative))
    }

    /// The difference in percent to one decimal place, half away from zero, by long division; none where
    /// there was nothing or less, or is nothing now.
    fn rate(&self) -> Option<String> {
        let (difference, before) = (self.after - self.before, self.before);
        if self.known == 0 || before <= 0 || self.after == 0 {
            return None;
        }
        let hundredths = difference.abs() * 10_000 / before;
        let tenths = hundredths / 10 + i128::from(hundredths % 10 >= 5);
        let sign = if difference < 0 && tenths > 0 { "-" } else { "" };
        Some(format!("{sign}{}.{}", tenths / 10, tenths % 10))
    }

    #[track_caller]
    fn is(&self, change: &Value, what: &str) {
        assert_eq!(number(&change["before"]), self.known(self.before), "{what}: before");
        assert_eq!(number(&change["after"]), self.known(self.after), "{what}: after");
        assert_eq!(change["left_out"], self.unknown, "{what}: left out");
        self.is_difference(change, what);
    }

    fn known(&self, amount: i128) -> Option<i128> {
        (self.known > 0).then_some(amount)
    }

    #[track_caller]
    fn is_difference(&self, change: &Value, what: &str) {
        let difference = self.known(self.after - self.before);
        assert_eq!(number(&change["difference"]), difference, "{what}: difference");
        let rate = change["rate"]["value"].as_str().map(str::to_owned);
        assert_eq!(rate, self.rate(), "{what}: rate of {self:?}");
        assert_eq!(change["kind"] == "unknown", self.known == 0, "{what}");
    }
}

fn number(amount: &Value) -> Option<i128> {
    amount["value"].as_i64().map(i128::from)
}

fn with_sign(number: i128, negative: &str) -> String {
    let digits = number.unsigned_abs().to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().collect();
    let groups: Vec<_> = groups.iter().map(|g| std::str::from_utf8(g).expect("digits")).collect();
    format!("{}{}", if number < 0 { negative } else { "" }, groups.join(","))
}

/// Both amounts of each project by policy and number, from `budgets.csv`: of the kind and year compared
/// with, and the budget of `year`. `new` says which projects begin.
fn pairs(
    data: &Path,
    (kind, year): (&str, i64),
    new: impl Fn(&str, &str) -> bool,
) -> BTreeMap<(String, String), Option<(i128, i128)>> {
    let mut amounts: BTreeMap<(String, String), [Option<i128>; 2]> = BTreeMap::new();
    for row in csv(&data.join("budgets.csv")) {
        let of = (row["kind"].as_str(), row["year"].parse::<i64>().expect("a year"));
        let key = (row["policy_id"].clone(), row["project_number"].clone());
        let pair = amounts.entry(key).or_default();
        let amount = row["amount"].parse().ok();
        if of == (kind, year) {
            pair[0] = amount;
        } else if of == ("budget", year + 1) {
            pair[1] = amount;
        }
    }
    let complete = amounts.into_iter().map(|((policy, number), [before, after])| {
        let before = before.or_else(|| new(&policy, &number).then_some(0));
        ((policy, number), before.zip(after))
    });
    complete.collect()
}

/// The directions of all projects, by policy and number.
fn directions(data: &Path) -> BTreeMap<(String, String), String> {
    let key = |row: &Row| (row["policy_id"].clone(), row["project_number"].clone());
    csv(&data.join("projects.csv")).iter().map(|row| (key(row), row["direction"].clone())).collect()
}

#[test]
fn every_change_of_the_sample_is_that_of_its_open_data() {
    let sample = Published::sample();
    let data = sample.folder.join("data");
    let directions = directions(&data);
    let direction =
        |policy: &str, number: &str| &directions[&(policy.to_owned(), number.to_owned())];
    let pairs =
        pairs(&data, ("settlement", 2023), |policy, number| direction(policy, number) == "新規");
    let within = |id: &str| {
        let in_it = pairs.iter().filter(|((policy, _), _)| policy.starts_with(id));
        Pair::of(in_it.map(|(_, pair)| *pair))
    };
    within("").is(&sample.view["totals"]["change"], "the book");
    for goal in each(&sample.view["goals"]) {
        let id = goal["id"].as_str().expect("an id");
        within(&format!("{id}-")).is(&goal["totals"]["change"], id);
        for node in each(&goal["nodes"]) {
            let id = node["id"].as_str().expect("an id");
            within(&format!("{id}-")).is(&node["change"], id);
        }
    }
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for policy in sample.policies() {
        let id = policy["id"].as_str().expect("an id");
        within(id).is(&policy["totals"]["change"], id);
        for project in each(&policy["projects"]) {
            let number = project["number"].to_string();
            let pair = pairs[&(id.to_owned(), number.clone())];
            Pair::of([pair]).is_of_project(&project["change"], direction(id, &number));
            *counts.entry(project["change"]["kind"].as_str().expect("a kind")).or_default() += 1;
        }
    }
    let told = each(&sample.view["changes"]["amounts"]["counts"]);
    let told: BTreeMap<_, _> = told
        .map(|it| (it["kind"].as_str().expect("a kind"), it["count"].as_u64().expect("a count")))
        .collect();
    assert_eq!(told, counts);
    assert!(["begun", "ended", "increased", "decreased", "same"].iter().all(|k| counts[k] > 0));
    let mut sections: BTreeMap<String, Pair> = BTreeMap::new();
    for row in csv(&data.join("projects.csv")) {
        let key = (row["policy_id"].clone(), row["project_number"].clone());
        let pair = Pair::of([pairs[&key]]);
        let sum = sections.entry(row["section_name"].clone()).or_default();
        *sum = Pair {
            before: sum.before + pair.before,
            after: sum.after + pair.after,
            known: sum.known + pair.known,
            unknown: sum.unknown + pair.unknown,
        };
    }
    let all = each(&sample.view["departments"]).flat_map(|it| each(&it["sections"]));
    for section in all {
        let name = section["name"].as_str().expect("a name");
        let expected = sections.get(name).copied().unwrap_or_default();
        expected.is(&section["totals"]["change"], name);
    }
    lists(sample, &pairs);
}

impl Pair {
    #[track_caller]
    fn is_of_project(&self, change: &Value, direction: &str) {
        self.is_difference(change, direction);
        let word = match (self.before, self.after) {
            (0, after) if after > 0 && direction == "新規" => "新規",
            (before, after) if before == after => "増減なし",
            (0, after) if after > 0 => "皆増",
            (before, 0) if before > 0 && ["完了", "廃止", "統合"].contains(&direction) => {
                direction
            }
            (before, 0) if before > 0 => "皆減",
            (before, after) if after > before => "増",
            _ => "減",
        };
        assert_eq!(change["word"], word, "{self:?} {direction}");
    }
}

/// The page has the largest changes in their order, and both ratings of each policy whose rating moved.
fn lists(sample: &Published, pairs: &BTreeMap<(String, String), Option<(i128, i128)>>) {
    let page = sample.html("changes/index.html");
    let begins = |(before, after): &&(i128, i128)| *before == 0 && *after > 0;
    let ends = |(before, after): &&(i128, i128)| *before > 0 && *after == 0;
    let others = pairs.values().flatten().filter(|pair| !begins(pair) && !ends(pair));
    let mut differences: Vec<i128> = others.map(|(b, a)| a - b).filter(|d| *d != 0).collect();
    differences.sort_unstable();
    let tables = html_tables(&page);
    let column = |at: usize| {
        let rows = tables[at].rows[1..].iter();
        rows.map(|row| printed(row[3].trim_start_matches('+'), "▲").expect("a difference"))
    };
    let grew: Vec<i128> = differences.iter().rev().copied().take(20).collect();
    let shrank: Vec<i128> = differences.iter().copied().take(20).collect();
    assert_eq!(column(1).collect::<Vec<_>>(), grew);
    assert_eq!(column(2).collect::<Vec<_>>(), shrank);
    assert_eq!(column(3).count(), pairs.values().flatten().filter(begins).count());
    assert_eq!(column(4).count(), pairs.values().flatten().filter(ends).count());
    let mut moved = [0; 3];
    for policy in sample.policies() {
        let Some(before) = policy["previous_rating"][1]["rank"].as_u64() else { continue };
        let after = policy["rating"]["rank"].as_u64().expect("a rating");
        let place = match after.cmp(&before) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => 1,
            std::cmp::Ordering::Greater => 2,
        };
        moved[place] += 1;
    }
    let [up, same, down] = moved;
    assert!(up > 0 && down > 0 && same > 0, "{moved:?}");
    let told = words(&page);
    for expected in [
        format!("上がった主要施策は{up}件"),
        format!("下がった主要施策は{down}件"),
        format!("変わらない主要施策は{same}件"),
    ] {
        assert!(told.contains(&expected), "{expected}");
    }
    let rating_links = |id: &str| {
        let list = page.split(&format!("id=\"{id}\"")).nth(1).expect("a list");
        list.split("</ul>").next().expect("its end").matches("<li>").count()
    };
    assert_eq!([rating_links("ratings-up"), rating_links("ratings-down")], [up, down]);
}

/// The changes of a random book, on its pages.
pub fn agree(book: &RandomBook, written: &Book) {
    let pair = |project: &Project| {
        let before = if project.new { Some(0) } else { project.settlement };
        Some((before?.into(), project.budget[0]?.into()))
    };
    let is_compared =
        book.policies.iter().flat_map(|p| &p.projects).any(|p| p.settlement.is_some());
    let page = |name: &str| written.read(&format!("output/{name}index.html"));
    let policies = page("policies/");
    let head = &html_tables(&policies)[0].rows[0];
    assert_eq!(head.iter().any(|cell| cell == "増減"), is_compared, "{head:?}");
    if !is_compared {
        return;
    }
    let list = html_tables(&policies).pop().expect("the list of policies").rows;
    for policy in &book.policies {
        let sum = Pair::of(policy.projects.iter().map(pair));
        let row = list.iter().find(|row| row[0].starts_with(&policy.id)).expect("its row");
        let cell = row[4].split(' ').next().expect("a difference");
        assert_eq!(cell, sum.difference(book.negative), "{}", policy.id);
        let sheet = words(&page(&format!("policies/{}/", policy.id)));
        let left_out = format!("どちらかの額が決まっていない{}事業は除いています", sum.unknown);
        assert_eq!(sheet.contains(&left_out), sum.unknown > 0 && sum.known > 0, "{}", policy.id);
    }
    let year = FIRST - 2018;
    let told = words(&page("changes/"));
    assert!(told.contains(&format!("令和{year}年度の予算額を、令和{}年度の決算額と", year - 1)));
}

#[test]
fn budgets_are_compared_with_budgets_where_the_sources_have_them() {
    let town = Book::like("事務事業評価");
    town.build(&["--only", "html"]).succeeds();
    let data = town.path("output/data");
    let pairs = pairs(&data, ("budget", 2024), |_, _| false);
    let sum = Pair::of(pairs.values().copied());
    assert!(sum.known > 3 && sum.unknown == 0, "{sum:?}");
    let view: Value = serde_json::from_str(&town.run(&["view"]).succeeds().out).expect("JSON");
    sum.is(&view["totals"]["change"], "the book");
    let policies = each(&view["goals"]).flat_map(|it| each(&it["nodes"]));
    for policy in policies.flat_map(|it| each(&it["policies"])) {
        let id = policy["id"].as_str().expect("an id").to_owned();
        for project in each(&policy["projects"]) {
            let pair = pairs[&(id.clone(), project["number"].to_string())];
            let change = &project["change"];
            assert_eq!(number(&change["before"]), pair.map(|(before, _)| before), "{id}");
            Pair::of([pair]).is_difference(change, &id);
        }
    }
    let told = words(&town.read("output/changes/index.html"));
    assert!(told.contains("令和7年度の予算額を、令和6年度の予算額と比べています。"), "{told}");
    assert!(!told.contains("決算額"), "{told}");
}

#[test]
fn a_book_that_knows_no_earlier_year_has_no_word_of_change() {
    let town = Book::like("基本の様式");
    town.build(&["--only", "html"]).succeeds();
    assert!(!town.path("output/changes").exists());
    for (name, bytes) in town.files("output") {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        for absent in ["changes/index.html", "前年度からの変化", "増減", "class=\"change"]
        {
            let is_page = name.ends_with(".html");
            assert!(!is_page || !text.contains(absent), "{name} has {absent}");
        }
    }
}

#[test]
fn an_amount_that_is_not_decided_gives_no_change() {
    let town = Book::init();
    let sheet = "content/policies/1/1-2-01.yaml";
    town.edit(sheet, "budget: { R7: 660000, R8: ~ }", "budget: { R7: ~, R8: ~ }");
    town.edit(sheet, "      R7: { 一般財源: 660000 }\n", "      R7: {}\n");
    town.build(&["--only", "html", "--draft"]).succeeds();
    let page = town.read("output/policies/1-2-01/index.html");
    let told = words(&page);
    assert!(!page.contains("class=\"change") && !told.contains("増えて"), "{told}");
    assert!(told.contains("令和6年度の決算額と比べられる額は、ありません。"), "{told}");
    let whole = words(&town.read("output/changes/index.html"));
    assert!(whole.contains("不明 1事業"), "{whole}");
    assert!(whole.contains("どちらかの額が決まっていない1事業は除いています。"), "{whole}");
}
