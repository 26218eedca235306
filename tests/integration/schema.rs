//! What editors are told is what the program reads, and the sources name it.

use std::fs;

use planbook::compile;

use crate::support::{files, project};

#[test]
fn the_schemas_in_the_sample_are_current() {
    let schemas = planbook::parse::schema::schemas(&compile::declared_fields(project()));
    let written = files(&project().join("content/schemas"));
    assert_eq!(schemas.len(), written.len(), "{:?}", written.keys());
    let examples = compile::schema_examples(project());
    for (name, mut schema) in schemas {
        examples.add_to(name, &mut schema);
        let path = project().join(format!("content/schemas/{name}.json"));
        let written = fs::read_to_string(&path).expect("run `planbook schema`");
        let written: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(written, schema, "{name}: run `planbook schema`");
    }
}

#[test]
fn every_source_names_a_schema_that_is_there() {
    let files = walkdir::WalkDir::new(project().join("content")).into_iter();
    let paths = files.map(|entry| entry.expect("an entry").into_path());
    let all: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == "yaml")).collect();
    assert!(all.len() > 130);
    for path in all {
        let text = fs::read_to_string(&path).expect("a file");
        let first = text.lines().next().expect("a line");
        let schema = first
            .strip_prefix("# yaml-language-server: $schema=")
            .unwrap_or_else(|| panic!("{} names no schema", path.display()));
        let target = path.parent().expect("a folder").join(schema);
        assert!(target.is_file(), "{} names {schema}", path.display());
    }
}
