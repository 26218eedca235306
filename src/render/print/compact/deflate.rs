//! Compressed streams of a PDF.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use libdeflater::{CompressionLvl, Compressor};

/// How much work goes into a stream: the next of libdeflate's levels takes half as much time again and makes
/// a book smaller by less than a hundredth.
const LEVEL: i32 = 7;

/// The longest stream that is unpacked to be packed again, in bytes.
const LONGEST: u64 = 64 << 20;

const FILTER: &[u8] = b"/FlateDecode";

/// The entries of the stream `body`, and the rest from the word `stream` on.
pub(super) fn split(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let begins = |at: &usize| {
        let (entries, rest) = body.split_at(*at);
        entries.trim_ascii_end().ends_with(b">>")
            && (rest.starts_with(b"stream\n") || rest.starts_with(b"stream\r\n"))
    };
    (0..body.len()).find(begins).map(|at| body.split_at(at))
}

/// The stream `body` packed again, and what it holds as `shorter` has it; none if it does not become smaller,
/// or is not packed in the one way that is known here.
pub(super) fn smaller(body: &[u8], shorter: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let (head, rest) = split(body)?;
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
    let now = packed(&plain).filter(|now| now.len() < packed_before.len())?;
    let length = now.len().to_string();
    let (before, after) = (&head[..at], &head[at + digits..]);
    Some([before, length.as_bytes(), after, b"stream\n", &now, end].concat())
}

/// `data` as the data of a stream.
pub(super) fn packed(data: &[u8]) -> Option<Vec<u8>> {
    let mut compressor = Compressor::new(CompressionLvl::new(LEVEL).ok()?);
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
        let head = format!("<</Length {}{entries}>>\nstream\n", data.len());
        [head.as_bytes(), &data, b"\nendstream"].concat()
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
        assert_eq!(&after[start + length..], b"\nendstream");
    }

    #[test]
    fn the_word_stream_in_an_entry_begins_no_data() {
        let body = stream("/Subtype/application#2Foctet-stream/Of 7 0 R", b"data");
        let (entries, data) = split(&body).expect("a stream");
        assert!(entries.ends_with(b"/Of 7 0 R>>\n"), "{}", String::from_utf8_lossy(entries));
        assert!(data.starts_with(b"stream\n"));
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
        assert_eq!(smaller(b"<</Length 99/Filter/FlateDecode>>\nstream\nshort", |_| None), None);
    }
}
