//! Detection of the encoding of files that are not UTF-8.

/// The name of the encoding of `bytes`, if it is a common Japanese encoding or UTF-16, and not
/// UTF-8.
pub(super) fn detect(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        Some("UTF-16")
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        is_jis(text).then_some("ISO-2022-JP（JIS）")
    } else if pairs(bytes, is_euc_lead, |b| matches!(b, 0xA1..=0xFE), |_| false) {
        Some("EUC-JP")
    } else if pairs(bytes, is_sjis_lead, is_sjis_trail, is_sjis_kana) {
        Some("Shift_JIS")
    } else {
        None
    }
}

/// Whether `text` is ISO-2022-JP, which is valid UTF-8 because all its bytes are ASCII.
pub(super) fn is_jis(text: &str) -> bool {
    text.contains('\x1B') && (text.contains("\x1B$B") || text.contains("\x1B$@"))
}

/// Whether `bytes` consist of ASCII, single-byte characters, and pairs of a lead and a trail byte.
fn pairs(
    bytes: &[u8],
    lead: fn(u8) -> bool,
    trail: fn(u8) -> bool,
    single: fn(u8) -> bool,
) -> bool {
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        let valid = byte.is_ascii() || single(byte) || lead(byte) && rest.next().is_some_and(trail);
        if !valid {
            return false;
        }
    }
    true
}

fn is_euc_lead(byte: u8) -> bool {
    matches!(byte, 0xA1..=0xFE | 0x8E)
}

fn is_sjis_lead(byte: u8) -> bool {
    matches!(byte, 0x81..=0x9F | 0xE0..=0xFC)
}

fn is_sjis_trail(byte: u8) -> bool {
    matches!(byte, 0x40..=0x7E | 0x80..=0xFC)
}

fn is_sjis_kana(byte: u8) -> bool {
    matches!(byte, 0xA1..=0xDF)
}

#[cfg(test)]
mod tests {
    use super::detect;

    #[test]
    fn encodings_are_detected() {
        assert_eq!(detect("題名".as_bytes()), None);
        assert_eq!(detect(b"\x91\xE8\x96\xBC"), Some("Shift_JIS"));
        assert_eq!(detect(b"\xC2\xEA\xCC\xBE"), Some("EUC-JP"));
        assert_eq!(detect(b"\x1B$BBjL>\x1B(B"), Some("ISO-2022-JP（JIS）"));
        assert_eq!(detect(b"\xFF\xFE\x4C\x98"), Some("UTF-16"));
        assert_eq!(detect("題\u{0}".as_bytes()), None);
        assert_eq!(detect(b"\xE9\xA1\x8C\xFF\xFF"), None);
    }
}
