//! The numbers of the framework: `1`, `1-2`, `1-2-03`.

use std::fmt;
use std::str::FromStr;

/// A 基本目標: `1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoalId(pub u8);

/// A 基本計画: `1-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasicPlanId {
    /// The goal it serves.
    pub goal: GoalId,
    /// Its number within the goal, from 1.
    pub number: u8,
}

/// A 主要施策: `1-2-03`. The last number has two digits, so that file names sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId {
    /// The basic plan it belongs to.
    pub basic_plan: BasicPlanId,
    /// Its number within the basic plan, from 1.
    pub number: u8,
}

/// A text is not an id of the expected level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseIdError;

impl PolicyId {
    /// The goal it serves.
    #[must_use]
    pub fn goal(self) -> GoalId {
        self.basic_plan.goal
    }
}

impl fmt::Display for GoalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for BasicPlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.goal, self.number)
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.basic_plan, self.number)
    }
}

impl FromStr for GoalId {
    type Err = ParseIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        number(text).map(GoalId)
    }
}

impl FromStr for BasicPlanId {
    type Err = ParseIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (goal, rest) = text.split_once('-').ok_or(ParseIdError)?;
        Ok(Self { goal: goal.parse()?, number: number(rest)? })
    }
}

impl FromStr for PolicyId {
    type Err = ParseIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (basic_plan, last) = text.rsplit_once('-').ok_or(ParseIdError)?;
        let two_digits = last.len() == 2 && last.bytes().all(|b| b.is_ascii_digit());
        let n = if two_digits { last.parse().map_err(|_| ParseIdError)? } else { 0 };
        if n == 0 {
            return Err(ParseIdError);
        }
        Ok(Self { basic_plan: basic_plan.parse()?, number: n })
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
        for text in ["1-2-03", "6-4-12", "12-1-01"] {
            assert_eq!(text.parse::<PolicyId>().map(|id| id.to_string()).as_deref(), Ok(text));
        }
        for text in ["1-2-3", "1-2-00", "1-2", "01-2-03", "1-2-003", "a-b-01", "1-2-03 "] {
            assert!(text.parse::<PolicyId>().is_err(), "{text}");
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
