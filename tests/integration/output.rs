//! An output folder is planbook's own or it is refused, and what planbook did not make in it
//! stays.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::support::{Book, Run, after, in_name_spaces, planbook};

/// Builds the site and the data.
#[track_caller]
fn build(book: &Book, arguments: &[&str]) -> Run {
    book.build(&[&["--only", "html"], arguments].concat())
}

#[track_caller]
fn build_to(book: &Book, output: &Path) -> Run {
    build(book, &["--output", output.to_str().expect("UTF-8")])
}

/// Changes what every output says.
fn change(book: &Book) {
    book.edit("content/plan.yaml", "  vision: ", "  vision: また");
}

/// Everything below a folder: what it is, its mode, and its bytes or where it leads.
fn everything(folder: &Path) -> BTreeMap<PathBuf, (char, u32, Vec<u8>)> {
    let walk = walkdir::WalkDir::new(folder).min_depth(1);
    walk.into_iter()
        .map(|entry| {
            let entry = entry.expect("an entry");
            let found = entry.path().symlink_metadata().expect("it is there");
            let (kind, bytes) = if found.is_dir() {
                ('d', Vec::new())
            } else if found.is_symlink() {
                let target = fs::read_link(entry.path()).expect("a link");
                ('l', target.as_os_str().as_bytes().to_vec())
            } else {
                ('f', fs::read(entry.path()).expect("a file"))
            };
            let path = entry.path().strip_prefix(folder).expect("in it").to_owned();
            (path, (kind, found.mode() & 0o7777, bytes))
        })
        .collect()
}

