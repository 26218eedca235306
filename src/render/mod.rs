//! The outputs. Each is one folder and reads the same [`View`](crate::view::View).
//!
//! This module must not know the sources on disk.

pub mod chart;
pub mod print;
pub mod site;
