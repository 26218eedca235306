//! What an image in Markdown shows: a figure that the book draws, or an author's picture.
//!
//! This module must not know which pictures there are.

use percent_encoding::percent_decode_str;

use super::link;
use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::model::Block;
use crate::source::SourceFile;
use crate::span::Span;
use crate::text;

const MISSING_ALT: Code = Code("PB0303");
const UNUSABLE_PLACE: Code = Code("PB0309");

/// An image as its author wrote it.
pub(super) struct Image {
    /// The text in the round brackets, without the title.
    pub(super) dest: String,
    /// The text in quotation marks after it.
    pub(super) title: String,
    /// Its words in the square brackets.
    pub(super) alt: String,
    /// Where it is.
    pub(super) span: Span,
}

/// The block for `image` of `file`; `None` if it is refused.
pub(super) fn image(image: Image, file: &SourceFile, sink: &mut Sink) -> Option<Block> {
    let Image { dest, title, alt, span } = image;
    let block = if dest.starts_with("figure:") {
        link::title(&title, span, sink);
        Block::Figure { figure: link::figure(&dest, span, sink)?, alt, span }
    } else {
        match path(&dest, file.name()) {
            Ok(path) => {
                let caption = Some(title.trim().to_owned()).filter(|words| !words.is_empty());
                let folder = folder_of(file.name()).to_owned();
                Block::Picture { path, folder, alt, caption, span }
            }
            Err(why) => {
                sink.report(unusable(&dest, why, span));
                return None;
            }
        }
    };
    if let Block::Figure { alt, .. } | Block::Picture { alt, .. } = &block
        && alt.trim().is_empty()
    {
        sink.report(missing_alt(span));
    }
    Some(block)
}

/// The path from the book's root of what `dest` names in the file called `from`.
fn path(dest: &str, from: &str) -> Result<String, Text> {
    let name = decoded(dest);
    let scheme = name.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'));
    if scheme || name.starts_with("//") {
        return Err(text!(
            "画像のファイルを content/ の中に置き、その名前を書いてください（例 ![説明](pictures/map.png)）",
            "put the picture into content/ and write its name, such as ![words](pictures/map.png)"
        ));
    }
    if name.contains('\\') {
        let name = name.replace('\\', "/");
        return Err(text!(
            "フォルダーの区切りは「/」です：{name}",
            "folders are parted by `/`: {name}"
        ));
    }
    let outside = || {
        text!(
            "この原稿から見た場所を書いてください。使えるのは content/ の中の画像だけです（例 pictures/map.png）",
            "write its place as seen from this file, within content/, such as pictures/map.png"
        )
    };
    if name.starts_with('/') || name.is_empty() {
        return Err(outside());
    }
    let mut parts: Vec<&str> = folder_of(from).split('/').collect();
    for part in name.split('/') {
        match part {
            "." | "" => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            ".." => return Err(outside()),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `dest` with characters for `%20` and the like, which editors write for spaces.
fn decoded(dest: &str) -> String {
    percent_decode_str(dest).decode_utf8().map_or_else(|_| dest.to_owned(), Into::into)
}

fn unusable(dest: &str, why: Text, span: Span) -> Diagnostic {
    Diagnostic::error(
        UNUSABLE_PLACE,
        text!("画像「{dest}」は使えません", "the picture `{dest}` cannot be used"),
    )
    .at(span)
    .hint(why)
}

/// A picture without words for those who do not see it.
fn missing_alt(span: Span) -> Diagnostic {
    Diagnostic::error(
        MISSING_ALT,
        text!("図の説明（代替テキスト）がありません", "the figure has no text alternative"),
    )
    .at(span)
    .hint(text!(
        "[ ] の中に、図が何を示すかを書いてください",
        "say in the brackets what the figure shows"
    ))
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn pictures_are_named_as_seen_from_their_text() {
        let from = "content/policies/1/1-1-01.md";
        for (dest, expected) in [
            ("pictures/map.png", "content/policies/1/pictures/map.png"),
            ("./a.png", "content/policies/1/a.png"),
            ("../../p/a%20b.png", "content/p/a b.png"),
            ("100%.png", "content/policies/1/100%.png"),
            ("%E5%9C%B0.png", "content/policies/1/地.png"),
        ] {
            assert_eq!(path(dest, from).as_deref(), Ok(expected));
        }
        for dest in [
            "../../../a.png",
            "..%2f..%2f../a.png",
            "../../../content/a.png",
            "/etc/a.png",
            "C:/a.png",
            "C:\\a.png",
            "pictures\\a.png",
            "//host/a.png",
            "https://host/a.png",
            "file:///a.png",
            "data:image/png;base64,AA",
            "javascript:alert(1)",
            "",
        ] {
            assert!(path(dest, from).is_err(), "{dest}");
        }
    }
}
