//! The data that themes get: their committed schema, and the smaller views of volumes and sheets.

use std::collections::BTreeSet;
use std::fs;

use planbook::compile;
use planbook::diag::Sink;
use planbook::reading::Reading;
use planbook::render::print::view_schema;
use planbook::view::View;
use serde_json::{Value, json};

use crate::support::{each, project};

fn sample() -> View {
    let (_, book) = compile::load(project(), &[], &mut Sink::new());
    View::new(Reading::new(&book.expect("the sample book")))
}

fn json_of(view: &View) -> Value {
    serde_json::to_value(view).expect("plain data")
}

#[test]
fn the_committed_schema_is_that_of_the_types() {
    let path = project().join("themes/view.schema.json");
    let current = format!("{:#}\n", view_schema().as_value());
    if std::env::var_os("PLANBOOK_BLESS").is_some() {
        fs::write(&path, &current).expect("written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "what themes get has changed: describe it in themes/README.md; PLANBOOK_BLESS=1 writes the schema"
    );
}

#[test]
fn the_guide_for_theme_authors_names_every_field_of_the_view() {
    let guide = fs::read_to_string(project().join("themes/README.md")).expect("the guide");
    let schema = view_schema();
    let fields = schema.as_value()["properties"].as_object().expect("fields");
    assert!(fields.contains_key("goals") && fields.contains_key("volume"));
    for name in fields.keys() {
        let named = [format!("`{name}`"), format!("`view.{name}`")];
        assert!(named.iter().any(|named| guide.contains(named)), "{name} is not described");
    }
}

#[test]
fn a_smaller_view_has_the_selected_policies_and_nothing_else_of_them() {
    let whole = sample();
    let ids = BTreeSet::from(["1-2-03", "5-5-04"]);
    let (part, whole) = (json_of(&whole.with_policies(&ids)), json_of(&whole));
    let mut expected = whole.clone();
    expected["departments"] = json!([]);
    expected["localities"] = json!([]);
    expected["overview"] = json!([]);
    for part in expected["parts"].as_array_mut().expect("parts") {
        part.as_object_mut().expect("a part").remove("index");
    }
    let goals = expected["goals"].as_array_mut().expect("goals");
    for plan in goals.iter_mut().flat_map(|g| g["nodes"].as_array_mut().expect("plans")) {
        let policies = plan["policies"].as_array_mut().expect("policies");
        policies.retain(|policy| ids.contains(policy["id"].as_str().expect("an id")));
        if policies.is_empty() {
            plan["indicators"] = json!([]);
        }
    }
    assert!(part == expected);
    let plans = || each(&part["goals"]).flat_map(|goal| each(&goal["nodes"]));
    assert_eq!(plans().flat_map(|plan| each(&plan["policies"])).count(), 2);
    assert!(plans().any(|plan| each(&plan["indicators"]).count() > 0));
}
