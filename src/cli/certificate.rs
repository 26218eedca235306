//! The certificate (検証書) of `planbook verify`: one HTML file without scripts that can be printed and
//! signed.
//!
//! This module must not know how anything is compared.

use std::fmt::Write as _;

use super::disagreements::lines;
use super::verify::{conclusion, strangers};
use crate::diag::{Lang, Text};
use crate::editions::now;
use crate::render::escape_markup;
use crate::text;
use crate::value::{Date, with_commas};
use crate::verify::{Report, Tally};

/// The look of the page: black on white, fit for A4.
const STYLE: &str = "body{font:1rem/1.6 \"BIZ UDPGothic\",\"Yu Gothic\",sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;\
color:#000;background:#fff}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #555;padding:.25rem .5rem;\
text-align:left;vertical-align:top;overflow-wrap:anywhere}\
td.n{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal;white-space:nowrap}\
code{overflow-wrap:anywhere;font-size:.85rem}.what,.sign{table-layout:fixed}:is(.what,.sign) th{width:9rem}\
.sign td{height:3rem}h2{break-after:avoid}tr,li,.sign{break-inside:avoid}\
.hashes :is(th,td){font-size:.8rem;padding:.1rem .4rem}.hashes code{font-size:.75rem}.hashes th{font-weight:400}\
@media(max-width:30rem){body{margin:1rem auto;font-size:.85rem}:is(.what,.sign) th{width:5.5rem}\
th,td{padding:.2rem .3rem}code{font-size:.75rem}}\
@page{size:A4;margin:18mm 16mm;@bottom-right{content:counter(page) \" / \" counter(pages);font-size:9pt}}\
@media print{body{margin:0;max-width:none;font-size:10.5pt;padding:0}.hashes :is(th,td){font-size:8pt}.hashes code{font-size:6.5pt;white-space:nowrap}}";

/// The certificate of `report` on what is in `target`.
pub fn page(report: &Report, target: &str, lang: Lang) -> String {
    let word = |text: Text| escape_markup(text.get(lang));
    let heading = word(if report.disagreements.is_empty() {
        text!("検証書", "Certificate of verification")
    } else {
        text!("検証書（不一致）", "Certificate of verification (disagreements)")
    });
    let (day, time) = now();
    let mut page = String::new();
    let code = match lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    };
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{heading} {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{heading}</h1>\n<table class=\"what\">\n",
        title = escape_markup(&report.title),
    );
    for (name, value) in [
        (text!("刊行物", "Publication"), format!("{} {}", report.municipality, report.title)),
        (text!("調べたもの", "What was examined"), target.to_owned()),
        (text!("調べた日時", "Date and time"), words_for(&day, &time).get(lang).to_owned()),
        (text!("調べた道具", "Examined by"), format!("planbook {}", env!("CARGO_PKG_VERSION"))),
        (text!("結果", "Result"), conclusion(report).get(lang).to_owned()),
        (text!("ファイルの一覧のSHA-256", "SHA-256 of the list of files"), report.fingerprint()),
    ] {
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            word(name),
            escape_markup(&value)
        );
    }
    page.push_str("</table>\n");
    compared(&mut page, report, lang);
    list(
        &mut page,
        &word(text!("食い違い", "Disagreements")),
        lines(&report.disagreements, lang).into_iter(),
    );
    list(
        &mut page,
        &word(text!("比べていないもの", "Not compared")),
        report
            .not_compared
            .iter()
            .cloned()
            .chain(strangers(report, usize::MAX))
            .map(|name| name.get(lang).to_owned()),
    );
    signatures(&mut page, lang);
    hashes(&mut page, report, lang);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// A day and time, as people write them: 令和8年9月3日 14:05.
fn words_for(day: &str, time: &str) -> Text {
    let day_ja = day.parse().map_or_else(|()| day.to_owned(), Date::long);
    text!("{day_ja} {time}（日本時間）", "{day} {time} (Japan)")
}

fn compared(page: &mut String, report: &Report, lang: Lang) {
    let heading = text!("比べたもの", "What was compared");
    let heads = [
        text!("種類", "Kind"),
        text!("同じ", "Equal"),
        text!("丸めると同じ", "Equal after rounding"),
        text!("食い違い", "Contradictory"),
    ];
    let _ = write!(page, "<h2>{}</h2>\n<table>\n<tr>", heading.get(lang));
    for head in heads {
        let _ = write!(page, "<th scope=\"col\">{}</th>", head.get(lang));
    }
    page.push_str("</tr>\n");
    for (area, Tally { equal, rounded, contradictory }) in &report.tallies {
        let name = area.name();
        let _ = write!(page, "<tr><th scope=\"row\">{}</th>", escape_markup(name.get(lang)));
        for count in [equal, rounded, contradictory] {
            let _ = write!(page, "<td class=\"n\">{}</td>", with_commas(&count.to_string()));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
}

fn list(page: &mut String, heading: &str, entries: impl Iterator<Item = String>) {
    let entries = entries.fold(String::new(), |mut list, entry| {
        let _ = writeln!(list, "<li>{}</li>", escape_markup(&entry));
        list
    });
    if !entries.is_empty() {
        let _ = writeln!(page, "<h2>{heading}</h2>\n<ul>\n{entries}</ul>");
    }
}

/// Empty places to sign.
fn signatures(page: &mut String, lang: Lang) {
    let heading = text!("確認", "Confirmation");
    let names = [
        text!("所属", "Section"),
        text!("氏名", "Name"),
        text!("日付", "Date"),
        text!("署名・押印", "Signature"),
    ];
    let _ = writeln!(page, "<h2>{}</h2>\n<table class=\"sign\">", heading.get(lang));
    for name in names {
        let _ = writeln!(page, "<tr><th scope=\"row\">{}</th><td></td></tr>", name.get(lang));
    }
    page.push_str("</table>\n");
}

fn hashes(page: &mut String, report: &Report, lang: Lang) {
    let heading = text!("ファイルのSHA-256", "SHA-256 of the files");
    let name = text!("ファイル", "File");
    let _ = writeln!(
        page,
        "<h2>{}</h2>\n<table class=\"hashes\">\n<tr><th scope=\"col\">{}</th><th scope=\"col\">SHA-256</th></tr>",
        heading.get(lang),
        name.get(lang)
    );
    for (name, hash) in &report.hashes {
        let name = escape_markup(name);
        let _ =
            writeln!(page, "<tr><th scope=\"row\">{name}</th><td><code>{hash}</code></td></tr>");
    }
    page.push_str("</table>\n");
}
