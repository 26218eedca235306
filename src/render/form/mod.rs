//! Documents that a theme makes of the book's data and that are no part of the book, such as
//! 主要施策の成果説明書: each is a folder in `forms/` of the theme with `form.yaml`, `main.typ` and, if there
//! is to be a page, `page.html`.
//!
//! 1. [`entries`] finds what `form.yaml` selects, narrowed to a section or an item of the framework.
//! 2. [`view`] is what the templates get.
//! 3. [`missing`] finds the values that the form needs and the book does not have.
//!
//! This module must not know where a document is written.

mod entries;
mod missing;
mod view;

use tera::{Context, Tera};

use crate::diag::{Code, Diagnostic, Sink};
use crate::parse::{FormSpec, form_spec};
use crate::render::print::{FontSet, Job, theme_files};
use crate::render::template_error;
use crate::source::SourceFile;
use crate::text;
use crate::theme::Theme;

pub use entries::Narrowed;
pub use missing::missing_values;
pub use view::FormView;

const NO_FORM: Code = Code("PB0575");

const SPEC: &str = "form.yaml";
const MAIN: &str = "main.typ";
const PAGE: &str = "page.html";
const STYLE: &str = "style.css";

/// A form of a theme.
#[derive(Debug)]
pub struct Form {
    /// Its folder in `forms/`.
    pub id: String,
    /// What it selects.
    pub spec: FormSpec,
    /// The file that says so, for findings in it.
    pub manifest: SourceFile,
}

/// Why there is no form.
#[derive(Debug)]
pub struct NotFound {
    /// The findings.
    pub findings: Vec<Diagnostic>,
    /// The `form.yaml` that they are in.
    pub manifest: Option<SourceFile>,
}

impl Form {
    /// The form called `name`, by its folder or its name, of the theme in the folder `theme_name`.
    ///
    /// # Errors
    /// When there is none, or its `form.yaml` is wrong.
    pub fn find(name: &str, theme: &Theme, theme_name: &str) -> Result<Self, Box<NotFound>> {
        let mut known = Vec::new();
        // The first form that cannot be read: its name, which may be the one asked for, is unknown.
        let mut unread = None;
        for (file, text) in &theme.forms {
            let Some(id) = file.strip_suffix(SPEC).and_then(|id| id.strip_suffix('/')) else {
                continue;
            };
            let path = format!("themes/{theme_name}/forms/{file}");
            let mut sink = Sink::new();
            let manifest = SourceFile::manifest(path, text.clone().into_bytes(), &mut sink);
            let spec = form_spec(&manifest, &mut sink);
            let called = spec.as_ref().is_some_and(|spec| spec.name.value == name);
            if id != name && !called {
                match spec {
                    Some(spec) => known.push(format!("{}（{id}）", spec.name.value)),
                    None => unread = unread.or(Some((sink.into_sorted(), manifest))),
                }
                continue;
            }
            return match spec {
                Some(spec) if sink.is_empty() => Ok(Self { id: id.to_owned(), spec, manifest }),
                _ => Err(Box::new(NotFound {
                    findings: sink.into_sorted(),
                    manifest: Some(manifest),
                })),
            };
        }
        Err(Box::new(match unread {
            Some((findings, manifest)) => NotFound { findings, manifest: Some(manifest) },
            None => NotFound { findings: vec![unknown(name, &known)], manifest: None },
        }))
    }

    /// The form called `name` of `theme`, to be published with the book.
    ///
    /// # Errors
    /// When there is none, or its `form.yaml` is wrong: then `planbook build --form` shows where.
    pub fn published(name: &str, theme: &Theme) -> Result<Self, Box<Diagnostic>> {
        Self::find(name, theme, "").map_err(|not_found| {
            let NotFound { mut findings, manifest } = *not_found;
            let unknown = findings.pop().filter(|_| manifest.is_none());
            Box::new(unknown.unwrap_or_else(|| {
                Diagnostic::error(
                    NO_FORM,
                    text!(
                        "「{name}」の form.yaml に誤りがあります",
                        "the form.yaml of `{name}` is wrong"
                    ),
                )
                .hint(text!(
                    "planbook build --form {name} が、どこかを示します",
                    "`planbook build --form {name}` shows where"
                ))
            }))
        })
    }

