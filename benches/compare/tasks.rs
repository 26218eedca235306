//! What is raced at one size: the sites, the PDFs, and what a change costs.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::captured::Captured;
use crate::inputs::book::{self, Multiplied};
use crate::inputs::pages::{self, Page};
use crate::inputs::peers;
use crate::inputs::view::View;
use crate::race::{Contender, Costs, LeftOut};
use crate::{machine, names, same, tools};
use fs_err as fs;

/// A book, and what planbook makes of it.
pub struct Book {
    sheets: usize,
    folder: PathBuf,
}

impl Book {
    fn root(&self) -> PathBuf {
        self.folder.join("book")
    }

    fn contender<'a>(
        &self,
        name: &'static str,
        clean: Vec<PathBuf>,
        command: impl Fn() -> Command + 'a,
    ) -> Contender<'a> {
        Contender::new(name, self.sheets, clean, command)
    }

    /// A build into `output`, which begins with nothing.
    fn clean(&self, name: &'static str, output: &str, arguments: &'static [&str]) -> Contender<'_> {
        let output = self.folder.join(output);
        let clean = vec![output.clone()];
        self.contender(name, clean, move || self.build_anew(&output, arguments))
    }

    /// A build that uses nothing of an earlier one.
    fn build_anew(&self, output: &Path, arguments: &[&str]) -> Command {
        let mut command = self.build(output, arguments);
        command.arg("--no-cache");
        command
    }

    fn build(&self, output: &Path, arguments: &[&str]) -> Command {
        let mut command = tools::planbook(&self.root(), &["build", "--output"]);
        command.arg(output).args(arguments);
        command
    }
}

/// The race of those whom `skip` does not leave out.
fn race(mut contenders: Vec<Contender>, skip: &[LeftOut], costs: &mut Costs) -> Result<()> {
    contenders.retain(|contender| {
        let asked_for = !skip.iter().any(|left_out| left_out.is(contender));
        if !asked_for {
            costs.absent.insert((contender.sheets, contender.name), "left out".to_owned());
        }
        asked_for
    });
    costs.race(contenders)
}

/// What the data cost, with the site and alone, as the book grows. The sizes take turns: how
/// fast a machine is may change by a third within the hour that lies between them otherwise.
///
/// # Errors
/// A build failed, or lacks a sheet.
pub fn growth(books: &[Book], skip: &[LeftOut], costs: &mut Costs) -> Result<()> {
    let contenders = books.iter().flat_map(|book| {
        let html = book.clean(names::HTML, "html", &["--only", "html"]);
        let data = book.clean(names::DATA, "data", &["--only", "data"]);
        let (html_folder, data_folder) = (book.folder.join("html"), book.folder.join("data"));
        let html = html.checked(move || {
            same::sheets(&html_folder, book.sheets)?;
            same::data(&html_folder, book.sheets)
        });
        [html, data.checked(move || same::data(&data_folder, book.sheets))]
    });
    race(contenders.collect(), skip, costs)
}

/// One book with everything that the contenders read.
pub struct Task<'a> {
    /// The book.
    pub book: Book,
    view: View,
    skip: &'a [LeftOut],
    /// A peer that would run longer than this, in seconds, judging by a smaller book, does
    /// not run.
    longest: f64,
}

impl<'a> Task<'a> {
    /// Makes the book.
    ///
    /// # Errors
    /// It cannot be written, or planbook finds something in it.
    pub fn new(sheets: usize, skip: &'a [LeftOut], longest: f64) -> Result<Self> {
        let book = Book { sheets, folder: tools::work().join(sheets.to_string()) };
        machine::put_aside(&book.folder)?;
        let root = book.root();
        let project = tools::project();
        Multiplied::new(&project.join("content"), sheets)?.write(&root, &project.join("themes"))?;
        let found = tools::planbook(&root, &["check", "--strict"]).output()?;
        if !found.status.success() {
            let words = String::from_utf8_lossy(&found.stdout);
            let more = String::from_utf8_lossy(&found.stderr);
            return Err(Error::other(format!("the book of {sheets} sheets:\n{words}{more}")));
        }
        let view = tools::planbook(&root, &["view"]).output()?.stdout;
        let view = View::read(&view)?;
        if view.counts.policies != sheets {
            let text = format!("the book has {} sheets, not {sheets}", view.counts.policies);
            return Err(Error::other(text));
        }
        Ok(Self { book, view, skip, longest })
    }

