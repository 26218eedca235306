//! What is wrong with a template of a theme, in the words of its author: where it is, what Tera found, and
//! what to do. Tera says it in English, of which the common messages are translated.
//!
//! This module must not know which templates there are.

use super::message_pattern::{filled, matched};
use super::template_syntax::{advised_of_tags, other_sign};
use crate::diag::{Code, Diagnostic, Text, did_you_mean};
use crate::text;

/// What to do about a kind of mistake.
#[derive(Clone, Copy)]
enum Advice {
    /// Find the name among those that the message lists.
    Name,
    /// Look whether there is a value.
    Value,
    Filter,
    Function,
    Component,
    File,
    Link,
    /// Take the template from the standard theme.
    Lacking,
    Circle,
    Block,
    Tag,
    Sign,
    Closing,
    Expression,
    Kind,
    Twice,
    Arguments,
}

/// The messages of Tera, each with its translation and advice. `{}` is any text; `{0}` is the first of them.
const MESSAGES: [(&str, &str, Advice); 45] = [
    (
        "Variable `{}` is not defined. Available variables: {}",
        "変数「{0}」はありません",
        Advice::Name,
    ),
    ("Variable `{}` is not defined", "変数「{0}」はありません", Advice::Name),
    (
        "Variable `{}` exists but its value is undefined",
        "変数「{0}」には値がありません",
        Advice::Value,
    ),
    ("Field `{}` is not defined. Available fields: {}", "項目「{0}」はありません", Advice::Name),
    ("Field `{}` is not defined", "項目「{0}」はありません", Advice::Name),
    (
        "Tried to render a variable that is undefined",
        "値のないものを書き出そうとしています",
        Advice::Value,
    ),
    ("Cannot index into an undefined value", "値のないものの中を見ようとしています", Advice::Value),
    ("Index expression is undefined", "[ ] の中のものに値がありません", Advice::Value),
    (
        "Iteration not possible on type `undefined`",
        "値のないものをくり返そうとしています",
        Advice::Value,
    ),
    ("Iteration not possible on type `{}`", "{0}はくり返せません", Advice::Kind),
    ("Unknown filter `{}`", "フィルター「{0}」はありません", Advice::Filter),
    ("Unknown test `{}`", "「is {0}」という調べ方はありません", Advice::Expression),
    ("Unknown function `{}`", "関数「{0}」はありません", Advice::Function),
    ("Unknown component `{}`", "部品「{0}」はありません", Advice::Component),
    (
        "Component `{}` is defined in both `{}` and `{}`",
        "部品「{0}」が、{1} と {2} の2か所にあります",
        Advice::Twice,
    ),
    ("Template already contains a component named `{}`", "部品「{0}」が2つあります", Advice::Twice),
    ("Unclosed component '{}'", "部品「{0}」が閉じていません", Advice::Closing),
    (
        "Closing tag '{}' doesn't match opening tag '{}'",
        "部品「{1}」が「{0}」で閉じられています",
        Advice::Closing,
    ),
    (
        "The site has no page or file `{}`",
        "「{0}」へのリンクがありますが、サイトにそのページもファイルもありません",
        Advice::Link,
    ),
    ("Unknown template `{}`", "雛形「{0}」はありません", Advice::File),
    ("Template '{}' not found", "雛形「{0}」がありません", Advice::Lacking),
    (
        "Template '{}' is inheriting from '{}', which doesn't exist or isn't loaded",
        "{0} の extends の「{1}」という雛形はありません",
        Advice::File,
    ),
    (
        "Circular include detected for template '{}'. {}",
        "雛形「{0}」が、自分自身を include しています",
        Advice::Circle,
    ),
    (
        "Circular extend detected for template '{}'. {}",
        "雛形「{0}」が、自分自身を extends しています",
        Advice::Circle,
    ),
    (
        "Block `{}` is not defined in any parent template",
        "block「{0}」は、広げる雛形にありません",
        Advice::Block,
    ),
    ("Template already contains a block named `{}`", "block「{0}」が2つあります", Advice::Twice),
    (
        "This content would be ignored: {}",
        "extends する雛形の、block の外に書いたものは出ません",
        Advice::Block,
    ),
    (
        "Unexpected end of input",
        "閉じていないところがあり、雛形がそこで終わっています",
        Advice::Closing,
    ),
    ("Closing comment tag `#}` not found", "コメントを閉じる #} がありません", Advice::Closing),
    (
        "String opened with {} is missing its closing {}",
        "文字列を閉じる引用符がありません",
        Advice::Closing,
    ),
    (
        "Found {} but was expecting {}",
        "{0} がありますが、ここに書けるのは {1} です",
        Advice::Expression,
    ),
    (
        "Found {} but expected one of: {}",
        "{0} がありますが、ここに書けるのは {1} です",
        Advice::Expression,
    ),
    ("Found {} but expected {}", "{0} がありますが、ここに書けるのは {1} です", Advice::Expression),
    ("Unknown tag", "ここに書けないタグがあります", Advice::Tag),
    ("Unexpected character", "ここに書けない文字があります", Advice::Sign),
    (
        "Maximum render recursion depth for components exceeded",
        "部品が、終わりなく自分を使っています",
        Advice::Circle,
    ),
    (
        "Component argument `{}` (type: `{}`) does not match expected type: `{}`",
        "部品に渡す「{0}」は{2}ですが、{1}があります",
        Advice::Kind,
    ),
    (
        "Array index must be an integer, got `{}`",
        "一覧の [ ] の中は数ですが、{0}があります",
        Advice::Kind,
    ),
    (
        "Math operations can only be done on numbers, found `{}`",
        "{0}は計算できません",
        Advice::Kind,
    ),
    (
        "`{}` requires both operands to be numbers, found `{}` and `{}`",
        "{1}と{2}は「{0}」で計算できません",
        Advice::Kind,
    ),
    ("Cannot compare `{}` with `{}`", "{0}と{1}は比べられません", Advice::Kind),
    (
        "Invalid type for the value, expected `{}` but got `{}`",
        "{0}が要りますが、{1}があります",
        Advice::Kind,
    ),
    ("Missing keyword argument `{}`", "引数「{0}」がありません", Advice::Arguments),
    ("Argument `{}` (type: `{}`) missing", "部品に渡す「{0}」がありません", Advice::Arguments),
    (
        "Unknown argument(s) `{}` in component call{}",
        "部品に渡せないものがあります：{0}",
        Advice::Arguments,
    ),
];

