//! The framework 施策体系: the tree of everything above the sheets.

use super::{NodeId, Numbered, Policy, PrintedNumber, Project};
use crate::record;
use crate::span::Spanned;

record! {
    /// `framework.yaml`.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FrameworkFile {
        /// The items of the highest level, in order.
        nodes: Vec<Node> = required named "goals" also "nodes" "一番上の段（基本目標など）";
    }
}

record! {
    /// An item of a level above the sheets: 基本目標, 基本計画.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Node {
        /// Its id: the path in the tree.
        id: Spanned<NodeId> = required "番号。上の段の番号に続けます。例 1、その下は 1-2";
        /// The number that is printed; its id where there is none.
        number: Option<Spanned<PrintedNumber>> = optional "印刷する番号。例 Ⅰ、第1章。なければ id を印刷します";
        /// Its name.
        name: Spanned<String> = required "名前" as title;
        /// The field it is about, in a few words; of the highest level alone.
        field: Option<Spanned<String>> = optional "分野を短く。一番上の段だけ";
        /// What it is about, in plain sentences; of the highest level alone.
        summary: Option<Spanned<String>> = optional "何をめざし、今年度に何をするかを、やさしい文で。3文まで。一番上の段だけ" as text;
        /// The items below it; none where the sheets are next.
        nodes: Vec<Node> = optional named "basic_plans" also "nodes" "下の段（基本計画など）。シートのすぐ上の段には書きません";
    }
    later {
        /// Its policies, by number; only of the level next to the sheets.
        policies: Vec<Policy>;
    }
}

impl Node {
    /// It and everything below it but the sheets, each before what is below it.
    pub fn preorder(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        Box::new(std::iter::once(self).chain(self.nodes.iter().flat_map(Self::preorder)))
    }

    /// The policies below it.
    pub fn all_policies(&self) -> impl Iterator<Item = &Policy> {
        self.preorder().flat_map(|node| &node.policies)
    }

    /// The projects below it.
    pub fn all_projects(&self) -> impl Iterator<Item = &Project> {
        self.all_policies().flat_map(|policy| &policy.projects)
    }

    /// The policies below it, to be changed.
    pub fn policies_mut(&mut self) -> Box<dyn Iterator<Item = &mut Policy> + '_> {
        let below = self.nodes.iter_mut().flat_map(Self::policies_mut);
        Box::new(self.policies.iter_mut().chain(below))
    }

    /// The node `id`, it or below it.
    #[must_use]
    pub fn find(&self, id: NodeId) -> Option<&Self> {
        if self.id.value == id {
            return Some(self);
        }
        self.nodes.iter().find_map(|node| node.find(id))
    }

    /// The node `id`, it or below it, to be changed.
    pub fn find_mut(&mut self, id: NodeId) -> Option<&mut Self> {
        if self.id.value == id {
            return Some(self);
        }
        self.nodes.iter_mut().find_map(|node| node.find_mut(id))
    }
}

impl Numbered for Node {
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn own_number(&self) -> Option<&Spanned<PrintedNumber>> {
        self.number.as_ref()
    }
}
