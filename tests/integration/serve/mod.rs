//! The live preview, asked over HTTP as a browser would, and as one should not.

mod edits;
mod life;
mod refusals;
mod support;
