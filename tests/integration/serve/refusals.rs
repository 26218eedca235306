//! What a preview must never answer.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::support::Served;
use crate::support::Book;
#[cfg(target_os = "linux")]
use crate::support::{in_name_spaces, planbook};

/// Nothing of this may ever be seen.
const SECRET: &str = "himitsu-no-bunsho";

/// Paths that lead elsewhere, if they lead anywhere.
fn odd_paths(host: &str) -> Vec<String> {
    let paths = [
        "/secret.txt",
        "/content/secret.txt",
        "/content/plan.yaml",
        "/themes/standard/theme.yaml",
        "/../secret.txt",
        "/../../../../../../etc/passwd",
        "/assets/../../secret.txt",
        "/assets/../../../content/plan.yaml",
        "/./secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E/%2E%2E/etc/passwd",
        "/.%2e/secret.txt",
        "/%2e./secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/assets\\..\\..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/%e0%80%ae%e0%80%ae/secret.txt",
        "/..;/secret.txt",
        "//etc/passwd",
        "///etc/passwd",
        "/etc/passwd",
        "/%2fetc%2fpasswd",
        "/file:///etc/passwd",
        "/c:/windows/win.ini",
        "/C:%5cWindows%5cwin.ini",
        "/secret.txt%00.html",
        "/%00",
        "/secret.txt::$DATA",
        "/~root/.ssh/id_rsa",
        "/.git/config",
        "/.ssh/id_rsa",
        "/proc/self/environ",
        "/__preview/../secret.txt",
        "/__preview/%2e%2e/secret.txt",
        "/__preview/sheet/../../secret.txt",
        "/__preview/sheet/1-1-01/../../1.svg",
        "/__preview/client/page.js",
        "/__preview/lock",
        "/policies/..%2f..%2fsecret.txt",
        "/assets/%5c..%5c..%5csecret.txt",
        "/secret.txt.",
        "/secret.txt%20",
        "/con",
        "/nul",
        "/assets/",
        "/pdf/../content/plan.yaml",
        "/%ff%fe",
        "/%",
        "/%zz",
        "/a%0d%0aX-Evil:%201",
    ];
    let request =
        |path| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    paths.into_iter().map(request).collect()
}

