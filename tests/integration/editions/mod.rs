//! The yearly round: permanent ids, frozen editions, the next edition.

mod export;
mod freeze;
mod ids;
mod import;
mod roll;
mod status;
mod whole_round;
