//! `planbook serve`: the live preview, from the terminal's side.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::args::ServeArgs;
use super::report::{Reporter, error_line, print_line};
use super::{CANNOT_RUN, FINE, output_of};
use crate::diag::{HumanRenderer, Lang};
use crate::serve::{Event, Options, PolicyFilter, serve};
use crate::source::Sources;

/// How VS Code and its kin are opened at a place.
const SCHEMES: [(&str, &str); 3] = [
    ("vscode", "vscode://file/{file}:{line}:{column}"),
    ("vscodium", "vscodium://file/{file}:{line}:{column}"),
    ("cursor", "cursor://file/{file}:{line}:{column}"),
];

/// Runs the preview until it is ended; the exit code.
pub fn run(root: &Path, arguments: ServeArgs, reporter: &Reporter) -> u8 {
    let lang = reporter.lang();
    let editor = arguments.editor.map(|name| {
        let known = SCHEMES.iter().find(|(known, _)| *known == name);
        let real = fs_err::canonicalize(root).unwrap_or(root.to_owned());
        let real = real.to_string_lossy().replace('\\', "/");
        let real = real.trim_start_matches("//?/").trim_start_matches('/').to_owned();
        let scheme = known.map_or(name.clone(), |(_, scheme)| (*scheme).to_owned());
        scheme.replace("{file}", &format!("{}/{{file}}", in_address(&real)))
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
                browse(&address, lang);
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
        Ok(()) => FINE,
        Err(found) => {
            let renderer = HumanRenderer { lang, color: false };
            error_line(&renderer.render(&found, &Sources::default()));
            CANNOT_RUN
        }
    }
}

/// A path as a part of an address: what would mean something there is encoded.
fn in_address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => {
                address.push(char::from(byte));
            }
            _ => {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}

/// Opens the browser at `address`.
fn browse(address: &str, lang: Lang) {
    // The rest of a link would be lost to the shell of Windows, which `explorer` is not.
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
                // Nobody waits for a browser, and yet it is not to be left as a zombie.
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
    use super::in_address;

    #[test]
    fn a_path_means_nothing_else_in_an_address() {
        assert_eq!(in_address("C:/本 #1/a?b&{line}"), "C:/%E6%9C%AC%20%231/a%3Fb%26%7Bline%7D");
    }
}
