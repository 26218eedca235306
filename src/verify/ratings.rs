//! Compares the counts of ratings in tables.
//!
//! This module must not know file formats.

use std::collections::BTreeMap;

use super::judging::Expected;
use super::matching::{Context, nothing, or_nothing};
use super::number::Number;
use super::printed::{PrintedRow, squeezed};
use crate::diag::Text;

impl Context<'_> {
    /// The number of policies with the rating that a column is about, in a row of the item `id` that counts
    /// ratings.
    pub(super) fn count(&self, id: &str, row: &PrintedRow, column: &str) -> Option<Expected> {
        // A table of an evaluation that the plan declares looks alike, and has other words.
        row.cells.iter().find_map(|cell| self.rating(&cell.column))?;
        let source = Text::same("evaluation.policies");
        if column == "計" {
            // With or without those that have no rating.
            let codes = self.facts.rating_labels.keys();
            let rated = codes.filter_map(|rating| self.facts.count(id, rating));
            let rated = rated.reduce(|a, b| a.plus(b).unwrap_or(a))?;
            let all = self.facts.count(id, "").and_then(|none| none.plus(rated)).unwrap_or(rated);
            let words = [all, rated].into_iter().chain(self.counts_of_others(id, row, None));
            return Some(Expected::Words(words.map(|count| count.to_string()).collect(), source));
        }
        let rating = if column == "評価なし" { "" } else { self.rating(column)? };
        let count = self.facts.count(id, rating)?;
        let others: Vec<_> = self.counts_of_others(id, row, Some(rating)).collect();
        if others.is_empty() {
            return Some(Expected::Number(Some(count), source));
        }
        let words = [count].into_iter().chain(others);
        Some(Expected::Words(words.map(|count| count.to_string()).collect(), source))
    }

    /// The evaluation that the plan declares and a column is named after.
    pub(super) fn evaluation(&self, column: &str) -> Option<&str> {
        let found = self.facts.evaluations.iter().find(|(name, _)| name == column);
        found.map(|(_, code)| code.as_str())
    }

    /// The result of the policy `id` in an evaluation by steps. Points may be printed with a unit.
    pub(super) fn of_evaluation(&self, id: &str, evaluation: &str) -> Option<Expected> {
        let tables = &self.facts.tables;
        let set = format!("evaluation_{evaluation}");
        tables.rows("codes").find(|row| row.words("code_set") == set.as_str())?;
        let result = tables.rows("evaluation_results").find(|row| {
            row.words("policy_id") == id
                && row.is_empty("project_number")
                && row.words("evaluation") == evaluation
                && row.is_empty("criterion")
                && row.words("year") == self.facts.evaluated.as_str()
        });
        let words = match result {
            Some(row) => {
                let (result, label) = (row.words("result"), row.words("result_label"));
                let words = vec![squeezed(&result), squeezed(&format!("{result}{label}"))];
                or_nothing(self.facts, words)
            }
            None => nothing(self.facts),
        };
        Some(Expected::Words(words, Text::same("evaluation_results.result")))
    }

    /// The code of the rating that a column is about.
    fn rating(&self, column: &str) -> Option<&str> {
        let mut ratings = self.facts.rating_labels.iter();
        let is_it = |(code, label): &(&String, &String)| {
            column
                .strip_prefix(&squeezed(code))
                .is_some_and(|rest| rest.is_empty() || rest == *label)
        };
        ratings.find(is_it).map(|(code, _)| code.as_str())
    }

    /// The counts for the item `id` in each evaluation that the plan declares, as far as its results are among
    /// the columns of `row`: of one result, or of all.
    fn counts_of_others(
        &self,
        id: &str,
        row: &PrintedRow,
        result: Option<&str>,
    ) -> impl Iterator<Item = Number> {
        let mut sums: BTreeMap<[String; 3], Number> = BTreeMap::new();
        let rows = self.facts.tables.rows("evaluation_counts");
        for of in rows.filter(|of| of.words("id") == id) {
            let own = of.words("result");
            let is_column = own.is_empty()
                || row.cells.iter().any(|cell| cell.column.starts_with(own.as_ref()));
            let is_asked = result.is_none_or(|result| own == result);
            if let Some(count) = of.number("count").filter(|_| is_column && is_asked) {
                let key = ["evaluation", "criterion", "evaluated_subject"];
                let key = key.map(|column| of.words(column).into_owned());
                let sum = sums.entry(key).or_insert(Number::whole(0));
                *sum = sum.plus(count).unwrap_or(*sum);
            }
        }
        sums.into_values()
    }
}
