//! Looks whether every contender made the same: all pages, and on the sheets every title,
//! project, figure and sentence.

use std::io::{Error, Result};
use std::path::Path;
use std::process::Command;

use fs_err as fs;
use serde_json::Value;

use crate::pages::{Page, list, text};
use crate::vary;

/// How many sheets are looked at, spread over the book.
const SAMPLE: usize = 24;

/// Looks at the site at `root`; `place` tells where a page is.
///
/// # Errors
/// A page is missing, or words are missing on a page: says which.
pub fn site(
    root: &Path,
    pages: &[Page],
    view: &Value,
    place: impl Fn(&str) -> String,
) -> Result<()> {
    for page in pages {
        let path = root.join(place(&page.path));
        if !path.is_file() {
            return Err(Error::other(format!("there is no {}", place(&page.path))));
        }
    }
    let policies = policies(view);
    for policy in policies.iter().step_by((policies.len() / SAMPLE).max(1)) {
        let path = place(&format!("policies/{}", text(&policy["id"])));
        let words = squeezed(&html_words(&fs::read_to_string(root.join(&path))?));
        for expected in expected(policy) {
            if !words.contains(&squeezed(&expected)) {
                return Err(Error::other(format!("{path} lacks: {expected}")));
            }
        }
    }
    Ok(())
}

/// Looks at a PDF: the title of every sheet is there.
///
/// # Errors
/// It cannot be read, or lacks a title.
pub fn pdf(path: &Path, view: &Value) -> Result<()> {
    let output = Command::new("pdftotext").arg("-raw").arg(path).arg("-").output()?;
    let words = squeezed(&String::from_utf8_lossy(&output.stdout));
    for policy in policies(view) {
        let title = text(&policy["title"]);
        if !words.contains(&squeezed(title)) {
            return Err(Error::other(format!("the PDF lacks: {title}")));
        }
    }
    Ok(())
}

fn policies(view: &Value) -> Vec<&Value> {
    let plans = list(&view["goals"]).iter().flat_map(|goal| list(&goal["basic_plans"]));
    plans.flat_map(|plan| list(&plan["policies"])).collect()
}

/// What a sheet's page says, in whatever order.
fn expected(policy: &Value) -> Vec<String> {
    let mut out = vec![text(&policy["title"]).to_owned()];
    let mut amounts = vec![&policy["totals"]["settlement"]];
    amounts.extend(list(&policy["totals"]["budget"]));
    for project in list(&policy["projects"]) {
        for key in ["name", "description", "results", "section", "direction"] {
            out.push(text(&project[key]).to_owned());
        }
        amounts.push(&project["settlement"]);
        amounts.extend(list(&project["budget"]));
    }
    out.extend(amounts.iter().map(|amount| text(&amount["text"]).to_owned()));
    for indicator in list(&policy["indicators"]) {
        out.push(text(&indicator["name"]).to_owned());
    }
    for prose in list(&policy["prose"]) {
        out.push(text(&prose["heading"]).to_owned());
        sentences(&prose["content"], &mut out);
    }
    out
}

/// Every sentence below `node`, or its pieces where a link divides it.
fn sentences(node: &Value, out: &mut Vec<String>) {
    match node {
        Value::Object(map) if text(&node["t"]) == "text" => {
            out.extend(vary::sentences(text(&map["v"])).into_iter().map(str::to_owned));
        }
        Value::Object(map) => map.values().for_each(|value| sentences(value, out)),
        Value::Array(all) => all.iter().for_each(|value| sentences(value, out)),
        _ => {}
    }
}

/// Without white space: each program breaks lines in its own way.
fn squeezed(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The words of a page, without its tags.
fn html_words(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    out.push_str(rest);
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ];
    entities.iter().fold(out, |text, (entity, plain)| text.replace(entity, plain))
}
