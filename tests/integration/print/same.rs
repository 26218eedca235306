//! The same sources give the same bytes.

use std::time::{Duration, SystemTime};

use super::goals;
use crate::support::{Book, Run};

#[test]
fn twice_the_same_bytes_whatever_the_place_the_zone_and_the_threads() {
    let build = |environment: &[(&str, &str)], old: bool| {
        let copy = Book::sample();
        if old {
            let file = std::fs::File::options().append(true).open(copy.path("content/plan.yaml"));
            let then = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365);
            file.and_then(|f| f.set_modified(then)).expect("an older file");
        }
        let mut command = copy.command(&["build", "--only", "pdf"]);
        command.envs(environment.iter().copied());
        Run::of(&mut command).succeeds();
        copy.files("output")
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
    // The whole book, the front and the goals, and the mark of the output.
    assert_eq!(one.len(), 1 + 1 + goals() + 1, "{:?}", one.keys());
    assert!(one.keys().eq(other.keys()));
    for (name, bytes) in one {
        assert!(bytes == other[&name], "{name} differs");
    }
}
