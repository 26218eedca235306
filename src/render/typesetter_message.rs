//! What is wrong with the page templates of a theme, in the words of their author: where it is, what typst
//! found, and what to do. typst says it in English, of which the common messages are translated.
//!
//! This module must not know how typst is run.

use super::message_pattern::{filled, matched};
use crate::diag::Text;
use crate::text;

/// What to do about a kind of mistake.
#[derive(Clone, Copy)]
enum Advice {
    Name,
    Key,
    Bracket,
    Kind,
    Arguments,
    File,
    Import,
    Package,
    Unit,
    Code,
    Encoding,
    Picture,
    Alt,
    Levels,
    Font,
    Endless,
    Settle,
    Label,
    Zero,
}

/// The messages of typst, each with its translation and advice. `{}` is any text; `{0}` is the first of them.
const MESSAGES: [(&str, &str, Advice); 42] = [
    ("unknown variable: {}", "「{0}」という名前はありません", Advice::Name),
    ("module does not contain `{}`", "読み込んだファイルに「{0}」はありません", Advice::Import),
    (
        "dictionary does not contain key \"{}\" and no default value was specified",
        "項目「{0}」はありません",
        Advice::Key,
    ),
    ("dictionary does not contain key \"{}\"", "項目「{0}」はありません", Advice::Key),
    (
        "array index out of bounds (index: {}, len: {}){}",
        "一覧にあるのは{1}個で、{0}番めはありません（0から数えます）",
        Advice::Key,
    ),
    ("type {} has no method `{}`", "{0}に「{1}」は使えません", Advice::Kind),
    ("unclosed delimiter", "閉じていない括弧があります", Advice::Bracket),
    ("unclosed string", "閉じていない引用符があります", Advice::Bracket),
    ("unclosed {}", "閉じていないところがあります", Advice::Bracket),
    ("unexpected closing {}", "閉じる括弧が余っています", Advice::Bracket),
    ("unexpected argument: {}", "引数「{0}」は使えません", Advice::Arguments),
    ("unexpected argument", "引数が多すぎます", Advice::Arguments),
    ("missing argument: {}", "引数「{0}」がありません", Advice::Arguments),
    ("expected {}, found {}", "{0}が要りますが、{1}があります", Advice::Kind),
    ("expected comma", "「,」が要ります", Advice::Bracket),
    ("expected {}", "{0}が要ります", Advice::Code),
    ("unexpected {}", "ここに{0}は書けません", Advice::Code),
    ("cannot add {} and {}", "{0}と{1}は足せません", Advice::Kind),
    ("cannot subtract {} from {}", "{1}から{0}は引けません", Advice::Kind),
    ("cannot multiply {} with {}", "{0}と{1}は掛けられません", Advice::Kind),
    ("cannot divide {} by {}", "{0}を{1}で割れません", Advice::Kind),
    ("cannot compare {} and {}", "{0}と{1}は比べられません", Advice::Kind),
    ("divisor must not be zero", "0で割っています", Advice::Zero),
    ("file not found (searched at {})", "ファイル「{0}」がありません", Advice::File),
    ("input file not found (searched at {})", "はじめのファイル「{0}」がありません", Advice::File),
    (
        "package not found (searched for {})",
        "パッケージ「{0}」は使えません（ネットワークは使いません）",
        Advice::Package,
    ),
    ("unresolved import", "読み込むファイルに、この名前のものがありません", Advice::Import),
    ("cyclic import", "ファイルが、たがいを読み込んでいます", Advice::Import),
    ("invalid number suffix: `{}`", "「{0}」という単位はありません", Advice::Unit),
    ("the character `{}` is not valid in code", "ここに「{0}」は書けません", Advice::Code),
    (
        "file is not valid UTF-8{}",
        "読み込むファイルの文字コードが UTF-8 ではありません",
        Advice::Encoding,
    ),
    ("failed to decode image ({})", "画像として読めません（{0}）", Advice::Picture),
    ("failed to parse SVG ({})", "SVG として読めません（{0}）", Advice::Picture),
    ("missing alt text", "画像に、読み上げる説明がありません", Advice::Alt),
    (
        "skipped from heading level {} to {}",
        "見出しの段が {0} から {1} に飛んでいます",
        Advice::Levels,
    ),
    ("unknown font family: {}", "書体「{0}」がありません", Advice::Font),
    (
        "maximum function call depth exceeded",
        "関数が、終わりなく自分を呼んでいます",
        Advice::Endless,
    ),
    ("condition is always true", "条件がいつも真で、くり返しが終わりません", Advice::Endless),
    (
        "document did not converge within five attempts",
        "組むたびにページが変わり、決まりません",
        Advice::Settle,
    ),
    ("value of `{}` did not converge", "「{0}」の値が、組むたびに変わります", Advice::Settle),
    (
        "a measured element did not stabilize",
        "測った大きさが、組むたびに変わります",
        Advice::Settle,
    ),
    ("label `<{}>` does not exist in the document", "目印「{0}」はありません", Advice::Label),
];

