//! A comparison as one HTML page with the look of a theme.

use tera::{Context, Tera};

use super::view::ComparisonView;
use crate::diag::{Code, Diagnostic};
use crate::render::template_error;
use crate::text;
use crate::theme::Theme;

const NO_FORM: Code = Code("PB0572");

/// The folder of the form in a theme.
pub const FORM: &str = "comparison";
/// The template of the page.
const PAGE: &str = "page.html";
/// The style sheet of the theme, which is written into the page.
const STYLE: &str = "style.css";

/// The page of a comparison: one file without scripts or other files.
///
/// # Errors
/// When the theme has no such form, or its template is wrong.
pub fn page(view: &ComparisonView, theme: &Theme) -> Result<String, Box<Diagnostic>> {
    let name = format!("{FORM}/{PAGE}");
    let Some((_, template)) = theme.forms.iter().find(|(known, _)| *known == name) else {
        return Err(Box::new(no_form(&name)));
    };
    let style = theme.assets.iter().find(|(name, _)| name == STYLE).map(|(_, bytes)| bytes);
    let style = String::from_utf8_lossy(style.map_or(&[][..], Vec::as_slice)).into_owned();
    let mut context = Context::new();
    context.insert("style", &style);
    context.insert("comparison", view);
    let mut tera = Tera::new();
    tera.add_raw_templates([(PAGE, template.as_str())])
        .and_then(|()| tera.render(PAGE, &context))
        .map_err(|error| Box::new(template_error(NO_FORM, "forms/comparison/", &error)))
}

/// The finding for a theme without the file `name` among its forms.
pub(super) fn no_form(name: &str) -> Diagnostic {
    Diagnostic::error(
        NO_FORM,
        text!("テーマに forms/{name} がありません", "the theme has no forms/{name}"),
    )
    .hint(text!(
        "themes/standard/forms/ を、このテーマのフォルダーに写してください",
        "copy themes/standard/forms/ into the folder of the theme"
    ))
}
