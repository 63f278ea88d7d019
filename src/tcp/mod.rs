//! How long TCP takes.

mod wire;
mod round_trip;
mod cubic;
mod hystart;
mod scoreboard;
mod receiver;
mod reduction;
mod sender;
mod sending;
mod ring;
mod codel;
mod fair_queue;
mod race;

pub use ring::queue_packets;
pub use race::Race;
pub use sender::{INITIAL_WINDOW_SEGMENTS, Sender};
pub use sending::RECEIVE_WINDOW;
pub use wire::{Mss, OVERHEAD, SYN};
