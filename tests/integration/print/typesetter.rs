//! A typesetter that does not do what it should: none of what it leaves is published, and
//! it is told in words that fit.

use std::io::Read;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Book, Run};

/// A town, and a typst that answers questions as the real one does and runs `script` instead
/// of setting anything.
fn town_with(script: &str) -> (Book, Command) {
    let town = Book::init();
    let program = format!("case $1 in compile) {script};; *) exec typst \"$@\";; esac");
    let path = town.write_script("typst", &program);
    town.write("output/index.html", "the old one");
    let mut command = town.command(&[]);
    command.env("PLANBOOK_TYPST", path);
    (town, command)
}

#[track_caller]
fn stops(town: &Book, command: &mut Command, code: i32, words: &[&str]) -> Run {
    let run = Run::of(command);
    assert_eq!(run.code, code, "{}{}", run.out, run.err);
    for word in words {
        assert!(run.err.contains(word), "{word} is not said: {}", run.err);
    }
    assert_eq!(town.read("output/index.html"), "the old one");
    run
}

#[test]
fn one_that_does_not_end_is_ended() {
    for script in ["exec sleep 600", "exec >&- 2>&-; sleep 600; true"] {
        let (town, mut command) = town_with(script);
        command.args(["build", "--adopt"]).env("PLANBOOK_TYPST_SECONDS", "3");
        let began = Instant::now();
        stops(
            &town,
            &mut command,
            2,
            &["PB0508", "3秒たっても終わらない", "PLANBOOK_TYPST_SECONDS"],
        );
        assert!(began.elapsed() < Duration::from_mins(2));
    }
}

#[test]
fn one_that_is_killed_is_no_fault_of_the_sources() {
    for script in ["kill -9 $$", "echo 'memory allocation failed' >&2; kill -6 $$"] {
        let (town, mut command) = town_with(script);
        stops(
            &town,
            command.args(["build", "--adopt"]),
            2,
            &["PB0508", "signal", "原稿の誤りではありません"],
        );
    }
    // Nor is one that is content, and has made nothing.
    let (town, mut command) = town_with("exit 0");
    stops(&town, command.args(["build", "--adopt"]), 2, &["PB0508"]);
}

#[test]
fn one_that_cannot_say_its_version_is_told_so() {
    for program in ["kill -11 $$", "exit 1", "echo"] {
        let (town, mut command) = town_with("true");
        town.write_script("typst", program);
        stops(&town, command.args(["build", "--adopt"]), 2, &["PB0508", "typst --version"]);
    }
}

/// What is done to a PDF, as a shell's commands on the file `$pdf`, and how the build ends: a PDF that was cut
/// short is no fault of the sources.
const DAMAGE: [(&str, i32, &str); 4] = [
    ("head -c 3000 \"$pdf\" > cut; cp cut \"$pdf\"", 2, "PDFを読み返せません"),
    (": > \"$pdf\"", 2, "PDFを読み返せません"),
    ("cp \"$FOREIGN\" \"$pdf\"", 1, "目印がありません"),
    ("cp \"$LONGER\" \"$pdf\"", 1, "全体版と合いません"),
];

#[test]
fn what_it_leaves_is_looked_at_for_volumes_and_sheets_too() {
    let other = Book::init();
    // A PDF of something else, and one of the same volume with a page more.
    other.write("foreign.typ", "= A");
    let made =
        Command::new("typst").args(["compile", "foreign.typ"]).current_dir(other.path("")).status();
    assert!(made.expect("typst is installed").success());
    other.edit(
        "content/policies/1/1-1-01.md",
        "## これから\n",
        &format!("## これから\n\n{}", "長い文です。それから、もう一つ書きます。\n\n".repeat(90)),
    );
    other.build(&["--only", "pdf"]).succeeds();
    let longer = other.path("output/pdf/shiomi-jikko-keikaku-r7-1.pdf");
    for (damage, code, words) in DAMAGE {
        let sheet = ["build", "--adopt", "--only", "pdf", "--policy", "1-1-01"];
        for arguments in [&["build", "--adopt"][..], &sheet] {
            let longer_sheet = damage.contains("LONGER") && arguments.len() > 1;
            if longer_sheet {
                continue; // A sheet may be longer than it was in the last whole book.
            }
            let script = format!(
                "typst \"$@\" || exit; for pdf; do :; done; if grep -q '\"volume\":{{' view.json && grep -q 1-1-01 view.json; then {damage}; fi"
            );
            let (town, mut command) = town_with(&script);
            command
                .args(arguments)
                .env("FOREIGN", other.path("foreign.pdf"))
                .env("LONGER", &longer);
            stops(&town, &mut command, code, &[words]);
        }
    }
}

