//! How long TCP takes: handshakes, slow start, CUBIC, queues, losses and sharing.
//!
//! # Five grains
//!
//! A [`Bottleneck`], or a [`Lane`] of its own, looks at a body as closely as its time demands:
//!
//! | who is on the link | how it is computed | exact to | cost |
//! | --- | --- | --- | --- |
//! | one short body (`alone`) | a closed form at its start | the packet | nanoseconds, no event |
//! | one long body on a [`Lane`] (`alone_long`) | by acknowledgements in slow start, by rounds until the link is full, then at its pace | some per cent | about a microsecond, no event |
//! | up to 64 bodies (`race`) | segment by segment, inside the model | the packet | tens of ns a segment, one event a round trip |
//! | more, or over 1 GiB (`crowd`) | fair shares in virtual time | the round trip | a few set operations per body |
//! | bodies that several links may hold up (`fluid`) | max-min fair shares of all links, class by class | the round trip | one update per class and change |
//!
//! Packets are left behind where they no longer decide anything: alone, because nothing can
//! happen to them; in a crowd, because single fates even out. In between they cannot be: which
//! flow loses which packet when a queue overflows decides, for seconds, who is fast.
//!
//! # What a packet meets
//!
//! ```text
//!                           device
//! sender ─► sending ─► fair_queue ─► ring ─────► receiver
//!  window    what to    fq_codel      the link    acknowledges
//!    ▲       (re)send                  and its      │
//!    └─────────┴────────── acknowledgement ◄────────┘
//!      cubic, hystart,   scoreboard, reduction
//!      round_trip
//! ```
//!
//! The parts follow ns-3.37, against which the model is measured (`examples/tcp_reference.rs`),
//! oddities included where they cost time: each says so where it stands.
//!
//! SIMPLIFIED: acknowledgements are never lost and never wait for each other; there is no
//! reordering, no ECN, no pacing, and packet by packet a body meets two links at most: one that
//! bounds its flow (BW-01) and one that it shares.

mod wire;
mod handshake;
mod round_trip;
mod hystart;
mod cubic;
mod sender;
mod scoreboard;
mod reduction;
mod sending;
mod receiver;
mod codel;
mod fair_queue;
mod ring;
mod device;
mod transfer;
mod alone;
mod alone_long;
mod runner;
mod race;
mod crowd;
mod fairness;
mod fluid;
mod bottleneck;

pub use alone::Lane;
pub use bottleneck::Bottleneck;
pub use fluid::Fluid;
pub use handshake::{Tls, connect_time, request_time};
pub use race::Loss;
pub use ring::queue_packets;
pub use sender::{INITIAL_WINDOW_SEGMENTS, Sender};
pub use sending::RECEIVE_WINDOW;
pub use transfer::{Arrival, Transfer};
pub use wire::{Mss, OVERHEAD, SYN};
