//! Findings as annotations on a pull request.

use super::{Diagnostic, Lang, Severity};
use crate::source::Sources;

/// Writes findings as GitHub workflow commands.
#[derive(Debug, Clone, Copy)]
pub struct GithubRenderer {
    /// The language of the words.
    pub lang: Lang,
}

impl GithubRenderer {
    /// One finding as one line without its line break.
    #[must_use]
    pub fn render(&self, diagnostic: &Diagnostic, sources: &Sources) -> String {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Awaited => "notice",
        };
        let place = diagnostic.labels.first().map_or_else(String::new, |label| {
            let file = sources.file(label.span.file);
            let at = file.position(label.span.start);
            format!("file={},line={},col={},", property(file.name()), at.line, at.column)
        });
        let place = match &diagnostic.cell {
            Some(cell) => format!("file={},", property(&cell.to_string())),
            None => place,
        };
        let mut message = diagnostic.message.get(self.lang).to_owned();
        for hint in &diagnostic.hints {
            message.push('\n');
            message.push_str(hint.get(self.lang));
        }
        format!("::{command} {place}title={}::{}", diagnostic.code.0, data(&message))
    }
}

/// Escapes the text of a command, as GitHub's runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
