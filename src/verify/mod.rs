//! Proves that all files of a finished publication agree, without the sources it was made from.
//!
//! 1. [`files`] finds the files: those of an output folder, or those that a PDF carries.
//! 2. [`json`] reads `plan.json`, the reference; [`formats`] lets the CSV files and the workbook vote
//!    on it, and compares both, and the files of single policies, with it.
//! 3. [`book`] compares what the PDFs print, by their structure, and [`site`] the pages of the site:
//!    [`facts`] is what the data say, [`matching`] finds out what a printed cell is about, and
//!    [`passages`] looks for texts.
//! 4. [`attached`] compares what the PDF carries; [`computed`] computes sums, counts and shares again;
//!    [`repeated`] compares what tables say twice; [`catalogue`] the catalogues and the list of files.
//!
//! A [`Report`] says what was compared, what contradicts, and what was not compared.
//!
//! This module must not know the stages that make a publication: its readers share no code with them.
//! `tests/integration/tidy.rs` checks that it uses `diag` alone.

mod attached;
mod book;
mod catalogue;
mod changes;
mod charts;
mod computed;
mod counted;
mod csv;
mod disagreement;
mod editions;
mod facts;
mod files;
mod formats;
mod funding;
mod hashes;
mod history;
mod html;
mod indexes;
mod indicator_files;
mod json;
mod judging;
mod ledger;
mod lines;
mod marked_values;
mod matching;
mod naming;
mod number;
mod passages;
mod pdf;
mod places;
mod printed;
mod ratings;
mod references;
mod refusals;
mod repeated;
mod site;
mod subjects;
mod table;
mod tabular;
mod workbook;

use std::collections::HashSet;
use std::path::Path;

use rayon::prelude::*;

use crate::diag::Text;
use crate::text;

pub use disagreement::{Difference, Disagreement, Fault};
use facts::Facts;
use files::Files;
pub use files::Stranger;
use json::{PLAN, PUBLICATION};
use ledger::Ledger;
pub use ledger::{Area, Tally};
use table::Tables;

/// What was compared, and what contradicts.
#[derive(Debug, Clone)]
pub struct Report {
    /// The title of the publication.
    pub title: String,
    /// The municipality.
    pub municipality: String,
    /// How many values were compared, by kind.
    pub tallies: Vec<(Area, Tally)>,
    /// What contradicts, by file.
    pub disagreements: Vec<Disagreement>,
    /// What is in the publication and was not compared.
    pub not_compared: Vec<Text>,
    /// What lies among the files and was not made by planbook; it is not compared.
    pub strangers: Vec<Stranger>,
    /// The SHA-256 of every file that planbook made, by its path.
    pub hashes: Vec<(String, String)>,
    /// The earlier editions below it, by folder, each with its title: they were compared, too, each by
    /// itself.
    pub editions: Vec<(String, String)>,
}

impl Report {
    /// All comparisons together.
    #[must_use]
    pub fn sum(&self) -> Tally {
        self.tallies.iter().fold(Tally::default(), |mut sum, (_, tally)| {
            sum.add(*tally);
            sum
        })
    }

    /// The SHA-256 of the list of all hashes, as `sha256sum` writes it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let lines = self.hashes.iter().map(|(name, hash)| format!("{hash}  {name}\n"));
        hashes::sha256(lines.collect::<String>().as_bytes())
    }
}

/// What a task found out.
#[derive(Debug, Default)]
struct Compared {
    ledger: Ledger,
    /// How many printed numbers are in no table of the data.
    unknown: usize,
    /// Whether there are volumes, but no whole book to compare them with.
    without_whole: bool,
}

impl Compared {
    fn add(&mut self, more: Self) {
        self.ledger.add(more.ledger);
        self.unknown += more.unknown;
        self.without_whole |= more.without_whole;
    }
}

/// Compares everything in `target`: an output folder, or the PDF of a whole book. `editions` is the
/// folder of frozen editions, whose hashes are compared if it has this edition.
///
/// # Errors
/// Why there is nothing to compare.
pub fn verify(target: &Path, editions: Option<&Path>) -> Result<Report, Text> {
    if let Some(reason) = refusals::target(target) {
        return Err(reason);
    }
    let files = Files::open(target)?;
    if !files.has(PLAN) {
        return Err(refusals::no_reference(target, &files));
    }
    let mut report = of_edition(&files, editions)?;
    for folder in files.editions() {
        report.add_edition(folder, verify(&target.join(folder), editions));
    }
    Ok(report)
}

