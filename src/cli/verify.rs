//! `planbook verify`: proves that the files of a finished publication agree.

use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::certificate;
use super::disagreements::{lines, what};
use super::report::{Reporter, error_line, print_line};
use super::verify_args::{VerifyArgs, VerifyFormat};
use super::{CANNOT_RUN, FINDINGS, SUCCESS, output_of};
use crate::diag::{Lang, Text, io_reason, shown_path};
use crate::text;
use crate::value::with_commas;
use crate::verify::{Difference, Fault, Report, Stranger, Tally, verify};

/// How many lines of disagreements, and names of what planbook did not make, are shown to people.
/// Programs get all.
const SHOWN: (usize, usize) = (60, 10);

/// Compares everything in a finished publication; returns the exit code.
pub fn run(root: &Path, options: &VerifyArgs, reporter: &Reporter) -> u8 {
    let lang = reporter.lang();
    let target = options.target.clone().unwrap_or_else(|| output_of(root));
    if reporter.refuses_report(options.report.as_deref()) {
        return CANNOT_RUN;
    }
    if let Some(reason) = options.report.as_deref().and_then(|path| refusal(path, &target)) {
        error_line(reason.get(lang));
        return CANNOT_RUN;
    }
    let report = match verify(&target, Some(&root.join("editions"))) {
        Ok(report) => report,
        Err(reason) => {
            error_line(reason.get(lang));
            return CANNOT_RUN;
        }
    };
    let mut written = None;
    if let Some(path) = &options.report {
        let page = certificate::page(&report, &place(&target), lang);
        let file = fs_err::File::create_new(path);
        let shown = shown_path(path);
        if let Err(error) = file.and_then(|mut file| file.write_all(page.as_bytes())) {
            let Text { ja, en } = io_reason(&error);
            let words = text!(
                "検証書を {shown} に書き出せません。{ja}",
                "cannot write the certificate to {shown}: {en}"
            );
            error_line(words.get(lang));
            return CANNOT_RUN;
        }
        written = Some(text!("検証書：{shown}", "certificate: {shown}"));
    }
    let written = written.as_ref().map(|words| words.get(lang));
    match options.format {
        VerifyFormat::Human => {
            print_line(&human(&report, lang));
            written.inspect(|words| print_line(words));
        }
        VerifyFormat::Json => {
            print_line(&format!("{:#}", as_json(&report, lang)));
            written.inspect(|words| error_line(words));
        }
    }
    if report.disagreements.is_empty() { SUCCESS } else { FINDINGS }
}

/// Where what was examined is, on this machine.
fn place(target: &Path) -> String {
    let path = std::path::absolute(target).unwrap_or_else(|_| target.to_owned());
    shown_path(&path)
}

/// Why no certificate on `target` can be at `path`.
fn refusal(path: &Path, target: &Path) -> Option<Text> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let shown = shown_path(folder);
    let Ok(within) = folder.canonicalize() else {
        return Some(text!(
            "検証書を書き出すフォルダー {shown} がありません。先に作るか、--report に別の場所を書いてください",
            "there is no folder {shown} for the certificate: make it first, or give --report another place"
        ));
    };
    // It would be published with the rest, and be no part of what it tells about.
    let is_inside =
        target.is_dir() && target.canonicalize().is_ok_and(|own| within.starts_with(own));
    is_inside.then(|| {
        text!(
            "検証書は、できあがりのフォルダーの外に書き出してください（中に置くと、そのまま公開されます）",
            "write the certificate outside of the output folder: within, it would be published"
        )
    })
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

