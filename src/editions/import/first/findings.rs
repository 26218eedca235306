//! The findings about mapping files, and about what of a spreadsheet has no place in a book.

use super::super::cell_value::CellError;
use super::super::finding_kinds::At;
use super::super::findings::LONGEST_QUOTE;
use super::other_rows::Other;
use crate::diag::{Code, Diagnostic, did_you_mean, one_line};
use crate::model::{Levels, NodeId, PolicyId};
use crate::span::{Span, Spanned};
use crate::text;

const MAPPING: Code = Code("PB0561");
const NO_PLACE: Code = Code("PB0562");
const BOOK_EXISTS: Code = Code("PB0563");

/// How many headings a hint names.
const NAMED: usize = 30;

/// `text` short enough for a line of a finding.
fn short(text: &str) -> String {
    one_line(text, LONGEST_QUOTE)
}

/// The finding that the new book would be written where there is one.
pub(super) fn book_exists(folder: &str) -> Diagnostic {
    Diagnostic::error(
        BOOK_EXISTS,
        text!("{folder} にはもう本があります", "there is a book in {folder} already"),
    )
    .hint(text!(
        "--new は新しい本だけを作ります。-C に、まだ本のないフォルダーを書いてください",
        "--new makes new books alone: give -C a folder that has no book"
    ))
}

/// The finding that the file of the mapping cannot be read.
pub(super) fn no_mapping(name: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(MAPPING, text!("{name} を読めません", "cannot read {name}").because(error))
        .hint(text!(
            "--mapping に、列と項目の対応を書いたファイルの名前を書いてください",
            "give --mapping the name of the file that says which column is which field"
        ))
}

pub(super) fn no_sheet(span: Span, sheets: &[&str]) -> Diagnostic {
    let all = sheets.join("、");
    Diagnostic::error(
        MAPPING,
        text!("読むシートが決まりません", "it is not clear which sheet to read"),
    )
    .at(span)
    .hint(text!("sheet: に {all} のどれかを書いてください", "write one of {all} as `sheet`"))
}

pub(super) fn no_header(span: Span, sheet: &str) -> Diagnostic {
    Diagnostic::error(
        MAPPING,
        text!(
            "シート「{sheet}」のこの行に見出しがありません",
            "these rows of the sheet `{sheet}` have no headings"
        ),
    )
    .at(span)
    .hint(text!(
        "見出しの行の番号を書いてください（2段なら 3-4）",
        "write the number of the row with the headings, such as 3, or 3-4"
    ))
}

pub(super) fn no_column(name: &Spanned<String>, headings: &[&str]) -> Diagnostic {
    let hint = if let Some(near) = did_you_mean(name, headings.iter().copied()) {
        text!("「{near}」のことですか", "did you mean `{near}`?")
    } else {
        let all = headings.iter().filter(|h| !h.is_empty()).take(NAMED).copied();
        let all = all.collect::<Vec<_>>().join("、");
        text!(
            "表の見出しは {all} です。「F列」のように書くこともできます",
            "the headings are {all}; a column can also be named by its letter, as F列"
        )
    };
    Diagnostic::error(
        MAPPING,
        text!("見出しが「{name}」の列がありません", "no column has the heading `{name}`"),
    )
    .at(name.span)
    .hint(hint)
}

pub(super) fn several_columns(name: &Spanned<String>, letters: &[String]) -> Diagnostic {
    let (all, first) = (letters.join("、"), &letters[0]);
    Diagnostic::error(
        MAPPING,
        text!(
            "見出しが「{name}」の列がいくつもあります（{all}）",
            "several columns have the heading `{name}`: {all}"
        ),
    )
    .at(name.span)
    .hint(text!(
        "「{first}列」のように、列の記号で書いてください",
        "name it by its letter, as {first}列"
    ))
}

/// The ids of the levels above the policies.
fn ids(levels: &Levels, between: &str) -> String {
    let ids = levels.above_sheets().iter().map(|level| level.id.as_str().to_owned());
    ids.collect::<Vec<_>>().join(between)
}

pub(super) fn unknown_field(span: Span, word: &str, levels: &Levels) -> Diagnostic {
    let (ja, en) = (ids(levels, "、"), ids(levels, ", "));
    Diagnostic::error(
        MAPPING,
        text!("項目「{word}」は、列の行き先になりません", "`{word}` is no field that a column can be"),
    )
    .at(span)
    .hint(text!(
        "policy（施策の番号）、{ja}、title（名前）、number（印字する番号）、sections、name（事業名）、section、description、direction、results:R6、settlement:R6、budget:R7、funding:R7:財源、settlement_funding:R6:財源、rating:R6、text:見出しのid、x:項目のid から選んでください。項目のidは fields に、財源は money に書いたものです",
        "use policy (its number), {en}, title (their names), number (as it is printed), sections, name (of the project), section, description, direction, results:R6, settlement:R6, budget:R7, funding:R7:source, settlement_funding:R6:source, rating:R6, text:heading or x:field; fields and sources are those of the mapping's `fields` and `money`"
    ))
}

