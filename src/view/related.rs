//! The policies that belong to a sheet.

use std::collections::BTreeSet;

use super::Reference;
use super::policy::policy_reference;
use crate::model::{Book, Inline, Node, Policy};

/// How many of them a sheet has at most.
const MOST: usize = 6;

/// The policies that the text of `policy` names, then those of `group`, the same item of the framework.
pub(super) fn related(book: &Book, group: &Node, policy: &Policy) -> Vec<Reference> {
    let mut named = Vec::new();
    for block in policy.prose.iter().flat_map(|section| &section.prose) {
        block.each_inline(&mut |inline| {
            if let Inline::Policy { id, .. } = inline {
                named.extend(book.policy(id.value));
            }
        });
    }
    let mut listed = BTreeSet::from([policy.id]);
    let all = named.into_iter().chain(&group.policies).filter(|it| listed.insert(it.id));
    all.take(MOST).map(policy_reference).collect()
}
