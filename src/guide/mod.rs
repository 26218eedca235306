//! The authors' guide of a book, in Markdown, from what its plan declares: fields, headings, years,
//! scales, units and words, with a sheet of the book itself as the example.
//!
//! This module must not know where the guide is written.

mod rows;

use rows::TableRow;
use serde::Serialize;
use tera::{Context, Tera};

use crate::model::{
    Book, Computed, Directions, Evaluation, FiscalYear, Numbered, PartKind, PartSpec, Plan, Policy,
    Subject, with_commas,
};
use crate::reading::Reading;
use crate::source::Sources;

/// The guide as a template.
const TEMPLATE: &str = include_str!("guide.md");
/// The first line of every guide that this module has made.
pub const MARK: &str = "<!-- planbook guide ";

/// Everything that the template is filled with.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a condition in the template")]
struct Guide<'a> {
    title: String,
    document: &'a str,
    sheet: &'a str,
    goal: &'a str,
    group: &'a str,
    levels: Vec<&'a str>,
    overview: String,
    planner: &'a str,
    /// Two sections, as an example of a list.
    sections: Vec<&'a str>,
    all_sections: Vec<&'a str>,
    edition: String,
    /// The years of the window: R6.
    years: Vec<String>,
    last: String,
    /// The evaluated year, and the one before.
    e: Option<String>,
    e1: Option<String>,
    /// The years before it whose settlements the sheet shows.
    settled: Vec<String>,
    /// The year of the edition before.
    before: String,
    after: Next,
    unit: &'a str,
    negative: &'a str,
    scale: Vec<&'a str>,
    rating_required: bool,
    evaluations: Vec<EvaluationWords<'a>>,
    choices: Vec<&'a str>,
    begins: Vec<&'a str>,
    /// A direction that neither begins nor ends a project.
    usual: &'a str,
    ends: Vec<&'a str>,
    sources: Vec<&'a str>,
    themes: bool,
    indicators: bool,
    /// Whether there is a new edition each year.
    rolling: bool,
    numbered: bool,
    /// Whether the plan composes its sheet itself.
    composed: bool,
    headings: Vec<HeadingWords<'a>>,
    hints: bool,
    optional: bool,
    parts: Vec<PartWords<'a>>,
    policies: String,
    counts: Vec<ComputedWords>,
    values: Vec<ComputedWords>,
    example: Example<'a>,
    link: Link<'a>,
    /// The rows of the table of fields.
    rows: Vec<String>,
    /// Those of the fields that the book declares for indicators.
    indicator_rows: Vec<String>,
}

/// The years of the next edition.
#[derive(Debug, Serialize)]
struct Next {
    edition: String,
    evaluated: Option<String>,
    years: Vec<String>,
}

#[derive(Debug, Serialize)]
struct EvaluationWords<'a> {
    id: &'a str,
    name: &'a str,
    of: String,
    scale: String,
    points: String,
    criteria: String,
    opinion: Option<&'a str>,
    reply: Option<&'a str>,
    required: bool,
}

#[derive(Debug, Serialize)]
struct HeadingWords<'a> {
    heading: &'a str,
    hint: &'a str,
    optional: bool,
}

#[derive(Debug, Serialize)]
struct PartWords<'a> {
    id: &'a str,
    title: String,
}

/// What a `count:` or `value:` link prints now.
#[derive(Debug, Serialize)]
struct ComputedWords {
    id: &'static str,
    name: String,
    now: String,
}

/// A sheet of the book.
#[derive(Debug, Default, Serialize)]
struct Example<'a> {
    id: String,
    /// The id with the last number as it must not be written: 1-2-3.
    short: String,
    /// The number of the item of the framework that it is in, and its place there.
    group: String,
    order: u32,
    /// The folder and the path of its files, without the ending.
    folder: String,
    path: String,
    title: &'a str,
    project: &'a str,
    yaml: String,
    markdown: String,
}

/// A sheet that links lead to.
#[derive(Debug, Default, Serialize)]
struct Link<'a> {
    id: String,
    number: String,
    title: &'a str,
    project: &'a str,
}

