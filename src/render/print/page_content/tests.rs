//! That a shorter content draws the same, by an interpreter of what pages draw.

use std::fmt::Write as _;

use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::Object;

use super::*;
use crate::render::print::matrix::{Matrix, numbers};

/// What is drawn by an operator, and with what.
#[derive(Debug, Clone, PartialEq)]
struct Drawn {
    what: String,
    places: Vec<f32>,
    marks: usize,
    color: String,
    line: String,
}

#[derive(Clone, Default)]
struct Graphics {
    matrix: Option<Matrix>,
    color: (String, String),
    outline: (String, String),
    font: String,
    pen: [f32; 2],
}

/// The strings that a text shows, and the moves between them.
fn shown(operation: &Instruction<'_, '_>) -> (String, Vec<f32>) {
    let (mut bytes, mut moves) = (Vec::new(), Vec::new());
    let mut show = |it: &Object<'_>| match it {
        Object::String(string) => bytes.extend_from_slice(string.as_bytes()),
        Object::Number(number) if number.as_f64().abs() < 0.005 => {}
        Object::Number(number) => moves.push(number.as_f64() as f32),
        other => panic!("{other:?}"),
    };
    for operand in operation.operands() {
        if let Object::Array(list) = operand {
            list.iter::<Object<'_>>().for_each(|it| show(&it));
        } else {
            show(operand);
        }
    }
    (format!("{bytes:?}"), moves)
}

