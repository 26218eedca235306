//! The places of a city that its plan speaks of: districts, villages, harbours.

use crate::record;
use crate::span::Spanned;

record! {
    /// `places.yaml`.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct LocalitiesFile {
        /// Every place, in the order of lists.
        localities: Vec<Locality> = required named "places" "地名";
    }
}

record! {
    /// A place of the city.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Locality {
        /// Its id, used in addresses and data.
        id: Spanned<String> = required "アドレスとデータに使う名前（半角）。例 moheji";
        /// Its name.
        name: Spanned<String> = required "地名。例 茂辺地" as title;
        /// How the name is read.
        kana: Option<Spanned<String>> = optional "読み。例 もへじ";
        /// Other names of it.
        also: Vec<Spanned<String>> = optional "同じところのほかの呼び方。例 [茂別]";
        /// Words that have its name in them and mean something else.
        never: Vec<Spanned<String>> = optional named "not" "この地名を含むが、このところではない言葉。例 [大野さん]";
        /// The district that it is in.
        district: Option<Spanned<String>> = optional "属する地区。一覧は地区ごとに並びます";
    }
}

impl Locality {
    /// All names that texts may call it by.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.also).map(|name| name.value.as_str())
    }
}
