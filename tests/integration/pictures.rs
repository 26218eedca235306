//! Authors' pictures: shown by the site and the book alike, and nothing of their files goes
//! out but the picture.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ExtendedColorType, ImageBuffer, ImageEncoder, ImageFormat};
use planbook::compile;
use planbook::diag::Sink;
use planbook::reading::Reading;
use planbook::view::View;
use serde_json::{Value, json};

use crate::support::{Book, files, words};

const SHEET: &str = "content/policies/1/1-1-01.md";

/// What a camera writes beside the picture, in a place that readers pass over.
const PRIVATE: &[u8] = b"41.8245N 140.6521E Taro Yamada";

/// EXIF that says that the camera lay on its side, and where.
fn exif() -> Vec<u8> {
    let mut tiff =
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    tiff.extend(PRIVATE);
    tiff
}

/// A photograph, 80 by 40 as the camera stores it, red at its left; shown it is 40 by 80.
fn photograph() -> Vec<u8> {
    let image =
        ImageBuffer::from_fn(80, 40, |x, _| image::Rgb([if x < 20 { 230u8 } else { 30 }, 30, 30]));
    let mut plain = Cursor::new(Vec::new());
    DynamicImage::from(image).write_to(&mut plain, ImageFormat::Jpeg).expect("it is drawn");
    let plain = plain.into_inner();
    let mut out = plain[..2].to_vec();
    for (marker, body) in [(0xE1, exif()), (0xED, PRIVATE.to_vec()), (0xFE, PRIVATE.to_vec())] {
        out.extend([0xFF, marker]);
        out.extend((body.len() as u16 + 2).to_be_bytes());
        out.extend(body);
    }
    out.extend(&plain[2..]);
    out.extend(PRIVATE);
    out
}

/// A PNG of that kind of pixels.
fn png(width: u32, kind: ExtendedColorType) -> Vec<u8> {
    let size = usize::from(kind.bits_per_pixel()) / 8 * (width * 30) as usize;
    let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
    let mut out = Vec::new();
    image::codecs::png::PngEncoder::new(&mut out)
        .write_image(&bytes, width, 30, kind)
        .expect("it is drawn");
    out
}

/// The small book, with pictures of every kind in a sheet and one in the overview.
fn book_with_pictures() -> Book {
    let book = Book::init();
    let pictures = [
        ("写真.JPG", photograph()),
        ("grey.png", png(60, ExtendedColorType::L8)),
        ("greya.png", png(61, ExtendedColorType::La8)),
        ("rgba.png", png(62, ExtendedColorType::Rgba8)),
        ("deep.png", png(63, ExtendedColorType::Rgb16)),
        ("wide.png", png(3000, ExtendedColorType::Rgb8)),
    ];
    let mut text = book.read(SHEET);
    for (name, bytes) in pictures {
        book.write(&format!("content/policies/1/写真 2/{name}"), bytes);
        let words = format!("絵 {name} の説明「\\<b>&」");
        text.extend(["\n![", &words, "](写真%202/", name, " \"題 ", name, " <i>\")\n"]);
    }
    text += "\n- 箇条の中\n\n  ![もう一度](<写真 2/写真.JPG>)\n";
    book.write(SHEET, text);
    book
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

/// The text alternatives of a PDF.
fn alternatives(pdf: &Path) -> Vec<String> {
    let pdf = lopdf::Document::load(pdf).expect("a PDF");
    pdf.objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"Alt").ok())
        .filter_map(|alt| lopdf::decode_text_string(alt).ok())
        .collect()
}