/// A mistake in the page templates, with all its places.
#[derive(Debug, PartialEq, Eq)]
pub struct PageFault {
    /// What is wrong and where it is first.
    pub message: Text,
    /// What to do, for messages that are known.
    pub advice: Option<Text>,
}

/// A message of typst: its places and what it says.
struct Report<'a> {
    places: Vec<&'a str>,
    said: String,
}

/// The mistakes in what typst wrote: lines such as `theme/cover.typ:58:64: error: unknown variable: navi`.
/// Equal messages are one mistake.
#[must_use]
pub fn page_faults(messages: &str) -> Vec<PageFault> {
    let mut reports: Vec<Report<'_>> = Vec::new();
    for line in messages.lines() {
        let parts = ["error: ", "warning: "].iter().find_map(|level| line.split_once(level));
        let Some((place, said)) = parts.filter(|(place, _)| is_place(place)) else {
            // A message may have several lines.
            match reports.last_mut() {
                Some(report) => report.said = format!("{} {}", report.said, line.trim()),
                None => reports.push(Report { places: Vec::new(), said: line.trim().to_owned() }),
            }
            continue;
        };
        let place = (!place.is_empty()).then(|| place.trim_end_matches(": "));
        if let Some(report) = reports.iter_mut().find(|report| report.said == said) {
            report.places.extend(place);
        } else {
            let places = place.into_iter().collect();
            reports.push(Report { places, said: said.to_owned() });
        }
    }
    reports.iter().map(fault).collect()
}

/// Whether `before` is what may stand before the level of a message: nothing, or `file:line:column: `.
fn is_place(before: &str) -> bool {
    before.is_empty() || before.ends_with(": ")
}

/// The words for `report`.
fn fault(report: &Report<'_>) -> PageFault {
    let said = report.said.as_str();
    // "PDF/UA-1 error: " stands before what a standard forbids.
    let bare = said.split_once(" error: ").filter(|(before, _)| before.starts_with("PDF/"));
    let bare = bare.map_or(said, |(_, said)| said);
    let known = MESSAGES
        .iter()
        .find_map(|(pattern, ja, advice)| Some((*ja, *advice, matched(pattern, bare)?)));
    let (ja, advice) = match known {
        Some((ja, advice, parts)) => {
            let word = |part: &&str| match advice {
                Advice::Kind | Advice::Code => kinds(part),
                _ => in_theme(part),
            };
            (filled(ja, &parts.iter().map(word).collect::<Vec<_>>()), Some(advised(advice)))
        }
        None => (own_words(bare).to_owned(), None),
    };
    let said = in_theme(said);
    let message = match report.places.split_first() {
        None => text!("{ja}", "{said}"),
        Some((place, others)) => {
            let place = in_theme(place);
            let count = others.len();
            let (more_ja, more_en) = match count {
                0 => (String::new(), String::new()),
                _ => (format!("（ほかに{count}か所）"), format!(" (and {count} more places)")),
            };
            text!("テーマの {place}：{ja}{more_ja}", "{place} of the theme: {said}{more_en}")
        }
    };
    PageFault { message, advice }
}

/// What a theme itself says with `assert` or `panic`, or else all of `said`.
fn own_words(said: &str) -> &str {
    let of_theme =
        ["assertion failed: ", "panicked with: "].iter().find_map(|p| said.strip_prefix(p));
    of_theme.unwrap_or(said)
}

