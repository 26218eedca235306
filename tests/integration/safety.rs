//! Whatever happens during a build, the output is wholly the old one or wholly the new one,
//! and nothing stray remains.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::{Book, Files, after, from_environment, in_name_spaces, planbook};

const HTML: &[&str] = &["--only", "html"];

/// Gives the plan another vision, which every output shows.
fn say(book: &Book, vision: &str) {
    let plan = book.read("content/plan.yaml");
    let old = plan.lines().find(|line| line.starts_with("  vision: ")).expect("a vision");
    book.edit("content/plan.yaml", old, &format!("  vision: {vision}"));
}

/// Puts files into the output that planbook did not make.
fn put_foreign_files(book: &Book) -> Files {
    let names = ["web.config", "robots.txt", ".well-known/security.txt", "policies/note.txt"];
    let uploads = (0..40).map(|number| format!("uploads/2024/{number}.jpg"));
    let names = names.map(str::to_owned).into_iter().chain(uploads);
    let foreign: Files = names.map(|name| (format!("output/{name}"), name.into_bytes())).collect();
    for (path, bytes) in &foreign {
        book.write(path, bytes);
    }
    foreign
}

/// Nothing stands beside the book's own folders.
#[track_caller]
fn assert_no_strays(book: &Book) {
    let known = ["content", "themes", "output", ".output.planbook", ".vscode"];
    let entries = fs::read_dir(book.root()).expect("a folder");
    let names = entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned());
    let strays: Vec<String> = names.filter(|name| !known.contains(&name.as_str())).collect();
    assert!(strays.is_empty(), "{strays:?}");
}

/// How many builds are killed unless `PLANBOOK_KILLS` says otherwise.
const KILLS: u64 = 24;

