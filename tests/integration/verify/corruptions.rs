//! Single figures, words and addresses that are changed after the fact, in every format, are found in
//! the right file and place. `PLANBOOK_CORRUPTIONS=500` tries more, `PLANBOOK_CORRUPTIONS_SEED` others.

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use planbook::verify::{Report, verify};
use serde_json::Value;

use crate::support::{Book, Random, from_environment};

/// A change of one value of one file.
struct Corruption {
    /// The path of the file in the publication.
    file: String,
    /// Its bytes with the change.
    bytes: Vec<u8>,
    /// The file that the finding has to name: for attachments, the PDF and the attachment.
    named: String,
    /// What the place of the finding has to begin with.
    place: String,
}

/// Where a text of a page stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the structure that is read aloud.
    Structure,
    /// In a running head or foot.
    Foot,
    Other,
}

/// Which of several texts to change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Any,
    /// One that stands nowhere else on its page.
    Alone,
    Last,
}

/// A finished publication, and what to change in it.
struct Target {
    folder: PathBuf,
    random: Random,
}

#[test]
fn every_changed_value_is_found_in_its_place() {
    let book = Book::init();
    book.build(&["--no-volumes"]).succeeds();
    let seed = from_environment("PLANBOOK_CORRUPTIONS_SEED").unwrap_or(1);
    let mut target = Target { folder: book.path("output"), random: Random::new(seed) };
    assert!(check(&target.folder).expect("a report").disagreements.is_empty());
    let kinds: [fn(&mut Target) -> Corruption; 14] = [
        Target::print,
        Target::print_words,
        Target::page_number,
        Target::site,
        Target::link,
        Target::told,
        Target::description,
        Target::search,
        Target::csv,
        Target::workbook,
        Target::plan,
        Target::policy_file,
        Target::catalogue,
        Target::attachment,
    ];
    let count = from_environment("PLANBOOK_CORRUPTIONS").unwrap_or(56) as usize;
    for n in 0..count {
        let corruption = kinds[n % kinds.len()](&mut target);
        let Corruption { file, bytes, named, place } = &corruption;
        let path = target.folder.join(file);
        let before = std::fs::read(&path).expect("a file");
        assert_ne!(&before, bytes, "{n}: {file} {place} is as before");
        std::fs::write(&path, bytes).expect("written");
        let found = check(&target.folder);
        std::fs::write(&path, &before).expect("written");
        match found {
            Ok(report) => {
                let is_it = |found: &&planbook::verify::Disagreement| {
                    found.file == *named && found.place.ja.starts_with(place)
                };
                let all = &report.disagreements;
                assert!(all.iter().any(|found| is_it(&found)), "{n}: {named} {place}: {all:#?}");
                // Sizes in the catalogues may differ as well; nothing else is accused. But where the
                // dictionary does not name a column, no table has it.
                let names = place.starts_with("tables.dictionary") && place.ends_with("_name");
                for found in all.iter().filter(|found| !names && !is_it(found)) {
                    let size = found.file.ends_with(".jsonld");
                    assert!(size || found.file == *named, "{n}: {named} {place}: {found:#?}");
                }
            }
            // Without the columns that the dictionary names, no table can be read.
            Err(reason) => {
                let known = file == "data/plan.json" && place.starts_with("tables.dictionary");
                assert!(known && reason.starts_with(file.as_str()), "{n}: {place}: {reason}");
            }
        }
    }
}

/// Where two formats are changed alike, there is no vote, but sums tell.
#[test]
fn a_total_that_all_formats_share_is_computed_again() {
    let book = Book::init();
    book.build(&["--no-volumes"]).succeeds();
    let folder = book.path("output");
    // The last row is a year that the edition prints and sums up.
    for (file, before) in [("plan.json", "\"amount\":"), ("budgets.csv", ",令和8年度,")] {
        let path = format!("output/data/{file}");
        let text = book.read(&path);
        let rows = text.find("\"totals\":").unwrap_or(text.len());
        let rows = text[..rows].find("\"funding\":").unwrap_or(rows);
        let at = text[..rows].rfind(before).expect("an amount") + before.len();
        let end = at + text[at..].find(',').expect("its end");
        let other = text[at..end].parse::<i64>().expect("a number") + 1;
        book.write(&path, format!("{}{other}{}", &text[..at], &text[end..]));
    }
    let workbook = std::fs::read_dir(folder.join("data")).expect("a folder");
    let workbook = workbook.map(|file| file.expect("a file").path());
    for path in workbook.filter(|path| path.extension().is_some_and(|end| end == "xlsx")) {
        std::fs::remove_file(path).expect("removed");
    }
    let report = check(&folder).expect("a report");
    let places: Vec<_> = report.disagreements.iter().map(|found| &found.place.ja).collect();
    assert!(places.iter().any(|place| place.starts_with("tables.totals[")), "{places:?}");
    assert!(places.iter().any(|place| place.starts_with("ないファイル")), "{places:?}");
}

