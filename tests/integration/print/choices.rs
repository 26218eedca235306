//! What a city may choose for its book on paper: its own cover, sheets that begin on the left, a PDF for a
//! printing house.

use lopdf::{Document, Object};

use super::boxes::{self, MM};
use super::structure;
use crate::support::{Book, Pdf};

const PDF: &str = "output/pdf/shiomi-jikko-keikaku-r7.pdf";

/// Writes `choice` into the section `book` of the plan.
fn choose(town: &Book, choice: &str) {
    town.edit("content/plan.yaml", "book:\n", &format!("book:\n  {choice}\n"));
}

/// Makes the sheet `name` longer than a page.
fn lengthen(town: &Book, name: &str) {
    let file = format!("content/policies/{name}.md");
    let sentence = "住民の声を聞き、その結果を次の年の計画に生かしていきます。";
    let more: Vec<String> = (0..14).map(|_| sentence.repeat(4)).collect();
    town.write(&file, format!("{}\n{}\n", town.read(&file), more.join("\n\n")));
}

/// The printed page of each sheet, by its number, and whether it has more than one.
fn sheets(pdf: &Pdf) -> Vec<(String, u32, bool)> {
    let head = |page: &str, words: &str| page.lines().take(3).any(|line| line.contains(words));
    let mut sheets: Vec<(String, u32, bool)> = Vec::new();
    for (page, label) in pdf.pages.iter().zip(&pdf.labels) {
        let number = ["1-1-01", "1-1-02", "1-2-01", "2-1-01", "2-2-01"];
        let Some(number) = number.iter().find(|number| head(page, number)) else { continue };
        let label = label.parse().expect("a page of the book proper");
        match sheets.iter_mut().find(|(known, ..)| known == number) {
            Some((.., is_long)) => *is_long = true,
            None => sheets.push(((*number).to_owned(), label, false)),
        }
    }
    sheets
}

#[test]
fn sheets_of_two_pages_begin_on_the_left_where_a_city_chooses_it() {
    let town = Book::init();
    for name in ["1/1-1-01", "1/1-2-01", "2/2-2-01"] {
        lengthen(&town, name);
    }
    town.build(&["--only", "pdf", "--no-volumes"]).succeeds();
    let plain = Pdf::read(town.path(PDF));
    let on_the_right = |all: &[(String, u32, bool)]| {
        all.iter().filter(|(_, page, is_long)| *is_long && page % 2 == 1).count()
    };
    assert!(on_the_right(&sheets(&plain)) > 0, "{:?}", sheets(&plain));
    choose(&town, "spreads: true");
    town.build(&["--only", "pdf"]).succeeds();
    let spreads = Pdf::read(town.path(PDF));
    let found = sheets(&spreads);
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(found.iter().filter(|(.., is_long)| *is_long).count(), 3, "{found:?}");
    assert_eq!(on_the_right(&found), 0, "{found:?}");
    // No more blank pages than that takes.
    let blank = |pdf: &Pdf| pdf.pages.iter().filter(|page| page.contains("（余白）")).count();
    assert_eq!((blank(&plain), blank(&spreads)), (0, spreads.pages.len() - plain.pages.len()));
    assert!(blank(&spreads) <= 3, "{found:?}");
    // The volumes have the same pages.
    let volumes = (0..3).map(|volume| {
        let name = PDF.replace(".pdf", &format!("-{volume}.pdf"));
        Pdf::read(town.path(&name)).labels
    });
    assert_eq!(volumes.collect::<Vec<_>>().concat(), spreads.labels);
}

#[test]
fn the_cover_has_the_pictures_of_the_city() {
    let town = Book::init();
    let map = town.bytes("content/pictures/map.png");
    town.write("content/pictures/port.png", &map);
    town.write("content/pictures/emblem.png", &map);
    choose(
        &town,
        "cover: { picture: { file: pictures/port.png, alt: 港から見た町並み }, emblem: { file: pictures/emblem.png, alt: 潮見町の町章 } }",
    );
    town.build(&["--only", "pdf", "--no-volumes"]).succeeds();
    assert_eq!(structure::alts(&town.path(PDF))[..2], ["港から見た町並み", "潮見町の町章"]);
    let document = Document::load(town.path(PDF)).expect("a whole PDF");
    let cover = document.get_pages()[&1];
    let pictures = document.get_page_images(cover).expect("the pictures of a page");
    // Both are the same picture here, which the PDF has once.
    let sizes: Vec<_> = pictures.iter().map(|it| (it.width, it.height)).collect();
    assert_eq!(sizes, [(1200, 560)]);
    town.edit("content/plan.yaml", "pictures/port.png", "pictures/prt.png");
    let run = town.run(&["check"]);
    run.fails(1, "PB0308");
}

