//! Authors' texts.

use serde::Deserialize;

use super::nullable;

/// A block of an author's text.
#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum Block {
    P {
        c: Vec<Run>,
    },
    H {
        level: usize,
        c: Vec<Run>,
    },
    List {
        /// The first number, or nothing for bullets.
        #[serde(deserialize_with = "nullable")]
        start: Option<usize>,
        items: Vec<Vec<Block>>,
    },
    Quote {
        c: Vec<Block>,
    },
    Table {
        header: Vec<Vec<Run>>,
        rows: Vec<Vec<Vec<Run>>>,
    },
    /// Only its text alternative is shown.
    #[serde(alias = "picture")]
    Figure {
        alt: String,
    },
    Notes {
        notes: Vec<(u32, Vec<Block>)>,
    },
    Rule,
}

/// A run of words.
#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum Run {
    Text {
        v: String,
    },
    Strong {
        c: Vec<Run>,
    },
    Em {
        c: Vec<Run>,
    },
    Del {
        c: Vec<Run>,
    },
    Code {
        v: String,
    },
    Break,
    Link {
        url: String,
        c: Vec<Run>,
    },
    /// Printed pages: planbook alone knows them.
    Page {},
    Policy {
        id: String,
        title: String,
        /// Other words to show; mostly none.
        c: Vec<Run>,
    },
    Note {
        n: u32,
    },
}