fn check(folder: &Path) -> Result<Report, String> {
    verify(folder, None).map_err(|reason| reason.ja)
}

impl Target {
    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// The files below `folder` whose names end with `end`.
    fn names(&self, folder: &str, end: &str) -> Vec<String> {
        let all = walkdir::WalkDir::new(self.folder.join(folder)).sort_by_file_name();
        let all = all.into_iter().map(|entry| entry.expect("an entry").into_path());
        let names = all.filter_map(|path| {
            let below = path.strip_prefix(&self.folder).expect("below").to_str().expect("UTF-8");
            below.ends_with(end).then(|| below.to_owned())
        });
        names.collect()
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        assert!(!all.is_empty());
        all[self.random.below(all.len())].clone()
    }

    /// Another text of the same kind: a digit changes, or a character.
    fn other(&mut self, text: &str) -> String {
        let mut all: Vec<char> = text.chars().collect();
        let digits: Vec<_> = (0..all.len()).filter(|at| all[*at].is_ascii_digit()).collect();
        if digits.is_empty() {
            let at = self.random.below(all.len());
            all[at] = if all[at] == '違' { '異' } else { '違' };
        } else {
            let at = self.one_of(&digits);
            let digit = all[at].to_digit(10).expect("a digit");
            all[at] = char::from_digit((digit + 1 + self.random.below(8) as u32) % 10, 10)
                .expect("a digit");
        }
        all.into_iter().collect()
    }

    /// A CSV file with a changed field, and the name of the cell.
    fn changed_csv(&mut self, bytes: &[u8]) -> (Vec<u8>, String) {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a BOM");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let mut rows: Vec<Vec<String>> =
            reader.deserialize().map(|row| row.expect("a row")).collect();
        let cells: Vec<_> = (0..rows.len())
            .flat_map(|row| (0..rows[row].len()).map(move |column| (row, column)))
            .filter(|(row, column)| !rows[*row][*column].is_empty())
            .collect();
        let (row, column) = self.one_of(&cells);
        rows[row][column] = self.other(&rows[row][column].clone());
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(b"\xEF\xBB\xBF".to_vec());
        for row in &rows {
            writer.write_record(row).expect("written");
        }
        let letter = char::from(b'A' + (column % 26) as u8);
        let before = if column >= 26 { "A" } else { "" };
        (writer.into_inner().expect("written"), format!("{before}{letter}{}（", row + 1))
    }

    /// Another digit of a number in a table of a page, or of the value beside it.
    fn site(&mut self) -> Corruption {
        let names = self.names("policies", "/index.html");
        let names: Vec<_> =
            names.into_iter().filter(|name| name.matches('/').count() == 2).collect();
        let file = self.one_of(&names);
        let html = String::from_utf8(self.read(&file)).expect("UTF-8");
        // The value for programs, or the number that is printed beside it.
        let cells: Vec<_> =
            html.match_indices("data-value=\"").map(|(at, tag)| at + tag.len()).collect();
        let starts: Vec<_> = cells
            .into_iter()
            .flat_map(|at| {
                let end = at + html[at..].find("\">").expect("its end") + 2;
                [at, end]
            })
            .filter(|at| html[*at..].starts_with(|c: char| c.is_ascii_digit()))
            .collect();
        let at = self.one_of(&starts);
        let bytes = self.other_number(&file, at);
        Corruption { named: file.clone(), file, bytes, place: "表".to_owned() }
    }

