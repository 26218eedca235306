//! The integration tests, in one program: it is linked once, and the sample book is built once
//! for all that only read it. `tests/README.md` lists the modules and how to run one of them.
//!
//! `tests/fuzz.rs` is a program of its own: it measures the memory of its whole process, and
//! ends the process when a book takes too long.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "the names of files are the project's own"
)]

mod authors;
mod book;
mod cities;
mod colors;
mod compare;
mod conformance;
mod contacts;
mod data;
mod declared;
mod editions;
mod edits;
mod evaluations;
mod fields;
mod figures;
mod files;
mod findings;
mod forms;
mod guide;
mod incremental;
mod indicators;
mod levels;
mod localities;
mod man;
mod manual;
mod migrate;
mod money;
mod numbers;
mod output;
mod parts;
mod peers;
mod pictures;
mod print;
mod safety;
mod schema;
mod serve;
mod shapes;
mod sheet;
mod support;
mod systems;
mod terms;
mod theme_pages;
mod tidy;
mod verify;
mod view;
mod words;
