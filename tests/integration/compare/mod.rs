//! `planbook diff`: what changed between two versions of a book.

mod books;
mod command;
mod data;
mod sentences;
