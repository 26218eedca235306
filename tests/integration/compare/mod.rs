//! `planbook diff`: what changed between two versions of a book.

mod books;
pub mod command;
mod data;
mod forms;
mod sentences;
