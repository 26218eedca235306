//! Findings for programs: one JSON object a line.

use serde::Serialize;

use super::{CellPlace, Diagnostic, Lang, Owner, Severity};
use crate::source::{Position, Sources};

/// Writes findings as JSON lines.
#[derive(Debug, Clone, Copy)]
pub struct JsonRenderer {
    /// The language of the words.
    pub lang: Lang,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    labels: Vec<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a CellPlace>,
    hints: Vec<&'a str>,
    #[serde(flatten)]
    owner: &'a Owner,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    start: Position,
    end: Position,
    text: &'a str,
}

impl JsonRenderer {
    /// One finding, which belongs to `owner`, as one line without its line break.
    ///
    /// # Panics
    /// Never: every part of a finding can be written as JSON.
    #[must_use]
    pub fn render(&self, diagnostic: &Diagnostic, owner: &Owner, sources: &Sources) -> String {
        let labels = diagnostic
            .labels
            .iter()
            .map(|label| {
                let file = sources.file(label.span.file);
                Place {
                    file: file.name(),
                    start: file.position(label.span.start),
                    end: file.position(label.span.end),
                    text: label.text.get(self.lang),
                }
            })
            .collect();
        let finding = Finding {
            code: diagnostic.code.0,
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Awaited => "awaited",
            },
            message: diagnostic.message.get(self.lang),
            labels,
            cell: diagnostic.cell.as_deref(),
            hints: diagnostic.hints.iter().map(|h| h.get(self.lang)).collect(),
            owner,
        };
        serde_json::to_string(&finding).expect("a finding is plain data")
    }
}
