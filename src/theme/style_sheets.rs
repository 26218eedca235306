//! What browsers pass over without a word in the style sheets of a theme: colours that nothing defines, files
//! that are not there, and brackets that stay open.
//!
//! This module must not know which colours a book needs.

use std::collections::BTreeSet;
use std::path::Path;

use super::{COLORS_OF_THEME, ThemeFile};
use crate::diag::{Code, Diagnostic, Text};
use crate::text;
use crate::value::BOM;

const STYLE_SHEET: Code = Code("PB0521");

/// The findings about the style sheets among `assets`, which are not filled in yet; `colors` are the names of
/// the colours of the site.
pub(super) fn check<'a>(
    assets: &[ThemeFile],
    colors: impl Iterator<Item = &'a str>,
) -> Vec<Diagnostic> {
    let names: BTreeSet<&str> = assets.iter().map(|(name, _)| name.as_str()).collect();
    let mut findings = Vec::new();
    let mut sheets = Vec::new();
    let mut defined: BTreeSet<String> = colors.map(str::to_owned).collect();
    for (name, bytes) in assets {
        let extension = Path::new(name).extension().unwrap_or_default();
        let (is_sheet, is_script) = (extension == "css", extension == "js");
        if !is_sheet && !is_script {
            continue;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if is_sheet => {
                let text = text.strip_prefix(BOM).unwrap_or(text);
                sheets.push(Sheet::new(name, text));
            }
            // Scripts may set properties.
            Ok(text) => defined.extend(properties(text)),
            Err(_) if is_sheet => findings.push(not_utf8(name)),
            _ => {}
        }
    }
    for sheet in &sheets {
        defined.extend(sheet.defined());
    }
    for sheet in &sheets {
        findings.extend(sheet.open.map(|at| sheet.open_bracket(at)));
        findings.extend(sheet.unknown_properties(&defined));
        findings.extend(sheet.missing_files(&names));
    }
    findings
}

/// A style sheet.
struct Sheet<'a> {
    name: &'a str,
    text: &'a str,
    /// The text with spaces for comments, byte by byte.
    code: String,
    /// Where the first bracket, string or comment stands that is not closed.
    open: Option<usize>,
}

impl<'a> Sheet<'a> {
    fn new(name: &'a str, text: &'a str) -> Self {
        let mut code = text.as_bytes().to_vec();
        let mut open = Vec::new();
        let mut at = 0;
        while at < code.len() {
            let rest = &text.as_bytes()[at..];
            let end = match rest[0] {
                b'/' if rest.starts_with(b"/*") => text[at + 2..].find("*/").map(|end| end + 4),
                quote @ (b'"' | b'\'') => end_of_string(rest, quote),
                _ => Some(1),
            };
            let Some(length) = end else {
                open = vec![at];
                break;
            };
            match rest[0] {
                b'/' if length > 1 => code[at..at + length].fill(b' '),
                b'{' => open.push(at),
                b'}' => drop(open.pop()),
                _ => {}
            }
            at += length;
        }
        let code = String::from_utf8(code).unwrap_or_default();
        Self { name, text, code, open: open.first().copied() }
    }

    /// Where `at` is, for people: `site/assets/style.css:12:3`.
    fn place(&self, at: usize) -> String {
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
        format!("site/assets/{}:{line}:{column}", self.name)
    }

    /// The custom properties that the sheet sets.
    fn defined(&self) -> impl Iterator<Item = String> {
        let is_set = |(at, name): &(usize, &str)| {
            let before = self.code[..*at].trim_end();
            self.code[at + 2 + name.len()..].trim_start().starts_with(':')
                || before.ends_with("@property")
        };
        names_after(&self.code, "--").filter(is_set).map(|(_, name)| name.to_owned())
    }

    /// Properties that are used without another value and that nothing sets, each once.
    fn unknown_properties(&self, defined: &BTreeSet<String>) -> Vec<Diagnostic> {
        let mut named = BTreeSet::new();
        let unknown = names_after(&self.code, "var(--").filter(|(at, name)| {
            let after = self.code[at + "var(--".len() + name.len()..].trim_start();
            after.starts_with(')') && !defined.contains(*name) && named.insert(*name)
        });
        let finding = |(at, name): (usize, &str)| {
            let near = crate::diag::did_you_mean(name, defined.iter().map(String::as_str));
            let hint = match near {
                Some(near) => text!("「{near}」のことですか", "did you mean `{near}`?"),
                None => text!(
                    "色なら、theme.yaml の colors に「{name}」とその light を書いてください。ほかの値なら、CSS の中で --{name}: … と決めます",
                    "write a colour into colors of theme.yaml, with `light`; set other values in the style sheet: --{name}: ..."
                ),
            };
            self.warning(
                at,
                text!("「--{name}」はどこにも決められていません", "nothing sets `--{name}`"),
                hint,
            )
        };
        unknown.map(finding).collect()
    }

