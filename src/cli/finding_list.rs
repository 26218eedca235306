//! The list of findings in the formats of `--format`, for a terminal, a pipe or a file.

use std::collections::HashMap;

use super::args::{Format, ReportArgs};
use crate::diag::{
    CsvRenderer, Diagnostic, GithubRenderer, HumanRenderer, JsonRenderer, Lang, Owner, Severity,
};
use crate::model::Terms;
use crate::parse::section_term;
use crate::source::Sources;
use crate::value::BOM;

/// The number of findings from which a table of findings by section is added.
const TABLE_FROM: usize = 10;

/// The number of findings that say the same from which they are shown as one: a word that is missing in the plan
/// is used in a hundred sheets.
const SAME_FROM: usize = 4;

/// Findings, each with its owner.
pub struct FindingList<'a> {
    /// All of them.
    pub all: &'a [(&'a Diagnostic, &'a Owner)],
    /// What they are about.
    pub sources: &'a Sources,
    /// The format, and how many are listed.
    pub args: ReportArgs,
    /// The language.
    pub lang: Lang,
}

impl FindingList<'_> {
    /// The text of the list, which ends with a new line unless it is empty.
    pub fn render(&self, color: bool) -> String {
        let Self { all, sources, args, lang } = *self;
        let listed = self.listed();
        let shown = &listed[..args.max.unwrap_or(listed.len()).min(listed.len())];
        match args.format {
            Format::Human => self.human(shown, all.len() - listed.len(), color),
            Format::Csv => {
                CsvRenderer { lang, section: &self.section_term() }.render(shown, sources)
            }
            Format::Json => {
                let line = |(finding, owner): &(&Diagnostic, &Owner)| {
                    JsonRenderer { lang }.render(finding, owner, sources) + "\n"
                };
                shown.iter().map(line).collect()
            }
            Format::Github => {
                let line = |(finding, _): &(&Diagnostic, &Owner)| {
                    GithubRenderer { lang }.render(finding, sources) + "\n"
                };
                shown.iter().map(line).collect()
            }
        }
    }

    /// The bytes of a file with the list: UTF-8 with a byte order mark, by which programs of Windows know it. Those
    /// that read JSON or annotations do not expect one.
    pub fn file(&self) -> Vec<u8> {
        let text = self.render(false);
        let marked = matches!(self.args.format, Format::Human | Format::Csv);
        let mark = if marked && !text.starts_with(BOM) { BOM.to_string() } else { String::new() };
        (mark + &text).into_bytes()
    }

    /// How many findings are in the list.
    pub fn count(&self) -> usize {
        let listed = self.listed().len();
        self.args.max.unwrap_or(listed).min(listed)
    }

    /// What is asked for in other formats is a list for spreadsheets and programs; people get the number of awaited
    /// values.
    fn listed(&self) -> Vec<(&Diagnostic, &Owner)> {
        let people = self.args.format == Format::Human;
        let all = self.all.iter().copied();
        all.filter(|(finding, _)| !people || finding.severity != Severity::Awaited).collect()
    }

    fn section_term(&self) -> String {
        section_term(self.sources).unwrap_or_else(|| Terms::default().section)
    }

    fn human(&self, shown: &[(&Diagnostic, &Owner)], awaited: usize, color: bool) -> String {
        let Self { all, sources, lang, .. } = *self;
        if all.is_empty() {
            return String::new();
        }
        let renderer = HumanRenderer { lang, color };
        let mut parts: Vec<_> = alike(shown.iter().map(|(finding, _)| *finding))
            .iter()
            .map(|(first, others)| renderer.render_same(first, others, sources) + "\n")
            .collect();
        let several = all.windows(2).any(|pair| pair[0].1.section() != pair[1].1.section());
        if all.len() >= TABLE_FROM && several {
            parts.push(renderer.by_section(all, &self.section_term()) + "\n");
        }
        let findings: Vec<_> = all.iter().map(|(finding, _)| *finding).collect();
        parts.push(renderer.summary(&findings, shown.len()));
        if awaited > 0 {
            parts.push(
                match lang {
                    Lang::Ja => "未提出の一覧は planbook check --format csv で作れます",
                    Lang::En => "`planbook check --format csv` lists what is awaited",
                }
                .to_owned(),
            );
        }
        parts.join("\n") + "\n"
    }
}

