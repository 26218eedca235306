//! Checks: one rule, one file.
//!
//! A rule about the book looks at the whole [`Book`] and reports contradictions; a rule about texts
//! looks at one passage of an author's text. The doc comment at the head of a rule's file is its
//! entry in the manual, written for the people who get the finding.
//!
//! This module must not know the outputs.

mod amounts;
mod brackets;
mod budget_window;
mod change_reasons;
mod combining_marks;
mod counter_ka;
mod dashes;
mod declared_fields;
mod declared_values;
mod decomposed_characters;
mod direction;
mod duplicate_ids;
mod edition;
mod empty_parts;
mod evaluated_year;
mod evaluation_part;
mod evaluations;
mod framework;
mod full_width;
mod funding;
mod funding_missing;
mod glyphs;
mod half_width_kana;
mod headings;
mod indicator;
mod indicator_current_value;
mod invalid_slugs;
mod invisible;
mod large_numbers;
mod last_edition;
mod last_years_text;
mod later_years;
mod layers;
mod lead_policies;
mod link_words;
mod localities;
mod long_texts;
mod missing_successor;
mod money_unit;
mod municipality_code;
mod new_project_history;
mod number_in_title;
mod numbers;
mod page_contract;
mod part_without_content;
mod passage;
mod pictures;
mod platform_dependent;
mod policies_part;
mod private_use;
mod project_names;
mod project_sections;
mod rating;
mod readings;
mod recorded_marks;
mod references;
mod relisted;
mod repeated_part;
mod sheet_blocks;
mod sheet_length;
mod site_address;
mod tabs;
mod twice_in_book;
mod typed_in_thousands;
mod typed_in_yen;
mod typed_numbers;
mod unassigned;
mod unit_spellings;
mod unit_values;
mod unknown_section;
mod unknown_theme;
mod unused_pictures;
mod unused_sections;
mod value_quotes;
mod was_mismatch;
mod without_ids;
mod years;

use rayon::prelude::*;

use crate::diag::Sink;
use crate::model::Book;
use crate::parse::{AuthorText, OF_KEYS};
use crate::source::Sources;
pub use declared_fields::COLUMNS;
pub use glyphs::Glyphs;
use passage::Passage;

/// One rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The code of its findings.
    pub code: &'static str,
    /// The text of its file, which begins with its entry in the manual, in Japanese.
    source: &'static str,
    input: RuleInput,
}

