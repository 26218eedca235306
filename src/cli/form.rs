//! `planbook build --form`: a document of the theme that is no part of the book.

use std::path::{Path, PathBuf};

use super::args::BuildArgs;
use super::report::{Reporter, print_line};
use super::typeset::typeset;
use super::{CANNOT_RUN, FINDINGS, SUCCESS, code_of, output_of};
use crate::compile::{self, Step, publish_documents};
use crate::diag::{Diagnostic, Severity, Sink, shown_path};
use crate::reading::{Mode, Reading};
use crate::render::form::{Form, FormView, Narrowed, NotFound, missing_values};
use crate::source::Sources;
use crate::text;
use crate::theme::Theme;
use crate::value::legal_name;
use crate::view::View;

/// Makes the form called `name` of the book in `root`; returns the exit code.
pub fn run(root: &Path, name: &str, options: &BuildArgs, reporter: &Reporter) -> u8 {
    match make(root, name, options, reporter) {
        Ok(code) => code,
        Err((sources, findings, code)) => {
            reporter.list_with_owners(&findings, &sources, options.report);
            code
        }
    }
}

/// Findings, the sources that they are in, and the exit code.
type Refused = (Sources, Vec<Diagnostic>, u8);

fn make(root: &Path, name: &str, options: &BuildArgs, reporter: &Reporter) -> Result<u8, Refused> {
    let alone = |findings: Vec<Diagnostic>, code| (Sources::default(), findings, code);
    let mut sink = Sink::new();
    let theme_folder = root.join("themes").join(&options.theme);
    let Some(theme) = Theme::load(&theme_folder, &mut sink) else {
        return Err(alone(sink.into_sorted(), FINDINGS));
    };
    let form = Form::find(name, &theme, &options.theme).map_err(|not_found| {
        let NotFound { findings, manifest } = *not_found;
        let sources = match manifest {
            Some(manifest) => Sources::default().with_manifest(manifest),
            None => Sources::default(),
        };
        (sources, findings, FINDINGS)
    })?;
    reporter.step(Step::Reading);
    let (sources, book) = compile::load(root, &theme.fonts, &mut sink);
    let mut findings = sink.into_sorted();
    let wrong = findings.iter().any(|found| found.severity == Severity::Error);
    let Some(book) = book.filter(|_| !wrong) else { return Err((sources, findings, FINDINGS)) };
    let narrowed = Narrowed { section: options.section.clone(), level: options.level.clone() };
    let reading = Reading::in_mode(&book, Mode { draft: options.draft, ..Mode::default() });
    let view = View::new(reading);
    let shown = FormView::new(&form, &view, &book, &narrowed);
    if shown.is_empty() {
        return Err(alone(vec![form.nothing(&shown)], FINDINGS));
    }
    findings = missing_values(&form, &view, &reading, &narrowed);
    if options.strict && !findings.is_empty() {
        return Err((sources, findings, FINDINGS));
    }
    let file = match shown.narrowed.as_str() {
        "" => form.spec.name.value.clone(),
        narrowed => format!("{}（{narrowed}）", form.spec.name.value),
    };
    let file = legal_name(&file);
    let mut files = Vec::new();
    let page = form.page(&shown, &theme).map_err(|error| alone(vec![*error], FINDINGS))?;
    files.extend(page.map(|page| (format!("{file}.html"), page.into_bytes())));
    reporter.step(Step::Typesetting);
    let job = |fonts: &_| form.job(&shown, &theme, fonts);
    let template = format!("forms/{}/main.typ", form.id);
    let pdf = typeset(&theme, job, &template).map_err(|findings| {
        let code = code_of(&findings);
        alone(findings, code)
    })?;
    files.push((format!("{file}.pdf"), pdf));
    let output = options.output.clone().unwrap_or_else(|| default_output(root));
    publish_documents(root, &output, options.adopt, &files, &|step| reporter.step(step))
        .map_err(|error| alone(vec![*error], CANNOT_RUN))?;
    reporter.list_with_owners(&findings, &sources, options.report);
    let count = shown.count();
    let name = &form.spec.name.value;
    let words = if form.spec.lists.is_empty() {
        text!("「{name}」ができました", "`{name}` is made")
    } else {
        text!("「{name}」ができました（{count}件）", "`{name}` is made ({count} items)")
    };
    print_line(words.get(reporter.lang()));
    for (name, _) in files.iter().rev() {
        print_line(&shown_path(output.join(name)));
    }
    Ok(SUCCESS)
}

/// Beside the output of the book.
fn default_output(root: &Path) -> PathBuf {
    output_of(root).with_file_name("output-forms")
}
