//! `planbook schema`: JSON Schemas for editors, beside the sources that name them.

use std::io;
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

/// Writes one file for each kind of source.
pub(super) fn write(folder: &Path) -> io::Result<()> {
    fs_err::create_dir_all(folder)?;
    for (name, schema) in schemas() {
        let mut text = serde_json::to_string_pretty(&schema)?;
        text.push('\n');
        fs_err::write(folder.join(format!("{name}.json")), text)?;
    }
    Ok(())
}
