//! The findings about files that are no workbooks of a round.

use super::finding_kinds::{At, NotSent};
use super::package::BadPackage;
use crate::diag::{Code, Diagnostic};
use crate::held::is_held;
use crate::text;

const UNREADABLE: Code = Code("PB0551");
const NOT_SENT: Code = Code("PB0552");

/// The finding that Excel has the workbook `file` open.
pub(super) fn open(file: &str) -> Diagnostic {
    Diagnostic::warning(
        UNREADABLE,
        text!(
            "ワークブックが Excel で開いたままのようです",
            "the workbook seems to be open in Excel"
        ),
    )
    .in_cell(At::new(file, "", "").0)
    .hint(text!(
        "保存して閉じてもらい、もう一度読み込んでください。今は保存されたところまでを読みました",
        "have it saved and closed, and import it again; what was saved so far was read"
    ))
}

/// The finding with the reason why `file` is no workbook that can be read.
pub(super) fn unreadable(file: &str, why: BadPackage) -> Diagnostic {
    let (message, hint) = match why {
        BadPackage::Encrypted => (
            text!(
                "パスワードの付いたワークブックか、古い形式（.xls）です",
                "the workbook has a password, or is in the old format .xls"
            ),
            text!(
                "パスワードを外し、「Excel ブック（.xlsx）」として保存してもらってください",
                "have it saved without a password, as an Excel workbook (.xlsx)"
            ),
        ),
        BadPackage::Broken => (
            text!("ワークブックとして読めません", "it cannot be read as a workbook"),
            text!(
                "途中で切れていないか、別の形式のファイルでないかを確かめ、もう一度送ってもらってください",
                "see whether it is cut off or a file of another kind, and have it sent again"
            ),
        ),
        BadPackage::TooLarge => (
            text!(
                "照会のワークブックにしては大きすぎます",
                "it is far too large for a workbook that was sent"
            ),
            text!(
                "送ったワークブックに書いたものか、画像などを入れていないかを確かめてください",
                "see whether it is the workbook that was sent, and whether it has pictures"
            ),
        ),
    };
    Diagnostic::error(UNREADABLE, message).in_cell(At::new(file, "", "").0).hint(hint)
}

/// The finding with the reason why a city's own spreadsheet `file` cannot be read.
pub(super) fn no_table(file: &str, why: BadPackage) -> Diagnostic {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let of_text = ending.filter(|ending| matches!(ending.as_str(), "csv" | "tsv" | "txt"));
    let (message, hint) = match (why, of_text) {
        (BadPackage::Broken, Some(ending)) => (
            text!(
                ".{ending} のファイルは読めません。読むのは Excel ブック（.xlsx）だけです",
                "a .{ending} file cannot be read, only an Excel workbook (.xlsx)"
            ),
            text!(
                "Excel で開き、番号の頭の 0 や日付が変わっていないかを見て、「Excel ブック（.xlsx）」として保存したものを読み込んでください",
                "open it in Excel, see whether leading zeros and dates are as they were, save it as an Excel workbook (.xlsx), and import that"
            ),
        ),
        (BadPackage::Broken, None) => (
            text!("ワークブックとして読めません", "it cannot be read as a workbook"),
            text!(
                "途中で切れていないかを確かめ、Excel で開けるなら「Excel ブック（.xlsx）」として保存し直してください",
                "see whether it is cut off; if Excel opens it, save it again as an Excel workbook (.xlsx)"
            ),
        ),
        (BadPackage::Encrypted, _) => (
            text!(
                "パスワードの付いたワークブックか、古い形式（.xls）です",
                "the workbook has a password, or is in the old format .xls"
            ),
            text!(
                "パスワードを外し、「Excel ブック（.xlsx）」として保存したものを読み込んでください",
                "save it without a password as an Excel workbook (.xlsx), and import that"
            ),
        ),
        (BadPackage::TooLarge, _) => (
            text!("読むには大きすぎるワークブックです", "the workbook is too large to be read"),
            text!(
                "要るシートだけを別のブックに写し、画像などを除いて読み込んでください",
                "copy the sheet that is needed into a workbook of its own, without pictures, and import that"
            ),
        ),
    };
    Diagnostic::error(UNREADABLE, message).in_cell(At::new(file, "", "").0).hint(hint)
}

/// The finding that the system does not give `file`.
pub(super) fn io(file: &str, error: &std::io::Error) -> Diagnostic {
    let (message, hint) = if is_held(error) {
        (
            text!("ほかのプログラムが開いているので、読めません", "another program has it open"),
            text!(
                "Excel を閉じてから、もう一度実行してください",
                "close Excel and run the command again"
            ),
        )
    } else {
        (
            text!("読めません", "it cannot be read").because(error),
            text!(
                "名前と、読む許可を確かめてください",
                "see whether the name is right and whether you may read it"
            ),
        )
    };
    Diagnostic::error(UNREADABLE, message).in_cell(At::new(file, "", "").0).hint(hint)
}

/// The finding with the reason why `file` is not one of those that were sent.
pub(super) fn not_sent(file: &str, why: &NotSent) -> Diagnostic {
    let (message, hint) = match why {
        NotSent::NoKeys => (
            text!(
                "planbook export で作ったワークブックではありません",
                "it was not made by `planbook export`"
            ),
            text!(
                "送ったワークブックに書き直してもらってください。値だけを別のファイルに写すと、どの事業の答えか分かりません",
                "have it written into the workbook that was sent: of values alone, nobody knows what they belong to"
            ),
        ),
        NotSent::NoRecord(round) => (
            text!(
                "{round} の照会の控えが editions/rounds/ にありません",
                "there is no record of {round} in editions/rounds/"
            ),
            text!(
                "別の本に送ったものか、控えが消えています。控えを戻してください（git などから）",
                "it was sent for another book, or the record is gone: put it back"
            ),
        ),
        NotSent::BrokenRecord(round) => (
            text!(
                "{round} の照会の控え（editions/rounds/ の中）を読めません",
                "the record of {round} in editions/rounds/ cannot be read"
            ),
            text!(
                "競合の印などが入っていないかを見て、送ったときの控えを戻してください（git などから）",
                "see whether conflict marks or the like are in it, and put it back as it was"
            ),
        ),
        NotSent::OtherRecord(round) => (
            text!(
                "{round} の控えは、このワークブックのものではありません",
                "the record of {round} is of another workbook"
            ),
            text!(
                "控えが書き換えられたか、別の本から送ったものです。送ったときの控えを戻してください",
                "it was changed, or the workbook is of another book: put the record back as it was"
            ),
        ),
        NotSent::OtherEdition(sent, now) => (
            text!(
                "{sent} の版の照会ですが、今の版は {now} です",
                "it was sent for {sent}, and the book is of {now}"
            ),
            text!(
                "その版の照会は終わっています。今の版のワークブックを送ってください",
                "that collection is over: send the workbooks of this edition"
            ),
        ),
    };
    Diagnostic::error(NOT_SENT, message).in_cell(At::new(file, "", "").0).hint(hint)
}
