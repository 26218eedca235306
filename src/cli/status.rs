//! `planbook status`: how far the collection of an edition has come, by section.

use std::path::Path;

use super::args::{ReportArgs, StatusArgs, StatusFormat};
use super::report::{Reporter, error_line, print_bytes, print_line};
use super::{CANNOT_RUN, FINDINGS, SUCCESS, status_tables, target_folder};
use crate::compile;
use crate::diag::{Lang, Text, shown_path};
use crate::edit::write_file;
use crate::editions::{Collection, SectionStatus, collection};
use crate::spreadsheet::csv_of_texts;
use crate::text;
use crate::value::legal_names;

/// Shows the status of the book in `root`; returns the exit code.
pub fn run(root: &Path, options: &StatusArgs, reporter: &Reporter) -> u8 {
    let lang = reporter.lang();
    let (outcome, book) = compile::check(root);
    let Some(book) = book else {
        reporter.findings(&outcome, ReportArgs::default());
        return FINDINGS;
    };
    if reporter.refuses_section(options.section.as_deref(), &book) {
        return CANNOT_RUN;
    }
    let owners = outcome.owners();
    let findings: Vec<_> = outcome.findings.iter().zip(&owners).collect();
    let mut status = collection(&book, &outcome.sources, &findings, lang);
    if let Err(unreadable) = status.add_rounds(root, &book) {
        reporter.list_with_owners(&[*unreadable], &outcome.sources, ReportArgs::default());
        return CANNOT_RUN;
    }
    if let Some(name) = &options.section {
        status.sections.retain(|section| section.section == *name);
        status.indicators = SectionStatus::default();
    }
    if let Some(folder) = &options.remind {
        if target_folder::is_refused(root, folder, reporter) {
            return CANNOT_RUN;
        }
        return match remind(folder, &status, options.due.as_deref(), lang) {
            Ok(count) => {
                let folder = shown_path(folder);
                print_line(
                    text!(
                        "{folder} に {count}課あての文を書き出しました",
                        "{count} reminders are in {folder}"
                    )
                    .get(lang),
                );
                SUCCESS
            }
            Err(reason) => {
                error_line(reason.get(lang));
                CANNOT_RUN
            }
        };
    }
    match options.format {
        StatusFormat::Human => print_line(&human(&status, lang)),
        StatusFormat::Json => print_line(&json(&status)),
        StatusFormat::Csv => print_line(csv(&status, lang).trim_end()),
        StatusFormat::Html => print_line(&status_tables::html(&status, lang)),
        StatusFormat::Xlsx => match status_tables::xlsx(&status, lang) {
            Ok(bytes) => print_bytes(&bytes),
            Err(error) => {
                error_line(text!("書き出せません", "cannot write").because(&error).get(lang));
                return CANNOT_RUN;
            }
        },
    }
    SUCCESS
}

fn json(status: &Collection) -> String {
    serde_json::to_string_pretty(status).expect("the status is plain data")
}

/// A table of the sections, and the sums.
fn human(status: &Collection, lang: Lang) -> String {
    // Without workbooks, there is nothing to say of them.
    let rounds = status.sections.iter().any(|section| section.round.is_some());
    let (round_ja, round_en) =
        if rounds { ("  送った回 読み込み  ", "  round     imported  ") } else { ("", "") };
    let mut lines = vec![match lang {
        Lang::Ja => {
            format!("要る値 記入済 未提出 前のまま 直す所{round_ja}  {}", status.terms.section)
        }
        Lang::En => format!(" asked  there  awaited  as before  mistakes{round_en}  section"),
    }];
    let mut sum = SectionStatus::default();
    let mut row = |section: &SectionStatus, name: &str| {
        let SectionStatus { asked, answered, unchanged, mistakes, .. } = section;
        let missing = asked - answered;
        let sent = section.round.as_deref().unwrap_or("-");
        let day = section.last_import.as_ref().map_or("-", |import| import.day.as_str());
        let name = if rounds { format!("{sent:<8}  {day:<10}  {name}") } else { name.to_owned() };
        lines.push(match lang {
            Lang::Ja => {
                format!(
                    "{asked:>6} {answered:>6} {missing:>6} {unchanged:>8} {mistakes:>6}  {name}"
                )
            }
            Lang::En => format!(
                "{asked:>6} {answered:>6} {missing:>8} {unchanged:>10} {mistakes:>9}  {name}"
            ),
        });
    };
    for section in &status.sections {
        row(section, &section.section);
        sum.asked += section.asked;
        sum.answered += section.answered;
        sum.unchanged += section.unchanged;
        sum.mistakes += section.mistakes;
    }
    if status.indicators.asked > 0 {
        let name = &status.terms.indicators;
        row(&status.indicators, text!("（{name}）", "(indicators)").get(lang));
        sum.asked += status.indicators.asked;
        sum.answered += status.indicators.answered;
    }
    row(&sum, text!("計", "all").get(lang));
    if sum.unchanged > 0 {
        let words: Text = text!(
            "記入済は、前の版で書いてあった値も含みます。前のままは、前の版から変わっていない文などで、planbook check では未提出に数えます",
            "what is there may be of the edition before; `planbook check` counts what is as before among the awaited"
        );
        lines.push(words.get(lang).to_owned());
    }
    if status.other_mistakes > 0 {
        let count = status.other_mistakes;
        let words: Text = text!(
            "ほかに、どの課のものでもない直す所が {count}件あります（planbook check）",
            "{count} more mistakes belong to no section (planbook check)"
        );
        lines.push(words.get(lang).to_owned());
    }
    lines.join("\n")
}

