//! Findings about versions that cannot be read, and drafts that cannot be kept.

use std::io;
use std::path::Path;

use super::kept;
use crate::compile::frozen_editions;
use crate::diag::{Code, Diagnostic, Text};
use crate::text;

const NO_VERSION: Code = Code("PB0570");
const NOT_KEPT: Code = Code("PB0571");

/// Why a version cannot be read.
#[derive(Debug)]
pub(super) enum VersionError<'a> {
    /// Nothing has this name.
    Unknown {
        /// The book's folder.
        root: &'a Path,
    },
    /// The file is no open data, or no PDF.
    NoData(&'a Text),
    /// The PDF has no data attached.
    WithoutData,
    /// There is no program `git`.
    GitMissing,
    /// What `git` said.
    Git(&'a str),
    /// An operating system error.
    Io(&'a io::Error),
}

/// The finding with the reason why the version `name` cannot be read.
pub(super) fn refused(name: &str, refusal: &VersionError<'_>) -> Diagnostic {
    let (message, hint) = match refusal {
        VersionError::Unknown { root } => {
            let editions = frozen_editions(root).into_iter().map(|(year, _)| year.to_string());
            let known: Vec<String> = editions.chain(kept::names(root)).collect();
            let known = if known.is_empty() { "―".to_owned() } else { known.join("、") };
            (
                text!(
                    "「{name}」という版、案、フォルダー、ファイル、Gitの版はありません",
                    "there is no edition, draft, folder, file or Git revision `{name}`"
                ),
                text!(
                    "editions/ に保存してあるものは {known} です。ほかは、場所かGitの版の名前を書いてください",
                    "kept in editions/: {known}. Give one of them, a path, or the name of a Git revision"
                ),
            )
        }
        VersionError::NoData(reason) => (
            Text {
                ja: format!("{name} を読めません：{}", reason.ja),
                en: format!("{name} cannot be read: {}", reason.en),
            },
            text!(
                "planbook が作った data/plan.json か、それを添付した全体版のPDFを選んでください",
                "give a data/plan.json of planbook, or a PDF of a whole book to which it is attached"
            ),
        ),
        VersionError::WithoutData => (
            text!(
                "{name} には公開データ（plan.json）が添付されていません",
                "{name} has no open data (plan.json) attached"
            ),
            text!(
                "データが添付されるのは全体版のPDFだけです。分割版と1枚だけのPDFは比べられません",
                "only the PDF of the whole book has its data; volumes and single sheets have none"
            ),
        ),
        VersionError::GitMissing => (
            text!(
                "git が見つからないので、「{name}」を調べられません",
                "there is no git to look for `{name}`"
            ),
            text!(
                "git を入れるか、版、案、フォルダー、ファイルの名前を書いてください",
                "install git, or give an edition, a draft, a folder or a file"
            ),
        ),
        VersionError::Git(reason) => (
            text!(
                "Gitの版「{name}」から原稿を取り出せません：{reason}",
                "the sources of the Git revision `{name}` cannot be had: {reason}"
            ),
            text!(
                "その版の、本のフォルダーに content/ があるかを確かめてください",
                "see whether the book's folder had a content/ in that revision"
            ),
        ),
        VersionError::Io(error) => (
            text!("{name} を読めません", "{name} cannot be read").because(error),
            text!(
                "読む許可があるか、ほかの人が開いていないかを確かめてください",
                "see whether you may read it, and whether someone else has it open"
            ),
        ),
    };
    Diagnostic::error(NO_VERSION, message).hint(hint)
}

/// The finding that `name` is no name of a draft.
pub(super) fn not_named(name: &str) -> Diagnostic {
    Diagnostic::error(
        NOT_KEPT,
        text!("「{name}」は案の名前にできません", "`{name}` cannot be the name of a draft"),
    )
    .hint(text!(
        "委員会1 のように、60字までで、年度ではなく、/ \\ : * ? \" < > | のない名前を付けてください",
        "give a name of up to 60 characters that is no fiscal year and has none of / \\ : * ? \" < > |"
    ))
}

/// The finding with the reason why the draft `name` is not kept: another one has its name, or the system refuses.
pub(super) fn not_kept(name: &str, error: Option<&io::Error>) -> Diagnostic {
    match error {
        None => Diagnostic::error(
            NOT_KEPT,
            text!(
                "「{name}」という案は、もう別の中身で残してあります",
                "there is a draft `{name}` already, with other contents"
            ),
        )
        .hint(text!(
            "残した案は書き換えません。別の名前を付けてください",
            "kept drafts are not changed: give another name"
        )),
        Some(error) => Diagnostic::error(
            NOT_KEPT,
            text!("案を残せません", "the draft cannot be kept").because(error),
        )
        .hint(text!(
            "書く許可と空き容量を確かめてください",
            "see whether you may write and whether there is space"
        )),
    }
}
