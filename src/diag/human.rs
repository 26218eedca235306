//! Findings for people: the source line, the spot marked under it, and a hint.

use std::collections::BTreeMap;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Label, Lang, Owner, Severity};
use crate::source::{SourceFile, Sources};

/// Draws findings with their source lines.
#[derive(Debug, Clone, Copy)]
pub struct HumanRenderer {
    /// The language of the words.
    pub lang: Lang,
    /// Whether to colour them.
    pub color: bool,
}

impl HumanRenderer {
    /// One finding, ready to print.
    #[must_use]
    pub fn render(&self, diagnostic: &Diagnostic, sources: &Sources) -> String {
        let level = match (diagnostic.severity, self.lang) {
            (Severity::Error, Lang::Ja) => Level::ERROR.with_name("エラー"),
            (Severity::Error, Lang::En) => Level::ERROR,
            (Severity::Warning, Lang::Ja) => Level::WARNING.with_name("注意"),
            (Severity::Warning, Lang::En) => Level::WARNING,
        };
        let title = level.primary_title(diagnostic.message.get(self.lang)).id(diagnostic.code.0);
        let mut group = Group::with_title(title);
        let mut labels = diagnostic.labels.iter().enumerate().peekable();
        while let Some((index, first)) = labels.next() {
            let file = sources.file(first.span.file);
            // annotate-snippets draws one block for each snippet: labels of one file share it.
            let mut snippet = Snippet::source(file.text()).path(file.name());
            snippet = snippet.annotation(self.annotation(index, first, file));
            while let Some((index, label)) =
                labels.next_if(|(_, label)| label.span.file == first.span.file)
            {
                snippet = snippet.annotation(self.annotation(index, label, file));
            }
            group = group.element(snippet);
        }
        let help = match self.lang {
            Lang::Ja => Level::HELP.with_name("対処"),
            Lang::En => Level::HELP,
        };
        for hint in &diagnostic.hints {
            group = group.element(help.clone().message(hint.get(self.lang)));
        }
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }

    fn annotation<'a>(self, index: usize, label: &'a Label, file: &SourceFile) -> Annotation<'a> {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = label.text.get(self.lang);
        kind.span(file.clamp(label.span)).label((!text.is_empty()).then_some(text))
    }

    /// How many errors and warnings each section has, those with most errors first.
    #[must_use]
    pub fn by_section(&self, findings: &[(&Diagnostic, &Owner)]) -> String {
        let mut counts: BTreeMap<Option<&str>, (usize, usize)> = BTreeMap::new();
        for (finding, owner) in findings {
            let (errors, warnings) = counts.entry(owner.section()).or_default();
            *(if finding.severity == Severity::Error { errors } else { warnings }) += 1;
        }
        let mut rows: Vec<_> = counts.into_iter().collect();
        rows.sort_by_key(|(name, counts)| (std::cmp::Reverse(*counts), *name));
        let (head, whole) = match self.lang {
            Lang::Ja => ("エラー   注意  担当課", "（計画全体）"),
            Lang::En => ("errors  warnings  section", "(the plan as a whole)"),
        };
        let mut lines = vec![head.to_owned()];
        for (name, (errors, warnings)) in rows {
            let name = name.unwrap_or(whole);
            lines.push(match self.lang {
                Lang::Ja => format!("{errors:>6} {warnings:>6}  {name}"),
                Lang::En => format!("{errors:>6}  {warnings:>8}  {name}"),
            });
        }
        lines.join("\n")
    }

    /// The closing line that counts what was found, of which `shown` were shown.
    #[must_use]
    pub fn summary(&self, diagnostics: &[&Diagnostic], shown: usize) -> String {
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        let warnings = diagnostics.len() - errors;
        let hidden = diagnostics.len().saturating_sub(shown);
        match (self.lang, hidden) {
            (Lang::Ja, 0) => format!("エラー {errors}件、注意 {warnings}件"),
            (Lang::Ja, _) => {
                format!("エラー {errors}件、注意 {warnings}件（ほか {hidden}件は示していません）")
            }
            (Lang::En, 0) => format!("{errors} error(s), {warnings} warning(s)"),
            (Lang::En, _) => {
                format!("{errors} error(s), {warnings} warning(s), {hidden} of them not shown")
            }
        }
    }
}
