//! `make bench`: what planbook's peers read has the whole book, whatever becomes of the view, and
//! larger books are the sample many times. The bench itself is not run here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use planbook::compile;
use planbook::diag::Sink;
use planbook::reading::Reading;
use planbook::view::View as Whole;
use serde_json::Value;

use crate::support::{Book, project};

#[allow(dead_code, reason = "the bench uses all of it")]
#[path = "../../benches/compare/inputs/mod.rs"]
mod inputs;

use inputs::book::{Multiplied, SAMPLE};
use inputs::expected::{self, Expected, Kind, html_words, squeezed};
use inputs::pages::{self, Page};
use inputs::peers;
use inputs::view::View;

/// The view of the book at `root`, in which nothing is found.
fn view_of(root: &Path) -> Value {
    let mut sink = Sink::new();
    let (_, book) = compile::load(root, &[], &mut sink);
    let found: Vec<_> = sink.into_sorted().into_iter().map(|found| format!("{found:?}")).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    serde_json::to_value(Whole::new(Reading::new(&book.expect("a book")))).expect("plain data")
}

fn read(view: &Value) -> View {
    View::read(view.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

/// The view of the sample.
fn sample() -> &'static Value {
    static SAMPLE: OnceLock<Value> = OnceLock::new();
    SAMPLE.get_or_init(|| view_of(project()))
}

/// The words of an input in Markdown or YAML, without marks.
fn plain(text: &str) -> String {
    squeezed(&text.replace('\\', ""))
}

#[track_caller]
fn assert_said(words: &str, page: &Expected, leaves_out: &[Kind], whose: &str) {
    let said = page.said.iter().filter(|said| !leaves_out.contains(&said.kind));
    for said in said {
        let Expected { path, .. } = page;
        assert!(words.contains(&squeezed(said.words)), "{whose}, {path}: no {}", said.words);
    }
}

#[test]
fn the_peers_read_the_whole_book() {
    let view = read(sample());
    let pages = pages::all(&view);
    let of = |layout| pages.iter().filter(|page: &&Page| page.layout == layout).count();
    assert_eq!(of("policy"), SAMPLE);
    assert_eq!(of("section"), view.sections().count());
    assert_eq!(pages.len(), SAMPLE + view.sections().count() + 7);

    let (book, site) = (Book::empty(), pages::site(&view));
    let root = book.root();
    peers::hugo(&root.join("hugo"), &pages, &site).expect("written");
    peers::eleventy(&root.join("eleventy"), &pages, &site).expect("written");
    peers::mdbook(&root.join("mdbook"), &pages).expect("written");
    peers::print_html(&root, &pages, &view.meta.title, "").expect("written");
    peers::pandoc(&root, &pages, &view.meta.title).expect("written");

    let expected = expected::pages(&view).expect("something of each kind");
    for page in &expected {
        let of_hugo = match page.path.as_str() {
            "" => "_index.md".to_owned(),
            path @ ("policies" | "sections") => format!("{path}/_index.md"),
            path => format!("{path}.md"),
        };
        let place = if page.path.is_empty() { "index" } else { &page.path };
        for file in [
            format!("hugo/content/{of_hugo}"),
            format!("eleventy/src/{place}.md"),
            format!("mdbook/src/{place}.md"),
        ] {
            assert_said(&plain(&book.read(&file)), page, &[], &file);
        }
    }

    // Print has indicators and neighbours in lists of their own.
    let leaves_out = [Kind::Indicator, Kind::Value, Kind::Neighbour];
    let (html, markdown) = (book.read("book.html"), book.read("book.md"));
    let html: BTreeMap<_, _> = html
        .split("<section ")
        .filter_map(|part| Some((part.split_once("id=\"")?.1.split_once('"')?.0, part)))
        .collect();
    let markdown: BTreeMap<_, _> = markdown
        .split("`\\clearpage`{=latex}")
        .filter_map(|part| Some((part.split_once("{#")?.1.split_once('}')?.0, part)))
        .collect();
    assert_eq!((html.len(), markdown.len()), (SAMPLE + 5, SAMPLE + 5));
    for page in expected::sheets(&view).expect("something of each kind") {
        let anchor = page.path.replace('/', "-");
        let words = squeezed(&html_words(html[anchor.as_str()]));
        assert_said(&words, &page, &leaves_out, "book.html");
        assert_said(&plain(markdown[anchor.as_str()]), &page, &leaves_out, "book.md");
    }
}

/// The names of all values below `value`.
fn keys(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                out.insert(key.clone());
                keys(value, out);
            }
        }
        Value::Array(all) => all.iter().for_each(|value| keys(value, out)),
        _ => {}
    }
}

