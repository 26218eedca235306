//! 地名 (places of the city) and what speaks of them.

use super::super::table::{Column, Table, TableMeta};
use super::common::{
    OfPolicy, goal_of_policy, listed, policy_id, policy_title, project_name, project_number,
    responsible, section_if_any,
};
use crate::model::{Book, Locality, Policy, Project};
use crate::reading::{Mentions, Reading};

const FILE: &str = "content/places.yaml";

/// A place, and a policy or project that speaks of it.
struct PlaceRow<'a> {
    book: &'a Book,
    locality: &'a Locality,
    policy: &'a Policy,
    /// The project with its number; none for the texts of the policy itself.
    project: Option<(usize, &'a Project)>,
}

impl OfPolicy for PlaceRow<'_> {
    fn policy(&self) -> &Policy {
        self.policy
    }
    fn book(&self) -> &Book {
        self.book
    }
}

/// The table; `None` in a book without places.
pub(super) fn localities(reading: &Reading<'_>) -> Option<Table> {
    let book = reading.book();
    if book.localities.is_empty() {
        return None;
    }
    let meta = TableMeta {
        name: "localities",
        title: "地名",
        definition: "1行が、地名の一つと、それを書いている主要施策か事業の一つ。この版に載る文と場所の欄から見つけたもの",
        source: FILE,
    };
    let mut columns = vec![
        Column::text(
            ("locality_id", "地名の略号"),
            "地名を表す英小文字の略号",
            |row: &PlaceRow| (&row.locality.id.value).into(),
        )
        .key(),
        Column::text(("locality_name", "地名"), "地名", |row: &PlaceRow| {
            (&row.locality.name.value).into()
        }),
        Column::text(("locality_kana", "地名の読み"), "地名の読み", |row: &PlaceRow| {
            row.locality.kana.as_ref().map(|kana| &kana.value).into()
        })
        .empty("記載がない"),
        Column::text(("district", "地区"), "地名の属する地区", |row: &PlaceRow| {
            row.locality.district.as_ref().map(|district| &district.value).into()
        })
        .empty("記載がない"),
        Column::text(
            ("locality_also", "ほかの呼び方"),
            "同じところのほかの呼び方を「、」で並べたもの",
            |row: &PlaceRow| listed(&row.locality.also),
        )
        .empty("記載がない"),
        policy_id(|row: &PlaceRow| row.policy.id.to_string().into()).key(),
        policy_title(|row: &PlaceRow| (&row.policy.title.value).into()),
        project_number(|row: &PlaceRow| row.project.map(|(number, _)| number).into())
            .key()
            .empty("主要施策の文に書いてある"),
        project_name(|row: &PlaceRow| row.project.map(|(_, project)| &project.name.value).into())
            .empty("主要施策の文に書いてある"),
    ];
    columns.push(section_if_any(
        "事業を行う担当課の名称。主要施策の文に書いてあるときは、主たる担当課",
        |row: &PlaceRow| responsible(row.policy, row.project.map(|(_, project)| project)),
    ));
    columns.extend(goal_of_policy(&book.plan.levels));
    Some(Table::new(meta, columns, rows(reading)))
}

/// The rows in the order of places, then of the book.
fn rows<'a>(reading: &Reading<'a>) -> Vec<PlaceRow<'a>> {
    let book = reading.book();
    let mentions = Mentions::new(reading);
    let mut rows: Vec<(usize, PlaceRow<'a>)> = Vec::new();
    for policy in book.policies() {
        let Some(found) = mentions.of(policy.id) else { continue };
        let own = found.own.keys().map(|place| (*place, None));
        let projects = (1..).zip(&policy.projects).zip(&found.projects);
        let of_projects = projects
            .flat_map(|(project, places)| places.iter().map(move |place| (*place, Some(project))));
        rows.extend(own.chain(of_projects).map(|(place, project)| {
            let locality = &book.localities[place];
            (place, PlaceRow { book, locality, policy, project })
        }));
    }
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}