/// What `content` draws, in its order.
fn drawn(content: &[u8]) -> Vec<Drawn> {
    let mut operations = UntypedIter::new(content);
    let (mut drawn, mut saved, mut path) = (Vec::new(), Vec::new(), Vec::new());
    let mut now = Graphics { pen: [1.0, 10.0], ..Graphics::default() };
    let (mut text, mut marks, mut in_text) = (Matrix::IDENTITY, 0, None);
    while let Some(operation) = operations.next() {
        let operator = operation.operator.to_vec();
        let words = || {
            let words = operation.operands().map(|it| match it {
                Object::Number(number) => format!("{:.3}", number.as_f64()),
                Object::Name(name) => name.as_str().to_owned(),
                other => format!("{other:?}"),
            });
            words.collect::<Vec<_>>().join(" ")
        };
        let matrix = now.matrix.unwrap_or(Matrix::IDENTITY);
        match &operator[..] {
            b"q" => saved.push(now.clone()),
            b"Q" => now = saved.pop().expect("pairs of states"),
            b"cm" => now.matrix = Some(Matrix::read(&operation).then(matrix)),
            b"cs" => now.color = (words(), String::new()),
            b"scn" => now.color.1 = words(),
            b"CS" => now.outline = (words(), String::new()),
            b"SCN" => now.outline.1 = words(),
            b"w" => [now.pen[0]] = numbers(&operation),
            b"M" => [now.pen[1]] = numbers(&operation),
            b"Tf" => now.font = words(),
            b"BDC" => marks += 1,
            b"EMC" => {
                marks -= 1;
                assert!(in_text.is_none_or(|begun| marks >= begun), "marks in pairs within a text");
            }
            b"BT" => {
                assert!(in_text.replace(marks).is_none(), "no text in a text");
                text = Matrix::IDENTITY;
            }
            b"ET" => assert_eq!(in_text.take(), Some(marks), "marks in pairs within a text"),
            b"Tm" => text = Matrix::read(&operation),
            b"Td" => {
                let [x, y] = numbers(&operation);
                text = Matrix::translation(x, y).then(text);
            }
            b"m" | b"l" | b"c" | b"re" => {
                let mut places: [f32; 6] = numbers(&operation);
                let count = operation.operands().count();
                if operator == b"re" {
                    let [x, y, width, height, ..] = places;
                    let corners =
                        [[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
                    path.extend(corners.map(|[x, y]| matrix.apply(x, y)));
                } else {
                    for place in places[..count].as_chunks_mut::<2>().0 {
                        path.push(matrix.apply(place[0], place[1]));
                    }
                }
            }
            b"h" => {}
            b"Tr" => assert_eq!(words(), "0.000", "texts are filled"),
            b"f" | b"S" | b"B" => {
                let line = format!("{:?} {:?}", now.outline, now.pen);
                // A rectangle may begin at any corner, and go around either way.
                if path.len() == 4 {
                    path.sort_by_key(|(x, y): &(f32, f32)| {
                        [*x, *y].map(|it| (it * 10.0).round() as i64)
                    });
                }
                let (fills, outlines) = (operator != b"S", operator != b"f");
                drawn.push(Drawn {
                    what: String::from_utf8_lossy(&operator).into_owned(),
                    places: path.drain(..).flat_map(|(x, y)| [x, y]).collect(),
                    marks,
                    color: if fills { format!("{:?}", now.color) } else { String::new() },
                    line: if outlines { line } else { String::new() },
                });
            }
            b"Tj" | b"TJ" => {
                assert!(in_text.is_some(), "a text in a text object");
                let (what, mut moves) = shown(&operation);
                let matrix = text.then(matrix);
                let ((x, y), (right, _)) = (matrix.apply(0.0, 0.0), matrix.apply(1.0, 0.0));
                moves.extend([x, y, right]);
                let color = format!("{:?}", now.color);
                drawn.push(Drawn {
                    what: format!("{} {what}", now.font),
                    places: moves,
                    marks,
                    color,
                    line: String::new(),
                });
            }
            other => drawn.push(Drawn {
                what: format!("{} {}", String::from_utf8_lossy(other), words()),
                places: Vec::new(),
                marks,
                color: format!("{now:?}", now = (&now.color, &now.font, now.pen)),
                line: String::new(),
            }),
        }
    }
    assert!(saved.is_empty() && marks == 0, "all is closed");
    drawn
}

/// Whether both draw the same, to hundredths of a point.
fn same(before: &[u8], after: &[u8]) {
    let (before, after) = (drawn(before), drawn(after));
    assert_eq!(before.len(), after.len(), "{before:#?}\n{after:#?}");
    for (before, after) in before.iter().zip(&after) {
        let plain = |it: &Drawn| Drawn { places: Vec::new(), ..it.clone() };
        assert_eq!(plain(before), plain(after));
        assert_eq!(before.places.len(), after.places.len(), "{before:?}\n{after:?}");
        let differ = |(one, other): (&f32, &f32)| (one - other).abs() > 0.012;
        assert!(!before.places.iter().zip(&after.places).any(differ), "{before:?}\n{after:?}");
    }
}

/// Numbers that look random and are the same each time.
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % limit
    }

    fn points(&mut self) -> String {
        format!("{}.{}", self.below(800), self.below(100_000))
    }

    fn color(&mut self, [space, components]: [&str; 2]) -> String {
        let colors = ["0.3019608 0.3019608 0.3019608", "1 1 1", "0 0 0", "0.101960786 0 0.5"];
        format!("/c{} {space} {} {components}", self.below(2), colors[self.below(4) as usize])
    }

    fn text(&mut self, matrix: &str) -> String {
        let (x, y, font, size) = (self.points(), self.points(), self.below(3), 8 + self.below(3));
        let shown = [
            "(\\000\\003\\\\\\(a\\))Tj",
            "[<005600CB0D0A0029>]TJ",
            "[(\\000\\013)-5.6948853(\\003\\t)-0.001<01D0>12.5(\\000())]TJ",
            "[(a)-5 3(b)]TJ",
        ][self.below(4) as usize];
        let color = self.color(["cs", "scn"]);
        format!(
            "q 1 0 0 -1 {x} {y} cm{color}\nBT 0 Tr/f{font} {size}.5 Tf {matrix} 0 0 Tm{shown}\nET\nQ\n"
        )
    }

    fn path(&mut self) -> String {
        let (x, y, a, b) = (self.points(), self.points(), self.points(), self.points());
        let fill = self.color(["cs", "scn"]);
        let outline = format!(
            "{} {} w 4 M",
            self.color(["CS", "SCN"]),
            ["0.5", "1", "0.6"][self.below(3) as usize]
        );
        let steps = [
            format!("0 0 m {a} 0 l {a} {b} l 0 {b} l h"),
            format!("0 0 m 0 {b} l {a} {b} l {a} 0 l h"),
            format!("0 0 m {a} {b} l"),
            format!("0 0 m {a} {b} 3 4.5 {b} {a} c {b} 7 l h"),
        ];
        let steps = &steps[self.below(4) as usize];
        let (set, paint) =
            [(fill.clone(), "f"), (outline.clone(), "S"), (format!("{fill} {outline}"), "B")]
                [self.below(3) as usize]
                .clone();
        format!("q 1 0 0 -1 {x} {y} cm{set} {steps}\n{paint}\nQ\n")
    }

    fn block(&mut self) -> String {
        match self.below(14) {
            0..7 => self.text("1 0 0 -1"),
            7..11 => self.path(),
            // What is not touched: it relies on what is set outside, or sets what is not known here.
            11 => "q 0.7 0.7 -0.7 0.7 3 4 cm/x0 Do\nQ\n".to_owned(),
            12 => format!("q /g0 gs\n{}Q\n", self.text("1 0 0 -1")),
            _ => self.text("1 0 0.2 -1"),
        }
    }

    fn content(&mut self) -> String {
        let mut content = String::new();
        for mark in 0..=self.below(12) {
            let blocks: String = (0..self.below(4)).map(|_| self.block()).collect();
            match self.below(4) {
                0 => write!(content, "/Artifact<</Type/Layout/Of[(>>)]>>BDC\n{blocks}EMC\n"),
                1 => write!(content, "{blocks}"),
                _ => write!(content, "/Span<</MCID {mark}>>BDC\n{blocks}EMC\n"),
            }
            .expect("memory takes it");
        }
        content
    }
}