fn foreign(folder: &Path) -> BTreeMap<PathBuf, (char, u32, Vec<u8>)> {
    let mark = fs::read(folder.join("planbook.json")).expect("a mark");
    let mark: serde_json::Value = serde_json::from_slice(&mark).expect("JSON");
    let own: Vec<PathBuf> = mark["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|name| name.as_str().expect("a name").into())
        .chain(["planbook.json".into()])
        .collect();
    let mut all = everything(folder);
    all.retain(|path, _| !own.iter().any(|own| own.starts_with(path)));
    all
}

#[test]
fn sources_files_links_and_others_folders_are_refused() {
    let book = Book::init();
    book.write("docs/報告書.docx", "大事な原稿");
    book.write("plan.pdf", "a file");
    fs::create_dir(book.beside("elsewhere")).expect("a folder");
    symlink(book.beside("elsewhere"), book.path("public")).expect("a link");
    let before = everything(&book.beside(""));
    let cases = [
        ("content", "が失われます"),
        ("themes", "が失われます"),
        (".", "が失われます"),
        ("..", "が失われます"),
        ("content/out", "の中です"),
        ("themes/standard/site", "の中です"),
        ("docs", "planbook の出力ではないようです"),
        ("plan.pdf", "フォルダーではありません"),
        ("public", "リンクです"),
        ("public/", "リンクです"),
    ];
    for (output, words) in cases {
        build_to(&book, &book.path(output)).fails(2, words);
        // Nor does --adopt take what must never be one.
        if output != "docs" {
            let output = book.path(output);
            let adopting = ["--adopt", "--output", output.to_str().expect("UTF-8")];
            build(&book, &adopting).fails(2, words);
        }
        assert!(everything(&book.beside("")) == before, "{output}: something has changed");
    }
    symlink(book.beside("elsewhere"), book.path("output")).expect("a link");
    build(&book, &[]).fails(2, "リンクです");
    assert_eq!(fs::read_dir(book.beside("elsewhere")).expect("a folder").count(), 0);
}

#[test]
fn the_home_folder_is_refused() {
    let book = Book::init();
    let home = book.beside("home/person");
    fs::create_dir_all(&home).expect("a folder");
    for output in [&home, &book.beside("home")] {
        let mut command = book.command(&["build", "--adopt", "--output"]);
        Run::of(command.arg(output).env("HOME", &home)).fails(2, "が失われます");
    }
}

#[test]
fn another_books_output_is_refused() {
    let (one, two) = (Book::init(), Book::init());
    let shared = one.beside("shared");
    build_to(&one, &shared).succeeds();
    build_to(&two, &shared).fails(2, "別の本の出力です");
    // Where it usually is, it is another book's even before there is one.
    build_to(&two, &one.path("output")).fails(2, "別の本の出力です");
    build(&one, &[]).succeeds();
    build_to(&two, &one.path("output")).fails(2, "別の本の出力です");
    // By its title, too, when nothing beside it tells where it was made.
    let plan = two.read("content/plan.yaml");
    let named = plan.replacen("  name: ", "  name: 別の", 1);
    two.write("content/plan.yaml", named);
    fs::remove_dir_all(one.beside(".shared.planbook")).expect("a cache");
    build_to(&two, &shared).fails(2, "別の本の出力です");
    // A book that was renamed has a way to its own output.
    let shared = shared.to_str().expect("UTF-8");
    build(&two, &["--adopt", "--output", shared]).succeeds();
    build(&two, &["--output", shared]).succeeds();
}

#[test]
fn foreign_files_stay_byte_for_byte() {
    let book = Book::init();
    build(&book, &[]).succeeds();
    let output = book.path("output");
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(&output).args(["-c", "user.name=a", "-c", "user.email=a@example.jp"]);
        Run::of(command.args(arguments)).succeeds();
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "the site"]);
    fs::write(output.join("web.config"), "<configuration/>").expect("a file");
    fs::write(output.join("robots.txt"), "User-agent: *").expect("a file");
    fs::write(output.join("CNAME"), "plan.example.jp").expect("a file");
    fs::create_dir_all(output.join("uploads/2024/empty")).expect("a folder");
    fs::write(output.join("uploads/2024/写真.jpg"), [0u8, 1, 2]).expect("a file");
    fs::write(output.join("policies/note.txt"), "in a folder of planbook's").expect("a file");
    let name = output.join(std::ffi::OsStr::from_bytes(b".cache/\x95\xF1\x8D\x90.pdf"));
    fs::create_dir(name.parent().expect("a folder")).expect("a folder");
    fs::write(&name, "Shift_JIS").expect("a file");
    symlink("/etc", output.join("etc")).expect("a link");
    fs::set_permissions(output.join("web.config"), fs::Permissions::from_mode(0o640)).expect("set");
    let before = foreign(&output);
    assert!(before.len() > 40, "{before:?}");
    for round in 0..4 {
        change(&book);
        let built = if round % 2 == 0 { build(&book, &[]) } else { build(&book, &["--no-cache"]) };
        let said = built.succeeds().said();
        assert!(said.contains("planbook が作っていないファイル"), "{said}");
        assert!(said.contains("リンク1個"), "{said}");
        assert!(foreign(&output) == before, "round {round}");
        git(&["fsck", "--strict"]);
    }
    // A build that has nothing to do says so as well, and sees what is new.
    fs::create_dir(output.join("新しい")).expect("a folder");
    symlink("/usr", output.join("usr")).expect("a link");
    let built = build(&book, &[]);
    assert!(built.said().contains("変わったものがない"), "{}", built.said());
    assert!(built.said().contains("リンク2個"), "{}", built.said());
    // The cache may go at any time.
    let before = foreign(&output);
    book.remove(".output.planbook");
    change(&book);
    build(&book, &[]).succeeds();
    assert!(foreign(&output) == before);
    let left: Vec<_> = fs::read_dir(book.path("")).expect("a folder").collect();
    assert_eq!(left.len(), 5, "{left:?}");
}

#[test]
fn pages_that_are_no_longer_made_are_removed_and_foreign_files_are_not() {
    let book = Book::init();
    build(&book, &[]).succeeds();
    let output = book.path("output");
    let mine = output.join("policies/9-9-09");
    fs::create_dir(&mine).expect("a folder");
    fs::write(mine.join("index.html"), "mine").expect("a file");
    let plan = book.read("content/plan.yaml");
    let sections = fs::read_dir(output.join("sections")).expect("a folder");
    let mut sections = sections.filter_map(|entry| {
        let entry = entry.expect("an entry");
        let is_folder = entry.file_type().expect("a type").is_dir();
        is_folder.then(|| entry.file_name().into_string().expect("UTF-8"))
    });
    let section = sections.next().expect("a section with a page");
    fs::write(output.join("sections").join(&section).join("map.png"), "mine").expect("a file");
    let renamed = plan.replace(&format!("id: {section},"), "id: renamed,");
    assert_ne!(plan, renamed);
    book.write("content/plan.yaml", renamed);
    build(&book, &[]).succeeds();
    let old = output.join("sections").join(&section);
    assert!(!old.join("index.html").exists());
    assert_eq!(fs::read_to_string(old.join("map.png")).expect("it stays"), "mine");
    assert_eq!(fs::read_to_string(mine.join("index.html")).expect("it stays"), "mine");
}

