//! What a file is, by its bytes.
//!
//! Enters: leading bytes, or a whole compound file. Leaves: a [`Format`], whatever the file is called.

pub(crate) mod compound;
mod ole;
mod sniff;

pub use evipack_core::format::{Format, promised};
pub(crate) use ole::sniff_ole;
pub use sniff::{HEAD_LEN, sniff};
