//! `planbook man`: pages of man and completions of shells.

use std::process::Command;

use crate::support::{Book, Run};

/// What bash completes `line` with, by the script of planbook.
fn completed(script: &str, line: &str) -> Vec<String> {
    let words = line.split(' ').map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
    let code = format!(
        "source '{script}'; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
         _planbook planbook \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD - 1]}}\"; \
         printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    let run = Run::of(Command::new("bash").args(["--norc", "-c", &code])).succeeds();
    run.out.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_arguments_and_values() {
    let book = Book::empty();
    let folder = book.path("shell");
    let folder = folder.to_str().expect("UTF-8");
    let run = book.run(&["man", "-o", folder]).succeeds();
    assert!(run.out.contains("個のファイルを書き出しました"), "{}", run.out);
    let script = format!("{folder}/completions/planbook.bash");
    assert_eq!(completed(&script, "planbook bu"), ["build"]);
    assert_eq!(completed(&script, "planbook build --no-v"), ["--no-volumes"]);
    assert_eq!(completed(&script, "planbook build --only h"), ["html"]);
    assert_eq!(completed(&script, "planbook --lang e"), ["en"]);
    let first = book.files("shell");
    book.run(&["man", "-o", folder]).succeeds();
    assert_eq!(book.files("shell"), first, "the same bytes each time");
    assert!(first.contains_key("shell/man/ja/man1/planbook-build.1"), "{:?}", first.keys());
}
