//! The look at the finished pages: what stands where it should not stops the build, with the
//! place in the sources.

use crate::support::{Book, Run};

const SHEET: &str = "themes/standard/pdf/sheet.typ";

/// A town whose theme draws `typst` below the title of the sheet 1-1-01.
fn town_that_draws(typst: &str) -> Book {
    let town = Book::init();
    let title = "size: 17pt, name: policy.label)\n";
    town.edit(SHEET, title, &format!("{title}  if policy.id == \"1-1-01\" {{ {typst} }}\n"));
    town
}

/// Builds with `arguments`, which is refused with `words`; nothing is published.
#[track_caller]
fn refused(town: &Book, arguments: &[&str], words: &[&str]) -> Run {
    let run = town.run(arguments);
    assert_eq!(run.code, 1, "{arguments:?}: {}{}", run.out, run.err);
    for word in words {
        assert!(run.err.contains(word), "{arguments:?} does not say {word}:\n{}", run.err);
    }
    assert!(!town.path("output").exists(), "{arguments:?} published something");
    run
}

const WHOLE: &[&str] = &["build", "--only", "pdf", "--no-volumes"];
const SINGLE: &[&str] = &["build", "--only", "pdf", "--policy", "1-1-01"];
const VOLUMES: &[&str] = &["build", "--only", "pdf", "--max-sheets", "1"];

/// A piece of the town's own text, to find its place by.
const WORDS: &str = "水温の変化に負けないホタテ養殖";

const OUTSIDE: [&str; 4] = ["PB0505", "はみ出しています", "1-1-01 育てる漁業の後押し", WORDS];

#[test]
fn text_outside_the_type_area_is_found_in_books_volumes_and_sheets() {
    for (dx, dy) in [("-20mm", "0mm"), ("160mm", "0mm"), ("0mm", "230mm"), ("0mm", "-60mm")] {
        let town = town_that_draws(&format!("place(dx: {dx}, dy: {dy})[{WORDS}]"));
        refused(&town, SINGLE, &OUTSIDE);
    }
    let town = town_that_draws(&format!("place(dx: -20mm)[{WORDS}]"));
    refused(&town, WHOLE, &OUTSIDE);
    let run = refused(&town, VOLUMES, &OUTSIDE);
    assert_eq!(run.err.matches("PB0505").count(), 1, "one message: {}", run.err);
    assert!(run.err.contains("content/policies/1/1-1-01.md:3:1"), "{}", run.err);
    assert!(run.err.contains("冊子5ページ（PDFの"), "{}", run.err);
}

#[test]
fn a_relaxed_build_makes_such_pages_and_reports_each_fault_once() {
    let town = town_that_draws(&format!("place(dx: 160mm)[{WORDS}]"));
    for arguments in [WHOLE, SINGLE, VOLUMES, &["build", "--only", "pdf"]] {
        let arguments = [arguments, &["--relax"]].concat();
        let run = town.run(&arguments).succeeds();
        assert_eq!(run.err.matches("注意[PB0505]").count(), 1, "{arguments:?}: {}", run.err);
        // It is reported by the next build, too, that has nothing to do.
        let again = town.run(&arguments).succeeds();
        assert_eq!(again.err.matches("注意[PB0505]").count(), 1, "{arguments:?}: {}", again.err);
    }
    assert!(town.path("output/pdf").read_dir().expect("PDFs").count() > 2);
}

#[test]
fn the_margins_are_those_of_the_theme() {
    // Ten millimetres over the edge of the standard theme's type area.
    let town = town_that_draws(&format!("place(dx: -10mm)[{WORDS}]"));
    refused(&town, WHOLE, &["PB0505"]);
    let manifest = "themes/standard/theme.yaml";
    let text = town.read(manifest);
    let (from, to) = (text.find("type_area:").expect("it"), text.find("colors:").expect("colours"));
    town.write(manifest, format!("{}{}", &text[..from], &text[to..]));
    // A theme that says nothing may print wherever printers do.
    let style = "themes/standard/pdf/style.typ";
    let text = town.read(style);
    let (from, to) =
        (text.find("#let margin").expect("it"), text.find("// What a printing").expect("it"));
    let margin = "#let margin = (inside: 24mm, outside: 20mm, top: 22mm, bottom: 19mm)\n";
    town.write(style, format!("{}{margin}{}", &text[..from], &text[to..]));
    town.run(WHOLE).succeeds();
    town.edit(SHEET, "dx: -10mm", "dx: -20.5mm");
    let run = town.run(WHOLE);
    assert!(run.code == 1 && run.err.contains("PB0505"), "{}", run.err);
}

#[test]
fn text_over_text_is_found() {
    let town = town_that_draws(&format!("place(dy: -5mm)[{WORDS}]"));
    let run = refused(&town, WHOLE, &["PB0505", "に重なっています", WORDS]);
    assert!(run.err.contains("育てる漁業の後押し"), "{}", run.err);
    refused(&town, SINGLE, &["PB0505", "に重なっています"]);
    // Where there is nothing but the paper, it may stand.
    let town = town_that_draws(&format!("block(text(size: 7pt)[{WORDS}])"));
    town.run(WHOLE).succeeds();
}

#[test]
fn text_that_is_cut_is_found() {
    let town = town_that_draws(&format!(
        "block(width: 20mm, height: 4mm, clip: true, box(width: 90mm)[{WORDS}])"
    ));
    refused(&town, WHOLE, &["PB0505", "枠で切れています", WORDS]);
}

#[test]
fn text_in_a_drawing_is_held_to_the_same() {
    let town = Book::init();
    let chart = "themes/standard/charts/whole.svg";
    let text = town.read(chart);
    let end = text.rfind("</svg>").expect("its end");
    let over = "<text x=\"2\" y=\"12\" font-family=\"BIZ UDPGothic\" font-size=\"9\">はみ出す文字が一つあります</text>";
    let twice = over.replace("x=\"2\"", "x=\"6\"");
    town.write(chart, format!("{}{over}{twice}{}", &text[..end], &text[end..]));
    refused(&town, WHOLE, &["PB0505", "はみ出す文字が一つあります"]);
}

#[test]
fn a_font_that_is_not_the_themes_draws_nothing() {
    // The typesetter has only the theme's fonts; of a collection it could still take another.
    let town = town_that_draws("text(font: \"Libertinus Serif\", fallback: false)[Abc]");
    let run = refused(&town, WHOLE, &["PB0513"]);
    assert!(run.err.contains("書体「libertinus serif」がありません"), "{}", run.err);
    // A character that no font of the theme has: no other font is taken for it.
    let town = town_that_draws("[漁\\u{531}業]");
    let run = refused(&town, WHOLE, &["PB0513"]);
    assert!(run.err.contains("531") || run.err.contains('\u{531}'), "{}", run.err);
}
