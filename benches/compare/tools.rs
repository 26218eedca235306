//! The programs that are compared, and their versions.

use std::path::{Path, PathBuf};
use std::process::Command;

/// planbook itself, as cargo built it for this run.
pub const PLANBOOK: &str = env!("CARGO_BIN_EXE_planbook");

/// Where the project is.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where everything is made.
pub fn work() -> PathBuf {
    project().join("target/bench")
}

/// A program that `make bench` installs below `benches/.tools`.
fn tool(path: &str) -> PathBuf {
    project().join("benches/.tools").join(path)
}

pub fn planbook(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PLANBOOK);
    command.arg("-C").arg(root).args(arguments);
    command
}

pub fn hugo() -> Command {
    Command::new("hugo")
}

pub fn mdbook() -> Command {
    Command::new("mdbook")
}

pub fn eleventy() -> Command {
    let mut command = Command::new("node");
    command.arg(tool("eleventy/node_modules/@11ty/eleventy/cmd.cjs"));
    command
}

pub fn weasyprint() -> Command {
    Command::new(tool("weasyprint/bin/weasyprint"))
}

pub fn chromium() -> Command {
    Command::new("chromium")
}

pub fn pandoc() -> Command {
    Command::new("pandoc")
}

pub fn typst() -> Command {
    Command::new(std::env::var_os("PLANBOOK_TYPST").unwrap_or_else(|| "typst".into()))
}

/// Name and version of each program, or that it is not there.
pub fn versions() -> Vec<(&'static str, String)> {
    let mut lualatex = Command::new("lualatex");
    let mut all = [
        ("planbook", Command::new(PLANBOOK), "--version"),
        ("typst", typst(), "--version"),
        ("Hugo", hugo(), "version"),
        ("mdBook", mdbook(), "--version"),
        ("Eleventy", eleventy(), "--version"),
        ("Pandoc", pandoc(), "--version"),
        ("LuaLaTeX", std::mem::replace(&mut lualatex, Command::new("true")), "--version"),
        ("WeasyPrint", weasyprint(), "--version"),
        ("Chromium", chromium(), "--version"),
    ];
    all.iter_mut().map(|(name, command, flag)| (*name, version(command.arg(flag)))).collect()
}

/// The first thing in a program's answer that looks like a version.
fn version(command: &mut Command) -> String {
    let Ok(output) = command.output() else { return "not installed".to_owned() };
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    let like = |word: &&str| {
        let word = word.trim_start_matches('v');
        word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.')
    };
    let found = words.split([' ', '\n', ',', '(', ')']).find(like);
    found.unwrap_or("unknown").trim_start_matches('v').to_owned()
}

/// The machine in general terms.
pub fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = memory() as f64 / f64::from(1 << 30);
    let system = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system = system
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .unwrap_or("Linux")
        .trim_matches('"');
    format!("{cores} cores, {memory:.0} GB of memory, {system}")
}

/// How many bytes of memory the machine has; 0 where it does not tell.
pub fn memory() -> u64 {
    let told = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = told.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
