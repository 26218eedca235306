//! The same sources give the same bytes.

use std::time::{Duration, SystemTime};

use super::{goals, pdfs};
use crate::support::{Book, Run, files};

#[test]
fn twice_the_same_bytes_whatever_the_place_the_zone_and_the_threads() {
    let copy = Book::sample();
    let file = std::fs::File::options().append(true).open(copy.path("content/plan.yaml"));
    let then = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365);
    file.and_then(|f| f.set_modified(then)).expect("an older file");
    let mut command = copy.command(&["build", "--only", "pdf"]);
    // No machine is at home here, and none has so many threads for two cores.
    command.envs([
        ("TZ", "America/St_Johns"),
        ("LANG", "C"),
        ("RAYON_NUM_THREADS", "5"),
        ("SOURCE_DATE_EPOCH", "86400"),
    ]);
    Run::of(&mut command).succeeds();
    let (one, other) = (files(&pdfs()), files(&copy.path("output/pdf")));
    // The whole book, the front, the goals, the indexes and the digest.
    assert_eq!(one.len(), 1 + 1 + goals() + 1 + 1, "{:?}", one.keys());
    assert!(one.keys().eq(other.keys()));
    for (name, bytes) in one {
        assert!(bytes == other[&name], "{name} differs");
    }
}
