//! The step to the next edition: what is finished is frozen, and `plan.yaml` asks for the next year.
//!
//! Only what follows from the new year is changed: the years of `edition`, its status, and the file
//! name and address where they name the year. No figure, date or text is invented.

use std::path::Path;

use super::agenda::Agenda;
use super::errors::{cannot_move, not_moved, not_written};
use super::freeze::{Done, FreezeOptions, Frozen, freeze_book, load};
use crate::compile::{self, Step};
use crate::diag::Sink;
use crate::edit::{Document, Edits};
use crate::model::{Book, FiscalYear, Status};
use crate::render::print::Typesetter;
use crate::source::Sources;

/// Options of [`roll`].
#[derive(Debug, Clone)]
pub struct RollOptions {
    /// The year of the next edition; the year after the present one unless given.
    pub to: Option<FiscalYear>,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// How the present edition is frozen.
    pub freeze: FreezeOptions,
}

/// The step that was taken.
#[derive(Debug)]
pub struct Rolled {
    /// The edition before; none in a dry run.
    pub frozen: Option<Frozen>,
    /// What is different in `plan.yaml`: the key, and its old and new value.
    pub changes: Vec<(&'static str, String, String)>,
    /// What the new edition asks for.
    pub agenda: Agenda,
}

/// Freezes the edition of the book at `root`, and moves the book to the next one.
pub fn roll(
    root: &Path,
    options: &RollOptions,
    typesetter: &dyn Typesetter,
    progress: &(dyn Fn(Step) + Sync),
) -> Done<Rolled> {
    let (sources, book) = match load(root) {
        Ok(loaded) => loaded,
        Err(done) => return done,
    };
    if let Some(refusal) = super::freeze::unfinished(&book) {
        return Done::refused(sources, super::errors::not_frozen(&refusal, &book));
    }
    if !book.plan.edition.rolling {
        let refusal = super::errors::fixed_period(&book);
        return Done::refused(sources, refusal);
    }
    let year = book.plan.edition.year.value;
    let to = options.to.unwrap_or_else(|| year.plus(1));
    // The last edition of a plan is followed by the first of the next one.
    let end = book.plan.term.1.value;
    let follows_plan = year >= end && to == year.plus(1);
    if to <= year || to > end && !follows_plan {
        let refusal = not_moved(&book, to);
        return Done::refused(sources, refusal);
    }
    let Some((edits, changes, next)) = edits(&sources, &book, to) else {
        let refusal = cannot_move(&book);
        return Done::refused(sources, refusal);
    };
    let agenda = Agenda::new(&book, &next);
    if options.dry_run {
        let result = Some(Rolled { frozen: None, changes, agenda });
        return Done { sources, findings: Vec::new(), result, cannot_run: false };
    }
    let of_any_theme = true;
    let done =
        freeze_book(root, sources, &book, &options.freeze, of_any_theme, typesetter, progress);
    let Done { sources, mut findings, result, cannot_run } = done;
    let mut result = result.map(|frozen| Rolled { frozen: Some(frozen), changes, agenda });
    if result.is_some()
        && let Err(error) = edits.write(root, &sources)
    {
        findings.push(not_written(&error));
        result = None;
    }
    Done { sources, findings, result, cannot_run }
}

/// The changes of `plan.yaml` for the edition of the year `to`, each with its key, old and new value,
/// and the book after them, which follows `book`; `None` where the file's layout does not allow them.
#[expect(clippy::type_complexity, reason = "three results of one computation")]
fn edits(
    sources: &Sources,
    book: &Book,
    to: FiscalYear,
) -> Option<(Edits, Vec<(&'static str, String, String)>, Book)> {
    let file = book.plan.edition.year.span.file;
    let document = Document::read(file, sources.file(file))?;
    let edition = document.get(document.root(), "edition")?;
    let spec = document.get(document.root(), "book")?;
    let (old, step) = (&book.plan.edition, to.western() - book.plan.edition.year.western());
    let mut next = book.clone();
    let moved = &mut next.plan.edition;
    moved.year.value = to;
    if let Some(evaluated) = &mut moved.evaluated {
        evaluated.value = evaluated.plus(step);
    }
    moved.solid_until.value = old.solid_until.plus(step).min(book.plan.term.1.value);
    moved.status = Status::Collecting;
    let mut values = vec![
        ("year", old.year.to_string(), moved.year.to_string()),
        ("solid_until", old.solid_until.to_string(), moved.solid_until.to_string()),
        ("status", "final".to_owned(), "collecting".to_owned()),
    ];
    if let (Some(old), Some(new)) = (&old.evaluated, &moved.evaluated) {
        values.insert(1, ("evaluated", old.to_string(), new.to_string()));
    }
    values.retain(|(_, old, new)| old != new);
    let mut edits = Edits::new();
    for (key, _, new) in &values {
        edits.add(document.set(edition, key, new)?);
    }
    let names = &mut next.plan.book;
    let file_name = renamed(&names.file, old.year.value, to);
    if file_name != names.file.value {
        edits.add(document.set(spec, "file", &file_name)?);
        values.push(("file", names.file.to_string(), file_name.clone()));
        names.file.value = file_name;
    }
    if let Some(site) = &mut names.site {
        let address = renamed(site.as_str(), old.year.value, to);
        if address != site.as_str() {
            edits.add(document.set(spec, "site", &address)?);
            values.push(("site", site.as_str().to_owned(), address.clone()));
            site.value = address.parse().ok()?;
        }
    }
    // Read again, the book is the one that was meant. What it follows is the edition of `book`, whether
    // that is frozen already or not yet.
    let mut read = compile::read(&edits.apply(sources)?, None, &mut Sink::new())?;
    for after in [&mut read, &mut next] {
        after.follow(book);
    }
    (read == next).then_some((edits, values, next))
}

/// `name` with the year `to` in place of `from`, where a word of it is that year: `r6`, `2024`, or `h31` of 2019.
/// A later year right behind it ends its window, and moves as far: `r7-r8`.
fn renamed(name: &str, from: FiscalYear, to: FiscalYear) -> String {
    let mut out = String::new();
    let word = |c: char| c.is_ascii_alphanumeric();
    let mut rest = name;
    let mut follows = false;
    while !rest.is_empty() {
        let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
        let (first, behind) = rest.split_at(end);
        let moved =
            written_year(first).filter(|(year, _)| *year == from || follows && *year > from);
        let years = to.western() - from.western();
        let moved = moved.map(|(year, write)| write(year.plus(years)));
        out.push_str(moved.as_deref().unwrap_or(first));
        let sign = behind.chars().next().map_or(0, char::len_utf8);
        follows = moved.is_some() && ["-", "_"].contains(&&behind[..sign]);
        out.push_str(&behind[..sign]);
        rest = &behind[sign..];
    }
    out
}

/// Writes a year.
type Writing = fn(FiscalYear) -> String;

/// The year that `word` is, and how another one is written like it.
fn written_year(word: &str) -> Option<(FiscalYear, Writing)> {
    if word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        let year = FiscalYear::from_western(word.parse().ok()?);
        return Some((year, |year| year.western().to_string()));
    }
    let year: FiscalYear = word.to_uppercase().parse().ok()?;
    if word == word.to_lowercase() {
        return Some((year, |year| year.to_string().to_lowercase()));
    }
    (word == word.to_uppercase()).then_some((year, |year| year.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_names_move_and_nothing_else() {
        let year = FiscalYear::from_western;
        for (old, new) in [
            ("hokuto-jisshi-keikaku-r6", "hokuto-jisshi-keikaku-r7"),
            ("https://a.example.jp/jisshi/R6/", "https://a.example.jp/jisshi/R7/"),
            ("plan-2024", "plan-2025"),
            ("r16-r6x-20240-keikaku", "r16-r6x-20240-keikaku"),
            ("市-r6", "市-r7"),
            ("jikko-r6-r7", "jikko-r7-r8"),
            ("jikko-2024_2026", "jikko-2025_2027"),
            ("jikko-r6-2", "jikko-r7-2"),
            ("r5-r7/R6", "r5-r7/R7"),
        ] {
            assert_eq!(renamed(old, year(2024), year(2025)), new);
        }
        for (old, new) in [("plan-h31", "plan-r2"), ("H31-r1/2019", "R2-r2/2020"), ("h30", "h30")] {
            assert_eq!(renamed(old, year(2019), year(2020)), new);
        }
        assert_eq!(renamed("plan-h30", year(2018), year(2019)), "plan-r1");
    }
}
