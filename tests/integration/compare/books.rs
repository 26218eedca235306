//! Small books, changed in memory: what is one change, and what is none.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use planbook::compare::{
    Change, Class, Comparison, ItemKind, LineKind, MatchedBy, Movement, Note, Snapshot, State,
    compare,
};
use planbook::compile;
use planbook::diag::{Lang, Sink};
use planbook::model::{
    Block, Book, ChangeReason, FiscalYear, Inline, Money, Policy, Project, Status, Uid, Was,
};
use planbook::reading::Reading;
use planbook::render::comparison::csv;
use planbook::span::{FileId, Span, Spanned};

use crate::support::{Random, from_environment, project};

/// How many books of random edits are compared, unless `PLANBOOK_DIFFS` says otherwise.
fn random_books() -> u64 {
    from_environment("PLANBOOK_DIFFS").unwrap_or(50)
}

fn here<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::start_of(FileId(0)))
}

fn year(text: &str) -> FiscalYear {
    text.parse().expect("a year")
}

fn uid(text: &str) -> Spanned<Uid> {
    here(text.parse().expect("an id"))
}

/// The book of the findings, with ids: policies `p0`, …, projects `j0`, ….
pub fn base() -> Book {
    static BASE: OnceLock<Book> = OnceLock::new();
    BASE.get_or_init(read_base).clone()
}

fn read_base() -> Book {
    let folder = project().join("tests/findings/base");
    let mut book = compile::load(&folder, &[], &mut Sink::new()).1.expect("a book");
    let (mut policies, mut projects) = (0, 0);
    each_policy(&mut book, &mut |policy| {
        policy.uid = Some(uid(&format!("p{policies}")));
        policies += 1;
        for project in &mut policy.projects {
            project.uid = Some(uid(&format!("j{projects}")));
            projects += 1;
        }
    });
    assert_eq!((policies, projects), (3, 4));
    book
}

fn each_policy(book: &mut Book, change: &mut dyn FnMut(&mut Policy)) {
    for node in &mut book.nodes {
        node.policies_mut().for_each(&mut *change);
    }
}

/// Changes the policy with the index `at`.
fn policy(book: &mut Book, at: usize, change: impl FnOnce(&mut Policy)) {
    let mut policies = book.nodes.iter_mut().flat_map(|node| node.policies_mut());
    change(policies.nth(at).expect("a policy"));
}

pub fn snapshot(book: &Book) -> Snapshot {
    Snapshot::of(&Reading::new(book))
}

fn diff(old: &Book, new: &Book) -> Comparison {
    compare(&snapshot(old), &snapshot(new))
}

/// The only change.
#[track_caller]
fn only(found: &Comparison) -> &Change {
    assert_eq!(found.changes.len(), 1, "{:#?}", found.changes);
    &found.changes[0]
}

#[test]
fn a_book_with_itself_is_no_change() {
    let book = base();
    let found = diff(&book, &book);
    assert!(found.is_empty() && found.notes.is_empty(), "{found:#?}");
    assert!(!found.totals.is_empty() && found.totals.iter().all(|t| t.difference.is_none()));
}

#[test]
fn a_project_put_in_among_five_is_one_change() {
    let mut old = base();
    policy(&mut old, 0, |policy| {
        let first = policy.projects[0].clone();
        policy.projects = (0..5)
            .map(|n| Project {
                name: here(format!("事業{n}")),
                uid: Some(uid(&format!("a{n}"))),
                ..first.clone()
            })
            .collect();
    });
    let mut new = old.clone();
    policy(&mut new, 0, |policy| {
        let added = Project {
            name: here("新しい事業".to_owned()),
            uid: Some(uid("a9")),
            ..policy.projects[0].clone()
        };
        policy.projects.insert(2, added);
    });
    let found = diff(&old, &new);
    let change = only(&found);
    assert_eq!(
        (change.kind, change.state, change.id.as_str()),
        (ItemKind::Project, State::Added, "a9")
    );
    let budget = change.lines.iter().find(|line| line.field == "budget").expect("a budget");
    assert_eq!(budget.difference.as_ref().map(|d| d.movement), Some(Movement::WhollyNew));
    let back = diff(&new, &old);
    assert_eq!(only(&back).state, State::Ended);
}