#[test]
fn a_shorter_content_draws_the_same() {
    let mut numbers = Numbers(1);
    let mut made = 0;
    for _ in 0..2000 {
        let content = numbers.content();
        if let Some(shorter) = shorter(content.as_bytes()) {
            same(content.as_bytes(), &shorter);
            made += 1;
        }
    }
    assert!(made > 1500, "{made}");
}

#[test]
fn what_is_set_once_is_not_set_again() {
    let text = |x: u32, words: &str| {
        format!(
            "/Span<</MCID {x}>>BDC\nq 1 0 0 -1 {x}.123456 700.004 cm/c0 cs 0.3019608 0 0 scn\n\
             BT 0 Tr/f0 9 Tf 1 0 0 -1 0 0 Tm({words})Tj\nET\nQ\nEMC\n"
        )
    };
    let line =
        "q 1 0 0 -1 10 600 cm/c0 cs 0.3019608 0 0 scn 0 0 m 5.5 0 l 5.5 7 l 0 7 l\nh\nf\nQ\n";
    let shorter = shorter(format!("{}{}{line}", text(5, "a"), text(20, "b")).as_bytes());
    let expected = "q\nBT\n/Span<</MCID 5>>BDC\n/c0 cs .302 0 0 scn/f0 9 Tf 5.12 700 Td(a)Tj\nEMC\n\
                    /Span<</MCID 20>>BDC\n15 0 Td(b)Tj\nEMC\nET\n10 600 5.5 -7 re f\nQ\n";
    assert_eq!(String::from_utf8(shorter.expect("it is known")).expect("text"), expected);
}

#[test]
fn what_is_not_known_stays() {
    for content in [
        "",
        "q Q",
        "Q q",
        "0.5 g (loose) Tj",
        "q BI /W 1 ID x EI Q",
        "q 1 0 0 -1 0 0 cm % a comment\nQ",
        "q (not closed",
        "/Span<</MCID 0>>BDC q Q",
        "q <ABC> Tj Q",
    ] {
        assert_eq!(shorter(content.as_bytes()), None, "{content}");
    }
}
