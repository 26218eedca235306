//! Finds the texts of the data on pages.
//!
//! This module must not know file formats.

use std::collections::{BTreeMap, HashMap};

use super::disagreement::Disagreement;
use super::json::PUBLICATION;
use super::ledger::{Area, Ledger};
use super::number::Number;
use super::printed::squeezed;
use super::references::References;
use super::table::{Row, Tables};
use crate::diag::Text;
use crate::text;

/// What stands for a picture in the texts of the data.
const PICTURE: &str = "（図：";

/// A text of the data that a page shows.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// What it is: texts are shown by all books, other kinds only by some.
    pub kind: &'static str,
    /// Where it is in the data.
    pub source: Text,
    /// The table and row of the data.
    row: (&'static str, usize),
    /// Its words without white space, as pages may print them. Each reading has parts, which all stand there.
    readings: Vec<Vec<String>>,
}

impl Passage {
    fn new(kind: &'static str, source: Text, row: (&'static str, usize), words: String) -> Self {
        Self { kind, source, row, readings: vec![vec![words]] }
    }

    /// The first words that are not in the text `shown` of a page, by the first reading; none where all of
    /// any reading are.
    fn missing(&self, shown: &str, bare: &str) -> Option<&str> {
        let is_shown =
            |words: &String| shown.contains(words.as_str()) || bare.contains(&without_marks(words));
        if self.readings.iter().any(|parts| parts.iter().all(is_shown)) {
            return None;
        }
        self.readings.first()?.iter().find(|words| !is_shown(words)).map(String::as_str)
    }
}

/// The texts of each policy, by its id.
pub(super) fn of_policies(
    tables: &Tables,
    references: &References,
) -> HashMap<String, Vec<Passage>> {
    let mut all: HashMap<String, Vec<Passage>> = HashMap::new();
    let evaluated = tables.rows(PUBLICATION).find_map(|row| row.number("evaluated_year"));
    for (table, id, columns) in [
        ("policies", "policy_id", &["policy_title"][..]),
        ("projects", "policy_id", &["project_name", "description"]),
        ("results", "policy_id", &["result"]),
    ] {
        // Of the results of several years, a sheet has those of the evaluated one.
        let is_shown = |row: &Row<'_>| {
            table != "results" || row.number("year").is_some_and(|year| Some(year) == evaluated)
        };
        for row in tables.rows(table).filter(is_shown) {
            for column in columns {
                let place = format!("tables.{table}[{}].{column}", row.at);
                let (policy, words) = (row.words(id).into_owned(), squeezed(&row.words(column)));
                let (source, row) = (Text::same(place), (table, row.at));
                let is_written = !words.is_empty();
                let passage = Passage::new(column, source, row, words);
                all.entry(policy).or_default().extend(is_written.then_some(passage));
            }
        }
    }
    for row in tables.rows("texts").filter(|row| row.words("subject") == "policy") {
        let passages = all.entry(row.words("subject_id").into_owned()).or_default();
        for column in ["heading", "text"] {
            passages.extend(lines(row, column, references));
        }
    }
    sheet_facts(tables, &mut all);
    all
}

/// A cell of the data: its table, row and column.
type Place = (&'static str, usize, &'static str);