#[test]
fn a_conflict_with_a_foreign_file_is_refused_and_nothing_is_lost() {
    let book = Book::init();
    let output = book.beside("site");
    fs::create_dir(&output).expect("a folder");
    fs::write(output.join("index.html"), "by hand").expect("a file");
    fs::write(output.join("web.config"), "<configuration/>").expect("a file");
    build_to(&book, &output).fails(2, "index.html、web.config");
    let adopt = ["--adopt", "--output", output.to_str().expect("UTF-8")];
    fs::remove_file(output.join("index.html")).expect("removed");
    fs::create_dir(output.join("index.html")).expect("a folder");
    fs::write(output.join("index.html/a"), "by hand").expect("a file");
    build(&book, &adopt).fails(2, "同じ名前です");
    fs::remove_dir_all(output.join("index.html")).expect("removed");
    fs::write(output.join("index.html"), "by hand").expect("a file");
    build(&book, &adopt).succeeds();
    assert_ne!(fs::read_to_string(output.join("index.html")).expect("a page"), "by hand");
    assert_eq!(
        fs::read_to_string(output.join("web.config")).expect("it stays"),
        "<configuration/>"
    );
    build_to(&book, &output).succeeds();
    // A link where planbook has a folder is not followed.
    fs::remove_dir_all(output.join("policies")).expect("removed");
    fs::create_dir(book.beside("elsewhere")).expect("a folder");
    symlink(book.beside("elsewhere"), output.join("policies")).expect("a link");
    build_to(&book, &output).fails(2, "policies");
    assert_eq!(fs::read_dir(book.beside("elsewhere")).expect("a folder").count(), 0);
}

#[test]
fn static_files_are_copied_as_they_are() {
    let book = Book::init();
    book.write("static/.well-known/security.txt", "Contact: a@example.jp");
    book.write("static/web.config", "<configuration/>");
    book.write("static/.DS_Store", "x");
    book.write("static/.well-known/ehthumbs.db", "x");
    book.write("static/__MACOSX/web.config", "x");
    build(&book, &[]).succeeds();
    let output = book.path("output");
    let read = |name: &str| fs::read_to_string(output.join(name)).ok();
    assert_eq!(read("web.config").as_deref(), Some("<configuration/>"));
    assert_eq!(read(".well-known/security.txt").as_deref(), Some("Contact: a@example.jp"));
    for name in [".DS_Store", ".well-known/ehthumbs.db", "__MACOSX/web.config"] {
        assert_eq!(read(name), None, "{name}");
    }
    book.write("static/web.config", "<other/>");
    build(&book, &[]).succeeds();
    assert_eq!(read("web.config").as_deref(), Some("<other/>"));
    book.remove("static/web.config");
    build(&book, &[]).succeeds();
    assert_eq!(read("web.config"), None);

    book.write("static/index.html", "mine");
    let built = build(&book, &[]);
    assert_eq!(built.code, 1, "{}", built.said());
    assert!(built.said().contains("PB0533"), "{}", built.said());
    book.remove("static/index.html");
    symlink("/etc/passwd", book.path("static/users.txt")).expect("a link");
    let built = build(&book, &[]);
    assert_eq!(built.code, 1, "{}", built.said());
    assert!(built.said().contains("PB0532"), "{}", built.said());
}

