//! `planbook build --form`: a document of the theme that is no part of the book.

use std::path::Path;

use super::args::BuildArgs;
use super::extra_document::{self, Made, Refused, alone, load_book, load_theme};
use super::report::Reporter;
use super::typeset::typeset;
use super::{FINDINGS, code_of};
use crate::compile::Step;
use crate::reading::{Mode, Reading};
use crate::render::form::{Form, FormView, Narrowed, NotFound, missing_values};
use crate::source::Sources;
use crate::text;
use crate::value::legal_name;
use crate::view::View;

/// Makes the form called `name` of the book in `root`; returns the exit code.
pub fn run(root: &Path, name: &str, options: &BuildArgs, reporter: &Reporter) -> u8 {
    extra_document::run(root, options, reporter, || make(root, name, options, reporter))
}

fn make(
    root: &Path,
    name: &str,
    options: &BuildArgs,
    reporter: &Reporter,
) -> Result<Made, Refused> {
    let theme = load_theme(root, options)?;
    let form = Form::find(name, &theme, &options.theme).map_err(|not_found| {
        let NotFound { findings, manifest } = *not_found;
        let sources = match manifest {
            Some(manifest) => Sources::default().with_manifest(manifest),
            None => Sources::default(),
        };
        (sources, findings, FINDINGS)
    })?;
    let (sources, book) = load_book(root, &theme, reporter)?;
    let narrowed = Narrowed { section: options.section.clone(), level: options.level.clone() };
    let reading = Reading::in_mode(&book, Mode { draft: options.draft, ..Mode::default() });
    let view = View::new(reading);
    let shown = FormView::new(&form, &view, &book, &narrowed);
    if shown.is_empty() {
        return Err(alone(form.nothing(&shown), FINDINGS));
    }
    let findings = missing_values(&form, &view, &reading, &narrowed);
    let name = &form.spec.name.value;
    let file = legal_name(&match shown.narrowed.as_str() {
        "" => name.clone(),
        narrowed => format!("{name}（{narrowed}）"),
    });
    let page = form.page(&shown, &theme).map_err(|error| alone(*error, FINDINGS))?;
    let page = page.map(|page| (format!("{file}.html"), page.into_bytes()));
    reporter.step(Step::Typesetting);
    let job = |fonts: &_| form.job(&shown, &theme, fonts);
    let template = format!("forms/{}/main.typ", form.id);
    let pdf = typeset(&theme, job, &template).map_err(|findings| {
        let code = code_of(&findings);
        (Sources::default(), findings, code)
    })?;
    let count = shown.count();
    let words = if form.spec.lists.is_empty() {
        text!("「{name}」ができました", "`{name}` is made")
    } else {
        text!("「{name}」ができました（{count}件）", "`{name}` is made ({count} items)")
    };
    let files = std::iter::once((format!("{file}.pdf"), pdf)).chain(page).collect();
    Ok(Made { sources, findings, files, words, folder: "output-forms" })
}
