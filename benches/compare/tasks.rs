//! What is raced at one size: the sites, the PDFs, and what a change costs.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;
use serde_json::Value;

use crate::book::{self, Multiplied};
use crate::pages::{self, Page};
use crate::race::{Contender, Costs};
use crate::{machine, names, peers, same, tools};

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
        if tools::build_knows("--no-cache") {
            command.arg("--no-cache");
        }
        command
    }

    fn build(&self, output: &Path, arguments: &[&str]) -> Command {
        let mut command = tools::planbook(&self.root(), &["build", "--output"]);
        command.arg(output).args(arguments);
        command
    }
}

/// Whether nobody left out `contender`, at all sizes or (`mdBook@12800`) at its own.
fn is_asked_for(contender: &Contender, skip: &[String]) -> bool {
    !skip.iter().any(|word| {
        let (name, at) = word.split_once('@').unwrap_or((word, ""));
        contender.name.contains(name) && (at.is_empty() || at == contender.sheets.to_string())
    })
}

/// The race of those whom `skip` does not leave out.
fn race(mut contenders: Vec<Contender>, skip: &[String], costs: &mut Costs) -> Result<()> {
    contenders.retain(|contender| {
        let asked_for = is_asked_for(contender, skip);
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
/// A build failed.
pub fn growth(books: &[Book], skip: &[String], costs: &mut Costs) -> Result<()> {
    let contenders = books.iter().flat_map(|book| {
        let html = book.clean(names::HTML, "html", &["--only", "html"]);
        [html, book.clean(names::DATA, "data", &["--only", "data"])]
    });
    race(contenders.collect(), skip, costs)
}

/// One book with everything that the contenders read.
pub struct Task<'a> {
    /// The book.
    pub book: Book,
    view: Value,
    skip: &'a [String],
    /// A peer that would run longer than this, in seconds, judging by a smaller book, does
    /// not run.
    longest: f64,
}

impl<'a> Task<'a> {
    /// Makes the book.
    ///
    /// # Errors
    /// It cannot be written, or planbook finds something in it.
    pub fn new(sheets: usize, skip: &'a [String], longest: f64) -> Result<Self> {
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
        let view = serde_json::from_slice(&view)?;
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
        let site = pages::site(&self.view);
        let set_ups = tools::project().join("benches/peers/print");
        let book = &self.book;
        let folder = &book.folder;
        let print = folder.join("print");
        let style = fs::read_to_string(set_ups.join("book.css"))?;
        peers::print_html(&print, &pages, &site, &style)?;
        peers::pandoc(&print, &pages, &site)?;
        let typst = Captured::new(book)?;

        let file = format!("pdf/{}.pdf", pages::text(&self.view["meta"]["file"]));
        let ours = folder.join("pdf").join(&file);
        let (html, markdown) = (print.join("book.html"), print.join("book.md"));
        let (by_chromium, by_weasyprint, by_lualatex) =
            (print.join("chromium.pdf"), print.join("weasyprint.pdf"), print.join("lualatex.pdf"));
        let whole = |path: &Path| same::pdf(path, &self.view);
        let contenders = vec![
            book.contender(names::TYPST, vec![typst.pdf.clone()], || typst.command())
                .checked(|| whole(&typst.pdf)),
            book.clean(names::FULL, "full", &["--no-volumes"])
                .checked(|| typst.same_as(&folder.join("full").join(&file))),
            book.clean(names::VOLUMES, "volumes", &[]),
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
    /// A build failed.
    pub fn changes(&self, costs: &mut Costs) -> Result<()> {
        let book = &self.book;
        let (output, root) = (book.folder.join("kept"), book.root());
        machine::put_aside(&output)?;
        let up_to_date = |_| {
            let done = book.build(&output, &["--no-volumes"]).output()?;
            if done.status.success() { Ok(()) } else { Err(Error::other("the build failed")) }
        };
        // Each change is one that no build has seen before.
        let change = |offset: usize| {
            let root = &root;
            move |round: usize| book::change_one_figure(root, 10_000 + offset + round)
        };
        let contender = |name, arguments: &'static [&str]| {
            let output = output.clone();
            book.contender(name, Vec::new(), move || book.build(&output, arguments))
        };
        let contenders = vec![
            contender(names::NOTHING, &["--no-volumes"]).prepared(up_to_date),
            contender(names::FIGURE, &["--only", "html"]).prepared(change(0)),
            contender(names::FIGURE_ALL, &["--no-volumes"]).prepared(change(1000)),
        ];
        costs.race(contenders)
    }
}

/// The typesetter's work for the whole book, as planbook gave it.
struct Captured {
    arguments: Vec<String>,
    folder: PathBuf,
    pdf: PathBuf,
}

impl Captured {
    /// Lets planbook build with a typesetter that keeps a copy of its sources.
    fn new(book: &Book) -> Result<Self> {
        let jobs = book.folder.join("jobs");
        fs::create_dir_all(&jobs)?;
        let script = tools::project().join("benches/peers/typst/keep-sources.sh");
        let mut build = book.build_anew(&book.folder.join("captured"), &["--no-volumes"]);
        build.env("KEEP_SOURCES_IN", &jobs).env("TYPST", tools::typst().get_program());
        let done = build.env("PLANBOOK_TYPST", &script).output()?;
        if !done.status.success() {
            let words = String::from_utf8_lossy(&done.stderr).into_owned();
            return Err(Error::other(words));
        }
        let folders: Vec<PathBuf> =
            fs::read_dir(&jobs)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        let [folder] = folders.as_slice() else {
            return Err(Error::other(format!(
                "planbook ran the typesetter {} times for one book; compare that",
                folders.len()
            )));
        };
        let words = fs::read_to_string(folder.join("arguments"))?;
        let mut lines = words.lines();
        let root = lines.next().unwrap_or_default();
        let here = folder.to_string_lossy();
        let arguments: Vec<String> = lines.map(|line| line.replace(root, &here)).collect();
        let pdf = PathBuf::from(arguments.last().ok_or(Error::other("no arguments"))?);
        Ok(Self { arguments, folder: folder.clone(), pdf })
    }

    fn command(&self) -> Command {
        let mut command = tools::typst();
        command.current_dir(&self.folder).args(&self.arguments);
        command.env_remove("SOURCE_DATE_EPOCH").env_remove("TYPST_ROOT");
        command
    }

    /// Fails unless the PDF is the one at `path`: then the sources were the same.
    fn same_as(&self, path: &Path) -> Result<()> {
        if fs::read(&self.pdf)? == fs::read(path)? {
            return Ok(());
        }
        Err(Error::other("the bare typesetter made another PDF: it had other sources"))
    }
}
