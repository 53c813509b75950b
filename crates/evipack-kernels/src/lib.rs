//! Networks of the ONNX kind, run faster than the runtime alone runs them, with the same answers.
//!
//! Enters: a model file, and batches of one picture. Leaves: what the network answers. rten runs the network; the operators that it
//! is slow at are computed here ([`kernels`]), between the pieces into which the network is cut for it ([`pieces`]). Whether both
//! ways answer alike is tried with every model when it is loaded; where they do not, or the runtime does not let the model be
//! cut, the network is run as a whole, in silence.

mod graph;
mod kernels;
mod network;
mod pieces;

pub use network::{Network, NetworkError};
