//! The colours of a theme: declared in its manifest, stated nowhere else, and seen in every output.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use crate::support::{Book, files, project};

const THEME: &str = "themes/standard";
const MANIFEST: &str = "theme.yaml";

/// The text files of the standard theme that draw, and the manifest.
fn theme() -> (BTreeMap<String, String>, String) {
    let drawn = ["css", "svg", "html", "js", "typ"];
    let mut drawing = BTreeMap::new();
    for (name, bytes) in files(&project().join(THEME)) {
        if drawn.iter().any(|kind| name.ends_with(&format!(".{kind}"))) {
            drawing.insert(name, String::from_utf8(bytes).expect("UTF-8"));
        }
    }
    assert!(drawing.len() > 60, "{}", drawing.len());
    let manifest = fs::read_to_string(project().join(THEME).join(MANIFEST)).expect(MANIFEST);
    (drawing, manifest)
}

/// The colours of `manifest`: name, place and value.
fn declared(manifest: &str) -> Vec<(String, String, String)> {
    let lines = manifest.lines().skip_while(|line| !line.starts_with("colors:")).skip(1);
    let rows = lines.filter_map(|line| line.strip_prefix("  ")?.split_once(": "));
    let mut all = Vec::new();
    for (name, values) in rows.filter(|(name, _)| !name.trim().starts_with('#')) {
        let values = values.split_once('{').expect(name).1.split_once('}').expect(name).0;
        for value in values.split(',') {
            let (place, value) = value.split_once(':').expect(name);
            let value = value.trim().trim_matches('"');
            all.push((name.to_owned(), place.trim().to_owned(), value.to_owned()));
        }
    }
    assert!(all.len() > 100, "{}", all.len());
    all
}

/// `text` without what stands between `open` and `close`.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut parts = text.split(open);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push(' ');
        rest.push_str(part.split_once(close).map_or("", |(_, after)| after));
    }
    rest
}

/// The colours that `text` states itself. In Typst, `white` and `navy` are those of `style.typ`.
fn stated(name: &str, text: &str) -> Vec<String> {
    const FUNCTIONS: [&str; 10] =
        ["rgb", "rgba", "hsl", "hwb", "lab", "lch", "oklab", "oklch", "luma", "cmyk"];
    const NAMES: [&str; 17] = [
        "white", "black", "gray", "grey", "silver", "red", "green", "blue", "navy", "yellow",
        "orange", "purple", "maroon", "teal", "aqua", "lime", "fuchsia",
    ];
    let is_typst = name.ends_with(".typ");
    let text = if is_typst {
        let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
        code.collect::<Vec<_>>().join("\n")
    } else {
        without(&without(text, "/*", "*/"), "{#", "#}")
    };
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = text[at..].find(|c: char| is_word(c) || c == '#').map(|n| n + at) {
        let tail = &text[from..];
        let digits = tail.strip_prefix('#').unwrap_or(tail);
        let word = &digits[..digits.find(|c| !is_word(c)).unwrap_or(digits.len())];
        let is_hash = digits.len() < tail.len();
        at = from + usize::from(is_hash) + word.len();
        let before = &text[..from];
        let is_address = before.ends_with("href=\"") || before.ends_with('&');
        let is_hex = matches!(word.len(), 3 | 4 | 6 | 8)
            && word.bytes().all(|b| b.is_ascii_hexdigit())
            && !text[at..].starts_with('(');
        let is_function = text[at..].starts_with('(') && FUNCTIONS.contains(&word);
        let is_name = NAMES.contains(&word)
            && !(is_typst && matches!(word, "white" | "navy"))
            && !before.ends_with("--");
        if is_hash && is_hex && !is_address || is_function || !is_hash && is_name {
            found.push(if is_hash { format!("#{word}") } else { word.to_owned() });
        }
    }
    found
}