/// The filters of planbook, and those of Tera that themes use most.
const FILTERS: [&str; 21] = [
    "url", "encoded", "unbroken", "amount", "default", "length", "join", "first", "last", "upper",
    "lower", "trim", "replace", "round", "safe", "sort", "group_by", "map", "filter", "slice",
    "reverse",
];

/// How many characters of a line are shown.
const LONGEST_LINE: usize = 100;

/// A mistake as Tera reports it.
struct Report<'a> {
    message: &'a str,
    /// `policy.html:12:3`, and the line of the template; not of every mistake.
    place: Option<(&'a str, &'a str)>,
    /// The places from which the template was called.
    callers: Vec<&'a str>,
}

/// The finding, with the code `code`, for `error` in a template of `folder` of the theme, such as
/// `site/templates/`.
pub(super) fn template_error(code: Code, folder: &str, error: &tera::Error) -> Diagnostic {
    let said = super::with_causes(error);
    let reports: Vec<_> =
        said.split("error: ").filter(|part| !part.trim().is_empty()).map(report).collect();
    let Some(first) = reports.first() else {
        let message = text!(
            "テーマの {folder} の雛形に誤りがあります",
            "a template in {folder} of the theme is wrong"
        );
        return Diagnostic::error(code, message);
    };
    let (message, advice) = described(folder, first);
    let mut finding = Diagnostic::error(code, message).hint(advice);
    for caller in &first.callers {
        finding = finding
            .hint(text!("{folder}{caller} から使われています", "called from {folder}{caller}"));
    }
    for other in &reports[1..] {
        let Text { ja, en } = described(folder, other).0;
        finding = finding.hint(text!("ほかにも：{ja}", "also: {en}"));
    }
    finding
}

