//! Which part of the book a file holds, by its path.

use crate::diag::{Code, Diagnostic, Severity, Sink, Text, did_you_mean};
use crate::model::{NodeId, PolicyId};
use crate::record::half_width;
use crate::source::{SourceFile, State};
use crate::span::{FileId, Span};
use crate::text;

const UNUSED: Code = Code("PB0004");
const WRONG_FOLDER: Code = Code("PB0006");

/// What a file is.
pub(super) enum ContentFile {
    Plan,
    Framework,
    Indicators,
    Overview,
    SearchWords,
    Localities,
    Glossary,
    Changes,
    /// The text of a part of the book, by the part's id.
    PartText(String),
    Policy(PolicyId),
    PolicyProse(PolicyId),
    Theme(u8),
    ThemeProse(u8),
    Picture,
    Readme,
    /// One with a wrong name, and the name that it was meant to have.
    Misnamed(String),
}

/// Files that are there once, by their names.
const SINGLE: [&str; 8] = [
    "plan.yaml",
    "framework.yaml",
    "indicators.yaml",
    "overview.md",
    "search.yaml",
    "places.yaml",
    "glossary.yaml",
    "changes.yaml",
];

/// Endings of texts that were probably meant as Markdown or YAML.
const TEXTS: [&str; 5] = ["txt", "text", "markdown", "mdown", "mkd"];

/// Endings of what word processors and spreadsheets write.
const DOCUMENTS: [&str; 9] = ["doc", "docx", "xls", "xlsx", "xlsm", "odt", "ods", "pdf", "jtd"];

/// The kind of `file` by its path; none where it is not read, which is reported.
/// `depth` is the number of levels above the sheets, if the plan could be read.
pub(super) fn content_file(
    id: FileId,
    file: &SourceFile,
    depth: Option<usize>,
    sink: &mut Sink,
) -> Option<ContentFile> {
    let path = file.name().strip_prefix("content/").unwrap_or(file.name());
    let stem = file.stem();
    if file.state() == State::Foreign {
        return foreign(id, path, depth, sink);
    }
    match path {
        "plan.yaml" => return Some(ContentFile::Plan),
        "framework.yaml" => return Some(ContentFile::Framework),
        "indicators.yaml" => return Some(ContentFile::Indicators),
        "overview.md" => return Some(ContentFile::Overview),
        "search.yaml" => return Some(ContentFile::SearchWords),
        "places.yaml" => return Some(ContentFile::Localities),
        "glossary.yaml" => return Some(ContentFile::Glossary),
        "changes.yaml" => return Some(ContentFile::Changes),
        _ if file.is_picture() => return Some(ContentFile::Picture),
        _ if is_readme(path) => return Some(ContentFile::Readme),
        _ => {}
    }
    let role = if path.starts_with("policies/") {
        policy_id(stem, depth).map(|key| {
            wrong_folder(id, path, key, sink);
            if file.is_markdown() {
                ContentFile::PolicyProse(key)
            } else {
                ContentFile::Policy(key)
            }
        })
    } else if path.starts_with("themes/") {
        theme_number(stem).map(|key| {
            if file.is_markdown() { ContentFile::ThemeProse(key) } else { ContentFile::Theme(key) }
        })
    } else if path.strip_prefix("parts/").is_some_and(|name| !name.contains('/')) {
        file.is_markdown().then(|| ContentFile::PartText(stem.to_owned()))
    } else {
        None
    };
    if role.is_some() {
        return role;
    }
    let ending = if file.is_markdown() { "md" } else { "yaml" };
    let narrow = half_width(stem);
    let misnamed = narrow != stem && is_key(&narrow, depth);
    let hint = if misnamed {
        text!("ファイル名を半角の「{narrow}」にしてください", "write its name in ASCII: {narrow}")
    } else {
        where_it_belongs(path, depth)
    };
    sink.report(unused(id, path, Severity::Error).hint(hint));
    misnamed.then(|| ContentFile::Misnamed(format!("{narrow}.{ending}")))
}

/// Whether anything of the text file at `path` may be printed: a README is for authors, the words of
/// `search.yaml` for the search.
#[must_use]
pub fn is_printed(path: &str) -> bool {
    !is_readme(path) && !path.ends_with("/search.yaml")
}

/// Whether the file at `path` is a README.
fn is_readme(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.get(..7).is_some_and(|stem| stem.eq_ignore_ascii_case("readme."))
}

/// Whether the name of a policy's or a theme's file may be `stem`.
fn is_key(stem: &str, depth: Option<usize>) -> bool {
    policy_id(stem, depth).is_some() || theme_number(stem).is_some()
}

/// The id of a policy whose file is called `stem`, in a plan of `depth` levels above the sheets.
fn policy_id(stem: &str, depth: Option<usize>) -> Option<PolicyId> {
    let id: PolicyId = stem.parse().ok()?;
    depth.is_none_or(|depth| id.node.depth() == depth).then_some(id)
}

