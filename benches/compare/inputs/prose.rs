//! An author's text, as the view holds it, written as Markdown or HTML for the peers.

use std::fmt::Write;

use serde_json::Value;

use super::view::{Block, Run};

/// How a peer writes things.
pub trait Style {
    /// The address of the page at `path`, such as `policies/1-2-03`.
    fn link(&self, path: &str) -> String;
}

/// Blocks as Markdown. Headings are lowered by `shift`.
pub fn markdown(blocks: &[Block], shift: usize, style: &dyn Style) -> String {
    let mut out = String::new();
    for block in blocks {
        markdown_block(block, shift, style, &mut out);
        out.push('\n');
    }
    out
}

fn markdown_block(block: &Block, shift: usize, style: &dyn Style, out: &mut String) {
    let runs = |c: &[Run]| markdown_runs(c, style);
    match block {
        Block::P { c } => *out += &format!("{}\n", runs(c)),
        Block::H { level, c } => {
            *out += &format!("{} {}\n", "#".repeat((level + shift).min(6)), runs(c));
        }
        Block::List { start, items } => {
            for (n, item) in items.iter().enumerate() {
                let mark = match start {
                    Some(start) => format!("{}. ", start + n),
                    None => "- ".to_owned(),
                };
                let inner = markdown(item, shift, style);
                let indent = " ".repeat(mark.len());
                let lines: Vec<&str> = inner.trim_end().lines().collect();
                *out += &format!("{mark}{}\n", lines.join(&format!("\n{indent}")));
            }
        }
        Block::Quote { c } => {
            for line in markdown(c, shift, style).trim_end().lines() {
                *out += &format!("> {line}\n");
            }
        }
        Block::Table { header, rows } => {
            let row = |cells: &[Vec<Run>]| -> String {
                let words: Vec<String> = cells.iter().map(|c| runs(c)).collect();
                format!("| {} ", words.join(" | "))
            };
            *out += &format!("{}|\n{}|\n", row(header), "|---".repeat(header.len()));
            for cells in rows {
                *out += &format!("{}|\n", row(cells));
            }
        }
        Block::Figure { alt } => *out += &format!("{}\n", escaped(alt)),
        Block::Notes { notes } => {
            for (n, note) in notes {
                let inner = markdown(note, shift, style);
                *out += &format!("（注{n}）{}\n\n", inner.trim());
            }
        }
        Block::Rule => *out += "---\n",
    }
}

fn markdown_runs(runs: &[Run], style: &dyn Style) -> String {
    let inner = |c: &[Run]| markdown_runs(c, style);
    let mut out = String::new();
    for run in runs {
        match run {
            Run::Text { v } => out += &escaped(v),
            // As tags: CommonMark's asterisks fail beside Japanese brackets.
            Run::Strong { c } => out += &format!("<strong>{}</strong>", inner(c)),
            Run::Em { c } => out += &format!("<em>{}</em>", inner(c)),
            Run::Del { c } => out += &format!("<del>{}</del>", inner(c)),
            Run::Code { v } => out += &format!("`{v}`"),
            Run::Break => out += "\\\n",
            Run::Link { url, c } => out += &format!("[{}]({url})", inner(c)),
            Run::Policy { id, title, c } => {
                let words = if c.is_empty() { escaped(&format!("{id} {title}")) } else { inner(c) };
                out += &format!("[{words}]({})", style.link(&format!("policies/{id}")));
            }
            Run::Note { n } => out += &format!("（注{n}）"),
            Run::Page {} => out.push('―'),
        }
    }
    out
}

/// Blocks as HTML. Headings are lowered by `shift`.
pub fn html(blocks: &[Block], shift: usize, style: &dyn Style) -> String {
    let mut out = String::new();
    for block in blocks {
        html_block(block, shift, style, &mut out);
    }
    out
}

fn html_block(block: &Block, shift: usize, style: &dyn Style, out: &mut String) {
    let runs = |c: &[Run]| html_runs(c, style);
    match block {
        Block::P { c } => *out += &format!("<p>{}</p>\n", runs(c)),
        Block::H { level, c } => {
            let level = (level + shift).min(6);
            *out += &format!("<h{level}>{}</h{level}>\n", runs(c));
        }
        Block::List { start, items } => {
            let tag = if start.is_none() { "ul" } else { "ol" };
            let items = items.iter().map(|i| format!("<li>{}</li>\n", html(i, shift, style)));
            *out += &format!("<{tag}>{}</{tag}>\n", items.collect::<String>());
        }
        Block::Quote { c } => {
            *out += &format!("<blockquote>{}</blockquote>\n", html(c, shift, style));
        }
        Block::Table { header, rows } => {
            let row = |cells: &[Vec<Run>], tag: &str| -> String {
                let cells = cells.iter().map(|c| format!("<{tag}>{}</{tag}>", runs(c)));
                format!("<tr>{}</tr>\n", cells.collect::<String>())
            };
            let rows = rows.iter().map(|r| row(r, "td"));
            *out += &format!(
                "<table><thead>{}</thead><tbody>{}</tbody></table>\n",
                row(header, "th"),
                rows.collect::<String>()
            );
        }
        Block::Figure { alt } => *out += &format!("<p>{}</p>\n", entities(alt)),
        Block::Notes { notes } => {
            for (n, note) in notes {
                *out += &format!("<p>（注{n}）</p>{}", html(note, shift, style));
            }
        }
        Block::Rule => *out += "<hr>\n",
    }
}

fn html_runs(runs: &[Run], style: &dyn Style) -> String {
    let inner = |c: &[Run]| html_runs(c, style);
    let mut out = String::new();
    for run in runs {
        match run {
            Run::Text { v } => out += &entities(v),
            Run::Strong { c } => out += &format!("<strong>{}</strong>", inner(c)),
            Run::Em { c } => out += &format!("<em>{}</em>", inner(c)),
            Run::Del { c } => out += &format!("<del>{}</del>", inner(c)),
            Run::Code { v } => out += &format!("<code>{}</code>", entities(v)),
            Run::Break => out += "<br>",
            Run::Link { url, c } => {
                out += &format!("<a href=\"{}\">{}</a>", entities(url), inner(c));
            }
            Run::Policy { id, title, c } => {
                let words =
                    if c.is_empty() { entities(&format!("{id} {title}")) } else { inner(c) };
                let place = style.link(&format!("policies/{id}"));
                out += &format!("<a href=\"{place}\">{words}</a>");
            }
            Run::Note { n } => out += &format!("（注{n}）"),
            Run::Page {} => out.push('―'),
        }
    }
    out
}

/// What means something in Markdown, with a backslash.
pub fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if "\\`*_[]<>#|~$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// What means something in HTML, as entities.
pub fn entities(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            _ => out.push(c),
        }
    }
    out
}

/// `value` as YAML in block style, as people write front matter.
pub fn yaml(value: &Value, indent: usize, out: &mut String) {
    let lead = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let _ = write!(out, "{lead}{key}:");
                yaml_inner(value, indent + 2, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let mut inner = String::new();
                yaml(item, indent + 2, &mut inner);
                let _ = write!(out, "{lead}- {}", inner.trim_start());
            }
        }
        scalar => {
            let _ = writeln!(out, "{lead}{scalar}");
        }
    }
}

fn yaml_inner(value: &Value, indent: usize, out: &mut String) {
    let nested = match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if nested {
        out.push('\n');
        yaml(value, indent, out);
    } else {
        let _ = writeln!(out, " {value}");
    }
}
