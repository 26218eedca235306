//! `framework.yaml`.

use super::fields::Fields;
use super::yaml::Node;
use crate::diag::Sink;
use crate::model::{BasicPlan, Goal};

/// Reads the framework: goals with their basic plans, still without policies.
pub fn framework(node: &Node, sink: &mut Sink) -> Option<Vec<Goal>> {
    let mut f = Fields::of(node, sink)?;
    let goals = f.each("goals", sink, goal);
    f.finish(sink);
    goals
}

fn goal(node: &Node, sink: &mut Sink) -> Option<Goal> {
    let mut f = Fields::of(node, sink)?;
    let id = f.required("id", sink);
    let name = f.required("name", sink);
    let field = f.or("field", None, sink);
    let basic_plans = f.each("basic_plans", sink, |node, sink| {
        let mut f = Fields::of(node, sink)?;
        let id = f.required("id", sink);
        let name = f.required("name", sink);
        f.finish(sink);
        Some(BasicPlan { id: id?, name: name?, policies: Vec::new(), indicators: Vec::new() })
    });
    f.finish(sink);
    Some(Goal { id: id?, name: name?, field: field?, basic_plans: basic_plans? })
}