#[test]
fn pictures_are_in_every_output_and_tell_nothing_else() {
    let book = book_with_pictures();
    book.build(&[]).succeeds();
    let output = files(&book.path("output"));
    let pictures: Vec<&String> =
        output.keys().filter(|n| n.starts_with("assets/pictures/")).collect();
    let is_text = |name: &String| name.ends_with(".yaml") || name.ends_with(".md");
    let sources = book.files("content").into_keys().filter(|name| !is_text(name));
    let sources = sources.filter(|name| !name.starts_with("content/schemas/"));
    assert_eq!(pictures.len(), sources.count(), "each file once: {pictures:?}");
    assert!(pictures.iter().all(|name| name.is_ascii() && !name.contains(' ')));
    for (name, bytes) in &output {
        assert!(!holds(bytes, PRIVATE), "{name} tells where the photograph was taken");
    }

    let html = book.read("output/policies/1-1-01/index.html");
    for expected in [
        "alt=\"絵 写真.JPG の説明「&lt;b&gt;&amp;」\" width=\"40\" height=\"80\" loading=\"lazy\"",
        "<figcaption>題 wide.png &lt;i&gt;</figcaption>",
        "alt=\"もう一度\"",
    ] {
        assert!(html.contains(expected), "{expected}\n{html}");
    }
    for source in html.split("<img src=\"../../").skip(1) {
        let source = source.split('"').next().expect("an address");
        assert!(output.contains_key(source), "{source} is there");
    }
    let data = book.read("output/data/plan.json");
    assert!(data.contains("絵 deep.png の説明") && data.contains("題 deep.png"));
    let found = book.read("output/search/index.js");
    assert!(found.contains("絵 grey.png の説明"));

    for pdf in ["shiomi-jikko-keikaku-r7.pdf", "shiomi-jikko-keikaku-r7-1.pdf"] {
        let told = alternatives(&book.path("output/pdf").join(pdf));
        assert!(told.iter().any(|alt| alt == "絵 rgba.png の説明「<b>&」"), "{pdf}: {told:?}");
        assert!(told.iter().any(|alt| alt == "もう一度"), "{pdf}: {told:?}");
    }
}

#[test]
fn a_single_sheet_has_its_pictures() {
    let book = book_with_pictures();
    book.build(&["--only", "pdf", "--policy", "1-1-01,1-1-02"]).succeeds();
    let told = alternatives(&book.path("output/pdf/1-1-01.pdf"));
    assert!(told.iter().any(|alt| alt.starts_with("絵 deep.png")), "{told:?}");
    assert!(
        alternatives(&book.path("output/pdf/1-1-02.pdf")).iter().all(|alt| !alt.contains("絵"))
    );
}

/// The files of the pictures in a part of the view.
fn shown(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(shown).collect(),
        Value::Object(fields) => {
            let own = (fields.get("t") == Some(&json!("picture"))).then(|| words(&fields["file"]));
            fields.values().flat_map(shown).chain(own.map(str::to_owned)).collect()
        }
        _ => BTreeSet::new(),
    }
}

#[test]
fn a_smaller_view_has_the_pictures_of_its_texts_and_no_others() {
    let book = book_with_pictures();
    let text = book.read(SHEET).replace("wide.png", "grey.png").replace("deep.png", "grey.png")
        + "\n> ![引用の中](<写真 2/wide.png>)\n\n語[^1]\n\n[^1]: 注\n\n    ![注の中](<写真 2/deep.png>)\n";
    book.write(SHEET, text);
    let (_, read) = compile::load(&book.root(), &[], &mut Sink::new());
    let view = View::new(Reading::new(&read.expect("the book")));
    let files = |id: &str| {
        let part = view.with_policies(&BTreeSet::from([id]));
        let files: BTreeSet<String> = part.pictures.iter().map(|(file, _)| file.clone()).collect();
        assert_eq!(files, shown(&serde_json::to_value(&part).expect("plain data")), "{id}");
        files.len()
    };
    assert_eq!(files("1-1-01"), 6, "in lists, quotations and footnotes, too");
    assert!(files("1-1-02") < view.pictures.len());
}

/// A picture goes under the same name as long as it is the same, and under another when it
/// is not, so that browsers may keep it.
#[test]
fn the_name_of_a_picture_changes_with_it() {
    let book = book_with_pictures();
    let names = || {
        book.build(&["--only", "html"]).succeeds();
        files(&book.path("output/assets/pictures")).into_keys().collect::<Vec<_>>()
    };
    let first = names();
    assert_eq!(names(), first);
    book.write("content/pictures/map.png", png(64, ExtendedColorType::Rgb8));
    let second = names();
    assert_eq!(first.len(), second.len());
    assert_eq!(first.iter().filter(|name| !second.contains(name)).count(), 1);
}

#[test]
#[cfg(unix)]
fn a_link_to_a_picture_elsewhere_is_no_picture() {
    let book = book_with_pictures();
    let map = book.path("content/pictures/map.png");
    let outside = book.beside("outside.png");
    std::fs::rename(&map, &outside).expect("moved");
    std::os::unix::fs::symlink(&outside, &map).expect("a link");
    let told = book.run(&["check"]).fails(1, "シンボリックリンクは使えません").err;
    assert!(told.contains("content/overview.md:11:1"), "and where it is wanted: {told}");
}
