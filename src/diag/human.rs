//! Findings for people: the source line, the spot marked under it, and a hint.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Label, Lang, Owner, Severity};
use crate::source::{NEAR, SourceFile, Sources};
use crate::span::FileId;

/// How many files are named that have what a finding says, too.
const FILES_NAMED: usize = 20;

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
        self.render_same(diagnostic, &[], sources)
    }

    /// One finding and the places of `others` that say the same, ready to print.
    #[must_use]
    pub fn render_same(
        &self,
        diagnostic: &Diagnostic,
        others: &[&Diagnostic],
        sources: &Sources,
    ) -> String {
        let level = match (diagnostic.severity, self.lang) {
            (Severity::Error, Lang::Ja) => Level::ERROR.with_name("エラー"),
            (Severity::Error, Lang::En) => Level::ERROR,
            (Severity::Warning, Lang::Ja) => Level::WARNING.with_name("注意"),
            (Severity::Warning, Lang::En) => Level::WARNING,
            (Severity::Awaited, Lang::Ja) => Level::NOTE.with_name("未提出"),
            (Severity::Awaited, Lang::En) => Level::NOTE.with_name("awaited"),
        };
        let title = level.primary_title(diagnostic.message.get(self.lang)).id(diagnostic.code.0);
        let mut group = Group::with_title(title);
        let cell = diagnostic.cell.as_ref().map(ToString::to_string);
        if let Some(cell) = &cell {
            group = group.element(Origin::path(cell.trim_end()));
        }
        let mut labels = diagnostic.labels.as_slice();
        let mut index = 0;
        while let Some(first) = labels.first() {
            let file = sources.file(first.span.file);
            let same = labels.iter().take_while(|l| l.span.file == first.span.file).count();
            // annotate-snippets draws one block for each snippet: labels of one file share it,
            // unless they are so far apart that all between them would be looked through.
            let all = covered(&labels[..same], file);
            let count = if file.is_short(&all) { same } else { 1 };
            let shown = covered(&labels[..count], file);
            let (start, text) = file.lines_of(&shown);
            let at = file.position(start as u32);
            let mut snippet = Snippet::source(text).line_start(at.line as usize);
            if at.column == 1 {
                snippet = snippet.path(file.name());
            } else {
                // In a line that was cut, columns are not what they seem.
                let at = file.position(first.span.start);
                let origin = Origin::path(file.name()).line(at.line as usize);
                group = group.element(origin.char_column(at.column as usize));
            }
            for label in &labels[..count] {
                snippet = snippet.annotation(self.annotation(index, label, file, start));
                index += 1;
            }
            group = group.element(snippet);
            labels = &labels[count..];
        }
        let help = match self.lang {
            Lang::Ja => Level::HELP.with_name("対処"),
            Lang::En => Level::HELP,
        };
        for hint in &diagnostic.hints {
            group = group.element(help.clone().message(hint.get(self.lang)));
        }
        if !others.is_empty() {
            let same = match self.lang {
                Lang::Ja => Level::NOTE.with_name("同じもの"),
                Lang::En => Level::NOTE.with_name("the same"),
            };
            group = group.element(same.message(self.places(others, sources)));
        }
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }

    /// Where `others` are, a file a line.
    fn places(self, others: &[&Diagnostic], sources: &Sources) -> String {
        let mut files: Vec<(FileId, Vec<String>)> = Vec::new();
        for span in others.iter().filter_map(|other| Some(other.labels.first()?.span)) {
            let at = sources.file(span.file).position(span.start);
            let place = format!("{}:{}", at.line, at.column);
            match files.last_mut() {
                Some((file, places)) if *file == span.file => places.push(place),
                _ => files.push((span.file, vec![place])),
            }
        }
        let (count, more) = (others.len(), files.len().saturating_sub(FILES_NAMED));
        let mut lines = vec![match self.lang {
            Lang::Ja => format!("ほかに{count}か所"),
            Lang::En => format!("in {count} other place(s)"),
        }];
        let line = |(file, places): &(FileId, Vec<String>)| {
            format!("{}:{}", sources.file(*file).name(), places.join(", "))
        };
        lines.extend(files.iter().take(FILES_NAMED).map(line));
        if more > 0 {
            lines.push(match self.lang {
                Lang::Ja => format!("ほか{more}ファイル。一覧は --format csv で作れます"),
                Lang::En => format!("{more} more file(s); `--format csv` lists all"),
            });
        }
        lines.join("\n")
    }

    /// The annotation of a label in the part of its file that begins at `start`.
    fn annotation<'a>(
        self,
        index: usize,
        label: &'a Label,
        file: &SourceFile,
        start: usize,
    ) -> Annotation<'a> {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = label.text.get(self.lang);
        let span = shown_range(file.clamp(label.span), file);
        kind.span(span.start - start..span.end - start).label((!text.is_empty()).then_some(text))
    }

    /// How many errors, warnings and awaited values each section has, those with most errors first. The plan calls
    /// the sections `term`.
    #[must_use]
    pub fn by_section(&self, findings: &[(&Diagnostic, &Owner)], term: &str) -> String {
        let mut counts: BTreeMap<Option<&str>, Counts> = BTreeMap::new();
        for (finding, owner) in findings {
            counts.entry(owner.section()).or_default().add(finding);
        }
        let collecting = counts.values().any(|counts| counts.awaited > 0);
        let mut rows: Vec<_> = counts.into_iter().collect();
        rows.sort_by_key(|(name, counts)| (std::cmp::Reverse(*counts), *name));
        let (head, awaited, whole) = match self.lang {
            Lang::Ja => ("エラー   注意", " 未提出", "（計画全体）"),
            Lang::En => ("errors  warnings", "  awaited", "(the plan as a whole)"),
        };
        let section = if self.lang == Lang::Ja { term } else { "section" };
        let awaited = if collecting { awaited } else { "" };
        let mut lines = vec![format!("{head}{awaited}  {section}")];
        for (name, Counts { errors, warnings, awaited }) in rows {
            let name = name.unwrap_or(whole);
            let awaited = match (collecting, self.lang) {
                (false, _) => String::new(),
                (true, Lang::Ja) => format!(" {awaited:>6}"),
                (true, Lang::En) => format!("  {awaited:>7}"),
            };
            lines.push(match self.lang {
                Lang::Ja => format!("{errors:>6} {warnings:>6}{awaited}  {name}"),
                Lang::En => format!("{errors:>6}  {warnings:>8}{awaited}  {name}"),
            });
        }
        lines.join("\n")
    }

    /// The closing line that counts what was found, of which `shown` were shown.
    #[must_use]
    pub fn summary(&self, diagnostics: &[&Diagnostic], shown: usize) -> String {
        let mut counts = Counts::default();
        for diagnostic in diagnostics {
            counts.add(diagnostic);
        }
        let Counts { errors, warnings, awaited } = counts;
        let hidden = (errors + warnings).saturating_sub(shown);
        let awaited = match (self.lang, awaited) {
            (_, 0) => String::new(),
            (Lang::Ja, n) => format!("、未提出 {n}件"),
            (Lang::En, n) => format!(", {n} awaited"),
        };
        match (self.lang, hidden) {
            (Lang::Ja, 0) => format!("エラー {errors}件、注意 {warnings}件{awaited}"),
            (Lang::Ja, _) => {
                format!(
                    "エラー {errors}件、注意 {warnings}件（ほか {hidden}件は示していません）{awaited}"
                )
            }
            (Lang::En, 0) => format!("{errors} error(s), {warnings} warning(s){awaited}"),
            (Lang::En, _) => {
                format!(
                    "{errors} error(s), {warnings} warning(s), {hidden} of them not shown{awaited}"
                )
            }
        }
    }
}

