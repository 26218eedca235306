//! Makes the PDFs of single policies that were asked for and adds them to the existing publication.

use super::Step;
use super::errors::unknown_policy;
use super::findings::Failure;
use super::typesetting::Typesetting;
use super::volume_check::VolumeCheck;
use super::whole_book::read_pages;
use crate::diag::Diagnostic;
use crate::layout::PageMap;
use crate::model::PolicyId;
use crate::render::print::{self, Volume};

impl Typesetting<'_> {
    /// Typesets the requested sheets, with the page numbers of the existing PDF of the whole
    /// book, or else those that the plan declares. Returns their paths in the output.
    pub(super) fn sheets(&self) -> Result<Vec<String>, Failure> {
        let ids = self.requested_policies()?;
        (self.progress)(Step::Typesetting);
        let (book, view) = (&self.publication.book, &self.publication.view);
        let pages = read_pages(book, &self.publication.route, self.tree);
        let pages = pages.unwrap_or_else(|_| PageMap::declared(book));
        let sheets: Vec<Volume> =
            ids.iter().filter_map(|id| print::sheet(view, &pages, *id)).collect();
        self.typeset_all(&sheets, VolumeCheck::Labels)?;
        Ok(sheets.into_iter().map(|sheet| sheet.route).collect())
    }

    /// The requested policies without duplicates. Unknown ones are reported.
    fn requested_policies(&self) -> Result<Vec<PolicyId>, Failure> {
        let book = &self.publication.book;
        let mut ids: Vec<PolicyId> = Vec::new();
        let mut unknown: Vec<Diagnostic> = Vec::new();
        for word in &self.request.policies {
            match word.parse().ok().filter(|id| book.policy(*id).is_some()) {
                Some(id) if ids.contains(&id) => {}
                Some(id) => ids.push(id),
                None => unknown.push(unknown_policy(word, book)),
            }
        }
        self.findings.check(unknown)?;
        Ok(ids)
    }
}
