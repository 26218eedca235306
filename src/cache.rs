//! Incremental builds: fingerprints of the inputs and outputs of the last build.
//!
//! The output itself is the cache. The [`cache_dir`] next to it holds one small file, the
//! [`BuildIndex`], with a [`Fingerprint`] of every output file and of the inputs of the costly ones.
//! The record is not trusted: a file is reused only if its content still has the recorded
//! fingerprint, and a record of another program or format, or one with a wrong checksum, is
//! ignored. Programs and fonts are identified by their content ([`Memo`]).
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

/// Version of the record's format, incremented with every change.
const FORMAT: u32 = 3;

/// File name of the record.
const NAME: &str = "record.json";

/// The cache folder of the output folder `output`, next to it: `.output.planbook`. If it is
/// deleted, the next build only takes longer.
#[must_use]
pub fn cache_dir(output: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(".planbook");
    output.with_file_name(name)
}

/// A BLAKE3 hash that identifies content.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Fingerprint(blake3::Hash);

impl Fingerprint {
    /// The fingerprint of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes))
    }

    /// The fingerprint of the file at `path`, read in blocks.
    ///
    /// # Errors
    /// When the file cannot be read.
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

/// Computes the fingerprint of a sequence of parts.
#[derive(Debug, Clone, Default)]
pub struct FingerprintBuilder(blake3::Hasher);

impl FingerprintBuilder {
    /// A builder without parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part. The boundaries between parts change the fingerprint.
    #[must_use]
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// Adds every part of a list, and their number.
    #[must_use]
    pub fn with_all<P: AsRef<[u8]>>(self, parts: impl IntoIterator<Item = P>) -> Self {
        let mut count = 0u64;
        let builder = parts.into_iter().fold(self, |builder, part| {
            count += 1;
            builder.with(part)
        });
        builder.with(count.to_le_bytes())
    }

    /// The fingerprint of all parts.
    #[must_use]
    pub fn finish(&self) -> Fingerprint {
        Fingerprint(self.0.finalize())
    }
}

/// The record of one output file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileRecord {
    /// Fingerprint of its content.
    #[serde(rename = "bytes")]
    pub content: Fingerprint,
    /// Fingerprint of everything the file was made from, if it is costly to make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Fingerprint>,
    /// Facts about the file for later builds, such as page numbers, which would otherwise have
    /// to be read from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Value>,
}

/// The record of a build that had no findings.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BuildRecord {
    /// Fingerprint of all inputs.
    pub inputs: Fingerprint,
    /// Summary of what was published.
    pub summary: Value,
}

/// The folders of the last build. They may have been moved since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The folder of the book.
    pub root: PathBuf,
    /// The folder of the output.
    pub output: PathBuf,
}

/// Everything recorded about the last build of an output.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BuildIndex {
    format: u32,
    /// Fingerprint of the program that made the output.
    program: Fingerprint,
    /// The folders of the book and of the output.
    pub location: Option<Location>,
    /// The last build as a whole.
    pub build: Option<BuildRecord>,
    /// Every file of the output by its path.
    pub files: BTreeMap<String, FileRecord>,
    /// Known fingerprints of programs and fonts.
    pub memo: Memo,
}

/// The beginning of a record's file, before the checksum.
const SUM: &str = "{\"sum\":\"";
/// The text between the checksum and the record itself.
const BODY: &str = "\",\"record\":";

impl BuildIndex {
    /// An empty record of the running program.
    #[must_use]
    pub fn new() -> Self {
        let mut memo = Memo::default();
        let program = program_fingerprint(&mut memo);
        let files = BTreeMap::new();
        Self { format: FORMAT, program, location: None, build: None, files, memo }
    }

    /// Reads the record of the folder `output`. The result is empty if there is no record, or if
    /// it is damaged or of another program.
    #[must_use]
    pub fn read(output: &Path) -> Self {
        Self::stored(output).unwrap_or_default()
    }

    fn stored(output: &Path) -> Option<Self> {
        let path = cache_dir(output).join(NAME);
        // A symbolic link may point anywhere on the machine.
        path.symlink_metadata().ok().filter(Metadata::is_file)?;
        let text = std::fs::read_to_string(path).ok()?;
        let (sum, rest) = text.strip_prefix(SUM)?.split_once(BODY)?;
        let body = rest.strip_suffix('}')?;
        if sum != String::from(Fingerprint::of(body.as_bytes())) {
            return None;
        }
        let mut record: Self = serde_json::from_str(body).ok()?;
        let own =
            record.format == FORMAT && record.program == program_fingerprint(&mut record.memo);
        own.then_some(record)
    }

