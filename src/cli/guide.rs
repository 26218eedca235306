//! `planbook guide`: writes the authors' guide of the book.

use std::io;
use std::path::Path;

use super::args::GuideArgs;
use super::report::{Reporter, error_line, print_line};
use super::{CANNOT_RUN, FINDINGS, SUCCESS};
use crate::compile;
use crate::diag::{Lang, Sink, Text, shown_path};
use crate::edit::write_file;
use crate::guide;
use crate::text;

/// Where the guide of a book is, from its folder.
const README: &str = "content/README.md";

/// The guide of a book whose plan cannot be read yet.
const UNFINISHED: &str = "planbook guide が plan.yaml から作る手引き -->
# 執筆の手引き

この本の手引きは、`plan.yaml` がそろってから `planbook guide` で作ります。足りないものは `planbook check` が示します。
";

/// Writes the guide of the book in `root`; returns the exit code.
pub fn run(root: &Path, options: &GuideArgs, reporter: &Reporter) -> u8 {
    let lang = reporter.lang();
    let fail = |message: Text, code| {
        error_line(message.get(lang));
        code
    };
    let mut sink = Sink::new();
    let sources = compile::load_sources(root, &mut sink);
    let Some(book) = compile::read(&sources, None, &mut sink) else {
        return fail(
            text!(
                "plan.yaml などが読めないので、手引きを作れません。planbook check で、直すところを見てください",
                "the book cannot be read: see `planbook check`"
            ),
            FINDINGS,
        );
    };
    let path = options.file.clone().unwrap_or_else(|| root.join(README));
    match is_replaceable(&path) {
        Ok(true) => {}
        Ok(false) => {
            let name = shown_path(&path);
            return fail(
                text!(
                    "{name} は planbook guide の作ったものではないので、書き換えません。--output でほかの名前を書くか、移してからもう一度試してください",
                    "{name} was not made by `planbook guide` and is left as it is: name another file with --output, or move it away"
                ),
                CANNOT_RUN,
            );
        }
        Err(error) => {
            return fail(text!("書き出せません", "cannot write").because(&error), CANNOT_RUN);
        }
    }
    match write_file(&path, guide::guide(&book, &sources).as_bytes()) {
        Ok(()) => {
            let name = shown_path(&path);
            print_line(&match lang {
                Lang::Ja => format!("{name} に書き出しました"),
                Lang::En => format!("written to {name}"),
            });
            SUCCESS
        }
        Err(error) => fail(text!("書き出せません", "cannot write").because(&error), CANNOT_RUN),
    }
}

/// Whether nothing is lost if `path` is written: there is no file, or one that this command made.
fn is_replaceable(path: &Path) -> io::Result<bool> {
    match path.symlink_metadata() {
        Ok(found) if !found.is_file() => Ok(false),
        Ok(_) => Ok(fs_err::read(path)?.starts_with(guide::MARK.as_bytes())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Writes the guide of the new book in `root`.
pub(super) fn write_new(root: &Path) -> io::Result<()> {
    let mut sink = Sink::new();
    let sources = compile::load_sources(root, &mut sink);
    let text = match compile::read(&sources, None, &mut sink) {
        Some(book) => guide::guide(&book, &sources),
        None => UNFINISHED.replacen("planbook guide ", guide::MARK, 1),
    };
    fs_err::write(root.join(README), text)
}