    /// Files of the theme that the sheet names and that are not among `names`.
    fn missing_files(&self, names: &BTreeSet<&str>) -> Vec<Diagnostic> {
        let folder = self.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let imports = self.code.match_indices("@import").map(|(at, word)| (at, word.len()));
        let urls = self.code.match_indices("url(").map(|(at, word)| (at, word.len()));
        let files = imports.chain(urls).filter_map(|(at, length)| {
            let rest = self.code[at + length..].trim_start();
            let rest = rest.trim_start_matches(['"', '\'']);
            let file = rest.split(['"', '\'', ')', ';', '#', '?']).next()?.trim();
            // `@import url(…)` is found by its second word.
            let is_file = !file.is_empty() && !file.contains([':', '(']) && !file.starts_with('/');
            let is_colors = self.code[at..].starts_with(COLORS_OF_THEME);
            (is_file && !is_colors).then_some((at, file))
        });
        let missing = files.filter(|(_, file)| !names.contains(below(folder, file).as_str()));
        let finding = |(at, file): (usize, &str)| {
            let hint = if file.ends_with("colors.css") {
                text!(
                    "theme.yaml の色を入れるところは、style.css のはじめに {COLORS_OF_THEME} と、このとおりに書きます",
                    "where the colours of theme.yaml stand, write exactly {COLORS_OF_THEME}"
                )
            } else {
                text!(
                    "site/assets/ にそのファイルを置くか、名前を直してください",
                    "put the file into site/assets/, or mend its name"
                )
            };
            self.warning(
                at,
                text!("ファイル「{file}」がありません", "there is no file {file}"),
                hint,
            )
        };
        missing.map(finding).collect()
    }

    fn open_bracket(&self, at: usize) -> Diagnostic {
        let sign = match &self.text[at..] {
            rest if rest.starts_with("/*") => "/*",
            rest => &rest[..1],
        };
        self.warning(
            at,
            text!("「{sign}」が閉じていません", "`{sign}` is not closed"),
            text!(
                "閉じるものを書いてください。ここから後ろの書き方が、すべて効かなくなることがあります",
                "close it; everything after it may have no effect"
            ),
        )
    }

    fn warning(&self, at: usize, message: Text, hint: Text) -> Diagnostic {
        let (place, Text { ja, en }) = (self.place(at), message);
        let message = text!("テーマの {place}：{ja}", "{place} of the theme: {en}");
        Diagnostic::warning(STYLE_SHEET, message).hint(hint)
    }
}

/// The length of the string in `quote` with which `rest` begins; none if its line ends first.
fn end_of_string(rest: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' => return None,
            byte if byte == quote => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Each `head` in `code` with its place, and the name after it.
fn names_after<'c>(code: &'c str, head: &'c str) -> impl Iterator<Item = (usize, &'c str)> {
    code.match_indices(head).map(move |(at, _)| {
        let rest = &code[at + head.len()..];
        let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        (at, &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())])
    })
}

/// The custom properties that a script names.
fn properties(script: &str) -> impl Iterator<Item = String> {
    names_after(script, "--").map(|(_, name)| name.to_owned())
}

/// The path of `file` as a sheet in `folder` names it.
fn below(folder: &str, file: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in file.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The finding for the sheet `name` in another encoding, into which no colours can be put.
fn not_utf8(name: &str) -> Diagnostic {
    Diagnostic::warning(
        STYLE_SHEET,
        text!(
            "テーマの site/assets/{name}：文字コードが UTF-8 ではないので、theme.yaml の色が入りません",
            "site/assets/{name} of the theme is not in UTF-8, so it gets no colours of theme.yaml"
        ),
    )
    .hint(text!(
        "エディタの「名前を付けて保存」で、文字コード「UTF-8」を選んで保存し直してください",
        "save it again as UTF-8"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warnings(css: &str) -> Vec<String> {
        let assets = [
            ("style.css".to_owned(), css.as_bytes().to_vec()),
            ("img/logo.svg".to_owned(), Vec::new()),
            ("own.js".to_owned(), b"it.style.setProperty('--wide', 1)".to_vec()),
        ];
        check(&assets, ["accent"].into_iter()).into_iter().map(|it| it.message.ja).collect()
    }

    #[test]
    fn what_has_no_effect_is_told() {
        let cases = [
            (
                "@import \"colors.css\";\na { color: var(--acent); }",
                "style.css:2:12：「--acent」はどこにも",
            ),
            ("a { color: red;\n\nb { color: red; }", "style.css:1:3：「{」が閉じていません"),
            ("a {}\n/* 色", "style.css:2:1：「/*」が閉じていません"),
            ("a { content: \"x; }\n", "style.css:1:14：「\"」が閉じていません"),
            ("a { background: url('img/lgoo.svg'); }", "ファイル「img/lgoo.svg」がありません"),
            ("@import 'colors.css';", "ファイル「colors.css」がありません"),
        ];
        for (css, message) in cases {
            let found = warnings(css);
            assert!(found.len() == 1 && found[0].contains(message), "{css}: {found:?}");
        }
    }

    #[test]
    fn what_has_an_effect_is_not_told() {
        for css in [
            ":root { --own: 1px; } a { margin: var(--own); color: var(--accent); top: var( --x, 0 ); }",
            "a::after { content: \"}\"; width: var(--wide); } /* { var(--none) url(none.png) */",
            "a { background: url(img/logo.svg#a), url(./img/../img/logo.svg), url(data:image/png;base64,AA==); }",
            "@import \"colors.css\"; @import url(https://example.jp/a.css);",
        ] {
            assert_eq!(warnings(css), Vec::<String>::new(), "{css}");
        }
    }
}