/// The facts at the head of a sheet: ratings and sections. Books and sites have them in different
/// orders, each of which is a kind.
fn sheet_facts(tables: &Tables, all: &mut HashMap<String, Vec<Passage>>) {
    let mut add = |policy: &str, kind: &'static str, (table, at, column): Place, words: String| {
        let source = Text::same(format!("tables.{table}[{at}].{column}"));
        let (row, words) = ((table, at), squeezed(&words));
        let passages = all.entry(policy.to_owned()).or_default();
        passages.push(Passage::new(kind, source, row, words));
    };
    let evaluated = tables.rows(PUBLICATION).find_map(|row| row.number("evaluated_year"));
    for row in tables.rows("ratings") {
        let (rating, label) = (row.words("rating"), row.words("rating_label"));
        let (year, policy) = (row.words("year_label"), row.words("policy_id"));
        let source = ("ratings", row.at, "rating");
        let before = row.number("year").zip(evaluated).and_then(|(year, now)| now.minus(year));
        if before == Some(Number::whole(0)) {
            let in_print = format!("{rating}{year}の評価{label}");
            add(&policy, "rating in print", source, in_print);
            add(&policy, "rating on the site", source, format!("{year}の評価{rating}{label}"));
        } else if before == Some(Number::whole(1)) {
            let in_print = format!("{year}の評価：{rating}");
            add(&policy, "rating before in print", source, in_print);
            let on_site = format!("前回の評価（{year}）{rating}{label}");
            add(&policy, "rating before on the site", source, on_site);
        }
    }
    let label = tables.rows("dictionary").find(|row| {
        row.words("table_name") == "policy_sections" && row.words("column_name") == "section_name"
    });
    let label = label.map(|row| row.words("column_label").into_owned()).unwrap_or_default();
    // Behind a name stands the section's telephone number, if the plan gives one.
    let phones = tables.rows("sections").map(|row| {
        let phone = row.words("phone");
        let words = if phone.is_empty() { String::new() } else { format!("電話{phone}") };
        (row.words("section_name").into_owned(), words)
    });
    let phones: BTreeMap<String, String> = phones.collect();
    let mut sections: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
    for row in tables.rows("policy_sections") {
        let policy = row.words("policy_id").into_owned();
        let (_, names) = sections.entry(policy).or_insert((row.at, Vec::new()));
        let name = row.words("section_name").into_owned();
        let phone = phones.get(&name).map_or("", String::as_str);
        names.push(format!("{name}{phone}"));
    }
    for (policy, (at, names)) in sections {
        let source = ("policy_sections", at, "section_name");
        add(&policy, "sections", source, format!("{label}{}", names.join("、")));
    }
}

/// The texts of other parts: the overview and the themes.
pub(super) fn of_others(tables: &Tables, references: &References) -> Vec<Passage> {
    let mut all = Vec::new();
    for row in tables.rows("texts").filter(|row| row.words("subject") != "policy") {
        for column in ["heading", "text"] {
            all.extend(lines(row, column, references));
        }
    }
    for (table, column) in
        [("leads", "lead_name"), ("leads", "description"), ("themes", "theme_title")]
    {
        for row in tables.rows(table) {
            let source = Text::same(format!("tables.{table}[{}].{column}", row.at));
            let words = squeezed(&row.words(column));
            all.push(Passage::new("text", source, (table, row.at), words));
        }
    }
    all
}

/// The lines of a text, but for what stands for pictures.
fn lines(row: Row<'_>, column: &str, references: &References) -> Vec<Passage> {
    let source = Text::same(format!("tables.texts[{}].{column}", row.at));
    let words = row.words(column);
    let lines = words.lines().filter(|line| !line.starts_with(PICTURE));
    let of = |line: &str| {
        let mut readings = references.readings(&squeezed(without_marks_of_lists(line)));
        for parts in &mut readings {
            *parts = parts.iter().flat_map(|part| between_brackets(part)).collect();
            parts.retain(|words| !words.is_empty());
        }
        let (source, row) = (source.clone(), ("texts", row.at));
        Passage { kind: "text", source, row, readings }
    };
    lines.map(of).filter(|passage| !passage.readings[0].is_empty()).collect()
}

/// How addresses of links begin.
const ADDRESSES: [&str; 4] = ["http://", "https://", "mailto:", "tel:"];

/// Whether pages render what the data have in brackets differently: a footnote mark （注1）, or the address of
/// a link.
fn is_rendered_otherwise(inner: &str) -> bool {
    let number = inner.strip_prefix('注');
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
        || ADDRESSES.iter().any(|begin| inner.starts_with(begin))
}

/// What stands between such brackets.
fn between_brackets(line: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('（') {
        part.push_str(before);
        match after.split_once('）') {
            Some((inner, behind)) if is_rendered_otherwise(inner) => {
                parts.push(std::mem::take(&mut part));
                rest = behind;
            }
            _ => {
                part.push('（');
                rest = after;
            }
        }
    }
    part.push_str(rest);
    parts.push(part);
    parts
}