/// The guide of `book`, which was read from `sources`.
///
/// # Panics
/// Never: the template is the program's own.
#[must_use]
pub fn guide(book: &Book, sources: &Sources) -> String {
    let mut tera = Tera::new();
    let mut guide = words(book, sources);
    tera.add_raw_template("guide", TEMPLATE).expect("a template");
    let context = Context::from_serialize(&guide).expect("plain data");
    let mut rendered = |rows: Vec<TableRow>| -> Vec<String> {
        let row = |row: TableRow| match row {
            TableRow::Plain(row) => row,
            TableRow::Template(template, result) => {
                tera.add_raw_template("row", &template).expect("a template");
                let mut context = context.clone();
                context.insert("result", &result);
                tera.render("row", &context).expect("plain data")
            }
        };
        rows.into_iter().map(row).collect()
    };
    guide.rows = rendered(rows::rows(book));
    guide.indicator_rows = rendered(rows::of_indicators(book));
    let context = Context::from_serialize(&guide).expect("plain data");
    tera.render("guide", &context).expect("plain data")
}

fn words<'a>(book: &'a Book, sources: &Sources) -> Guide<'a> {
    let plan = &book.plan;
    let edition = &plan.edition;
    let year = edition.year.value;
    let short = |year: FiscalYear| year.to_string();
    let evaluated = edition.evaluated_year();
    let example = example_policy(book);
    let link = book.policies().find(|policy| example.is_none_or(|it| it.id != policy.id));
    let link = link.or(example);
    let all_sections: Vec<&str> = plan.sections().map(|(_, it)| it.name.value.as_str()).collect();
    let headings = plan.headings.iter().map(|it| HeadingWords {
        heading: &it.heading.value,
        hint: it.hint.as_deref().unwrap_or_default(),
        optional: it.optional,
    });
    let headings: Vec<_> = headings.collect();
    let overview = plan.book.parts.iter().find(|part| part.kind == PartKind::Overview);
    let computed = |list: &[(Computed, &'static str)]| {
        // The level next to the sheets has a name of its own.
        let own = |what: &Computed| match what {
            Computed::Level(depth) => usize::from(*depth) < plan.levels.above_sheets().len(),
            _ => true,
        };
        let words = list.iter().filter(|(what, _)| own(what)).filter_map(|(what, id)| {
            Some(ComputedWords { id, name: name_of(plan, *what), now: book.computed(*what)? })
        });
        words.collect()
    };
    Guide {
        title: plan.title(),
        document: &plan.document,
        sheet: plan.levels.policy(),
        goal: plan.levels.goal(),
        group: plan.levels.group_name(),
        levels: plan.levels.above_sheets().iter().map(|level| level.name.as_str()).collect(),
        overview: overview.map_or_else(|| plan.document.clone(), |part| plan.part_title(part)),
        planner: &plan.contact.section.value,
        sections: all_sections.iter().copied().take(2).collect(),
        all_sections,
        edition: year.long(),
        years: edition.window().map(short).collect(),
        last: short(edition.last_year()),
        e: evaluated.map(short),
        e1: evaluated.map(|year| short(year.plus(-1))),
        settled: Reading::new(book).more_columns().settlements.into_iter().map(short).collect(),
        before: short(year.plus(-1)),
        after: Next {
            edition: year.plus(1).long(),
            evaluated: evaluated.map(|year| short(year.plus(1))),
            years: edition.window().map(|year| short(year.plus(1))).collect(),
        },
        unit: &plan.money.unit,
        negative: &plan.money.negative,
        scale: plan.ratings.iter().map(|level| level.id.as_str()).collect(),
        rating_required: plan.rating_required,
        evaluations: plan.shown_evaluations().map(|it| evaluation(plan, it)).collect(),
        choices: plan.direction.choices.iter().map(|word| word.as_str()).collect(),
        begins: plan.direction.begins.iter().map(|word| word.as_str()).collect(),
        usual: usual_direction(plan),
        ends: plan.direction.ends.iter().map(|word| word.as_str()).collect(),
        sources: plan.sources.iter().map(|source| source.as_str()).collect(),
        themes: !book.themes.is_empty(),
        indicators: book.indicators().next().is_some(),
        rolling: edition.rolling,
        numbered: book.policies().any(|policy| policy.own_number().is_some()),
        composed: !plan.has_standard_sheet(),
        hints: headings.iter().any(|heading| !heading.hint.is_empty()),
        optional: headings.iter().any(|heading| heading.optional),
        headings,
        parts: plan.book.parts.iter().map(|part| part_words(plan, part)).collect(),
        policies: with_commas(&book.policies().count().to_string()),
        counts: computed(&Computed::COUNTS),
        values: computed(&Computed::VALUES),
        example: example.map(|policy| example_words(policy, sources)).unwrap_or_default(),
        link: link.map(link_words).unwrap_or_default(),
        rows: Vec::new(),
        indicator_rows: Vec::new(),
    }
}

