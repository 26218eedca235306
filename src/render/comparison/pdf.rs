//! A comparison as a typesetting job with the look of a theme.

use super::page::{FORM, no_form};
use super::view::ComparisonView;
use crate::diag::Diagnostic;
use crate::render::print::{FontSet, Job, Margins, theme_files};
use crate::theme::Theme;

/// The main file of the form.
const MAIN: &str = "main.typ";

/// The job that typesets a comparison with `fonts`.
///
/// # Errors
/// When the theme has no such form.
///
/// # Panics
/// Never: the view is plain data.
pub fn job(view: &ComparisonView, theme: &Theme, fonts: &FontSet) -> Result<Job, Box<Diagnostic>> {
    let name = format!("{FORM}/{MAIN}");
    if theme.forms.iter().all(|(known, _)| *known != name) {
        return Err(Box::new(no_form(&name)));
    }
    let json = serde_json::to_vec(view).expect("the view is plain data");
    let mut files = theme_files(theme);
    let forms = theme.forms.iter().filter(|(name, _)| name.starts_with(FORM));
    files.extend(forms.map(|(name, text)| (format!("forms/{name}"), text.clone().into_bytes())));
    files.push(("comparison.json".to_owned(), json));
    Ok(Job { main: format!("forms/{name}"), files, fonts: fonts.files.clone() })
}

/// The margins of each page: those of the book, the inner one at the left.
#[must_use]
pub fn margins(theme: &Theme) -> Margins {
    let area = &theme.type_area;
    Margins {
        left: f32::from(area.inside),
        right: f32::from(area.outside),
        top: f32::from(area.top),
        bottom: f32::from(area.bottom),
    }
}
