//! What the cells of a row say of a project and its policy.

use super::super::Written;
use super::super::finding_kinds::At;
use super::super::marks::Position;
use super::Left;
use super::columns::{Target, Use};
use super::findings;
use super::outline::{ProjectOutline, Said};
use super::rows::Reader;
use crate::model::{NodeId, PolicyId};
use crate::render::workbook::{AskedField, Kind};

impl Reader<'_> {
    /// Takes what the cells of a row say of its policy and where that belongs.
    pub(super) fn facts_of_policy(&mut self, row: u32, columns: &[u32], id: PolicyId) {
        self.out.outline.policy(id);
        for column in columns {
            let Some(Use::Taken(target, kind)) = self.table.columns.get(column).map(|c| &c.used)
            else {
                continue;
            };
            if target.is_of_policy() {
                self.fact_of_policy((row, *column), target, kind, id);
            }
        }
    }

    fn fact_of_policy(&mut self, at: Position, target: &Target, kind: &Kind, id: PolicyId) {
        let value = match self.read_cell(at, kind) {
            Ok(value) => value,
            Err(refusal) => return self.refuse(at, refusal),
        };
        let place = self.table.at(at);
        let outline = &mut self.out.outline;
        let said: &mut Option<Said> = match target {
            Target::Node(level) => outline.nodes.entry(item_at(id, *level)).or_default(),
            Target::Title => &mut outline.policy(id).title,
            Target::Number => &mut outline.policy(id).number,
            Target::Sections => &mut outline.policy(id).sections,
            // The number is the name of the policy's file.
            Target::AskedField(AskedField::Policy) => {
                if value != id.to_string() {
                    self.out.respelled.push(place);
                }
                let first =
                    outline.policies.get(&id).is_none_or(|policy| policy.projects.is_empty());
                if first {
                    self.out.counts.applied += 1;
                } else {
                    self.out.counts.equal += 1;
                }
                return;
            }
            Target::AskedField(field) => {
                let values = &mut outline.policy(id).values;
                let Some((_, (before, other))) = values.get(field).cloned() else {
                    values.insert(field.clone(), (kind.clone(), (value.clone(), place.clone())));
                    self.applied(&place, at, &format!("{id}"), &value);
                    return;
                };
                return self.again(at, id, (value, before, other));
            }
        };
        match said.clone() {
            None => {
                *said = Some((value.clone(), place.clone()));
                self.applied(&place, at, &format!("{id}"), &value);
            }
            Some((before, other)) => self.again(at, id, (value, before, other)),
        }
    }

    /// A cell that says what another one said, or something else.
    fn again(&mut self, at: Position, id: PolicyId, (value, before, other): (String, String, At)) {
        if value == before {
            self.out.counts.equal += 1;
            return;
        }
        self.out.counts.reported += 1;
        let place = self.table.at(at);
        self.out.left.push(Left { at: place.clone(), words: value.clone() });
        let name = format!("{id}の{}", self.table.columns[&at.1].heading);
        self.out.found.push(findings::contradiction(place, &name, &value, &before, &other));
    }

    fn applied(&mut self, place: &At, at: Position, of: &str, value: &str) {
        self.out.counts.applied += 1;
        self.out.written.push(Written {
            workbook: place.workbook().to_owned(),
            cell: place.within(),
            name: format!("{of}の{}", self.table.columns[&at.1].heading),
            before: String::new(),
            after: value.to_owned(),
        });
    }

    pub(super) fn project(&mut self, row: u32, columns: &[u32], id: PolicyId, name: &str) {
        self.facts_of_policy(row, columns, id);
        let mut project = ProjectOutline::default();
        for (column, used) in &self.table.columns {
            let at = (row, *column);
            let own = self.table.sheet.cells.contains_key(&at);
            let Use::Taken(target, kind) = &used.used else {
                if own {
                    self.leave(at);
                }
                continue;
            };
            let Target::AskedField(field) = target else { continue };
            if target.is_of_policy() {
                continue;
            }
            // A cell that is merged over several projects belongs to each where it is a word, and to none
            // where it is an amount or says what was done.
            let projects = self.projects_of_region(row, *column);
            let per_project = !matches!(
                field,
                AskedField::Section | AskedField::Direction | AskedField::Declared(..)
            ) || matches!(kind, Kind::Money | Kind::Number(_));
            if projects > 1 && per_project {
                if own {
                    self.refuse(at, findings::shared(projects));
                }
                continue;
            }
            let over = self.table.merged_over(at).filter(|_| *field != AskedField::Name);
            if let Some(columns) = over.filter(|_| own) {
                self.refuse(at, findings::over_columns(&columns));
                continue;
            }
            let Some((source, kind)) = self.source(row, target) else { continue };
            match self.read_cell(source, kind) {
                Ok(value) => {
                    if own {
                        self.applied(&self.table.at(at), at, name, &value);
                    }
                    if own && *field == AskedField::Section {
                        self.out.sections.push((value.clone(), self.table.at(at)));
                    }
                    project.values.insert(field.clone(), (kind.clone(), value));
                }
                Err(refusal) if own => self.refuse(at, refusal),
                Err(_) => {}
            }
        }
        self.out.outline.policy(id).projects.push(project);
    }

    /// How many rows with a project's name the merged region of this cell has; 1 if there is none.
    fn projects_of_region(&self, row: u32, column: u32) -> usize {
        let Some((top, bottom, Some(_))) = self.table.region(row, column) else { return 1 };
        let name = Target::AskedField(AskedField::Name);
        let mut columns = self.table.columns.iter();
        let names =
            columns.find(|(_, c)| matches!(&c.used, Use::Taken(known, _) if *known == name));
        let Some((names, _)) = names else { return 1 };
        let cells = self.table.sheet.cells.range((top, 0)..=(bottom, u32::MAX));
        cells.filter(|((_, column), _)| column == names).count()
    }
}

/// The item of a level, from 0 for the highest, that the policy `id` is in.
fn item_at(id: PolicyId, level: usize) -> NodeId {
    let mut node = id.node;
    while node.depth() > level + 1
        && let Some(above) = node.parent()
    {
        node = above;
    }
    node
}