/// Compares everything in `files`, which are those of one edition.
fn of_edition(files: &Files, editions: Option<&Path>) -> Result<Report, Text> {
    let reference = files.read(PLAN)?;
    let mut tables =
        json::plan(&reference).map_err(|Text { ja, en }| text!("{PLAN}：{ja}", "{PLAN}: {en}"))?;
    let mut ledger = Ledger::default();
    let csv = formats::csv_files(files, &tables, &mut ledger);
    let sheets = formats::worksheets(files, (&tables, &csv), &mut ledger);
    formats::vote(&mut tables, &csv, &sheets, &mut ledger);
    let tables = &tables;
    let (facts, pages) = (&Facts::new(tables), csv.get(formats::PAGES));
    let all = |ledger: Ledger| Compared { ledger, ..Compared::default() };
    let tasks: [&(dyn Fn() -> Compared + Sync); 9] = [
        &|| book::compare(files, facts, pages),
        &|| site::compare(files, facts, pages),
        &|| all(formats::compare(&csv, tables)),
        &|| all(formats::compare(&sheets, tables)),
        &|| all(formats::compare_policies(files, tables)),
        &|| all(indicator_files::compare(files, facts)),
        &|| all(computed::compare(tables)),
        &|| all(repeated::compare(tables)),
        &|| all(catalogue::compare(files, tables)),
    ];
    let done: Vec<_> = tasks.par_iter().with_max_len(1).map(|task| task()).collect();
    let mut compared = all(ledger);
    for more in done {
        compared.add(more);
    }
    let hashes = hashes::of_files(files);
    if let Some(record) = editions.and_then(|editions| record(editions, files, tables)) {
        compared.ledger.add(hashes::compare(&record, &hashes)?);
    }
    Ok(report(compared, tables, files.strangers(&hashes), hashes))
}

/// The list of hashes of the frozen edition that was published, if there is one.
fn record(editions: &Path, files: &Files, tables: &Tables) -> Option<std::path::PathBuf> {
    let is_final = tables.rows(PUBLICATION).any(|row| row.words("status") == "final");
    // The pages of the newest edition on a site of several say more than they did when it was frozen.
    if files.are_attached() || !is_final || files.has("editions/index.html") {
        return None;
    }
    let catalog = json::parse(&files.read("data/catalog.jsonld").ok()?).ok()?;
    let edition = catalog["dcat:dataset"][0]["dcat:version"].as_str()?.to_owned();
    let list = editions.join(edition).join("outputs.sha256");
    list.is_file().then_some(list)
}

fn report(
    compared: Compared,
    tables: &Tables,
    strangers: Vec<Stranger>,
    hashes: Vec<(String, String)>,
) -> Report {
    let word = |column: &str| {
        let row = tables.rows(PUBLICATION).next();
        row.map(|row| row.words(column).into_owned()).unwrap_or_default()
    };
    let Compared { ledger: Ledger { tallies, mut disagreements }, unknown, without_whole } =
        compared;
    disagreements.sort_by(|a, b| (a.area, &a.file).cmp(&(b.area, &b.file)));
    let mut missing = HashSet::new();
    disagreements
        .retain(|found| found.fault != Fault::Missing || missing.insert(found.file.clone()));
    // Of a file that is not what it was, the size is no news.
    let wrong: HashSet<String> = disagreements.iter().map(|found| found.file.clone()).collect();
    disagreements.retain(|found| {
        found.area != Area::Catalogue
            || found.column != catalogue::SIZE
            || !wrong.contains(&found.about.ja)
    });
    for found in &mut disagreements {
        if let Some((table, at)) = &found.row
            && found.about == Text::empty()
            && let Some(row) = tables.rows(table).nth(*at)
        {
            found.about = naming::of_row(tables, row);
        }
    }
    let tallies = Area::ALL.iter().filter_map(|area| Some((*area, *tallies.get(area)?))).collect();
    let mut not_compared = vec![
        text!(
            "表の数のうち、何の数かがデータから分からないもの（{unknown}）",
            "numbers of tables of which the data do not say what they are ({unknown})"
        ),
        text!("図の形と目盛り、絵", "shapes and scales of charts, pictures"),
        text!(
            "シートの見出しと項目名、シートの終わりに添えた名前、小計の行、つめの目標番号",
            "headings and labels of sheets, names at the end of a sheet, rows of subtotals, numbers of the thumb index"
        ),
        text!("文の読点と中点", "the signs 、 and ・ of texts"),
        text!(
            "サイトの、表と施策の文のほかの数のうち、何の数かが記されていないもの",
            "numbers of the site outside tables and the texts of sheets that do not name their fact"
        ),
        text!(
            "検索の索引の、名前・評価・予算額・事業の文のほか、見た目のファイル",
            "the index of the search, but for names, ratings, budgets and texts of projects; the files of the look"
        ),
        text!(
            "目次など、番号へのリンクでないページの案内",
            "references to pages that are no link of a number alone, as in the contents"
        ),
        text!("JSON Schema の中身", "what the JSON Schemas say"),
    ];
    if without_whole {
        not_compared.push(text!(
            "全体版のPDFがないか読めないので、分割版の中身",
            "the contents of the volumes, as the PDF of the whole book is missing or cannot be read"
        ));
    }
    Report {
        title: word("title"),
        municipality: word("municipality_name"),
        tallies,
        disagreements,
        not_compared,
        strangers,
        hashes,
        editions: Vec::new(),
    }
}
