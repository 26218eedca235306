//! A YAML file that is changed step by step. Each change is made to what the ones before it have made, so that any
//! number of them may be at one place: inside an entry, after it, and in what did not exist before.

use super::{Document, Edit, Edits};
use crate::parse::yaml::Node;
use crate::source::SourceFile;
use crate::span::{FileId, Span};

/// A YAML file and the changes made to it so far.
#[derive(Debug)]
pub struct FileRewriter {
    id: FileId,
    file: SourceFile,
    /// The file as it is now; none while it is being changed.
    root: Option<Node>,
}

impl FileRewriter {
    /// The file `file` without changes; `None` if it is not YAML.
    #[must_use]
    pub fn new(id: FileId, file: &SourceFile) -> Option<Self> {
        let file = file.with_text(file.text().to_owned());
        let root = Some(Document::read(id, &file)?.into_root());
        Some(Self { id, file, root })
    }

    /// Makes the change that `edit` finds for the file as it is now; returns whether it was made. A change
    /// after which the file could not be read is not made.
    #[must_use]
    pub fn change(&mut self, edit: impl FnOnce(&Document<'_>) -> Option<Edit>) -> bool {
        self.change_all(|document| edit(document).map(|edit| vec![edit]))
    }

    /// Makes the changes at different places that `edits` finds for the file as it is now, with one reading;
    /// returns whether they were made, all or none of them.
    #[must_use]
    pub fn change_all(&mut self, edits: impl FnOnce(&Document<'_>) -> Option<Vec<Edit>>) -> bool {
        let Some(root) = self.root.take() else { return false };
        let document = Document::of(self.id, &self.file, root);
        let text = edits(&document).and_then(|found| {
            let mut edits = Edits::new();
            for edit in found {
                edits.add(edit);
            }
            edits.changed(self.id, self.file.text())
        });
        let old = document.into_root();
        let next = text.map(|text| self.file.with_text(text));
        let mut read = next.and_then(|file| {
            let root = Document::read(self.id, &file)?.into_root();
            Some((file, root))
        });
        let made = read.is_some();
        if let Some((file, _)) = &mut read {
            std::mem::swap(&mut self.file, file);
        }
        self.root = Some(read.map_or(old, |(_, root)| root));
        made
    }

    /// All changes of `old`, the file as it was, as one.
    #[must_use]
    pub fn into_edit(self, old: &SourceFile) -> Option<Edit> {
        let text = self.file.text().to_owned();
        (text != old.text()).then(|| Edit { span: Span::new(self.id, 0, old.text().len()), text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn changes_at_one_place_are_all_made() {
        let text = "list:\n  - name: a\n    deep:\n      one:\n        x: 1\n";
        let sources = Sources::from_memory([("content/a.yaml".into(), text.into())]);
        let (id, file) = sources.iter().next().expect("a file");
        let mut rewriter = FileRewriter::new(id, file).expect("YAML");
        let item = |d: &Document<'_>| d.items(d.get(d.root(), "list").expect("a list"))[0].clone();
        let lines = ["name: b".to_owned()];
        assert!(rewriter.change(|d| d.set(&item(d), "last", "9")));
        assert!(rewriter.change(|d| d.push(d.get(d.root(), "list")?, &lines)));
        assert!(rewriter.change(|d| {
            let item = item(d);
            d.set(d.get(&item, "deep")?, "two", "{ y: 2 }")
        }));
        assert!(rewriter.change(|d| {
            let item = item(d);
            d.set(d.get(d.get(&item, "deep")?, "two")?, "z", "3")
        }));
        // What cannot be read is not made, and what comes after is.
        assert!(!rewriter.change(|d| d.set(d.root(), "bad", "[")));
        assert!(!rewriter.change(|_| None));
        assert!(rewriter.change(|d| d.set(d.root(), "good", "[]")));
        let edit = rewriter.into_edit(file).expect("a change");
        assert_eq!(
            edit.text,
            "list:\n  - name: a\n    deep:\n      one:\n        x: 1\n      two: { y: 2, z: 3 }\n    last: 9\n  - name: b\ngood: []\n"
        );
    }
}
