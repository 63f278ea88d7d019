//! What people are told.

pub mod faults;
pub mod pages;