#[test]
fn builds_killed_at_any_moment_leave_old_or_new() {
    let kills = from_environment("PLANBOOK_KILLS").unwrap_or(KILLS);
    assert!(kills >= 4, "PLANBOOK_KILLS is a number of builds, 4 or more");
    let book = Book::init();
    say(&book, "一つめ");
    let began = Instant::now();
    book.build(&[]).succeeds();
    let mut whole = began.elapsed();
    let first = book.files("output");
    say(&book, "二つめ");
    book.build(&[]).succeeds();
    let second = book.files("output");
    assert_ne!(first, second);
    // What planbook did not make: it is in every tree that is seen.
    let foreign = put_foreign_files(&book);

    let (mut killed, mut ended) = (0, 0);
    for round in 0..kills {
        say(&book, if round % 2 == 0 { "一つめ" } else { "二つめ" });
        let mut child = book
            .command(&["build"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        // Moments spread over the whole of a build, in no order that a build could follow.
        let moment = whole.mul_f64(round as f64 * 0.365 % 1.0 * 1.1);
        let began = Instant::now();
        while began.elapsed() < moment && child.try_wait().expect("a child").is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let _ = child.kill();
        match child.wait().expect("it ended").code() {
            Some(0) => {
                // How long a build takes now: other tests that run meanwhile change that.
                whole = began.elapsed();
                ended += 1;
            }
            Some(code) => panic!("a build ended with {code}"),
            None => killed += 1,
        }
        let mut now = book.files("output");
        for (path, bytes) in &foreign {
            assert_eq!(now.remove(path).as_ref(), Some(bytes), "{path} after {moment:?}");
        }
        assert!(now == first || now == second, "neither old nor new after {moment:?}");
    }
    eprintln!("{killed} builds were killed, {ended} came to their end");
    assert!(killed >= kills / 4, "{killed} were killed, {ended} came to their end");

    say(&book, "一つめ");
    book.build(&[]).succeeds();
    let mut last = book.files("output");
    last.retain(|path, _| !foreign.contains_key(path));
    assert_eq!(last, first, "the next build is a good one");
    assert_no_strays(&book);
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let book = Book::init();
    book.build(&[]).succeeds();
    let alone = book.files("output");
    for _ in 0..5 {
        let mut both: Vec<_> = (0..2)
            .map(|_| book.command(&["build"]).stdout(Stdio::null()).spawn().expect("it runs"))
            .collect();
        for child in &mut both {
            assert!(child.wait().expect("it ended").success());
        }
        assert_eq!(book.files("output"), alone);
    }
    assert_no_strays(&book);
}

#[test]
fn a_file_that_cannot_be_written_whole_leaves_the_old_output() {
    let book = Book::init();
    book.build(&[]).succeeds();
    let before = book.files("output");
    say(&book, "大きすぎる");
    // No file may grow past a few blocks, as on a disk that is full.
    let limited = after("trap '' XFSZ; ulimit -f 40", &book.command(&["build", "--only", "html"]));
    limited.fails(2, "PB0514");
    assert_eq!(book.files("output"), before);
    assert_no_strays(&book);
}

#[test]
fn a_full_disk_leaves_the_old_output() {
    let book = Book::init();
    let disk = book.path("disk");
    fs::create_dir(&disk).expect("a folder");
    // A small disk of its own, in name spaces of its own where the system allows it.
    let script = "mount -t tmpfs -o size=$4 none \"$1\" || exit 77
        \"$2\" -C \"$3\" build --only html --output \"$1/output\" >&2 || exit 78
        before=$(cd \"$1/output\" && find . -type f -exec cksum {} + | sort | cksum)
        dd if=/dev/zero of=\"$1/full\" bs=1024 2>/dev/null
        sed -i 's/  vision: .*/  vision: 別の将来像/' \"$3/content/plan.yaml\"
        \"$2\" -C \"$3\" build --only html --output \"$1/output\" >&2; code=$?
        after=$(cd \"$1/output\" && find . -type f -exec cksum {} + | sort | cksum)
        [ \"$before\" = \"$after\" ] || exit 79
        [ \"$(ls -A \"$1\")\" = \"$(printf '.output.planbook\\nfull\\noutput')\" ] || exit 80
        exit $code";
    let program = planbook().get_program().to_owned();
    let paths = [disk.clone().into_os_string(), program, book.root().into_os_string(), "8m".into()];
    // Where there is no disk of our own, the limit on file sizes above stands alone.
    let Some(run) = in_name_spaces(script, &paths) else { return };
    run.fails(2, "PB0514");
    fs::remove_dir(&disk).expect("nothing of it is left");
}

#[test]
fn a_book_is_not_begun_on_a_full_disk() {
    let book = Book::init();
    let disk = book.path("disk");
    fs::create_dir(&disk).expect("a folder");
    let script = "mount -t tmpfs -o size=64k none \"$1\" || exit 77
        \"$2\" init \"$1/mura\"; code=$?
        [ -z \"$(ls -A \"$1\")\" ] || exit 80
        exit $code";
    let paths = [disk.into_os_string(), planbook().get_program().to_owned()];
    let Some(run) = in_name_spaces(script, &paths) else { return };
    let run = run.fails(2, "書き出せません：");
    let words = ["空き容量が足りません", "対処: 空き容量を増やしてください"];
    assert!(words.iter().all(|words| run.err.contains(words)), "{}", run.err);
    assert!(!run.err.contains("os error"), "{}", run.err);
}

#[test]
fn a_place_that_is_closed_to_writing_is_told() {
    let book = Book::init();
    let closed = book.path("closed");
    book.write("closed/file", "not a folder");
    let build = |output: &str| {
        let output = closed.join(output);
        book.build(&[HTML, &["--output", output.to_str().expect("UTF-8")]].concat())
    };
    // A file where a folder is needed is closed even to root, whom no permission stops.
    build("file/output").fails(2, "書き出せません");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).expect("closed");
    let run = build("output");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).expect("open again");
    if run.code != 0 {
        run.fails(2, "書き出せません");
    }
}

#[test]
fn a_link_out_of_the_content_is_refused() {
    let book = Book::init();
    book.build(&[]).succeeds();
    let before = book.files("output");
    let secret = book.beside("secret.md");
    fs::write(&secret, "## 目的\n\n秘密\n").expect("a file");
    let target = book.path("content/policies/1/1-1-01.md");
    fs::remove_file(&target).expect("it was there");
    std::os::unix::fs::symlink(&secret, &target).expect("a link");
    book.build(&[]).fails(1, "シンボリックリンクは使えません");
    assert_eq!(book.files("output"), before);
}
