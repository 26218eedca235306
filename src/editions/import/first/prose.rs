//! The words of a cell as Markdown that shows the same words.

/// `words` with a `\` before what Markdown would take for a heading, emphasis, code, a table or HTML. Items of
/// lists stay, as they show the same.
pub(super) fn as_markdown(words: &str) -> String {
    let counted = counts_up(words);
    let has_link = ["](", "]:", "][", "[^"].iter().any(|link| words.contains(link));
    let mut out: Vec<String> = Vec::new();
    let (mut in_list, mut apart) = (false, false);
    for words in words.lines() {
        let begun = words.trim_start_matches([' ', '\t']);
        let (marks, rest) = markers(begun, counted);
        let (line, is_escaped) = line(rest, has_link);
        // It would join the words above and below it.
        if (apart || is_escaped && marks.is_empty())
            && !line.is_empty()
            && out.last().is_some_and(|above| !above.is_empty())
        {
            out.push(String::new());
        }
        // Elsewhere, four spaces would begin a block of code.
        let indent = if in_list && !marks.is_empty() { words.len() - begun.len() } else { 0 };
        apart = is_escaped && marks.is_empty();
        in_list = !marks.is_empty() || in_list && !line.is_empty() && !apart;
        out.push(format!("{}{marks}{line}", &words[..indent]));
    }
    out.join("\n")
}

/// The number that begins `line` as that of an item, the sign behind it, and what follows.
fn number(line: &str) -> Option<(u32, char, &str)> {
    let digits = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(line.len());
    let number = line[..digits].parse().ok().filter(|_| digits < 10)?;
    let mut rest = line[digits..].chars();
    let sign = rest.next().filter(|c| matches!(c, '.' | ')'))?;
    let rest = rest.as_str();
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some((number, sign, rest))
}

/// Whether the numbers of items count up by one: Markdown counts from the first of them.
fn counts_up(words: &str) -> bool {
    let all: Vec<_> = words.lines().filter_map(|line| number(line.trim_start())).collect();
    all.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1 && pair[1].1 == pair[0].1)
}

/// Whether `line` would be a rule, the line below a heading, or that below the head of a table.
fn is_drawn(line: &str) -> bool {
    let is_of = |marks: &[char]| line.chars().all(|c| marks.contains(&c) || c == ' ' || c == '\t');
    let single = ['-', '=', '_', '+', '*'].iter().any(|mark| is_of(&[*mark]));
    !line.is_empty() && (single || is_of(&['|', '-', ':']))
}

/// The marks and numbers of items with which `line` begins, and what follows.
fn markers(line: &str, counted: bool) -> (String, &str) {
    let (mut marks, mut rest) = (String::new(), line);
    while !is_drawn(rest) {
        let item =
            rest.strip_prefix(['-', '*', '+']).filter(|words| words.starts_with([' ', '\t']));
        let words = match (item, number(rest)) {
            (Some(words), _) => words,
            (None, Some((_, _, words))) if counted && !words.trim().is_empty() => words,
            _ => break,
        };
        marks.push_str(&rest[..rest.len() - words.len()]);
        marks.push(' ');
        rest = words.trim_start();
    }
    (marks, rest)
}

/// The line without marks of items, and whether its beginning had to be escaped.
fn line(words: &str, has_link: bool) -> (String, bool) {
    let mut out = String::new();
    if let Some((_, sign, rest)) = number(words) {
        out.push_str(&words[..words.len() - rest.len() - 1]);
        out.extend(['\\', sign]);
        inline(rest, has_link, &mut out);
        return (out, true);
    }
    let is_escaped = words.starts_with(['#', '>']) || is_drawn(words);
    // Signs of emphasis are escaped as such.
    if is_escaped && !words.starts_with(['*', '_']) {
        out.push('\\');
    }
    inline(words, has_link, &mut out);
    (out, is_escaped)
}

