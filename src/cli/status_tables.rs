//! The status as a workbook and as a page.

use std::fmt::Write as _;
use std::io;

use crate::diag::Lang;
use crate::editions::{Collection, SectionStatus};
use crate::model::Terms;
use crate::render::escape_markup;
use crate::render::workbook::{List, write_lists};

/// The status as a workbook: the sections, and what has not come.
pub fn xlsx(status: &Collection, lang: Lang) -> io::Result<Vec<u8>> {
    write_lists(&lists(status, lang)).map_err(io::Error::other)
}

/// The status as one HTML page without scripts or other files.
pub fn html(status: &Collection, lang: Lang) -> String {
    let (code, title) = match lang {
        Lang::Ja => ("ja", format!("{} の照会の進み具合", status.edition)),
        Lang::En => ("en", format!("The collection for {}", status.edition)),
    };
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n:root {{ color-scheme: light dark; font-family: sans-serif; line-height: 1.6 }}\nbody {{ max-width: 75rem; margin: auto; padding: 1rem }}\ndiv {{ overflow-x: auto }}\ntable {{ border-collapse: collapse }}\ncaption {{ text-align: start; font-weight: bold; padding: .5rem 0 }}\nth, td {{ border: 1px solid GrayText; padding: .25rem .5rem; text-align: start; vertical-align: top }}\ntd.n {{ text-align: end; font-variant-numeric: tabular-nums }}\n</style>\n<main>\n<h1>{title}</h1>\n"
    );
    for List { name, head, rows } in lists(status, lang) {
        page.push_str("<div role=\"region\" tabindex=\"0\" aria-label=\"");
        page.push_str(&escape_markup(&name));
        page.push_str("\">\n<table>\n<caption>");
        page.push_str(&escape_markup(&name));
        page.push_str("</caption>\n<thead><tr>");
        for cell in head {
            let _ = write!(page, "<th scope=\"col\">{}</th>", escape_markup(&cell));
        }
        page.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            page.push_str("<tr>");
            for (at, cell) in row.iter().enumerate() {
                let number = !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
                let cell = match (at, number) {
                    (0, _) => format!("<th scope=\"row\">{}</th>", escape_markup(cell)),
                    (_, true) => format!("<td class=\"n\">{cell}</td>"),
                    _ => format!("<td>{}</td>", escape_markup(cell)),
                };
                page.push_str(&cell);
            }
            page.push_str("</tr>\n");
        }
        page.push_str("</tbody>\n</table>\n</div>\n");
    }
    page.push_str("</main>\n</html>");
    page
}

/// The names of the columns of [`missing_rows`].
pub fn missing_head(terms: &Terms, lang: Lang) -> [String; 6] {
    let names = match lang {
        Lang::Ja => [terms.section.as_str(), "番号", "事業・指標", "未提出の値", "ファイル", "行"],
        Lang::En => ["section", "number", "project or indicator", "missing", "file", "line"],
    };
    names.map(str::to_owned)
}

/// A row for each value of `section`, called `name`, that has not come.
pub fn missing_rows(section: &SectionStatus, name: &str) -> impl Iterator<Item = [String; 6]> {
    section.missing.iter().map(move |missing| {
        [
            name.to_owned(),
            missing.number.clone(),
            missing.project.clone().unwrap_or_default(),
            missing.what.clone(),
            missing.file.clone(),
            missing.line.to_string(),
        ]
    })
}

fn lists(status: &Collection, lang: Lang) -> Vec<List> {
    let ja = lang == Lang::Ja;
    let names = |ja_names: &[&str], en: &[&str]| -> Vec<String> {
        (if ja { ja_names } else { en }).iter().map(ToString::to_string).collect()
    };
    let head = names(
        &[
            &status.terms.section,
            "要る値",
            "記入済",
            "未提出",
            "前のまま",
            "直す所",
            "送った回",
            "最後に読み込んだ日",
            "ワークブック",
        ],
        &[
            "section",
            "asked",
            "there",
            "awaited",
            "as before",
            "mistakes",
            "round",
            "last import",
            "workbook",
        ],
    );
    let indicators =
        if ja { &format!("（{}）", status.terms.indicators) } else { "(indicators)" };
    let row = |section: &SectionStatus| {
        let SectionStatus { asked, answered, unchanged, mistakes, .. } = section;
        let name = if section.section.is_empty() { indicators } else { &section.section };
        let import = section.last_import.as_ref();
        vec![
            name.to_owned(),
            asked.to_string(),
            answered.to_string(),
            (asked - answered).to_string(),
            unchanged.to_string(),
            mistakes.to_string(),
            section.round.clone().unwrap_or_default(),
            import.map(|import| import.day.clone()).unwrap_or_default(),
            import.map(|import| import.file.clone()).unwrap_or_default(),
        ]
    };
    let all = status.sections.iter().chain([&status.indicators]).filter(|s| s.asked > 0);
    let sections = List {
        name: if ja { "課ごと" } else { "sections" }.to_owned(),
        head,
        rows: all.clone().map(row).collect(),
    };
    let missing = all.flat_map(|section| {
        let name = if section.section.is_empty() { indicators } else { &section.section };
        missing_rows(section, name).map(Vec::from)
    });
    let missing = List {
        name: if ja { "未提出" } else { "awaited" }.to_owned(),
        head: missing_head(&status.terms, lang).into(),
        rows: missing.collect(),
    };
    vec![sections, missing]
}
