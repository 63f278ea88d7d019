//! (being written)

pub mod arn;