/// Whether `rest` is what follows the `&` of `&amp;`.
fn is_entity(rest: &str) -> bool {
    let name = rest.split_once(';').map_or("", |(name, _)| name.trim_start_matches('#'));
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn inline(words: &str, has_link: bool, out: &mut String) {
    let mut before = ' ';
    for (at, c) in words.char_indices() {
        let rest = &words[at + c.len_utf8()..];
        let is_markup = match c {
            '\\' | '`' | '*' => true,
            '[' => has_link,
            '<' => rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)),
            '&' => is_entity(rest),
            '~' | '_' => !(before.is_alphanumeric() && rest.starts_with(char::is_alphanumeric)),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::as_markdown;

    #[test]
    fn words_are_no_markup() {
        for (words, written) in [
            ("育てる。\n増やす。", "育てる。\n増やす。"),
            ("# 見出し", "\\# 見出し"),
            ("#1 見直し", "\\#1 見直し"),
            ("- 一つ\n- 二つ", "- 一つ\n- 二つ"),
            ("* 一つ", "* 一つ"),
            ("-", "\\-"),
            ("方針\n---", "方針\n\n\\---"),
            ("方針\n===\n本文", "方針\n\n\\===\n\n本文"),
            ("> 100件", "\\> 100件"),
            ("国*1と県*2", "国\\*1と県\\*2"),
            ("a < b、<b>強い</b>", "a < b、\\<b>強い\\</b>"),
            ("C:\\町", "C:\\\\町"),
            ("[別紙](1)", "\\[別紙](1)"),
            ("R&D、[案]", "R&D、[案]"),
            ("&amp;", "\\&amp;"),
            ("[^1]", "\\[^1]"),
            ("- 一つ\n    - 内", "- 一つ\n    - 内"),
            ("方針\n\n    - 内", "方針\n\n- 内"),
            ("　字下げ", "　字下げ"),
            ("3. 三\n5. 五", "3\\. 三\n\n5\\. 五"),
            ("1. 一\n2. 二", "1. 一\n2. 二"),
            ("R5~R7、a_b", "R5~R7、a_b"),
            ("~~済~~、_要_", "\\~\\~済\\~\\~、\\_要\\_"),
            ("    字下げ", "字下げ"),
        ] {
            assert_eq!(as_markdown(words), written, "{words}");
        }
    }

    /// The words that readers see of `markdown`, without blanks; items of lists with a dash or their number.
    fn seen(markdown: &str) -> String {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
        let mut text = String::new();
        let mut numbers: Vec<Option<u64>> = Vec::new();
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Start(Tag::List(start)) => numbers.push(start),
                Event::End(TagEnd::List(_)) => drop(numbers.pop()),
                Event::Start(Tag::Item) => match numbers.last_mut() {
                    Some(Some(number)) => {
                        let _ = write!(text, "{number}.");
                        *number += 1;
                    }
                    _ => text.push('-'),
                },
                Event::Text(words) => text.push_str(&words),
                Event::Start(Tag::Paragraph)
                | Event::End(_)
                | Event::SoftBreak
                | Event::HardBreak => {}
                other => drop(write!(text, "<{other:?}>")),
            }
        }
        text.retain(|c| !c.is_whitespace());
        text
    }

    #[test]
    fn readers_see_the_words_of_the_cell() {
        let mut wrong = Vec::new();
        let bare = |words: &str| {
            let words = words.replace(['*', '+'], "-");
            words.chars().filter(|c| !c.is_whitespace()).collect::<String>()
        };
        for words in [
            "R5~R7、R8~R9",
            "5~10件、20~30件",
            "~~取消~~",
            "（_重要_）",
            "__太字__",
            "snake_case_name",
            "3. 三つ目\n5. 五つ目",
            "1. 一つ\n2. 二つ",
            "1. 一つ\n1. 二つ",
            "1) 一つ\n2) 二つ",
            "1.",
            "10.",
            "2026. 4. 1 開始",
            "7. 子ども",
            "方針\n1. 一つ\n2. 二つ",
            "方針\n2. 二つ",
            "区分|額\n---|---\n国|5",
            "|区分|額|\n|---|---|\n|国|5|",
            "|区分|\n|:-:|",
            "|区分|\n:-",
            "+",
            "*",
            "- - -",
            "* * *",
            "- # 見出し",
            "- > 引用",
            "- 1. 一つ",
            "- ---",
            "- ",
            "-\n- 二つ",
            "* \n一つ",
            "- 一つ\n\n      字下げ",
            "- 一つ\n　- 二つ",
            "-5％\n-3％",
            "（~取消~）",
            "[別\n紙](1)",
            "方針\n\n    - 内",
            "- 一つ\n    - 内\n        - 内の内",
            "- 一つ\n\n    - 内",
            "- 一つ\n続き\n    - 内",
            "- 一つ\n# 見出し\n    - 内",
            "- # 見出し\n- 二つ",
            "1. 一つ\n\n段落\n\n2. 二つ",
            "1. 一つ\n- 内訳\n2. 二つ",
            "1. 一つ\n2) 二つ",
            "- 3. 三つ目\n- 5. 五つ目",
            "1234567890. 大きな番号",
            "-     字下げ",
            "1.      字下げ",
            "```\n式\n```",
            "~~~\n式\n~~~",
            "https://example.jp/a_b~c?x=1&copy=2",
            "<https://example.jp>",
            "町<t@example.jp>",
            "&copy;&#35;&amp",
            "[^1]\n[^1]: 注",
            "[別紙]: https://example.jp",
            "![図](a.png)",
            "行末\\\n次",
            "\\# 見出し",
            "**「重要」**である",
            "#\n##",
            "\t# 字下げ",
            "a\n=",
            "= 5件",
            "A\n\n\n# B",
            "$5 {x} ^2^ ==強調==",
            "<!-- 注 -->",
            "a<br>b",
            "1*2*3",
            "※1　注\n*1 注",
            "`",
            "()[]",
        ] {
            let written = as_markdown(words);
            // Items of lists have the same sign, and a point behind their number.
            let list = bare(words).replace("1)一", "1.一").replace("2)二", "2.二");
            let is_same = |seen: &str| seen == bare(words) || seen == list;
            if !is_same(&bare(&seen(&written))) {
                wrong.push((words, written.clone(), seen(&written)));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
