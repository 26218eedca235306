//! The open data: the rules for machine-readable data (C1 to C12), and every figure of
//! every format compared with the sources.

#![allow(
    clippy::cast_possible_wrap,                        // what is counted is far below 2^63
    clippy::cast_sign_loss                             // numbers of projects begin with 1
)]

mod command;
mod figures;
mod formats;
mod funding;
mod hostile;
mod offer;
mod rules;
pub mod sources;
mod support;

pub use support::content;