pub(super) fn field_twice(span: Span, word: &str, other: &str) -> Diagnostic {
    Diagnostic::error(
        MAPPING,
        text!(
            "項目「{word}」は「{other}」の列にも書いてあります",
            "`{word}` is also the field of the column `{other}`"
        ),
    )
    .at(span)
    .hint(text!("どちらかを ~ にしてください", "make one of them `~`"))
}

pub(super) fn no_place(span: Span, levels: &Levels) -> Diagnostic {
    let (ja, en) = (ids(levels, "、"), ids(levels, ", "));
    Diagnostic::error(
        MAPPING,
        text!(
            "事業の名前の列か、施策の番号（又はすべての段の名前）の列がありません",
            "there is no column of the projects' names, or none of the policies' numbers (or the names of all levels)"
        ),
    )
    .at(span)
    .hint(text!(
        "columns に name と、policy（番号）か {ja}、title（名前）の列を書いてください",
        "map columns to `name`, and to `policy` or to {en} and title"
    ))
}

/// The finding about a column without a field, with the number of its cells.
pub(super) fn column_left(at: At, heading: &str, cells: usize) -> Diagnostic {
    let heading = short(heading);
    Diagnostic::warning(
        NO_PLACE,
        text!(
            "「{heading}」の列は対応表になく、{cells}欄を読んでいません",
            "the column `{heading}` is not in the mapping; its {cells} cells were not taken"
        ),
    )
    .in_cell(at.0)
    .hint(text!(
        "対応表の columns に項目を書くか（自分の町の項目は fields と x:…）、入れないなら ~ と書いてください",
        "give it a field in the mapping (`fields` and x:… for one of your own), or `~` to leave it out"
    ))
}

/// The finding about a row that is no project's, with its words.
pub(super) fn row_left(at: At, words: &str, other: Other) -> Diagnostic {
    let words = short(words);
    let (found, hint) = match other {
        Other::Total => (
            text!(
                "合計の行です（合計は計算されます）：{words}",
                "a row of totals, which are computed: {words}"
            ),
            text!(
                "原稿には入りません。合計でなく1つの事業なら、その名前を合計と紛れないように直してください",
                "it is not taken: if it is a project, give it a name that is no total's"
            ),
        ),
        Other::Computed => (
            text!("計算した行です：{words}", "a row of computed values: {words}"),
            text!(
                "原稿には入りません。1つの事業なら、その名前を直してください",
                "it is not taken: if it is a project, give it another name"
            ),
        ),
        Other::Note => (
            text!("注の行です：{words}", "a row with a note: {words}"),
            text!(
                "原稿には入りません。要れば、できた原稿に書いてください",
                "it is not taken: where needed, write it into the new sources"
            ),
        ),
        Other::Nameless => (
            text!("事業の名前のない行です：{words}", "a row without a project's name: {words}"),
            text!(
                "原稿には入りません。要れば、事業の名前を書くか、できた原稿に書いてください",
                "it is not taken: where needed, write a project's name, or write it into the new sources"
            ),
        ),
    };
    Diagnostic::warning(NO_PLACE, found).in_cell(at.0).hint(hint)
}

/// The finding about a project whose policy is not known.
pub(super) fn row_without_policy(
    at: At,
    name: &str,
    found: Option<&str>,
    depth: usize,
) -> Diagnostic {
    let name = short(name);
    let example = PolicyId { node: NodeId::example(depth), number: 3 };
    let message = match found {
        Some(found) => text!(
            "「{name}」：「{found}」は施策の番号（例 {example}）ではありません",
            "`{name}`: `{found}` is no number of a policy, such as {example}"
        ),
        None => text!(
            "「{name}」：どの施策の事業か分かりません",
            "`{name}`: it is not clear to which policy it belongs"
        ),
    };
    Diagnostic::error(NO_PLACE, message).in_cell(at.0).hint(text!(
        "施策の番号の欄を書いてください。空欄が上の行と同じなら、対応表の repeated にその見出しを書きます",
        "write the policy's number; if a blank cell means the one above, name the column in `repeated` of the mapping"
    ))
}

/// The finding that a cell says something else of a policy than another cell, which was taken.
pub(super) fn contradiction(at: At, name: &str, is: &str, was: &str, other: &At) -> Diagnostic {
    let (is, was, cell) = (short(is), short(was), other.within());
    Diagnostic::warning(
        NO_PLACE,
        text!(
            "{name}：ここでは「{is}」、{cell} では「{was}」です",
            "{name}: `{is}` here, and `{was}` in {cell}"
        ),
    )
    .in_cell(at.0)
    .hint(text!(
        "先にある「{was}」を入れました。違うなら、できた原稿を直してください",
        "`{was}`, which comes first, was taken: if it is wrong, mend the new sources"
    ))
}

