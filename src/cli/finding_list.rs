//! The list of findings in the formats of `--format`, for a terminal, a pipe or a file.

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
        let mut parts: Vec<_> =
            shown.iter().map(|(finding, _)| renderer.render(finding, sources) + "\n").collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
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
}
