//! Permanent ids (固定ID), and references to earlier editions (`was`).

use std::fmt;
use std::str::FromStr;

use super::FiscalYear;
use crate::record;
use crate::span::Spanned;

/// The permanent id of a policy or project. It is never printed and never changes, so that
/// editions can be compared whatever is renamed, moved or inserted.
///
/// `planbook ids` gives ids of [`Uid::LENGTH`] characters of [`Uid::ALPHABET`], the first a letter.
/// Without vowels they form no words, without `0`, `1` and `l` none is misread, and no YAML reader
/// or spreadsheet takes one for a number or a date. A city may also use codes of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(String);

impl Uid {
    /// The characters of new ids.
    pub const ALPHABET: &'static [u8; 27] = b"bcdfghjkmnpqrstvwxz23456789";
    /// How many of [`Uid::ALPHABET`] are letters.
    const LETTERS: usize = 19;
    /// The length of new ids. 270 million of them are there, a large book has 10,000.
    pub const LENGTH: usize = 6;
    /// The greatest length of any id, in bytes.
    const LONGEST: usize = 32;

    /// The id whose characters are chosen by `bytes`.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; Self::LENGTH * 2]) -> Self {
        let mut id = String::with_capacity(Self::LENGTH);
        for (at, pair) in bytes.chunks_exact(2).enumerate() {
            let choices = if at == 0 { Self::LETTERS } else { Self::ALPHABET.len() };
            let number = usize::from(u16::from_le_bytes([pair[0], pair[1]]));
            id.push(char::from(Self::ALPHABET[number % choices]));
        }
        Self(id)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Uid {
    type Err = ();

    /// Reads a lower-case ASCII letter followed by letters, digits and `-`; 2 to 32 characters.
    fn from_str(text: &str) -> Result<Self, ()> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let sound = (2..=Self::LONGEST).contains(&text.len())
            && text.as_bytes()[0].is_ascii_lowercase()
            && text.bytes().all(plain);
        sound.then(|| Self(text.to_owned())).ok_or(())
    }
}

record! {
    /// The place and name of a policy, project, section or indicator in an edition before, if it was renamed,
    /// moved, merged or split since.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Was {
        /// The edition.
        edition: Spanned<FiscalYear> = required "どの年度の版か。例 R6";
        /// Its place there: the number of the policy (of a policy or project), the department (of a
        /// section) or the number of the basic plan (of an indicator).
        place: Option<Spanned<String>> = optional "その版での場所。施策と事業は施策の番号、課は部の名前、成果指標は基本計画の番号";
        /// Its name there.
        name: Spanned<String> = required "その版での名前";
    }
}

#[cfg(test)]
mod tests {
    use super::Uid;

    #[test]
    fn ids_are_read_as_they_are_written() {
        for id in ["k7m3xq", "kosodate-app", "p2"] {
            assert_eq!(id.parse::<Uid>().map(|id| id.to_string()).as_deref(), Ok(id));
        }
        for other in ["", "k", "7m3xqk", "K7m3xq", "k7 m3", "子育て", "-k7m3x", "k_7"] {
            assert_eq!(other.parse::<Uid>(), Err(()), "{other}");
        }
        assert_eq!("a".repeat(33).parse::<Uid>(), Err(()));
    }

    #[test]
    fn new_ids_begin_with_a_letter_and_hold_no_vowel() {
        for n in 0..=u16::MAX {
            let [low, high] = n.to_le_bytes();
            let id =
                Uid::from_bytes(&[low, high, high, low, low, low, high, high, low, 0, 0, high]);
            assert!(id.as_str().parse::<Uid>().is_ok());
            assert!(!id.as_str().contains(['a', 'e', 'i', 'o', 'u', 'l', 'y', '0', '1']));
        }
    }
}