/// What lies among the files and was not made by planbook, with at most `most` names.
pub(super) fn strangers(report: &Report, most: usize) -> Option<Text> {
    let all = &report.strangers;
    let name = |Stranger { name, files, copy_of }: &Stranger| match copy_of {
        Some(own) => text!("{name}（{own} と同じ中身）", "{name} (the same as {own})"),
        None if name.ends_with('/') => text!("{name}（{files}個）", "{name} ({files})"),
        None => Text::same(name),
    };
    let names: Vec<Text> = all.iter().take(most).map(name).collect();
    let ja = names.iter().map(|name| name.ja.as_str()).collect::<Vec<_>>().join("、");
    let en = names.iter().map(|name| name.en.as_str()).collect::<Vec<_>>().join(", ");
    let (more_ja, more_en) = match all.len() - names.len() {
        0 => (String::new(), String::new()),
        more => (format!("、ほか{more}"), format!(", and {more} more")),
    };
    (!all.is_empty()).then(|| {
        text!(
            "planbook が作ったものでないファイル（比べていません）：{ja}{more_ja}",
            "files that planbook did not make (not compared): {en}{more_en}"
        )
    })
}

fn human(report: &Report, lang: Lang) -> String {
    let mut shown = vec![format!("{} {}", report.municipality, report.title)];
    shown.extend(report.editions.iter().map(|(folder, title)| format!("{folder} {title}")));
    shown.push(String::new());
    for (area, counts) in &report.tallies {
        let (name, counts) = (area.name(), tally(*counts));
        shown.push(format!("  {}: {}", name.get(lang), counts.get(lang)));
    }
    shown.push(String::new());
    let found = lines(&report.disagreements, lang);
    shown.extend(found.iter().take(SHOWN.0).cloned());
    if let Some(more) = found.len().checked_sub(SHOWN.0).filter(|more| *more > 0) {
        let words = text!(
            "ほかに {more}行（--report の検証書に、すべてを示します）",
            "{more} more lines (the certificate of --report shows all)"
        );
        shown.push(words.get(lang).to_owned());
    }
    shown.extend(strangers(report, SHOWN.1).map(|words| words.get(lang).to_owned()));
    let names: Vec<_> = report.not_compared.iter().map(|name| name.get(lang)).collect();
    let names = names.join(text!("、", ", ").get(lang));
    if !names.is_empty() {
        shown
            .push(text!("比べていないもの：{names}", "not compared: {names}").get(lang).to_owned());
    }
    shown.push(conclusion(report).get(lang).to_owned());
    shown.join("\n")
}

fn as_json(report: &Report, lang: Lang) -> Value {
    let compared: serde_json::Map<_, _> =
        report.tallies.iter().map(|(area, tally)| (area.key().to_owned(), json!(tally))).collect();
    let found = report.disagreements.iter().map(|found| {
        let (value, expected, source) = match &found.fault {
            Fault::Value { found, expected, source } => {
                (json!(found), json!(expected), json!(source.get(lang)))
            }
            Fault::Missing | Fault::Sentence(_) => (Value::Null, Value::Null, Value::Null),
        };
        json!({
            "kind": found.area.key(),
            "file": found.file,
            "place": found.place.get(lang),
            "about": found.about.get(lang),
            "column": found.column,
            "difference": found.difference().map(Difference::key),
            "found": value,
            "expected": expected,
            "source": source,
            "message": what(found, lang),
        })
    });
    let strangers = report.strangers.iter().map(|stranger| {
        json!({ "name": stranger.name, "files": stranger.files, "copy_of": stranger.copy_of })
    });
    let hashes: serde_json::Map<_, _> =
        report.hashes.iter().map(|(name, hash)| (name.clone(), json!(hash))).collect();
    json!({
        "title": report.title,
        "editions": report.editions.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        "municipality": report.municipality,
        "agrees": report.disagreements.is_empty(),
        "compared": compared,
        "disagreements": found.collect::<Vec<_>>(),
        "not_compared": report.not_compared.iter().map(|name| name.get(lang)).collect::<Vec<_>>(),
        "not_made_by_planbook": strangers.collect::<Vec<_>>(),
        "sha256": hashes,
        "sha256_of_list": report.fingerprint(),
    })
}
