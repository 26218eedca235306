//! For books of chance, each total is the exact sum in HTML, PDF, CSV, JSON and XLSX, and all
//! that is undecided is ― or empty, never 0.
//!
//! `PLANBOOK_FIGURES=200 cargo test --test integration figures::` looks at more books; a failure
//! names its seed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::book::{FIRST, Policy, Project, RATINGS, RandomBook, SECTIONS, SOURCES, parts};
use super::readers::{HtmlTable, Row, csv, html_tables, json, lines, printed, words, xlsx};
use crate::support::{Book, from_environment};

/// How many books every run looks at.
const BOOKS: u64 = 6;

/// The place in the PDF that is no sheet.
const GOALS: &str = "the budgets of the goals";

/// A sum: nothing where nothing is added up, and how many amounts it leaves out.
type Sum = (Option<i128>, usize);

/// The sums of each column.
type Sums = Vec<Sum>;

fn sums<'a>(book: &RandomBook, projects: impl Iterator<Item = &'a Project>) -> Sums {
    let projects: Vec<_> = projects.collect();
    let sum = |amounts: Vec<Option<i64>>| {
        let given: Vec<i128> = amounts.iter().flatten().map(|n| i128::from(*n)).collect();
        ((!given.is_empty()).then(|| given.iter().sum()), amounts.len() - given.len())
    };
    let settled = sum(projects.iter().map(|p| p.settlement).collect());
    let budget = (0..book.years).map(|year| sum(projects.iter().map(|p| p.budget[year]).collect()));
    std::iter::once(settled).chain(budget).collect()
}

/// What is expected of a book: the sums of each level of the framework, by its number.
fn levels(book: &RandomBook) -> BTreeMap<String, Sums> {
    let mut levels = BTreeMap::new();
    for policy in &book.policies {
        for id in ["", &policy.id[..1], &policy.id[..3], &policy.id] {
            let in_it = book.policies.iter().filter(|p| p.id.starts_with(id));
            levels.insert(id.to_owned(), sums(book, in_it.flat_map(|p| &p.projects)));
        }
    }
    levels
}

fn amounts(sums: &Sums) -> Vec<Option<i128>> {
    sums.iter().map(|(amount, _)| *amount).collect()
}

#[test]
fn every_total_is_the_same_in_every_output() {
    let books = from_environment("PLANBOOK_FIGURES");
    for seed in 1..=books.unwrap_or(BOOKS) {
        let book = RandomBook::of(seed);
        let written = book.write();
        written.build(&["--no-volumes"]).succeeds();
        let look = Look { seed, levels: levels(&book), book: &book, written: &written };
        look.data();
        look.site();
        super::changes::agree(&book, &written);
        look.print();
    }
}

#[test]
fn books_of_chance_have_what_they_are_to_have() {
    let books: Vec<RandomBook> = (1..=BOOKS).map(RandomBook::of).collect();
    let all = || books.iter().flat_map(|book| &book.policies);
    let amounts = || all().flat_map(|p| &p.projects).flat_map(|p| &p.budget);
    assert!(amounts().any(Option::is_none) && amounts().any(|a| *a == Some(0)));
    assert!(amounts().flatten().any(|a| *a < 0) && amounts().flatten().any(|a| *a > 1 << 36));
    assert!(all().any(|p| p.rating.is_none()) && all().any(|p| p.relisted.is_some()));
    assert!(books.iter().any(|b| b.funded) && books.iter().any(|b| !b.funded));
    let undecided = |book: &RandomBook| levels(book)[""].iter().any(|(sum, _)| sum.is_none());
    assert!(books.iter().any(undecided));
}

struct Look<'a> {
    seed: u64,
    book: &'a RandomBook,
    levels: BTreeMap<String, Sums>,
    written: &'a Book,
}

