//! The footnotes of one file.

use std::collections::{BTreeSet, HashMap};

use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Prose;
use crate::span::Span;
use crate::text;

const NOTES: Code = Code("PB0324");

/// Footnotes as they are met.
#[derive(Default)]
pub(super) struct Notes {
    /// Labels by their numbers, in order of first mention.
    labels: Vec<String>,
    numbers: HashMap<String, u32>,
    mentioned: BTreeSet<u32>,
    defined: Vec<(u32, Span)>,
    texts: Vec<(u32, Prose)>,
}

impl Notes {
    fn number(&mut self, label: &str) -> u32 {
        if let Some(number) = self.numbers.get(label) {
            return *number;
        }
        self.labels.push(label.to_owned());
        let number = self.labels.len() as u32;
        self.numbers.insert(label.to_owned(), number);
        number
    }

    /// The number that a reference to `label` shows.
    pub fn mention(&mut self, label: &str) -> u32 {
        let number = self.number(label);
        self.mentioned.insert(number);
        number
    }

    /// The number of the footnote `label`, whose text begins at `span`.
    pub fn define(&mut self, label: &str, span: Span) -> u32 {
        let number = self.number(label);
        self.defined.push((number, span));
        number
    }

    /// Takes the text of footnote `number`.
    pub fn fill(&mut self, number: u32, text: Prose) {
        self.texts.push((number, text));
    }

    /// All footnotes in order. What is written twice or never referred to is reported.
    pub fn finish(mut self, sink: &mut Sink) -> Vec<(u32, Prose)> {
        let mut defined: HashMap<u32, Span> = HashMap::new();
        for (number, span) in &self.defined {
            let label = &self.labels[*number as usize - 1];
            let first = *defined.entry(*number).or_insert(*span);
            if first != *span {
                sink.report(
                    Diagnostic::error(
                        NOTES,
                        text!(
                            "脚注「{label}」が2つあります",
                            "the footnote `{label}` is written twice"
                        ),
                    )
                    .at(*span)
                    .label(first, text!("はじめはここです", "first here"))
                    .hint(text!("どちらかの名前を変えてください", "rename one of them")),
                );
            } else if !self.mentioned.contains(number) {
                sink.report(
                    Diagnostic::warning(
                        NOTES,
                        text!(
                            "脚注「{label}」がどこからも参照されていません",
                            "nothing refers to the footnote `{label}`"
                        ),
                    )
                    .at(*span)
                    .hint(text!(
                        "本文に「[^{label}]」を書くか、この脚注を消してください",
                        "write `[^{label}]` in the text, or remove the footnote"
                    )),
                );
            }
        }
        self.texts.sort_by_key(|(number, _)| *number);
        self.texts
    }
}
