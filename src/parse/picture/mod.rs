//! Reads authors' pictures: recognises the format by the bytes, removes the metadata, and decodes the
//! picture once.
//!
//! A photograph's file says where and when it was taken and by whom. Nothing of that is published: only the
//! parts of a file that are needed to draw the picture are. Decoding uses the decoders of the typesetter,
//! so that a broken picture is reported here.
//!
//! This module must not know which texts show the picture.

mod jpeg;
mod png;

use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::diag::{Code, Diagnostic, Text};
use crate::model::{Picture, with_commas};
use crate::source::SourceFile;
use crate::span::{FileId, Span};
use crate::text;

const UNUSABLE: Code = Code("PB0008");

/// The greatest number of pixels: four times what an A4 page shows sharply. Far larger pictures may be made
/// to fill the memory.
const MAX_PIXELS: u64 = 16_000_000;

/// The greatest width and height in pixels, larger than any screen or page.
const MAX_SIDE: u32 = 10_000;

/// The longest part of a file's own name that goes into the name it is published under.
const MAX_STEM: usize = 40;

/// The bytes of a file that are published, and how the picture is turned when it is shown.
struct Clean {
    bytes: Vec<u8>,
    /// Whether it is rotated by a quarter turn, so that width and height are exchanged.
    sideways: bool,
}

/// Reads the picture in `file`.
///
/// # Errors
/// Why it cannot be published.
pub(super) fn read(id: FileId, file: &SourceFile) -> Result<Picture, Diagnostic> {
    let bytes = file.bytes().map_or(&[][..], |bytes| bytes);
    let (format, ending, clean) = match image::guess_format(bytes) {
        Ok(ImageFormat::Png) => (ImageFormat::Png, "png", png::clean(bytes)),
        Ok(ImageFormat::Jpeg) => {
            (ImageFormat::Jpeg, "jpg", jpeg::clean(bytes).map_err(|fault| fault.diagnostic(id))?)
        }
        _ => return Err(wrong_type(id, bytes)),
    };
    let clean = clean.ok_or_else(|| broken(id))?;
    if format == ImageFormat::Png && !png::has_small_profiles(&clean.bytes) {
        return Err(large_profile(id));
    }
    let (width, height) = try_out(format, &clean.bytes, id)?;
    let (width, height) = if clean.sideways { (height, width) } else { (width, height) };
    let hash = blake3::hash(&clean.bytes).to_hex();
    let name = format!("{}-{}.{ending}", plain_stem(file.name()), &hash[..16]);
    Ok(Picture { source: id, name, width, height, bytes: clean.bytes.into() })
}

/// The picture's width and height, if all of it can be decoded.
fn try_out(format: ImageFormat, bytes: &[u8], id: FileId) -> Result<(u32, u32), Diagnostic> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    // The size is looked at first, before anything of that size is made.
    reader.no_limits();
    let mut decoder = reader.into_decoder().map_err(|_| broken(id))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err(too_many_pixels(id, width, height));
    }
    decoder.set_limits(Limits::default()).map_err(|_| broken(id))?;
    DynamicImage::from_decoder(decoder).map_err(|_| broken(id))?;
    Ok((width, height))
}

/// The name of a file, of characters that every server and every address takes as they are.
fn plain_stem(name: &str) -> String {
    let stem = Path::new(name).file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let stem: String = stem.chars().filter(|c| plain(*c)).take(MAX_STEM).collect();
    let stem = stem.to_ascii_lowercase();
    if stem.is_empty() { "picture".to_owned() } else { stem }
}

/// What files are that people take for pictures planbook can use, by how they begin.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match image::guess_format(bytes) {
        Ok(ImageFormat::Gif) => return Some("GIF"),
        Ok(ImageFormat::WebP) => return Some("WebP"),
        Ok(ImageFormat::Avif) => return Some("AVIF"),
        Ok(ImageFormat::Tiff) => return Some("TIFF"),
        Ok(ImageFormat::Bmp) => return Some("BMP"),
        Ok(ImageFormat::Ico) => return Some("ICO"),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(512)];
    let holds = |mark: &[u8]| head.windows(mark.len()).any(|window| window == mark);
    if head.get(4..8) == Some(b"ftyp") {
        Some("HEIC")
    } else if holds(b"<svg") {
        Some("SVG")
    } else if head.starts_with(b"%PDF") {
        Some("PDF")
    } else {
        None
    }
}

