//! The house rules that no compiler holds: which module may know which, that every module
//! says what it is and what it must not know, and that no file outgrows its reader.

use std::path::{Path, PathBuf};

use crate::support::{files, project};

/// The modules by rank. A module may use those of lower rank and, where the rank says so,
/// its neighbours.
const RANKS: [&[&str]; 13] = [
    &["span", "value"],
    &["spreadsheet", "held"],
    &["diag", "source", "cache"],
    &["record", "verify"],
    &["model"],
    &["parse", "reading"],
    &["theme", "resolve", "check", "edit"],
    &["layout"],
    &["view", "output", "compare"],
    &["render", "guide"],
    &["compile"],
    &["serve", "editions"],
    &["cli"],
];

/// Uses among modules of the same rank: findings are drawn with their source lines, and a source that
/// cannot be read is a finding.
const NEIGHBOURS: [(&str, &str); 2] = [("diag", "source"), ("source", "diag")];

const MAX_LINES: usize = 400;

/// The source files, by their path below `src/`.
fn sources() -> Vec<(PathBuf, String)> {
    let files = files(&project().join("src")).into_iter();
    let code = files.map(|(name, bytes)| (PathBuf::from(name), bytes));
    let code = code.filter(|(path, _)| path.extension().is_some_and(|e| e == "rs"));
    let code = code.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8")));
    let code: Vec<_> = code.collect();
    assert!(code.len() > 30, "the sources were found");
    code
}

fn module_of(path: &Path) -> String {
    let first = path.iter().next().expect("a name");
    first.to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn rank(module: &str) -> Option<usize> {
    RANKS.iter().position(|rank| rank.contains(&module))
}

/// The part of a file before its unit tests, which may use anything.
fn production(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().expect("a first part")
}

/// Every module of the crate that a text names as `crate::module`.
fn used_modules(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    code.match_indices("crate::")
        .flat_map(|(at, _)| {
            let rest = &code[at + "crate::".len()..];
            let names = match rest.strip_prefix('{') {
                Some(group) => group.split('}').next().unwrap_or("").to_owned(),
                None => rest.to_owned(),
            };
            let first_only = !rest.starts_with('{');
            let mut found: Vec<String> = names
                .split(',')
                .map(|name| {
                    name.trim()
                        .chars()
                        .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                        .collect()
                })
                .collect();
            if first_only {
                found.truncate(1);
            }
            found
        })
        .filter(|name| rank(name).is_some())
        .collect()
}

#[test]
fn no_module_knows_one_of_a_higher_rank() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        let Some(own) = rank(&module) else {
            assert!(matches!(module.as_str(), "lib" | "main"), "{module} has no rank");
            continue;
        };
        for used in used_modules(production(&text)) {
            let allowed = used == module
                || rank(&used).is_some_and(|r| r < own)
                || NEIGHBOURS.contains(&(module.as_str(), used.as_str()));
            if !allowed {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rank_test_sees_what_it_should() {
    assert_eq!(used_modules("use crate::{diag::Sink, cli};"), ["diag", "cli"]);
    assert_eq!(used_modules("let x = crate::compile::build();"), ["compile"]);
    assert!(used_modules("// crate::cli\n").is_empty());
}

/// `planbook verify` proves nothing if it reads with the code that wrote.
#[test]
fn verify_shares_no_code_with_what_it_reads() {
    let mut files = 0;
    for (path, text) in sources().iter().filter(|(path, _)| path.starts_with("verify")) {
        files += 1;
        let shared = used_modules(text).into_iter().find(|used| used != "diag" && used != "verify");
        assert_eq!(shared, None, "{}", path.display());
    }
    assert!(files > 10, "the module was found");
}

#[test]
fn every_module_says_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{} has no module doc", path.display());
    }
}

#[test]
fn every_top_module_says_what_it_must_not_know() {
    for (path, text) in sources() {
        let module = module_of(&path);
        let top =
            path.file_name().is_some_and(|n| n == "mod.rs") || path.parent() == Some(Path::new(""));
        if !top || matches!(module.as_str(), "lib" | "main" | "span") {
            continue;
        }
        let doc: String = text.lines().take_while(|l| l.starts_with("//!")).collect();
        assert!(doc.contains("must not know"), "{} sets no bound", path.display());
    }
}

#[test]
fn no_file_outgrows_its_reader() {
    for (path, text) in sources() {
        let lines = production(&text).lines().count();
        assert!(lines <= MAX_LINES, "{} has {lines} lines", path.display());
    }
}

/// Where Windows differs, one module knows: messages with paths, files that other programs hold.
#[test]
fn what_windows_does_otherwise_has_one_place() {
    let places = [
        (".display()", &["diag/path.rs", "held.rs"][..]),
        ("fs::rename(", &["held.rs"]),
        ("fs_err::rename(", &["held.rs"]),
        (".persist(", &["held.rs"]),
        ("：{error}\"", &["parse_args.rs", "errors.rs"]),
    ];
    for (call, modules) in places {
        let mut found = 0;
        for (path, text) in sources() {
            let code = text.split("\nmod tests").next().expect("a first part");
            if code.contains(call) {
                found += 1;
                let known = modules.iter().any(|module| path.ends_with(module));
                assert!(known, "{} has {call}", path.display());
            }
        }
        assert!(found > 0 || call == "fs::rename(", "{call} is nowhere");
    }
}
