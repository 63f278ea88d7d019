//! A body to send, and word of its arrival.

use super::sender::Sender;
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

/// One body to be sent over a bottleneck.
#[derive(Debug, Clone, Copy)]
pub struct Transfer {
    /// The caller's name for it, unique among the bodies under way: a connection's index.
    pub key: u32,
    /// The congestion state of the sending end; it comes back with [`Arrival`].
    pub sender: Sender,
    /// The bytes to be sent.
    pub body: Bytes,
    /// The path's round trip without any queue.
    pub round_trip: Duration,
    /// The most this flow may have for itself, however idle the link is (BW-01); a rate of the
    /// link's or more sets no bound.
    pub rate_max: BitsPerSecond,
}

/// A body that has arrived.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// The caller's name for it.
    pub key: u32,
    /// When its last byte arrived at the receiver.
    pub at: Instant,
    /// What the sending end has learnt, for the next body on the connection.
    pub sender: Sender,
}