/// What 170a782 left: no mark, the old tree beside the output, and a record of the first form.
fn as_made_before_markers(book: &Book, record_too: bool) {
    let (output, home) = (book.path("output"), book.path(".output.planbook"));
    let text = fs::read_to_string(home.join("record.json")).expect("a record");
    let record: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut files = record["record"]["files"].clone();
    files.as_object_mut().expect("files").remove("planbook.json");
    let web = blake3::hash(b"<configuration/>").to_hex().to_string();
    files["web.config"] = serde_json::json!({ "bytes": web });
    let old = serde_json::json!({ "format": 1, "maker": web, "whole": null, "files": files });
    fs::remove_file(output.join("planbook.json")).expect("a mark");
    fs::write(output.join("web.config"), "<configuration/>").expect("a file");
    fs::remove_dir_all(&home).expect("a cache");
    fs::create_dir_all(home.join("tree/policies")).expect("a folder");
    fs::copy(output.join("index.html"), home.join("tree/index.html")).expect("a file");
    fs::write(home.join("tree/報告書.docx"), "大事な原稿").expect("a file");
    if record_too {
        fs::write(home.join("record.json"), old.to_string()).expect("a record");
    }
}

#[test]
fn an_output_made_before_markers_is_recognized_or_adopted() {
    for record_too in [true, false] {
        let book = Book::init();
        build(&book, &[]).succeeds();
        as_made_before_markers(&book, record_too);
        if !record_too {
            build(&book, &[]).fails(2, "--adopt");
        }
        let adopt: &[&str] = if record_too { &[] } else { &["--adopt"] };
        change(&book);
        let built = build(&book, adopt);
        let said = built.succeeds().said();
        assert!(said.contains(".output.planbook/kept"), "{said}");
        let kept = book.path(".output.planbook/kept");
        assert_eq!(fs::read_to_string(kept.join("報告書.docx")).expect("kept"), "大事な原稿");
        assert!(!kept.join("index.html").exists());
        let web = book.read("output/web.config");
        assert_eq!(web, "<configuration/>");
        change(&book);
        build(&book, &[]).succeeds();
        assert!(kept.join("報告書.docx").exists());
    }
}

