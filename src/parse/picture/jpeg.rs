//! Copies a JPEG without its metadata: only the segments that are needed to draw the picture.

use image::metadata::Orientation;

use super::{Clean, JpegProblem};

const START: [u8; 2] = [0xFF, 0xD8];
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const EXIF: &[u8] = b"Exif\0\0";

/// The picture in `bytes`, up to its end; nothing where a segment is cut off.
///
/// # Errors
/// What a reader could not show.
pub(super) fn clean(bytes: &[u8]) -> Result<Option<Clean>, JpegProblem> {
    let Some(segments) = segments(bytes) else {
        return Ok(None);
    };
    if segments.iter().any(|s| is_frame(s.marker) && s.body.get(5) == Some(&4)) {
        return Err(JpegProblem::FourColours);
    }
    let turned = segments.iter().find_map(Segment::orientation).filter(|turned| *turned != 1);
    let mut out = START.to_vec();
    let mut turn = turned.map(turning);
    for segment in &segments {
        // JFIF wants to be the first.
        if segment.marker != 0xE0 {
            out.extend(turn.take().into_iter().flatten());
        }
        if segment.draws() {
            out.extend(segment.whole);
        }
    }
    Ok(Some(Clean { bytes: out, sideways: turned.is_some_and(|turned| turned >= 5) }))
}

/// A marker with what belongs to it.
struct Segment<'a> {
    marker: u8,
    /// Without its marker and its length.
    body: &'a [u8],
    whole: &'a [u8],
}

impl Segment<'_> {
    /// Whether it says how the picture looks: JFIF's head, colour profile and Adobe's colour
    /// transform, and whatever is no application's segment and no comment.
    fn draws(&self) -> bool {
        match self.marker {
            0xE0 => self.body.starts_with(b"JFIF\0"),
            0xE2 => self.body.starts_with(b"ICC_PROFILE\0"),
            0xEE => self.body.starts_with(b"Adobe"),
            0xE1..=0xEF | 0xFE => false,
            _ => true,
        }
    }

    /// The orientation of the camera, EXIF 1 to 8.
    fn orientation(&self) -> Option<u8> {
        let tiff = self.body.strip_prefix(EXIF).filter(|_| self.marker == 0xE1)?;
        Orientation::from_exif_chunk(tiff).map(Orientation::to_exif)
    }
}

/// An EXIF segment that says how the picture is turned, and nothing else.
fn turning(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = (2 + EXIF.len() + tiff.len()) as u16;
    [&[0xFF, 0xE1], &length.to_be_bytes()[..], EXIF, &tiff].concat()
}

/// Whether `marker` begins a frame, which has the size and the number of colours.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// The segments up to the end of the picture; nothing where it has none.
fn segments(bytes: &[u8]) -> Option<Vec<Segment<'_>>> {
    let mut rest = bytes.strip_prefix(&START)?;
    let mut all = Vec::new();
    loop {
        if rest.first() != Some(&0xFF) {
            return None;
        }
        // A marker may have any number of these before it.
        let fill = rest.iter().take_while(|byte| **byte == 0xFF).count();
        rest = &rest[fill - 1..];
        let marker = *rest.get(1)?;
        if marker == END {
            all.push(Segment { marker, body: &[], whole: &rest[..2] });
            return Some(all);
        }
        let length = usize::from(u16::from_be_bytes(*rest.get(2..)?.first_chunk()?));
        let body = rest.get(4..2 + length.max(2))?;
        let mut end = 4 + body.len();
        if marker == SCAN {
            end += coded(&rest[end..])?;
        }
        all.push(Segment { marker, body, whole: &rest[..end] });
        rest = &rest[end..];
    }
}

/// The length of the coded picture that `bytes` begin with.
fn coded(bytes: &[u8]) -> Option<usize> {
    let stuffed = |byte: u8| matches!(byte, 0x00 | 0xD0..=0xD7 | 0xFF);
    bytes.windows(2).position(|pair| pair[0] == 0xFF && !stuffed(pair[1]))
}
