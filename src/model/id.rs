//! The ids of the framework: `1`, `1-2`, and of its policies: `1-2-03`.

use std::fmt;
use std::str::FromStr;

/// The id of an item above the sheets: its place in the tree, such as `1` or `1-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId {
    /// The number in each level, from 1; 0 in the levels below it.
    numbers: [u8; Self::DEEPEST],
    depth: u8,
}

impl NodeId {
    /// The greatest number of levels above the sheets.
    pub const DEEPEST: usize = 4;

    /// Its level, from 1 for the highest.
    #[must_use]
    pub fn depth(self) -> usize {
        self.depth.into()
    }

    /// The number in its own level, from 1.
    #[must_use]
    pub fn number(self) -> u8 {
        self.numbers[self.depth().saturating_sub(1)]
    }

    /// The item of the highest level that it is, or is in.
    #[must_use]
    pub fn top(self) -> Self {
        let mut numbers = [0; Self::DEEPEST];
        numbers[0] = self.numbers[0];
        Self { numbers, depth: 1 }
    }

    /// The item above it; none of the highest.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let depth = self.depth.checked_sub(1).filter(|depth| *depth > 0)?;
        let mut numbers = self.numbers;
        numbers[usize::from(depth)] = 0;
        Some(Self { numbers, depth })
    }

    /// Whether it is `other`, or below it.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        let depth = other.depth();
        self.depth >= other.depth && self.numbers[..depth] == other.numbers[..depth]
    }

    /// An id of `depth` levels, as an example.
    #[must_use]
    pub fn example(depth: usize) -> Self {
        let depth = depth.clamp(1, Self::DEEPEST);
        let mut numbers = [0; Self::DEEPEST];
        for (at, number) in numbers[..depth].iter_mut().enumerate() {
            *number = if at == 1 { 2 } else { 1 };
        }
        Self { numbers, depth: depth as u8 }
    }
}

/// The id of a sheet: `1-2-03`. The last number has two digits, so that file names sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId {
    /// The item it belongs to.
    pub node: NodeId,
    /// Its number within that, from 1.
    pub number: u8,
}

/// A text is not an id of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseIdError;

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, number) in self.numbers[..self.depth()].iter().enumerate() {
            if at > 0 {
                f.write_str("-")?;
            }
            write!(f, "{number}")?;
        }
        Ok(())
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.node, self.number)
    }
}

impl FromStr for NodeId {
    type Err = ParseIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mut numbers, mut depth) = ([0; Self::DEEPEST], 0);
        for part in text.split('-') {
            *numbers.get_mut(depth).ok_or(ParseIdError)? = number(part)?;
            depth += 1;
        }
        Ok(Self { numbers, depth: depth as u8 })
    }
}

impl FromStr for PolicyId {
    type Err = ParseIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (node, last) = text.rsplit_once('-').ok_or(ParseIdError)?;
        let two_digits = last.len() == 2 && last.bytes().all(|b| b.is_ascii_digit());
        let n = if two_digits { last.parse().map_err(|_| ParseIdError)? } else { 0 };
        if n == 0 {
            return Err(ParseIdError);
        }
        Ok(Self { node: node.parse()?, number: n })
    }
}

/// A number from 1 to 99 without a leading zero.
fn number(text: &str) -> Result<u8, ParseIdError> {
    let plain = (1..=2).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && !text.starts_with('0');
    if plain { text.parse().map_err(|_| ParseIdError) } else { Err(ParseIdError) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_as_written() {
        for text in ["1-2-03", "6-4-12", "12-1-01", "3-07", "1-2-3-04", "1-2-3-4-05"] {
            assert_eq!(text.parse::<PolicyId>().map(|id| id.to_string()).as_deref(), Ok(text));
        }
        for text in
            ["1-2-3", "1-2-00", "1-2", "1-2-3-4-5-06", "01-2-03", "1-2-003", "a-b-01", "1-2-03 "]
        {
            assert!(text.parse::<PolicyId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_node_knows_what_is_above_it() {
        let id = |text: &str| text.parse::<NodeId>().expect("an id");
        assert_eq!((id("1-2-3").depth(), id("1-2-3").top()), (3, id("1")));
        assert_eq!((id("1-2-3").parent(), id("1").parent()), (Some(id("1-2")), None));
        assert!(id("1-2-3").is_within(id("1-2")) && id("1").is_within(id("1")));
        assert!(!id("1-2").is_within(id("1-2-3")) && !id("1-20").is_within(id("1-2")));
        assert!(id("1") < id("1-1") && id("1-2-9") < id("1-10") && id("1-10") < id("2"));
        for text in ["", "0", "1-", "1--2", "1-2-3-4-5", "1-02"] {
            assert!(text.parse::<NodeId>().is_err(), "{text}");
        }
    }

    #[test]
    fn ids_sort_as_numbers() {
        let mut ids: Vec<PolicyId> =
            ["1-10-01", "1-2-02", "1-2-01"].iter().map(|t| t.parse().expect("an id")).collect();
        ids.sort();
        let sorted: Vec<String> = ids.iter().map(ToString::to_string).collect();
        assert_eq!(sorted, ["1-2-01", "1-2-02", "1-10-01"]);
    }
}
