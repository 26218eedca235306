//! veraPDF, which had no part in making the book, finds it accessible (PDF/UA-1) and fit to
//! be kept (PDF/A-3a).

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Published;

/// Where `make test-tools` puts veraPDF.
fn validator() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/.tools/verapdf")
}

/// Every PDF below `folder`.
fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("an entry").into_path())
        .filter(|path| path.extension().is_some_and(|e| e == "pdf"))
        .collect();
    found.sort();
    found
}

#[test]
fn every_pdf_of_the_book_conforms() {
    let mut files = pdfs(&Published::sample().folder);
    assert!(!files.is_empty());
    // Those of comparisons and of the forms of `init`, too: the judge is slow to begin.
    let (_book, compared) = crate::compare::command::pdfs();
    files.extend(compared);
    files.extend(crate::shapes::pdfs());
    let (_books, forms) = crate::forms::pdfs();
    files.extend(forms);
    let judged = Command::new(validator().join("validate"))
        .args(&files)
        .output()
        .expect("veraPDF is there: call `make test-tools`");
    let words = String::from_utf8_lossy(&judged.stdout);
    assert!(judged.status.success(), "{words}{}", String::from_utf8_lossy(&judged.stderr));
    assert_eq!(words.matches("PASS ua1").count(), files.len(), "{words}");
    assert_eq!(words.matches("PASS 3a").count(), files.len(), "{words}");
}

#[test]
fn the_judge_can_say_no() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("plain.typ");
    std::fs::write(&source, "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>\"))").expect("a file");
    let pdf = folder.path().join("plain.pdf");
    let made = Command::new("typst").arg("compile").arg(&source).arg(&pdf).status().expect("typst");
    assert!(made.success());
    let judged = Command::new(validator().join("validate")).arg(&pdf).output().expect("veraPDF");
    assert_eq!(judged.status.code(), Some(1), "{}", String::from_utf8_lossy(&judged.stdout));
}
