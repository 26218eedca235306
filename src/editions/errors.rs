//! Findings about editions that could not be frozen or moved, and sources that could not be changed.

use std::io;
use std::path::{Path, PathBuf};

use crate::diag::{Code, Diagnostic, shown_path};
use crate::edit::WriteError;
use crate::model::{Book, FiscalYear};
use crate::text;

const CANNOT_EDIT: Code = Code("PB0540");
const NOT_FROZEN: Code = Code("PB0542");
const NOT_FOUND: Code = Code("PB0543");
const NOT_MOVED: Code = Code("PB0545");

/// Why an edition is not frozen.
#[derive(Debug)]
pub(super) enum FreezeError {
    /// It is a draft, or values are still collected.
    Unfinished,
    /// The number of policies and projects without an id.
    WithoutIds(usize),
    /// It is frozen in this folder, from other sources.
    Differs(PathBuf),
    /// It is frozen in this folder, without its publication, which is to be kept.
    WithoutOutput(PathBuf),
}

/// The finding with the reason why the edition of `book` is not frozen.
pub(super) fn not_frozen(refusal: &FreezeError, book: &Book) -> Diagnostic {
    let year = &book.plan.edition.year;
    let policy = book.plan.levels.policy();
    let (message, hint) = match refusal {
        FreezeError::Unfinished => (
            text!("{year} の版はまだ確定していません", "the edition {year} is not final yet"),
            text!(
                "直すところと未提出をなくし、plan.yaml の status を final にしてから実行してください",
                "mend and complete it, set `status` in plan.yaml to `final`, and run the command again"
            ),
        ),
        FreezeError::WithoutIds(count) => (
            text!(
                "固定IDのない{policy}や事業が{count}件あります",
                "{count} policies or projects have no id"
            ),
            text!("先に planbook ids を実行してください", "run `planbook ids` first"),
        ),
        FreezeError::WithoutOutput(folder) => {
            let folder = shown_path(folder);
            (
                text!(
                    "{year} の版は同じ原稿から {folder} に保存してあり、できあがったものは残してありません",
                    "the edition {year} is frozen in {folder} from the same sources, without its publication"
                ),
                text!(
                    "できあがったものも残すなら planbook freeze --replace --with-output とし、作り直して保存してください",
                    "to keep the publication, too, build and freeze it again with `planbook freeze --replace --with-output`"
                ),
            )
        }
        FreezeError::Differs(folder) => {
            let folder = shown_path(folder);
            (
                text!(
                    "{year} の版は {folder} に保存してあり、今の原稿やテーマと違います",
                    "the edition {year} is frozen in {folder}, and differs from the sources or the theme"
                ),
                text!(
                    "正誤などで直したものを保存し直すなら planbook freeze --replace とし、そうでなければ原稿を戻してください",
                    "to keep what was corrected since, use `planbook freeze --replace`; otherwise put the sources back"
                ),
            )
        }
    };
    Diagnostic::error(NOT_FROZEN, message).at(year.span).hint(hint)
}

/// The finding that the file system refuses.
pub(super) fn io_error(error: &io::Error) -> Diagnostic {
    let message = text!("editions/ に書き出せません", "cannot write to editions/").because(error);
    Diagnostic::error(NOT_FROZEN, message).hint(text!(
        "書く許可と空き容量を確かめてください。保存してある版は元のままです",
        "see whether you may write and whether there is space; frozen editions are as they were"
    ))
}

/// The finding that there is no frozen edition `name`; `known` are there.
pub(super) fn no_edition(name: &str, known: &[FiscalYear]) -> Diagnostic {
    let known: Vec<_> = known.iter().map(ToString::to_string).collect();
    let known = known.join("、");
    let hint = if known.is_empty() {
        text!(
            "planbook freeze で、今の版を保存できます",
            "`planbook freeze` keeps the present edition"
        )
    } else {
        text!("保存してある版は {known} です", "the frozen editions are {known}")
    };
    let message = text!(
        "保存してある版に {name} がないか、読めません",
        "there is no frozen edition {name} that can be read"
    );
    Diagnostic::error(NOT_FOUND, message).hint(hint)
}

/// The finding with the reason why the edition of `book` is not moved to `to`.
pub(super) fn not_moved(book: &Book, to: FiscalYear) -> Diagnostic {
    let (year, end) = (&book.plan.edition.year, &book.plan.term.1);
    let plan = &book.plan.name;
    if to <= year.value {
        Diagnostic::error(
            NOT_MOVED,
            text!(
                "{to} は、今の版 {year} より後ではありません",
                "{to} is not after the edition {year}"
            ),
        )
        .at(year.span)
        .hint(text!(
            "--to に次の版の年度を書いてください",
            "give --to the year of the next edition"
        ))
    } else {
        Diagnostic::error(
            NOT_MOVED,
            text!("{to} は、{plan}の期間の後です", "{to} is after the plan ends"),
        )
        .at(end.span)
        .hint(text!(
            "{end} の版まで進めると、その次の planbook roll が、次の計画のはじめの版に進めます",
            "move to the edition {end} first: the step after it is to the first edition of the next plan"
        ))
    }
}

