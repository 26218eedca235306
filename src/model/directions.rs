//! 今後の方向性: the words in which a plan says how its projects go on.

use crate::record;
use crate::record::OneOrMore;
use crate::span::Spanned;

record! {
    /// 今後の方向性: the words a project's future may be described with.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Directions {
        /// Every word.
        choices: Vec<Spanned<String>> = required[distinct] "使える言葉";
        /// The words for projects that begin with this edition, and so have neither results
        /// nor settlement in the evaluated year.
        begins: OneOrMore<String> = optional[distinct] "この版から始まる事業を表す言葉。実績と決算額が要りません。例 新規、[新規, 新設]";
        /// The words for projects that are over: the next edition has them no more.
        ends: Vec<Spanned<String>> = optional[distinct] "終わる事業を表す言葉。例 [完了, 廃止]";
        /// The words for projects that go on within another, their heir.
        merges: OneOrMore<String> = optional[distinct] "ほかの事業にまとまる事業を表す言葉。まとまった先の was に書きます";
    }
}

impl Directions {
    /// Whether `direction` says that a project begins with this edition.
    #[must_use]
    pub fn begins(&self, direction: &Spanned<String>) -> bool {
        self.begins.contains(direction)
    }

    /// Whether `direction` says that a project goes on within another.
    #[must_use]
    pub fn merges(&self, direction: &Spanned<String>) -> bool {
        self.merges.contains(direction)
    }

    /// Whether `direction` says that a project is over and has no heir.
    #[must_use]
    pub fn ends(&self, direction: &Spanned<String>) -> bool {
        self.ends.contains(direction) && !self.merges(direction)
    }
}
