//! `planbook verify`: proves that the files of a finished publication agree.

use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::certificate;
use super::report::{Reporter, error_line, print_line};
use super::verify_args::{VerifyArgs, VerifyFormat};
use super::{CANNOT_RUN, FINDINGS, SUCCESS, output_of};
use crate::diag::{Lang, Text};
use crate::text;
use crate::value::with_commas;
use crate::verify::{Disagreement, Report, Tally, verify};

/// How many disagreements are shown to people; programs and the certificate get all.
const SHOWN: usize = 100;

/// Compares everything in a finished publication; returns the exit code.
pub fn run(root: &Path, options: &VerifyArgs, reporter: &Reporter) -> u8 {
    let lang = reporter.lang();
    if reporter.refuses_report(options.report.as_deref()) {
        return CANNOT_RUN;
    }
    let target = options.target.clone().unwrap_or_else(|| output_of(root));
    let report = match verify(&target, Some(&root.join("editions"))) {
        Ok(report) => report,
        Err(reason) => {
            error_line(reason.get(lang));
            return CANNOT_RUN;
        }
    };
    if let Some(path) = &options.report {
        let page = certificate::page(&report, &target.display().to_string(), lang);
        let file = fs_err::File::create_new(path);
        if let Err(error) = file.and_then(|mut file| file.write_all(page.as_bytes())) {
            error_line(text!("書き出せません：{error}", "cannot write: {error}").get(lang));
            return CANNOT_RUN;
        }
    }
    match options.format {
        VerifyFormat::Human => print_line(&human(&report, lang)),
        VerifyFormat::Json => print_line(&format!("{:#}", as_json(&report, lang))),
    }
    if report.disagreements.is_empty() { SUCCESS } else { FINDINGS }
}

/// A disagreement in a line: what is said where, and what it would have to be.
pub(super) fn line(found: &Disagreement, lang: Lang) -> String {
    let Disagreement { file, place, found, expected, source, .. } = found;
    let nothing = text!("（なし）", "(nothing)");
    let value = |text: &str| {
        let text = text.replace('\n', " ");
        if text.is_empty() { nothing.get(lang).to_owned() } else { text }
    };
    let (place, source) = (place.get(lang), source.get(lang));
    let (found, expected) = (value(found), value(expected));
    text!(
        "{file} {place}：「{found}」は、「{expected}」のはずです（{source}）",
        "{file} {place}: {found} should be {expected} ({source})"
    )
    .get(lang)
    .to_owned()
}

/// What was compared of a kind.
pub(super) fn tally(tally: Tally) -> Text {
    let Tally { equal, rounded, contradictory } = tally;
    text!(
        "同じ {equal}、丸めると同じ {rounded}、食い違い {contradictory}",
        "{equal} equal, {rounded} equal after rounding, {contradictory} contradictory"
    )
}

/// The result in a sentence.
pub(super) fn conclusion(report: &Report) -> Text {
    let all = with_commas(&report.sum().all().to_string());
    let count = report.disagreements.len();
    if count == 0 {
        text!(
            "{all}の値を比べました。食い違いはありません",
            "{all} values were compared, and none disagree"
        )
    } else {
        text!(
            "{all}の値を比べました。食い違いが{count}件あります",
            "{all} values were compared: {count} disagree"
        )
    }
}

fn human(report: &Report, lang: Lang) -> String {
    let mut lines = vec![format!("{} {}", report.municipality, report.title), String::new()];
    for (area, counts) in &report.tallies {
        let (name, counts) = (area.name(), tally(*counts));
        lines.push(format!("  {}: {}", name.get(lang), counts.get(lang)));
    }
    lines.push(String::new());
    let found = &report.disagreements;
    lines.extend(found.iter().take(SHOWN).map(|found| line(found, lang)));
    if let Some(more) = found.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let words = text!(
            "ほかに {more}件（--format json か --report で、すべてを示します）",
            "{more} more (--format json and --report show all)"
        );
        lines.push(words.get(lang).to_owned());
    }
    let names: Vec<_> = report.not_compared.iter().map(|name| name.get(lang)).collect();
    let names = names.join(text!("、", ", ").get(lang));
    if !names.is_empty() {
        lines
            .push(text!("比べていないもの：{names}", "not compared: {names}").get(lang).to_owned());
    }
    lines.push(conclusion(report).get(lang).to_owned());
    lines.join("\n")
}

fn as_json(report: &Report, lang: Lang) -> Value {
    let compared: serde_json::Map<_, _> =
        report.tallies.iter().map(|(area, tally)| (area.key().to_owned(), json!(tally))).collect();
    let found = report.disagreements.iter().map(|found| {
        json!({
            "kind": found.area.key(),
            "file": found.file,
            "place": found.place.get(lang),
            "found": found.found,
            "expected": found.expected,
            "source": found.source.get(lang),
        })
    });
    let hashes: serde_json::Map<_, _> =
        report.hashes.iter().map(|(name, hash)| (name.clone(), json!(hash))).collect();
    json!({
        "title": report.title,
        "municipality": report.municipality,
        "agrees": report.disagreements.is_empty(),
        "compared": compared,
        "disagreements": found.collect::<Vec<_>>(),
        "not_compared": report.not_compared.iter().map(|name| name.get(lang)).collect::<Vec<_>>(),
        "sha256": hashes,
        "sha256_of_list": report.fingerprint(),
    })
}
