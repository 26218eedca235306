//! What the XML of a workbook says beyond values: struck text, number formats, and comments.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::number_format::NumberFormat;

/// A row and a column, from 0.
pub type Position = (u32, u32);

/// What a sheet has beyond its values.
#[derive(Debug, Default)]
pub struct Marks {
    /// The cells with struck text, whole or in part.
    pub struck: BTreeSet<Position>,
    /// The number formats of the cells that have one.
    pub formats: BTreeMap<Position, Rc<NumberFormat>>,
    /// The comments, with their cells.
    pub comments: Vec<(String, String)>,
    /// The rows and columns that are not shown.
    pub hidden: Hidden,
}

/// The rows and columns of a sheet that are not shown, from 0.
#[derive(Debug, Default)]
pub struct Hidden {
    /// The rows.
    pub rows: BTreeSet<u32>,
    /// The first and the last column of each range.
    pub columns: Vec<(u32, u32)>,
}

impl Hidden {
    fn look(&mut self, name: &str, element: &BytesStart<'_>, row: u32) {
        let has_no = |name| attribute(element, name).is_some_and(|size| size.parse() == Ok(0.0));
        let is_hidden = attribute(element, "hidden").is_some_and(|value| is_true(&value));
        match name {
            "row" if is_hidden || has_no("ht") => drop(self.rows.insert(row)),
            "col" if is_hidden || has_no("width") => {
                let bounds = (number(element, "min"), number(element, "max"));
                if let (Some(first @ 1..), Some(last @ 1..)) = bounds {
                    self.columns.push((first - 1, last - 1));
                }
            }
            _ => {}
        }
    }
}

fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true")
}

/// The marks of each sheet by its name, read from the `parts` of a workbook.
#[must_use]
pub fn marks(parts: &BTreeMap<String, String>) -> BTreeMap<String, Marks> {
    let empty = String::new();
    let part = |name: &str| parts.get(name).unwrap_or(&empty).as_str();
    let styles = Styles::read(part("xl/styles.xml"));
    let strings = struck_strings(part("xl/sharedStrings.xml"));
    let targets = relationships(part("xl/_rels/workbook.xml.rels"), "xl/");
    let mut all = BTreeMap::new();
    each_element(part("xl/workbook.xml"), |name, element| {
        if name == "sheet"
            && let (Some(title), Some(id)) = (attribute(element, "name"), attribute(element, "id"))
            && let Some((_, path)) = targets.get(&id)
        {
            let mut marks = cell_marks(part(path), &styles, &strings);
            let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
            let related =
                relationships(part(&format!("{folder}/_rels/{file}.rels")), &format!("{folder}/"));
            for (kind, path) in related.values() {
                // A new comment comes with an older one, for older programs.
                if kind.ends_with("/comments") {
                    comments(part(path), &mut marks.comments);
                }
            }
            all.insert(title, marks);
        }
    });
    all
}

