//! The rows of indicators: those of the whole view, and those of the printed sheets.

use super::{GoalView, IndicatorView, NodeView, View, sheet};

impl View {
    /// The indicators on the printed sheets: those of the items of the framework that have policies,
    /// and those of policies and projects, as far as the plan's composition of the sheet has them.
    pub fn sheet_indicators(&self) -> impl Iterator<Item = &IndicatorView> {
        let printed = |kind| self.sheet.iter().any(|it| it.pdf && it.kind == kind);
        let (of_nodes, own) = (printed(sheet::INDICATORS), printed(sheet::OWN_INDICATORS));
        let nodes = self.nodes().filter(|node| !node.policies.is_empty());
        let all = nodes.flat_map(move |node| {
            let groups = node.indicator_groups.iter().flat_map(|group| &group.indicators);
            let indicators = node.indicators.iter().filter(move |_| of_nodes);
            indicators.chain(groups.filter(move |_| own))
        });
        all.map(|indicator| &**indicator)
    }
}

impl GoalView {
    /// Every row of its indicators, in the order of the book.
    pub fn all_indicators(&self) -> impl Iterator<Item = &IndicatorView> {
        let own = self.own_indicators.iter().map(|indicator| &**indicator);
        own.chain(self.nodes.iter().flat_map(NodeView::all_indicators))
    }
}

impl NodeView {
    /// Every row of its own indicators and of those of its policies and projects.
    pub fn all_indicators(&self) -> impl Iterator<Item = &IndicatorView> {
        let groups = self.indicator_groups.iter().flat_map(|group| &group.indicators);
        self.indicators.iter().chain(groups).map(|indicator| &**indicator)
    }
}