/// A direction that neither begins nor ends a project; any where there is none.
fn usual_direction(plan: &Plan) -> &str {
    let Directions { choices, begins, ends, merges } = &plan.direction;
    let special = || begins.iter().chain(ends).chain(merges);
    let usual = choices.iter().filter(|word| !special().any(|it| it.value == word.value));
    usual.chain(choices).next().map_or("", |word| word.as_str())
}

fn part_words<'a>(plan: &Plan, part: &'a PartSpec) -> PartWords<'a> {
    PartWords { id: &part.id.value, title: plan.part_title(part) }
}

fn evaluation<'a>(plan: &'a Plan, it: &'a Evaluation) -> EvaluationWords<'a> {
    let subjects = [(Subject::Policy, plan.levels.policy()), (Subject::Project, "事業")];
    let of: Vec<&str> = subjects.iter().filter(|(s, _)| it.is_of(*s)).map(|(_, w)| *w).collect();
    let criteria = it.criteria.iter().map(|it| format!("{}（`{}`）", it.name, it.id));
    let scale: Vec<&str> = it.scale.iter().map(|level| level.id.as_str()).collect();
    EvaluationWords {
        id: it.key(),
        name: &it.name.value,
        of: of.join("と"),
        scale: scale.join("、"),
        points: it.points.as_ref().map_or_else(String::new, |p| format!("{}～{}", p.from, p.to)),
        criteria: criteria.collect::<Vec<_>>().join("、"),
        opinion: it.opinion.as_deref(),
        reply: it.reply.as_deref(),
        required: it.required,
    }
}

/// The sheet that shows most in few lines: of at most three projects, one of them new where there is
/// such a sheet, with a text under every heading that needs one.
fn example_policy(book: &Book) -> Option<&Policy> {
    let direction = &book.plan.direction;
    let is_new = |policy: &&Policy| {
        policy.projects.iter().any(|project| direction.begins(&project.direction))
    };
    let is_short = |policy: &&Policy| (1..=3).contains(&policy.projects.len());
    let short = || book.policies().filter(is_short);
    short().find(is_new).or_else(|| short().next()).or_else(|| book.policies().next())
}

fn example_words<'a>(policy: &'a Policy, sources: &Sources) -> Example<'a> {
    let id = policy.id.to_string();
    let folder = id.split('-').next().unwrap_or_default().to_owned();
    let path = format!("policies/{folder}/{id}");
    let text = |ending: &str| {
        let name = format!("content/{path}.{ending}");
        let file = sources.find(&name).map(|file| sources.file(file));
        let text = file.map(|file| file.text().replace("\r\n", "\n")).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with("# yaml-language-server"));
        lines.flat_map(|line| [line, "\n"]).collect::<String>()
    };
    let (group, order) = id.rsplit_once('-').unwrap_or((&id, "1"));
    let order: u32 = order.parse().unwrap_or(1);
    Example {
        short: format!("{group}-{order}"),
        group: group.to_owned(),
        order,
        yaml: text("yaml"),
        markdown: text("md"),
        title: &policy.title.value,
        project: policy.projects.first().map_or("", |project| &project.name.value),
        id,
        folder: format!("policies/{folder}"),
        path,
    }
}

fn link_words(policy: &Policy) -> Link<'_> {
    Link {
        id: policy.id.to_string(),
        number: policy.printed_number(),
        title: &policy.title.value,
        project: policy.projects.first().map_or("", |project| &project.name.value),
    }
}

/// What a `count:` or `value:` link is of.
fn name_of(plan: &Plan, what: Computed) -> String {
    let levels = &plan.levels;
    match what {
        Computed::Policies => levels.policy(),
        Computed::Goals => levels.goal(),
        Computed::BasicPlans => levels.group_name(),
        Computed::Level(depth) => levels.name_at(depth.into()),
        Computed::Projects => "事業",
        Computed::Indicators => "成果指標",
        Computed::Themes => "重点テーマ",
        Computed::Ratings => "評価の段階",
        Computed::Years => "計画期間の年数",
        Computed::TermYears => "計画の年数",
        Computed::YearsElapsed => "初年度から評価対象年度までの年数",
        Computed::Plan => "計画の名前",
        Computed::Edition => "版の年度",
        Computed::Evaluated => "評価対象年度",
        Computed::Window => "計画期間",
        Computed::TermFrom => "計画の初年度",
        Computed::TermTo => "計画の終年度",
        Computed::Adopted => "策定した時",
        Computed::AsOf => "いつ現在の計画か",
        Computed::Vision => "将来像（副題も）",
        Computed::Scale => "評価の段階の説明",
        Computed::ScaleRange => "段階の初めと終わり",
    }
    .to_owned()
}