fn unusable(id: FileId, message: Text, hint: Text) -> Diagnostic {
    Diagnostic::error(UNUSABLE, message).at(Span::start_of(id)).hint(hint)
}

fn wrong_type(id: FileId, bytes: &[u8]) -> Diagnostic {
    let message = match kind_of(bytes) {
        Some(kind) => text!(
            "この画像は {kind} です（使えるのは PNG と JPEG です）",
            "this picture is {kind}; only PNG and JPEG can be used"
        ),
        None => text!("PNG でも JPEG でもありません", "this is neither PNG nor JPEG"),
    };
    unusable(
        id,
        message,
        text!(
            "画像を開き、写真は JPEG、図や地図は PNG として保存し直してください。名前の終わりを変えても、中身は変わりません",
            "open it and save photographs as JPEG, drawings and maps as PNG; another ending of the name does not change what it is"
        ),
    )
}

fn broken(id: FileId) -> Diagnostic {
    unusable(
        id,
        text!("画像が壊れています", "the picture is broken"),
        text!("もとの画像から、もう一度保存し直してください", "save it again from the original"),
    )
}

fn large_profile(id: FileId) -> Diagnostic {
    unusable(
        id,
        text!(
            "画像のカラープロファイルが大きすぎます（広げると4 MBを超えます）",
            "the picture's colour profile is too large: more than 4 MB unpacked"
        ),
        text!(
            "画像を開き、カラープロファイルを sRGB にするか、プロファイルを付けずに保存し直してください",
            "open it and save it again with the profile sRGB, or with none"
        ),
    )
}

fn too_many_pixels(id: FileId, width: u32, height: u32) -> Diagnostic {
    let (millions, side) = (MAX_PIXELS / 1_000_000, with_commas(&MAX_SIDE.to_string()));
    unusable(
        id,
        text!(
            "画像が大きすぎます（{width}×{height}画素。{millions}00万画素、1辺{side}画素まで）",
            "the picture is too large: {width}×{height}, at most {millions} million pixels and {side} on a side"
        ),
        text!(
            "縮めてください。長い辺が2,000画素あれば、冊子にもサイトにも足ります",
            "make it smaller: 2,000 pixels on its long side do for page and screen"
        ),
    )
}

/// What is wrong with a JPEG that is a JPEG.
enum JpegProblem {
    /// It is for printing presses; screens show it in false colours.
    FourColours,
}

