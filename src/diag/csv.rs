//! Findings as a table for spreadsheet software, one a row.

use super::{Diagnostic, Lang, Owner, Severity};
use crate::source::Sources;
use crate::spreadsheet::csv_of_texts;

/// Writes findings as CSV.
#[derive(Debug, Clone, Copy)]
pub struct CsvRenderer<'a> {
    /// The language of the words.
    pub lang: Lang,
    /// What the plan calls the sections.
    pub section: &'a str,
}

impl CsvRenderer<'_> {
    /// All of `findings`, each with its owner, below a row of headings.
    #[must_use]
    pub fn render(&self, findings: &[(&Diagnostic, &Owner)], sources: &Sources) -> String {
        let head = match self.lang {
            Lang::Ja => [
                self.section,
                "施策",
                "事業",
                "種類",
                "内容",
                "対処",
                "ファイル",
                "行",
                "列",
                "番号",
            ],
            Lang::En => [
                "sections", "policy", "project", "severity", "message", "hints", "file", "line",
                "column", "code",
            ],
        };
        let row = |(diagnostic, owner): &(&Diagnostic, &Owner)| {
            let severity = match (diagnostic.severity, self.lang) {
                (Severity::Error, Lang::Ja) => "エラー",
                (Severity::Warning, Lang::Ja) => "注意",
                (Severity::Awaited, Lang::Ja) => "未提出",
                (Severity::Awaited, Lang::En) => "awaited",
                (Severity::Error, Lang::En) => "error",
                (Severity::Warning, Lang::En) => "warning",
            };
            let place = diagnostic.labels.first().map(|label| {
                let file = sources.file(label.span.file);
                (file.name(), file.position(label.span.start))
            });
            // A cell has no line in a text.
            let at = place.map(|(_, at)| at).filter(|_| diagnostic.cell.is_none());
            let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
            let hints: Vec<&str> = diagnostic.hints.iter().map(|h| h.get(self.lang)).collect();
            [
                owner.sections.join("、"),
                owner.policy.clone().unwrap_or_default(),
                owner.project.clone().unwrap_or_default(),
                severity.to_owned(),
                diagnostic.message.get(self.lang).to_owned(),
                hints.join(" "),
                match &diagnostic.cell {
                    Some(cell) => cell.to_string(),
                    None => place.map(|(name, _)| name.to_owned()).unwrap_or_default(),
                },
                number(at.map(|at| at.line)),
                number(at.map(|at| at.column)),
                diagnostic.code.0.to_owned(),
            ]
        };
        csv_of_texts(head, findings.iter().map(row))
    }
}