/// A mistake that Tera wrote as text: the message, `--> file:line:column`, an empty line, the line.
fn report(part: &str) -> Report<'_> {
    let place = part.lines().find_map(|line| line.trim().strip_prefix("--> "));
    let line = part.lines().skip_while(|line| !line.trim().starts_with("--> ")).nth(2);
    let line = line.and_then(|line| line.split_once(" | ")).map_or("", |(_, line)| line.trim());
    let callers = part.lines().filter_map(|line| line.strip_prefix("note: called from "));
    Report {
        message: part.lines().next().unwrap_or_default(),
        place: place.map(|place| (place, line)),
        callers: callers.collect(),
    }
}

/// The message and the advice for `report`.
fn described(folder: &str, report: &Report<'_>) -> (Text, Text) {
    let said = report.message;
    let known = MESSAGES.iter().find_map(|(pattern, ja, advice)| {
        matched(pattern, said.trim_end_matches('.')).map(|parts| (*ja, *advice, parts))
    });
    let (ja, advice) = match known {
        Some((ja, advice, parts)) => {
            let word = |part: &&str| match advice {
                Advice::Kind | Advice::Expression => kinds(part),
                _ => (*part).to_owned(),
            };
            let words: Vec<_> = parts.iter().map(word).collect();
            let line = report.place.map_or("", |(_, line)| line);
            (filled(ja, &words), advised(advice, &parts, line))
        }
        None => (
            format!("この書き方は使えません（{said}）"),
            text!(
                "https://keats.github.io/tera/ の書き方を見てください",
                "see https://keats.github.io/tera/"
            ),
        ),
    };
    let said = said.split(" Available ").next().unwrap_or(said).trim_end_matches('.');
    let message = match report.place {
        None => text!("テーマの {folder}：{ja}", "{folder} of the theme: {said}"),
        Some((place, "")) => {
            text!("テーマの {folder}{place}：{ja}", "{folder}{place} of the theme: {said}")
        }
        Some((place, line)) => {
            let line = shortened(line);
            text!(
                "テーマの {folder}{place}：{ja}（その行：{line}）",
                "{folder}{place} of the theme: {said} (the line: {line})"
            )
        }
    };
    (message, advice)
}

/// A line of a template, as far as it is not too long.
fn shortened(line: &str) -> String {
    let start: String = line.chars().take(LONGEST_LINE).collect();
    let rest = if start.len() < line.len() { "…" } else { "" };
    format!("{start}{rest}")
}

/// The words for types of Tera, of which it lists several.
fn kinds(names: &str) -> String {
    let names = names.replace(", or ", ", ").replace(" or ", ", ");
    let mut words: Vec<&str> = names.split(", ").map(kind).collect();
    words.dedup();
    words.join("、")
}

/// The word for a type of Tera.
fn kind(name: &str) -> &str {
    match name {
        "string" | "a string" => "文字",
        "identifier" | "ident" => "名前",
        "array" => "一覧",
        "map/struct" => "項目の組",
        "bool" | "a bool" => "真偽",
        "undefined" | "none" => "値のないもの",
        "i64" | "u64" | "i128" | "u128" | "f64" | "number" | "integer" | "float" | "an integer" => {
            "数"
        }
        other => other,
    }
}

