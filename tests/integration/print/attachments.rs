//! The data that travels within the book.

use std::path::Path;
use std::process::Command;

use planbook::compile;
use planbook::diag::Sink;
use planbook::reading::Reading;
use planbook::render::print::{Attachment, Extras, PrintFonts, Typesetter, TypstCli, whole_book};
use planbook::theme::Theme;
use planbook::view::View;

use crate::support::Published;

#[test]
fn attachments_come_out_byte_for_byte_and_add_no_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sink = Sink::new();
    let (_, book) = compile::load(root, &[], &mut sink);
    let view = View::new(Reading::new(&book.expect("a book")));
    let theme = Theme::load(&root.join("themes/standard"), &mut sink).expect("a theme");
    let bytes = "\u{feff}番号,施策\r\n1-1-01,見本\r\n".as_bytes().to_vec();
    let attachment = Attachment {
        path: "policies.csv".to_owned(),
        mime: "text/csv".to_owned(),
        description: "主要施策".to_owned(),
        relationship: "data",
        bytes: bytes.clone(),
    };
    let charts = planbook::render::chart::draw(&view, &theme).expect("charts");
    let extras = Extras { charts, attachments: vec![attachment] };
    let fonts = PrintFonts::find(&theme.fonts).expect("the fonts are installed").set();
    let job = whole_book(&view, &theme, &fonts, &extras);
    let stage = tempfile::tempdir().expect("a folder");
    let pdf = TypstCli::default().typeset(&job, stage.path()).expect("a PDF");
    assert_eq!(super::structure::pages(&pdf), Published::sample().pdf.count());
    let (file, out) = (stage.path().join("with.pdf"), stage.path().join("out"));
    std::fs::write(&file, pdf).expect("a file");
    std::fs::create_dir(&out).expect("a folder");
    let detached = Command::new("pdfdetach").args(["-saveall", "-o"]).arg(&out).arg(&file).status();
    assert!(detached.expect("poppler is installed").success());
    let found: Vec<_> = walkdir::WalkDir::new(&out)
        .into_iter()
        .map(|e| e.expect("an entry"))
        .filter(|e| e.file_type().is_file())
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].file_name(), "policies.csv");
    assert_eq!(std::fs::read(found[0].path()).expect("a file"), bytes);
}
