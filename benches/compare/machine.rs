//! What the machine does for one run must not be paid for by the next.

use std::io::{Read, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;

use crate::tools;

/// Lets the machine hold all of its memory. A virtual one is given most of it by its host only
/// when it is touched, which takes several times as long as to use it again: whoever fills much
/// would pay for that, whoever fills little would not.
///
/// Returns when a file without content, as long as the memory, has gone through the disk's
/// cache, from which the system takes what programs need.
///
/// # Errors
/// The file cannot be made or read.
pub fn hold_memory() -> Result<()> {
    let path = long_file();
    put_aside(&path)?;
    fs::File::create(&path)?.set_len(tools::memory())?;
    let mut file = fs::File::open(&path)?;
    let mut some = vec![0; 1 << 20];
    while file.read(&mut some)? > 0 {}
    Ok(())
}

/// Lets the system finish writing what the one before left, so that it does not cost the next.
pub fn settle() {
    // Where there is no such program, the next run begins at once.
    let _ = Command::new("sync").status();
}

/// Moves the file or folder at `path`, if it is there, to where it stays until the end. To remove
/// it would cost whoever runs next: for minutes, ext4 passes over each place of a removed file,
/// and memory that its content held goes back to the host.
///
/// # Errors
/// It is there and cannot be moved.
pub fn put_aside(path: &Path) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let aside = aside();
    fs::create_dir_all(&aside)?;
    // A run that was stopped may have left some.
    let mut number = fs::read_dir(&aside)?.count();
    while aside.join(number.to_string()).exists() {
        number += 1;
    }
    fs::rename(path, aside.join(number.to_string()))
}

/// Removes what was put aside, at the end.
///
/// # Errors
/// It cannot be removed.
pub fn clear() -> Result<()> {
    put_aside(&long_file())?;
    let aside = aside();
    if aside.exists() { fs::remove_dir_all(aside) } else { Ok(()) }
}

fn long_file() -> PathBuf {
    tools::work().join("memory")
}

fn aside() -> PathBuf {
    tools::work().join("aside")
}
