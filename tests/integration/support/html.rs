//! The text of finished pages.

/// Without white space, which neither language of tables nor line breaks agree on.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a reader gets of HTML: its text without tags, entities as characters, and without
/// what is only for ears.
pub fn text_of_html(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    let mut spoken_depth = 0usize;
    while let Some(at) = rest.find('<') {
        if spoken_depth == 0 {
            text.push_str(&rest[..at]);
        }
        let end = rest[at..].find('>').map_or(rest.len(), |e| at + e + 1);
        let tag = &rest[at..end];
        if spoken_depth > 0 {
            if tag.starts_with("<span") {
                spoken_depth += 1;
            } else if tag.starts_with("</span") {
                spoken_depth -= 1;
            }
        } else if tag.starts_with("<span") && tag.contains("visually-hidden") {
            spoken_depth = 1;
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
    ] {
        text = text.replace(entity, character);
    }
    text.replace("&amp;", "&")
}
