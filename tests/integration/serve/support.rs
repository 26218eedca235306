//! A running preview of a small book, and questions to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Book;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// Saves as many editors do: a new file, renamed over the old one.
pub fn save_by_rename(book: &Book, name: &str, text: impl AsRef<[u8]>) {
    let new = format!("{name}.new~");
    book.write(&new, text);
    std::fs::rename(book.path(&new), book.path(name)).expect("renamed");
}

/// What a request is answered with.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The page without what the preview puts into it.
    pub fn plain(&self) -> Vec<u8> {
        let text = self.text();
        match (text.find("<!--planbook-preview-->"), text.find("<!--/planbook-preview-->")) {
            (Some(from), Some(to)) => {
                let to = to + "<!--/planbook-preview-->".len();
                [&text[..from], &text[to..]].concat().into_bytes()
            }
            _ => self.body.clone(),
        }
    }
}

/// A running preview; killed hard when dropped.
pub struct Served {
    pub child: Child,
    pub address: SocketAddr,
    pub link: String,
    pub temp: tempfile::TempDir,
}

impl Served {
    pub fn start(book: &Book, arguments: &[&str]) -> Self {
        Self::start_in(book, arguments, tempfile::tempdir().expect("a folder"))
    }

    pub fn start_in(book: &Book, arguments: &[&str], temp: tempfile::TempDir) -> Self {
        let mut command = book.command(&["serve", "--port", "0"]);
        command.args(arguments);
        command.env("TMPDIR", temp.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("planbook runs");
        let stdout = child.stdout.take().expect("piped");
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let said = told.recv_timeout(PATIENCE).expect("it tells its address");
        let from = said.find("http://").expect("an address");
        let link = said[from..].split(['（', ' ']).next().expect("a link").to_owned();
        let port = link.rsplit(':').next().and_then(|rest| rest.split('/').next());
        let port: u16 = port.and_then(|port| port.parse().ok()).expect("a port");
        Self { child, address: ([127, 0, 0, 1], port).into(), link, temp }
    }

    /// Sends `request` as it stands; what comes back, if anything.
    pub fn raw(&self, request: &[u8]) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.write_all(request).ok()?;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer { status, head, body: bytes[end + 4..].to_vec() })
    }

    pub fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let host = self.address;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n"
        );
        self.raw(request.as_bytes()).expect("an answer")
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    pub fn post(&self, path: &str) -> Answer {
        self.ask("POST", path, &format!("Origin: http://{}\r\n", self.address))
    }

    pub fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&self.get(path).body).expect("JSON")
    }

    pub fn status(&self) -> Value {
        self.json("/__preview/status.json")
    }

    pub fn reads(&self) -> u64 {
        self.status()["revision"].as_u64().expect("a number")
    }

    /// Waits until `is` holds.
    pub fn wait(&self, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let status = self.status();
            if is(&status) {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "waited for {what}: {status}");
            std::thread::sleep(Duration::from_millis(4));
        }
    }

    /// Waits until the sources were read again since `before`, and no more for a while.
    pub fn wait_calm(&self, before: u64) {
        self.wait("another reading", |s| s["revision"].as_u64() > Some(before));
        let mut last = self.reads();
        loop {
            std::thread::sleep(Duration::from_millis(600));
            let now = self.reads();
            if now == last {
                break;
            }
            last = now;
        }
        self.wait("the data", |s| s["open_data_ready"] == true);
    }

    /// The typesetters that run for it.
    #[cfg(target_os = "linux")]
    pub fn typesetters(&self) -> Vec<u32> {
        let own = self.temp.path().to_string_lossy().into_owned();
        let processes = std::fs::read_dir("/proc").expect("processes").flatten();
        let pids = processes.filter_map(|entry| entry.file_name().to_string_lossy().parse().ok());
        pids.filter(|pid| {
            let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            let line = String::from_utf8_lossy(&line).replace('\0', " ");
            line.contains(&own) && line.contains("typst")
        })
        .collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
