//! Sentences of plans, marked as a person marks them.

use planbook::compare::{Piece, PieceKind, mark};

/// How many of the sentences have the marks of a person, at least.
const AGREEING: usize = 40;

/// The old and the new sentence, and their pieces, of a line with marks.
fn read(line: &str) -> (String, String, Vec<Piece>) {
    let (mut old, mut new, mut pieces) = (String::new(), String::new(), Vec::new());
    let mut rest = line;
    while !rest.is_empty() {
        let next = rest.find(['[']).unwrap_or(rest.len());
        let (text, kind, length) = if next > 0 {
            (&rest[..next], PieceKind::Same, next)
        } else {
            let end = if rest.starts_with("[-") { "-]" } else { "+]" };
            let kind =
                if rest.starts_with("[-") { PieceKind::Deleted } else { PieceKind::Inserted };
            let close = rest.find(end).expect("its end");
            (&rest[2..close], kind, close + 2)
        };
        if kind != PieceKind::Inserted {
            old.push_str(text);
        }
        if kind != PieceKind::Deleted {
            new.push_str(text);
        }
        pieces.push(Piece { kind, text: text.to_owned() });
        rest = &rest[length..];
    }
    (old, new, pieces)
}

fn written(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece.kind {
        PieceKind::Same => piece.text.clone(),
        PieceKind::Deleted => format!("[-{}-]", piece.text),
        PieceKind::Inserted => format!("[+{}+]", piece.text),
    };
    pieces.iter().map(piece).collect()
}

fn lines() -> Vec<&'static str> {
    let lines = include_str!("sentences.txt").lines();
    lines.filter(|line| !line.starts_with('#')).collect()
}

#[test]
fn most_sentences_are_marked_as_by_a_person() {
    let lines = lines();
    assert_eq!(lines.len(), 60);
    let mut agreeing = 0;
    for line in &lines {
        let (old, new, pieces) = read(line);
        assert_eq!(written(&pieces), **line);
        let marked = written(&mark(&old, &new));
        if marked == **line {
            agreeing += 1;
        } else {
            eprintln!("person:  {line}\nprogram: {marked}\n");
        }
    }
    eprintln!("{agreeing} of {}", lines.len());
    assert!(agreeing >= AGREEING, "{agreeing} of {}", lines.len());
}

#[test]
fn marks_keep_both_texts_and_swap_with_them() {
    for line in lines() {
        let (old, new, _) = read(line);
        let pieces = mark(&old, &new);
        let of = |side: PieceKind| {
            let pieces = pieces.iter().filter(|p| p.kind == PieceKind::Same || p.kind == side);
            pieces.map(|piece| piece.text.as_str()).collect::<String>()
        };
        assert_eq!((of(PieceKind::Deleted), of(PieceKind::Inserted)), (old.clone(), new.clone()));
        let parts = |pieces: &[Piece], kind| {
            let pieces = pieces.iter().filter(|piece| piece.kind == kind);
            pieces.map(|piece| piece.text.clone()).collect::<Vec<_>>()
        };
        let swapped = mark(&new, &old);
        assert_eq!(parts(&pieces, PieceKind::Same), parts(&swapped, PieceKind::Same), "{line}");
        assert_eq!(parts(&pieces, PieceKind::Deleted), parts(&swapped, PieceKind::Inserted));
    }
}