#[test]
fn foreign_files_survive_two_builds_at_once_even_new_ones() {
    let book = Book::init();
    build(&book, &[]).succeeds();
    let output = book.path("output");
    let mut put = Vec::new();
    for round in 0..4 {
        change(&book);
        let mut both: Vec<_> = (0..2)
            .map(|_| {
                let mut command = book.command(&["build", "--only", "html"]);
                command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs")
            })
            .collect();
        // Somebody uploads while both are at work.
        while both.iter_mut().any(|child| child.try_wait().expect("a child").is_none()) {
            let name = format!("upload-{round}-{}", put.len());
            if fs::write(output.join(&name), &name).is_ok() {
                put.push(name);
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        for child in &mut both {
            assert!(child.wait().expect("it ended").success());
        }
    }
    assert!(put.len() > 20, "{}", put.len());
    // What arrived in the old tree in the moment in which it was replaced is given back by the
    // next build.
    change(&book);
    build(&book, &[]).succeeds();
    for name in put {
        let text = fs::read_to_string(output.join(&name));
        assert_eq!(text.expect("it is there"), name);
    }
}

#[test]
fn files_created_from_within_a_replaced_folder_are_not_lost() {
    // The shell stays in the folder that was the output when it was started.
    let work_in = |book: &Book, name: &str| {
        let script = format!(
            "read _ && echo mine > {name} && ln {name} {name}-2 && ln -s /dev/null {name}-link"
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(book.path("output")).stdin(Stdio::piped());
        shell.spawn().expect("a shell")
    };
    let go = |mut shell: Child| {
        shell.stdin.take().expect("a pipe").write_all(b"\n").expect("it reads");
        assert!(shell.wait().expect("it ended").success());
    };
    let is_back = |book: &Book, name: &str| {
        assert_eq!(book.read(&format!("output/{name}")), "mine\n");
        assert_eq!(book.read(&format!("output/{name}-2")), "mine\n");
        assert!(fs::read_link(book.path(&format!("output/{name}-link"))).is_ok());
    };
    // In the order of the next builds: changed, unchanged, and with a finding.
    let book = Book::init();
    build(&book, &[]).succeeds();
    let (early, late) = (work_in(&book, "early"), work_in(&book, "policies/late"));
    change(&book);
    build(&book, &[]).succeeds();
    go(early);
    change(&book);
    build(&book, &[]).succeeds();
    is_back(&book, "early");
    go(late);
    build(&book, &[]).succeeds();
    is_back(&book, "policies/late");
    let failing = work_in(&book, "failing");
    change(&book);
    build(&book, &[]).succeeds();
    go(failing);
    book.write("static/failing", "another");
    build(&book, &[]).fails(2, "failing");
    book.remove("static/failing");
    build(&book, &[]).succeeds();
    is_back(&book, "failing");
}

#[test]
fn a_folder_with_only_a_gitignore_is_accepted() {
    let book = Book::init();
    fs::create_dir(book.path("output")).expect("a folder");
    book.write("output/.gitignore", "*\n!.gitignore\n");
    build(&book, &[]).succeeds();
    build(&book, &[]).succeeds();
    let text = book.read("output/.gitignore");
    assert_eq!(text, "*\n!.gitignore\n");
}

#[test]
fn file_modes_follow_the_umask_of_the_build() {
    let book = Book::init();
    let build = |umask: &str| {
        after(&format!("umask {umask}"), &book.command(&["build", "--only", "html"])).succeeds();
    };
    let modes = |mode: u32| {
        let all = everything(&book.path("output"));
        let right = |kind, found| found & 0o777 == if kind == 'd' { 0o777 } else { 0o666 } & !mode;
        all.iter()
            .filter(|(_, (kind, found, _))| !right(*kind, *found))
            .map(|(p, _)| p.clone())
            .collect::<Vec<_>>()
    };
    let none: Vec<PathBuf> = Vec::new();
    build("077");
    assert_eq!(modes(0o077), none);
    // Nothing has changed but the umask.
    build("022");
    assert_eq!(modes(0o022), none);
    change(&book);
    build("002");
    assert_eq!(modes(0o002), none);
}

#[test]
fn nothing_is_read_through_a_link() {
    for name in [
        "content",
        "themes",
        "themes/standard",
        "themes/standard/theme.yaml",
        "themes/standard/pdf",
    ] {
        let book = Book::init();
        fs::rename(book.path(name), book.beside("moved")).expect("moved");
        symlink(book.beside("moved"), book.path(name)).expect("a link");
        let built = build(&book, &[]);
        assert_eq!(built.code, 1, "{name}: {}", built.said());
        assert!(
            built.said().contains("シンボリックリンクは使えません"),
            "{name}: {}",
            built.said()
        );
        assert!(!book.path("output").exists());
    }
}

#[test]
fn nothing_is_written_through_a_link() {
    let book = Book::init();
    let schema = || book.run(&["schema"]);
    fs::write(book.beside("secret"), "secret").expect("a file");
    let plan = book.path("content/schemas/plan.json");
    fs::remove_file(&plan).expect("removed");
    symlink(book.beside("secret"), &plan).expect("a link");
    schema().succeeds();
    assert_eq!(fs::read_to_string(book.beside("secret")).expect("a file"), "secret");
    assert!(!plan.is_symlink());
    fs::create_dir(book.beside("elsewhere")).expect("a folder");
    book.remove("content/schemas");
    symlink(book.beside("elsewhere"), book.path("content/schemas")).expect("a link");
    schema().fails(2, "書き出せません");
    symlink(book.beside("elsewhere"), book.beside("link")).expect("a link");
    for name in ["link", "link/"] {
        Run::of(planbook().arg("init").arg(book.beside(name))).fails(2, "");
    }
    assert_eq!(fs::read_dir(book.beside("elsewhere")).expect("a folder").count(), 0);
    // Beside the output, too.
    book.remove("content/schemas");
    symlink(book.beside("elsewhere"), book.path(".output.planbook")).expect("a link");
    build(&book, &[]).fails(2, "planbook が作業に使います");
    assert_eq!(fs::read_dir(book.beside("elsewhere")).expect("a folder").count(), 0);
}

#[test]
fn the_guide_and_the_schemas_follow_the_umask() {
    let book = Book::init();
    for (command, name) in [("guide", "README.md"), ("schema", "schemas/policy.json")] {
        let path = book.path("content").join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
        after("umask 027", &book.command(&[command])).succeeds();
        let mode = fs::metadata(&path).expect("a file").mode() & 0o777;
        assert_eq!(mode, 0o640, "{name}");
    }
}

#[test]
fn an_init_that_fails_leaves_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let town = home.path().join("a/town");
    let init = |before: &str, place: &Path| after(before, planbook().arg("init").arg(place));
    init("trap '' XFSZ; ulimit -f 8", &town).fails(2, "書き出せません");
    assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 0);
    init("umask 022", &town).succeeds();
    assert_eq!(fs::metadata(&town).expect("a folder").mode() & 0o777, 0o755);
    // An empty folder stays the one it is.
    let empty = home.path().join("empty");
    fs::create_dir(&empty).expect("a folder");
    let number = fs::metadata(&empty).expect("a folder").ino();
    init("true", &empty).succeeds();
    assert_eq!(fs::metadata(&empty).expect("a folder").ino(), number);
    assert_eq!(fs::read_dir(&empty).expect("a folder").count(), 3);
    assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 2);
}

