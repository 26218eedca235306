//! What each peer reads: the same pages, written as its users would have them.

use std::io::Result;
use std::path::Path;

use fs_err as fs;
use serde_json::{Value, json};

use super::pages::{Block, Cell, Page};
use super::prose::{self, Style};

/// The pages of a site at its root.
struct Rooted;

impl Style for Rooted {
    fn link(&self, path: &str) -> String {
        format!("/{path}/")
    }
}

/// Chapters beside each other: links to their sources, from a page this deep.
struct Chapters(usize);

impl Style for Chapters {
    fn link(&self, path: &str) -> String {
        format!("{}{path}.md", "../".repeat(self.0))
    }
}

/// One document.
struct Whole;

impl Style for Whole {
    fn link(&self, path: &str) -> String {
        format!("#{}", anchor(path))
    }
}

fn anchor(path: &str) -> String {
    path.replace('/', "-")
}

fn put(path: &Path, words: &str) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, words)
}

/// The pages as front matter and Markdown below `root`, for generators with templates.
/// `place` tells the file of a page, `layout` the template's name in the front matter.
fn templated(
    root: &Path,
    pages: &[Page],
    place: impl Fn(&str) -> String,
    layout: impl Fn(&str) -> String,
) -> Result<()> {
    for page in pages {
        let mut data = page.data.clone();
        data.insert("title".into(), json!(page.title));
        data.insert("layout".into(), json!(layout(page.layout)));
        let mut front = String::new();
        prose::yaml(&Value::Object(data), 0, &mut front);
        let mut body = String::new();
        for (heading, content) in &page.prose {
            if !heading.is_empty() {
                body += &format!("## {}\n\n", prose::escaped(heading));
            }
            body += &prose::markdown(content, 0, &Rooted);
        }
        put(&root.join(place(&page.path)), &format!("---\n{front}---\n\n{body}"))?;
    }
    Ok(())
}

/// Hugo: sections with `_index.md`, front matter, templates in `layouts/`, what all pages
/// know in `data/`.
///
/// # Errors
/// Something cannot be written.
pub fn hugo(root: &Path, pages: &[Page], site: &Value) -> Result<()> {
    let place = |path: &str| match path {
        "" => "_index.md".to_owned(),
        "policies" | "sections" => format!("{path}/_index.md"),
        _ => format!("{path}.md"),
    };
    templated(&root.join("content"), pages, place, str::to_owned)?;
    put(&root.join("data/book.json"), &site.to_string())
}

/// Eleventy: front matter, Nunjucks layouts, what all pages know in `_data/`.
///
/// # Errors
/// Something cannot be written.
pub fn eleventy(root: &Path, pages: &[Page], site: &Value) -> Result<()> {
    let place = |path: &str| format!("{}.md", if path.is_empty() { "index" } else { path });
    templated(&root.join("src"), pages, place, |layout| format!("{layout}.njk"))?;
    put(&root.join("src/_data/book.json"), &site.to_string())
}

/// mdBook: a chapter for each page, with tables in Markdown, and the summary.
///
/// # Errors
/// Something cannot be written.
pub fn mdbook(root: &Path, pages: &[Page]) -> Result<()> {
    let src = root.join("src");
    let mut summary = String::from("# Summary\n\n");
    for page in pages {
        let path = if page.path.is_empty() { "index" } else { &page.path };
        let depth = path.matches('/').count();
        let words = chapter(page, &page.blocks, 1, &Chapters(depth), &|_| String::new(), "");
        put(&src.join(path).with_extension("md"), &words)?;
        let indent = "  ".repeat(depth);
        summary += &format!("{indent}- [{}]({path}.md)\n", prose::escaped(&heading(page)));
    }
    put(&src.join("SUMMARY.md"), &summary)
}

/// The parts of the printed book: no page for each section.
fn printed<'a, 'b>(pages: &'b [Page<'a>]) -> impl Iterator<Item = &'b Page<'a>> {
    pages.iter().filter(|page| !page.path.is_empty() && !page.path.starts_with("sections"))
}

/// Pandoc: one document, with page numbers in the index by LaTeX.
///
/// # Errors
/// Something cannot be written.
pub fn pandoc(root: &Path, pages: &[Page], title: &str) -> Result<()> {
    let mut out = format!("---\ntitle: {}\n---\n\n", json!(title));
    for page in printed(pages) {
        let number = |path: &str| {
            if page.layout == "policies" {
                format!(" `\\pageref{{{}}}`{{=latex}}", anchor(path))
            } else {
                String::new()
            }
        };
        let level = if page.layout == "policy" { 2 } else { 1 };
        let attributes = format!(" {{#{}}}", anchor(&page.path));
        out += "`\\clearpage`{=latex}\n\n";
        out += &chapter(page, &page.blocks[..page.printed], level, &Whole, &number, &attributes);
    }
    put(&root.join("book.md"), &out)
}

