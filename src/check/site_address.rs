//! PB0270: サイトの置き場所の書き方
//!
//! `book` の `site` と `latest` は、フォルダーのアドレスです。`/` で終え、`?` や `#` は書きません。続けて
//! `policies/1-1-01/` などを付けたものが、ページのアドレスになるからです。
//!
//! `latest` はいつも最新の版があるところで、`site` は、その下の、この版だけのフォルダーです。次の年度に、
//! 今の版は `site` に移り、新しい版が `latest` に置かれます（`planbook build --editions all`）。
//!
//! 誤 `site: https://www.city.example.jp/keikaku/r6`、`latest: https://www.city.example.jp/kohyo/`
//! 正 `site: https://www.city.example.jp/keikaku/r6/`、`latest: https://www.city.example.jp/keikaku/`

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Book, folder_of_edition};
use crate::text;

const CODE: Code = Code("PB0270");

/// Addresses that are no folders, and a site that is not below the address of the newest edition.
pub fn check(book: &Book, sink: &mut Sink) {
    let spec = &book.plan.book;
    let mut are_folders = true;
    for address in [&spec.site, &spec.latest].into_iter().flatten() {
        let text = address.as_str();
        if text.ends_with('/') && !text.contains(['?', '#']) {
            continue;
        }
        are_folders = false;
        let folder = text.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "「{text}」はフォルダーのアドレスではありません",
                    "`{text}` is not the address of a folder"
                ),
            )
            .at(address.span)
            .hint(text!(
                "{folder}/ のように、/ で終えてください",
                "end it with a slash: {folder}/"
            )),
        );
    }
    let Some((site, latest)) = spec.site.as_ref().zip(spec.latest.as_ref()) else { return };
    if are_folders && folder_of_edition(site.as_str(), latest.as_str()).is_none() {
        let edition = book.plan.edition.year.to_string().to_lowercase();
        sink.report(
            Diagnostic::error(
                CODE,
                text!(
                    "site が、latest の下のフォルダーではありません",
                    "`site` is no folder below `latest`"
                ),
            )
            .at(site.span)
            .label(latest.span, text!("最新の版のあるところです", "where the newest edition is"))
            .hint(text!(
                "{latest}{edition}/ のように、この版だけのフォルダーを書いてください",
                "give this edition a folder of its own, such as {latest}{edition}/"
            )),
        );
    }
}
