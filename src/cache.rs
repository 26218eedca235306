//! What the last build made its files from, so that the next one makes only what changed.
//!
//! The output itself is the cache. In its [`home`] beside it lies one small file, the
//! [`Record`], with a [`Fingerprint`] of every file and of what the costly ones were made from.
//! Nothing in it is trusted: a file is taken over only while its bytes are still those that
//! were recorded, and a record of another program or format, or one in which a byte was
//! changed, says nothing. Programs and fonts are told apart by their content ([`Memo`]).
//!
//! This module must not know what is in the files.

mod memo;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::Metadata;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use memo::Memo;

/// The form of the record. It grows with every change of it.
const FORMAT: u32 = 2;

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

/// Where an output was made. It is not known to be still there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The folder of the book.
    pub root: PathBuf,
    /// The folder of the output.
    pub output: PathBuf,
}

/// What the last build left to know, beside its output.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    format: u32,
    maker: Fingerprint,
    /// Where the output was made.
    pub place: Option<Place>,
    /// The last build as a whole.
    pub whole: Option<Whole>,
    /// Every file of the output by its path.
    pub files: BTreeMap<String, Made>,
    /// Programs and fonts whose content is known.
    pub memo: Memo,
}

/// The head of a record's file, before the checksum of what follows.
const SUM: &str = "{\"sum\":\"";
/// What stands between the checksum and the record itself.
const BODY: &str = "\",\"record\":";

impl Record {
    /// One that knows nothing, for the program that is running.
    #[must_use]
    pub fn new() -> Self {
        let mut memo = Memo::default();
        let (maker, files) = (maker(&mut memo), BTreeMap::new());
        Self { format: FORMAT, maker, place: None, whole: None, files, memo }
    }

    /// The record beside the folder `output`; one that knows nothing where there is none,
    /// where a byte of it has changed, or where it is not this program's own.
    #[must_use]
    pub fn read(output: &Path) -> Self {
        Self::stored(output).unwrap_or_default()
    }

    fn stored(output: &Path) -> Option<Self> {
        let path = home(output).join(NAME);
        // A link may lead anywhere on the machine.
        path.symlink_metadata().ok().filter(Metadata::is_file)?;
        let text = std::fs::read_to_string(path).ok()?;
        let (sum, rest) = text.strip_prefix(SUM)?.split_once(BODY)?;
        let body = rest.strip_suffix('}')?;
        if sum != String::from(Fingerprint::of(body.as_bytes())) {
            return None;
        }
        let mut record: Self = serde_json::from_str(body).ok()?;
        let own = record.format == FORMAT && record.maker == maker(&mut record.memo);
        own.then_some(record)
    }

    /// Puts it beside the folder `output`, in one step.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn save(&self, output: &Path) -> io::Result<()> {
        let home = home(output);
        fs_err::create_dir_all(&home)?;
        let body = serde_json::to_string(self)?;
        let sum = String::from(Fingerprint::of(body.as_bytes()));
        let mut file = tempfile::NamedTempFile::new_in(work(output)?)?;
        file.write_all(format!("{SUM}{sum}{BODY}{body}}}").as_bytes())?;
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

/// The files of the output by their fingerprints as a version of planbook recorded them that
/// left no mark in the output.
#[must_use]
pub fn recorded_before_marks(output: &Path) -> BTreeMap<String, Fingerprint> {
    #[derive(Deserialize)]
    struct First {
        format: u32,
        files: BTreeMap<String, Made>,
    }
    let path = home(output).join(NAME);
    let is_file = path.symlink_metadata().is_ok_and(|found| found.is_file());
    let text = is_file.then(|| std::fs::read(path).ok()).flatten();
    let record = text.and_then(|text| serde_json::from_slice::<First>(&text).ok());
    let record = record.filter(|record| record.format == 1);
    record.into_iter().flat_map(|r| r.files).map(|(name, made)| (name, made.bytes)).collect()
}

/// The folder for temporary files in the [`home`] of `output`. Each build empties it first.
///
/// # Errors
/// When the system does not let it be made.
pub fn work(output: &Path) -> io::Result<PathBuf> {
    let folder = home(output).join("work");
    fs_err::create_dir_all(&folder)?;
    Ok(folder)
}

/// The fingerprint of the running program: another build of the same version may make other
/// bytes. It is remembered in `memo`.
fn maker(memo: &mut Memo) -> Fingerprint {
    static RUNNING: OnceLock<(Memo, Fingerprint)> = OnceLock::new();
    let (known, maker) = RUNNING.get_or_init(|| {
        let mut known = memo.clone();
        let program = std::env::current_exe().and_then(|program| known.fingerprint(&program));
        // A program that cannot be read has no record of its own.
        let program = program.map_or_else(|_| std::process::id().to_string(), String::from);
        (known, Mixer::new().with(env!("CARGO_PKG_VERSION")).with(program).finish())
    });
    memo.absorb(known);
    *maker
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
        for wrong in [&ours[..ours.len() / 2], "", "{}", "null"] {
            std::fs::write(&file, wrong).expect("written");
            assert!(Record::read(&output).files.is_empty(), "{wrong}");
        }
        // One bit, wherever it is.
        for at in 0..ours.len() {
            let mut bytes = ours.clone().into_bytes();
            bytes[at] ^= 1;
            std::fs::write(&file, &bytes).expect("written");
            assert!(Record::read(&output).files.is_empty(), "byte {at}");
        }
        // Another program's, whole.
        record.maker = bytes;
        record.save(&output).expect("saved");
        assert!(Record::read(&output).files.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_record_behind_a_link_is_not_read() {
        let home = tempfile::tempdir().expect("a folder");
        let output = home.path().join("output");
        let mut record = Record::new();
        let bytes = Fingerprint::of(b"a");
        record.files.insert("a".to_owned(), Made { bytes, from: None, told: None });
        record.save(&output).expect("saved");
        let file = super::home(&output).join(NAME);
        std::fs::rename(&file, home.path().join("elsewhere")).expect("moved");
        std::os::unix::fs::symlink(home.path().join("elsewhere"), &file).expect("linked");
        assert!(Record::read(&output).files.is_empty());
    }
}