/// A row for each value that has not come.
fn csv(status: &Collection, lang: Lang) -> String {
    let sections = status.sections.iter().chain([&status.indicators]);
    let rows = sections.flat_map(|section| status_tables::missing_rows(section, &section.section));
    let head = status_tables::missing_head(&status.terms, lang);
    csv_of_texts(head.each_ref().map(String::as_str), rows)
}

/// Writes a text to each section that has not answered all; returns how many there are.
fn remind(
    folder: &Path,
    status: &Collection,
    due: Option<&str>,
    lang: Lang,
) -> Result<usize, Text> {
    let names = legal_names(status.sections.iter().map(|section| &*section.section));
    let open = status.sections.iter().zip(names).filter(|(section, _)| !section.is_complete());
    let open: Vec<_> =
        open.map(|(section, name)| (section, folder.join(format!("{name}.txt")))).collect();
    // None is written where one is there: it may have been edited.
    let there = open.iter().map(|(_, path)| path).filter(|path| path.symlink_metadata().is_ok());
    let there: Vec<_> = there.map(shown_path).collect();
    if let Some((first, others)) = there.split_first() {
        let (ja, en) = match others.len() {
            0 => (String::new(), String::new()),
            more => (format!("など{}個のファイル", more + 1), format!(" and {more} more")),
        };
        return Err(text!(
            "{first}{ja}がもうあります。書き直してあるかもしれないので、どれも書き出しません。移すか消すか、--remind に別のフォルダーを書いてください",
            "{first}{en} is there already, and may have been edited: nothing is written; move it, or give --remind another folder"
        ));
    }
    for (section, path) in &open {
        let done = write_file(path, reminder(section, due, lang).as_bytes());
        done.map_err(|error| text!("書き出せません", "cannot write").because(&error))?;
    }
    Ok(open.len())
}

fn reminder(section: &SectionStatus, due: Option<&str>, lang: Lang) -> String {
    let SectionStatus { section: name, asked, answered, unchanged, mistakes, missing, .. } =
        section;
    let (round, import) = (section.round.as_deref(), section.last_import.as_ref());
    let mut lines = vec![match lang {
        Lang::Ja => format!("{name} 御中"),
        Lang::En => format!("To {name}"),
    }];
    lines.push(String::new());
    let open = asked - answered;
    let until = match (lang, due) {
        (_, None) => String::new(),
        (Lang::Ja, Some(due)) => format!("{due}までに"),
        (Lang::En, Some(due)) => format!(" by {due}"),
    };
    // A value in the sources may be from the edition before, or the planner's own: only an imported workbook
    // is known to have come from the section.
    lines.extend(match (lang, round, import) {
        (Lang::Ja, _, Some(import)) => {
            Some(format!("ワークブック「{}」を {} に読み込みました。", import.file, import.day))
        }
        (Lang::Ja, Some(round), None) => {
            Some(format!("お送りしたワークブック（{round}）は、まだ読み込んでいません。行き違いでしたらご容赦ください。"))
        }
        (Lang::En, _, Some(import)) => {
            Some(format!("We imported the workbook {} on {}.", import.file, import.day))
        }
        (Lang::En, Some(round), None) => {
            Some(format!("We have not imported the workbook that we sent ({round}) yet; please ignore this if it is on its way."))
        }
        (_, None, None) => None,
    });
    if open > 0 {
        lines.push(match lang {
            Lang::Ja => format!(
                "要る値 {asked}件のうち、次の {open}件がまだ書かれていません。{until}お知らせください。"
            ),
            Lang::En => format!(
                "Of the {asked} values that are needed, these {open} are not there yet. Please send them{until}."
            ),
        });
    }
    if *unchanged > 0 {
        lines.push(match lang {
            Lang::Ja => format!("前の版と同じままの文などが {unchanged}件あります。改めるところがないか、お確かめください。"),
            Lang::En => format!("{unchanged} texts and facts are those of the edition before; please see whether they still hold."),
        });
    }
    if *mistakes > 0 {
        lines.push(match lang {
            Lang::Ja => {
                format!("書いてあるものに、お確かめいただきたいところが {mistakes}件あります。")
            }
            Lang::En => format!("{mistakes} places of what is there need another look."),
        });
    }
    lines.push(String::new());
    for missing in missing {
        let words = [Some(&*missing.number), missing.project.as_deref(), Some(&*missing.what)];
        let words: Vec<_> = words.into_iter().flatten().collect();
        lines.push(format!("・{}", words.join(" ")));
    }
    lines.push(String::new());
    lines.join("\n")
}
