//! Reading of one file, with checks of its size and encoding.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::encoding;
use super::kind::{Kind, kind};
use crate::diag::{Code, Diagnostic};
use crate::text;
use crate::value::without_bom;

/// Maximum size of a source file in bytes. A typical one has a few kilobytes.
const MAX_FILE_BYTES: u64 = 4 << 20;

/// The error of a file that cannot be read.
pub(super) struct ReadError {
    pub diagnostic: Box<Diagnostic>,
    /// The byte of `text` that the finding points at.
    pub at: usize,
    /// The text, as far as it can be decoded.
    pub text: String,
}

/// The content of a file.
pub(super) enum Content {
    Text(String),
    Picture(Arc<[u8]>),
    /// Content that planbook does not read.
    Foreign,
}

/// Reads the file at `path`.
pub(super) fn read(path: &PathBuf) -> Result<Content, ReadError> {
    if kind(path) == Kind::Foreign {
        return Ok(Content::Foreign);
    }
    let error =
        |diagnostic| ReadError { diagnostic: Box::new(diagnostic), at: 0, text: String::new() };
    let failed = |cause: std::io::Error| error(unreadable(&cause));
    let size = fs_err::metadata(path).map_err(failed)?.len();
    if size > MAX_FILE_BYTES {
        let megabytes = size.div_ceil(1 << 20);
        let limit = MAX_FILE_BYTES >> 20;
        let hint = if kind(path) == Kind::Picture {
            text!(
                "画像を縮めてください。長い辺が2,000画素あれば、冊子にもサイトにも足ります",
                "make the picture smaller: 2,000 pixels on its long side do for page and screen"
            )
        } else {
            text!(
                "別のファイルを置いていないか確かめてください",
                "see whether another file was put here by mistake"
            )
        };
        return Err(error(
            Diagnostic::error(
                Code("PB0002"),
                text!(
                    "ファイルが大きすぎます（{megabytes} MB、{limit} MBまで）",
                    "the file is too large ({megabytes} MB, at most {limit} MB)"
                ),
            )
            .hint(hint),
        ));
    }
    content(path, fs_err::read(path).map_err(failed)?)
}

/// The content of the file at `path`, which has these `bytes`.
pub(super) fn content(path: &Path, bytes: Vec<u8>) -> Result<Content, ReadError> {
    match kind(path) {
        Kind::Picture => Ok(Content::Picture(bytes.into())),
        Kind::Text => decode(bytes).map(Content::Text),
        Kind::Foreign => Ok(Content::Foreign),
    }
}

/// The text of `bytes` without a byte order mark.
fn decode(bytes: Vec<u8>) -> Result<String, ReadError> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if !encoding::is_jis(&text) => return Ok(without_bom(text)),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let encoding = encoding::detect(&bytes);
    let at = std::str::from_utf8(&bytes).map_or_else(|e| e.valid_up_to(), |_| 0);
    let message = match encoding {
        Some(name) => text!(
            "文字コードが {name} です（UTF-8 で書きます）",
            "the file is in {name}, not in UTF-8"
        ),
        None if bytes[..at].is_ascii() => {
            text!("文字コードが UTF-8 ではありません", "the file is not in UTF-8")
        }
        None => text!(
            "UTF-8 の中に、ほかの文字コードの文字が混ざっています",
            "another encoding is mixed into UTF-8"
        ),
    };
    let hint = if encoding.is_none() && !bytes[..at].is_ascii() {
        text!(
            "この行のあたりを打ち直し、文字コード「UTF-8」で保存してください",
            "type this line again and save the file as UTF-8"
        )
    } else {
        text!(
            "エディタの「名前を付けて保存」で、文字コード「UTF-8」を選んで保存し直してください",
            "save it again as UTF-8"
        )
    };
    Err(ReadError {
        diagnostic: Box::new(Diagnostic::error(Code("PB0003"), message).hint(hint)),
        at,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

/// The finding for a file that cannot be read.
pub(super) fn unreadable(error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(
        Code("PB0001"),
        text!("ファイルを読めません", "cannot read a file").because(error),
    )
    .hint(text!(
        "ほかの人が開いていないか、読む許可があるかを確かめてください",
        "see whether someone else has it open and whether you may read it"
    ))
}