#[test]
fn a_project_that_is_renamed_and_moved_is_one_change() {
    let old = base();
    let mut new = old.clone();
    let mut moved = None;
    policy(&mut new, 0, |policy| moved = Some(policy.projects.remove(0)));
    let mut moved = moved.expect("a project");
    moved.name = here("新しい名前の事業".to_owned());
    policy(&mut new, 2, |policy| policy.projects.insert(0, moved));
    let found = diff(&old, &new);
    let change = only(&found);
    assert_eq!((change.state, change.id.as_str()), (State::Changed, "j0"));
    let kinds: Vec<_> = change.lines.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [LineKind::Name, LineKind::Place]);
    let place = change.new.as_ref().and_then(|head| head.place.as_deref());
    assert_eq!(place, Some("2-1-01"));
}

#[test]
fn another_order_of_projects_is_one_change_of_their_policy() {
    let old = base();
    let mut new = old.clone();
    policy(&mut new, 1, |policy| policy.projects.reverse());
    for found in [diff(&old, &new), diff(&new, &old)] {
        let change = only(&found);
        assert_eq!((change.kind, change.lines.len()), (ItemKind::Policy, 1));
        assert_eq!((change.lines[0].kind, &*change.lines[0].field), (LineKind::Order, "order"));
    }
}

#[test]
fn amounts_are_compared_by_year_and_not_by_column() {
    let old = base();
    let mut new = old.clone();
    // The next edition: the budget of R6 becomes its settlement, R9 is planned.
    new.plan.edition.year.value = year("R7");
    new.plan.edition.evaluated = Some(here(year("R6")));
    each_policy(&mut new, &mut |policy| {
        for project in &mut policy.projects {
            project.settlement.value.insert(year("R6"), here(Some(Money(777))));
            project.initial_budget.value.insert(year("R9"), here(Some(Money(960))));
        }
    });
    let found = diff(&old, &new);
    let lines: Vec<_> = found.changes.iter().flat_map(|change| &change.lines).collect();
    assert!(!lines.is_empty());
    assert!(lines.iter().all(|line| line.kind == LineKind::YearAdded), "{lines:#?}");
    policy(&mut new, 0, |policy| {
        policy.projects[0].initial_budget.value.insert(year("R7"), here(Some(Money(1200))));
    });
    let mut old = old;
    policy(&mut old, 0, |policy| {
        policy.projects[0].initial_budget.value.insert(year("R7"), here(Some(Money(960))));
    });
    let found = diff(&old, &new);
    let lines = found.changes.iter().flat_map(|change| &change.lines);
    let changed: Vec<_> = lines.filter(|line| line.kind == LineKind::Value).collect();
    let [line] = changed[..] else { panic!("{changed:#?}") };
    assert_eq!(
        (line.field.as_str(), line.year, line.class),
        ("budget", Some(year("R7")), Class::Money)
    );
    let difference = line.difference.as_ref().expect("a difference");
    assert_eq!((difference.amount.as_str(), difference.percent.as_deref()), ("240", Some("25.0")));
    let whole = found.totals.iter().find(|total| total.number.is_empty()).expect("a total");
    assert_eq!((whole.field.as_str(), whole.year), ("budget", year("R7")));
    assert_eq!(whole.difference.as_ref().map(|d| d.amount.as_str()), Some("240"));
}

#[test]
fn what_is_not_decided_is_not_nothing() {
    let old = base();
    let mut new = old.clone();
    policy(&mut new, 0, |policy| {
        let budget = &mut policy.projects[0].initial_budget.value;
        budget.insert(year("R6"), here(None));
        budget.remove(&year("R7"));
    });
    let found = diff(&old, &new);
    let lines = &only(&found).lines;
    let movement = |line: &planbook::compare::Line| line.difference.as_ref().map(|d| d.movement);
    assert_eq!(lines.iter().map(movement).collect::<Vec<_>>(), [None, Some(Movement::WhollyGone)]);
}

