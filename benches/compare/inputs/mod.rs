//! The books that are compared, and what the peers read of them. An integration test uses this
//! module, too: whatever planbook's view becomes, the peers get all of it.

#![expect(clippy::format_push_string, reason = "what peers read is written once, unmeasured")]

pub mod book;
pub mod expected;
pub mod pages;
pub mod peers;
pub mod prose;
pub mod vary;
pub mod view;