/// `line` without the numbers and bullets of the lists that it is in, which pages set by themselves.
fn without_marks_of_lists(line: &str) -> &str {
    let mut rest = line;
    loop {
        rest = match (rest.strip_prefix('・'), rest.split_once(". ")) {
            (Some(entry), _) => entry,
            (None, Some((number, entry))) if number.bytes().all(|it| it.is_ascii_digit()) => entry,
            _ => return rest,
        };
    }
}

/// What was found of the passages of all policies. Only at the end can be said which kinds of them the
/// book shows at all.
#[derive(Debug, Default)]
pub(super) struct Found {
    equal: HashMap<&'static str, usize>,
    missing: Vec<(&'static str, Disagreement)>,
}

impl Found {
    /// Looks for `passages` in the text `shown` of a page or sheet.
    pub fn look(
        &mut self,
        area: Area,
        file: &str,
        place: &Text,
        shown: &str,
        passages: &[Passage],
    ) {
        let bare = without_marks(shown);
        for passage in passages {
            let Passage { kind, source, row: (table, at), .. } = passage;
            let Some(words) = passage.missing(shown, &bare) else {
                *self.equal.entry(kind).or_default() += 1;
                continue;
            };
            let (place, source) = (place.clone(), source.clone());
            let found = nearest(shown, words);
            let found = Disagreement::value(area, file, place, found, words, source);
            self.missing.push((kind, found.of_row(table, *at).in_column(*kind)));
        }
    }

    /// Looks for `passages` in all `pages`, each with its file and place. What is on none is reported for
    /// the page that has the longest beginning of it.
    pub fn look_anywhere(&mut self, area: Area, pages: &[(&str, Text, &str)], all: &[Passage]) {
        let shown: String = pages.iter().map(|(.., text)| *text).collect();
        let bare = without_marks(&shown);
        for passage in all {
            let Some(words) = passage.missing(&shown, &bare) else {
                *self.equal.entry(passage.kind).or_default() += 1;
                continue;
            };
            let longest = pages.iter().max_by_key(|(.., text)| beginning(text, words));
            if let Some((file, place, text)) = longest {
                self.look(area, file, place, text, std::slice::from_ref(passage));
            }
        }
    }

    /// Adds what another search found.
    pub fn add(&mut self, other: Self) {
        for (kind, count) in other.equal {
            *self.equal.entry(kind).or_default() += count;
        }
        self.missing.extend(other.missing);
    }

    /// Reports what is missing of the kinds that the book shows: where most are there.
    pub fn report(self, area: Area, ledger: &mut Ledger) {
        let mut missing: HashMap<&str, usize> = HashMap::new();
        for (kind, _) in &self.missing {
            *missing.entry(kind).or_default() += 1;
        }
        let shown = |kind: &str| {
            let equal = self.equal.get(kind).copied().unwrap_or_default();
            kind == "text" || equal >= missing.get(kind).copied().unwrap_or_default()
        };
        ledger.equal(area, self.equal.values().sum());
        for (kind, found) in &self.missing {
            if shown(kind) {
                ledger.contradicts(found.clone());
            }
        }
    }
}

/// A text without the marks that the data have for the cells of tables and the entries of lists.
fn without_marks(text: &str) -> String {
    text.replace(['、', '・'], "")
}

/// What stands where `words` begin to differ: from where the longest beginning of them is.
fn nearest(shown: &str, words: &str) -> String {
    let end = beginning(shown, words);
    // A few characters alone are found anywhere.
    if words[..end].chars().count() < 4 {
        return String::new();
    }
    let at = shown.find(&words[..end]).unwrap_or_default();
    shown[at..].chars().take(words.chars().count()).collect()
}

/// The length of the longest beginning of `words` that is in `shown`.
fn beginning(shown: &str, words: &str) -> usize {
    let ends: Vec<usize> = words.char_indices().map(|(at, _)| at).skip(1).collect();
    let found = ends.partition_point(|end| shown.contains(&words[..*end]));
    found.checked_sub(1).map_or(0, |at| ends[at])
}

/// Two texts from where they begin to differ.
pub(super) fn difference(a: &str, b: &str) -> (String, String) {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(8);
    let part = |text: &str| text.chars().skip(from).take(24).collect();
    (part(a), part(b))
}

/// The place of a page.
pub(super) fn page_place(label: &str) -> Text {
    text!("{label}ページ", "page {label}")
}
