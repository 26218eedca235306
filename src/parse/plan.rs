//! `plan.yaml`.

use std::num::NonZeroU32;

use super::decode::{Decode, distinct};
use super::fields::Fields;
use super::scalar::Scalar;
use super::yaml::Node;
use crate::diag::{Sink, Text};
use crate::model::{
    BookSpec, Contact, Department, Directions, Edition, FiscalYear, Levels, Licence, MoneyFormat,
    Municipality, PartSpec, Plan, RatingLevel, Section, SheetHeading, Status,
};
use crate::span::Spanned;
use crate::text;

/// Reads the plan.
pub fn plan(node: &Node, sink: &mut Sink) -> Option<Plan> {
    let mut f = Fields::of(node, sink)?;
    let head = f.nested("plan", sink, head);
    let edition = f.nested("edition", sink, edition);
    let levels = f.or("levels", Levels::default(), sink);
    let money = f.nested("money", sink, money);
    let ratings = f.each("rating", sink, rating_level).map(|levels| {
        let (ids, levels): (Vec<_>, Vec<_>) = levels.into_iter().unzip();
        distinct(&ids, sink);
        levels
    });
    let rating_required = f.or("rating_required", true, sink);
    let direction = f.nested("direction", sink, directions);
    let headings = f.nested("sheet", sink, |node, sink| {
        let mut f = Fields::of(node, sink)?;
        let headings = f.each("headings", sink, sheet_heading);
        f.finish(sink);
        let (ids, headings): (Vec<_>, Vec<_>) = headings?.into_iter().unzip();
        distinct(&ids, sink);
        Some(headings)
    });
    let departments = f.each("departments", sink, department);
    let licence = f.nested("licence", sink, licence);
    let contact = f.nested("contact", sink, contact);
    let book = f.nested("book", sink, book);
    f.finish(sink);
    let (head, (money, sources)) = (head?, money?);
    Some(Plan {
        name: head.name,
        document: head.document,
        municipality: head.municipality,
        vision: head.vision,
        vision_subtitle: head.vision_subtitle,
        term: head.term,
        adopted: head.adopted,
        sample: head.sample,
        edition: edition?,
        levels: levels?,
        money,
        sources,
        ratings: ratings?,
        rating_required: rating_required?,
        direction: direction?,
        headings: headings?,
        departments: departments?,
        licence: licence?,
        contact: contact?,
        book: book?,
    })
}

struct Head {
    name: String,
    document: String,
    municipality: Municipality,
    vision: String,
    vision_subtitle: Option<String>,
    term: (FiscalYear, Spanned<FiscalYear>),
    adopted: String,
    sample: bool,
}

fn head(node: &Node, sink: &mut Sink) -> Option<Head> {
    let mut f = Fields::of(node, sink)?;
    let name = f.required("name", sink);
    let document = f.required("document", sink);
    let municipality = f.nested("municipality", sink, municipality);
    let vision = f.required("vision", sink);
    let vision_subtitle = f.or("vision_subtitle", None, sink);
    let term = f.nested("term", sink, |node, sink| {
        let mut f = Fields::of(node, sink)?;
        let (from, to) = (f.required("from", sink), f.required("to", sink));
        f.finish(sink);
        Some((from?, to?))
    });
    let adopted = f.required("adopted", sink);
    let sample = f.or("sample", false, sink);
    f.finish(sink);
    Some(Head {
        name: name?,
        document: document?,
        municipality: municipality?,
        vision: vision?,
        vision_subtitle: vision_subtitle?,
        term: term?,
        adopted: adopted?,
        sample: sample?,
    })
}

fn municipality(node: &Node, sink: &mut Sink) -> Option<Municipality> {
    let mut f = Fields::of(node, sink)?;
    let name = f.required("name", sink);
    let prefecture = f.required("prefecture", sink);
    let code = f.required("code", sink);
    f.finish(sink);
    Some(Municipality { name: name?, prefecture: prefecture?, code: code? })
}

fn edition(node: &Node, sink: &mut Sink) -> Option<Edition> {
    let mut f = Fields::of(node, sink)?;
    let year = f.required("year", sink);
    let years = f.required("years", sink);
    let evaluated = f.required("evaluated", sink);
    let as_of = f.required("as_of", sink);
    let date = f.required("date", sink);
    let solid_until = f.required("solid_until", sink);
    let rolling = f.or("rolling", true, sink);
    let status = f.or("status", Status::Final, sink);
    f.finish(sink);
    Some(Edition {
        year: year?,
        years: years?,
        evaluated: evaluated?,
        as_of: as_of?,
        date: date?,
        solid_until: solid_until?,
        rolling: rolling?,
        status: status?,
    })
}

