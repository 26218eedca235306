//! 重点テーマ.

use super::{PolicyId, Prose};
use crate::span::Spanned;

/// One priority theme.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Its number, which is its file's name.
    pub number: Spanned<u8>,
    /// Its name.
    pub title: Spanned<String>,
    /// What it wants, in words.
    pub prose: Prose,
    /// 重点施策.
    pub leads: Vec<LeadPolicy>,
}

/// 重点施策: what leads a theme, and the policies that carry it.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadPolicy {
    /// Its name.
    pub name: Spanned<String>,
    /// What it does.
    pub description: String,
    /// The policies that carry it.
    pub policies: Vec<Spanned<PolicyId>>,
}