/// `text` with the folder of the page templates as it is called in the theme.
fn in_theme(text: &str) -> String {
    match text.strip_prefix("theme/") {
        Some(rest) => format!("pdf/{rest}"),
        None => text.replace(" theme/", " pdf/"),
    }
}

/// The words for kinds of values, of which typst lists several: `length, ratio, or none`.
fn kinds(names: &str) -> String {
    let names = names.replace(", or ", ", ").replace(" or ", ", ");
    names.split(", ").map(kind).collect::<Vec<_>>().join("か")
}

/// The word for a kind of value, or for a part of the language.
fn kind(name: &str) -> &str {
    match name {
        "length" => "長さ",
        "relative length" | "ratio" | "fraction" => "割合",
        "integer" | "float" => "数",
        "string" => "文字列",
        "content" => "文",
        "color" => "色",
        "array" => "一覧",
        "dictionary" => "項目の組",
        "function" => "関数",
        "boolean" => "真偽",
        "none" => "値なし（none）",
        "auto" => "auto",
        "expression" => "式",
        "identifier" => "名前",
        "block" => "{ } か [ ]",
        "comma" => "「,」",
        "colon" => "「:」",
        "semicolon" => "「;」",
        "line break" => "改行",
        "equals sign" => "「=」",
        "keyword `in`" => "「in」",
        other => other,
    }
}

