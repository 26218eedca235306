//! `planbook serve`: runs the live preview and prints its events.

use std::path::Path;
use std::process::{Command, Stdio};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::args::ServeArgs;
use super::report::{Reporter, error_line, print_line};
use super::{CANNOT_RUN, SUCCESS, output_of};
use crate::diag::{HumanRenderer, Lang};
use crate::serve::{Event, Options, PolicyFilter, serve};
use crate::source::Sources;

/// The URL templates of editors.
const EDITORS: [(&str, &str); 3] = [
    ("vscode", "vscode://file/{file}:{line}:{column}"),
    ("vscodium", "vscodium://file/{file}:{line}:{column}"),
    ("cursor", "cursor://file/{file}:{line}:{column}"),
];

/// The characters that are encoded in the path of an address.
const NOT_IN_PATHS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b':');

/// Runs the preview until it is terminated; returns the exit code.
pub fn run(root: &Path, arguments: ServeArgs, reporter: &Reporter) -> u8 {
    let lang = reporter.lang();
    let editor = arguments.editor.map(|name| {
        let known = EDITORS.iter().find(|(editor, _)| *editor == name);
        let path = fs_err::canonicalize(root).unwrap_or(root.to_owned());
        let path = path.to_string_lossy().replace('\\', "/");
        let path = path.trim_start_matches("//?/").trim_start_matches('/').to_owned();
        let template = known.map_or(name.clone(), |(_, template)| (*template).to_owned());
        template.replace("{file}", &format!("{}/{{file}}", percent_encode(&path)))
    });
    let options = Options {
        root: root.to_owned(),
        theme: arguments.theme,
        output: arguments.output.unwrap_or_else(|| output_of(root)),
        host: arguments.host,
        port: arguments.port,
        poll: arguments.poll,
        filter: PolicyFilter { policies: arguments.policy, section: arguments.section },
        editor,
        lang,
    };
    let typst = super::typesetter();
    let open = arguments.open;
    let on_event = move |event: Event| match event {
        Event::Ready(address) => {
            print_line(&match lang {
                Lang::Ja => format!("プレビュー {address}（終わるには Ctrl-C）"),
                Lang::En => format!("preview at {address} (Ctrl-C ends it)"),
            });
            if open {
                open_browser(&address, lang);
            }
        }
        Event::LoopbackOnly(name) => error_line(&match lang {
            Lang::Ja => format!(
                "{name} はこの機械だけのアドレスを指しています。ほかの機械からも見るには --host 0.0.0.0 とします"
            ),
            Lang::En => format!(
                "{name} means this machine alone; --host 0.0.0.0 lets others see the preview"
            ),
        }),
        Event::Checked { errors: 0, warnings: 0 } => error_line(match lang {
            Lang::Ja => "読みました。指摘はありません",
            Lang::En => "read; nothing found",
        }),
        Event::Checked { errors, warnings } => error_line(&match lang {
            Lang::Ja => format!("読みました。エラー {errors}件、注意 {warnings}件"),
            Lang::En => format!("read; {errors} error(s), {warnings} warning(s)"),
        }),
    };
    match serve(options, typst, on_event) {
        Ok(()) => SUCCESS,
        Err(found) => {
            let renderer = HumanRenderer { lang, color: false };
            error_line(&renderer.render(&found, &Sources::default()));
            CANNOT_RUN
        }
    }
}

/// Percent-encodes a path for a URL.
fn percent_encode(path: &str) -> impl std::fmt::Display {
    utf8_percent_encode(path, NOT_IN_PATHS)
}

/// Opens `address` in the browser.
fn open_browser(address: &str, lang: Lang) {
    // Not `start` on Windows: its shell would cut the URL at special characters.
    let programs: &[&str] = if cfg!(windows) {
        &["explorer"]
    } else if cfg!(target_os = "macos") {
        &["open"]
    } else {
        &["xdg-open", "wslview"]
    };
    let opened = programs.iter().any(|program| {
        let mut command = Command::new(program);
        command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match command.spawn() {
            Ok(mut child) => {
                // Waited for on another thread, so that it does not become a zombie.
                std::thread::spawn(move || child.wait());
                true
            }
            Err(_) => false,
        }
    });
    if !opened {
        error_line(match lang {
            Lang::Ja => "ブラウザを開けません。上のアドレスを開いてください",
            Lang::En => "no browser could be opened; open the address above",
        });
    }
}

#[cfg(test)]
mod tests {
    use super::percent_encode;

    #[test]
    fn special_characters_of_paths_are_encoded() {
        assert_eq!(
            percent_encode("C:/本 #1/a?b&{line}").to_string(),
            "C:/%E6%9C%AC%20%231/a%3Fb%26%7Bline%7D"
        );
    }
}