impl JpegProblem {
    fn diagnostic(&self, id: FileId) -> Diagnostic {
        match self {
            Self::FourColours => unusable(
                id,
                text!(
                    "印刷所用の CMYK の画像です（使えるのは RGB と白黒です）",
                    "the picture is in CMYK; only RGB and greys can be used"
                ),
                text!(
                    "画像を開き、カラーモードを RGB にして保存し直してください",
                    "open it and save it again in RGB"
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sink;
    use crate::source::Sources;

    fn picture(name: &str, bytes: &[u8]) -> Result<Picture, Diagnostic> {
        let files = [(name.to_owned(), bytes.to_vec())];
        let sources = Sources::from_bytes(files, &mut Sink::new());
        read(FileId(0), sources.file(FileId(0)))
    }

    fn message(name: &str, bytes: &[u8]) -> String {
        picture(name, bytes).expect_err("it is refused").message.ja
    }

    fn drawn(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let image =
            image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 9]));
        DynamicImage::from(image).write_to(&mut out, format).expect("it is drawn");
        out.into_inner()
    }

    #[test]
    fn a_picture_is_what_its_bytes_are() {
        let png = picture("content/地図 A_1.JPG", &drawn(ImageFormat::Png, 30, 20)).expect("a PNG");
        assert_eq!((png.width, png.height), (30, 20));
        assert!(
            png.name.starts_with("a_1-")
                && Path::new(&png.name).extension().is_some_and(|e| e == "png")
        );
        assert_eq!(picture("content/地図.png", &png.bytes).expect("a PNG").bytes, png.bytes);
        for (bytes, words) in [
            (&b"GIF89a\x01\x00"[..], "GIF"),
            (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP"),
            (b"\x00\x00\x00\x18ftypheic", "HEIC"),
            (b"<svg onload='alert(1)'/>", "SVG"),
            (b"%PDF-1.7", "PDF"),
            (b"", "PNG でも JPEG でもありません"),
            (b"<script>", "PNG でも JPEG でもありません"),
            (b"\x89PNG\r\n\x1a\n", "壊れています"),
            (b"\xFF\xD8\xFF\xE0", "壊れています"),
        ] {
            assert!(message("a.png", bytes).contains(words), "{words}");
        }
    }

    #[test]
    fn nothing_goes_out_but_the_picture() {
        let exif = |orientation: u8| {
            let mut tiff = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
            tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
            tiff.extend(b"GPS 41.8245N 140.6521E");
            tiff
        };
        let with = |segments: &[(u8, Vec<u8>)]| {
            let plain = drawn(ImageFormat::Jpeg, 30, 20);
            let mut out = plain[..2].to_vec();
            for (marker, body) in segments {
                out.extend([0xFF, *marker]);
                out.extend((body.len() as u16 + 2).to_be_bytes());
                out.extend(body);
            }
            out.extend(&plain[2..]);
            out.extend(b"GPS after the end");
            out
        };
        let photo = with(&[
            (0xE1, exif(6)),
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0GPS".to_vec()),
            (0xE2, b"MPF\0GPS".to_vec()),
            (0xED, b"Photoshop 3.0\0GPS".to_vec()),
            (0xFE, b"GPS".to_vec()),
        ]);
        let found = picture("p.jpg", &photo).expect("a photograph");
        assert!(!found.bytes.windows(3).any(|w| w == b"GPS"));
        assert_eq!((found.width, found.height), (20, 30), "it is still turned");
        assert_eq!(picture("p.jpg", &found.bytes).expect("the same").bytes, found.bytes);
        let upright = picture("p.jpg", &with(&[(0xE1, exif(1))])).expect("a photograph");
        assert_eq!((upright.width, upright.height), (30, 20));
        assert!(!upright.bytes.windows(4).any(|w| w == b"Exif"));

        let plain = drawn(ImageFormat::Png, 3, 2);
        let mut with_gps = plain[..33].to_vec();
        for kind in [b"tEXt", b"iTXt", b"eXIf", b"acTL"] {
            with_gps.extend(8u32.to_be_bytes());
            with_gps.extend(kind);
            with_gps.extend(b"GPS\0 GPS\0\0\0\0");
        }
        with_gps.extend(&plain[33..]);
        with_gps.extend(b"GPS");
        assert_eq!(*picture("p.png", &with_gps).expect("a PNG").bytes, plain[..]);
    }

    #[test]
    fn hostile_pictures_are_refused_at_once() {
        for (side, words) in
            [(5000u32, "大きすぎます"), (90_000, "大きすぎます"), (i32::MAX as u32, "画像")]
        {
            let mut huge = drawn(ImageFormat::Png, 3, 2);
            huge[16..20].copy_from_slice(&side.to_be_bytes());
            huge[20..24].copy_from_slice(&side.to_be_bytes());
            let crc = png::crc(&huge[12..29]);
            huge[29..33].copy_from_slice(&crc.to_be_bytes());
            assert!(message("a.png", &huge).contains(words), "{side}");
        }
        let with_profile = |size: usize| {
            let mut packed =
                flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
            std::io::Write::write_all(&mut packed, &vec![0; size]).expect("memory");
            let mut body = b"iCCPx\0\0".to_vec();
            body.extend(packed.finish().expect("memory"));
            let mut png = drawn(ImageFormat::Png, 3, 2);
            let mut chunk = (body.len() as u32 - 4).to_be_bytes().to_vec();
            chunk.extend(&body);
            chunk.extend(png::crc(&body).to_be_bytes());
            png.splice(33..33, chunk);
            png
        };
        assert!(message("a.png", &with_profile(100_000_000)).contains("カラープロファイル"));
        assert!(picture("a.png", &with_profile(600_000)).is_ok());
        let whole = drawn(ImageFormat::Jpeg, 60, 40);
        for cut in [3, 20, whole.len() / 2, whole.len() - 1] {
            assert!(message("a.jpg", &whole[..cut]).contains("壊れています"), "{cut}");
        }
        let cmyk = [
            &[0xFF, 0xD8, 0xFF, 0xC0, 0, 20, 8, 0, 1, 0, 1, 4][..],
            &[1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0, 0xFF, 0xD9],
        ]
        .concat();
        assert!(message("a.jpg", &cmyk).contains("CMYK"));
    }
}
