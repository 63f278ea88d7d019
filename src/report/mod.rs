//! What people are told.

pub mod faults;
pub mod annotation;
pub mod pages;
pub mod summary;
pub mod limits;
pub mod requests;
pub mod transfers;
pub mod replays;
pub mod explain;
pub mod verdicts;
pub mod probes;
pub mod lab;
pub mod matrix;
pub mod diff;
pub mod graph;
pub mod sweep;
pub mod plot;
pub mod change;
pub mod path;
mod reason;
mod rule;
mod fault;
mod figures;
mod month;
mod columns;
mod paint;
