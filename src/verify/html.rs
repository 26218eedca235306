//! Reads the pages of a site: their tables, the text of their main part, and their links.
//!
//! This module must not know what the pages are about.

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

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
    /// What the page says of itself to search engines.
    pub descriptions: Vec<String>,
    /// The numbers that name the fact they tell.
    pub marked_values: Vec<MarkedValue>,
    /// The charts that are drawn on the page.
    pub charts: Vec<PrintedChart>,
    /// The values of editions, which name the edition and the fact.
    pub past: Vec<Past>,
}

/// A chart within a page.
#[derive(Debug, Default)]
pub(super) struct PrintedChart {
    /// The id of its description without its end: `chart-ratings`.
    pub id: String,
    /// The description.
    pub words: String,
    /// The words at its marks.
    pub marks: Vec<String>,
}

/// A value of an edition.
#[derive(Debug, Default)]
pub(super) struct Past {
    /// The edition, what it is of, the fact and its year: `data-past`.
    pub source: String,
    /// The value for programs, if it has one: `data-value`.
    pub value: Option<String>,
    /// What is printed, without units, years and what is read out alone.
    pub text: String,
}

/// A number outside of tables that names the fact it tells.
#[derive(Debug, Default)]
pub(super) struct MarkedValue {
    /// The fact: `data-fact`.
    pub fact: String,
    /// What it is about: `data-subject` of an element around it; the page itself where there is none.
    pub subject: Option<String>,
    /// The value for programs, if it has one: `data-value`.
    pub value: Option<String>,
    /// What is printed.
    pub text: String,
}

