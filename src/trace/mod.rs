//! What was seen: packets hop by hop, verdicts and their reasons, outcomes, and the record of a
//! run.
//!
//! Everything here is small, comparable data with ids instead of names; `report` turns it into
//! words.

pub mod code;
pub mod reason;
pub mod packet;
pub mod walk;
pub mod way;
pub mod outcome;
pub mod tally;
pub mod record;

pub use code::Code;
pub use outcome::{Gate, Outcome, S3Error};
pub use packet::Packet;
pub use reason::{About, Reason};
pub use record::{Attempt, Recorder, RequestRecord};
pub use walk::{Hop, RoundTrip, Step, Verdict, Walk};
pub use way::Way;