/// The finding that the plan is not drawn up anew each year.
pub(super) fn fixed_period(book: &Book) -> Diagnostic {
    let edition = &book.plan.edition;
    let (from, to) = (edition.year.value, edition.last_year());
    Diagnostic::error(
        NOT_MOVED,
        text!(
            "この計画（{from}～{to}）は毎年度作り直すものではない（rolling: false）ので、次の版に進めません",
            "this plan of {from} to {to} is not drawn up anew each year (`rolling: false`), and has no next edition"
        ),
    )
    .at(edition.year.span)
    .hint(text!(
        "期間の中の見直しは、原稿を直して build し、freeze --replace で残してください。次の期間の計画は、year、years、solid_until を書き直して始めます",
        "for a revision within the period, change the sources, build, and `freeze --replace`; for the next period, write `year`, `years` and `solid_until` anew"
    ))
}

/// The finding that `plan.yaml` is written in a way that cannot be changed safely.
pub(super) fn cannot_move(book: &Book) -> Diagnostic {
    Diagnostic::error(
        NOT_MOVED,
        text!(
            "plan.yaml の edition か book の書き方では、年度を書き換えられません",
            "`edition` or `book` in plan.yaml cannot be changed as it is written"
        ),
    )
    .at(book.plan.edition.year.span)
    .hint(text!(
        "edition と book の項目を、1行に1つ「項目: 値」と書き、参照（& と *）は使わないでください",
        "write one `key: value` a line in `edition` and `book`, without references (& and *)"
    ))
}

/// The finding with the reason why `error` kept the sources from being changed.
pub(super) fn not_written(error: &WriteError) -> Diagnostic {
    let (message, hint) = match error {
        WriteError::Overlap(name) => (
            text!("{name} を書き換えられません", "{name} cannot be changed"),
            text!(
                "planbook の誤りです。この原稿を添えて知らせてください",
                "this is a mistake of planbook: please report it with this file"
            ),
        ),
        WriteError::Changed(name) => (
            text!("{name} が、読んだあとで変わりました", "{name} has changed since it was read"),
            text!(
                "どのファイルも書き換えていません。もう一度実行してください",
                "no file was changed: run the command again"
            ),
        ),
        WriteError::Link(name) => (
            text!(
                "{name} かそのフォルダーがリンクなので、書き換えません",
                "{name} or a folder of it is a link, so it is not changed"
            ),
            text!(
                "リンク先のファイルやフォルダーそのものを、本のフォルダーの中に置いてください",
                "put the file or folder itself into the book's folder"
            ),
        ),
        WriteError::Unreadable(name) => (
            text!("{name} を読めません", "{name} cannot be read"),
            text!(
                "照会の記録なので、上書きしません。どのファイルも書き換えていません。競合の印などを除くか、控えから戻して、もう一度実行してください",
                "it is a record of the collection, and is not overwritten; no file was changed: remove conflict marks or the like, or put it back, and run the command again"
            ),
        ),
        WriteError::Io(error) => (
            text!("原稿を書き換えられません", "cannot change the sources").because(error),
            text!(
                "どのファイルも書き換えていません。ほかの人が開いていないか、書く許可と空き容量があるかを確かめてください",
                "no file was changed: see whether someone else has one open, whether you may write, and whether there is space"
            ),
        ),
        WriteError::HalfDone(left, error) => {
            let (ja, en) = (left.join("、"), left.join(", "));
            (
                text!("原稿を書き換える途中で止まりました", "stopped while changing the sources")
                    .because(error),
                text!(
                    "{ja} は、書き換わったままです。版の管理（Git など）や控えから元に戻してから、もう一度実行してください",
                    "these are changed: {en}; put them back, from Git or a copy, and run the command again"
                ),
            )
        }
    };
    Diagnostic::error(CANNOT_EDIT, message).hint(hint)
}

/// The finding that the import of `workbook` could not be recorded, after the sources were changed.
pub(super) fn log_not_written(workbook: &str, error: &WriteError) -> Diagnostic {
    let message = text!(
        "「{workbook}」を取り込んだ記録を、editions/rounds/ に書けません",
        "the import of `{workbook}` cannot be recorded in editions/rounds/"
    );
    let message = match error {
        WriteError::Io(error) => message.because(error),
        _ => message,
    };
    Diagnostic::error(CANNOT_EDIT, message).hint(text!(
        "答えは原稿に入っています。書く許可と空き容量を確かめて、同じファイルをもう一度取り込むと、記録だけが加わります",
        "the answers are in the sources; see whether you may write and whether there is space, and import the same file again: that adds the record alone"
    ))
}

/// The finding that the edition before, which was replaced, could not be removed from `folder`.
pub(super) fn left_over(folder: &Path) -> Diagnostic {
    let folder = shown_path(folder);
    let message = text!(
        "前に保存した版を消しきれず、{folder} に残っています",
        "the edition kept before could not be removed whole, and is left in {folder}"
    );
    Diagnostic::warning(NOT_FROZEN, message).hint(text!(
        "新しい版は保存できています。書く許可を確かめて、このフォルダーを消してください",
        "the new edition is kept; see whether you may write, and remove this folder"
    ))
}
