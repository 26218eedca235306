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

#[test]
fn what_a_book_is_made_from_is_no_folder_to_write_into() {
    let book = Book::init();
    book.run(&["ids"]).succeeds();
    let before = book.files("content");
    std::fs::create_dir(book.path("elsewhere")).expect("a folder");
    #[cfg(unix)]
    std::os::unix::fs::symlink("elsewhere", book.path("link")).expect("a link");
    let commands: [&[&str]; 4] = [
        &["man", "-o"],
        &["export", "-o"],
        &["diff", "content", "content", "-o"],
        &["status", "--remind"],
    ];
    for command in commands {
        for folder in
            ["content", "content/policies", "themes/standard", "editions/R7", "link/inner", "link"]
        {
            if cfg!(unix) || !folder.starts_with("link") {
                let folder = book.path(folder);
                let run = book.run(&[command, &[folder.to_str().expect("UTF-8")]].concat());
                assert_eq!(run.code, 2, "{command:?} {}: {}", folder.display(), run.said());
                let is_reported =
                    ["書き出しません", "リンク"].iter().any(|words| run.err.contains(words));
                assert!(is_reported, "{command:?} {}: {}", folder.display(), run.said());
            }
        }
    }
    assert_eq!(book.files("content"), before);
    assert!(book.files("elsewhere").is_empty());
}

#[test]
fn a_file_of_others_is_not_overwritten() {
    let book = Book::empty();
    book.write("shell/completions/_planbook", "何かほかのもの\n");
    let folder = book.path("shell");
    let run = book.run(&["man", "-o", folder.to_str().expect("UTF-8")]);
    assert_eq!(run.code, 2, "{}", run.said());
    assert!(run.err.contains("_planbook"), "{}", run.err);
    assert_eq!(book.files("shell").len(), 1);
}
