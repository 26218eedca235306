//! What the data say of a subject, for comparing with what pages print.
//!
//! This module must not know file formats.

use std::collections::{BTreeMap, HashMap};

use super::changes::base;
use super::computed::Scopes;
use super::funding::Funding;
use super::json::PUBLICATION;
use super::number::Number;
use super::printed::squeezed;
use super::table::{Cell, Row, Tables};

/// What a row of a printed table is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// The whole plan.
    Plan,
    /// An item of the framework above the policies, by its number.
    Item(String),
    /// A policy, by its id.
    Policy(String),
    /// A project, by the id of its policy and its number there.
    Project(String, String),
    /// An indicator.
    Indicator(String),
    /// The projects of a section.
    Section(String),
}

/// A sum of amounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Amount {
    pub sum: Option<Number>,
    /// Whether an amount in it is not decided yet.
    pub undecided: bool,
}

impl Amount {
    /// The sum of both; what is not there adds nothing.
    fn plus(self, other: Self) -> Self {
        let sum = match (self.sum, other.sum) {
            (Some(a), Some(b)) => a.plus(b),
            (a, b) => a.or(b),
        };
        Self { sum, undecided: self.undecided || other.undecided }
    }
}

/// The facts of a publication.
pub(super) struct Facts<'a> {
    pub tables: &'a Tables,
    /// The policies below each item.
    pub scopes: Scopes<'a>,
    /// By policy, project, kind and year.
    amounts: HashMap<[String; 4], Amount>,
    /// The numbers and names of the projects of each policy.
    projects: HashMap<String, Vec<Row<'a>>>,
    /// 財源, by project, kind and year: the amounts by their squeezed sources.
    pub funding: Funding,
    /// The projects of each section.
    of_section: HashMap<String, Vec<(String, String)>>,
    rows: HashMap<Subject, Row<'a>>,
    /// Policies and items of the framework by the number that is printed and their name, squeezed.
    names: HashMap<String, Subject>,
    numbers: HashMap<String, Subject>,
    results: HashMap<(String, String, String), String>,
    /// The values of indicators, by indicator, kind and year.
    series: HashMap<[String; 3], Vec<&'a Cell>>,
    counts: HashMap<(String, String), Number>,
    ratings: HashMap<(String, String), String>,
    sections: HashMap<String, Vec<String>>,
    /// The ids of the sections, by their squeezed names.
    pub section_ids: HashMap<String, String>,
    /// The words for years and kinds, squeezed.
    pub years: Vec<(String, String)>,
    pub kinds: Vec<(String, String)>,
    /// The evaluations that the plan declares: their squeezed names and codes.
    pub evaluations: Vec<(String, String)>,
    /// The directions of projects that begin with the edition.
    pub begins: Vec<String>,
    /// The labels of ratings by their codes.
    pub rating_labels: BTreeMap<String, String>,
    /// The year of the edition.
    pub year: String,
    /// The evaluated year.
    pub evaluated: String,
    /// Whether no value of it is still to come.
    pub is_final: bool,
    /// The kind and year of the amounts that its budgets are compared with.
    pub base: Option<(&'static str, String)>,
}

impl<'a> Facts<'a> {
    pub fn new(tables: &'a Tables) -> Self {
        let owned = |row: Row<'_>, column: &str| row.words(column).into_owned();
        let publication = tables.rows(PUBLICATION).next();
        let of = |column: &str| publication.map(|row| owned(row, column)).unwrap_or_default();
        let mut facts = Self {
            tables,
            scopes: Scopes::new(tables),
            amounts: HashMap::new(),
            projects: HashMap::new(),
            funding: Funding::new(tables),
            of_section: HashMap::new(),
            rows: HashMap::new(),
            names: HashMap::new(),
            numbers: HashMap::new(),
            results: HashMap::new(),
            series: HashMap::new(),
            counts: HashMap::new(),
            ratings: HashMap::new(),
            sections: HashMap::new(),
            section_ids: HashMap::new(),
            years: Vec::new(),
            kinds: Vec::new(),
            evaluations: Vec::new(),
            begins: Vec::new(),
            rating_labels: BTreeMap::new(),
            year: of("edition_year"),
            evaluated: of("evaluated_year"),
            is_final: of("status") == "final",
            base: None,
        };
        facts.amounts();
        facts.subjects();
        facts.base = base(&facts);
        facts.words();
        for row in tables.rows("results") {
            let key = (owned(row, "policy_id"), owned(row, "project_number"), owned(row, "year"));
            facts.results.insert(key, owned(row, "result"));
        }
        for row in tables.rows("indicator_values") {
            let key = ["indicator_id", "kind", "year"].map(|column| owned(row, column));
            facts.series.entry(key).or_default().push(row.cell("value"));
        }
        for row in tables.rows("evaluation") {
            if let Some(count) = row.number("policies") {
                facts.counts.insert((owned(row, "id"), owned(row, "rating")), count);
            }
        }
        for row in tables.rows("ratings") {
            facts
                .ratings
                .insert((owned(row, "policy_id"), owned(row, "year")), owned(row, "rating"));
        }
        for row in tables.rows("policy_sections") {
            let sections = facts.sections.entry(owned(row, "policy_id")).or_default();
            sections.push(owned(row, "section_name"));
        }
        facts
    }

