//! The sample book, whole: built by the real command with the real typesetter, and read
//! back from what came out.

mod content;
mod contract;
mod facts;
mod failures;
mod overview;
mod pages;
