//! The contenders, and what is wanted of planbook.

use crate::results::{What, Wish};

pub const FULL: &str = "planbook build --no-volumes";
pub const VOLUMES: &str = "planbook build (with 分割版)";
pub const PDF: &str = "planbook build --only pdf --no-volumes";
pub const SITE: &str = "planbook build --only site";
pub const HTML: &str = "planbook build --only html";
pub const DATA: &str = "planbook build --only data";
pub const CHECK: &str = "planbook check";
pub const NOTHING: &str = "planbook build --no-volumes, nothing changed";
pub const FIGURE: &str = "planbook build --only html, one figure changed";
pub const FIGURE_ALL: &str = "planbook build --no-volumes, one figure changed";
pub const TYPST: &str = "bare typst compile";
pub const HUGO: &str = "Hugo";
pub const MDBOOK: &str = "mdBook";
pub const ELEVENTY: &str = "Eleventy";
pub const LUALATEX: &str = "Pandoc with LuaLaTeX";
pub const WEASYPRINT: &str = "WeasyPrint";
pub const CHROMIUM: &str = "Chromium";

/// Everyone who may be left out.
pub const ALL: [&str; 17] = [
    FULL, VOLUMES, PDF, SITE, HTML, DATA, CHECK, NOTHING, FIGURE, FIGURE_ALL, TYPST, HUGO, MDBOOK,
    ELEVENTY, LUALATEX, WEASYPRINT, CHROMIUM,
];

/// Where planbook's own memory, beside the typesetter's, is bounded.
pub const OWN: (usize, &str) = (128, FULL);

/// Everything that is wanted, in order.
pub fn wishes() -> Vec<Wish> {
    let mut out = Vec::new();
    for sheets in [128, 1_280] {
        let mut time = |what, ours, theirs, at_most| {
            let (ours, theirs) = ((sheets, ours), (sheets, theirs));
            out.push(Wish { what, of: What::Time, ours, theirs, at_most });
        };
        time("clean full build: site, whole PDF, 概要版, data", FULL, &[TYPST], 1.15);
        time("the same with the 分割版", VOLUMES, &[TYPST], 2.5);
        time("PDF against LuaLaTeX", PDF, &[LUALATEX], 0.1);
        time("PDF against WeasyPrint", PDF, &[WEASYPRINT], 0.1);
        time("PDF against Chromium's print", PDF, &[CHROMIUM], 0.5);
        time("nothing changed, against a clean build", NOTHING, &[FULL], 0.03);
        time("one figure changed: site and data, against a clean build", FIGURE, &[FULL], 0.08);
        time("all findings, against a clean build", CHECK, &[FULL], 0.1);
    }
    for sheets in [128, 1_280, 12_800] {
        out.push(Wish {
            what: "site against the fastest of three generators",
            of: What::Time,
            ours: (sheets, SITE),
            theirs: (sheets, &[HUGO, MDBOOK, ELEVENTY]),
            at_most: 0.5,
        });
    }
    let growth: [(&str, What, &str, &[&str]); 4] = [
        ("growth of the site's and its data's time from 1,280 sheets", What::Time, HTML, &[HTML]),
        (
            "growth of the site's and its data's memory from 1,280 sheets",
            What::Memory,
            HTML,
            &[HTML],
        ),
        ("growth of the data's time from 1,280 sheets", What::Time, DATA, &[DATA]),
        ("growth of the data's memory from 1,280 sheets", What::Memory, DATA, &[DATA]),
    ];
    for (what, of, name, theirs) in growth {
        out.push(Wish { what, of, ours: (12_800, name), theirs: (1_280, theirs), at_most: 11.0 });
    }
    out
}