#[test]
fn standard_output_that_cannot_be_written_is_an_error() {
    let book = Book::init();
    for arguments in [&["view"][..], &["explain"], &["schema"]] {
        after("exec >/dev/full", &book.command(arguments)).fails(2, "標準出力に書き出せません");
        // A pipe whose reader has gone.
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = book.command(arguments);
        command.stdout(writer).stderr(Stdio::piped());
        let run = command.spawn().expect("it runs").wait_with_output().expect("it ends");
        assert_eq!(run.status.code(), Some(2));
        let err = String::from_utf8_lossy(&run.stderr);
        assert!(err.contains("標準出力に書き出せません") && !err.contains("panicked"), "{err}");
        after("exec >/dev/null", &book.command(arguments)).succeeds();
    }
}

#[test]
fn refused_threads_and_memory_end_the_program() {
    let book = Book::init();
    for limit in ["60000", "120000", "200000", "300000", "500000"] {
        let script = format!("ulimit -v {limit}; exec timeout 60 \"$@\"");
        let build = book.command(&["build", "--only", "html"]);
        let mut command = Command::new("sh");
        command.args(["-c", &script, "sh"]).arg(build.get_program()).args(build.get_args());
        // It may also be ended by a signal.
        let ended = command.output().expect("it runs");
        assert_ne!(ended.status.code(), Some(124), "{limit}: it went on for a minute");
        let err = String::from_utf8_lossy(&ended.stderr);
        assert_ne!(ended.status.code(), Some(101), "{limit}: {err}");
    }
    build(&book, &[]).succeeds();
}

#[cfg(target_os = "linux")]
#[test]
fn processes_that_are_refused_end_the_program_with_a_sentence() {
    let book = Book::init();
    fs::set_permissions(book.root(), fs::Permissions::from_mode(0o777)).expect("a folder");
    let check = book.command(&["check"]);
    let build = book.command(&["build", "--only", "html"]);
    let clean = after("true", &check).succeeds().out.clone();
    for limit in 1..8 {
        for (command, is_build) in [(&check, false), (&build, true)] {
            let mut limited = Command::new("prlimit");
            limited.arg(format!("--nproc={limit}"));
            // The limit does not apply to root.
            if rustix::process::geteuid().is_root() {
                limited.args(["setpriv", "--reuid=64999", "--regid=64999", "--clear-groups"]);
            }
            limited.arg(command.get_program());
            let Run { code, out, err } = Run::of(limited.args(command.get_args()));
            if code == 0 {
                assert!(is_build || out == clean, "{limit}: {out}");
            } else {
                assert_eq!(code, 2, "{limit}: {err}");
            }
            assert!(!err.contains("panicked") && !err.contains("backtrace"), "{limit}: {err}");
        }
    }
}

#[test]
fn a_build_that_waits_for_another_says_so() {
    let book = Book::init();
    build(&book, &[]).succeeds();
    let path = book.path(".output.planbook/lock");
    // Locks on other files nearby do not matter.
    let parent = fs::File::open(book.root()).expect("a folder");
    parent.lock().expect("a lock");
    build(&book, &[]).succeeds();
    for changed in [false, true] {
        if changed {
            change(&book);
        }
        let lock = fs::File::options().write(true).open(&path).expect("a lock file");
        lock.lock().expect("a lock");
        let mut waiting = book.command(&["build", "--only", "html"]);
        let mut child = waiting.stderr(Stdio::piped()).spawn().expect("it runs");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let said = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("ほかのビルド")));
        assert!(said.is_some(), "{changed}");
        assert!(child.try_wait().expect("a child").is_none(), "it waits");
        drop(lock);
        lines.for_each(drop);
        assert!(child.wait().expect("it ended").success());
    }
}

