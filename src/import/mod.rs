//! Other people's descriptions of networks, turned into the text of a scenario.
//!
//! An importer never builds a world: it writes a scenario as a person would, and what it writes is
//! read like any other, so that an imported network and the file made from it are the same. What it
//! does not understand it lists, each once, with its file.

pub mod ron;
pub mod describe;
