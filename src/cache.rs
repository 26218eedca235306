//! What the last build made its files from, so that the next one makes only what changed.
//!
//! The output itself is the cache. In its [`home`] beside it lies one small file, the
//! [`Record`], with a [`Fingerprint`] of every file and of what the costly ones were made from.
//! Nothing in it is trusted: a file is taken over only while its bytes are still those that
//! were recorded, and a record of another program or format, or one that was cut short, says
//! nothing.
//!
//! This module must not know what is in the files.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The form of the record. It grows with every change of it.
const FORMAT: u32 = 1;

/// What the record is called in its folder.
const NAME: &str = "record.json";

/// The folder of what a build leaves for the next one, beside the folder `output`:
/// `.output.planbook`. Without it the next build takes longer, and that is all.
#[must_use]
pub fn home(output: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(".planbook");
    output.with_file_name(name)
}

/// What tells two contents apart: a BLAKE3 hash.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Fingerprint(blake3::Hash);

impl Fingerprint {
    /// That of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes))
    }

    /// That of the file at `path`, which is not held in memory.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(fs_err::File::open(path)?)?;
        Ok(Self(hasher.finalize()))
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_hex())
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.0.to_hex().to_string()
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = blake3::HexError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        blake3::Hash::from_hex(text).map(Self)
    }
}

/// The fingerprint of several parts, in their order.
#[derive(Debug, Clone, Default)]
pub struct Mixer(blake3::Hasher);

impl Mixer {
    /// One that has had no part yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part. Where one part ends and the next begins matters.
    #[must_use]
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// Adds every part of a list, and how many there are.
    #[must_use]
    pub fn with_all<P: AsRef<[u8]>>(self, parts: impl IntoIterator<Item = P>) -> Self {
        let mut count = 0u64;
        let mixed = parts.into_iter().fold(self, |mixer, part| {
            count += 1;
            mixer.with(part)
        });
        mixed.with(count.to_le_bytes())
    }

    /// The fingerprint of all parts.
    #[must_use]
    pub fn finish(&self) -> Fingerprint {
        Fingerprint(self.0.finalize())
    }
}

/// What is known of one file of the output.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Made {
    /// Its bytes.
    pub bytes: Fingerprint,
    /// What it was made from, where making it again is worth avoiding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Fingerprint>,
    /// What its maker wants to know of it without reading it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Value>,
}

/// A build that found nothing to tell: what it depended on, and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Whole {
    /// All it depended on.
    pub from: Fingerprint,
    /// What it said.
    pub told: Value,
}

/// What the last build left to know, beside its output.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    format: u32,
    maker: Fingerprint,
    /// The last build as a whole.
    pub whole: Option<Whole>,
    /// Every file of the output by its path.
    pub files: BTreeMap<String, Made>,
}

impl Record {
    /// One that knows nothing, for the program that is running.
    #[must_use]
    pub fn new() -> Self {
        Self { format: FORMAT, maker: maker(), whole: None, files: BTreeMap::new() }
    }

    /// The record beside the folder `output`; one that knows nothing where there is none,
    /// or where it is not this program's own.
    #[must_use]
    pub fn read(output: &Path) -> Self {
        let new = Self::new();
        let read = std::fs::read(home(output).join(NAME)).ok();
        read.and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok())
            .filter(|record| record.format == new.format && record.maker == new.maker)
            .unwrap_or(new)
    }

    /// Puts it beside the folder `output`, in one step.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn save(&self, output: &Path) -> io::Result<()> {
        let home = home(output);
        fs_err::create_dir_all(&home)?;
        let parent = home.parent().unwrap_or(Path::new("."));
        // Called as a stage is, it is cleared away should this build be killed.
        let mut file = tempfile::Builder::new().prefix(".planbook-").tempfile_in(parent)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.persist(home.join(NAME))?;
        Ok(())
    }

    /// What is known of the file at `path`, if it was made from `from`.
    #[must_use]
    pub fn made_from(&self, path: &str, from: Fingerprint) -> Option<&Made> {
        self.files.get(path).filter(|made| made.from == Some(from))
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::new()
    }
}

/// The running program. Another build of the same version may make other bytes, and its file
/// is then of another size or time.
fn maker() -> Fingerprint {
    let program = std::env::current_exe().and_then(std::fs::metadata).ok();
    let changed = program.as_ref().and_then(|p| p.modified().ok());
    let since = changed.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Mixer::new()
        .with(env!("CARGO_PKG_VERSION"))
        .with(program.map_or(0, |p| p.len()).to_le_bytes())
        .with(since.map_or(0, |time| time.as_nanos()).to_le_bytes())
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_parts_end_matters() {
        let mixed = |parts: [&str; 2]| Mixer::new().with_all(parts).finish();
        assert_ne!(mixed(["ab", "c"]), mixed(["a", "bc"]));
        assert_ne!(Mixer::new().with_all(["a"]).finish(), Mixer::new().with("a").finish());
    }

    #[test]
    fn a_record_that_is_not_ours_says_nothing() {
        let home = tempfile::tempdir().expect("a folder");
        let output = home.path().join("output");
        let mut record = Record::new();
        let bytes = Fingerprint::of(b"a");
        record.files.insert("a".to_owned(), Made { bytes, from: Some(bytes), told: None });
        record.save(&output).expect("saved");
        assert!(Record::read(&output).made_from("a", bytes).is_some());
        assert!(Record::read(&output).made_from("a", Fingerprint::of(b"b")).is_none());

        let file = super::home(&output).join(NAME);
        let ours = std::fs::read_to_string(&file).expect("it is there");
        let foreign = ours.replacen(&format!("{:?}", maker()), &format!("{bytes:?}"), 1);
        assert_ne!(ours, foreign);
        for wrong in [&foreign, &ours[..ours.len() / 2], "", "{}", "null"] {
            std::fs::write(&file, wrong).expect("written");
            assert!(Record::read(&output).files.is_empty(), "{wrong}");
        }
    }
}
