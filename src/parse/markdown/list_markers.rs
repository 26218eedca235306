//! The markers of list items: the numbers that were typed, and the indentation.

use super::MarkdownReader;
use crate::diag::{Code, Diagnostic};
use crate::text;

const CHANGED: Code = Code("PB0331");
const INDENT: Code = Code("PB0332");

/// A list rarely begins higher; a year or a decimal does.
const HIGHEST_FIRST: u64 = 99;

/// How far `item` is indented, and the mark that it begins with: `-`, `12.`, `3)`.
pub(super) fn marker(item: &str) -> Option<(usize, &str)> {
    let inner = item.trim_start_matches([' ', '\t']);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let sign = inner[digits..].starts_with(['.', ')', '-', '*', '+']);
    let end = digits + usize::from(sign);
    (end > 0).then(|| (item.len() - inner.len(), &inner[..end]))
}

/// A finding that a list has only once.
#[derive(Default)]
pub(super) struct List {
    /// The number that the next item is printed with.
    next: Option<u64>,
    /// How far from the left its first item and that item's words begin.
    columns: Option<(usize, usize)>,
    /// By how much the last typed number was other than the one printed, and that number.
    last: (i128, Option<u64>),
    told_depth: bool,
}

impl List {
    /// A list whose first number is `start`, or which has bullets.
    pub fn new(start: Option<u64>) -> Self {
        Self { next: start, ..Self::default() }
    }
}

impl MarkdownReader<'_, '_> {
    /// Looks at the mark of the item of `list` that begins at `start`.
    pub(super) fn item_mark(&mut self, list: &mut List, start: usize) {
        let text = self.file.text();
        let Some((indent, marker)) = marker(&text[start..]) else { return };
        let start = start + indent;
        let column = self.column(start);
        let (first, inner) = *list.columns.get_or_insert((column, column + marker.len() + 1));
        if column > first && !list.told_depth {
            list.told_depth = true;
            self.too_shallow(start, inner);
        }
        let Some(printed) = list.next else { return };
        list.next = Some(printed.saturating_add(1));
        let typed = &marker[..marker.len() - 1];
        let value: Option<u64> = typed.parse().ok();
        let shift = value.map_or(0, |value| i128::from(value) - i128::from(printed));
        let (last_shift, last_value) = std::mem::replace(&mut list.last, (shift, value));
        // Those that follow a wrong number in order, or repeat it, are wrong with it.
        let follows = shift == last_shift || value == last_value;
        if last_value.is_some() && follows && (last_shift != 0 || shift == 0) {
            return;
        }
        let number = printed.to_string();
        let after = text[start + marker.len()..].trim_start_matches([' ', '\t']);
        let is_date = after.bytes().take_while(u8::is_ascii_digit).count() > 0
            && after.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ");
        let message = if typed != number {
            text!(
                "「{marker}」と書いた項目の番号が「{number}.」と印刷されます",
                "the item typed as `{marker}` is printed with the number {number}"
            )
        } else if printed > HIGHEST_FIRST || is_date {
            text!(
                "行の始めの「{marker}」が、箇条書きの番号になっています",
                "`{marker}` at the beginning of the line has become the number of a list"
            )
        } else {
            return;
        };
        let place = self.span(&(start..start + marker.len()));
        let escaped = format!("{typed}\\{}", &marker[marker.len() - 1..]);
        self.sink.report(Diagnostic::warning(CHANGED, message).at(place).hint(text!(
            "書いたとおりの番号や日付にするときは「{escaped}」と書き、前に空の行を入れてください。番号付きの箇条書きなら、続きの番号にしてください",
            "to print it as typed, write `{escaped}` after an empty line; in a list, number the items one after the other"
        )));
    }

    /// Looks at the list that begins at `start`, right after the list `before`.
    pub(super) fn list_below(&mut self, start: usize, before: &List) {
        let indent = marker(&self.file.text()[start..]).map_or(0, |(indent, _)| indent);
        if let Some((column, inner)) = before.columns
            && self.column(start + indent) > column
        {
            self.too_shallow(start, inner);
        }
    }

    /// Reports the item at `start`, which had to begin at column `wanted` to be within another.
    fn too_shallow(&mut self, start: usize, wanted: usize) {
        let place = self.line_at(start);
        self.sink.report(
            Diagnostic::warning(
                INDENT,
                text!(
                    "字下げが足りないので、この項目は上の項目の中に入りません",
                    "the item is not indented enough to be within the one above"
                ),
            )
            .at(place)
            .hint(text!(
                "中に入れるときは行の頭に半角スペースを{wanted}つ、並べるときは上の項目と行の頭をそろえてください",
                "indent it by {wanted} spaces to put it within, or line it up with the one above"
            )),
        );
    }

    /// Reports the block at `start`, which its indentation has made code.
    pub(super) fn indented_code(&mut self, start: usize) {
        let place = self.line_at(start);
        self.sink.report(
            Diagnostic::warning(
                INDENT,
                text!(
                    "行の頭の空白が多いので、プログラムの例として別の書体で印刷されます",
                    "the indentation makes this code, printed in another font"
                ),
            )
            .at(place)
            .hint(text!(
                "行の頭の半角スペース（4つ以上）やタブを消してください",
                "remove the spaces (four or more) or the tab at the beginning of the line"
            )),
        );
    }

    /// The number of bytes before `at` in its line. Those are marks, of one byte each.
    pub(super) fn column(&self, at: usize) -> usize {
        let text = self.file.text();
        at - text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }
}
