//! What people are told.

pub mod faults;
