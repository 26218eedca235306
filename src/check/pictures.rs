//! PB0308: 画像のファイルがない
//!
//! `![説明](pictures/map.png)` の ( ) には、その原稿から見た画像の場所を書きます。大文字と小文字
//! の違いも、別の名前です。`plan.yaml` の `book.cover` には、`content/` から見た場所を書きます。
//!
//! 誤 `![市の地図](map.png)`（ファイルは `pictures/map.png` にある）
//! 正 `![市の地図](pictures/map.png)`

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{Block, Book};
use crate::span::Span;
use crate::text;

const CODE: Code = Code("PB0308");

/// Pictures that are shown and are not there.
pub fn check(book: &Book, sink: &mut Sink) {
    let mut look = |path: &str, folder: &str, span: Span| {
        if book.picture(path).is_some() || book.unread.pictures.contains(path) {
            return;
        }
        let hint = match nearest(path, book) {
            Some(near) => {
                let near = seen_from(folder, near);
                text!("「{near}」のことですか", "did you mean `{near}`?")
            }
            None => text!(
                "画像のファイルを {path} に置くか、名前を直してください",
                "put the picture at {path}, or mend its name"
            ),
        };
        sink.report(
            Diagnostic::error(
                CODE,
                text!("画像 {path} がありません", "there is no picture {path}"),
            )
            .at(span)
            .hint(hint),
        );
    };
    for picture in book.plan.book.cover.pictures() {
        look(&picture.path(), "content", picture.file.span);
    }
    book.each_block(&mut |block| {
        if let Block::Picture { path, folder, span, .. } = block {
            look(path, folder, *span);
        }
    });
}

/// The picture of that name in another folder, or else one with nearly that path.
fn nearest<'a>(path: &str, book: &'a Book) -> Option<&'a str> {
    let known = || book.pictures.keys().chain(&book.unread.pictures).map(String::as_str);
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_lowercase();
    known().find(|known| name(known) == name(path)).or_else(|| did_you_mean(path, known()))
}

/// How a text in `folder` names the file at `path`.
fn seen_from(folder: &str, path: &str) -> String {
    let (own, mut there): (Vec<_>, Vec<_>) =
        (folder.split('/').collect(), path.split('/').collect());
    let common = own.iter().zip(&there).take_while(|(a, b)| a == b).count();
    there.drain(..common);
    "../".repeat(own.len() - common) + &there.join("/")
}

#[cfg(test)]
mod tests {
    use super::seen_from;

    #[test]
    fn a_place_is_told_as_the_text_sees_it() {
        let from = |path| seen_from("content/policies/1", path);
        assert_eq!(from("content/policies/1/pictures/map.png"), "pictures/map.png");
        assert_eq!(from("content/pictures/map.png"), "../../pictures/map.png");
        assert_eq!(from("content/policies/map.png"), "../map.png");
    }
}
