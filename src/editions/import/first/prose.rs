//! The words of a cell as Markdown that shows the same words.

/// `words` with a `\` before what Markdown would take for a heading, emphasis, code or HTML. Items of lists stay,
/// as they show the same.
pub(super) fn as_markdown(words: &str) -> String {
    words.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn line(words: &str) -> String {
    let begun = words.trim_start_matches([' ', '\t']);
    let (indent, _) = words.split_at(words.len() - begun.len());
    let is_item = ["- ", "* ", "+ "].iter().any(|mark| begun.starts_with(mark));
    // Four spaces would begin a block of code.
    let mut out = if is_item || indent.len() < 4 { indent.to_owned() } else { String::new() };
    let is_rule = |mark| !begun.is_empty() && begun.chars().all(|c| c == mark || c == ' ');
    if begun.starts_with(['#', '>']) || ['-', '=', '_', '+'].into_iter().any(is_rule) {
        out.push('\\');
    }
    let has_link = ["](", "]:", "][", "[^"].iter().any(|link| begun.contains(link));
    for (at, c) in begun.char_indices() {
        let rest = &begun[at + c.len_utf8()..];
        let is_markup = match c {
            '\\' | '`' => true,
            '*' => at > 0 || !is_item,
            '<' => rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)),
            '&' => is_entity(rest),
            '[' => has_link,
            '~' => begun.contains("~~"),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether `rest` is what follows the `&` of `&amp;`.
fn is_entity(rest: &str) -> bool {
    let name = rest.split_once(';').map_or("", |(name, _)| name.trim_start_matches('#'));
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
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
            ("R&D、[案]", "R&D、[案]"),
            ("&amp;", "\\&amp;"),
            ("[^1]", "\\[^1]"),
            ("    字下げ", "字下げ"),
            ("- 一つ\n    - 内", "- 一つ\n    - 内"),
            ("　字下げ", "　字下げ"),
            ("~~取り消し~~", "\\~\\~取り消し\\~\\~"),
        ] {
            assert_eq!(as_markdown(words), written, "{words}");
        }
    }
}
