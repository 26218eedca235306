//! The yearly round: permanent ids, frozen editions, the next edition.

mod export;
mod first_book;
mod freeze;
mod ids;
mod import;
mod roll;
mod status;
mod whole_round;
