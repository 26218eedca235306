//! The publication of a book: what its outputs are made from and that depends on no page number.
//! A build and a preview have the same.

use std::sync::Arc;

use super::page_faults::PageInspector;
use super::published_documents::{PublishedDocument, documents};
use super::{Outputs, Request};
use crate::diag::Diagnostic;
use crate::model::{Book, Status};
use crate::reading::{Mode, Reading};
use crate::render::chart::{self, Chart};
use crate::render::data::{DataFile, Dataset, Tables};
use crate::render::print::{self, Attachment, Extras, FontSet, Job};
use crate::render::site::{Renderer, Templates};
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::View;

/// A book with what its outputs share.
#[derive(Debug)]
pub(super) struct Publication {
    pub book: Book,
    /// The mode in which it is read.
    pub mode: Mode,
    pub view: Arc<View>,
    pub theme: Arc<Theme>,
    /// The theme's print fonts.
    pub fonts: FontSet,
    pub charts: Vec<Chart>,
    /// The renderer of the site, if a site is wanted.
    pub renderer: Option<Renderer>,
    /// The path of the PDF of the whole book.
    pub route: String,
    /// The documents of the theme that are published with it.
    pub documents: Vec<PublishedDocument>,
}

/// The parts of a publication that are made from the book alone, while its texts are still being
/// checked.
pub(super) struct Prepared {
    mode: Mode,
    view: View,
    charts: Result<Vec<Chart>, Diagnostic>,
    renderer: Option<Result<Renderer, Diagnostic>>,
    data: OpenData,
    /// Whether documents are published with the book, for which the theme is needed.
    has_documents: bool,
}

/// The open data, if they are wanted or attached to a PDF.
#[derive(Default)]
pub(super) struct OpenData {
    pub tables: Option<Tables>,
    /// The text files.
    pub texts: Vec<DataFile>,
}

impl Prepared {
    /// Prepares what `request` needs of `book`; its pages are rendered with `templates`.
    pub fn new(
        book: &Book,
        request: &Request,
        theme: &Theme,
        templates: impl FnOnce() -> Result<Templates, Diagnostic> + Send,
    ) -> Self {
        let reading = Reading::in_mode(book, request.mode());
        let data = || {
            let dataset = Dataset::new(reading);
            let texts = dataset.texts();
            OpenData { tables: Some(dataset.into_tables()), texts }
        };
        // The data are attached to the PDF, too.
        let wants_data = request.outputs != Outputs::SITE;
        if !request.policies.is_empty() {
            return Self::for_sheets(reading, theme);
        }
        let (prepared, data) = rayon::join(
            || Self::without_data(reading, request.outputs.site, theme, templates),
            || if wants_data { data() } else { OpenData::default() },
        );
        let has_documents = request.outputs.pdf || request.outputs.site;
        Self { data, has_documents, ..prepared }
    }

    /// Prepares what single sheets need.
    fn for_sheets(reading: Reading<'_>, theme: &Theme) -> Self {
        let view = View::new(reading);
        let has_charts = view.sheet_indicators().next().is_some();
        let charts = if has_charts { chart::draw(&view, theme) } else { Ok(Vec::new()) };
        Self {
            mode: reading.mode(),
            view,
            charts,
            renderer: None,
            data: OpenData::default(),
            has_documents: false,
        }
    }

    /// Prepares everything but the open data; the renderer only if a `site` is wanted.
    pub fn without_data(
        reading: Reading<'_>,
        site: bool,
        theme: &Theme,
        templates: impl FnOnce() -> Result<Templates, Diagnostic>,
    ) -> Self {
        let view = View::new(reading);
        let charts = chart::draw(&view, theme);
        let renderer = charts.as_ref().ok().filter(|_| site);
        let renderer = renderer.map(|charts| Renderer::new(&view, charts, templates()?));
        Self {
            mode: reading.mode(),
            view,
            charts,
            renderer,
            data: OpenData::default(),
            has_documents: site,
        }
    }

    /// The publication of `book`, and its open data, if they are prepared.
    ///
    /// # Errors
    /// The error of a template.
    pub fn publication(
        self,
        book: Book,
        theme: Arc<Theme>,
        fonts: FontSet,
    ) -> Result<(Publication, OpenData), Diagnostic> {
        let Self { mode, view, charts, renderer, data, has_documents } = self;
        let (charts, renderer) = (charts?, renderer.transpose()?);
        let route = format!("pdf/{}.pdf", view.meta.file);
        let view = Arc::new(view);
        let documents = if has_documents { documents(&book, &theme)? } else { Vec::new() };
        let publication =
            Publication { book, mode, view, theme, fonts, charts, renderer, route, documents };
        Ok((publication, data))
    }
}

impl Publication {
    /// The reading of the book that all outputs show.
    pub fn reading(&self) -> Reading<'_> {
        Reading::in_mode(&self.book, self.mode)
    }

    /// The typesetting job of the whole book, with the open data `texts` attached.
    pub fn whole_book(&self, texts: &[DataFile]) -> Job {
        let attachments = texts.iter().map(attachment).collect();
        let extras = Extras { charts: self.charts.clone(), attachments };
        print::whole_book(&self.view, &self.theme, &self.fonts, &extras)
    }

    /// Whether a broken page contract is only a warning: in a relaxed build, and while an edition is
    /// collected, because what has not come yet changes the number of pages.
    pub fn relaxes_contract(&self) -> bool {
        self.mode.relaxed || self.reading().status() == Status::Collecting
    }

    /// The inspector for finished pages, made from `sources`; faults of a relaxed publication are
    /// only warnings.
    pub fn page_inspector<'a>(&'a self, sources: &'a Sources) -> PageInspector<'a> {
        let relaxed = self.mode.relaxed;
        let (area, fonts) = (&self.theme.type_area, &self.fonts.names);
        PageInspector { book: &self.book, sources, area, fonts, relaxed }
    }
}

/// A text file of the open data as an attachment of the PDF.
fn attachment(file: &DataFile) -> Attachment {
    Attachment {
        path: file.path.trim_start_matches("data/").to_owned(),
        // PDF requires the media type without parameters.
        mime: file.media_type.split(';').next().unwrap_or_default().to_owned(),
        description: file.title.clone(),
        relationship: "data",
        bytes: file.bytes.clone(),
    }
}