#[test]
fn stated_colours_are_found() {
    for (name, text, colour) in [
        ("a.css", "a { color: #fff }", "#fff"),
        ("a.css", "a { border: 1px solid black }", "black"),
        ("a.css", "a { color: rgb(0 0 0 / 0.1) }", "rgb"),
        ("a.svg", "<rect fill=\"#1a1a1a\"/>", "#1a1a1a"),
        ("a.typ", "#text(fill: luma(93%))[案]", "luma"),
        ("a.typ", "#let it = rgb(\"#1a1a1a\")", "rgb"),
        ("a.typ", "#block(fill: red)", "red"),
    ] {
        assert_eq!(stated(name, text).first().map(String::as_str), Some(colour), "{text}");
    }
    for (name, text) in [
        ("a.css", "a { white-space: nowrap } /* on white, #fff */"),
        ("a.html", "<a href=\"#add\">&#160;</a>{# red #}"),
        ("a.typ", "#text(fill: white)[a] // red"),
    ] {
        assert_eq!(stated(name, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn only_the_manifest_states_colours() {
    let (drawing, manifest) = theme();
    let declared: BTreeSet<String> = declared(&manifest).into_iter().map(|(.., c)| c).collect();
    for (name, text) in &drawing {
        let stated = stated(name, text);
        match name.as_str() {
            // A picture by itself, which no style sheet reaches: it has colours that are declared.
            "site/assets/icon.svg" => {
                assert!(stated.len() == 2, "{stated:?}");
                for colour in stated {
                    let long = if colour == "#fff" { "#ffffff" } else { &colour };
                    assert!(declared.contains(long), "{name}: {colour}");
                }
            }
            // Where Typst reads them.
            "pdf/style.typ" => assert_eq!(stated, ["rgb"], "{name}"),
            _ => assert_eq!(stated, Vec::<String>::new(), "{name}"),
        }
        // Without the import, `white` would be Typst's own.
        if name.ends_with(".typ") && text.contains("fill: white") && name != "pdf/style.typ" {
            let imports = text.lines().filter(|line| line.contains("style.typ\": "));
            let has_it = |line: &str| line.ends_with('*') || line.contains("white");
            assert!(imports.into_iter().any(has_it), "{name}");
        }
    }
}

#[test]
fn every_colour_is_declared_and_used() {
    let (drawing, manifest) = theme();
    let declared = declared(&manifest);
    let css: String =
        drawing.iter().filter(|(n, _)| n.ends_with(".css")).map(|(_, t)| &**t).collect();
    let in_book: String =
        drawing.iter().filter(|(n, _)| !n.starts_with("site/")).map(|(_, t)| &**t).collect();
    for (name, place, _) in &declared {
        let family = name.trim_end_matches("-tint").trim_end_matches(|c: char| c.is_ascii_digit());
        let used = if place == "book" {
            in_book.contains(&format!("\"{name}\""))
                || in_book.contains(&format!("colors.{name} "))
                || family.ends_with('-') && in_book.contains(&format!("\"{family}\""))
        } else {
            css.contains(&format!("var(--{name})")) || css.contains(&format!("var(--{name},"))
        };
        assert!(used, "{name} ({place}) is used nowhere");
    }
    // What is read is declared, for the site.
    let names: BTreeSet<&str> = declared.iter().map(|(name, ..)| &**name).collect();
    let own = |name: &str| css.contains(&format!("--{name}:"));
    for read in css.split("var(--").skip(1) {
        let name = read.split([')', ',']).next().expect("a name");
        assert!(names.contains(name) || own(name), "--{name} is declared nowhere");
    }
}

/// The steps of the rating scale have the same colours in the charts, on the sheets and on the site.
#[test]
fn ratings_have_one_scale_of_colours() {
    let (_, manifest) = theme();
    let declared = declared(&manifest);
    let of = |name: &str, place: &str| {
        let mut found = declared.iter().filter(|(n, p, _)| n == name && p == place);
        found.next().map(|(.., colour)| colour.clone())
    };
    for rank in 0..5 {
        for name in [format!("rank-{rank}"), format!("on-rank-{rank}")] {
            assert!(of(&name, "light").is_some(), "{name}");
            assert_eq!(of(&name, "light"), of(&name, "book"), "{name}");
        }
    }
}

/// A book with a theme of its own, and the manifest of that.
fn town() -> (Book, &'static str) {
    let town = Book::init();
    for (name, bytes) in files(&project().join(THEME)) {
        let path = town.path(&format!("themes/own/{name}"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    (town, "themes/own/theme.yaml")
}

#[test]
fn a_theme_changes_its_colours_in_one_place() {
    let (town, manifest) = town();
    town.build(&["--theme", "own", "--no-volumes"]).succeeds();
    let pixels = |name: &str| {
        let pdfs = fs::read_dir(town.path("output/pdf")).expect("PDFs");
        let pdfs = pdfs.map(|file| file.expect("a file").path());
        let whole = pdfs.min_by_key(|path| path.as_os_str().len()).expect("a PDF");
        let run = Command::new("pdftoppm")
            .args(["-r", "20", "-singlefile", "-f", "1"])
            .args([whole, town.path(name)])
            .status();
        assert!(run.is_ok_and(|status| status.success()));
        town.bytes(&format!("{name}.ppm"))
    };
    // The head of the file may have any length.
    let has = |ppm: &[u8], pixel: [u8; 3]| {
        (0..3).any(|from| ppm[from..].chunks(3).any(|found| found == pixel))
    };
    assert!(!has(&pixels("before"), [0x12, 0x34, 0x56]));
    let text = town.read(manifest);
    let line = |name: &str| {
        text.lines().find(|line| line.starts_with(&format!("  {name}:"))).expect(name).to_owned()
    };
    town.edit(
        manifest,
        &line("accent"),
        "  accent: { light: \"#654321\", dark: \"#9db7f9\", book: \"#123456\" }",
    );
    town.edit(manifest, &line("rank-0"), "  rank-0: { light: \"#224466\", book: \"#446688\" }");
    // As authors build: what was made before is not used where a colour has changed.
    town.run(&["build", "--theme", "own", "--no-volumes"]).succeeds();
    let css = town.read("output/assets/style.css");
    assert!(css.contains("--accent: #654321;") && css.contains("--rank-0: #224466;"), "{css}");
    assert!(!css.contains("@import"), "{css}");
    assert!(town.read("output/index.html").contains("fill=\"#446688\""));
    assert!(has(&pixels("after"), [0x12, 0x34, 0x56]));
}

#[test]
fn wrong_colours_are_reported_where_they_stand() {
    let (town, manifest) = town();
    let text = town.read(manifest);
    let bg = text.lines().find(|line| line.starts_with("  bg:")).expect("bg").to_owned();
    let row = text.lines().position(|line| line == bg).expect("bg") + 1;
    for (written, words) in [
        ("  bg: { light: \"#fffff\" }", ["PB0102", "「#fffff」があります", "# と16進数6けたの色"]),
        ("  bg: { light: \"white\" }", ["PB0102", "「white」があります", "# と16進数6けたの色"]),
        ("  bg: { lihgt: \"#ffffff\" }", ["PB0104", "lihgt", "「light」のことですか"]),
        ("  BG: { light: \"#ffffff\" }", ["PB0102", "「BG」", "半角の英小文字"]),
    ] {
        town.write(manifest, text.replace(&bg, written));
        let run = town.run(&["build", "--theme", "own", "--only", "html"]);
        assert_eq!(run.code, 1, "{written}: {}", run.err);
        let place = format!("themes/own/theme.yaml:{row}:");
        for word in words.into_iter().chain([place.as_str()]) {
            assert!(run.err.contains(word), "{word}: {}", run.err);
        }
    }
}