/// Reports a file that is neither a text nor a picture.
fn foreign(id: FileId, path: &str, depth: Option<usize>, sink: &mut Sink) -> Option<ContentFile> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if path.starts_with("schemas/") || is_readme(path) || name == "README" {
        return Some(ContentFile::Readme);
    }
    let (inner, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let lower = ending.to_ascii_lowercase();
    let shown = half_width(inner);
    let (stem, kind) = shown.rsplit_once('.').unwrap_or((&shown, ""));
    let kind = kind.to_ascii_lowercase();
    let hidden_ending = matches!(kind.as_str(), "yaml" | "yml" | "md");
    let known = |stem: &str| {
        is_key(stem, depth) || SINGLE.iter().any(|s| s.split('.').next() == Some(stem))
    };
    let (hint, meant) = if hidden_ending {
        let kind = if kind == "yml" { "yaml" } else { &kind };
        let meant = format!("{stem}.{kind}");
        let hint = text!(
            "「{meant}」のことですか。エクスプローラーの「表示」で「ファイル名拡張子」を表示し、終わりの「.{ending}」を消してください",
            "did you mean `{meant}`? Let the file manager show endings, and remove `.{ending}`"
        );
        (hint, Some(meant))
    } else if TEXTS.contains(&lower.as_str()) && known(&shown) {
        let hint = text!(
            "本文なら「{shown}.md」、事業や金額なら「{shown}.yaml」という名前にしてください",
            "call it `{shown}.md` if it is prose, `{shown}.yaml` if it holds facts"
        );
        (hint, Some(format!("{shown}.md")))
    } else if DOCUMENTS.contains(&lower.as_str()) && known(&shown) {
        let hint = text!(
            "文字だけを、本文は「{shown}.md」に、事業や金額は「{shown}.yaml」に書き写し、このファイルは content/ の外に移してください",
            "copy its text into `{shown}.md` and its facts into `{shown}.yaml`, and move it out of content/"
        );
        (hint, Some(format!("{shown}.md")))
    } else if name.contains('\u{FFFD}') {
        let hint = text!(
            "ファイルの名前が文字化けしています。名前を付け直すか、content/ の外に移してください",
            "its name is not UTF-8: give it another name, or move it out of content/"
        );
        (hint, None)
    } else {
        let hint = text!(
            "原稿でないファイルは content/ の外に移してください",
            "move what is no source out of content/"
        );
        (hint, None)
    };
    // What was meant as a sheet would be missing in the book; other files are only superfluous.
    let severity = if meant.is_some() { Severity::Error } else { Severity::Warning };
    sink.report(unused(id, path, severity).hint(hint));
    meant.map(ContentFile::Misnamed)
}

fn unused(id: FileId, path: &str, severity: Severity) -> Diagnostic {
    let message = text!("このファイルは使われません：{path}", "this file is not used: {path}");
    Diagnostic { severity, ..Diagnostic::error(UNUSED, message) }.at(Span::start_of(id))
}

/// Themes are numbered 1, 2, 3, as their files are named.
fn theme_number(stem: &str) -> Option<u8> {
    let number: u8 = stem.parse().ok()?;
    (number > 0 && number.to_string() == stem).then_some(number)
}

fn where_it_belongs(path: &str, depth: Option<usize>) -> Text {
    if path.starts_with("policies/") {
        let node = NodeId::example(depth.unwrap_or(2));
        let example = PolicyId { node, number: 3 };
        text!(
            "シートのファイル名は番号です（例 {example}.yaml と {example}.md）",
            "a policy's file is named after its number, such as {example}.yaml and {example}.md"
        )
    } else if path.starts_with("themes/") {
        text!(
            "重点テーマのファイル名は番号です（例 1.yaml と 1.md）",
            "a theme's file is named after its number, such as 1.yaml and 1.md"
        )
    } else if path.starts_with("parts/") {
        text!(
            "部の文章は parts/ のすぐ下に、plan.yaml の部の id を名前にした Markdown で置きます（例 greeting.md）",
            "the text of a part is a Markdown file in parts/, named after its id in plan.yaml, such as greeting.md"
        )
    } else if let Some(near) = did_you_mean(path, SINGLE) {
        text!("「{near}」のことですか", "did you mean `{near}`?")
    } else {
        let single = SINGLE.join("、");
        text!(
            "ここに置けるのは {single} と、policies/、themes/、parts/ の中のファイルです",
            "what belongs here: {single}, and the files in policies/, themes/ and parts/"
        )
    }
}

/// Reports a policy that is not in the folder of its goal.
fn wrong_folder(id: FileId, path: &str, policy: PolicyId, sink: &mut Sink) {
    let folder = path.split('/').nth(1).unwrap_or("");
    let goal = policy.node.top();
    if folder == goal.to_string() {
        return;
    }
    sink.report(
        Diagnostic::error(
            WRONG_FOLDER,
            text!(
                "{policy} が policies/{goal}/ にありません",
                "{policy} is not in policies/{goal}/"
            ),
        )
        .at(Span::start_of(id))
        .hint(text!(
            "policies/{goal}/ に移すか、番号を直してください",
            "move it to policies/{goal}/, or mend its number"
        )),
    );
}