/// `WeasyPrint` and Chromium: one HTML document with a style sheet for print.
///
/// # Errors
/// Something cannot be written.
pub fn print_html(root: &Path, pages: &[Page], title: &str, style: &str) -> Result<()> {
    let title = prose::entities(title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    out += "<nav>\n";
    for page in printed(pages).filter(|page| page.layout != "policy") {
        let link = Whole.link(&page.path);
        out += &format!("<p><a href=\"{link}\">{}</a></p>\n", prose::entities(&page.title));
    }
    out += "</nav>\n";
    for page in printed(pages) {
        let (id, level) = (anchor(&page.path), if page.layout == "policy" { 2 } else { 1 });
        let head = prose::entities(&heading(page));
        out += &format!("<section class=\"{}\">\n", page.layout);
        out += &format!("<h{level} id=\"{id}\">{head}</h{level}>\n");
        for block in &page.blocks[..page.printed] {
            html_block(block, level, &mut out);
        }
        for (heading, content) in &page.prose {
            if !heading.is_empty() {
                out += &format!("<h{0}>{1}</h{0}>\n", level + 1, prose::entities(heading));
            }
            out += &prose::html(content, level, &Whole);
        }
        out += "</section>\n";
    }
    put(&root.join("book.html"), &(out + "</body>\n</html>\n"))
}

fn heading(page: &Page) -> String {
    match page.path.strip_prefix("policies/") {
        Some(id) => format!("{id} {}", page.title),
        None => page.title.clone(),
    }
}

/// A page as Markdown, with tables. `number` is what stands behind a link to a page.
fn chapter(
    page: &Page,
    blocks: &[Block],
    level: usize,
    style: &dyn Style,
    number: &dyn Fn(&str) -> String,
    attributes: &str,
) -> String {
    let mark = |n: usize| "#".repeat(level + n);
    let mut out = format!("{} {}{attributes}\n\n", mark(0), prose::escaped(&heading(page)));
    let cell = |cell: &Cell| match &cell.path {
        Some(path) => {
            format!("[{}]({}){}", prose::escaped(&cell.words), style.link(path), number(path))
        }
        None => prose::escaped(&cell.words),
    };
    for block in blocks {
        match block {
            Block::Heading(n, words) => {
                out += &format!("{} {}\n\n", mark(n - 1), prose::escaped(words));
            }
            Block::List(items) => {
                for item in items {
                    out += &format!("- {}\n", cell(item));
                }
                out.push('\n');
            }
            Block::Table(head, rows) => {
                let names = head.iter().map(|name| format!("| {} ", prose::escaped(name)));
                out += &format!("{}|\n", names.collect::<String>());
                for n in 0..head.len() {
                    out += &rule(rows.iter().filter_map(|row| row.get(n)));
                }
                out += "|\n";
                for row in rows {
                    let cells = row.iter().map(|c| format!("| {} ", cell(c)));
                    out += &format!("{}|\n", cells.collect::<String>());
                }
                out.push('\n');
            }
        }
    }
    for (heading, content) in &page.prose {
        if !heading.is_empty() {
            out += &format!("{} {}\n\n", mark(1), prose::escaped(heading));
        }
        out += &prose::markdown(content, level - 1, style);
    }
    out
}

/// The rule below a column's head. Pandoc takes its length for the width of the column.
fn rule<'a>(column: impl Iterator<Item = &'a Cell> + Clone) -> String {
    if column.clone().next().is_some_and(|cell| cell.figure) {
        return "|----:".to_owned();
    }
    let longest = column.map(|cell| cell.words.chars().count()).max().unwrap_or(0);
    format!("|{}", "-".repeat((longest / 3).clamp(4, 14)))
}

fn html_block(block: &Block, level: usize, out: &mut String) {
    let cell = |cell: &Cell| {
        let words = prose::entities(&cell.words);
        match &cell.path {
            Some(path) => format!("<a href=\"{}\">{words}</a>", Whole.link(path)),
            None => words,
        }
    };
    match block {
        Block::Heading(n, words) => {
            let level = level + n - 1;
            *out += &format!("<h{level}>{}</h{level}>\n", prose::entities(words));
        }
        Block::List(items) => {
            let items = items.iter().map(|item| format!("<li>{}</li>\n", cell(item)));
            *out += &format!("<ul>\n{}</ul>\n", items.collect::<String>());
        }
        Block::Table(head, rows) => {
            let head = head.iter().map(|name| format!("<th>{}</th>", prose::entities(name)));
            *out += &format!("<table><thead><tr>{}</tr></thead>\n", head.collect::<String>());
            *out += "<tbody>\n";
            for row in rows {
                let cells = row.iter().map(|c| {
                    let class = if c.figure { " class=\"num\"" } else { "" };
                    format!("<td{class}>{}</td>", cell(c))
                });
                *out += &format!("<tr>{}</tr>\n", cells.collect::<String>());
            }
            *out += "</tbody></table>\n";
        }
    }
}
