//! What drives a run and knows no networks: the event queue, chance, and the run's fingerprint.
//!
//! - [`Queue`] says which event is next; equal times have a fixed, explainable order.
//! - [`Chance`] says how the dice fall: by key, never by the order in which they are thrown.
//! - [`Fingerprint`] says whether two runs were the same, and where they parted.

mod mix;
mod queue;
mod ticket;
mod normal;
mod seed;
mod chance;
mod fingerprint;

pub use chance::{Chance, Draw, Purpose, Stream};
pub use fingerprint::Fingerprint;
pub use queue::Queue;
pub use ticket::TieOrder;