/// How many findings are how bad.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Counts {
    errors: usize,
    warnings: usize,
    awaited: usize,
}

impl Counts {
    fn add(&mut self, finding: &Diagnostic) {
        *match finding.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Awaited => &mut self.awaited,
        } += 1;
    }
}

/// From the first to the last byte of `labels`, of which there is at least one.
fn covered(labels: &[Label], file: &SourceFile) -> Range<usize> {
    let ranges = labels.iter().map(|label| shown_range(file.clamp(label.span), file));
    ranges.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or_default()
}

/// As much of `range` of `file` as is marked: its end may be as far away as the end of the file.
fn shown_range(range: Range<usize>, file: &SourceFile) -> Range<usize> {
    let end = file.text().floor_char_boundary(range.start.saturating_add(NEAR));
    range.start..range.end.min(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
    use crate::span::{FileId, Span};
    use crate::text;

    #[test]
    fn marks_that_are_cut_end_between_characters() {
        // Whatever the bytes before them, one of these ends within a character.
        for before in ["", "a", "ab"] {
            let text = format!("{before}{}", "長い説明".repeat(2000));
            let end = text.len();
            let sources = Sources::from_memory([("content/a.md".to_owned(), text)]);
            let at = Span::new(FileId(0), before.len(), end);
            let finding = Diagnostic::error(Code("PB0000"), text!("長い", "long")).at(at);
            let shown = HumanRenderer { lang: Lang::Ja, color: false }.render(&finding, &sources);
            assert!(shown.contains("content/a.md:1:"), "{shown}");
        }
    }
}
