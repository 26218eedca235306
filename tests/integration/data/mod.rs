//! The open data: the rules for machine-readable data (C1 to C12), and every figure of
//! every format compared with the sources.

#![allow(
    clippy::case_sensitive_file_extension_comparisons, // the names are the program's own
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
mod sources;
mod support;
