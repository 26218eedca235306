//! Reads the pages of a site: their tables, the text of their main part, and their links.
//!
//! This module must not know what the pages are about.

use super::printed::{PrintedCell, PrintedRow, PrintedTable, spaced, squeezed};
use crate::text;

/// Elements without an end tag.
const VOID: [&str; 9] = ["area", "br", "col", "hr", "img", "input", "link", "meta", "source"];
/// Elements whose text is not part of the page.
const SILENT: [&str; 6] = ["head", "script", "style", "svg", "details", "template"];

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub tables: Vec<PrintedTable>,
    /// The text of the first heading, without white space.
    pub heading: String,
    /// The text of the main part, without white space.
    pub text: String,
    /// The addresses of links and files, in order.
    pub links: Vec<String>,
    /// The anchors.
    pub anchors: Vec<String>,
}

/// A tag of a page.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<String> {
        let start = format!(" {name}=\"");
        let at = self.attributes.find(&start)? + start.len();
        let value = self.attributes[at..].split('"').next()?;
        Some(decoded(value))
    }
}

/// A cell that is being read.
#[derive(Default)]
struct Open {
    is_head: bool,
    span: usize,
    column: String,
    text: String,
    value: Option<String>,
}

#[derive(Default)]
struct Reader {
    page: Page,
    /// The open elements, and whether each is silent.
    open: Vec<(String, bool)>,
    in_main: bool,
    in_heading: bool,
    in_head_rows: bool,
    /// The headings of the columns of the open table.
    heads: Vec<String>,
    row: PrintedRow,
    column: usize,
    cell: Option<Open>,
}

/// Reads a page.
pub(super) fn read(html: &str) -> Page {
    let mut reader = Reader::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        reader.text(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        // A page that is cut may end within a tag.
        let Some(end) = rest.find('>') else { break };
        let inside = rest[1..end].trim_end_matches('/');
        if let Some(name) = inside.strip_prefix('/') {
            reader.end(name.trim());
        } else if !inside.starts_with('!') {
            let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
            let (name, attributes) = inside.split_at(name_end);
            reader.start(&Tag { name, attributes }, rest[..end].ends_with('/'));
        }
        rest = &rest[end + 1..];
    }
    reader.page
}

impl Reader {
    fn is_silent(&self) -> bool {
        self.open.last().is_some_and(|(_, silent)| *silent)
    }

    fn text(&mut self, text: &str) {
        if self.is_silent() {
            return;
        }
        let text = decoded(text);
        if let Some(cell) = &mut self.cell {
            cell.text.push_str(&text);
        }
        let text = squeezed(&text);
        if self.in_heading {
            self.page.heading.push_str(&text);
        }
        if self.in_main {
            self.page.text.push_str(&text);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, closed: bool) {
        for name in ["href", "src"] {
            self.page.links.extend(tag.attribute(name));
        }
        self.page.anchors.extend(tag.attribute("id"));
        if self.cell.as_ref().is_some_and(|cell| cell.is_head) && self.row.link.is_empty() {
            self.row.link = tag.attribute("href").unwrap_or_default();
        }
        let class = tag.attribute("class").unwrap_or_default();
        let aside = class.split(' ').any(|name| ["visually-hidden", "words"].contains(&name));
        match tag.name {
            "main" => self.in_main = true,
            "h1" => self.in_heading = self.page.heading.is_empty(),
            "table" => {
                self.page.tables.push(PrintedTable::default());
                self.heads.clear();
            }
            "thead" => self.in_head_rows = true,
            "tr" => {
                let anchor = tag.attribute("id").unwrap_or_default();
                self.row = PrintedRow { anchor, ..PrintedRow::default() };
                self.column = 0;
            }
            "th" | "td" => self.start_cell(tag),
            _ => {}
        }
        if !closed && !VOID.contains(&tag.name) {
            // What other editions say.
            let of_others = tag.attribute("data-editions").is_some();
            let silent = self.is_silent() || SILENT.contains(&tag.name) || aside || of_others;
            self.open.push((tag.name.to_owned(), silent));
        }
    }

    fn start_cell(&mut self, tag: &Tag<'_>) {
        let span = tag.attribute("colspan").and_then(|n| n.parse().ok()).unwrap_or(1);
        let exact = tag.attribute("data-csv").map(|words| squeezed(&words));
        let column = if self.in_head_rows {
            exact.unwrap_or_default()
        } else {
            self.heads.get(self.column).cloned().unwrap_or_default()
        };
        let value = tag.attribute("data-value").filter(|value| !value.is_empty());
        let is_head = tag.name == "th";
        self.cell = Some(Open { is_head, span, column, text: String::new(), value });
    }

    fn end(&mut self, name: &str) {
        while let Some((open, _)) = self.open.pop() {
            if open == name {
                break;
            }
        }
        match name {
            "main" => self.in_main = false,
            "h1" => self.in_heading = false,
            "thead" => self.in_head_rows = false,
            "th" | "td" => self.end_cell(),
            "tr" if !self.in_head_rows => {
                let row = std::mem::take(&mut self.row);
                if let Some(table) = self.page.tables.last_mut() {
                    table.rows.push(row);
                }
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let Open { is_head, span, column, text, value } = cell;
        let (text, spaced) = (squeezed(&text), spaced(&text));
        let of_changes = self.heads.iter().any(|head| head.contains('差'));
        let at = self.column + 1;
        self.column += span;
        if self.in_head_rows {
            // What spreadsheets call the column is exact; people see it in short.
            let words = if column.is_empty() { text } else { column };
            self.heads.extend(std::iter::repeat_n(words, span));
            return;
        }
        let table = self.page.tables.len();
        let row = self.page.tables.last().map_or(0, |table| table.rows.len()) + 1;
        let name = if column.is_empty() { String::new() } else { format!("（{column}）") };
        let place = text!(
            "表{table} {row}行目 {at}列目{name}",
            "table {table}, row {row}, column {at}{name}"
        );
        let cell = PrintedCell { column, text, spaced, of_changes, value, place };
        if is_head { self.row.heads.push(cell) } else { self.row.cells.push(cell) }
    }
}

/// Text of HTML with its character references.
fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find(';').filter(|end| *end <= 10) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        match character(&rest[1..end]) {
            Some(c) => out.push(c),
            None => out.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_the_headings_of_their_columns() {
        let page = read(
            "<main><table><thead><tr><th>事業</th><th data-csv=\"令和6年度予算額\">予算額</th></tr></thead>\
             <tbody><tr id=\"project-1\"><th>A &amp; B</th><td data-value=\"-5\">▲5<span \
             class=\"visually-hidden\">減</span></td></tr></tbody></table></main>",
        );
        let row = &page.tables[0].rows[0];
        assert_eq!((row.anchor.as_str(), row.heads[0].text.as_str()), ("project-1", "A&B"));
        let cell = &row.cells[0];
        assert_eq!((cell.column.as_str(), cell.text.as_str()), ("令和6年度予算額", "▲5"));
        assert_eq!(cell.value.as_deref(), Some("-5"));
        assert!(page.text.contains("A&B") && !page.text.contains('減'));
    }
    #[test]
    fn a_cut_page_is_read_as_far_as_it_goes() {
        let whole = "<main><table><tbody><tr><th>事業</th><td 値=\"あ\">▲5</td></tr></tbody></table></main>";
        for (cut, _) in whole.char_indices() {
            assert!(read(&whole[..cut]).tables.len() <= 1, "{cut}");
        }
    }
}
