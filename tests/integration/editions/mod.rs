//! The yearly round: permanent ids, frozen editions, the next edition.

mod answers;
mod export;
mod first_book;
mod first_book_cells;
mod freeze;
mod ids;
mod import;
mod import_together;
mod roll;
mod site;
mod status;
mod whole_round;

pub use freeze::town;