const PRINT: &str = "output-print/shiomi-jikko-keikaku-r7-print.pdf";

/// The box `name` of every page of the PDF: left, bottom, right, top in millimetres.
fn boxes_of(town: &Book, name: &str) -> Vec<[f64; 4]> {
    let document = Document::load(town.path(PRINT)).expect("a whole PDF");
    let pages = document.get_pages().into_values().map(|page| {
        let page = document.get_dictionary(page).expect("a page");
        let sides = page.get(name.as_bytes()).and_then(Object::as_array).expect("a box");
        let side = |at: usize| f64::from(sides[at].as_float().expect("a number")) / MM;
        [side(0), side(1), side(2), side(3)]
    });
    pages.collect()
}

#[track_caller]
fn assert_boxes(town: &Book, name: &str, expected: [f64; 4]) {
    let boxes = boxes_of(town, name);
    assert!(boxes.len() > 5, "{boxes:?}");
    for found in boxes {
        let is_near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.01);
        assert!(is_near, "{name}: {found:?} is not {expected:?}");
    }
}

/// Where the first word of the third page stands, which is a right-hand one, in millimetres.
fn left_of_text(pdf: &std::path::Path) -> f64 {
    let page = &boxes::pages(pdf)[2];
    let body = page.iter().filter(|word| word.text.contains("について"));
    body.map(|word| word.left / MM).fold(f64::MAX, f64::min)
}

#[test]
fn a_theme_chooses_the_paper_of_every_page() {
    let town = Book::init();
    let style = "themes/standard/pdf/style.typ";
    town.edit(style, "(width: 210mm, height: 297mm)", "(width: 182mm, height: 257mm)");
    town.run(&["build", "--print-shop"]).succeeds();
    assert_boxes(&town, "MediaBox", [0.0, 0.0, 202.0, 277.0]);
    assert_boxes(&town, "TrimBox", [10.0, 10.0, 192.0, 267.0]);
    // Across, the cover still has room for all that it says.
    town.edit(style, "(width: 182mm, height: 257mm)", "(width: 297mm, height: 210mm)");
    town.run(&["build", "--print-shop"]).succeeds();
    assert_boxes(&town, "TrimBox", [10.0, 10.0, 307.0, 220.0]);
}

#[test]
fn a_printing_house_gets_bleed_boxes_and_marks() {
    let town = Book::init();
    town.build(&["--only", "pdf", "--no-volumes"]).succeeds();
    town.run(&["build", "--print-shop"]).succeeds();
    // 3 mm of bleed and 7 mm for the marks are around the page of A4.
    assert_boxes(&town, "MediaBox", [0.0, 0.0, 230.0, 317.0]);
    assert_boxes(&town, "BleedBox", [7.0, 7.0, 223.0, 310.0]);
    assert_boxes(&town, "TrimBox", [10.0, 10.0, 220.0, 307.0]);
    let (read, printed) = (Pdf::read(town.path(PDF)), Pdf::read(town.path(PRINT)));
    assert_eq!(printed.pages, read.pages);
    assert_eq!(printed.labels, read.labels);
    let before = left_of_text(&town.path(PDF));
    assert!((left_of_text(&town.path(PRINT)) - before - 10.0).abs() < 0.1, "{before}");

    town.run(&["build", "--print-shop", "--bleed", "5", "--gutter", "4", "--no-marks"]).succeeds();
    assert_boxes(&town, "MediaBox", [0.0, 0.0, 220.0, 307.0]);
    assert_boxes(&town, "BleedBox", [0.0, 0.0, 220.0, 307.0]);
    assert_boxes(&town, "TrimBox", [5.0, 5.0, 215.0, 302.0]);
    assert_eq!(Pdf::read(town.path(PRINT)).pages, read.pages);
    // At the binding there is more room.
    assert!((left_of_text(&town.path(PRINT)) - before - 5.0 - 4.0).abs() < 0.1, "{before}");
}

#[test]
fn what_cannot_be_printed_is_refused() {
    let town = Book::init();
    for wrong in [
        &["--print-shop", "--only", "pdf"][..],
        &["--bleed", "3"],
        &["--print-shop", "--bleed", "11"],
    ] {
        town.run(&[&["build"], wrong].concat()).fails(2, "--");
    }
    // A theme of one's own that has no bleed.
    for file in ["page", "cover"] {
        town.edit(&format!("themes/standard/pdf/{file}.typ"), "  bleed: cut-off,\n", "");
    }
    town.run(&["build", "--print-shop"]).fails(1, "PB0577");
    assert!(!town.path(PRINT).exists());
}
