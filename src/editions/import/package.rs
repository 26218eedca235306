//! The parts of a workbook's file, unpacked within limits: what a section sends is not trusted.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// The greatest size of a file, in bytes. The workbooks of a section have some hundred kilobytes.
pub const MAX_FILE: usize = 32 << 20;
/// The greatest size of all parts together, unpacked.
const MAX_UNPACKED: u64 = 128 << 20;
/// The greatest number of parts.
const MAX_PARTS: usize = 4096;
/// The first bytes of the format of Excel 97 and of encrypted workbooks.
const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

/// Why a file is no workbook that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPackage {
    /// It is an encrypted workbook, or one of Excel 97.
    Encrypted,
    /// It is not in the format of workbooks, or is cut off.
    Broken,
    /// It is larger than any workbook that was sent.
    TooLarge,
}

/// The XML parts of the workbook `bytes`, by name.
///
/// # Errors
/// When it is no workbook, or unpacks to more than [`MAX_UNPACKED`].
pub fn unpack(bytes: &[u8]) -> Result<BTreeMap<String, String>, BadPackage> {
    if bytes.len() > MAX_FILE {
        return Err(BadPackage::TooLarge);
    }
    if bytes.starts_with(OLE) {
        return Err(BadPackage::Encrypted);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BadPackage::Broken)?;
    if archive.len() > MAX_PARTS {
        return Err(BadPackage::TooLarge);
    }
    let mut left = MAX_UNPACKED;
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| BadPackage::Broken)?;
        let name = part.name().map_err(|_| BadPackage::Broken)?.replace('\\', "/");
        let mut content = Vec::new();
        // What a part says of its size need not be true.
        let read = part.take(left + 1).read_to_end(&mut content).map_err(|_| BadPackage::Broken)?;
        left = left.checked_sub(read as u64).ok_or(BadPackage::TooLarge)?;
        if is_xml(&name) {
            parts.insert(name, String::from_utf8_lossy(&content).into_owned());
        }
    }
    Ok(parts)
}

fn is_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xml", ".rels"].iter().any(|ending| name.ends_with(ending))
}