    /// The finding for a `view` that has nothing.
    #[must_use]
    pub fn nothing(&self, view: &FormView<'_>) -> Diagnostic {
        let (name, narrowed) = (&self.spec.name.value, &view.narrowed);
        let of = if narrowed.is_empty() { String::new() } else { format!("「{narrowed}」の") };
        Diagnostic::error(
            NO_FORM,
            text!(
                "「{name}」に載せる{of}ものがありません",
                "there is nothing for the form `{name}` {narrowed}"
            ),
        )
        .hint(if narrowed.is_empty() && !view.lists.is_empty() {
            text!(
                "この本に、この書類が並べるもの（施策、事業、成果指標など）がありません",
                "this book has nothing of what the form lists: policies, projects, indicators"
            )
        } else if narrowed.is_empty() {
            text!(
                "この版には、この書類に載せる年度の評価や実績、前の年度の額がありません（plan.yaml の edition の evaluated）",
                "this edition has no results of an evaluated year (`edition.evaluated` in plan.yaml) or \
                 amounts of the year before"
            )
        } else {
            text!(
                "--section と --level の書き方を確かめてください（課の名前、1、1-2 など）",
                "look at --section and --level: the name of a section; 1, 1-2"
            )
        })
    }

    /// The job that typesets `view` with `fonts`.
    ///
    /// # Errors
    /// When the form has no `main.typ`.
    ///
    /// # Panics
    /// Never: the view is plain data.
    pub fn job(
        &self,
        view: &FormView<'_>,
        theme: &Theme,
        fonts: &FontSet,
    ) -> Result<Job, Box<Diagnostic>> {
        let name = format!("{}/{MAIN}", self.id);
        if theme.forms.iter().all(|(known, _)| *known != name) {
            return Err(Box::new(no_file(&name)));
        }
        let json = serde_json::to_vec(view).expect("the view is plain data");
        let mut files = theme_files(theme);
        let forms = theme.forms.iter();
        files
            .extend(forms.map(|(name, text)| (format!("forms/{name}"), text.clone().into_bytes())));
        files.push(("form.json".to_owned(), json));
        Ok(Job { main: format!("forms/{name}"), files, fonts: fonts.files.clone() })
    }

    /// The page of `view`: one file without scripts or other files; `None` if the form has no page.
    ///
    /// # Errors
    /// When a template is wrong.
    pub fn page(
        &self,
        view: &FormView<'_>,
        theme: &Theme,
    ) -> Result<Option<String>, Box<Diagnostic>> {
        let name = format!("{}/{PAGE}", self.id);
        if theme.forms.iter().all(|(known, _)| *known != name) {
            return Ok(None);
        }
        let style = theme.assets.iter().find(|(name, _)| name == STYLE).map(|(_, bytes)| bytes);
        let style = String::from_utf8_lossy(style.map_or(&[][..], Vec::as_slice)).into_owned();
        let mut context = Context::new();
        context.insert("style", &style);
        context.insert("form", view);
        let pages = theme.forms.iter().filter(|(name, _)| name.ends_with("html"));
        let mut tera = Tera::new();
        tera.add_raw_templates(pages.map(|(name, text)| (name.as_str(), text.as_str())))
            .and_then(|()| tera.render(&name, &context))
            .map(Some)
            .map_err(|error| Box::new(template_error(NO_FORM, "forms/", &error)))
    }
}

fn unknown(name: &str, known: &[String]) -> Diagnostic {
    let (ja, en) = (known.join("、"), known.join(", "));
    Diagnostic::error(
        NO_FORM,
        text!("書類の様式「{name}」はテーマにありません", "the theme has no form `{name}`"),
    )
    .hint(if known.is_empty() {
        text!(
            "themes/standard/forms/ を、このテーマのフォルダーに写してください",
            "copy themes/standard/forms/ into the folder of the theme"
        )
    } else {
        text!("あるのは {ja} です", "there are {en}")
    })
}

fn no_file(name: &str) -> Diagnostic {
    Diagnostic::error(
        NO_FORM,
        text!("テーマに forms/{name} がありません", "the theme has no forms/{name}"),
    )
}