/// The input of a rule.
#[derive(Debug, Clone, Copy)]
enum RuleInput {
    /// The whole book.
    Book(fn(&Book, &mut Sink)),
    /// The whole book, by the years of its edition; not while those are wrong themselves, or a key of the plan is
    /// missing, misspelt or there twice, which may be what the years go by.
    Years(fn(&Book, &mut Sink)),
    /// The whole book, by the years of its edition, and the book of the edition before, if it was kept.
    Editions(fn(&Book, Option<&Book>, &mut Sink)),
    /// Each character by itself, as it stands or as an escape.
    Character(fn(&Passage<'_>, &mut Sink)),
    /// Each character by itself, and the book.
    CharacterInBook(fn(&Passage<'_>, &Book, &mut Sink)),
    /// One passage by itself.
    Text(fn(&Passage<'_>, &mut Sink)),
    /// One passage, and the characters that can be printed.
    Glyphs(fn(&Passage<'_>, &dyn Glyphs, &mut Sink)),
    /// One passage, and the book.
    TextInBook(fn(&Passage<'_>, &Book, &mut Sink)),
}

impl Rule {
    /// Its entry in the manual: the doc comment at the head of its file.
    #[must_use]
    pub fn manual(&self) -> String {
        let lines = self.source.lines().map_while(|l| l.strip_prefix("//!"));
        let lines: Vec<&str> = lines.map(|l| l.strip_prefix(' ').unwrap_or(l)).collect();
        lines.join("\n")
    }
}

macro_rules! rule {
    ($code:literal, $module:ident, $input:ident) => {
        Rule {
            code: $code,
            source: include_str!(concat!(stringify!($module), ".rs")),
            input: RuleInput::$input($module::check),
        }
    };
}

/// Every rule, by code.
pub const RULES: &[Rule] = &[
    rule!("PB0210", unknown_section, Book),
    rule!("PB0211", unknown_theme, Book),
    rule!("PB0212", lead_policies, Book),
    rule!("PB0213", budget_window, Years),
    rule!("PB0214", evaluated_year, Years),
    rule!("PB0215", rating, Editions),
    rule!("PB0216", direction, Book),
    rule!("PB0217", references, Book),
    rule!("PB0218", indicator, Book),
    rule!("PB0219", empty_parts, Book),
    rule!("PB0220", framework, Book),
    rule!("PB0221", edition, Book),
    rule!("PB0222", typed_numbers, TextInBook),
    rule!("PB0223", years, Years),
    rule!("PB0224", later_years, Years),
    rule!("PB0225", unused_sections, Book),
    rule!("PB0226", invalid_slugs, Book),
    rule!("PB0227", municipality_code, Book),
    rule!("PB0228", indicator_current_value, Years),
    rule!("PB0229", new_project_history, Editions),
    rule!("PB0230", project_sections, Book),
    rule!("PB0231", project_names, Book),
    rule!("PB0232", funding, Book),
    rule!("PB0233", amounts, TextInBook),
    rule!("PB0234", unit_values, Book),
    rule!("PB0235", unit_spellings, Book),
    rule!("PB0236", funding_missing, Years),
    rule!("PB0237", layers, Book),
    rule!("PB0240", typed_in_yen, Book),
    rule!("PB0241", long_texts, Book),
    rule!("PB0242", twice_in_book, Book),
    rule!("PB0244", last_edition, Editions),
    rule!("PB0245", last_years_text, Editions),
    rule!("PB0250", large_numbers, Book),
    rule!("PB0251", relisted, Book),
    rule!("PB0252", duplicate_ids, Book),
    rule!("PB0253", was_mismatch, Editions),
    rule!("PB0254", missing_successor, Editions),
    rule!("PB0255", without_ids, Editions),
    rule!("PB0256", change_reasons, Editions),
    rule!("PB0260", declared_fields, Book),
    rule!("PB0261", declared_values, Years),
    rule!("PB0262", evaluations, Editions),
    rule!("PB0263", numbers, Book),
    rule!("PB0264", typed_in_thousands, Book),
    rule!("PB0265", sheet_blocks, Book),
    rule!("PB0266", localities, Book),
    rule!("PB0270", site_address, Book),
    rule!("PB0274", readings, Book),
    rule!("PB0275", money_unit, Book),
    rule!("PB0276", number_in_title, Book),
    rule!("PB0308", pictures, Book),
    rule!("PB0310", private_use, Character),
    rule!("PB0311", unassigned, Character),
    rule!("PB0312", invisible, Character),
    rule!("PB0313", half_width_kana, Character),
    rule!("PB0314", dashes, Character),
    rule!("PB0315", platform_dependent, CharacterInBook),
    rule!("PB0316", full_width, Character),
    rule!("PB0317", counter_ka, Text),
    rule!("PB0318", decomposed_characters, Character),
    rule!("PB0319", brackets, Text),
    rule!("PB0320", headings, Book),
    rule!("PB0321", sheet_length, Book),
    rule!("PB0322", link_words, Book),
    rule!("PB0325", glyphs, Glyphs),
    rule!("PB0326", unused_pictures, Book),
    rule!("PB0334", tabs, Text),
    rule!("PB0345", combining_marks, Character),
    rule!("PB0346", value_quotes, Text),
    rule!("PB0403", page_contract, Book),
    rule!("PB0404", policies_part, Book),
    rule!("PB0405", evaluation_part, Book),
    rule!("PB0406", part_without_content, Book),
    rule!("PB0407", repeated_part, Book),
];

/// Looks at the book with every rule of agreement; `previous` is the book of the edition before.
pub fn check(book: &Book, previous: Option<&Book>, sink: &mut Sink) {
    let mut contradictions = Sink::new();
    edition::check(book, &mut contradictions);
    let plan = book.plan.edition.year.span.file;
    let years_hold = contradictions.is_empty() && !sink.has_any_of(&OF_KEYS, plan);
    for rule in RULES {
        match rule.input {
            RuleInput::Book(check) => check(book, sink),
            RuleInput::Years(check) if years_hold => check(book, sink),
            RuleInput::Editions(check) if years_hold => check(book, previous, sink),
            _ => {}
        }
    }
}

/// Looks at authors' words, wherever they stand, with every rule of text. Without a book,
/// what only the book knows is not compared; without fonts, what cannot be printed.
pub fn check_texts(
    sources: &Sources,
    texts: &[AuthorText],
    book: Option<&Book>,
    glyphs: Option<&dyn Glyphs>,
    sink: &mut Sink,
) {
    let found = texts
        .par_iter()
        .map(|AuthorText { span, escaped }| {
            let file = sources.file(span.file);
            let passage = match escaped {
                Some(escaped) => Passage::escaped(file, *span, escaped),
                None => Passage::new(file, *span),
            };
            let mut found = Sink::new();
            for rule in RULES {
                match rule.input {
                    RuleInput::Character(check) => check(&passage, &mut found),
                    RuleInput::CharacterInBook(check) => {
                        if let Some(book) = book {
                            check(&passage, book, &mut found);
                        }
                    }
                    // The value is missing.
                    RuleInput::Text(_) | RuleInput::TextInBook(_) if passage.is_escaped() => {}
                    RuleInput::Text(check) => check(&passage, &mut found),
                    RuleInput::TextInBook(check) => {
                        if let Some(book) = book {
                            check(&passage, book, &mut found);
                        }
                    }
                    RuleInput::Glyphs(check) => {
                        if let Some(glyphs) = glyphs {
                            check(&passage, glyphs, &mut found);
                        }
                    }
                    RuleInput::Book(_) | RuleInput::Years(_) | RuleInput::Editions(_) => {}
                }
            }
            found
        })
        .reduce(Sink::new, |mut all, found| {
            all.absorb(found);
            all
        });
    // A value that is no number gets no second finding for its full-width digits.
    sink.absorb_new_places(found);
}
