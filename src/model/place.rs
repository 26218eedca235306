//! [`Place`], an item of the framework, a policy or a project at which indicators are shown, and
//! [`Indicators`], the indicators of a book by place.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::{Indicator, NodeId, ParseIdError, PolicyId};
use crate::record;
use crate::span::Spanned;

/// The id of an item of the framework (`1-2`) or of a policy (`1-2-03`), as written. `1-2-10` may be
/// both: the number of levels decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceId {
    node: Option<NodeId>,
    policy: Option<PolicyId>,
}

impl PlaceId {
    /// The place in a framework with `depth` levels above the sheets; `None` where the id is longer
    /// than that of a policy.
    #[must_use]
    pub fn within(self, depth: usize) -> Option<Place> {
        let node = self.node.filter(|node| node.depth() <= depth).map(Place::Node);
        let policy = self.policy.filter(|policy| policy.node.depth() == depth);
        node.or(policy.map(Place::Policy))
    }
}

impl fmt::Display for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.policy, self.node) {
            (Some(policy), _) => policy.fmt(f),
            (None, Some(node)) => node.fmt(f),
            (None, None) => Ok(()),
        }
    }
}

impl FromStr for PlaceId {
    type Err = ParseIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (node, policy) = (text.parse().ok(), text.parse().ok());
        if node.is_none() && policy.is_none() {
            return Err(ParseIdError);
        }
        Ok(Self { node, policy })
    }
}

record! {
    /// A further place of an indicator.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct FurtherPlace {
        /// The item of the framework, or the policy.
        node: Spanned<PlaceId> = required named "at" "施策体系の番号（1、1-2）か、施策の番号（1-2-03）";
        /// The project of the policy, by name.
        project: Option<Spanned<String>> = optional "その施策の事業に載せるなら、事業の名前";
    }
}

/// Where an indicator is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At an item of the framework.
    Node(NodeId),
    /// At a policy.
    Policy(PolicyId),
    /// At a project, by its number within the policy, from 1.
    Project(PolicyId, usize),
}

impl Place {
    /// The item of the framework that it is, or is in.
    #[must_use]
    pub fn node(self) -> NodeId {
        match self {
            Self::Node(node) => node,
            Self::Policy(policy) | Self::Project(policy, _) => policy.node,
        }
    }

    /// The policy that it is, or is in.
    #[must_use]
    pub fn policy(self) -> Option<PolicyId> {
        match self {
            Self::Node(_) => None,
            Self::Policy(policy) | Self::Project(policy, _) => Some(policy),
        }
    }
}

/// The indicators of a book, in its order, and where each is shown. An indicator belongs to its first
/// place, and is counted there alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Indicators {
    all: Vec<Indicator>,
    at: BTreeMap<Place, Vec<usize>>,
}

impl Indicators {
    /// The indicators `all`, which are in the order of the book and have their places.
    #[must_use]
    pub fn new(all: Vec<Indicator>) -> Self {
        let mut at: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let homes = all.iter().enumerate().filter_map(|(index, i)| Some((i.first_place()?, index)));
        let others = all.iter().enumerate().flat_map(|(index, indicator)| {
            indicator.places.iter().skip(1).map(move |place| (*place, index))
        });
        for (place, index) in homes.chain(others) {
            at.entry(place).or_default().push(index);
        }
        Self { all, at }
    }

    /// All of them, each once.
    pub fn all(&self) -> impl Iterator<Item = &Indicator> {
        self.all.iter()
    }

    /// All of them, to be changed.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Indicator> {
        self.all.iter_mut()
    }

    /// Those that are shown at `place`: first those that belong there.
    pub fn at(&self, place: Place) -> impl Iterator<Item = &Indicator> {
        self.at.get(&place).into_iter().flatten().map(|index| &self.all[*index])
    }

    /// How many are shown at the item `node` and at anything below it, each as often as it is shown.
    #[must_use]
    pub fn rows_within(&self, node: NodeId) -> usize {
        let places = self.at.iter().filter(|(place, _)| place.node().is_within(node));
        places.map(|(_, indicators)| indicators.len()).sum()
    }

    /// Those that belong to the item `node` or to anything below it.
    pub fn within(&self, node: NodeId) -> impl Iterator<Item = &Indicator> {
        let is_within =
            move |i: &&Indicator| i.first_place().is_some_and(|h| h.node().is_within(node));
        self.all.iter().filter(is_within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_levels_decides_what_an_id_is() {
        let place = |text: &str, depth| text.parse::<PlaceId>().expect("an id").within(depth);
        let node = |text: &str| Some(Place::Node(text.parse().expect("an id")));
        let policy = |text: &str| Some(Place::Policy(text.parse().expect("an id")));
        assert_eq!((place("1", 2), place("1-2", 2)), (node("1"), node("1-2")));
        assert_eq!((place("1-2-10", 2), place("1-2-10", 3)), (policy("1-2-10"), node("1-2-10")));
        assert_eq!((place("1-2-03", 2), place("1-2-03", 3)), (policy("1-2-03"), None));
        assert_eq!((place("1-10", 1), place("1-2-3-4", 2)), (policy("1-10"), None));
        assert!("1-".parse::<PlaceId>().is_err());
        assert_eq!("1-2-10".parse::<PlaceId>().map(|id| id.to_string()).as_deref(), Ok("1-2-10"));
    }
}
