//! The words of a cell as Markdown that shows the same words.

/// `words` with a `\` before what Markdown would take for a heading, emphasis, code or HTML. Items of lists stay,
/// as they show the same.
pub(super) fn as_markdown(words: &str) -> String {
    words.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn line(words: &str) -> String {
    let mut out = String::new();
    let begun = words.trim_start();
    let is_rule = |mark| !begun.is_empty() && begun.chars().all(|c| c == mark || c == ' ');
    // Four spaces would begin a block of code.
    if begun.starts_with(['#', '>']) || ['-', '=', '_', '+'].into_iter().any(is_rule) {
        out.push('\\');
    }
    let mut rest = begun.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let is_item = c == '*' && next == ' ' && out.is_empty();
        let is_markup = match c {
            '\\' | '`' | '[' => true,
            '*' => !is_item,
            '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'),
            '&' => next.is_ascii_alphabetic() || next == '#',
            '~' => next == '~',
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
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
            ("方針\n---", "方針\n\\---"),
            ("方針\n===", "方針\n\\==="),
            ("> 100件", "\\> 100件"),
            ("国*1と県*2", "国\\*1と県\\*2"),
            ("a < b、<b>強い</b>", "a < b、\\<b>強い\\</b>"),
            ("C:\\町", "C:\\\\町"),
            ("[別紙](1)", "\\[別紙](1)"),
            ("R&D", "R\\&D"),
            ("    字下げ", "字下げ"),
        ] {
            assert_eq!(as_markdown(words), written, "{words}");
        }
    }
}
