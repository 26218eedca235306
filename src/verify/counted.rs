//! What is below a subject, to be counted: policies, indicators, and the steps of ratings.
//!
//! This module must not know file formats.

use std::collections::HashMap;

use super::facts::{Facts, Subject};
use super::json::PUBLICATION;
use super::number::Number;
use super::table::Row;

impl<'a> Facts<'a> {
    /// The policies of an item or section, by their ids.
    pub fn policies_below(&self, subject: &Subject) -> Option<Vec<String>> {
        let of_item =
            |id: &str| self.scopes.of(id).iter().map(|id| id.clone().into_owned()).collect();
        Some(match subject {
            Subject::Plan => of_item(""),
            Subject::Item(id) => of_item(id),
            Subject::Policy(id) => vec![id.clone()],
            Subject::Section(id) => {
                let rows = self.tables.rows("policy_sections");
                let own = rows.filter(|row| row.words("section_id") == id.as_str());
                own.map(|row| row.words("policy_id").into_owned()).collect()
            }
            Subject::Project(..) | Subject::Indicator(_) => return None,
        })
    }

    /// The indicators of an item of the framework, and of those below it.
    pub fn indicators_below(&self, subject: &Subject) -> Option<Vec<Row<'a>>> {
        let item = match subject {
            Subject::Plan => return Some(self.tables.rows("indicators").collect()),
            Subject::Item(id) => id,
            _ => return None,
        };
        let parents: HashMap<_, _> = self
            .tables
            .rows("framework")
            .map(|row| (row.words("id"), row.words("parent_id")))
            .collect();
        let levels: Vec<_> = self
            .tables
            .rows("codes")
            .filter(|row| row.words("code_set") == "level")
            .map(|row| format!("{}_id", row.words("code")))
            .collect();
        let is_below = |row: &Row<'_>| {
            let own = levels.iter().rev().find(|column| !row.is_empty(column));
            // Where indicators belong to items of several levels, each row says to which.
            let own =
                if row.is_empty("place_id") { own.map(String::as_str) } else { Some("place_id") };
            let Some(mut at) = own.map(|column| row.words(column)) else { return false };
            // A number of an item that is its own parent would lead around for ever.
            for _ in 0..=parents.len() {
                if at == item.as_str() {
                    return true;
                }
                match parents.get(&at) {
                    Some(parent) => at = parent.clone(),
                    None => return false,
                }
            }
            false
        };
        Some(self.tables.rows("indicators").filter(is_below).collect())
    }

    /// The places on the scale, from the best, of the rating of a policy and of the one before it.
    pub fn last_ratings(&self, policy: &str) -> Option<(usize, usize)> {
        let scale: Vec<_> = self
            .tables
            .rows("codes")
            .filter(|row| row.words("code_set") == "rating")
            .map(|row| row.words("code"))
            .collect();
        let place = |rating: &str| scale.iter().position(|code| code == rating);
        let evaluated = self.evaluated.parse::<i32>().ok()?;
        let earlier = self
            .tables
            .rows("ratings")
            .filter(|row| row.words("policy_id") == policy)
            .filter_map(|row| Some((row.words("year").parse().ok()?, row.words("rating"))))
            .filter(|(year, _): &(i32, _)| *year < evaluated);
        let (_, before) = earlier.max_by_key(|(year, _)| *year)?;
        Some((place(self.rating(policy)?)?, place(&before)?))
    }

    /// An amount in yen.
    pub fn in_yen(&self, amount: Number) -> Option<Number> {
        let unit = self.tables.rows(PUBLICATION).find_map(|row| row.number("yen_per_unit"))?;
        amount.times(unit)
    }
}
