//! `policies/<goal>/<id>.yaml`.

use std::collections::BTreeMap;

use super::decode::{Decode, distinct};
use super::fields::Fields;
use super::yaml::Node;
use crate::diag::Sink;
use crate::model::{Policy, PolicyId, Project, Relisted};
use crate::span::{Span, Spanned};

/// Reads the facts of the policy that the file is named after; its prose is another file.
pub fn policy(id: PolicyId, node: &Node, sink: &mut Sink) -> Option<Policy> {
    let mut f = Fields::of(node, sink)?;
    let title = f.required("title", sink);
    let sections = f.required_distinct("sections", sink);
    let themes: Option<Vec<Spanned<u8>>> = f.or("themes", Vec::new(), sink);
    if let Some(themes) = &themes {
        distinct(themes, sink);
    }
    let unrated = Spanned::new(BTreeMap::new(), f.span());
    let rating = f.or("rating", unrated, sink);
    let projects = f.each("projects", sink, project);
    let relisted = f.or("relisted", Vec::new(), sink);
    f.finish(sink);
    Some(Policy {
        id,
        span: Span::start_of(node.span.file),
        title: title?,
        sections: sections?,
        themes: themes?,
        rating: rating?,
        projects: projects?,
        relisted: relisted?,
        prose: Vec::new(),
    })
}

impl Decode for Relisted {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut f = Fields::of(node, sink)?;
        let (policy, name) = (f.required("policy", sink), f.required("name", sink));
        f.finish(sink);
        Some(Self { policy: policy?, name: name? })
    }
}

fn project(node: &Node, sink: &mut Sink) -> Option<Project> {
    let mut f = Fields::of(node, sink)?;
    let none_yet = f.span();
    let name = f.required("name", sink);
    let section = f.awaited("section", sink);
    let description = f.awaited("description", sink);
    let results = f.or("results", Spanned::new(BTreeMap::new(), none_yet), sink);
    let settlement = f.or("settlement", Spanned::new(BTreeMap::new(), none_yet), sink);
    let budget = f.awaited("budget", sink);
    let funding = f.or("funding", Spanned::new(BTreeMap::new(), none_yet), sink);
    let direction = f.awaited("direction", sink);
    f.finish(sink);
    Some(Project {
        name: name?,
        section: section?,
        description: description?,
        results: results?,
        settlement: settlement?,
        budget: budget?,
        funding: funding?,
        direction: direction?,
    })
}