/// The findings in their order, each with those that say the same elsewhere, where these are many.
fn alike<'a>(
    findings: impl Iterator<Item = &'a Diagnostic> + Clone,
) -> Vec<(&'a Diagnostic, Vec<&'a Diagnostic>)> {
    let words = |finding: &'a Diagnostic| (finding.severity, finding.code, &finding.message.ja);
    let is_placed = |finding: &&Diagnostic| !finding.labels.is_empty() && finding.cell.is_none();
    let mut places: HashMap<_, Vec<&Diagnostic>> = HashMap::new();
    for finding in findings.clone().filter(is_placed) {
        places.entry(words(finding)).or_default().push(finding);
    }
    places.retain(|_, same| same.len() >= SAME_FROM);
    findings
        .filter_map(|finding| match places.get(&words(finding)).map(Vec::as_slice) {
            Some([first, others @ ..]) if is_placed(&finding) => {
                std::ptr::eq(*first, finding).then(|| (finding, others.to_vec()))
            }
            _ => Some((finding, Vec::new())),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
    use crate::span::{FileId, Span};
    use crate::text;

    #[test]
    fn files_for_people_and_spreadsheets_begin_with_one_mark() {
        let finding = Diagnostic::error(Code("PB0000"), text!("誤り", "mistake"));
        let (owner, sources) = (Owner::default(), Sources::default());
        let all = [(&finding, &owner)];
        for format in [Format::Human, Format::Csv, Format::Json, Format::Github] {
            let args = ReportArgs { format, max: None };
            let list = FindingList { all: &all, sources: &sources, args, lang: Lang::Ja };
            let file = String::from_utf8(list.file()).expect("UTF-8");
            let marks = file.matches(BOM).count();
            let marked = matches!(format, Format::Human | Format::Csv);
            assert_eq!(marks, usize::from(marked), "{format:?}");
            assert_eq!(file.starts_with(BOM), marked, "{format:?}");
            assert!(file.contains("誤り") && list.count() == 1, "{file}");
        }
    }

    #[test]
    fn what_is_said_of_many_places_is_shown_once_with_all_of_them() {
        let text = "a\n".repeat(30);
        let files =
            ["content/a.yaml", "content/b.yaml"].map(|name| (name.to_owned(), text.clone()));
        let sources = Sources::from_memory(files);
        let at = |file: u32, line: usize| Span::new(FileId(file), 2 * line, 2 * line + 1);
        let found = |word: &str, span| {
            Diagnostic::error(Code("PB0000"), text!("{word}はありません", "no {word}")).at(span)
        };
        let mut findings: Vec<_> = (0..3).map(|line| found("少し", at(0, line))).collect();
        findings.extend(
            [(0, 4), (0, 6), (1, 8), (1, 9)].map(|(file, line)| found("多く", at(file, line))),
        );
        let owner = Owner::default();
        let all: Vec<_> = findings.iter().map(|finding| (finding, &owner)).collect();
        let args = ReportArgs { format: Format::Human, max: None };
        let shown =
            FindingList { all: &all, sources: &sources, args, lang: Lang::Ja }.render(false);
        assert_eq!(shown.matches("少しはありません").count(), 3, "{shown}");
        assert_eq!(shown.matches("多くはありません").count(), 1, "{shown}");
        for place in ["ほかに3か所", "content/a.yaml:7:1", "content/b.yaml:9:1, 10:1", "エラー 7件"]
        {
            assert!(shown.contains(place), "{place}: {shown}");
        }
        let args = ReportArgs { format: Format::Csv, max: None };
        let listed =
            FindingList { all: &all, sources: &sources, args, lang: Lang::Ja }.render(false);
        assert_eq!(listed.matches("多くはありません").count(), 4, "{listed}");
    }
}
