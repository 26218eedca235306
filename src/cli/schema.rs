//! `planbook schema`: writes the JSON Schemas of the source files, for editors.

use std::io;
use std::path::Path;

use super::report::{Reporter, error_line, print_line};
use crate::compile;
use crate::diag::{Lang, shown_path};
use crate::edit::write_file;
use crate::parse::schema::schemas;
use crate::text;

/// The folder of the schemas in a book.
const FOLDER: &str = "content/schemas";

/// Writes the schemas into the book in `root`; returns whether it succeeded.
pub fn run(root: &Path, reporter: &Reporter) -> bool {
    let folder = root.join(FOLDER);
    let name = shown_path(&folder);
    match write(root) {
        Ok(()) => {
            print_line(&match reporter.lang() {
                Lang::Ja => format!("{name} に書き出しました"),
                Lang::En => format!("written to {name}"),
            });
            true
        }
        Err(error) => {
            error_line(
                text!("書き出せません", "cannot write").because(&error).get(reporter.lang()),
            );
            false
        }
    }
}

/// Writes a file for each kind of source of the book in `root`. Symbolic links are never followed, because they may
/// lead anywhere: a linked folder is an error, and a linked file is replaced.
pub(super) fn write(root: &Path) -> io::Result<()> {
    let folder = root.join(FOLDER);
    let folder = folder.as_path();
    let (declared, examples) = (compile::declared_fields(root), compile::schema_examples(root));
    for path in folder.parent().into_iter().chain([folder]) {
        if path.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            let message = format!("{}: a link", shown_path(path));
            return Err(io::Error::new(io::ErrorKind::NotADirectory, message));
        }
    }
    fs_err::create_dir_all(folder)?;
    for (name, mut schema) in schemas(&declared) {
        examples.add_to(name, &mut schema);
        let mut text = serde_json::to_string_pretty(&schema)?;
        text.push('\n');
        // In one step, because a truncated schema would mislead editors.
        write_file(&folder.join(format!("{name}.json")), text.as_bytes())?;
    }
    Ok(())
}