#[test]
fn documents_beside_the_book_end_as_the_book_does() {
    let cut =
        "typst \"$@\" || exit; for pdf; do :; done; head -c 3000 \"$pdf\" > cut; cp cut \"$pdf\"";
    for arguments in [&["build", "--form", "KPI一覧"][..], &["build", "--print-shop"]] {
        for (script, code) in [("kill -9 $$", 2), (cut, 2), ("echo error: x >&2; exit 1", 1)] {
            let (town, mut command) = town_with(script);
            stops(&town, command.args(arguments), code, &[]);
        }
    }
}

#[test]
fn it_ends_with_the_build_however_that_ends() {
    for signal in ["TERM", "HUP", "KILL"] {
        let (town, mut command) = town_with("echo $$ > \"$PID\"; exec sleep 600");
        let file = town.path("pid");
        command.args(["build", "--adopt"]).env("PID", &file);
        let mut build = with_default_hangup(&command)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        let until = Instant::now() + Duration::from_mins(1);
        let read = || std::fs::read_to_string(&file).unwrap_or_default().trim().parse::<u32>().ok();
        let mut pid = read();
        while pid.is_none() && Instant::now() < until {
            thread::sleep(Duration::from_millis(20));
            pid = read();
        }
        let pid = pid.expect("the typesetter was started");
        let killed = Command::new("kill").args(["-s", signal, &build.id().to_string()]).status();
        assert!(killed.expect("kill").success());
        build.wait().expect("it ends");
        let running = || {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            stat.contains("(sleep)") && !stat.contains(") Z ")
        };
        let until = Instant::now() + Duration::from_secs(10);
        while running() && Instant::now() < until {
            thread::sleep(Duration::from_millis(20));
        }
        assert!(!running(), "after {signal} the typesetter goes on");
    }
}

/// `command` with SIGHUP as a terminal leaves it: `nohup` has children ignore it.
fn with_default_hangup(command: &Command) -> Command {
    let mut env = Command::new("env");
    env.arg("--default-signal=HUP").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => env.env(name, value),
            None => env.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        env.current_dir(folder);
    }
    env
}

#[test]
fn it_gets_no_network() {
    let town = Book::init();
    let main = "themes/standard/pdf/main.typ";
    let theme = format!("#import \"@preview/cetz:0.3.4\"\n{}", town.read(main));
    town.write(main, &theme);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let caught = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut first = [0; 64];
        let count = stream.read(&mut first).unwrap_or(0);
        String::from_utf8_lossy(&first[..count]).into_owned()
    });
    let mut command = town.command(&["build", "--adopt"]);
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
    {
        command.env(name, &address);
    }
    let run = Run::of(&mut command);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("PB0513") && run.err.contains("pdf/main.typ:1"), "{}", run.err);
    // What came first is our own call, or the typesetter's.
    let own = std::net::TcpStream::connect(address.trim_start_matches("http://"));
    drop(own.map(|mut stream| std::io::Write::write_all(&mut stream, b"nobody else")));
    let first = caught.join().expect("the listener");
    assert_eq!(first, "nobody else", "the typesetter called: {first}");
}

#[test]
fn the_users_own_settings_of_typst_change_nothing() {
    let town = Book::init();
    let build = ["build", "--adopt", "--only", "pdf", "--no-volumes"];
    town.run(&build).succeeds();
    let pdf = "output/pdf/shiomi-jikko-keikaku-r7.pdf";
    let plain = town.bytes(pdf);
    let mut command = town.command(&build);
    command.arg("--no-cache");
    command.env("SOURCE_DATE_EPOCH", "1").env("TYPST_FEATURES", "html");
    command
        .env("TYPST_IGNORE_SYSTEM_FONTS", "true")
        .env("TYPST_ROOT", "/")
        .env("TYPST_CERT", "/none");
    Run::of(&mut command).succeeds();
    assert_eq!(town.bytes(pdf), plain);
}
