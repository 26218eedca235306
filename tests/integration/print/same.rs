//! The same sources give the same bytes.

use std::time::{Duration, SystemTime};

use crate::support::{Copy, Run};

#[test]
fn twice_the_same_bytes_whatever_the_place_the_zone_and_the_threads() {
    let build = |environment: &[(&str, &str)], old: bool| {
        let copy = Copy::new();
        if old {
            let file = std::fs::File::options().append(true).open(copy.path("content/plan.yaml"));
            let then = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365);
            file.and_then(|f| f.set_modified(then)).expect("an older file");
        }
        let mut command = copy.command();
        command.args(["build", "--only", "pdf"]).envs(environment.iter().copied());
        Run::of(&mut command).succeeds();
        let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(copy.path("output"))
            .into_iter()
            .map(|e| e.expect("an entry"))
            .filter(|e| e.file_type().is_file())
            .map(|e| {
                let name = e.file_name().to_string_lossy().into_owned();
                (name, std::fs::read(e.path()).expect("a file"))
            })
            .collect();
        files.sort();
        files
    };
    let one =
        build(&[("TZ", "Asia/Tokyo"), ("LANG", "ja_JP.UTF-8"), ("RAYON_NUM_THREADS", "1")], false);
    let other = build(
        &[
            ("TZ", "America/St_Johns"),
            ("LANG", "C"),
            ("RAYON_NUM_THREADS", "5"),
            ("SOURCE_DATE_EPOCH", "86400"),
        ],
        true,
    );
    assert_eq!(one.len(), 9, "the PDFs of the book and its volumes, and the mark of the output");
    for ((name, a), (_, b)) in one.iter().zip(&other) {
        assert!(a == b, "{name} differs");
    }
}