#[test]
fn the_templates_of_the_peers_show_all_that_they_get() {
    let view = read(sample());
    let mut of_layout: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for page in pages::all(&view) {
        keys(&Value::Object(page.data), of_layout.entry(page.layout).or_default());
    }
    assert_eq!(of_layout.len(), 9);
    for (layout, keys) in of_layout {
        for file in [
            format!("hugo/layouts/_default/{layout}.html"),
            format!("eleventy/src/_includes/{layout}.njk"),
        ] {
            let text = fs::read_to_string(project().join("benches/peers").join(&file));
            let text = text.expect("a template");
            let names: BTreeSet<_> =
                text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
            let unused: Vec<_> = keys.iter().filter(|key| !names.contains(key.as_str())).collect();
            assert!(unused.is_empty(), "{file} shows no {unused:?}");
        }
    }
}

#[test]
fn a_view_of_another_shape_is_refused_by_name() {
    let view = sample();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut changed = view.clone();
        change(&mut changed);
        View::read(changed.to_string().as_bytes()).err().expect("an error").to_string()
    };
    let without = |place: &str, field: &str| {
        refused(&|view| {
            let parent = view.pointer_mut(place).and_then(Value::as_object_mut);
            assert!(parent.expect("an object").remove(field).is_some(), "{field}");
        })
    };
    for (place, field) in [
        ("", "departments"),
        ("/goals/0", "nodes"),
        ("/goals/0/nodes/0", "policies"),
        ("/goals/0/nodes/0/policies/0", "previous"),
        ("/goals/0/nodes/0/policies/0", "previous_rating"),
        ("/goals/0/nodes/0/policies/0/projects/0", "results"),
        ("/goals/0/nodes/0/indicators/0", "current"),
        ("/overview/0", "c"),
    ] {
        let error = without(place, field);
        assert!(error.contains(&format!("missing field `{field}`")), "{error}");
    }
    let error = refused(&|view| view["overview"][0]["t"] = "poem".into());
    assert!(error.contains("unknown variant `poem`"), "{error}");

    // What is elsewhere than the peers look for it is missed.
    let emptied = |place: &str| {
        refused(&|view| *view.pointer_mut(place).expect(place) = Value::Array(Vec::new()))
    };
    for (place, what) in [
        ("/goals/0/nodes/0/policies", "policies"),
        ("/goals/0/nodes/0/policies/0/projects", "projects"),
        ("/goals/0/nodes/0/indicators", "indicators"),
        ("/themes", "themes"),
        ("/ratings", "ratings"),
    ] {
        let error = emptied(place);
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn a_larger_book_is_the_sample_many_times() {
    let (sample, book) = (sample(), Book::empty());
    let content = project().join("content");
    let multiplied = Multiplied::new(&content, 2 * SAMPLE).expect("a sample");
    multiplied.write(&book.root(), &project().join("themes")).expect("written");
    let larger = view_of(&book.root());

    let counts = |view: &Value, name: &str| view["counts"][name].as_u64().expect("a number");
    for name in ["policies", "projects", "indicators"] {
        assert_eq!(counts(&larger, name), 2 * counts(sample, name), "{name}");
    }
    assert_eq!(larger["glossary"], sample["glossary"]);
    assert_eq!(larger["parts"].as_array().map(Vec::len), sample["parts"].as_array().map(Vec::len));
    let sections: usize = read(&larger).sections().map(|section| section.projects.len()).sum();
    assert_eq!(sections as u64, counts(&larger, "projects"));

    let (sample, larger) = (read(sample), read(&larger));
    let of_larger: BTreeMap<_, _> =
        larger.policies().map(|(node, policy)| (policy.id.as_str(), (node, policy))).collect();
    let ids: BTreeSet<_> = sample.policies().map(|(_, policy)| policy.id.as_str()).collect();
    for (_, policy) in sample.policies() {
        let (_, same) = of_larger[policy.id.as_str()];
        assert_eq!(
            (&same.title, &same.totals.budget[0].text),
            (&policy.title, &policy.totals.budget[0].text)
        );
    }
    let district = inputs::vary::district(1);
    for (_, policy) in larger.policies().filter(|(_, policy)| !ids.contains(policy.id.as_str())) {
        assert!(policy.title.starts_with(&district), "{}", policy.title);
        let projects = &policy.projects;
        assert!(projects.iter().all(|project| project.name.starts_with(&district)));
    }
}
