//! Whatever happens during a build, the output is wholly the old one or wholly the new one,
//! and nothing stray remains.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A small book in a folder of its own, so that many builds are soon done.
struct Book {
    folder: tempfile::TempDir,
}

impl Book {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let made =
            planbook().arg("init").arg(folder.path().join("book")).output().expect("it runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("book").join(name)
    }

    fn build(&self) -> Command {
        let mut command = planbook();
        command.arg("-C").arg(self.path("")).arg("build");
        command
    }

    /// Gives the plan another vision, which every output shows.
    fn say(&self, vision: &str) {
        let plan = fs::read_to_string(self.path("content/plan.yaml")).expect("a plan");
        let from = plan.find("  vision: ").expect("a vision");
        let to = from + plan[from..].find('\n').expect("its end");
        let text = format!("{}  vision: {vision}{}", &plan[..from], &plan[to..]);
        fs::write(self.path("content/plan.yaml"), text).expect("a file");
    }

    /// The output, file by file.
    fn published(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        tree(&self.path("output"))
    }

    /// Puts files into the output that planbook did not make.
    fn put_foreign_files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let names = ["web.config", "robots.txt", ".well-known/security.txt", "policies/note.txt"];
        let uploads = (0..40).map(|number| format!("uploads/2024/{number}.jpg"));
        let mut foreign = BTreeMap::new();
        for name in names.map(str::to_owned).into_iter().chain(uploads) {
            let path = self.path("output").join(&name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(&path, &name).expect("a file");
            foreign.insert(path, name.into_bytes());
        }
        foreign
    }

    /// Whatever stands beside the book's own folders.
    fn strays(&self) -> Vec<String> {
        let known = ["content", "themes", "output", ".output.planbook"];
        let mut found: Vec<String> = fs::read_dir(self.path(""))
            .expect("a folder")
            .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| !known.contains(&name.as_str()))
            .collect();
        found.sort();
        found
    }
}

fn planbook() -> Command {
    Command::new(env!("CARGO_BIN_EXE_planbook"))
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().to_owned(), fs::read(entry.path()).expect("a file")))
        .collect()
}

#[track_caller]
fn fine(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[track_caller]
fn failed(output: &Output, words: &str) {
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains(words) && !err.contains("panicked"), "{err}");
}

/// How many builds are killed unless `PLANBOOK_KILLS` says otherwise.
const KILLS: u32 = 24;

#[test]
fn builds_killed_at_any_moment_leave_old_or_new() {
    let kills = std::env::var("PLANBOOK_KILLS").map_or(KILLS, |kills| {
        kills.parse().expect("PLANBOOK_KILLS is a number of builds, 4 or more")
    });
    let book = Book::new();
    book.say("一つめ");
    let began = Instant::now();
    fine(&book.build().output().expect("it runs"));
    let mut whole = began.elapsed();
    let first = book.published();
    book.say("二つめ");
    fine(&book.build().output().expect("it runs"));
    let second = book.published();
    assert_ne!(first, second);
    // What planbook did not make: it is in every tree that is seen.
    let foreign = book.put_foreign_files();

    let (mut killed, mut ended) = (0, 0);
    for round in 0..kills {
        book.say(if round % 2 == 0 { "一つめ" } else { "二つめ" });
        let mut child =
            book.build().stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
        // Moments spread over the whole of a build, in no order that a build could follow.
        let moment = whole.mul_f64(f64::from(round) * 0.365 % 1.0 * 1.1);
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
        let mut now = book.published();
        for (path, bytes) in &foreign {
            assert_eq!(now.remove(path).as_ref(), Some(bytes), "{path:?} after {moment:?}");
        }
        assert!(now == first || now == second, "neither old nor new after {moment:?}");
    }
    eprintln!("{killed} builds were killed, {ended} came to their end");
    assert!(killed >= kills / 4, "{killed} were killed, {ended} came to their end");

    book.say("一つめ");
    fine(&book.build().output().expect("it runs"));
    let mut last = book.published();
    last.retain(|path, _| !foreign.contains_key(path));
    assert_eq!(last, first, "the next build is a good one");
    assert!(book.strays().is_empty(), "{:?}", book.strays());
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let book = Book::new();
    fine(&book.build().output().expect("it runs"));
    let alone = book.published();
    for _ in 0..5 {
        let mut both: Vec<_> =
            (0..2).map(|_| book.build().stdout(Stdio::null()).spawn().expect("it runs")).collect();
        for child in &mut both {
            assert!(child.wait().expect("it ended").success());
        }
        assert_eq!(book.published(), alone);
    }
    assert!(book.strays().is_empty(), "{:?}", book.strays());
}

#[test]
fn a_file_that_cannot_be_written_whole_leaves_the_old_output() {
    let book = Book::new();
    fine(&book.build().output().expect("it runs"));
    let before = book.published();
    book.say("大きすぎる");
    // No file may grow past a few blocks, as on a disk that is full.
    let limited = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 40; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_planbook"))
        .arg("-C")
        .arg(book.path(""))
        .args(["build", "--only", "html"])
        .output()
        .expect("it runs");
    failed(&limited, "PB0514");
    assert_eq!(book.published(), before);
    assert!(book.strays().is_empty(), "{:?}", book.strays());
}

#[test]
fn a_full_disk_leaves_the_old_output() {
    let book = Book::new();
    let disk = book.path("disk");
    fs::create_dir(&disk).expect("a folder");
    let book_folder = book.path("");
    let planbook = env!("CARGO_BIN_EXE_planbook");
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
    let run = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", script, "sh"])
        .arg(&disk)
        .arg(planbook)
        .arg(&book_folder)
        .arg("8m")
        .output()
        .expect("unshare is part of every Linux");
    if run.status.code() == Some(77) || String::from_utf8_lossy(&run.stderr).contains("unshare:") {
        // Some containers allow no mount; the limit on file sizes above then stands alone.
        eprintln!("no disk of our own here: {}", String::from_utf8_lossy(&run.stderr));
        return;
    }
    failed(&run, "PB0514");
    fs::remove_dir(&disk).expect("nothing of it is left");
}

#[test]
fn a_place_that_is_closed_to_writing_is_told() {
    let book = Book::new();
    let closed = book.path("closed");
    fs::create_dir(&closed).expect("a folder");
    fs::write(closed.join("file"), "not a folder").expect("a file");
    // A file where a folder is needed is closed even to root, whom no permission stops.
    let output = closed.join("file/output");
    failed(
        &book.build().args(["--only", "html", "--output"]).arg(&output).output().expect("it runs"),
        "書き出せません",
    );
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).expect("closed");
    let run = book
        .build()
        .args(["--only", "html", "--output"])
        .arg(closed.join("output"))
        .output()
        .expect("it runs");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).expect("open again");
    if run.status.code() != Some(0) {
        failed(&run, "書き出せません");
    }
}

#[test]
fn a_link_out_of_the_content_is_refused() {
    let book = Book::new();
    fine(&book.build().output().expect("it runs"));
    let before = book.published();
    let secret = book.folder.path().join("secret.md");
    fs::write(&secret, "## 目的\n\n秘密\n").expect("a file");
    let target = book.path("content/policies/1/1-1-01.md");
    fs::remove_file(&target).expect("it was there");
    std::os::unix::fs::symlink(&secret, &target).expect("a link");
    let run = book.build().output().expect("it runs");
    assert_eq!(run.status.code(), Some(1));
    let err = String::from_utf8_lossy(&run.stderr);
    assert!(err.contains("シンボリックリンクは使えません"), "{err}");
    assert_eq!(book.published(), before);
}
