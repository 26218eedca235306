//! `planbook man`: the pages of man and the completions of shells, from the arguments.

use std::io;
use std::path::Path;

use clap::Command;
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use super::parse_args::command;
use super::report::{Reporter, error_line, print_line};
use super::{CANNOT_RUN, SUCCESS, target_folder};
use crate::diag::{Lang, shown_path};
use crate::edit::write_file;
use crate::text;

const NAME: &str = "planbook";

/// The shells and the names under which each finds completions.
const SHELLS: [(Shell, &str); 4] = [
    (Shell::Bash, "planbook.bash"),
    (Shell::Zsh, "_planbook"),
    (Shell::Fish, "planbook.fish"),
    (Shell::PowerShell, "planbook.ps1"),
];

/// Writes all files below `folder`; returns the exit code.
pub fn run(root: &Path, folder: &Path, reporter: &Reporter) -> u8 {
    let lang = reporter.lang();
    if target_folder::is_refused(root, folder, reporter) {
        return CANNOT_RUN;
    }
    let written = files(lang).and_then(|files| {
        if let Some((name, _)) = files.iter().find(|(name, _)| is_of_others(&folder.join(name))) {
            let name = shown_path(folder.join(name));
            let why = text!("{name} は planbook のものではありません", "{name} is not planbook's");
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, why.get(lang).to_owned()));
        }
        files.iter().try_for_each(|(name, bytes)| write_file(&folder.join(name), bytes))?;
        Ok(files.len())
    });
    match written {
        Ok(count) => {
            let folder = shown_path(folder);
            print_line(
                text!(
                    "{folder} に {count}個のファイルを書き出しました",
                    "{count} files are in {folder}"
                )
                .get(lang),
            );
            SUCCESS
        }
        Err(error) => {
            error_line(text!("書き出せません", "cannot write").because(&error).get(lang));
            CANNOT_RUN
        }
    }
}

/// Whether there is a file at `path` that no planbook wrote.
fn is_of_others(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
        && !fs_err::read_to_string(path).is_ok_and(|text| text.contains(NAME))
}

/// The path and contents of each file. Pages of man are in both languages, where each system looks for its own;
/// completions are in `lang`.
fn files(lang: Lang) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for (lang, folder) in [(Lang::En, "man/man1"), (Lang::Ja, "man/ja/man1")] {
        for command in pages(visible(command(lang))) {
            let name = command.get_name().to_owned();
            let mut page = Vec::new();
            let version = format!("{NAME} {}", env!("CARGO_PKG_VERSION"));
            Man::new(command).manual(NAME).source(version).render(&mut page)?;
            files.push((format!("{folder}/{name}.1"), page));
        }
    }
    for (shell, name) in SHELLS {
        let mut script = Vec::new();
        generate(shell, &mut visible(command(lang)), NAME, &mut script);
        files.push((format!("completions/{name}"), script));
    }
    Ok(files)
}

/// `command` and each of its commands, named as their pages are: `planbook-build`.
fn pages(command: Command) -> Vec<Command> {
    let globals: Vec<_> =
        command.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    let inner: Vec<_> = command
        .get_subcommands()
        .map(|inner| {
            let name = format!("{NAME}-{}", inner.get_name());
            // The usage names the command as it is typed.
            let typed = format!("{NAME} {}", inner.get_name());
            let inner = inner.clone().name(name).bin_name(typed.clone()).display_name(typed);
            inner.args(globals.clone())
        })
        .collect();
    std::iter::once(command.clone()).chain(inner).collect()
}

/// `command` without the commands that are for planbook itself, which completions would name.
fn visible(command: Command) -> Command {
    let shown: Vec<_> = command.get_subcommands().filter(|c| !c.is_hide_set()).cloned().collect();
    let about = command.get_about().cloned().unwrap_or_default();
    let long_about = command.get_long_about().cloned().unwrap_or_default();
    Command::new(NAME)
        .bin_name(NAME)
        .version(env!("CARGO_PKG_VERSION"))
        .about(about)
        .long_about(long_about)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .args(command.get_arguments().cloned().collect::<Vec<_>>())
        .subcommands(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a page says, without the markup of roff.
    fn plain(page: &[u8]) -> String {
        let text = std::str::from_utf8(page).expect("UTF-8");
        text.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "").replace("\\fI", "")
    }

    #[test]
    fn every_argument_is_on_the_page_of_its_command() {
        for (lang, folder) in [(Lang::En, "man/man1"), (Lang::Ja, "man/ja/man1")] {
            let files = files(lang).expect("written");
            let page = |name: &str| {
                let path = format!("{folder}/{name}.1");
                let found = files.iter().find(|(name, _)| *name == path);
                plain(&found.unwrap_or_else(|| panic!("{path}")).1)
            };
            let main = page(NAME);
            let all = command(lang);
            let mut flags = 0;
            for inner in all.get_subcommands() {
                if inner.is_hide_set() {
                    assert!(!files.iter().any(|(name, _)| name.contains(inner.get_name())));
                    continue;
                }
                assert!(main.contains(inner.get_name()), "{}", inner.get_name());
                let text = page(&format!("{NAME}-{}", inner.get_name()));
                assert!(text.contains(&format!("planbook {}", inner.get_name())), "{text}");
                for arg in inner.get_arguments().chain(all.get_arguments()) {
                    let Some(long) = arg.get_long().filter(|_| !arg.is_hide_set()) else {
                        continue;
                    };
                    if long != "version" {
                        assert!(text.contains(&format!("--{long}")), "{long} in {text}");
                        flags += 1;
                    }
                }
                assert_eq!(lang == Lang::En, text.is_ascii(), "{text}");
            }
            assert!(flags > 100);
        }
    }

    #[test]
    fn completions_name_every_command_and_no_hidden_one() {
        let files = files(Lang::Ja).expect("written");
        for (_, name) in SHELLS {
            let path = format!("completions/{name}");
            let (_, script) = files.iter().find(|(name, _)| *name == path).expect("written");
            let script = String::from_utf8_lossy(script);
            for inner in command(Lang::Ja).get_subcommands() {
                let is_named = script.contains(inner.get_name());
                assert_eq!(is_named, !inner.is_hide_set(), "{} in {name}", inner.get_name());
            }
            assert!(script.contains("--no-volumes") || script.contains("no-volumes"), "{name}");
        }
    }
}