/// The sign of a negative amount. What could be read as a part of the number is none.
struct Sign(String);

impl Scalar for Sign {
    fn expected() -> Text {
        text!("マイナスの記号（▲ か △）", "the sign of a negative amount, ▲ or △")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let sign = text.trim();
        let part_of_number = |c: char| c.is_numeric() || ".,，．\"'".contains(c) || c.is_control();
        let sound = !sign.is_empty() && sign.chars().count() <= 4 && !sign.contains(part_of_number);
        sound.then(|| Self(sign.to_owned())).ok_or(None)
    }
}

fn money(node: &Node, sink: &mut Sink) -> Option<(MoneyFormat, Vec<Spanned<String>>)> {
    let mut f = Fields::of(node, sink)?;
    let unit = f.required("unit", sink);
    let yen: Option<NonZeroU32> = f.required("yen", sink);
    let negative = f.required("negative", sink).map(|Sign(negative)| negative);
    let sources: Option<Vec<Spanned<String>>> = f.or("sources", Vec::new(), sink);
    if let Some(sources) = &sources {
        distinct(sources, sink);
    }
    f.finish(sink);
    Some((MoneyFormat { unit: unit?, yen: yen?.get().into(), negative: negative? }, sources?))
}

impl Decode for Levels {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut f = Fields::of(node, sink)?;
        let goal = f.required("goal", sink);
        let basic_plan = f.required("basic_plan", sink);
        let policy = f.required("policy", sink);
        f.finish(sink);
        Some(Self { goal: goal?, basic_plan: basic_plan?, policy: policy? })
    }
}

fn rating_level(node: &Node, sink: &mut Sink) -> Option<(Spanned<String>, RatingLevel)> {
    let mut f = Fields::of(node, sink)?;
    let id: Option<Spanned<String>> = f.required("id", sink);
    let label = f.required("label", sink);
    f.finish(sink);
    let (id, label) = (id?, label?);
    let level = RatingLevel { id: id.value.clone(), label };
    Some((id, level))
}

fn directions(node: &Node, sink: &mut Sink) -> Option<Directions> {
    let mut f = Fields::of(node, sink)?;
    let choices = f.required_distinct::<String>("choices", sink);
    let begins = f.or("begins", None, sink);
    f.finish(sink);
    Some(Directions {
        choices: choices?.into_iter().map(|choice| choice.value).collect(),
        begins: begins?,
    })
}

fn sheet_heading(node: &Node, sink: &mut Sink) -> Option<(Spanned<String>, SheetHeading)> {
    let mut f = Fields::of(node, sink)?;
    let id = f.required("id", sink);
    let heading: Option<Spanned<String>> = f.required("heading", sink);
    f.finish(sink);
    let (id, heading) = (id?, heading?);
    let sheet_heading = SheetHeading { id, heading: heading.value.clone() };
    Some((heading, sheet_heading))
}

fn department(node: &Node, sink: &mut Sink) -> Option<Department> {
    let mut f = Fields::of(node, sink)?;
    let name = f.required("name", sink);
    let sections = f.each("sections", sink, |node, sink| {
        let mut f = Fields::of(node, sink)?;
        let id = f.required("id", sink);
        let name = f.required("name", sink);
        f.finish(sink);
        Some(Section { id: id?, name: name? })
    });
    f.finish(sink);
    Some(Department { name: name?, sections: sections? })
}

fn licence(node: &Node, sink: &mut Sink) -> Option<Licence> {
    let mut f = Fields::of(node, sink)?;
    let id = f.required("id", sink);
    let name = f.required("name", sink);
    let url = f.required("url", sink);
    f.finish(sink);
    Some(Licence { id: id?, name: name?, url: url? })
}

fn contact(node: &Node, sink: &mut Sink) -> Option<Contact> {
    let mut f = Fields::of(node, sink)?;
    let section = f.required("section", sink);
    let phone = f.or("phone", None, sink);
    let email = f.or("email", None, sink);
    f.finish(sink);
    Some(Contact { section: section?, phone: phone?, email: email? })
}

fn book(node: &Node, sink: &mut Sink) -> Option<BookSpec> {
    let mut f = Fields::of(node, sink)?;
    let file = f.required("file", sink);
    let site = f.or("site", None, sink);
    let parts = f.each("parts", sink, PartSpec::decode);
    f.finish(sink);
    Some(BookSpec { file: file?, site: site?, parts: parts? })
}

impl Decode for PartSpec {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut f = Fields::of(node, sink)?;
        let id = f.required("id", sink);
        let kind = f.required("kind", sink);
        let title = f.required("title", sink);
        let pages = f.or("pages", None, sink);
        f.finish(sink);
        Some(Self { id: id?, kind: kind?, title: title?, pages: pages? })
    }
}