    fn amounts(&mut self) {
        for row in self.tables.rows("budgets") {
            let key = ["policy_id", "project_number", "kind", "year"];
            let key = key.map(|column| row.words(column).into_owned());
            let undecided = row.words("amount_status") == "undecided";
            self.amounts.insert(key, Amount { sum: row.number("amount"), undecided });
        }
        self.revised();
    }

    /// The budgets after supplementary ones, which are a field of projects; one without has the initial
    /// budget.
    fn revised(&mut self) {
        let mut revised = HashMap::new();
        for row in self.tables.rows("project_fields").filter(|row| !row.is_empty("revised")) {
            let key = ["policy_id", "project_number", "year"];
            let [policy, project, year] = key.map(|column| row.words(column).into_owned());
            revised.insert(
                (policy, project, year),
                Amount { sum: row.number("revised"), undecided: false },
            );
        }
        if revised.is_empty() {
            return;
        }
        self.kinds.push((squeezed("補正後予算額"), "revised".to_owned()));
        let has_initial = self.amounts.keys().any(|[_, _, kind, _]| kind == "initial");
        let initial = if has_initial { "initial" } else { "budget" };
        let of_kind = self.amounts.iter().filter(|([_, _, kind, _], _)| kind == initial);
        let all: Vec<_> = of_kind
            .map(|([policy, project, _, year], amount)| {
                let key = (policy.clone(), project.clone(), year.clone());
                let amount = revised.get(&key).unwrap_or(amount);
                let (policy, project, year) = key;
                ([policy, project, "revised".to_owned(), year], *amount)
            })
            .collect();
        self.amounts.extend(all);
    }

    fn subjects(&mut self) {
        for row in self.tables.rows("projects") {
            let policy = row.words("policy_id").into_owned();
            let number = row.words("project_number").into_owned();
            let section = row.words("section_id").into_owned();
            self.rows.insert(Subject::Project(policy.clone(), number.clone()), row);
            self.of_section.entry(section).or_default().push((policy.clone(), number));
            self.projects.entry(policy).or_default().push(row);
        }
        for row in self.tables.rows("indicators") {
            self.rows.insert(Subject::Indicator(row.words("indicator_id").into_owned()), row);
        }
        for row in self.tables.rows("framework") {
            let id = row.words("id").into_owned();
            let subject = match row.words("level").as_ref() {
                "policy" => Subject::Policy(id.clone()),
                _ => Subject::Item(id.clone()),
            };
            let printed = row.words("number");
            let number = if printed.is_empty() { id } else { printed.into_owned() };
            let name = squeezed(&row.words("name"));
            self.names.insert(format!("{}{name}", squeezed(&number)), subject.clone());
            self.numbers.insert(squeezed(&number), subject.clone());
            self.rows.insert(subject, row);
        }
    }

    fn words(&mut self) {
        for row in self.tables.rows("sections") {
            let id = row.words("section_id").into_owned();
            self.section_ids.insert(squeezed(&row.words("section_name")), id);
        }
        let mut years = BTreeMap::new();
        for table in self.tables.iter().filter(|table| table.column("year_label").is_some()) {
            for row in table.iter() {
                years.insert(squeezed(&row.words("year_label")), row.words("year").into_owned());
            }
        }
        self.years = years.into_iter().collect();
        for row in self.tables.rows("codes") {
            let (code, label) = (row.words("code").into_owned(), row.words("label"));
            match row.words("code_set").as_ref() {
                "amount_kind" => self.kinds.push((squeezed(&label), code)),
                "evaluation" => self.evaluations.push((squeezed(&label), code)),
                // A word says itself whether projects begin, or else its label does.
                "direction" if label == "新規" || label.ends_with("（この版から始まる事業）") =>
                {
                    self.begins.push(code);
                }
                "rating" => {
                    self.rating_labels.insert(code, squeezed(&label));
                }
                _ => {}
            }
        }
    }