    /// The site alone, against the generators of sites.
    ///
    /// # Errors
    /// Someone failed, or made other pages.
    pub fn sites(&self, costs: &mut Costs) -> Result<()> {
        let pages = pages::all(&self.view);
        let site = pages::site(&self.view);
        let set_ups = tools::project().join("benches/peers");
        let book = &self.book;
        let folder = &book.folder;
        let (hugo, mdbook, eleventy) =
            (folder.join("hugo"), folder.join("mdbook"), folder.join("eleventy"));
        let style = fs::read(tools::project().join("themes/standard/site/assets/style.css"))?;
        for (name, place) in [("hugo", "static"), ("eleventy", "src")] {
            book::copy_folder(&set_ups.join(name), &folder.join(name))?;
            fs::create_dir_all(folder.join(name).join(place))?;
            fs::write(folder.join(name).join(place).join("style.css"), &style)?;
        }
        book::copy_folder(&set_ups.join("mdbook"), &mdbook)?;
        peers::hugo(&hugo, &pages, &site)?;
        peers::mdbook(&mdbook, &pages)?;
        peers::eleventy(&eleventy, &pages, &site)?;

        let folders = |path: &str| match path {
            "" => "index.html".to_owned(),
            _ => format!("{path}/index.html"),
        };
        let files = |path: &str| match path {
            "" => "index.html".to_owned(),
            _ => format!("{path}.html"),
        };
        let same = |root: &Path, place: &dyn Fn(&str) -> String| {
            same::site(root, &pages, &self.view, place)
        };
        let ours = folder.join("site");
        let contenders = vec![
            book.clean(names::SITE, "site", &["--only", "site"]).checked(|| same(&ours, &folders)),
            book.contender(names::HUGO, vec![hugo.join("public"), hugo.join("resources")], || {
                let mut command = tools::hugo();
                command.arg("--source").arg(&hugo).arg("--quiet");
                command
            })
            .checked(|| same(&hugo.join("public"), &folders)),
            book.contender(names::MDBOOK, vec![mdbook.join("book")], || {
                let mut command = tools::mdbook();
                command.arg("build").arg(&mdbook);
                command
            })
            .checked(|| same(&mdbook.join("book"), &files)),
            book.contender(
                names::ELEVENTY,
                vec![eleventy.join("_site"), eleventy.join(".cache")],
                || {
                    let mut command = tools::eleventy();
                    command.current_dir(&eleventy).arg("--quiet");
                    command
                },
            )
            .checked(|| same(&eleventy.join("_site"), &folders)),
        ];
        self.race(contenders, costs)
    }

    /// The race of those who are asked for and would end in time.
    fn race(&self, mut contenders: Vec<Contender>, costs: &mut Costs) -> Result<()> {
        contenders.retain(|contender| {
            let expected = costs.expected(contender.sheets, contender.name).unwrap_or_default();
            if expected > self.longest {
                let why = format!("about {:.0} minutes are to be expected", expected / 60.0);
                costs.absent.insert((contender.sheets, contender.name), why);
            }
            expected <= self.longest
        });
        race(contenders, self.skip, costs)
    }