/// Calls `look` with each start of an element of `xml`, and its name without a prefix. It ends at
/// the first mistake: values are read by another reader, which reports it.
fn each_element(xml: &str, mut look: impl FnMut(&str, &BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                look(element.local_name().as_ref(), &element);
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = element.attributes();
    let mut all = all.with_checks(false).flatten();
    let found = all.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// The relationships of `xml` by id: their type, and the name of the part, from `folder`.
fn relationships(xml: &str, folder: &str) -> BTreeMap<String, (String, String)> {
    let mut all = BTreeMap::new();
    each_element(xml, |name, element| {
        if name == "Relationship"
            && let Some(id) = attribute(element, "Id")
            && let Some(target) = attribute(element, "Target")
        {
            let kind = attribute(element, "Type").unwrap_or_default();
            all.insert(id, (kind, path(folder, &target)));
        }
    });
    all
}

/// The name of the part at `target`, seen from `folder`.
fn path(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The cell formats that matter.
#[derive(Debug, Default)]
struct Styles {
    struck: Vec<bool>,
    /// None for General.
    formats: Vec<Option<Rc<NumberFormat>>>,
}

impl Styles {
    fn read(xml: &str) -> Self {
        let mut fonts: Vec<bool> = Vec::new();
        let mut formats: BTreeMap<u32, Rc<NumberFormat>> = BTreeMap::new();
        let mut styles = Self::default();
        let (mut in_fonts, mut in_cells) = (false, false);
        each_element(xml, |name, element| match name {
            "fonts" => in_fonts = true,
            "fills" | "cellStyleXfs" | "cellStyles" | "dxfs" => {
                (in_fonts, in_cells) = (false, false);
            }
            "cellXfs" => (in_fonts, in_cells) = (false, true),
            "font" if in_fonts => fonts.push(false),
            "strike" if in_fonts && is_on(element) => {
                if let Some(font) = fonts.last_mut() {
                    *font = true;
                }
            }
            "numFmt" => {
                let code = attribute(element, "formatCode").unwrap_or_default();
                if let Some(id) = number(element, "numFmtId") {
                    formats.insert(id, Rc::new(NumberFormat::of_code(&code)));
                }
            }
            "xf" if in_cells => {
                let font = attribute(element, "fontId").and_then(|id| id.parse::<usize>().ok());
                let struck = font.and_then(|id| fonts.get(id)).copied().unwrap_or(false);
                let format = number(element, "numFmtId").unwrap_or_default();
                let built_in = || (format > 0).then(|| Rc::new(NumberFormat::built_in(format)));
                styles.struck.push(struck);
                styles.formats.push(formats.get(&format).cloned().or_else(built_in));
            }
            _ => {}
        });
        styles
    }
}

/// The attribute `name` of `element`, if it is a number.
fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.parse().ok()
}

/// Whether an element that is on unless it says otherwise is on.
fn is_on(element: &BytesStart<'_>) -> bool {
    attribute(element, "val").is_none_or(|value| !matches!(value.as_str(), "0" | "false"))
}

/// Whether each shared string has a struck run.
fn struck_strings(xml: &str) -> Vec<bool> {
    let mut all = Vec::new();
    each_element(xml, |name, element| match name {
        "si" => all.push(false),
        "strike" if is_on(element) => {
            if let Some(last) = all.last_mut() {
                *last = true;
            }
        }
        _ => {}
    });
    all
}

/// The marks of the cells of a sheet.
fn cell_marks(xml: &str, styles: &Styles, strings: &[bool]) -> Marks {
    let mut marks = Marks::default();
    let mut reader = Reader::from_str(xml);
    let (mut row, mut column) = (0u32, 0u32);
    let (mut at, mut shared, mut in_value) = (None, false, false);
    loop {
        match reader.read_event() {
            Ok(event @ (Event::Start(_) | Event::Empty(_))) => {
                let empty = matches!(event, Event::Empty(_));
                let (Event::Start(element) | Event::Empty(element)) = event else { continue };
                match element.local_name().as_ref() {
                    "col" => marks.hidden.look("col", &element, row),
                    "row" => {
                        let number = attribute(&element, "r").and_then(|r| r.parse::<u32>().ok());
                        row = number.map_or(row, |number| number.saturating_sub(1));
                        column = 0;
                        marks.hidden.look("row", &element, row);
                    }
                    "c" => {
                        let place = attribute(&element, "r").and_then(|r| position(&r));
                        (row, column) = place.unwrap_or((row, column));
                        let style = attribute(&element, "s").and_then(|s| s.parse::<usize>().ok());
                        let style = style.unwrap_or(0);
                        if styles.struck.get(style) == Some(&true) {
                            marks.struck.insert((row, column));
                        }
                        if let Some(Some(format)) = styles.formats.get(style) {
                            marks.formats.insert((row, column), Rc::clone(format));
                        }
                        shared = attribute(&element, "t").is_some_and(|t| t == "s");
                        at = (!empty).then_some((row, column));
                        column += 1;
                    }
                    "v" => in_value = !empty,
                    "strike" if is_on(&element) => marks.struck.extend(at),
                    _ => {}
                }
            }
            Ok(Event::Text(text)) if in_value && shared => {
                let index = text.xml10_content().trim().parse::<usize>().ok();
                if index.and_then(|index| strings.get(index)) == Some(&true) {
                    marks.struck.extend(at);
                }
            }
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "v" => in_value = false,
                "c" => at = None,
                "row" => row += 1,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return marks,
            Ok(_) => {}
        }
    }
}

/// Adds the comments of a sheet.
fn comments(xml: &str, out: &mut Vec<(String, String)>) {
    let mut reader = Reader::from_str(xml);
    let mut within: Option<(String, String)> = None;
    let mut in_text = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "comment" => {
                    within = attribute(&element, "ref").map(|at| (at, String::new()));
                }
                "t" => in_text = true,
                _ => {}
            },
            Ok(Event::Text(text)) if in_text => {
                if let Some((_, words)) = &mut within {
                    words.push_str(&text.xml10_content());
                }
            }
            Ok(Event::GeneralRef(reference)) if in_text => {
                if let Some((_, words)) = &mut within {
                    words.push_str(&resolved(&reference));
                }
            }
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "t" => in_text = false,
                "comment" => {
                    out.extend(within.take().filter(|(_, words)| !words.trim().is_empty()));
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// The character that a reference stands for.
fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = reference;
    quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default().to_owned()
}

/// The position of the cell `reference`, such as `AB12`.
#[must_use]
pub fn position(reference: &str) -> Option<Position> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = reference.split_at(digits);
    let row: u32 = number.parse().ok()?;
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0u32;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    Some((row.checked_sub(1)?, column - 1))
}

/// The reference of the cell at a position: `AB12`.
#[must_use]
pub fn reference((row, column): Position) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_positions() {
        for (text, at) in
            [("A1", (0, 0)), ("F12", (11, 5)), ("AA10", (9, 26)), ("XFD1", (0, 16_383))]
        {
            assert_eq!(position(text), Some(at));
            assert_eq!(reference(at), text);
        }
        for text in ["", "A", "1", "A0", "あ1", "ABCD1"] {
            assert_eq!(position(text), None, "{text}");
        }
    }

    #[test]
    fn struck_text_is_found_in_strings_fonts_and_runs() {
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"0.0%\"/></numFmts>\
            <fonts><font/><font><strike/></font><font><strike val=\"0\"/></font></fonts><fills/>\
            <cellStyleXfs><xf fontId=\"1\"/></cellStyleXfs>\
            <cellXfs><xf fontId=\"0\"/><xf fontId=\"1\"/><xf fontId=\"2\" numFmtId=\"170\"/></cellXfs></styleSheet>";
        let strings = struck_strings(
            "<sst><si><t>a</t></si><si><r><rPr><strike/></rPr><t>b</t></r><r><t>c</t></r></si></sst>",
        );
        assert_eq!(strings, [false, true]);
        let sheet = "<worksheet><sheetData><row r=\"3\"><c r=\"B3\" t=\"s\"><v>1</v></c>\
            <c t=\"s\"><v>0</v></c><c s=\"1\"/><c s=\"2\"><v>1</v></c></row>\
            <row><c t=\"inlineStr\"><is><r><rPr><strike/></rPr><t>d</t></r></is></c></row></sheetData></worksheet>";
        let marks = cell_marks(sheet, &Styles::read(styles), &strings);
        assert_eq!(marks.struck.into_iter().collect::<Vec<_>>(), [(2, 1), (2, 3), (3, 0)]);
        let shown = marks.formats.iter().map(|(at, format)| (*at, format.shown(0.5).text));
        assert_eq!(shown.collect::<Vec<_>>(), [((2, 4), Some("50.0%".to_owned()))]);
    }

    #[test]
    fn rows_and_columns_that_are_not_shown_are_found() {
        let sheet = "<worksheet><cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"4\" max=\"4\" width=\"9\"/>\
            <col min=\"6\" max=\"6\" width=\"0\"/></cols><sheetData><row r=\"2\" hidden=\"true\"/><row/>\
            <row hidden=\"0\"/><row r=\"9\" ht=\"0\"><c r=\"A9\"><v>1</v></c></row></sheetData></worksheet>";
        let hidden = cell_marks(sheet, &Styles::default(), &[]).hidden;
        assert_eq!(hidden.columns, [(1, 2), (5, 5)]);
        assert_eq!(hidden.rows.into_iter().collect::<Vec<_>>(), [1, 8]);
    }

    #[test]
    fn comments_are_read_with_their_cells() {
        let mut found = Vec::new();
        comments(
            "<comments><commentList><comment ref=\"F12\"><text><r><t>確認&amp;中</t></r><r><t>です</t></r></text></comment></commentList></comments>",
            &mut found,
        );
        assert_eq!(found, [("F12".to_owned(), "確認&中です".to_owned())]);
    }
}