/// A start tag of a page.
#[derive(Debug, Default)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// An element that is open.
#[derive(Debug)]
struct Element {
    name: String,
    /// Whether its text is not part of the page.
    is_silent: bool,
    /// What values within are of.
    subject: Option<String>,
    /// The number that it tells.
    marked_value: Option<usize>,
    /// The value of an edition that it has.
    past: Option<usize>,
    /// Whether its text is a note on a value, or for readers of screens alone.
    is_note: bool,
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
    /// The start tag that is being read.
    tag: Tag,
    open: Vec<Element>,
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
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        reader.event(&event);
        None::<Infallible>
    });
    // Scripts and styles hold no tags.
    emitter.naively_switch_states(true);
    // A text in memory is always read to its end.
    let Ok(()) = Tokenizer::new_with_emitter(html, emitter).finish();
    reader.page
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Reader {
    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag { name: words(name), attributes: Vec::new() };
            }
            CallbackEvent::AttributeName { name } => {
                self.tag.attributes.push((words(name), String::new()));
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, own)) = self.tag.attributes.last_mut() {
                    *own = words(value);
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let tag = std::mem::take(&mut self.tag);
                self.start(&tag, *self_closing);
            }
            CallbackEvent::EndTag { name } => self.end(&words(name)),
            CallbackEvent::String { value } => self.text(&words(value)),
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
    }

    fn is_silent(&self) -> bool {
        self.open.last().is_some_and(|element| element.is_silent)
    }

    fn text(&mut self, text: &str) {
        if !self.open.iter().any(|element| element.is_note) {
            for at in self.open.iter().filter_map(|element| element.past) {
                self.page.past[at].text.push_str(text);
            }
        }
        if let (Some(element), Some(chart)) = (self.open.last(), self.page.charts.last_mut()) {
            match (element.name.as_str(), chart.marks.last_mut()) {
                ("desc", _) => chart.words.push_str(text),
                ("text", Some(mark)) => mark.push_str(text),
                _ => {}
            }
        }
        if self.is_silent() {
            return;
        }
        if let Some(cell) = &mut self.cell {
            cell.text.push_str(text);
        }
        for at in self.open.iter().filter_map(|element| element.marked_value) {
            self.page.marked_values[at].text.push_str(text);
        }
        let text = squeezed(text);
        if self.in_heading {
            self.page.heading.push_str(&text);
        }
        if self.in_main {
            self.page.text.push_str(&text);
        }
    }

    fn start(&mut self, tag: &Tag, closed: bool) {
        for name in ["href", "src"] {
            self.page.links.extend(tag.attribute(name).map(str::to_owned));
        }
        self.page.anchors.extend(tag.attribute("id").map(str::to_owned));
        if self.cell.as_ref().is_some_and(|cell| cell.is_head) && self.row.link.is_empty() {
            tag.attribute("href").unwrap_or_default().clone_into(&mut self.row.link);
        }
        self.start_in_chart(tag);
        let class = tag.attribute("class").unwrap_or_default();
        let aside = class.split(' ').any(|name| ["visually-hidden", "words"].contains(&name));
        let says = tag.attribute("name").or(tag.attribute("property")).unwrap_or_default();
        if tag.name == "meta" && ["description", "og:description"].contains(&says) {
            self.page.descriptions.extend(tag.attribute("content").map(squeezed));
        }
        match tag.name.as_str() {
            "main" => self.in_main = true,
            "h1" => self.in_heading = self.page.heading.is_empty(),
            "table" => {
                self.page.tables.push(PrintedTable::default());
                self.heads.clear();
            }
            "thead" => self.in_head_rows = true,
            "tr" => {
                let anchor = tag.attribute("id").unwrap_or_default().to_owned();
                self.row = PrintedRow { anchor, ..PrintedRow::default() };
                self.column = 0;
            }
            "th" | "td" => self.start_cell(tag),
            _ => {}
        }
        if !closed && !VOID.contains(&tag.name.as_str()) {
            self.open(tag, aside);
        }
    }

    /// A chart begins with its description.
    fn start_in_chart(&mut self, tag: &Tag) {
        if tag.name == "svg" {
            self.page.charts.push(PrintedChart::default());
        }
        let Some(chart) = self.page.charts.last_mut() else { return };
        match tag.name.as_str() {
            "desc" => {
                let id = tag.attribute("id").unwrap_or_default();
                id.strip_suffix("-alt").unwrap_or(id).clone_into(&mut chart.id);
            }
            "text" => chart.marks.push(String::new()),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag, aside: bool) {
        let around = self.open.last();
        let is_silent =
            around.is_some_and(|it| it.is_silent) || SILENT.contains(&tag.name.as_str()) || aside;
        // What other editions say.
        let is_silent = is_silent || tag.attribute("data-editions").is_some();
        let own = |name: &str| tag.attribute(name).map(str::to_owned);
        let subject = own("data-subject").or_else(|| around.and_then(|it| it.subject.clone()));
        let marked_value = own("data-fact").map(|fact| {
            let (subject, value) = (subject.clone(), own("data-value"));
            self.page.marked_values.push(MarkedValue { fact, subject, value, text: String::new() });
            self.page.marked_values.len() - 1
        });
        let past = own("data-past").map(|source| {
            let value = own("data-value");
            self.page.past.push(Past { source, value, text: String::new() });
            self.page.past.len() - 1
        });
        let class = tag.attribute("class").unwrap_or_default();
        let is_note = class.split(' ').any(|name| ["note", "visually-hidden"].contains(&name));
        let name = tag.name.clone();
        self.open.push(Element { name, is_silent, subject, marked_value, past, is_note });
    }

    fn start_cell(&mut self, tag: &Tag) {
        let span = tag.attribute("colspan").and_then(|n| n.parse().ok()).unwrap_or(1);
        let exact = tag.attribute("data-csv").map(squeezed);
        let column = if self.in_head_rows {
            exact.unwrap_or_default()
        } else {
            self.heads.get(self.column).cloned().unwrap_or_default()
        };
        let value = tag.attribute("data-value").filter(|value| !value.is_empty());
        let value = value.map(str::to_owned);
        let is_head = tag.name == "th";
        self.cell = Some(Open { is_head, span, column, text: String::new(), value });
    }

    fn end(&mut self, name: &str) {
        while let Some(open) = self.open.pop() {
            if open.name == name {
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
    fn numbers_that_name_their_fact_are_found() {
        let page = read(
            "<meta name=description content='5の施策'><main><script>if (1 < 2) '<b>'</script>\
             <li data-subject=\"1-2\"><b data-fact=policies data-value=\"12\">12</b>件</li><p>\
             <span data-fact=\"projects\">7<span class=\"visually-hidden\">x</span></span>",
        );
        assert_eq!(page.descriptions, ["5の施策"]);
        let marked_values: Vec<_> = page
            .marked_values
            .iter()
            .map(|marked| {
                let (subject, value) = (marked.subject.as_deref(), marked.value.as_deref());
                (marked.fact.as_str(), subject, value, marked.text.as_str())
            })
            .collect();
        assert_eq!(
            marked_values,
            [("policies", Some("1-2"), Some("12"), "12"), ("projects", None, None, "7")]
        );
    }

    #[test]
    fn a_cut_page_is_read_as_far_as_it_goes() {
        let whole = "<main><table><tbody><tr><th>事業</th><td 値=\"あ\">▲5</td></tr></tbody></table></main>";
        for (cut, _) in whole.char_indices() {
            assert!(read(&whole[..cut]).tables.len() <= 1, "{cut}");
        }
    }
}