    /// Writes the record of the folder `output` atomically.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, output: &Path) -> io::Result<()> {
        let dir = cache_dir(output);
        fs_err::create_dir_all(&dir)?;
        let body = serde_json::to_string(self)?;
        let sum = String::from(Fingerprint::of(body.as_bytes()));
        let mut file = tempfile::NamedTempFile::new_in(work_dir(output)?)?;
        file.write_all(format!("{SUM}{sum}{BODY}{body}}}").as_bytes())?;
        crate::held::persist(file, &dir.join(NAME))?;
        Ok(())
    }

    /// The record of the file at `path`, if it was made from `inputs`.
    #[must_use]
    pub fn up_to_date(&self, path: &str, inputs: Fingerprint) -> Option<&FileRecord> {
        self.files.get(path).filter(|file| file.inputs == Some(inputs))
    }
}

impl Default for BuildIndex {
    fn default() -> Self {
        Self::new()
    }
}

/// The output files and their fingerprints, from a record in format 1. The versions of planbook
/// that wrote this format put no marker file into the output.
#[must_use]
pub fn read_format_1(output: &Path) -> BTreeMap<String, Fingerprint> {
    #[derive(Deserialize)]
    struct Format1 {
        format: u32,
        files: BTreeMap<String, FileRecord>,
    }
    let path = cache_dir(output).join(NAME);
    let is_file = path.symlink_metadata().is_ok_and(|found| found.is_file());
    let text = is_file.then(|| std::fs::read(path).ok()).flatten();
    let record = text.and_then(|text| serde_json::from_slice::<Format1>(&text).ok());
    let record = record.filter(|record| record.format == 1);
    record.into_iter().flat_map(|r| r.files).map(|(name, file)| (name, file.content)).collect()
}

/// The folder for temporary files in the [`cache_dir`] of `output`. Each build empties it first.
///
/// # Errors
/// When the folder cannot be created.
pub fn work_dir(output: &Path) -> io::Result<PathBuf> {
    let folder = cache_dir(output).join("work");
    fs_err::create_dir_all(&folder)?;
    Ok(folder)
}

/// The fingerprint of the running program, which is added to `memo`. The version alone does not
/// identify it: two builds of one version may make different output.
fn program_fingerprint(memo: &mut Memo) -> Fingerprint {
    static RUNNING: OnceLock<(Memo, Fingerprint)> = OnceLock::new();
    let (known, fingerprint) = RUNNING.get_or_init(|| {
        let mut known = memo.clone();
        let program = std::env::current_exe().and_then(|program| known.fingerprint(&program));
        // If the program cannot be read, no record matches it.
        let program = program.map_or_else(|_| std::process::id().to_string(), String::from);
        (known, FingerprintBuilder::new().with(env!("CARGO_PKG_VERSION")).with(program).finish())
    });
    memo.absorb(known);
    *fingerprint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_boundaries_change_the_fingerprint() {
        let fingerprint = |parts: [&str; 2]| FingerprintBuilder::new().with_all(parts).finish();
        assert_ne!(fingerprint(["ab", "c"]), fingerprint(["a", "bc"]));
        assert_ne!(
            FingerprintBuilder::new().with_all(["a"]).finish(),
            FingerprintBuilder::new().with("a").finish()
        );
    }

    #[test]
    fn damaged_and_foreign_records_are_ignored() {
        let home = tempfile::tempdir().expect("a folder");
        let output = home.path().join("output");
        let mut record = BuildIndex::new();
        let bytes = Fingerprint::of(b"a");
        record.files.insert(
            "a".to_owned(),
            FileRecord { content: bytes, inputs: Some(bytes), metadata: None },
        );
        record.save(&output).expect("saved");
        assert!(BuildIndex::read(&output).up_to_date("a", bytes).is_some());
        assert!(BuildIndex::read(&output).up_to_date("a", Fingerprint::of(b"b")).is_none());

        let file = cache_dir(&output).join(NAME);
        let ours = std::fs::read_to_string(&file).expect("it is there");
        for wrong in [&ours[..ours.len() / 2], "", "{}", "null"] {
            std::fs::write(&file, wrong).expect("written");
            assert!(BuildIndex::read(&output).files.is_empty(), "{wrong}");
        }
        // One changed bit at any place.
        for at in 0..ours.len() {
            let mut bytes = ours.clone().into_bytes();
            bytes[at] ^= 1;
            std::fs::write(&file, &bytes).expect("written");
            assert!(BuildIndex::read(&output).files.is_empty(), "byte {at}");
        }
        // An intact record of another program.
        record.program = bytes;
        record.save(&output).expect("saved");
        assert!(BuildIndex::read(&output).files.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_record_that_is_a_symbolic_link_is_not_read() {
        let home = tempfile::tempdir().expect("a folder");
        let output = home.path().join("output");
        let mut record = BuildIndex::new();
        let bytes = Fingerprint::of(b"a");
        record
            .files
            .insert("a".to_owned(), FileRecord { content: bytes, inputs: None, metadata: None });
        record.save(&output).expect("saved");
        let file = cache_dir(&output).join(NAME);
        std::fs::rename(&file, home.path().join("elsewhere")).expect("moved");
        std::os::unix::fs::symlink(home.path().join("elsewhere"), &file).expect("linked");
        assert!(BuildIndex::read(&output).files.is_empty());
    }
}
