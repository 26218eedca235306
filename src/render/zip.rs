//! ZIP archives with the same bytes on every system.

/// The system that entries are said to be made on: Unix, in the numbers of the format.
const UNIX: u8 = 3;
/// The signature of an entry of the central directory, and that of its end.
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
/// The lengths of both without their names and comments.
const ENTRY_LENGTH: usize = 46;
const END_LENGTH: usize = 22;

/// `archive` with the same system in every entry: the writer names the one that it runs on. An archive
/// that cannot be read stays as it is.
#[must_use]
pub fn same_on_every_system(mut archive: Vec<u8>) -> Vec<u8> {
    for at in entries(&archive).unwrap_or_default() {
        archive[at + 5] = UNIX;
    }
    archive
}

/// Where the entries of the central directory begin.
fn entries(archive: &[u8]) -> Option<Vec<usize>> {
    let last = archive.len().checked_sub(END_LENGTH)?;
    let end = (0..=last).rev().find(|at| archive[*at..].starts_with(&END))?;
    let number = |at: usize, length: usize| {
        let bytes = archive.get(at..at + length)?;
        Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    };
    let (count, mut at) = (number(end + 10, 2)?, number(end + 16, 4)?);
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        if !archive.get(at..)?.starts_with(&ENTRY) {
            return None;
        }
        entries.push(at);
        at += ENTRY_LENGTH + number(at + 28, 2)? + number(at + 30, 2)? + number(at + 32, 2)?;
    }
    (at <= end).then_some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_names_one_system_and_nothing_else_changes() {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        workbook.add_worksheet().write_string(0, 0, "PK\u{1}\u{2}").expect("written");
        let written = workbook.save_to_buffer().expect("a workbook");
        let all = entries(&written).expect("an archive");
        assert!(all.len() > 5);
        // As the same writer does on Windows.
        let mut elsewhere = written.clone();
        for at in &all {
            elsewhere[at + 5] = 0;
        }
        assert_eq!(same_on_every_system(elsewhere), same_on_every_system(written.clone()));
        let made = same_on_every_system(written.clone());
        let differing = made.iter().zip(&written).filter(|(one, other)| one != other).count();
        assert!(differing <= all.len() && made.len() == written.len());
        assert_eq!(same_on_every_system(b"PK".to_vec()), b"PK");
        assert_eq!(same_on_every_system(vec![0; 40]), vec![0; 40]);
    }
}
