//! Copies a PNG without its metadata: only the chunks that are needed to draw the picture.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::Clean;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that say how the picture looks. Words, times, EXIF and further frames are not
/// among them.
const DRAWING: [&[u8; 4]; 13] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP",
    b"sBIT", b"bKGD", b"pHYs",
];

/// The picture in `bytes`, up to its end; nothing where a chunk is cut off.
pub(super) fn clean(bytes: &[u8]) -> Option<Clean> {
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut out = SIGNATURE.to_vec();
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        let kind: &[u8; 4] = rest.get(4..)?.first_chunk()?;
        let (chunk, after) = rest.split_at_checked(length.checked_add(12)?)?;
        if DRAWING.contains(&kind) {
            out.extend(chunk);
        }
        if kind == b"IEND" {
            return Some(Clean { bytes: out, sideways: false });
        }
        rest = after;
    }
}

/// The largest colour profile that is let in, unpacked: those of printing presses have 3 MB.
const MAX_PROFILE: u64 = 4_000_000;

/// Whether the colour profiles of the picture in `bytes`, a whole PNG, are as small as profiles
/// are. Whoever shows the picture unpacks them.
pub(super) fn has_small_profiles(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(SIGNATURE.len()..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = u32::from_be_bytes(*length) as usize;
        let Some((chunk, next)) = after.split_at_checked(length.saturating_add(8)) else {
            break;
        };
        if chunk.starts_with(b"iCCP") {
            // A name, a zero, the kind of packing.
            let body = &chunk[4..length + 4];
            let name = body.iter().position(|byte| *byte == 0).unwrap_or(0);
            let packed = body.get(name + 2..).unwrap_or_default();
            let mut unpacked = ZlibDecoder::new(packed).take(MAX_PROFILE + 1);
            // What cannot be unpacked to its end fills no more memory than it did so far.
            let size = std::io::copy(&mut unpacked, &mut std::io::sink());
            if size.is_ok_and(|size| size > MAX_PROFILE) {
                return false;
            }
        }
        rest = next;
    }
    true
}

/// The checksum of a chunk, to make hostile ones with.
#[cfg(test)]
pub(super) fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 }
        })
    })
}