/// What to do about a mistake.
fn advised(advice: Advice) -> Text {
    match advice {
        Advice::Name => text!(
            "名前を確かめ、ほかのファイルのものなら #import で読み込んでください。文字として出すなら、[ ] か \" \" で囲みます",
            "look at the name; import it if it is of another file; text stands in [ ] or \" \""
        ),
        Advice::Key => text!(
            "データの項目は `planbook view --schema`、色は theme.yaml の colors の book で確かめてください。ないことのあるものは .at(\"名前\", default: none) とします",
            "look up data in `planbook view --schema`, and colours in colors of theme.yaml (book); what is not always there is .at(\"name\", default: none)"
        ),
        Advice::Bracket => text!(
            "その行と前の行の、括弧 ( ) [ ] {{ }} と引用符の組、引数を区切る「,」を確かめてください",
            "look at the brackets, quotes and commas of this line and the one before"
        ),
        Advice::Kind => text!(
            "長さは 10pt や 5mm、色は color-of(\"accent\")、文字列は \"…\"、文は […] と書きます",
            "a length is 10pt or 5mm, a colour color-of(\"accent\"), a string \"...\", content [...]"
        ),
        Advice::Arguments => text!(
            "引数の名前と数を、その関数のあるところか https://typst.app/docs/ で確かめてください",
            "look at the arguments of the function, where it is or in https://typst.app/docs/"
        ),
        Advice::File => text!(
            "ファイルの名前と場所を確かめてください。pdf/ の中のものは \"名前\"、データは \"/view.json\" のように書きます",
            "look at the name and place of the file: those in pdf/ are \"name\", data are \"/view.json\""
        ),
        Advice::Import => text!(
            "`#import \"ファイル.typ\": 名前` の名前を、そのファイルの #let と合わせてください",
            "in `#import \"file.typ\": name`, name what the file defines with #let"
        ),
        Advice::Package => text!(
            "要るものは pdf/ の中のファイルにして、`#import \"名前.typ\"` としてください",
            "make what you need a file in pdf/, and import that"
        ),
        Advice::Unit => text!(
            "長さの単位は pt、mm、cm、in、em、% です",
            "lengths are in pt, mm, cm, in, em or %"
        ),
        Advice::Code => text!(
            "すぐ前の書き忘れや、全角の記号を確かめてください。# は文の中だけで要り、色は color-of(\"accent\") と書きます",
            "look at what stands before it; # is needed in text only, and a colour is color-of(\"accent\")"
        ),
        Advice::Encoding => text!(
            "エディタの「名前を付けて保存」で、文字コード「UTF-8」を選んで保存し直してください",
            "save it again as UTF-8"
        ),
        Advice::Picture => text!(
            "画像ソフトで開けるかを確かめ、PNG、JPEG、SVG のどれかで保存し直してください。charts/ のものは、雛形のタグの組を確かめます",
            "see whether it opens, and save it again as PNG, JPEG or SVG; in charts/ look at the tags of the template"
        ),
        Advice::Alt => text!(
            "image(\"…\", alt: \"何の画像か\") と書いてください。飾りなら pdf.artifact(…) で包みます",
            "write image(\"...\", alt: \"what it shows\"); wrap mere decoration in pdf.artifact(...)"
        ),
        Advice::Levels => text!(
            "見出しの段を、1つずつ深くしてください（headings.typ の titled のはじめの引数）",
            "make headings one level deeper at a time (the first argument of titled in headings.typ)"
        ),
        Advice::Font => text!(
            "使う書体は、どれも theme.yaml の fonts にも書きます。`planbook doctor` で、この機械にあるかが分かります",
            "every font is also in fonts of theme.yaml; `planbook doctor` says which are on this machine"
        ),
        Advice::Endless => {
            text!("終わる条件を確かめてください", "look at the condition that ends it")
        }
        Advice::Settle => text!(
            "ページ番号や測った大きさで内容を変えているところを、変わっても行数が同じになるようにしてください",
            "where contents follow page numbers or measures, keep as many lines whatever they are"
        ),
        Advice::Label => text!(
            "分割版にはないものもあるので、あるかを query(label(…)) で確かめてからリンクにしてください（refs.typ）",
            "volumes lack some: link to it only where query(label(...)) finds it (refs.typ)"
        ),
        Advice::Zero => text!("0にならないか確かめてください", "see whether it can be zero"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(messages: &str) -> Vec<(String, String)> {
        let words = |it: PageFault| (it.message.ja, it.advice.map_or(String::new(), |it| it.ja));
        page_faults(messages).into_iter().map(words).collect()
    }

    #[test]
    fn messages_say_the_place_the_mistake_and_what_to_do() {
        let cases = [
            (
                "theme/cover.typ:58:64: error: unknown variable: navi",
                "テーマの pdf/cover.typ:58:64：「navi」という名前はありません",
                "#import",
            ),
            (
                "theme/style.typ:4:26: error: dictionary does not contain key \"goal-0-tint\" and no default value was specified",
                "テーマの pdf/style.typ:4:26：項目「goal-0-tint」はありません",
                "theme.yaml",
            ),
            (
                "theme/cover.typ:14:19: error: expected length, relative length, or none, found integer",
                "テーマの pdf/cover.typ:14:19：長さか割合か値なし（none）が要りますが、数があります",
                "10pt",
            ),
            (
                "theme/main.typ:6:8: error: file not found (searched at theme/hyoshi.typ)",
                "テーマの pdf/main.typ:6:8：ファイル「pdf/hyoshi.typ」がありません",
                "名前と場所",
            ),
            (
                "theme/cover.typ:14:26: error: PDF/A-3a, PDF/UA-1 error: missing alt text",
                "テーマの pdf/cover.typ:14:26：画像に、読み上げる説明がありません",
                "alt:",
            ),
            (
                "error: input file not found (searched at theme/main.typ)",
                "はじめのファイル「pdf/main.typ」がありません",
                "名前と場所",
            ),
            (
                "theme/style.typ:9:2: error: assertion failed: 色が足りません",
                "テーマの pdf/style.typ:9:2：色が足りません",
                "",
            ),
        ];
        for (message, ja, advice) in cases {
            let found = said(message);
            assert_eq!(found.len(), 1, "{message}");
            assert_eq!(found[0].0, ja);
            assert!(
                found[0].1.contains(advice) && found[0].1.is_empty() == advice.is_empty(),
                "{found:?}"
            );
        }
    }

    #[test]
    fn equal_messages_are_one_and_others_stay_as_they_are() {
        let found = said(
            "theme/a.typ:1:2: warning: unknown font family: x\n\
            theme/b.typ:3:4: warning: unknown font family: x\n\
            theme/a.typ:9:9: error: something new\nin two lines",
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].0, "テーマの pdf/a.typ:1:2：書体「x」がありません（ほかに1か所）");
        assert_eq!(found[1].0, "テーマの pdf/a.typ:9:9：something new in two lines");
        let english = page_faults("theme/a.typ:1:2: error: unclosed delimiter");
        assert_eq!(english[0].message.en, "pdf/a.typ:1:2 of the theme: unclosed delimiter");
    }
}