#[test]
fn notation_alone_is_a_class_of_its_own() {
    let old = base();
    let mut new = old.clone();
    policy(&mut new, 1, |policy| {
        let description = &mut policy.projects[0].description.value;
        *description = description.replace("電話と窓口で", "電話・窓口で").replace('を', "を ");
    });
    assert_eq!(only(&diff(&old, &new)).lines[0].kind, LineKind::Value);
    let mut new = old.clone();
    policy(&mut new, 1, |policy| {
        let description = &mut policy.projects[0].description.value;
        description.insert(3, ' ');
        *description = description.replace('、', "，");
    });
    let found = diff(&old, &new);
    assert_eq!(only(&found).lines[0].kind, LineKind::Notation);
}

#[test]
fn what_was_merged_has_its_heir() {
    let old = base();
    let mut new = old.clone();
    policy(&mut new, 1, |policy| {
        let gone = policy.projects.remove(1);
        policy.projects[0].was = vec![Was {
            edition: here(year("R6")),
            place: Some(here(policy.id.to_string())),
            name: gone.name,
        }];
    });
    let found = diff(&old, &new);
    let change = only(&found);
    assert_eq!((change.state, change.heirs.len()), (State::Ended, 1));
    let back = diff(&new, &old);
    assert_eq!((only(&back).state, only(&back).heirs.len()), (State::Added, 1));
}

#[test]
fn sections_that_are_renamed_are_one_change() {
    let old = base();
    let mut new = old.clone();
    let name = "企画政策課";
    let section = &mut new.plan.departments[0].sections[0].name;
    assert_eq!(section.value, "企画課");
    name.clone_into(&mut section.value);
    each_policy(&mut new, &mut |policy| {
        let of_policy = policy.sections.iter_mut();
        let all = of_policy.chain(policy.projects.iter_mut().map(|project| &mut project.section));
        all.filter(|section| section.value == "企画課").for_each(|s| name.clone_into(&mut s.value));
    });
    let found = diff(&old, &new);
    assert_eq!(only(&found).kind, ItemKind::Section);
}

#[test]
fn without_ids_things_are_matched_by_number_and_name_and_that_is_told() {
    let mut old = base();
    each_policy(&mut old, &mut |policy| {
        policy.uid = None;
        policy.projects.iter_mut().for_each(|project| project.uid = None);
    });
    let mut new = base();
    assert!(diff(&old, &new).changes.is_empty());
    assert_eq!(diff(&old, &new).notes, [Note::WithoutIds { count: 7 }]);
    policy(&mut new, 1, |policy| {
        policy.projects[0].direction.value = "完了".to_owned();
        policy.projects[1].name.value = "別の名前".to_owned();
    });
    let found = diff(&old, &new);
    let states: Vec<_> = found.changes.iter().map(|change| change.state).collect();
    assert_eq!(states, [State::Changed, State::Added, State::Ended]);
    assert_eq!(found.changes[0].matched_by, Some(MatchedBy::NumberAndName));
}