    /// The whole publication and the PDF, against the bare typesetter and other ways to a PDF.
    ///
    /// # Errors
    /// Someone failed, or a PDF lacks a sheet.
    pub fn books(&self, costs: &mut Costs) -> Result<()> {
        let pages: Vec<Page> = pages::all(&self.view);
        let title = &self.view.meta.title;
        let set_ups = tools::project().join("benches/peers/print");
        let book = &self.book;
        let folder = &book.folder;
        let print = folder.join("print");
        let style = fs::read_to_string(set_ups.join("book.css"))?;
        peers::print_html(&print, &pages, title, &style)?;
        peers::pandoc(&print, &pages, title)?;
        let typst = Captured::new(
            book.build_anew(&folder.join("captured"), &["--no-volumes"]),
            &folder.join("jobs"),
            &self.view.meta.file,
        )?;

        let file = format!("pdf/{}.pdf", self.view.meta.file);
        let ours = folder.join("pdf").join(&file);
        let (html, markdown) = (print.join("book.html"), print.join("book.md"));
        let (by_chromium, by_weasyprint, by_lualatex) =
            (print.join("chromium.pdf"), print.join("weasyprint.pdf"), print.join("lualatex.pdf"));
        let whole = |path: &Path| same::pdfs(&[path.to_owned()], &self.view);
        let contenders = vec![
            Contender::at_once(names::TYPST, book.sheets, typst.pdfs(), || typst.commands())
                .checked(|| whole(&typst.whole().pdf)),
            book.clean(names::FULL, "full", &["--no-volumes"]).checked(|| {
                same::sheets(&folder.join("full"), book.sheets)?;
                same::data(&folder.join("full"), book.sheets)?;
                typst.same_as(&folder.join("full/pdf"))
            }),
            book.clean(names::VOLUMES, "volumes", &[]).checked(|| {
                let others = typst.others_in(&folder.join("volumes/pdf"))?;
                same::pdfs(&others, &self.view)
            }),
            book.clean(names::PDF, "pdf", &["--only", "pdf", "--no-volumes"])
                .checked(|| whole(&ours)),
            book.contender(names::CHECK, Vec::new(), || tools::planbook(&book.root(), &["check"])),
            book.contender(names::CHROMIUM, vec![by_chromium.clone()], || {
                let mut command = tools::chromium();
                command.args(["--headless", "--no-sandbox", "--disable-gpu"]);
                command.arg("--no-pdf-header-footer");
                command.arg(format!("--print-to-pdf={}", by_chromium.display()));
                command.arg(format!("file://{}", html.display()));
                command
            })
            .checked(|| whole(&by_chromium)),
            book.contender(names::WEASYPRINT, vec![by_weasyprint.clone()], || {
                let mut command = tools::weasyprint();
                command.arg("--quiet").arg(&html).arg(&by_weasyprint);
                command
            })
            .checked(|| whole(&by_weasyprint)),
            book.contender(names::LUALATEX, vec![by_lualatex.clone()], || {
                let mut command = tools::pandoc();
                command.arg(&markdown).arg("--output").arg(&by_lualatex);
                command.arg("--defaults").arg(set_ups.join("pandoc.yaml"));
                command
            })
            .checked(|| whole(&by_lualatex)),
        ];
        self.race(contenders, costs)
    }

    /// What is made again when nothing, or one figure, changed.
    ///
    /// # Errors
    /// A build failed, or does not have the change.
    pub fn changes(&self, costs: &mut Costs) -> Result<()> {
        let book = &self.book;
        let (output, root) = (book.folder.join("kept"), book.root());
        machine::put_aside(&output)?;
        let up_to_date = |_| {
            let done = book.build(&output, &["--no-volumes"]).output()?;
            if done.status.success() { Ok(()) } else { Err(Error::other("the build failed")) }
        };
        // Each change is one that no build has seen before.
        let change = |first: usize| {
            let root = &root;
            move |round: usize| book::change_one_figure(root, first + round)
        };
        let page = || same::page_words(&output.join("policies/1-1-01/index.html"));
        let pdf = || same::pdf_words(&output.join(format!("pdf/{}.pdf", self.view.meta.file)));
        let has = |words: Result<String>, figure: &str| {
            let missing = || Error::other(format!("the change to {figure} is not there"));
            if words?.contains(figure) { Ok(()) } else { Err(missing()) }
        };
        let contender = |name, arguments: &'static [&str]| {
            let output = output.clone();
            book.contender(name, Vec::new(), move || book.build(&output, arguments))
        };
        let contenders = vec![
            contender(names::NOTHING, &["--no-volumes"]).prepared(up_to_date),
            contender(names::FIGURE, &["--only", "html"])
                .prepared(change(10_037))
                .checked(|| has(page(), "10,037")),
            contender(names::FIGURE_ALL, &["--no-volumes"])
                .prepared(change(11_037))
                .checked(|| has(page(), "11,037").and_then(|()| has(pdf(), "11,037"))),
        ];
        self.race(contenders, costs)
    }
}