/// The finding about words outside the table.
pub(super) fn outside(at: At, words: &str) -> Diagnostic {
    let words = short(words);
    Diagnostic::warning(
        NO_PLACE,
        text!("表の外に書かれています：{words}", "words outside the table: {words}"),
    )
    .in_cell(at.0)
    .hint(text!(
        "原稿には入りません。要れば、できた原稿に書いてください",
        "they are not taken: where needed, write them into the new sources"
    ))
}

/// The finding about a sheet that is not read, with the number of its cells.
pub(super) fn other_sheet(at: At, cells: usize) -> Diagnostic {
    Diagnostic::warning(
        NO_PLACE,
        text!(
            "このシートの{cells}欄は読んでいません",
            "the {cells} cells of this sheet were not taken"
        ),
    )
    .in_cell(at.0)
    .hint(text!(
        "要るものがあれば、できた原稿に書いてください。1度に読むのは1シートです",
        "write what is needed into the new sources; one sheet is read at a time"
    ))
}

/// The finding that rows or columns were read that are not shown.
pub(super) fn hidden(at: At, rows: &[String], columns: &[String]) -> Diagnostic {
    let ja = [(rows, "行"), (columns, "列")].map(|(all, what)| match all {
        [] => String::new(),
        all => format!("{}{what}", all.join("、")),
    });
    let en = [(rows, "row"), (columns, "column")].map(|(all, what)| match all {
        [] => String::new(),
        all => format!("{what} {}", all.join(", ")),
    });
    let [ja, en] =
        [ja, en].map(|all| all.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>());
    let (ja, en) = (ja.join("と"), en.join(" and "));
    Diagnostic::warning(
        NO_PLACE,
        text!(
            "表で見えなくしてある{ja}も、見えるところと同じに読みました",
            "{en}, hidden in the table, were read like the others"
        ),
    )
    .in_cell(at.0)
    .hint(text!(
        "本に入れないものなら、表から消して読み直すか（列は対応表に ~ と書きます）、できた原稿から消してください",
        "if they do not belong into the book, delete them from the table (columns can be `~` in the mapping) or from the new sources"
    ))
}

/// The finding about a cell that may name several sections; `split` has those that were taken.
pub(super) fn doubtful_sections(at: At, words: &str, split: &[String]) -> Diagnostic {
    let words = short(words);
    let (found, hint) = if split.len() > 1 {
        let all = split.join("、");
        (
            text!(
                "「{words}」を、{all} と読みました",
                "`{words}` was read as several sections: {all}"
            ),
            text!(
                "1つの課の名前なら、できた原稿を直してください",
                "if it is the name of one section, mend the new sources"
            ),
        )
    } else {
        (
            text!(
                "「{words}」を、1つの課の名前として入れました",
                "`{words}` was taken as the name of one section"
            ),
            text!(
                "いくつもの課なら、「、」で区切って読み直すか（事業の担当課は1つだけです）、できた原稿を直してください",
                "if it is several, divide them by `、` and import again (a project has one section), or mend the new sources"
            ),
        )
    };
    Diagnostic::warning(NO_PLACE, found).in_cell(at.0).hint(hint)
}

/// Why a cell that is merged over the `columns` cannot be taken.
pub(super) fn over_columns(columns: &[&str]) -> CellError {
    let (ja, en) = (columns.join("、"), columns.join(", "));
    CellError {
        message: text!(
            "{ja}の列にまたがる結合セルで、どの列のものか分かりません",
            "it is merged over the columns {en}, so that it is not clear whose it is"
        ),
        hint: text!(
            "列ごとに分けて書くか、できた原稿に書いてください",
            "divide it by column, or write it into the new sources"
        ),
    }
}

/// Why an amount of `yen` yen cannot be taken in a unit of `unit` yen.
pub(super) fn indivisible(shown: &str, from: &str, to: &str) -> CellError {
    CellError {
        message: text!(
            "{shown}{from}は、{to}の整数になりません",
            "{shown} {from} is no whole number of {to}"
        ),
        hint: text!(
            "四捨五入はしません。plan.yaml の金額の単位を {from} にするか、できた原稿に額を書いてください",
            "it is not rounded: have the plan's money in {from}, or write the amount into the new sources"
        ),
    }
}

/// Why a cell that is merged over the rows of `projects` projects cannot be taken.
pub(super) fn shared(projects: usize) -> CellError {
    CellError {
        message: text!(
            "{projects}つの事業にまたがる結合セルで、どの事業のものか分かりません",
            "it is merged over the rows of {projects} projects, so that it is not clear whose it is"
        ),
        hint: text!(
            "事業ごとに分けて書くか、できた原稿に書いてください",
            "divide it by project, or write it into the new sources"
        ),
    }
}
