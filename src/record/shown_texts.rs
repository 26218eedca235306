//! The texts of a record that all outputs show in the same way, as they do the fields that a book declares.

use super::{Field, Path, Step, Value, Walk};

/// A text of a record, in a field with a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownText<'a> {
    /// The key of the field.
    pub key: &'static str,
    /// Its name for readers.
    pub label: &'static str,
    /// The text.
    pub text: &'a str,
}

/// The texts of `record` in those of its `fields` that have a [label](Field::label), in their order. Fields
/// without a text are left out.
#[must_use]
pub fn shown_texts<'a>(record: &'a dyn Walk, fields: &'static [Field]) -> Vec<ShownText<'a>> {
    let mut found = Vec::new();
    // Most records have no such field, and are not walked.
    if fields.iter().any(|field| field.label.is_some()) {
        record.walk(&mut Path::default(), &mut |path, value| {
            if let ([Step::Field(_, field)], Value::Text(text)) = (path.steps(), value)
                && let Some(label) = field.label
                && !text.trim().is_empty()
            {
                found.push(ShownText { key: field.key, label, text });
            }
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record;

    record! {
        /// A record with two fields that are shown.
        #[derive(Debug)]
        struct Sample {
            /// Shown by code of its own.
            name: String = required "名前" as title;
            /// Shown as declared fields are.
            note: Option<String> = optional "備考" as text shown "備考の欄";
            /// Not written.
            more: Option<String> = optional "ほか" as text shown "ほかの欄";
        }
    }

    #[test]
    fn texts_with_a_label_are_found() {
        let sample =
            Sample { name: "名".to_owned(), note: Some("文です。".to_owned()), more: None };
        let note = ShownText { key: "note", label: "備考の欄", text: "文です。" };
        assert_eq!(shown_texts(&sample, Sample::FIELDS), [note]);
        assert_eq!(shown_texts(&sample, &Sample::FIELDS[..1]), []);
    }
}
