//! What editors are told is what the program reads, and the sources name it.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<PathBuf> {
    walkdir::WalkDir::new(root().join(folder))
        .into_iter()
        .map(|e| e.expect("an entry").into_path())
        .filter(|p| p.extension().is_some_and(|e| e == "yaml"))
        .collect()
}

#[test]
fn the_schemas_in_the_sample_are_current() {
    let schemas = planbook::parse::schema::schemas();
    assert_eq!(schemas.len(), 5);
    for (name, schema) in schemas {
        let path = root().join(format!("content/schemas/{name}.json"));
        let written = fs::read_to_string(&path).expect("run `planbook schema`");
        let written: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(written, schema, "{name}: run `planbook schema`");
    }
}

#[test]
fn every_source_names_a_schema_that_is_there() {
    let all = sources("content");
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
