//! Converts the destinations of links to inlines, and refuses unsafe addresses.
//!
//! Four schemes are the book's own: `page:`, `policy:`, `count:` and `value:`; `figure:`
//! places a figure. On the web, only addresses that cannot run code are let through.

use super::ignored_text;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::model::{Computed, Figure, Inline, MailAddress, PhoneNumber, is_host};
use crate::span::{Span, Spanned};
use crate::text;

const UNKNOWN_TARGET: Code = Code("PB0302");
const UNSAFE_LINK: Code = Code("PB0306");
const LOST_TITLE: Code = Code("PB0328");

/// What a link becomes; nothing where it is reported.
pub fn link(dest: &str, content: Vec<Inline>, span: Span, sink: &mut Sink) -> Vec<Inline> {
    let (scheme, rest) = dest.split_once(':').unwrap_or(("", dest));
    if matches!(scheme, "page" | "count" | "value") {
        let words: String = content.iter().map(Inline::words).collect();
        if !words.trim().is_empty() {
            ignored_text::link_words(&words, span, sink);
        }
    }
    let inline = match scheme {
        "page" => Some(Inline::Page { target: Spanned::new(rest.to_owned(), span) }),
        "policy" => {
            if let Ok(id) = rest.parse() {
                Some(Inline::Policy { id: Spanned::new(id, span), content })
            } else {
                sink.report(
                    Diagnostic::error(
                        UNKNOWN_TARGET,
                        text!(
                            "「{rest}」はシートの番号ではありません",
                            "`{rest}` is not a policy's number"
                        ),
                    )
                    .at(span)
                    .hint(text!(
                        "policies/ のファイルの名前にある番号（.yaml の前）で書いてください",
                        "write the number in the name of its file in policies/, before `.yaml`"
                    )),
                );
                None
            }
        }
        "count" => computed((scheme, rest), &Computed::COUNTS, span, sink),
        "value" => computed((scheme, rest), &Computed::VALUES, span, sink),
        _ if is_outside(dest) => Some(Inline::Link { url: dest.to_owned(), content }),
        _ => {
            sink.report(
                Diagnostic::error(
                    UNSAFE_LINK,
                    text!("リンク先「{dest}」は使えません", "a link to `{dest}` is not allowed"),
                )
                .at(span)
                .hint(text!(
                    "使えるのは https://… http://… mailto:アドレス tel:番号 と、冊子の中の page: policy: count: value: です",
                    "use https://…, http://…, mailto:address, tel:number, or the book's page:, policy:, count:, value:"
                )),
            );
            None
        }
    };
    inline.into_iter().collect()
}

/// Reports the `title` of a link or drawn figure: who reads on paper, on a phone or by ear
/// would never meet it, so no output has it.
pub(super) fn title(title: &str, span: Span, sink: &mut Sink) {
    if !title.trim().is_empty() {
        sink.report(
            Diagnostic::error(
                LOST_TITLE,
                text!(
                    "題「{title}」は、サイトにもPDFにも出ません",
                    "the title `{title}` appears in no output"
                ),
            )
            .at(span)
            .hint(text!(
                "引用符の題を消して、読ませたい言葉は文の中に書いてください",
                "remove it, and write in the text what is to be read"
            )),
        );
    }
}

/// Whether `dest` looks like an address or a place of the book, and not like words.
pub(super) fn leads_somewhere(dest: &str) -> bool {
    let scheme = dest.split_once(':').map_or("", |(scheme, _)| scheme);
    ["page", "policy", "count", "value", "figure"].contains(&scheme) || is_outside(dest)
}

/// Whether `url` leads to a place on the web, a mailbox or a telephone, and does no more than
/// that.
fn is_outside(url: &str) -> bool {
    let (scheme, rest) = url.split_once(':').unwrap_or_default();
    match scheme.to_ascii_lowercase().as_str() {
        "https" | "http" => {
            // Signs that change the direction of a text, or that nobody sees.
            let unseen = |c: char| c.general_category_group() == GeneralCategoryGroup::Other;
            let plain = !url.chars().any(|c| unseen(c) || c.is_whitespace());
            let place = rest.strip_prefix("//").filter(|_| plain);
            place.and_then(|place| place.split(['/', '?', '#']).next()).is_some_and(is_host)
        }
        "mailto" => rest.parse::<MailAddress>().is_ok(),
        "tel" => rest.parse().is_ok_and(|number: PhoneNumber| !number.has_extension()),
        _ => false,
    }
}

/// The figure a `figure:` image names; nothing where it is reported.
pub fn figure(dest: &str, span: Span, sink: &mut Sink) -> Option<Figure> {
    let name = dest.strip_prefix("figure:").unwrap_or(dest);
    let found = Figure::ALL.iter().find(|(_, n)| *n == name).map(|(figure, _)| *figure);
    if found.is_none() {
        let all: Vec<&str> = Figure::ALL.iter().map(|(_, n)| *n).collect();
        sink.report(unknown("figure", name, &all, span));
    }
    found
}

fn computed(
    (scheme, name): (&str, &str),
    all: &[(Computed, &'static str)],
    span: Span,
    sink: &mut Sink,
) -> Option<Inline> {
    let found = all.iter().find(|(_, n)| *n == name).map(|(what, _)| *what);
    if found.is_none() {
        let names: Vec<&str> = all.iter().map(|(_, n)| *n).collect();
        sink.report(unknown(scheme, name, &names, span));
    }
    found.map(|what| Inline::Computed(Spanned::new(what, span)))
}

fn unknown(scheme: &str, name: &str, all: &[&str], span: Span) -> Diagnostic {
    let hint = if let Some(near) = did_you_mean(name, all.iter().copied()) {
        text!("「{scheme}:{near}」のことですか", "did you mean `{scheme}:{near}`?")
    } else {
        let all = all.join(", ");
        text!("使えるのは {all} です", "use one of {all}")
    };
    Diagnostic::error(
        UNKNOWN_TARGET,
        text!("「{scheme}:{name}」というものはありません", "there is no `{scheme}:{name}`"),
    )
    .at(span)
    .hint(hint)
}