/// Names that are not this server's.
fn foreign_hosts(port: u16) -> Vec<String> {
    let hosts = [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("localhost.:{port}"),
        format!("127.0.0.1:{}", port ^ 1),
        "127.0.0.1".to_owned(),
        "localhost:80".to_owned(),
        format!("127.1:{port}"),
        format!("2130706433:{port}"),
        format!("0x7f000001:{port}"),
        format!("0.0.0.0:{port}"),
        format!("[::]:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("[fe80::1]:{port}"),
        format!("192.168.0.1:{port}"),
        format!("user@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}@evil.example"),
        format!("127.0.0.1:{port}, evil.example"),
        String::new(),
    ];
    let request = |host| format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    hosts.into_iter().map(request).collect()
}

/// Methods, forms of address and origins that are not for it.
fn odd_requests(host: &str, port: u16) -> Vec<String> {
    let own = format!("Host: {host}\r\n");
    let odd = [
        "GET / HTTP/1.1\r\n".to_owned(),
        "GET / HTTP/1.0\r\n".to_owned(),
        format!("GET / HTTP/1.1\r\n{own}Host: evil.example\r\n"),
        format!("GET / HTTP/1.1\r\nHost: evil.example\r\n{own}"),
        format!("GET http://evil.example/ HTTP/1.1\r\n{own}"),
        format!("GET http://evil.example:{port}/ HTTP/1.1\r\n{own}"),
        format!("GET https://{host}/ HTTP/1.1\r\n{own}"),
        format!("GET file:///etc/passwd HTTP/1.1\r\n{own}"),
        format!("OPTIONS * HTTP/1.1\r\n{own}"),
        format!("OPTIONS / HTTP/1.1\r\n{own}Origin: http://{host}\r\n"),
        format!("CONNECT {host} HTTP/1.1\r\n{own}"),
        format!("TRACE / HTTP/1.1\r\n{own}"),
        format!("PUT /index.html HTTP/1.1\r\n{own}Content-Length: 0\r\n"),
        format!("DELETE /index.html HTTP/1.1\r\n{own}"),
        format!("PATCH / HTTP/1.1\r\n{own}"),
        format!("PROPFIND / HTTP/1.1\r\n{own}"),
        format!("POST / HTTP/1.1\r\n{own}Origin: http://{host}\r\nContent-Length: 0\r\n"),
        format!("POST /__preview/whole HTTP/1.1\r\n{own}Content-Length: 0\r\n"),
        format!("POST /__preview/whole HTTP/1.1\r\n{own}Origin: http://evil.example\r\n"),
        format!("POST /__preview/whole HTTP/1.1\r\n{own}Origin: null\r\n"),
        format!("POST /__preview/whole HTTP/1.1\r\n{own}Origin: https://{host}\r\n"),
        format!("POST /__preview/whole HTTP/1.1\r\n{own}Origin: http://localhost:1\r\n"),
        format!("GET /__preview/whole HTTP/1.1\r\n{own}"),
        format!("GET /__preview/report.json HTTP/1.1\r\n{own}Origin: http://evil.example\r\n"),
        format!(
            "GET /__preview/report.json HTTP/1.1\r\n{own}Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n"
        ),
        format!(
            "GET /assets/search.js HTTP/1.1\r\n{own}Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\n"
        ),
        format!(
            "GET / HTTP/1.1\r\n{own}Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n"
        ),
    ];
    odd.into_iter().map(|odd| format!("{odd}Connection: close\r\n\r\n")).collect()
}

#[test]
fn more_than_sixty_tries_to_get_at_other_files_are_refused() {
    let book = Book::init();
    for name in ["secret.txt", "content/secret.txt", "themes/secret.txt", "output.txt"] {
        book.write(name, SECRET);
    }
    let served = Served::start(&book, &[]);
    let host = served.address.to_string();
    let port = served.address.port();
    let secret = book.path("secret.txt").display().to_string();
    assert_eq!(served.get("/").status, 200, "it answers what it should");

    let mut tries = odd_paths(&host);
    tries.push(format!("GET {secret} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
    tries.extend(foreign_hosts(port));
    tries.extend(odd_requests(&host, port));
    assert!(tries.len() >= 60, "{} tries", tries.len());

    let mut answered = Vec::new();
    for request in &tries {
        // A server may also hang up without a word.
        if let Some(answer) = served.raw(request.as_bytes()) {
            let text = answer.text();
            let tells =
                [SECRET, "root:x:", "himitsu", "[core]"].iter().any(|word| text.contains(word));
            if !(400..500).contains(&answer.status) || tells || answer.head.contains("X-Evil") {
                answered.push(format!("{} for {request:?}", answer.status));
            }
        }
    }
    assert!(answered.is_empty(), "{}", answered.join("\n"));
    assert_eq!(served.get("/").status, 200, "it is still there");
}

#[test]
fn what_other_machines_can_see_needs_the_link() {
    let book = Book::init();
    let served = Served::start(&book, &["--host", "0.0.0.0"]);
    let token = served.link.split("token=").nth(1).expect("a token in the link").to_owned();
    assert!(token.len() >= 32, "{token}");
    let last = format!("{}x", &token[..token.len() - 1]);
    for path in
        ["/", "/__preview/", "/__preview/report.json", "/?token=", &format!("/?token={last}")]
    {
        assert_eq!(served.get(path).status, 403, "{path}");
    }
    let entered = served.get(&format!("/policies/1-1-01/?token={token}"));
    assert_eq!((entered.status, entered.header("location")), (303, Some("/policies/1-1-01/")));
    let cookie = entered.header("set-cookie").expect("a cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite"), "{cookie}");
    let cookie = format!("Cookie: {}\r\n", cookie.split(';').next().expect("its value"));
    assert_eq!(served.ask("GET", "/", &cookie).status, 200);
    assert_eq!(served.ask("GET", "/", &cookie.replace(&token, &last)).status, 403);
    let origin = format!("{cookie}Origin: http://evil.example\r\n");
    assert_eq!(served.ask("POST", "/__preview/whole", &origin).status, 403);
    let rebound = format!(
        "GET / HTTP/1.1\r\nHost: evil.example:{}\r\n{cookie}Connection: close\r\n\r\n",
        served.address.port()
    );
    assert_eq!(served.raw(rebound.as_bytes()).expect("an answer").status, 421);
}

/// As many as systems let a program have open at once, each with a request that never ends.
#[test]
fn requests_that_never_end_keep_nobody_waiting_for_ever() {
    let book = Book::init();
    let served = Served::start(&book, &[]);
    let begun = [&b""[..], b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "];
    let unfinished: Vec<_> = (0..600)
        .map(|at| {
            let mut stream = TcpStream::connect(served.address).expect("it listens");
            stream.write_all(begun[at % begun.len()]).expect("it is taken");
            stream
        })
        .collect();
    assert_eq!(served.get("/").status, 200);
    // They were closed, and not answered.
    let mut first = &unfinished[0];
    first.set_read_timeout(Some(Duration::from_mins(1))).expect("a timeout");
    let mut said = Vec::new();
    if let Err(error) = first.read_to_end(&mut said) {
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "it is still open");
    }
    assert!(!said.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&said));
}

#[test]
fn the_link_to_all_addresses_can_be_opened_elsewhere() {
    let book = Book::init();
    let served = Served::start(&book, &["--host", "0.0.0.0"]);
    assert!(!served.link.contains("0.0.0.0"), "{}", served.link);
}

/// Many systems give the machine's own name an address that only the machine itself reaches.
#[cfg(target_os = "linux")]
#[test]
fn a_name_for_this_machine_alone_is_told() {
    let book = Book::init();
    book.write("hosts", "127.0.0.1 localhost\n127.0.1.1 yakuba\n");
    let script = "mount --bind \"$1/hosts\" /etc/hosts || exit 77
        exec timeout --signal=INT 10 \"$2\" -C \"$1\" serve --host yakuba --port 0";
    let paths = [book.root().into_os_string(), planbook().get_program().to_owned()];
    let Some(run) = in_name_spaces(script, &paths) else { return };
    let sentence = "yakuba はこの機械だけのアドレスを指しています";
    assert!(run.err.contains(sentence) && run.out.contains("http://yakuba:"), "{}", run.said());
}

#[test]
fn who_is_not_in_the_book_is_told_so() {
    let book = Book::init();
    for (option, word) in [("--section", "ない課"), ("--policy", "9-9-99")] {
        let run = book.run(&["serve", "--port", "0", option, word]).fails(2, "PB0519");
        assert!(run.err.contains(word), "{}", run.err);
    }
}