/// Changes `book` in a few places.
fn edit(book: &mut Book, random: &mut Random, serial: &mut usize) {
    let years = ["R4", "R5", "R6", "R7", "R8"];
    let texts = [
        "相談を受けます。",
        "道路を直します。\n橋も直します。",
        "=1+1",
        "令和7年度に、150人が利用しました。",
    ];
    for _ in 0..=random.below(4) {
        let at = random.below(3);
        let mut moved = None;
        let mut text = || (*random_of(random, &texts)).to_owned();
        let (name, words) = (text(), text());
        let which = random.below(9);
        let year = year(years[random.below(5)]);
        let amount = match random.below(4) {
            0 => None,
            1 => Some(Money(-1000)),
            2 => Some(Money(0)),
            _ => Some(Money(1000)),
        };
        let keep = random.once_in(2);
        policy(book, at, |policy| {
            if which == 0 {
                policy.title.value = format!("施策{name}");
            } else if which == 1 {
                let block = Block::Paragraph(here(vec![Inline::Text(words.clone())]));
                policy.prose[0].prose.push(block);
            } else if which == 2 {
                let rating = planbook::model::Rating(if keep { "A" } else { "C" }.to_owned());
                policy.rating.value.insert(year, here(rating));
            }
            let Some(project) = policy.projects.first_mut() else { return };
            match which {
                3 if keep => {
                    project.initial_budget.value.insert(year, here(amount));
                }
                3 => {
                    project.initial_budget.value.remove(&year);
                }
                4 => project.settlement.value.insert(year, here(amount)).map_or((), |_| ()),
                5 => project.description.value = words,
                6 => project.name.value = format!("事業{name}"),
                7 => {
                    *serial += 1;
                    let uid = Some(uid(&format!("n{serial}")));
                    let name = here(format!("加えた事業{serial}"));
                    let added = Project { uid, name, ..project.clone() };
                    policy.projects.push(added);
                }
                8 => moved = Some(policy.projects.remove(0)),
                _ => {}
            }
        });
        if let Some(project) = moved.filter(|_| keep) {
            policy(book, (at + 1) % 3, |policy| policy.projects.push(project));
        }
    }
}

/// A book with random edits, and that with some more.
pub fn edited(random: &mut Random) -> (Book, Book) {
    let (mut old, mut serial) = (base(), 0);
    edit(&mut old, random, &mut serial);
    let mut new = old.clone();
    edit(&mut new, random, &mut serial);
    (old, new)
}

fn random_of<'a>(random: &mut Random, all: &'a [&'a str]) -> &'a &'a str {
    &all[random.below(all.len())]
}

/// The values of a book, by kind and id, and by field, key and year.
type Values = BTreeMap<(String, String), BTreeMap<[String; 3], String>>;

fn values(snapshot: &Snapshot) -> Values {
    let mut values = Values::new();
    for (at, item) in snapshot.items.iter().enumerate() {
        let id = item.uid.clone().unwrap_or_else(|| item.number.clone());
        let facts = values.entry((item.kind.name().to_owned(), id)).or_default();
        let own = |field: &str| [field.to_owned(), String::new(), String::new()];
        facts.insert(own("name"), item.name.clone());
        let place = snapshot.place(at).unwrap_or_default();
        facts.insert(own("place"), place.to_owned());
        for fact in &item.facts {
            let year = fact.key.year.map(|year| year.to_string()).unwrap_or_default();
            facts.insert(
                [fact.key.field.clone(), fact.key.of.clone(), year],
                fact.value.to_string(),
            );
        }
    }
    values
}

/// Applies the rows of a CSV file to the values of the old side.
fn apply(csv: &str, values: &mut Values) {
    let mut reader = ::csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().expect("a head").clone();
    for row in reader.records() {
        let row = row.expect("a row");
        let cell = |name: &str| {
            let at = head.iter().position(|known| known == name).expect("a column");
            let text = &row[at];
            text.strip_prefix('\'').unwrap_or(text).to_owned()
        };
        let key = (cell("kind"), cell("id"));
        let place = |column: &str| cell(column).split(' ').next().unwrap_or_default().to_owned();
        match (cell("state").as_str(), cell("field").as_str()) {
            // The values have no order.
            (_, "order") => continue,
            ("ended", _) => {
                values.remove(&key);
                continue;
            }
            ("added", "") => {
                let own = |field: &str| [field.to_owned(), String::new(), String::new()];
                let facts = values.entry(key).or_default();
                facts.insert(own("name"), cell("new_name"));
                facts.insert(own("place"), place("new_place"));
                continue;
            }
            _ => {}
        }
        let fact = [cell("field"), cell("of"), cell("year")];
        let facts = values.get_mut(&key).expect("a thing that is there");
        let new = if fact[0] == "place" { place("new") } else { cell("new") };
        if new.is_empty() {
            assert_eq!(facts.remove(&fact), Some(cell("old")), "{row:?}");
        } else {
            let old = facts.insert(fact.clone(), new).unwrap_or_default();
            let expected = if fact[0] == "place" { place("old") } else { cell("old") };
            assert_eq!(old, expected, "{row:?}");
        }
    }
}

