//! PB0253: was が前の版と合わない
//!
//! `was` には、この版より前の版の年度と、そのときの名前と場所を書きます。すぐ前の版が `editions/` に
//! 保存してあれば、その名前と場所のものがあったかを照らし合わせます。場所は、施策と事業なら主要施策の
//! 番号、課なら部の名前、成果指標なら基本計画の番号です。書かなければ、名前だけで照らし合わせます。
//!
//! 誤 前の版で 1-2-04 の「保育の充実」を `was: [{ edition: R6, place: 1-2-03, name: 保育充実 }]`
//! 正 `was: [{ edition: R6, place: 1-2-04, name: 保育の充実 }]`

use crate::diag::{Code, Diagnostic, Sink, Text, nearest};
use crate::model::{Book, Was};
use crate::text;

const CODE: Code = Code("PB0253");

/// The name and place of something in an edition.
pub(super) type Place = (String, String);

/// The kinds of things that say where they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Policy,
    Project,
    Section,
    Indicator,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Policy, Self::Project, Self::Section, Self::Indicator];

    /// Its word for people.
    pub(super) fn word(self, book: &Book) -> Text {
        let policy = book.plan.levels.policy();
        match self {
            Self::Policy => text!("{policy}", "policy"),
            Self::Project => text!("事業", "project"),
            Self::Section => text!("課", "section"),
            Self::Indicator => text!("成果指標", "indicator"),
        }
    }
}

/// Something that has an identity: its id, where it is, and where it says it was.
pub(super) struct Thing<'a> {
    pub id: Option<&'a str>,
    pub place: Place,
    pub was: &'a [Was],
}

/// Everything of `kind` in `book`.
pub(super) fn things(book: &Book, kind: Kind) -> Vec<Thing<'_>> {
    let thing =
        |id, name: &str, place: String, was| Thing { id, place: (name.to_owned(), place), was };
    match kind {
        Kind::Policy => {
            let of = |p| {
                let policy: &crate::model::Policy = p;
                let id = policy.uid.as_ref().map(|uid| uid.as_str());
                thing(id, &policy.title, policy.id.to_string(), policy.was.as_slice())
            };
            book.policies().map(of).collect()
        }
        Kind::Project => book
            .policies()
            .flat_map(|policy| policy.projects.iter().map(move |project| (policy, project)))
            .map(|(policy, project)| {
                let id = project.uid.as_ref().map(|uid| uid.as_str());
                thing(id, &project.name, policy.id.to_string(), project.was.as_slice())
            })
            .collect(),
        Kind::Section => book
            .plan
            .sections()
            .map(|(department, section)| {
                let id = Some(section.id.as_str());
                thing(id, &section.name, department.name.clone(), section.was.as_slice())
            })
            .collect(),
        Kind::Indicator => book
            .indicators()
            .map(|indicator| {
                let place = indicator.node.to_string();
                thing(Some(indicator.id.as_str()), &indicator.name, place, indicator.was.as_slice())
            })
            .collect(),
    }
}

/// Whether `was` names what is at `place`.
pub(super) fn names(was: &Was, (name, place): &Place) -> bool {
    was.name.value == *name && was.place.as_ref().is_none_or(|was| was.value == *place)
}

/// Places in editions that do not come before this one, and places that the edition before did not
/// have.
pub fn check(book: &Book, previous: Option<&Book>, sink: &mut Sink) {
    let year = &book.plan.edition.year;
    for kind in Kind::ALL {
        let all = things(book, kind);
        let before = previous.map(|previous| things(previous, kind)).unwrap_or_default();
        for was in all.iter().flat_map(|thing| thing.was) {
            let edition = &was.edition;
            if edition >= year {
                sink.report(
                    Diagnostic::error(
                        CODE,
                        text!(
                            "was の版 {edition} が、この版 {year} より前ではありません",
                            "the edition {edition} of `was` is not before this one, {year}"
                        ),
                    )
                    .at(edition.span)
                    .label(year.span, text!("この版の年度です", "the year of this edition"))
                    .hint(text!(
                        "その名前だった版の年度を書いてください",
                        "write the year of the edition in which it had that name"
                    )),
                );
            } else if previous.is_some_and(|book| book.plan.edition.year == *edition)
                && !before.iter().any(|thing| names(was, &thing.place))
            {
                sink.report(not_there(book, was, kind, &before));
            }
        }
    }
}

fn not_there(book: &Book, was: &Was, kind: Kind, before: &[Thing<'_>]) -> Diagnostic {
    let (name, edition) = (&was.name, &was.edition);
    let Text { ja, en } = kind.word(book);
    // The name is right, and the place is not.
    let elsewhere = before.iter().find(|thing| thing.place.0 == name.value);
    let near = nearest(name, before.iter().map(|thing| thing.place.0.as_str()));
    let hint = match (elsewhere, near) {
        (Some(Thing { place: (_, place), .. }), _) => {
            text!("「{name}」は {place} にありました", "`{name}` was in {place}")
        }
        (None, Some(near)) => text!("「{near}」のことですか", "did you mean `{near}`?"),
        (None, None) => text!(
            "editions/{edition} にあるとおりの名前と場所を書いてください",
            "write the name and place that it has in editions/{edition}"
        ),
    };
    Diagnostic::error(
        CODE,
        text!(
            "{edition} の版に、was の{ja}「{name}」がありません",
            "the edition {edition} had no {en} `{name}` as `was` says"
        ),
    )
    .at(name.span)
    .hint(hint)
}