    /// The row of the data that is about `subject` itself.
    pub fn row(&self, subject: &Subject) -> Option<Row<'a>> {
        self.rows.get(subject).copied()
    }

    /// The policy or item with this printed number and name, squeezed.
    pub fn named(&self, words: &str) -> Option<&Subject> {
        self.names.get(words)
    }

    /// The policy or item with this printed number.
    pub fn numbered(&self, number: &str) -> Option<&Subject> {
        self.numbers.get(number)
    }

    /// The projects of a policy.
    pub fn projects_of(&self, policy: &str) -> &[Row<'a>] {
        self.projects.get(policy).map_or(&[], Vec::as_slice)
    }

    /// The projects that are part of `subject`.
    pub fn projects_below(&self, subject: &Subject) -> Vec<Subject> {
        let of_policy = |policy: &str| {
            let rows = self.projects_of(policy).iter();
            let numbers = rows.map(|row| row.words("project_number").into_owned());
            numbers.map(|number| Subject::Project(policy.to_owned(), number)).collect::<Vec<_>>()
        };
        let of_item = |id: &str| self.scopes.of(id).iter().flat_map(|id| of_policy(id)).collect();
        match subject {
            Subject::Project(..) => vec![subject.clone()],
            Subject::Policy(id) => of_policy(id),
            Subject::Item(id) => of_item(id),
            Subject::Plan => of_item(""),
            Subject::Section(id) => {
                let projects = self.of_section.get(id).into_iter().flatten();
                projects.map(|(policy, no)| Subject::Project(policy.clone(), no.clone())).collect()
            }
            Subject::Indicator(_) => Vec::new(),
        }
    }

    /// The sum of the amounts of `subject`; `None` if it has none of this kind and year.
    pub fn amount(&self, subject: &Subject, kind: &str, year: &str) -> Option<Amount> {
        let of = |project: &Subject| {
            let Subject::Project(policy, project) = project else { return None };
            self.amounts.get(&[policy, project, kind, year].map(str::to_owned)).copied()
        };
        let all: Vec<Amount> = self.projects_below(subject).iter().filter_map(of).collect();
        all.into_iter().reduce(Amount::plus)
    }

    /// The result of a project in a year.
    pub fn result(&self, policy: &str, project: &str, year: &str) -> Option<&str> {
        let key = (policy.to_owned(), project.to_owned(), year.to_owned());
        self.results.get(&key).map(String::as_str)
    }

    /// The values of an indicator of a kind in a year.
    pub fn values(&self, indicator: &str, kind: &str, year: &str) -> Option<&[&'a Cell]> {
        let key = [indicator, kind, year].map(str::to_owned);
        self.series.get(&key).map(Vec::as_slice)
    }

    /// The words in place of the value of an indicator, squeezed: they have a column of their own.
    pub fn value_in_words(&self, indicator: &str, kind: &str, year: &str) -> Option<String> {
        let mut rows = self.tables.rows("indicator_values");
        let row = rows.find(|row| {
            row.words("indicator_id") == indicator
                && row.words("kind") == kind
                && row.words("year") == year
        })?;
        Some(squeezed(&row.words("value_text"))).filter(|words| !words.is_empty())
    }

    /// The year that squeezed words name, all of them: 令和7年度, 令和7年 or R7.
    pub fn year(&self, words: &str) -> Option<&str> {
        let found = self.years.iter().find(|(label, _)| {
            label == words || label.strip_suffix('度') == Some(words) || short(label) == words
        });
        found.map(|(_, year)| year.as_str())
    }

    /// The rating of a policy in the evaluated year.
    pub fn rating(&self, policy: &str) -> Option<&str> {
        let key = (policy.to_owned(), self.evaluated.clone());
        self.ratings.get(&key).map(String::as_str)
    }

    /// The rating of a policy in a year.
    pub fn rating_of(&self, policy: &str, year: &str) -> Option<&str> {
        self.ratings.get(&(policy.to_owned(), year.to_owned())).map(String::as_str)
    }

    /// How many policies of an item have a rating; the plan has no number.
    pub fn count(&self, id: &str, rating: &str) -> Option<Number> {
        self.counts.get(&(id.to_owned(), rating.to_owned())).copied()
    }

    /// The names of the sections of a policy.
    pub fn sections(&self, policy: &str) -> &[String] {
        self.sections.get(policy).map_or(&[], Vec::as_slice)
    }

    /// The sum of the budgets of all years that the edition plans.
    pub fn whole_budget(&self, subject: &Subject) -> Option<Amount> {
        let row = self.tables.rows(PUBLICATION).next()?;
        let year = |column: &str| row.words(column).parse::<i32>().ok();
        let years = year("window_from")?..=year("window_to")?;
        let amounts = years.filter_map(|year| self.amount(subject, "budget", &year.to_string()));
        amounts.reduce(Amount::plus)
    }

    /// What the plan calls a policy.
    pub fn policy_word(&self) -> String {
        let mut codes = self.tables.rows("codes");
        let row =
            codes.find(|row| row.words("code_set") == "level" && row.words("code") == "policy");
        row.map(|row| squeezed(&row.words("label"))).unwrap_or_default()
    }

    /// What authors' data call a column: the plan may have other words for it.
    pub fn label(&self, table: &str, column: &str) -> String {
        let mut rows = self.tables.rows("dictionary");
        let row =
            rows.find(|row| row.words("table_name") == table && row.words("column_name") == column);
        row.map(|row| squeezed(&row.words("column_label"))).unwrap_or_default()
    }
}

/// The short name of a year: R7 for 令和7年度, R1 for 令和元年度.
fn short(label: &str) -> String {
    const ERAS: [(&str, &str); 3] = [("令和", "R"), ("平成", "H"), ("昭和", "S")];
    for (era, letter) in ERAS {
        if let Some(year) = label.strip_prefix(era) {
            let year = year.trim_end_matches("年度");
            return format!("{letter}{}", if year == "元" { "1" } else { year });
        }
    }
    label.to_owned()
}