/// What to do about a mistake in `line`; `parts` are the names in its message.
fn advised(advice: Advice, parts: &[&str], line: &str) -> Text {
    let named = |known: &[&str]| {
        let near = parts.first().and_then(|name| did_you_mean(name, known.iter().copied()));
        near.map(|near| text!("「{near}」のことですか", "did you mean `{near}`?"))
    };
    match advice {
        Advice::Name => {
            let known: Vec<&str> = parts.get(1).map_or(Vec::new(), |all| all.split(", ").collect());
            let (ja, en) = (known.join("、"), known.join(", "));
            named(&known).unwrap_or_else(|| {
                if known.is_empty() {
                    return text!(
                        "`planbook view --schema` で名前を確かめてください。あるときとないときのあるものは、{{% if … is defined %}} で囲みます",
                        "look up its name in `planbook view --schema`; what is not always there needs {{% if ... is defined %}}"
                    );
                }
                text!(
                    "ここにあるのは {ja} です。意味は `planbook view --schema` で分かります",
                    "there are {en}; see `planbook view --schema`"
                )
            })
        }
        Advice::Value => text!(
            "ないことのあるものは、{{% if … %}} で囲むか、{{{{ … | default(value=\"\") }}}} としてください",
            "wrap what is not always there in {{% if ... %}}, or write {{{{ ... | default(value=\"\") }}}}"
        ),
        Advice::Filter => named(&FILTERS).unwrap_or_else(|| {
            text!(
                "planbook のフィルターは url、encoded、unbroken、amount です。ほかは https://keats.github.io/tera/ にあります",
                "planbook has url, encoded, unbroken and amount; for others see https://keats.github.io/tera/"
            )
        }),
        Advice::Function => named(&["chart", "range", "now", "throw"]).unwrap_or_else(|| {
            text!(
                "planbook の関数は chart です。部品なら {{{{<名前 …/>}}}} と書きます",
                "planbook has the function chart; components are written {{{{<name .../>}}}}"
            )
        }),
        Advice::Component => text!(
            "components/ の {{% component 名前(…) %}} の名前と合わせてください",
            "use a name of {{% component name(...) %}} in components/"
        ),
        Advice::File => text!(
            "ファイルの名前と場所を確かめてください。名前は、この雛形のフォルダーから書きます",
            "look at the name and place of the file; names begin in the folder of templates"
        ),
        Advice::Link => text!(
            "綴りを確かめてください。ページは「/」で終わり、assets の中のものは assets/ から書きます。ない本もあるページは {{% if has.… %}} で囲みます",
            "look at its spelling: pages end with `/`, assets begin with `assets/`; what some books lack is wrapped in {{% if has... %}}"
        ),
        Advice::Lacking => text!(
            "themes/standard/ の同じところから写してください。前の版の planbook のために作ったテーマには、新しいページの雛形がありません。なくしたページは、雛形を残し、入口（components/navigation.html）だけを除きます",
            "copy it from the same place in themes/standard/: themes made for an earlier planbook lack templates of new pages; to hide a page, keep its template and take away the way to it in components/navigation.html"
        ),
        Advice::Circle => text!(
            "たがいを使っているもののどちらかで、使うのをやめてください",
            "take away one use of those that use each other"
        ),
        Advice::Tag => advised_of_tags(line),
        Advice::Block => text!(
            "広げる雛形にある block の名前で、{{% block 名前 %}} と {{% endblock %}} の中に書いてください",
            "write it into {{% block name %}} ... {{% endblock %}}, with the name of a block of the extended template"
        ),
        Advice::Closing => text!(
            "{{% if %}} には {{% endif %}}、{{% for %}} には {{% endfor %}}、{{{{ には }}}}、引用符には引用符と、閉じるものを書いてください",
            "close it: {{% if %}} with {{% endif %}}, {{% for %}} with {{% endfor %}}, {{{{ with }}}}, quotes with quotes"
        ),
        Advice::Sign | Advice::Expression => other_sign(line).unwrap_or(text!(
            "すぐ前の書き忘れや書きまちがい（閉じていない括弧、名前のない点など）を確かめてください",
            "look at what stands before it: an open bracket, a point without a name"
        )),
        Advice::Kind => text!(
            "値の種類を `planbook view` で確かめてください。金額は `.value` が数、`.text` が文字です",
            "look at the value in `planbook view`; of amounts, `.value` is a number and `.text` is text"
        ),
        Advice::Twice => text!("どちらかの名前を変えるか、消してください", "rename or remove one of them"),
        Advice::Arguments => text!(
            "名前=値 の形で、要るものだけを書いてください（例 default(value=\"―\")）",
            "write what it needs, as name=value, such as default(value=\"-\")"
        ),
    }
}
