//! The results of evaluations that the edition before has: those of earlier years are of the scale of their time.

use std::collections::BTreeSet;

use crate::model::{Book, Evaluable, EvaluableRecord, Evaluations, FiscalYear};

/// A result: the id of its record, the evaluation, the year, the criterion if it is of one, and what it is.
type Recorded<'a> = (&'a str, &'a str, FiscalYear, Option<&'a str>, &'a str);

/// The results of an edition.
pub(super) struct RecordedMarks<'a>(BTreeSet<Recorded<'a>>);

impl<'a> RecordedMarks<'a> {
    /// The results in `previous` of years before `evaluated`.
    pub(super) fn of(previous: Option<&'a Book>, evaluated: Option<FiscalYear>) -> Self {
        let mut all = BTreeSet::new();
        let mut add = |id: Option<&'a str>, evaluations: &'a Evaluations| {
            let results = id.into_iter().flat_map(|id| results(id, evaluations));
            all.extend(results.filter(|(_, _, year, ..)| Some(*year) < evaluated));
        };
        for policy in previous.into_iter().flat_map(Book::policies) {
            add(id_of(policy), &policy.evaluations);
            for project in &policy.projects {
                add(id_of(project), &project.evaluations);
            }
        }
        Self(all)
    }

    /// Whether it has this result.
    pub(super) fn has(&self, result: Recorded<'_>) -> bool {
        self.0.contains(&result)
    }
}

/// The permanent id of `record`.
pub(super) fn id_of<T: Evaluable>(record: &T) -> Option<&str> {
    let uid = match record.record() {
        EvaluableRecord::Policy(policy) => policy.uid.as_ref(),
        EvaluableRecord::Project(project) => project.uid.as_ref(),
    };
    uid.map(|uid| uid.value.as_str())
}

fn results<'a>(id: &'a str, evaluations: &'a Evaluations) -> impl Iterator<Item = Recorded<'a>> {
    evaluations.iter().flat_map(move |(evaluation, years)| {
        years.iter().flat_map(move |(year, said)| {
            let result = said.value.result.iter().map(|mark| (None, mark.0.as_str()));
            let criteria = said.value.criteria.iter();
            let criteria =
                criteria.map(|(criterion, mark)| (Some(criterion.as_str()), mark.0.as_str()));
            let all = result.chain(criteria);
            all.map(move |(criterion, mark)| (id, evaluation.as_str(), *year, criterion, mark))
        })
    })
}
