//! An author's text, as the view holds it, written as Markdown or HTML for the peers.

use std::fmt::Write;

use serde_json::Value;

use crate::pages::{list, text};

/// How a peer writes things.
pub trait Style {
    /// The address of the page at `path`, such as `policies/1-2-03`.
    fn link(&self, path: &str) -> String;
}

/// Blocks as Markdown. Headings are lowered by `shift`.
pub fn markdown(nodes: &Value, shift: usize, style: &dyn Style) -> String {
    let mut out = String::new();
    for node in list(nodes) {
        markdown_block(node, shift, style, &mut out);
        out.push('\n');
    }
    out
}

fn markdown_block(node: &Value, shift: usize, style: &dyn Style, out: &mut String) {
    let runs = |c: &Value| markdown_runs(c, style);
    match text(&node["t"]) {
        "p" => *out += &format!("{}\n", runs(&node["c"])),
        "h" => {
            let level = node["level"].as_u64().unwrap_or(2) as usize + shift;
            *out += &format!("{} {}\n", "#".repeat(level.min(6)), runs(&node["c"]));
        }
        "list" => {
            for (n, item) in list(&node["items"]).iter().enumerate() {
                let mark = match node["start"].as_u64() {
                    Some(start) => format!("{}. ", start + n as u64),
                    None => "- ".to_owned(),
                };
                let inner = markdown(item, shift, style);
                let indent = " ".repeat(mark.len());
                let lines: Vec<&str> = inner.trim_end().lines().collect();
                *out += &format!("{mark}{}\n", lines.join(&format!("\n{indent}")));
            }
        }
        "quote" => {
            for line in markdown(&node["c"], shift, style).trim_end().lines() {
                *out += &format!("> {line}\n");
            }
        }
        "table" => {
            let row = |cells: &Value| -> String {
                let words: Vec<String> = list(cells).iter().map(runs).collect();
                format!("| {} ", words.join(" | "))
            };
            let columns = list(&node["columns"]).len();
            *out += &format!("{}|\n{}|\n", row(&node["header"]), "|---".repeat(columns));
            for cells in list(&node["rows"]) {
                *out += &format!("{}|\n", row(cells));
            }
        }
        "figure" => *out += &format!("{}\n", escaped(text(&node["alt"]))),
        "notes" => {
            for note in list(&node["notes"]) {
                let inner = markdown(&note[1], shift, style);
                *out += &format!("（注{}）{}\n\n", note[0], inner.trim());
            }
        }
        _ => *out += "---\n",
    }
}

fn markdown_runs(runs: &Value, style: &dyn Style) -> String {
    let mut out = String::new();
    for run in list(runs) {
        let inner = || markdown_runs(&run["c"], style);
        match text(&run["t"]) {
            "text" => out += &escaped(text(&run["v"])),
            // As tags: CommonMark's asterisks fail beside Japanese brackets.
            "strong" => out += &format!("<strong>{}</strong>", inner()),
            "em" => out += &format!("<em>{}</em>", inner()),
            "del" => out += &format!("<del>{}</del>", inner()),
            "code" => out += &format!("`{}`", text(&run["v"])),
            "break" => out += "\\\n",
            "link" => out += &format!("[{}]({})", inner(), text(&run["url"])),
            "policy" => {
                let words = if list(&run["c"]).is_empty() { policy_words(run) } else { inner() };
                out += &format!("[{words}]({})", style.link(&policy_path(run)));
            }
            "note" => out += &format!("（注{}）", run["n"]),
            _ => out.push('―'),
        }
    }
    out
}

/// Blocks as HTML. Headings are lowered by `shift`.
pub fn html(nodes: &Value, shift: usize, style: &dyn Style) -> String {
    let mut out = String::new();
    for node in list(nodes) {
        html_block(node, shift, style, &mut out);
    }
    out
}

fn html_block(node: &Value, shift: usize, style: &dyn Style, out: &mut String) {
    let runs = |c: &Value| html_runs(c, style);
    match text(&node["t"]) {
        "p" => *out += &format!("<p>{}</p>\n", runs(&node["c"])),
        "h" => {
            let level = (node["level"].as_u64().unwrap_or(2) as usize + shift).min(6);
            *out += &format!("<h{level}>{}</h{level}>\n", runs(&node["c"]));
        }
        "list" => {
            let tag = if node["start"].is_null() { "ul" } else { "ol" };
            let items = list(&node["items"]);
            let items = items.iter().map(|i| format!("<li>{}</li>\n", html(i, shift, style)));
            *out += &format!("<{tag}>{}</{tag}>\n", items.collect::<String>());
        }
        "quote" => {
            *out += &format!("<blockquote>{}</blockquote>\n", html(&node["c"], shift, style));
        }
        "table" => {
            let row = |cells: &Value, tag: &str| -> String {
                let cells = list(cells).iter().map(|c| format!("<{tag}>{}</{tag}>", runs(c)));
                format!("<tr>{}</tr>\n", cells.collect::<String>())
            };
            let rows = list(&node["rows"]).iter().map(|r| row(r, "td"));
            *out += &format!(
                "<table><thead>{}</thead><tbody>{}</tbody></table>\n",
                row(&node["header"], "th"),
                rows.collect::<String>()
            );
        }
        "figure" => *out += &format!("<p>{}</p>\n", entities(text(&node["alt"]))),
        "notes" => {
            for note in list(&node["notes"]) {
                *out += &format!("<p>（注{}）</p>{}", note[0], html(&note[1], shift, style));
            }
        }
        _ => *out += "<hr>\n",
    }
}

fn html_runs(runs: &Value, style: &dyn Style) -> String {
    let mut out = String::new();
    for run in list(runs) {
        let inner = || html_runs(&run["c"], style);
        match text(&run["t"]) {
            "text" => out += &entities(text(&run["v"])),
            tag @ ("strong" | "em" | "del") => out += &format!("<{tag}>{}</{tag}>", inner()),
            "code" => out += &format!("<code>{}</code>", entities(text(&run["v"]))),
            "break" => out += "<br>",
            "link" => {
                out += &format!("<a href=\"{}\">{}</a>", entities(text(&run["url"])), inner());
            }
            "policy" => {
                let words = if list(&run["c"]).is_empty() { policy_words(run) } else { inner() };
                out += &format!("<a href=\"{}\">{words}</a>", style.link(&policy_path(run)));
            }
            "note" => out += &format!("（注{}）", run["n"]),
            _ => out.push('―'),
        }
    }
    out
}

fn policy_words(run: &Value) -> String {
    format!("{} {}", text(&run["id"]), text(&run["title"]))
}

fn policy_path(run: &Value) -> String {
    format!("policies/{}", text(&run["id"]))
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
