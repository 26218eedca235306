//! PNG without its words: chunks that draw the picture, and no others.

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

/// The checksum of a chunk, to make hostile ones with.
#[cfg(test)]
pub(super) fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 }
        })
    })
}