#[test]
fn a_csv_applied_to_the_old_side_gives_the_new_one() {
    let mut changed = 0;
    for seed in 1..=random_books() {
        let (old, new) = edited(&mut Random::new(seed));
        let (old, new) = (snapshot(&old), snapshot(&new));
        let found = compare(&old, &new);
        changed += usize::from(!found.is_empty());
        let mut applied = values(&old);
        apply(&csv(&found, Lang::En), &mut applied);
        assert_eq!(applied, values(&new), "seed {seed}");
    }
    assert!(changed * 2 > random_books() as usize, "{changed}");
}

/// A comparison with its sides swapped, as far as it can be told from it.
fn mirrored(found: &Comparison) -> Vec<String> {
    let mut all: Vec<String> = found.changes.iter().map(|change| mirror(change, true)).collect();
    all.sort();
    all
}

fn mirror(change: &Change, swapped: bool) -> String {
    let state = match (change.state, swapped) {
        (State::Added, true) => State::Ended,
        (State::Ended, true) => State::Added,
        (state, _) => state,
    };
    let (old, new) = if swapped { (&change.new, &change.old) } else { (&change.old, &change.new) };
    let mut lines: Vec<String> = change
        .lines
        .iter()
        .map(|line| {
            let kind = match (line.kind, swapped) {
                (LineKind::YearAdded, true) => LineKind::YearEnded,
                (LineKind::YearEnded, true) => LineKind::YearAdded,
                (kind, _) => kind,
            };
            let (old, new) = if swapped { (&line.new, &line.old) } else { (&line.old, &line.new) };
            let amount = line.difference.as_ref().map(|d| match d.amount.strip_prefix('-') {
                Some(amount) if swapped => amount.to_owned(),
                None if swapped => format!("-{}", d.amount),
                _ => d.amount.clone(),
            });
            format!(
                "{kind:?} {} {} {:?} {old:?} {new:?} {amount:?}",
                line.field, line.of, line.year
            )
        })
        .collect();
    lines.sort();
    format!("{:?} {} {state:?} {old:?} {new:?} {lines:?}", change.kind, change.id)
}

#[test]
fn swapped_sides_mirror() {
    for seed in 1..=random_books() {
        let mut random = Random::new(seed);
        let (old, mut new) = edited(&mut random);
        if random.once_in(2) {
            new.plan.edition.year.value = year("R7");
            new.plan.edition.evaluated = Some(here(year("R6")));
        }
        let there = diff(&old, &new);
        let back = diff(&new, &old);
        let mut straight: Vec<String> =
            there.changes.iter().map(|change| mirror(change, false)).collect();
        straight.sort();
        assert_eq!(straight, mirrored(&back), "seed {seed}");
    }
}

#[test]
fn a_reason_stands_with_its_change() {
    let old = base();
    let mut new = old.clone();
    policy(&mut new, 1, |policy| {
        policy.projects[0].direction.value = "完了".to_owned();
        policy.projects[1].direction.value = "完了".to_owned();
    });
    let reason = |id: &str, edition: &str, reason: &str| ChangeReason {
        id: here(id.to_owned()),
        edition: here(year(edition)),
        reason: here(reason.to_owned()),
    };
    new.changes = vec![reason("j1", "R6", "終わったため"), reason("j2", "R5", "前の理由")];
    for found in [diff(&old, &new), diff(&new, &old)] {
        let reasons: Vec<_> = found.changes.iter().map(|c| (&*c.id, c.reason.as_deref())).collect();
        assert_eq!(reasons, [("j1", Some("終わったため")), ("j2", None)]);
    }
}