impl Look<'_> {
    fn page(&self, name: &str) -> String {
        self.written.read(&format!("output/{name}"))
    }

    fn tables(&self, page: &str, class: &str) -> Vec<HtmlTable> {
        let mut tables = html_tables(&self.page(page));
        tables.retain(|table| table.class.contains(class));
        assert!(!tables.is_empty(), "seed {}: {page} has no {class}", self.seed);
        tables
    }

    /// The first published file whose name ends so.
    fn published(&self, ending: &str) -> PathBuf {
        let mut files = self.written.files("output").into_keys();
        let found = files.find(|name| name.ends_with(ending));
        self.written.path(&found.unwrap_or_else(|| panic!("no {ending}")))
    }

    fn number(&self, cell: &str) -> Option<i128> {
        printed(cell, self.book.negative)
    }

    fn numbers(&self, cells: &[String]) -> Vec<Option<i128>> {
        cells.iter().map(|cell| self.number(cell)).collect()
    }

    fn policies(&self, id: &str) -> impl Iterator<Item = &Policy> {
        self.book.policies.iter().filter(move |policy| policy.id.starts_with(id))
    }

    /// How many policies below `id` have each rating, how many have none, and all.
    fn tally(&self, id: &str) -> Vec<usize> {
        let count = |rating| self.policies(id).filter(|p| p.rating == rating).count();
        let mut tally: Vec<usize> = (0..RATINGS.len()).map(|rank| count(Some(rank))).collect();
        if self.book.policies.iter().any(|p| p.rating.is_none()) {
            tally.push(count(None));
        }
        tally.push(self.policies(id).count());
        tally
    }

    fn data(&self) {
        let file = |name: &str| self.written.path(&format!("output/data/{name}"));
        let plan: serde_json::Value =
            serde_json::from_str(&self.page("data/plan.json")).expect("JSON");
        let workbook = self.published(".xlsx");
        let formats: [(&str, [Vec<Row>; 2]); 3] = [
            ("CSV", ["totals", "evaluation"].map(|name| csv(&file(&format!("{name}.csv"))))),
            ("JSON", ["totals", "evaluation"].map(|name| json(&plan["tables"], name))),
            ("XLSX", ["totals", "evaluation"].map(|name| xlsx(&workbook, name))),
        ];
        for (format, [totals, evaluation]) in formats {
            let context = format!("seed {} {format}", self.seed);
            self.totals(&totals, &context);
            let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
            for row in &evaluation {
                let key = (row["id"].clone(), row["rating"].clone());
                found.insert(key, row["policies"].parse().expect("a count"));
            }
            for ((id, rating), count) in found {
                let rank = RATINGS.iter().position(|known| *known == rating);
                let policies = self.policies(&id).filter(|p| p.rating == rank);
                assert_eq!(count, policies.count(), "{context} {id} {rating:?}");
            }
        }
        for policy in &self.book.policies {
            let own = self.page(&format!("policies/{}/data.json", policy.id));
            let own: serde_json::Value = serde_json::from_str(&own).expect("JSON");
            let expected = amounts(&self.levels[&policy.id]);
            let rows = json(&own, "totals");
            let found: Vec<_> = rows.iter().map(|row| row["amount"].parse().ok()).collect();
            assert_eq!(found, expected, "seed {} {}", self.seed, policy.id);
        }
    }

    fn totals(&self, rows: &[Row], context: &str) {
        let mut found: BTreeMap<String, Sums> = BTreeMap::new();
        let mut columns = self.book.columns().cycle();
        for row in rows {
            let (kind, year) = columns.next().expect("it goes on");
            assert_eq!((row["kind"].as_str(), row["year"].as_str()), (kind, &*year.to_string()));
            let amount = match row["amount"].as_str() {
                "" => None,
                digits => Some(digits.parse().expect("a whole number")),
            };
            let left_out = row["projects_without"].parse().expect("a count");
            found.entry(row["id"].clone()).or_default().push((amount, left_out));
        }
        assert_eq!(found, self.levels, "{context}");
    }

    fn site(&self) {
        let context = format!("seed {}", self.seed);
        for policy in &self.book.policies {
            let page = format!("policies/{}/index.html", policy.id);
            let expected = amounts(&self.levels[&policy.id]);
            let context = format!("{context} {page}");
            let projects = &self.tables(&page, "projects")[0];
            let total = projects.rows.last().expect("a total");
            assert_eq!(total[0], "合計", "{context}");
            assert_eq!(self.numbers(&total[1..=expected.len()]), expected, "{context}");
            // The rows above the total add up to it.
            let own = &projects.rows[1..=policy.projects.len()];
            for (at, sum) in expected.iter().enumerate() {
                let given: Vec<i128> = own.iter().filter_map(|r| self.number(&r[3 + at])).collect();
                let added = (!given.is_empty()).then(|| given.iter().sum::<i128>());
                assert_eq!(added, *sum, "{context}");
            }
            let bars = &self.tables(&page, "bars")[0].rows[1..];
            let bars: Vec<_> = bars.iter().map(|row| self.number(&row[1])).collect();
            assert_eq!(bars, expected, "{context}");
            if self.book.funded {
                let rows = &self.tables(&page, "funding")[0].rows[1..];
                for (at, row) in rows.iter().enumerate() {
                    assert_eq!(row[0], SOURCES[at], "{context}");
                    assert_eq!(self.numbers(&row[1..]), self.funding(policy, at), "{context}");
                }
            }
        }
        let whole = amounts(&self.levels[""]);
        let goals = ["1", "2"].map(|id| amounts(&self.levels[id]));
        let budgets = &self.tables("policies/index.html", "budgets")[0].rows;
        let change = budgets[0].iter().position(|head| head == "増減");
        let cells = budgets[1..].iter().map(|row| {
            let cells = row.iter().enumerate().filter(|(at, _)| *at > 0 && Some(*at) != change);
            cells.map(|(_, cell)| self.number(cell)).collect::<Vec<_>>()
        });
        let found: Vec<_> = cells.collect();
        let expected = goals.iter().chain([&whole]).map(|sums| sums[1..].to_vec());
        assert_eq!(found, expected.collect::<Vec<_>>(), "{context}");
        let list = &self.tables("policies/index.html", "policies")[0].rows;
        for policy in &self.book.policies {
            let mut rows = list.iter().filter(|row| row[0].starts_with(&policy.id));
            let row = rows.next().unwrap_or_else(|| panic!("{context} {}", policy.id));
            assert_eq!(self.number(&row[3]), self.levels[&policy.id][1].0, "{context}");
        }
        assert_eq!(self.number(&list.last().expect("a total")[1]), whole[1], "{context}");
        let bars = &self.tables("index.html", "bars")[0].rows[1..];
        let bars: Vec<_> = bars.iter().map(|row| self.number(&row[1])).collect();
        assert_eq!(bars, whole, "{context}");
        self.sections(&context);
        self.evaluation(&context);
        // What the totals leave out is told beside them.
        let left_out =
            self.levels[""][1..].iter().filter(|(sum, without)| sum.is_some() && *without > 0);
        let told = words(&self.page("policies/index.html"));
        for (_, without) in left_out {
            assert!(
                told.contains(&format!("は未定の{without}事業")),
                "{context}: {without} left out"
            );
        }
    }

    fn sections(&self, context: &str) {
        let list = &self.tables("sections/index.html", "sections")[0].rows;
        for (at, (id, name)) in SECTIONS.iter().enumerate() {
            let projects = || self.book.policies.iter().flat_map(|p| &p.projects);
            let own: Vec<_> = projects().filter(|project| project.section == at).collect();
            let expected = amounts(&sums(self.book, own.iter().copied()));
            let row = list.iter().find(|row| row[0] == *name).expect("a section");
            assert_eq!(self.numbers(&row[3..5]), expected[..2], "{context} {name}");
            assert_eq!(row[2], own.len().to_string(), "{context} {name}");
            if own.is_empty() {
                continue;
            }
            let page = format!("sections/{id}/index.html");
            let total = self.tables(&page, "own-projects")[0].rows.last().expect("a total").clone();
            assert_eq!(self.numbers(&total[1..=expected.len()]), expected, "{context} {page}");
        }
    }

    fn evaluation(&self, context: &str) {
        let rows = &self.tables("evaluation/index.html", "evaluation")[0].rows[1..];
        for row in rows {
            let id = row[0].split(' ').next().expect("a number");
            let id = if id == "合計" { "" } else { id };
            let counts: Vec<usize> = row[1..].iter().map(|n| n.parse().expect("a count")).collect();
            assert_eq!(counts, self.tally(id), "{context} {id}");
            let (all, parts) = counts.split_last().expect("a total");
            assert_eq!(parts.iter().sum::<usize>(), *all, "{context}: a row adds up");
        }
    }

    /// What comes from a source in each year; nothing where no budget is decided.
    fn funding(&self, policy: &Policy, source: usize) -> Vec<Option<i128>> {
        let year = |year: usize| {
            let given: Vec<i128> = policy
                .projects
                .iter()
                .filter_map(|p| Some(i128::from(parts(p.budget[year]?)[source])))
                .collect();
            (!given.is_empty()).then(|| given.iter().sum())
        };
        (0..self.book.years).map(year).collect()
    }

    fn print(&self) {
        let pdf = self.published(".pdf");
        // The evaluation comes first, then the budgets of the goals, then the sheets.
        let (mut tallies, mut goals) = (Vec::new(), Vec::new());
        let (mut sheets, mut funding) = (BTreeMap::new(), BTreeMap::new());
        let (mut place, mut in_two_lines) = (String::new(), false);
        for line in lines(&pdf) {
            for pair in line.windows(2) {
                let name = pair[1].trim_end_matches("（続き）");
                if name == format!("施策{}", pair[0]) {
                    place.clone_from(&pair[0]);
                }
            }
            // The contents have the heading, too, without the unit.
            let has_unit = line.iter().any(|word| word.starts_with("単位："));
            if has_unit && line.iter().any(|word| word.ends_with("別の予算額")) {
                GOALS.clone_into(&mut place);
            }
            let sum = sum_at(&line);
            let source = SOURCES.iter().position(|source| Some(*source) == first(&line));
            // Number and name, and the amounts; a chart beside them has the numbers again.
            if place == GOALS && matches!(first(&line), Some("1" | "2")) && line.len() > 2 {
                goals.push(self.numbers(&line[2..2 + self.book.years]));
            }
            // A long name takes two lines, and the amounts are between them.
            let is_goal = place == GOALS && matches!(first(&line), Some("1" | "2"));
            if in_two_lines && line.len() >= self.book.years && sum_at(&line).is_none() {
                goals.push(self.numbers(&line[..self.book.years]));
            }
            in_two_lines = is_goal && line.len() == 2;
            match (sum, source) {
                (Some(at), _) if place.is_empty() => {
                    let counts = line[at + 1..].iter().map(|n| n.parse().expect("a count"));
                    tallies.push(counts.collect::<Vec<usize>>());
                }
                (Some(at), _) if place == GOALS => {
                    goals.push(self.numbers(&line[at + 1..=at + self.book.years]));
                }
                (Some(at), _) => {
                    let sums = self.numbers(&line[at + 1..]);
                    assert!(sheets.insert(place.clone(), sums).is_none(), "{place} twice");
                }
                (None, Some(at)) => {
                    funding.insert((place.clone(), at), self.numbers(&line[1..]));
                }
                (None, None) => {}
            }
        }
        let context = format!("seed {} PDF", self.seed);
        for policy in &self.book.policies {
            let expected = amounts(&self.levels[&policy.id]);
            assert_eq!(sheets.get(&policy.id), Some(&expected), "{context} {}", policy.id);
            if self.book.funded {
                for at in 0..SOURCES.len() {
                    let found = funding.get(&(policy.id.clone(), at));
                    assert_eq!(found, Some(&self.funding(policy, at)), "{context} {}", policy.id);
                }
            }
        }
        assert_eq!(tallies, ["1", "2", ""].map(|id| self.tally(id)), "{context}");
        let expected = ["1", "2", ""].map(|id| amounts(&self.levels[id])[1..].to_vec());
        assert_eq!(goals, expected, "{context}");
    }
}

/// Where a line says that it is a sum.
fn sum_at(line: &[String]) -> Option<usize> {
    line.iter().position(|word| word == "合計" || word == "小計")
}

fn first(line: &[String]) -> Option<&str> {
    line.first().map(String::as_str)
}

#[test]
fn the_first_year_is_that_of_the_town() {
    assert!(Book::init().read("content/plan.yaml").contains("year: R7"));
    assert_eq!(FIRST, 2018 + 7);
}