    /// Another digit of a number in a sentence that names its fact.
    fn told(&mut self) -> Corruption {
        // What became of a project whose budget is gone is for the plan to say.
        let is_known = |fact: &str| !fact.contains("=wholly_gone") && !fact.contains("=ended");
        let mut places = Vec::new();
        for file in self.names("", ".html") {
            let html = String::from_utf8(self.read(&file)).expect("UTF-8");
            for (at, tag) in html.match_indices("data-fact=\"") {
                let (fact, text) = html[at + tag.len()..].split_once("\">").expect("its end");
                let digit = text.find(|c: char| c.is_ascii_digit());
                let end = text.find("</").expect("its end");
                if is_known(fact) && digit.is_some_and(|digit| digit < end) {
                    let at = at + tag.len() + fact.len() + 2 + digit.expect("a digit");
                    places.push((file.clone(), at, fact.to_owned()));
                }
            }
        }
        let (file, at, fact) = self.one_of(&places);
        let bytes = self.other_number(&file, at);
        Corruption { named: file.clone(), file, bytes, place: format!("文の中の数（{fact}") }
    }

    /// Another count in what a page says of itself to search engines.
    fn description(&mut self) -> Corruption {
        let mut places = Vec::new();
        for file in self.names("", "index.html") {
            let html = String::from_utf8(self.read(&file)).expect("UTF-8");
            let text = html.find("name=\"description\" content=\"").expect("a description");
            let end = text + html[text..].find("\">").expect("its end");
            let count = html[text..end].find("の施策").map(|at| text + at);
            let digits =
                |at: usize| html[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
            if let Some(at) = count.filter(|at| digits(*at) < *at && !file.starts_with("policies/"))
            {
                places.push((file.clone(), digits(at)));
            }
        }
        let (file, at) = self.one_of(&places);
        let bytes = self.other_number(&file, at);
        Corruption { named: file.clone(), file, bytes, place: "ページの説明".to_owned() }
    }

    /// Another name, rating or amount in the index of the search.
    fn search(&mut self) -> Corruption {
        let file = "search/index.js".to_owned();
        let script = String::from_utf8(self.read(&file)).expect("UTF-8");
        let start = script.find('{').expect("an object");
        let end = script.rfind('}').expect("its end") + 1;
        let mut json: Value = serde_json::from_str(&script[start..end]).expect("JSON");
        let records = json["records"].as_array().expect("records").iter().enumerate();
        let places: Vec<String> = records
            .filter(|(_, record)| {
                ["p", "j", "i", "s"].contains(&record["k"].as_str().expect("a kind"))
            })
            .flat_map(|(at, record)| {
                let keys = ["t", "a", "r", "id"].into_iter();
                let keys = keys.filter(|key| record[key].as_str().is_some_and(|it| !it.is_empty()));
                keys.map(|key| format!("/records/{at}/{key}")).collect::<Vec<_>>()
            })
            .collect();
        let pointer = self.changed_json(&mut json, &places);
        let bytes = format!("{}{json}{}", &script[..start], &script[end..]).into_bytes();
        let parts: Vec<_> = pointer.split('/').skip(1).collect();
        Corruption {
            named: file.clone(),
            file,
            bytes,
            place: format!("{}[{}].", parts[0], parts[1]),
        }
    }

    /// A file with another number where one begins.
    fn other_number(&mut self, file: &str, at: usize) -> Vec<u8> {
        let text = String::from_utf8(self.read(file)).expect("UTF-8");
        let end = at + text[at..].find(|c: char| !"0123456789,".contains(c)).expect("its end");
        let other = self.other(&text[at..end]);
        format!("{}{other}{}", &text[..at], &text[end..]).into_bytes()
    }

    /// A link that leads nowhere.
    fn link(&mut self) -> Corruption {
        let names = self.names("", ".html");
        let names: Vec<_> = names.into_iter().filter(|name| name != "404.html").collect();
        let file = self.one_of(&names);
        let html = String::from_utf8(self.read(&file)).expect("UTF-8");
        let links: Vec<_> = html.match_indices("href=\"").map(|(at, tag)| at + tag.len()).collect();
        let within = |at: &usize| {
            let link = html[*at..].split('"').next().expect("a link");
            let outside = ["://", "mailto:", "tel:", "data:"];
            link.len() > 1 && !outside.iter().any(|part| link.contains(part))
        };
        let links: Vec<_> = links.into_iter().filter(within).collect();
        let at = self.one_of(&links);
        let end = at + html[at..].find('"').expect("its end");
        // What follows a question mark is for scripts.
        let link = &html[at..end];
        let other = match link.split_once('?') {
            Some((path, rest)) => format!("{path}x?{rest}"),
            None => format!("{link}x"),
        };
        let bytes = format!("{}{other}{}", &html[..at], &html[end..]).into_bytes();
        let place = if link.contains(".pdf#page=") { "" } else { "リンク" }.to_owned();
        Corruption { named: file.clone(), file, bytes, place }
    }

    /// Another digit of a number that is printed on a sheet. Shorter ones may be part of a heading, as the
    /// number of a goal, which the report names as not compared.
    fn print(&mut self) -> Corruption {
        self.printed(Choice::Any, &|place, text, _| {
            place == Place::Structure && is_number(text) && text.chars().count() > 2
        })
    }

    /// Another character of a text of the data that is printed on a sheet.
    fn print_words(&mut self) -> Corruption {
        let plan = String::from_utf8(self.read("data/plan.json")).expect("UTF-8");
        let data: Value = serde_json::from_str(&plan).expect("JSON");
        let names: Vec<String> = crate::support::each(&data["tables"]["indicators"])
            .map(|row| crate::support::words(&row["indicator_name"]).to_owned())
            .collect();
        self.printed(Choice::Alone, &|place, text, _| {
            let is_text = text.chars().count() > 7 && !text.contains(|c: char| c.is_ascii());
            // The names of indicators at the end of a sheet are not compared.
            let is_name = names.iter().any(|name| name.contains(text));
            place == Place::Structure && is_text && plan.contains(text) && !is_name
        })
    }

    /// Another number of a page.
    fn page_number(&mut self) -> Corruption {
        // The thumb index has numbers, too, which are those of goals.
        self.printed(Choice::Last, &|place, text, label| place == Place::Foot && text == label)
    }

    /// Changes a character of a text that `is_meant`, by its place, its words and the number of its page.
    fn printed(
        &mut self,
        choice: Choice,
        is_meant: &dyn Fn(Place, &str, &str) -> bool,
    ) -> Corruption {
        use lopdf::content::Content;
        use lopdf::{Document, Object};
        let file = self.names("pdf", ".pdf").pop().expect("a PDF");
        let mut document = Document::load(self.folder.join(&file)).expect("a PDF");
        let labels = crate::support::Pdf::read(self.folder.join(&file)).labels;
        let rows = csv::Reader::from_path(self.folder.join("data/pages.csv"));
        let sheets: Vec<usize> = rows
            .expect("a table")
            .records()
            .map(|row| row.expect("a row"))
            .filter(|row| &row[6] == "policy")
            .map(|row| row[11].parse().expect("a page"))
            .collect();
        let page = self.one_of(&sheets);
        let id = document.get_pages()[&(page as u32)];
        let content = document.get_and_decode_page_content(id).expect("its content");
        let fonts = document.get_page_fonts(id).expect("fonts");
        let (mut font, mut marks, mut texts) = (Vec::new(), Vec::new(), Vec::new());
        let mut wholes: Vec<String> = Vec::new();
        // The codes of characters, by font.
        let mut codes = std::collections::BTreeMap::new();
        for (at, operation) in content.operations.iter().enumerate() {
            match operation.operator.as_str() {
                "Tf" => font = operation.operands[0].as_name().expect("a name").to_vec(),
                "BMC" | "BDC" => marks.push(operation.operands.clone()),
                "EMC" => drop(marks.pop()),
                "Tj" | "TJ" => {
                    let encoding = fonts[&font].get_font_encoding(&document).expect("a map");
                    let place = match marks.last().map(|mark| &mark[..]) {
                        Some([Object::Name(tag), ..]) if tag == b"Artifact" => Place::Foot,
                        Some([_, Object::Dictionary(of)]) if of.has(b"MCID") => Place::Structure,
                        _ => Place::Other,
                    };
                    let operands = match &operation.operands[0] {
                        Object::Array(all) => all.clone(),
                        one => vec![one.clone()],
                    };
                    let mut found = Vec::new();
                    let mut whole = String::new();
                    for (part, operand) in operands.iter().enumerate() {
                        let Object::String(bytes, _) = operand else { continue };
                        for (offset, code) in bytes.chunks_exact(2).enumerate() {
                            let text = Document::decode_text(&encoding, code).expect("text");
                            codes.insert((font.clone(), text.clone()), code.to_vec());
                            found.push((part, offset * 2, text.clone()));
                            whole.push_str(&text);
                        }
                    }
                    if !found.is_empty() && is_meant(place, &whole, &labels[page - 1]) {
                        texts.push((at, font.clone(), found, whole.clone()));
                    }
                    wholes.push(whole);
                }
                _ => {}
            }
        }
        // A name that stands again at the end of the sheet is compared once; a foot comes last.
        let is_alone = |text: &str| wholes.iter().filter(|whole| whole.contains(text)).count() == 1;
        match choice {
            Choice::Any => {}
            Choice::Alone => texts.retain(|(.., whole)| is_alone(whole)),
            Choice::Last => drop(texts.drain(..texts.len().saturating_sub(1))),
        }
        let (at, font, found, _) = self.one_of(&texts);
        let (part, offset, character) = self.one_of(&found);
        let others: Vec<_> = codes
            .iter()
            .filter(|((of, other), _)| {
                *of == font && *other != character && is_number(other) == is_number(&character)
            })
            .map(|(_, code)| code.clone())
            .collect();
        let code = self.one_of(&others);
        let mut operations = content.operations;
        let operand = match &mut operations[at].operands[0] {
            Object::Array(all) => &mut all[part],
            one => one,
        };
        let Object::String(bytes, _) = operand else { panic!("no text") };
        bytes[offset..offset + 2].copy_from_slice(&code);
        let content = Content { operations }.encode().expect("content");
        document.change_page_content(id, content).expect("a page");
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("written");
        let place = format!("{}ページ", labels[page - 1]);
        Corruption { named: file.clone(), file, bytes, place }
    }

    fn csv(&mut self) -> Corruption {
        let names = self.names("data", ".csv");
        // The page numbers are in no other format.
        let names: Vec<_> =
            names.into_iter().filter(|name| !name.ends_with("/pages.csv")).collect();
        let file = self.one_of(&names);
        let (bytes, place) = self.changed_csv(&self.read(&file));
        Corruption { named: file.clone(), file, bytes, place }
    }

    /// Another number in a cell of the workbook, or another of its texts.
    fn workbook(&mut self) -> Corruption {
        let file = self.names("data", ".xlsx").pop().expect("a workbook");
        let mut archive = zip::ZipArchive::new(Cursor::new(self.read(&file))).expect("a workbook");
        let mut parts: Vec<(String, String)> = Vec::new();
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).expect("a part");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("XML");
            let name = part.name().expect("a name").into_owned();
            parts.push((name, text));
        }
        let part = |name: &str| &parts.iter().find(|(known, _)| known == name).expect(name).1;
        let book = part("xl/workbook.xml").clone();
        let names: Vec<_> = book.split("<sheet name=\"").skip(1).collect();
        let texts = part("xl/sharedStrings.xml").matches("<si>").count();
        let sheet = self.random.below(names.len());
        let name = names[sheet].split('"').next().expect("a name").to_owned();
        let path = format!("xl/worksheets/sheet{}.xml", sheet + 1);
        let xml = part(&path).clone();
        let cells: Vec<_> = xml.match_indices("<c r=\"").map(|(at, _)| at).collect();
        let at = self.one_of(&cells);
        let cell = &xml[at..at + xml[at..].find("</c>").expect("its end")];
        let place = cell["<c r=\"".len()..].split('"').next().expect("a name").to_owned();
        let value = cell.split("<v>").nth(1).and_then(|rest| rest.split("</v>").next());
        let value = value.expect("a value");
        let other = if cell.contains("t=\"s\"") {
            ((value.parse::<usize>().expect("a number") + 1) % texts).to_string()
        } else {
            self.other(value)
        };
        let changed = cell.replace(&format!("<v>{value}</v>"), &format!("<v>{other}</v>"));
        let changed = xml.replacen(cell, &changed, 1);
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in &parts {
            writer
                .start_file(name.as_str(), zip::write::SimpleFileOptions::default())
                .expect("a part");
            let text = if *name == path { &changed } else { text };
            writer.write_all(text.as_bytes()).expect("written");
        }
        let bytes = writer.finish().expect("written").into_inner();
        Corruption { named: file.clone(), file, bytes, place: format!("{name}!{place}（") }
    }

    /// Changes a value of a JSON file at one of `places`; returns where.
    fn changed_json(&mut self, json: &mut Value, places: &[String]) -> String {
        let pointer = self.one_of(places);
        let value = json.pointer_mut(&pointer).expect("a value");
        *value = match &*value {
            Value::String(text) => Value::String(self.other(text)),
            Value::Number(number) => {
                let other = self.other(&number.to_string());
                let other: f64 = other.parse().expect("a number");
                if number.is_i64() { (other as i64).into() } else { other.into() }
            }
            other => panic!("{pointer}: {other}"),
        };
        pointer
    }

    fn plan(&mut self) -> Corruption {
        let file = "data/plan.json".to_owned();
        let mut json: Value = serde_json::from_slice(&self.read(&file)).expect("JSON");
        let mut places = Vec::new();
        values(&json["tables"], "/tables", &mut places);
        let pointer = self.changed_json(&mut json, &places);
        let bytes = serde_json::to_vec(&json).expect("JSON");
        let parts: Vec<_> = pointer.split('/').skip(1).collect();
        let place = format!("{}.{}[{}].{}", parts[0], parts[1], parts[2], parts[3]);
        Corruption { named: file.clone(), file, bytes, place }
    }

    fn policy_file(&mut self) -> Corruption {
        let names = self.names("policies", "/data.json");
        let file = self.one_of(&names);
        let mut json: Value = serde_json::from_slice(&self.read(&file)).expect("JSON");
        let mut places = Vec::new();
        values(&json, "", &mut places);
        places.retain(|place| place != "/$schema");
        let pointer = self.changed_json(&mut json, &places);
        let bytes = serde_json::to_vec(&json).expect("JSON");
        let parts: Vec<_> = pointer.split('/').skip(1).collect();
        let place = match parts[..] {
            [table, row, column] => format!("{table}[{row}].{column}"),
            _ => parts.join("."),
        };
        Corruption { named: file.clone(), file, bytes, place }
    }

    /// A size or an address of a file in one of the catalogues.
    fn catalogue(&mut self) -> Corruption {
        let file = self.one_of(&["data/catalog.jsonld", "data/dataset.jsonld"]).to_owned();
        let mut json: Value = serde_json::from_slice(&self.read(&file)).expect("JSON");
        let mut places = Vec::new();
        values(&json, "", &mut places);
        let told = ["/dcat:byteSize", "/dcat:downloadURL/@id", "/contentSize", "/contentUrl"];
        places.retain(|place| told.iter().any(|end| place.ends_with(end)));
        let pointer = self.changed_json(&mut json, &places);
        let bytes = serde_json::to_vec(&json).expect("JSON");
        let end = told.iter().find_map(|end| pointer.strip_suffix(end)).expect("an end");
        Corruption { named: file.clone(), file, bytes, place: end.to_owned() }
    }

    /// A CSV file within the PDF.
    fn attachment(&mut self) -> Corruption {
        use lopdf::{Document, Object};
        let file = self.names("pdf", ".pdf").pop().expect("a PDF");
        let mut document = Document::load(self.folder.join(&file)).expect("a PDF");
        let mut found = Vec::new();
        for object in document.objects.values() {
            let Ok(dict) = object.as_dict() else { continue };
            let (Ok(name), Ok(files)) = (dict.get(b"UF"), dict.get(b"EF")) else { continue };
            let name = lopdf::decode_text_string(name).expect("a name");
            let stream = files.as_dict().and_then(|files| files.get(b"F"));
            let stream = stream.and_then(Object::as_reference).expect("a file");
            if name.ends_with(".csv") {
                found.push((name, stream));
            }
        }
        found.sort();
        let (name, id) = self.one_of(&found);
        let stream = document.get_object_mut(id).and_then(Object::as_stream_mut).expect("a file");
        stream.decompress().expect("bytes");
        let content = stream.content.clone();
        let (bytes, place) = self.changed_csv(&content);
        stream.set_content(bytes);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("written");
        Corruption { named: format!("{file}#{name}"), file, bytes, place }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The pointers of all texts and numbers of a JSON value.
fn values(json: &Value, at: &str, places: &mut Vec<String>) {
    match json {
        Value::Object(fields) => {
            for (name, value) in fields {
                values(value, &format!("{at}/{name}"), places);
            }
        }
        Value::Array(all) => {
            for (n, value) in all.iter().enumerate() {
                values(value, &format!("{at}/{n}"), places);
            }
        }
        Value::String(text) if text.is_empty() => {}
        Value::String(_) | Value::Number(_) => places.push(at.to_owned()),
        _ => {}
    }
}
