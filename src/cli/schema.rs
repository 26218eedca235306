//! `planbook schema`: JSON Schemas for editors, beside the sources that name them.

use std::io::{self, Write as _};
use std::path::Path;

use super::report::{Reporter, error_line, print_line};
use crate::diag::Lang;
use crate::parse::schema::schemas;

/// Where the schemas stand in a book.
const FOLDER: &str = "content/schemas";

/// Writes the schemas into the book at `root`; whether it could.
pub fn run(root: &Path, reporter: &Reporter) -> bool {
    let folder = root.join(FOLDER);
    let name = folder.display();
    match write(&folder) {
        Ok(()) => {
            print_line(&match reporter.lang() {
                Lang::Ja => format!("{name} に書き出しました"),
                Lang::En => format!("written to {name}"),
            });
            true
        }
        Err(error) => {
            error_line(&match reporter.lang() {
                Lang::Ja => format!("書き出せません：{error}"),
                Lang::En => format!("cannot write: {error}"),
            });
            false
        }
    }
}

/// Writes one file for each kind of source. A link may lead anywhere on the machine: no folder
/// on the way may be one, and a file that is one is replaced.
pub(super) fn write(folder: &Path) -> io::Result<()> {
    for place in folder.parent().into_iter().chain([folder]) {
        if place.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            let words = format!("{}: a link", place.display());
            return Err(io::Error::new(io::ErrorKind::NotADirectory, words));
        }
    }
    fs_err::create_dir_all(folder)?;
    for (name, schema) in schemas() {
        let mut text = serde_json::to_string_pretty(&schema)?;
        text.push('\n');
        let path = folder.join(format!("{name}.json"));
        if path.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            fs_err::remove_file(&path)?;
        }
        // One that was cut short would mislead editors.
        let half = folder.join(format!(".{name}.json.new"));
        let _ = std::fs::remove_file(&half);
        let written = fs_err::File::create_new(&half)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| fs_err::rename(&half, &path));
        if written.is_err() {
            let _ = std::fs::remove_file(&half);
        }
        written?;
    }
    Ok(())
}
