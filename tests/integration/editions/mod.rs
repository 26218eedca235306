//! The yearly round: permanent ids, frozen editions, the next edition.

mod freeze;
mod ids;
mod roll;
mod status;
