//! 主要施策 (policies), their sections, and their ratings.

use super::super::table::{Column, Table, TableMeta};
use super::common::{
    OfPolicy, PLAN_FILE, POLICY_FILES, goal_of_policy, group_cell, lead_of, lead_section, levels,
    policy_id, policy_title, policy_uid, year, year_label,
};
use super::declared;
use crate::model::{Book, FiscalYear, Node, Numbered, Plan, Policy, Rating};

struct PolicyRow<'a> {
    plan: &'a Plan,
    /// The items of the framework that it is in, the highest first.
    ancestors: Vec<&'a Node>,
    policy: &'a Policy,
}

impl PolicyRow<'_> {
    fn rating(&self) -> Option<&Rating> {
        self.policy.rated(self.plan.edition.evaluated_year()?)
    }
}

/// The label of a rating.
pub(super) fn label<'a>(plan: &'a Plan, rating: &Rating) -> Option<&'a str> {
    let rank = plan.rating_index(rating)?;
    Some(&plan.ratings[rank].label)
}

pub(super) fn policies(book: &Book) -> Table {
    let meta = TableMeta {
        name: "policies",
        title: "主要施策",
        definition: "1行が主要施策の一つ",
        source: POLICY_FILES,
    };
    let mut columns = vec![policy_id(|row: &PolicyRow| row.policy.id.to_string().into()).key()];
    columns.extend(book.numbers_policies().then(|| {
        Column::text(
            ("policy_number", "主要施策の印刷番号"),
            "冊子とサイトに印刷する主要施策の番号。計画が定めていない主要施策は policy_id と同じ",
            |row: &PolicyRow| row.policy.printed_number().into(),
        )
    }));
    columns.extend([
        policy_uid(|row: &PolicyRow| row.policy.uid.as_ref().map(|uid| uid.as_str()).into()),
        policy_title(|row: &PolicyRow| (&row.policy.title.value).into()),
    ]);
    columns.extend(levels(
        &book.plan.levels,
        |row: &PolicyRow, at| group_cell(row.ancestors[at].id.value),
        |row: &PolicyRow, at| (&row.ancestors[at].name.value).into(),
    ));
    columns.push(lead_section(|row: &PolicyRow| lead_of(row.policy)));
    columns.extend(rating_columns(&book.plan));
    columns.push(
        Column::integer(
            ("projects", "事業の数"),
            "構成する事業の数",
            |row: &PolicyRow| row.policy.projects.len().into(),
        )
        .unit("事業")
        .calculated("projects の行を数えたもの"),
    );
    let rows = book.policies().map(|policy| PolicyRow {
        plan: &book.plan,
        ancestors: book.ancestors(policy.id.node),
        policy,
    });
    columns.extend(Column::shown(Policy::FIELDS, |row: &PolicyRow| row.policy));
    columns.extend(declared::columns(book, "Policy", |row: &PolicyRow| (&row.policy.more, None)));
    Table::new(meta, columns, rows)
}

/// The rating of the evaluated year, in editions that rate policies.
fn rating_columns<'a>(plan: &Plan) -> Vec<Column<PolicyRow<'a>>> {
    if !plan.rates() {
        return Vec::new();
    }
    vec![
        Column::integer(
            ("evaluated_year", "評価年度"),
            "rating の会計年度（西暦）",
            |row: &PolicyRow| row.plan.edition.evaluated_year().into(),
        )
        .source(PLAN_FILE),
        Column::code(
            ("rating", "評価"),
            "評価年度の評価の段階",
            "rating",
            |row: &PolicyRow| row.rating().map(|rating| &rating.0).into(),
        )
        .empty("評価年度の評価がない"),
        Column::text(
            ("rating_label", "評価の意味"),
            "評価の段階の意味",
            |row: &PolicyRow| row.rating().and_then(|r| label(row.plan, r)).into(),
        )
        .source(PLAN_FILE)
        .empty("評価年度の評価がない"),
    ]
}

struct Responsible<'a> {
    book: &'a Book,
    policy: &'a Policy,
    position: usize,
    section: &'a str,
}

impl OfPolicy for Responsible<'_> {
    fn policy(&self) -> &Policy {
        self.policy
    }
    fn book(&self) -> &Book {
        self.book
    }
}

pub(super) fn policy_sections(book: &Book) -> Table {
    let meta = TableMeta {
        name: "policy_sections",
        title: "主要施策の担当課",
        definition: "1行が主要施策と担当課の組の一つ",
        source: POLICY_FILES,
    };
    let mut columns = vec![
        policy_id(|row: &Responsible| row.policy.id.to_string().into()).key(),
        policy_title(|row: &Responsible| (&row.policy.title.value).into()),
        Column::integer(
            ("position", "順番"),
            "主要施策の中での順番（1が主たる担当課）",
            |row: &Responsible| row.position.into(),
        )
        .key(),
        Column::text(
            ("section_id", "担当課の略号"),
            "sections の section_id",
            |row: &Responsible| row.book.plan.section(row.section).map(|s| &s.id.value).into(),
        )
        .source(PLAN_FILE),
        Column::text(("section_name", "担当課"), "担当課の名称", |row: &Responsible| {
            row.section.into()
        }),
    ];
    columns.extend(goal_of_policy(&book.plan.levels));
    let rows = book.policies().flat_map(|policy| {
        policy.sections.iter().enumerate().map(|(at, section)| Responsible {
            book,
            policy,
            position: at + 1,
            section: &section.value,
        })
    });
    Table::new(meta, columns, rows)
}

struct Rated<'a> {
    book: &'a Book,
    policy: &'a Policy,
    year: FiscalYear,
    rating: &'a Rating,
}

impl OfPolicy for Rated<'_> {
    fn policy(&self) -> &Policy {
        self.policy
    }
    fn book(&self) -> &Book {
        self.book
    }
}

/// The table of ratings; `None` in an edition that rates nothing.
pub(super) fn ratings(book: &Book) -> Option<Table> {
    let evaluated = book.plan.edition.evaluated_year().filter(|_| book.plan.rates())?;
    let meta = TableMeta {
        name: "ratings",
        title: "評価",
        definition: "1行が主要施策の1年度の評価。評価のない年度と、今の段階にない前の年度の評価の行はない",
        source: POLICY_FILES,
    };
    let mut columns = vec![
        policy_id(|row: &Rated| row.policy.id.to_string().into()).key(),
        policy_title(|row: &Rated| (&row.policy.title.value).into()),
        year(|row: &Rated| row.year.into()).key(),
        year_label(|row: &Rated| row.year.long().into()),
        Column::code(("rating", "評価"), "評価の段階", "rating", |row: &Rated| {
            (&row.rating.0).into()
        }),
        Column::text(
            ("rating_label", "評価の意味"),
            "評価の段階の意味",
            |row: &Rated| label(&row.book.plan, row.rating).into(),
        )
        .source(PLAN_FILE),
    ];
    columns.push(lead_section(|row: &Rated| lead_of(row.policy)));
    columns.extend(goal_of_policy(&book.plan.levels));
    let rows = book.policies().flat_map(|policy| {
        let known = policy.rating.value.range(..=evaluated);
        // The codes of an earlier scale are those of the editions of its time.
        let known = known.filter(|(_, rating)| book.plan.rating_index(rating).is_some());
        known.map(|(year, rating)| Rated { book, policy, year: *year, rating: &rating.value })
    });
    Some(Table::new(meta, columns, rows))
}
