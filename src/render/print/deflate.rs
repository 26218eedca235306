//! Compressed streams of a PDF.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use libdeflater::{CompressionLvl, Compressor};

/// How much work goes into a stream of objects, and into one that is large or one of many: of libdeflate's
/// levels those after which the size hardly falls any more.
const OBJECTS: i32 = 10;
const OTHER: i32 = 9;

/// The longest stream that is unpacked to be packed again, in bytes.
const LONGEST: u64 = 64 << 20;

const FILTER: &[u8] = b"/FlateDecode";

/// `data` as the data of a stream of objects.
pub(super) fn objects(data: &[u8]) -> Option<Vec<u8>> {
    packed(data, OBJECTS)
}

/// The stream object `whole`, with its head and end, packed again, and what it holds as `shorter` has it;
/// none if it does not become smaller, or is not packed in the one way that is known here.
pub(super) fn smaller(whole: &[u8], shorter: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let start = find(whole, b"stream")?;
    let (head, rest) = whole.split_at(start);
    let data = rest.strip_prefix(b"stream")?;
    let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n"))?;
    let is_known = find(head, b"/DecodeParms").is_none() && one(head, FILTER).is_some();
    let at = one(head, b"/Length ")? + b"/Length ".len();
    let digits = head[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length: usize = std::str::from_utf8(&head[at..at + digits]).ok()?.parse().ok()?;
    let (packed_before, end) = data.split_at_checked(length).filter(|_| is_known)?;
    let mut plain = Vec::new();
    ZlibDecoder::new(packed_before).take(LONGEST).read_to_end(&mut plain).ok()?;
    if plain.len() as u64 >= LONGEST {
        return None;
    }
    let plain = shorter(&plain).unwrap_or(plain);
    let now = packed(&plain, OTHER).filter(|now| now.len() < packed_before.len())?;
    let length = now.len().to_string();
    let (before, after) = (&head[..at], &head[at + digits..]);
    Some([before, length.as_bytes(), after, b"stream\n", &now, end].concat())
}

fn packed(data: &[u8], level: i32) -> Option<Vec<u8>> {
    let mut compressor = Compressor::new(CompressionLvl::new(level).ok()?);
    let mut packed = vec![0; compressor.zlib_compress_bound(data.len())];
    let length = compressor.zlib_compress(data, &mut packed).ok()?;
    packed.truncate(length);
    Some(packed)
}

/// Where `what` stands first.
fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|window| window == what)
}

/// Where `what` stands, if once.
fn one(within: &[u8], what: &[u8]) -> Option<usize> {
    let first = find(within, what)?;
    find(&within[first + what.len()..], what).is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn stream(entries: &str, plain: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(plain).expect("memory takes it");
        let data = encoder.finish().expect("memory takes it");
        let head = format!("7 0 obj\n<</Length {}{entries}>>\nstream\n", data.len());
        [head.as_bytes(), &data, b"\nendstream\nendobj"].concat()
    }

    #[test]
    fn a_packed_stream_is_packed_again() {
        let plain: Vec<u8> =
            (0..9000u32).flat_map(|n| format!("{} 0 l ", n % 177).into_bytes()).collect();
        let before = stream("/Filter/FlateDecode/Of(x)", &plain);
        let after = smaller(&before, |_| None).expect("it becomes smaller");
        assert!(after.len() < before.len(), "{} of {}", after.len(), before.len());
        let head = String::from_utf8_lossy(&after[..60]).into_owned();
        let length: usize = head
            .split("/Length ")
            .nth(1)
            .and_then(|it| it.split('/').next()?.parse().ok())
            .expect("its length");
        let start = find(&after, b"stream\n").expect("a stream") + 7;
        let mut read = Vec::new();
        ZlibDecoder::new(&after[start..start + length])
            .read_to_end(&mut read)
            .expect("packed data");
        assert_eq!(read, plain);
        assert_eq!(&after[start + length..], b"\nendstream\nendobj");
    }

    #[test]
    fn a_stream_of_another_kind_stays() {
        let plain = [7; 5000];
        for entries in [
            "",
            "/Filter/FlateDecode/DecodeParms<</Predictor 12>>",
            "/Filter[/FlateDecode/FlateDecode]",
            "/Filter/DCTDecode",
        ] {
            assert_eq!(smaller(&stream(entries, &plain), |_| None), None, "{entries}");
        }
        assert_eq!(
            smaller(b"7 0 obj\n<</Length 99/Filter/FlateDecode>>\nstream\nshort", |_| None),
            None
        );
    }
}
