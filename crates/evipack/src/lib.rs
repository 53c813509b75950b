//! evipack
pub mod facts;
pub mod points;
pub mod read;
pub mod rel_path;
