//! What a file is, by its path.

use crate::diag::{Code, Diagnostic, Sink, Text, did_you_mean};
use crate::model::PolicyId;
use crate::parse::scalar::half_width;
use crate::source::SourceFile;
use crate::span::{FileId, Span};
use crate::text;

const UNUSED: Code = Code("PB0004");
const WRONG_FOLDER: Code = Code("PB0006");

/// What a file is.
pub(super) enum Role {
    Plan,
    Framework,
    Indicators,
    Overview,
    Policy(PolicyId),
    PolicyProse(PolicyId),
    Theme(u8),
    ThemeProse(u8),
    Picture,
    Readme,
}

/// Files that are there once, by their names.
const SINGLE: [&str; 4] = ["plan.yaml", "framework.yaml", "indicators.yaml", "overview.md"];

/// What `file` is, or a report that nobody will read it.
pub(super) fn role(id: FileId, file: &SourceFile, sink: &mut Sink) -> Option<Role> {
    let path = file.name().strip_prefix("content/").unwrap_or(file.name());
    let stem = file.stem();
    match path {
        "plan.yaml" => return Some(Role::Plan),
        "framework.yaml" => return Some(Role::Framework),
        "indicators.yaml" => return Some(Role::Indicators),
        "overview.md" => return Some(Role::Overview),
        _ if file.is_picture() => return Some(Role::Picture),
        _ if path == "README.md" || path.ends_with("/README.md") => return Some(Role::Readme),
        _ => {}
    }
    let role = if path.starts_with("policies/") {
        stem.parse().ok().map(|key| {
            wrong_folder(id, path, key, sink);
            if file.is_markdown() { Role::PolicyProse(key) } else { Role::Policy(key) }
        })
    } else if path.starts_with("themes/") {
        theme_number(stem)
            .map(|key| if file.is_markdown() { Role::ThemeProse(key) } else { Role::Theme(key) })
    } else {
        None
    };
    if role.is_none() {
        sink.report(
            Diagnostic::error(
                UNUSED,
                text!("このファイルは使われません：{path}", "this file is not used: {path}"),
            )
            .at(Span::start_of(id))
            .hint(where_it_belongs(path, stem)),
        );
    }
    role
}

/// Themes are numbered 1, 2, 3, as their files are named.
fn theme_number(stem: &str) -> Option<u8> {
    let number: u8 = stem.parse().ok()?;
    (number > 0 && number.to_string() == stem).then_some(number)
}

fn where_it_belongs(path: &str, stem: &str) -> Text {
    let narrow = half_width(stem);
    if narrow != stem && (narrow.parse::<PolicyId>().is_ok() || narrow.parse::<u8>().is_ok()) {
        return text!(
            "ファイル名を半角の「{narrow}」にしてください",
            "write its name in ASCII: {narrow}"
        );
    }
    if path.starts_with("policies/") {
        text!(
            "主要施策のファイル名は番号です（例 1-2-03.yaml と 1-2-03.md）",
            "a policy's file is named after its number, such as 1-2-03.yaml and 1-2-03.md"
        )
    } else if path.starts_with("themes/") {
        text!(
            "重点テーマのファイル名は番号です（例 1.yaml と 1.md）",
            "a theme's file is named after its number, such as 1.yaml and 1.md"
        )
    } else if let Some(near) = did_you_mean(path, SINGLE) {
        text!("「{near}」のことですか", "did you mean `{near}`?")
    } else {
        let single = SINGLE.join("、");
        text!(
            "ここに置けるのは {single} と、policies/ と themes/ の中のファイルです",
            "what belongs here: {single}, and the files in policies/ and themes/"
        )
    }
}

/// A policy stands in the folder of its goal.
fn wrong_folder(id: FileId, path: &str, policy: PolicyId, sink: &mut Sink) {
    let folder = path.split('/').nth(1).unwrap_or("");
    let goal = policy.goal();
    if folder == goal.to_string() {
        return;
    }
    sink.report(
        Diagnostic::error(
            WRONG_FOLDER,
            text!(
                "{policy} が基本目標 {goal} のフォルダーにありません",
                "{policy} is not in the folder of goal {goal}"
            ),
        )
        .at(Span::start_of(id))
        .hint(text!(
            "policies/{goal}/ に移すか、番号を直してください",
            "move it to policies/{goal}/, or mend its number"
        )),
    );
}