/// The reason of a change of the year before is not that of a change now.
#[test]
fn a_reason_is_of_its_own_edition() {
    let mut old = base();
    let mut new = old.clone();
    new.plan.edition.year.value = year("R7");
    policy(&mut new, 1, |policy| policy.projects[0].direction.value = "完了".to_owned());
    old.changes = vec![ChangeReason {
        id: here("j1".to_owned()),
        edition: here(year("R6")),
        reason: here("県の補助が増えたため".to_owned()),
    }];
    let found = diff(&old, &new);
    let change = found.changes.iter().find(|change| change.id == "j1").expect("a change");
    assert_eq!(change.reason, None);
}

/// The line of `field` in `year_of` of the change of `id`.
fn line_of(found: &Comparison, id: &str, field: &str, year_of: &str) -> Option<String> {
    let change = found.changes.iter().find(|change| change.id == id)?;
    let line = change.lines.iter().find(|line| {
        line.field == field && line.of.is_empty() && line.year == Some(year(year_of))
    })?;
    let words = |value: &Option<planbook::compare::FactValue>| {
        value.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
    };
    let difference = line.difference.as_ref().map_or("", |difference| &difference.amount);
    Some(format!("{} {} {difference}", words(&line.old), words(&line.new)))
}

/// Where nothing is known of an amount, no difference is said.
#[test]
fn amounts_that_are_not_known_have_no_difference() {
    let old = base();
    // What ends has been paid for in the years before, of which the new edition says nothing.
    let mut new = old.clone();
    new.plan.edition.year.value = year("R7");
    new.plan.edition.evaluated = Some(here(year("R6")));
    policy(&mut new, 1, |policy| drop(policy.projects.remove(0)));
    let found = diff(&old, &new);
    let settlement = line_of(&found, "j1", "settlement", "R5").expect("a line");
    assert!(settlement.ends_with(" none "), "{settlement}");
    let budget = line_of(&found, "j1", "budget", "R7").expect("a line");
    assert!(budget.contains(" none -"), "{budget}");

    // What is still to come is not 0.
    let mut awaiting = old.clone();
    awaiting.plan.edition.status = Status::Collecting;
    policy(&mut awaiting, 1, |policy| {
        policy.projects[0].settlement.value.remove(&year("R5"));
    });
    let found = diff(&awaiting, &old);
    let settlement = line_of(&found, "j1", "settlement", "R5").expect("a line");
    assert!(settlement.starts_with(' ') && settlement.ends_with(' '), "{settlement}");
    let totals = found.totals.iter().filter(|total| total.field == "settlement");
    for total in totals.filter(|total| total.number.is_empty()) {
        assert_eq!((total.old_open, total.new_open), (1, 1), "{total:?}");
        assert_eq!(total.difference, None, "{total:?}");
    }
}

/// Data of a draft do not say which amounts are still to come.
#[test]
fn what_a_draft_does_not_say_is_not_nothing() {
    let new = base();
    for (is_final, expected) in [(false, ""), (true, "930")] {
        let mut old = snapshot(&new);
        old.frame.is_final = is_final;
        for item in old.items.iter_mut().filter(|item| item.uid.as_deref() == Some("j1")) {
            item.facts.retain(|fact| fact.key.field != "settlement");
        }
        let found = compare(&old, &snapshot(&new));
        let settlement = line_of(&found, "j1", "settlement", "R5").expect("a line");
        assert_eq!(settlement, format!("none 930 {expected}"));
    }
}

/// Sums of both sides have the same projects.
#[test]
fn what_one_side_has_not_decided_is_in_neither_sum() {
    let old = base();
    let mut new = old.clone();
    policy(&mut new, 1, |policy| {
        let budget = &mut policy.projects[0].initial_budget.value;
        for amount in budget.values_mut() {
            amount.value = None;
        }
    });
    let found = diff(&old, &new);
    let whole = found.totals.iter().filter(|it| it.field == "budget" && it.number.is_empty());
    let mut count = 0;
    for total in whole {
        assert!(total.old_open > 0 && total.old_open == total.new_open, "{total:?}");
        assert_eq!((&total.old, &total.difference), (&total.new, &None), "{total:?}");
        count += 1;
    }
    assert!(count > 0);
}