#[test]
fn a_changed_bit_in_the_record_or_a_page_is_noticed() {
    let book = Book::init();
    build(&book, &[]).succeeds();
    let clean = everything(&book.path("output"));
    let path = book.path(".output.planbook/record.json");
    let record = fs::read(&path).expect("a record");
    for at in (0..record.len()).step_by(record.len() / 7) {
        let mut changed = fs::read(&path).expect("a record");
        let at = at.min(changed.len() - 1);
        changed[at] ^= 1;
        fs::write(&path, changed).expect("a record");
        let built = build(&book, &[]);
        assert!(!built.succeeds().said().contains("変わったものがない"), "{at}");
        assert!(everything(&book.path("output")) == clean, "{at}");
    }
    let page = book.path("output/policies/index.html");
    let mut bytes = fs::read(&page).expect("a page");
    bytes[100] ^= 1;
    fs::write(&page, bytes).expect("a page");
    build(&book, &[]).succeeds();
    assert!(everything(&book.path("output")) == clean);
}

/// Runs `script`, in which `$1` is planbook and `$2` the book.
#[track_caller]
fn with_mounts(book: &Book, script: &str) {
    let arguments = [planbook().get_program().to_owned(), book.root().into_os_string()];
    if let Some(run) = in_name_spaces(script, &arguments) {
        run.succeeds();
    }
}

#[test]
fn an_output_on_an_overlay_file_system_is_updated() {
    let book = Book::init();
    for _ in 0..2 {
        change(&book);
        build(&book, &[]).succeeds();
    }
    book.write("output/web.config", "mine");
    let script = "d=$(dirname \"$2\")/layers; mkdir \"$d\" && mount -t tmpfs none \"$d\" || exit 77
        mkdir \"$d/upper\" \"$d/work\" \"$d/m\"
        mount -t overlay overlay -o \"lowerdir=$2,upperdir=$d/upper,workdir=$d/work,userxattr\" \"$d/m\" || exit 77
        for vision in 一つめ 二つめ 三つめ; do
            sed -i \"s/  vision: .*/  vision: $vision/\" \"$d/m/content/plan.yaml\"
            \"$1\" -C \"$d/m\" build --only html || exit 78
            grep -q \"$vision\" \"$d/m/output/index.html\" || exit 79
            [ \"$(cat \"$d/m/output/web.config\")\" = mine ] || exit 80
            \"$1\" -C \"$d/m\" build --only html | grep -q 変わったものがない || exit 81
        done";
    with_mounts(&book, script);
}

#[test]
fn an_output_that_is_a_mount_point_is_updated_file_by_file() {
    let book = Book::init();
    // A file system of its own, in name spaces of its own where the system allows it.
    let script = "mkdir \"$2/output\" && mount -t tmpfs none \"$2/output\" || exit 77
        \"$1\" -C \"$2\" build --only html || exit 78
        echo mine > \"$2/output/web.config\"; mkdir \"$2/output/policies/9-9-09\"
        echo mine > \"$2/output/policies/9-9-09/a\"
        sed -i 's/  vision: .*/  vision: 別の将来像/' \"$2/content/plan.yaml\"
        \"$1\" -C \"$2\" build --only html || exit 79
        grep -q 別の将来像 \"$2/output/index.html\" || exit 80
        [ \"$(cat \"$2/output/web.config\" \"$2/output/policies/9-9-09/a\")\" = \"$(printf 'mine\\nmine')\" ] || exit 81
        [ -e \"$2/output/.planbook.new\" ] && exit 82
        \"$1\" -C \"$2\" build --only html --output \"$2/clean\" || exit 83
        diff -r \"$2/output\" \"$2/clean\" | grep -v '^Only in .*output' && exit 84
        exit 0";
    with_mounts(&book, script);
}
