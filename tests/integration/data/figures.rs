//! Every figure of every format is the sources', and none is missing.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::{self, EVALUATED, WINDOW, western};
use super::support::{Published, Row, Tables, number, read_json, read_xlsx, text, whole};

/// The three formats, each as its own reader gives it.
fn formats() -> [(&'static str, Tables); 3] {
    let data = Published::sample();
    [
        ("CSV", data.csv.clone()),
        ("JSON", read_json(&data.json("data/plan.json"))),
        ("XLSX", read_xlsx(data.bytes(data.workbook()))),
    ]
}

/// Collects rows by key and fails on a key that comes twice.
fn keyed<K: Ord + std::fmt::Debug + Clone, V>(
    rows: &[Row],
    of: impl Fn(&Row) -> (K, V),
) -> BTreeMap<K, V> {
    let mut all = BTreeMap::new();
    for row in rows {
        let (key, value) = of(row);
        assert!(all.insert(key.clone(), value).is_none(), "{key:?} twice");
    }
    all
}

type Amounts = BTreeMap<(String, i64, String, i32), Option<i64>>;

/// What the sources say, and nothing where a printed year has no amount.
fn amounts() -> Amounts {
    let mut all = Amounts::new();
    for (id, policy) in sources::policies() {
        for (number, project) in (1..).zip(&policy.projects) {
            let mut add = |kind: &str, year: i32, amount: Option<i64>| {
                all.entry((id.clone(), number, kind.to_owned(), year))
                    .and_modify(|known| *known = known.or(amount))
                    .or_insert(amount);
            };
            for (year, amount) in &project.settlement {
                assert!(western(year) <= EVALUATED);
                add("settlement", western(year), *amount);
            }
            add("settlement", EVALUATED, None);
            for (year, amount) in &project.budget {
                assert!(western(year) <= WINDOW.1);
                add("budget", western(year), *amount);
            }
            for year in WINDOW.0..=WINDOW.1 {
                add("budget", year, None);
            }
        }
    }
    all
}

#[test]
fn every_amount_is_the_sources() {
    let expected = amounts();
    assert!(expected.values().any(|a| a.is_some_and(|a| a < 0)));
    assert!(expected.values().any(Option::is_none));
    for (format, tables) in formats() {
        let found = keyed(&tables["budgets"], |row| {
            let year = whole(row, "year").expect("a year") as i32;
            let project = whole(row, "project_number").expect("a number");
            let key =
                (text(row, "policy_id").to_owned(), project, text(row, "kind").to_owned(), year);
            let amount = whole(row, "amount");
            assert_eq!(amount.is_some(), text(row, "amount_status") == "given");
            assert_eq!(text(row, "unit"), "千円");
            (key, amount)
        });
        assert_eq!(found, expected, "{format}");
    }
}

#[test]
fn every_total_is_the_exact_sum() {
    let mut expected: BTreeMap<(String, String, i32), Vec<Option<i64>>> = BTreeMap::new();
    for ((policy, _, kind, year), amount) in amounts() {
        if year < EVALUATED || (kind == "budget" && year < WINDOW.0) {
            continue;
        }
        let basic_plan = policy.rsplit_once('-').expect("an id").0.to_owned();
        let goal = policy.split('-').next().expect("an id").to_owned();
        for id in [String::new(), goal, basic_plan, policy] {
            expected.entry((id, kind.clone(), year)).or_default().push(amount);
        }
    }
    for (format, tables) in formats() {
        let found = keyed(&tables["totals"], |row| {
            let year = whole(row, "year").expect("a year") as i32;
            let key = (text(row, "id").to_owned(), text(row, "kind").to_owned(), year);
            let counts = (whole(row, "projects_counted"), whole(row, "projects_without"));
            (key, (whole(row, "amount"), counts))
        });
        assert_eq!(found.len(), expected.len(), "{format}");
        for (key, amounts) in &expected {
            let given: Vec<i64> = amounts.iter().copied().flatten().collect();
            let counted = given.len() as i64;
            let without = amounts.len() as i64 - counted;
            let sum = (!given.is_empty()).then(|| given.iter().sum::<i64>());
            assert_eq!(found[key], (sum, (Some(counted), Some(without))), "{format} {key:?}");
        }
    }
}

#[test]
fn every_rating_is_the_sources_and_counted_right() {
    let mut expected = BTreeMap::new();
    let mut counts: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (id, policy) in sources::policies() {
        for (year, rating) in &policy.rating {
            expected.insert((id.clone(), western(year)), rating.clone());
        }
        let rating = policy.rating.iter().find(|(y, _)| western(y) == EVALUATED);
        let rating = rating.map_or(String::new(), |(_, rating)| rating.clone());
        let basic_plan = id.rsplit_once('-').expect("an id").0;
        let goal = id.split('-').next().expect("an id");
        for level in ["", goal, basic_plan] {
            *counts.entry((level.to_owned(), rating.clone())).or_default() += 1;
        }
    }
    for (format, tables) in formats() {
        let found = keyed(&tables["ratings"], |row| {
            let year = whole(row, "year").expect("a year") as i32;
            let key = (text(row, "policy_id").to_owned(), year);
            assert!(!text(row, "rating_label").is_empty());
            (key, text(row, "rating").to_owned())
        });
        assert_eq!(found, expected, "{format}");
        let mut found = keyed(&tables["evaluation"], |row| {
            let key = (text(row, "id").to_owned(), text(row, "rating").to_owned());
            (key, whole(row, "policies").expect("a count"))
        });
        found.retain(|_, count| *count > 0);
        assert_eq!(found, counts, "{format}");
    }
}

#[test]
fn every_measured_value_is_the_sources() {
    let mut expected = BTreeMap::new();
    for indicator in sources::indicators() {
        for (year, value) in &indicator.values {
            let kind = if *year == indicator.baseline { "baseline" } else { "actual" };
            expected.insert((indicator.id.clone(), kind.to_owned(), western(year)), *value);
        }
        for (year, value) in &indicator.target {
            let key = (indicator.id.clone(), "target".to_owned(), western(year));
            expected.insert(key, Some(*value));
        }
    }
    assert!(expected.values().any(Option::is_none));
    for (format, tables) in formats() {
        let found = keyed(&tables["indicator_values"], |row| {
            let year = whole(row, "year").expect("a year") as i32;
            let (id, kind) = (text(row, "indicator_id"), text(row, "kind"));
            ((id.to_owned(), kind.to_owned(), year), number(row, "value"))
        });
        assert_eq!(found, expected, "{format}");
    }
}

#[test]
fn every_indicator_is_the_sources_and_its_progress_follows() {
    for (format, tables) in formats() {
        let rows =
            keyed(&tables["indicators"], |row| (text(row, "indicator_id").to_owned(), row.clone()));
        let all = sources::indicators();
        assert_eq!(rows.len(), all.len(), "{format}");
        for indicator in all {
            let row = &rows[&indicator.id];
            let context = format!("{format} {}", indicator.id);
            for (column, expected) in [
                ("indicator_name", &indicator.name),
                ("basic_plan_id", &indicator.basic_plan),
                ("unit", &indicator.unit),
                ("better", &indicator.better),
                ("source", &indicator.source),
                ("note", &indicator.note.clone().unwrap_or_default()),
            ] {
                assert_eq!(text(row, column), expected, "{context}");
            }
            let values: BTreeMap<i32, f64> = indicator
                .values
                .iter()
                .filter_map(|(year, value)| Some((western(year), (*value)?)))
                .collect();
            let from = western(&indicator.baseline);
            let baseline = values.get(&from).copied();
            let current = values.range(from + 1..=EVALUATED).next_back();
            let target = *indicator.target.values().next().expect("a target");
            assert_eq!(whole(row, "baseline_year"), Some(from.into()));
            assert_eq!(number(row, "baseline_value"), baseline, "{context}");
            let year = current.map(|(year, _)| i64::from(*year));
            assert_eq!(whole(row, "current_year"), year, "{context}");
            let current = current.map(|(_, value)| *value);
            assert_eq!(number(row, "current_value"), current, "{context}");
            assert_eq!(number(row, "target_value"), Some(target), "{context}");
            let percent = match (baseline, current) {
                (Some(b), Some(c)) if (target - b).abs() > 1e-9 => Some((c - b) / (target - b)),
                _ => None,
            };
            let found = number(row, "progress_percent");
            assert_eq!(found.is_some(), percent.is_some(), "{context}");
            if let (Some(found), Some(share)) = (found, percent) {
                assert!((0.0..1.0 + 1e-6).contains(&(share * 100.0 - found + 1e-6)), "{context}");
            }
        }
    }
}

#[test]
fn every_fact_about_a_project_is_the_sources() {
    for (format, tables) in formats() {
        let key = |row: &Row| {
            let number = whole(row, "project_number").expect("a number");
            (text(row, "policy_id").to_owned(), number as usize)
        };
        let projects = keyed(&tables["projects"], |row| (key(row), row.clone()));
        let results = keyed(&tables["results"], |row| {
            let year = whole(row, "year").expect("a year") as i32;
            ((key(row), year), text(row, "result").to_owned())
        });
        let policies =
            keyed(&tables["policies"], |row| (text(row, "policy_id").to_owned(), row.clone()));
        let mut seen = (0, 0);
        for (id, policy) in sources::policies() {
            assert_eq!(text(&policies[&id], "policy_title"), policy.title, "{format}");
            assert_eq!(text(&policies[&id], "lead_section"), policy.sections[0]);
            for (number, project) in (1..).zip(&policy.projects) {
                let key = (id.clone(), number);
                let row = &projects[&key];
                assert_eq!(text(row, "project_name"), project.name, "{format} {key:?}");
                assert_eq!(text(row, "section_name"), project.section, "{format} {key:?}");
                assert_eq!(text(row, "description"), project.description, "{format} {key:?}");
                assert_eq!(text(row, "direction"), project.direction, "{format} {key:?}");
                seen.0 += 1;
                for (year, result) in &project.results {
                    assert_eq!(results[&(key.clone(), western(year))], *result, "{format}");
                    seen.1 += 1;
                }
            }
        }
        assert_eq!(seen, (projects.len(), results.len()), "{format}");
        assert_eq!(policies.len(), sources::policies().len(), "{format}");
    }
}

#[test]
fn framework_sections_and_themes_are_the_sources() {
    let policies = sources::policies();
    for (format, tables) in formats() {
        let framework = keyed(&tables["framework"], |row| {
            let parent = text(row, "parent_id").to_owned();
            (text(row, "id").to_owned(), (text(row, "name").to_owned(), parent))
        });
        let mut expected = BTreeMap::new();
        for goal in sources::framework().goals {
            let id = goal.id.to_string();
            for plan in goal.basic_plans {
                expected.insert(plan.id, (plan.name, id.clone()));
            }
            expected.insert(id, (goal.name, String::new()));
        }
        for (id, policy) in &policies {
            let parent = id.rsplit_once('-').expect("an id").0.to_owned();
            expected.insert(id.clone(), (policy.title.clone(), parent));
        }
        assert_eq!(framework, expected, "{format}");

        let mut responsible = BTreeSet::new();
        let mut serving = BTreeSet::new();
        for (id, policy) in &policies {
            for (position, section) in (1..).zip(&policy.sections) {
                responsible.insert((id.clone(), position, section.clone()));
            }
            serving.extend(policy.themes.iter().map(|n| (n.to_string(), id.clone())));
        }
        let found = tables["policy_sections"].iter().map(|row| {
            let position = whole(row, "position").expect("a position");
            let (id, section) = (text(row, "policy_id"), text(row, "section_name"));
            (id.to_owned(), position, section.to_owned())
        });
        assert_eq!(found.collect::<BTreeSet<_>>(), responsible, "{format}");
        let links = &tables["theme_policies"];
        let found = links.iter().map(|row| {
            let (theme, id) = (text(row, "theme_number"), text(row, "policy_id"));
            (theme.to_owned(), id.to_owned())
        });
        assert_eq!(found.collect::<BTreeSet<_>>(), serving, "{format}");

        for (number, theme) in sources::themes() {
            let of = |row: &&Row| text(row, "theme_number") == number;
            let rows: Vec<_> = tables["leads"].iter().filter(of).collect();
            assert_eq!(rows.len(), theme.leads.len());
            for (row, lead) in rows.iter().zip(&theme.leads) {
                assert_eq!(text(row, "theme_title"), theme.title, "{format}");
                assert_eq!(text(row, "lead_name"), lead.name, "{format}");
                assert_eq!(text(row, "description"), lead.description, "{format}");
                let led = links
                    .iter()
                    .filter(of)
                    .filter(|link| text(link, "lead_number") == text(row, "lead_number"));
                let led: Vec<_> = led.map(|link| text(link, "policy_id")).collect();
                assert_eq!(led, lead.policies, "{format}");
            }
        }
    }
}

#[test]
fn every_paragraph_is_in_the_texts() {
    let paragraphs = sources::paragraphs();
    assert!(paragraphs.len() > 500, "{}", paragraphs.len());
    for (format, tables) in formats() {
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        for row in &tables["texts"] {
            *texts.entry(text(row, "subject_id")).or_default() += text(row, "text");
        }
        for (id, paragraph) in &paragraphs {
            assert!(texts[id.as_str()].contains(paragraph), "{format} {id} {paragraph}");
        }
    }
}
