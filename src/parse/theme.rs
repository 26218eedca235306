//! `themes/<n>.yaml`.

use super::fields::Fields;
use super::yaml::Node;
use crate::diag::Sink;
use crate::model::{LeadPolicy, Theme};
use crate::span::Spanned;

/// Reads the theme that the file is named after; its prose is another file.
pub fn theme(number: u8, node: &Node, sink: &mut Sink) -> Option<Theme> {
    let mut f = Fields::of(node, sink)?;
    let span = f.span();
    let title = f.required("title", sink);
    let leads = f.each("leads", sink, |node, sink| {
        let mut f = Fields::of(node, sink)?;
        let name = f.required("name", sink);
        let description = f.required("description", sink);
        let policies = f.required_distinct("policies", sink);
        f.finish(sink);
        Some(LeadPolicy { name: name?, description: description?, policies: policies? })
    });
    f.finish(sink);
    Some(Theme {
        number: Spanned::new(number, span),
        title: title?,
        prose: Vec::new(),
        leads: leads?,
    })
}
