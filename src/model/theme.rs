//! 重点テーマ.

use super::{PolicyId, Prose};
use crate::record;
use crate::span::Spanned;

record! {
    /// One priority theme: `themes/<number>.yaml` and `.md`.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PriorityTheme {
        /// Its name.
        title: Spanned<String> = required "重点テーマの名前" as title;
        /// 重点施策.
        leads: Vec<LeadPolicy> = required "重点施策";
    }
    with {
        /// Its number, which is its file's name.
        number: Spanned<u8>;
    }
    later {
        /// Its aims, in words.
        prose: Prose;
    }
}

record! {
    /// 重点施策: a heading of a theme, with the policies that carry it out.
    #[derive(Debug, Clone, PartialEq)]
    pub struct LeadPolicy {
        /// Its name.
        name: Spanned<String> = required "重点施策の名前" as title;
        /// What is done.
        description: Spanned<String> = required "何をするか。1～2文" as text;
        /// The policies that carry it out.
        policies: Vec<Spanned<PolicyId>> = required[distinct] "担う主要施策の番号";
    }
}
