//! Tags and signs that authors of templates know from other languages, or write in full width, and what Tera
//! has in their place.
//!
//! This module must not know the messages of Tera.

use crate::diag::{Text, did_you_mean};
use crate::text;

/// The tags of Tera.
const TAGS: [&str; 21] = [
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "break",
    "continue",
    "set",
    "endset",
    "set_global",
    "block",
    "endblock",
    "extends",
    "include",
    "component",
    "endcomponent",
    "filter",
    "endfilter",
    "raw",
    "endraw",
];

/// Tags of other template languages, and what Tera has in their place.
const OTHER_TAGS: [(&str, &str); 8] = [
    ("elseif", "elif"),
    ("elsif", "elif"),
    ("macro", "component"),
    ("endmacro", "endcomponent"),
    ("import", "include"),
    ("from", "include"),
    ("with", "set"),
    ("end", "endif"),
];

/// What to do about a tag in `line` that Tera does not know, or not there.
pub(super) fn advised_of_tags(line: &str) -> Text {
    let tags = line.split("{%").skip(1).map(|rest| rest.trim_start_matches(['-', ' ']));
    let name =
        |rest: &'_ str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let tags: Vec<String> = tags.map(name).collect();
    if let Some(unknown) = tags.iter().find(|tag| !TAGS.contains(&tag.as_str())) {
        let other = OTHER_TAGS.iter().find(|(name, _)| name == unknown).map(|(_, ours)| *ours);
        if let Some(near) = other.or_else(|| did_you_mean(unknown, TAGS.iter().copied())) {
            return text!(
                "「{unknown}」というタグはありません。「{near}」のことですか",
                "there is no tag `{unknown}`; did you mean `{near}`?"
            );
        }
        return text!(
            "「{unknown}」というタグはありません。書き方は https://keats.github.io/tera/ にあります",
            "there is no tag `{unknown}`; see https://keats.github.io/tera/"
        );
    }
    text!(
        "このタグより前に、閉じていない {{% if %}}、{{% for %}}、{{% block %}} などがあるか、閉じる順が違います",
        "before this tag, something such as {{% if %}}, {{% for %}} or {{% block %}} is not closed, or closed in another order"
    )
}

/// Signs that are no signs of Tera, and those in their place.
const OTHER_SIGNS: [(&str, &str); 16] = [
    ("&&", "and"),
    ("||", "or"),
    ("!", "not"),
    ("｜", "|"),
    ("＝", "="),
    ("（", "("),
    ("）", ")"),
    ("［", "["),
    ("］", "]"),
    ("．", "."),
    ("，", ","),
    ("“", "\""),
    ("”", "\""),
    ("＂", "\""),
    ("’", "'"),
    ("\u{3000}", " "),
];

/// The sign in an expression of `line` that another takes the place of.
pub(super) fn other_sign(line: &str) -> Option<Text> {
    let inside = line.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let tags = line.split("{%").skip(1).filter_map(|rest| rest.split("%}").next());
    let code: Vec<&str> = inside.chain(tags).collect();
    let (sign, ours) = OTHER_SIGNS
        .iter()
        .find(|(sign, _)| code.iter().any(|code| code.replace("!=", "").contains(sign)))?;
    Some(match *ours {
        " " => text!("全角の空白があります。半角にしてください", "there is a full-width space"),
        ours => text!("「{sign}」は「{ours}」と書きます", "write `{ours}` for it"),
    })
}
