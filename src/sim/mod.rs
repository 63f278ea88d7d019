//! What happens in time: requests come, names are looked up, connections open, carry, idle and
//! break, and the network changes under them.
//!
//! A model decides, the loop schedules. Each model takes what happened and says what follows; none
//! holds the queue, so each is tested alone:
//!
//! ```text
//! source      when does the next request come?          pool      which connection, or who waits?
//! names       which address is still trusted?           knocking  when is a SYN repeated?
//! transfer    what do handshakes and heads cost?        exchange  how far is request or answer?
//! link        who shares, and when does a body arrive?  tcp       what does it cost on a link?
//! links       which links does a way pass?              sharing   may several hold a body back?
//! joint       how much may a link be asked for?         confluence  what flows where several do?
//! fate        what does a change do to a connection?    retry     again, elsewhere, or enough?
//! losing      what do lost packets cost?
//! purse       can another retry be paid for?            pace      how fast may a client send?
//! queries     may its host ask the resolver once more?
//! tables      is there room for one connection more?   forgetting  who still knows an idle one?
//! parts       which requests of a transfer may go out?
//! ```
//!
//! [`Simulation`] holds what is under way and puts events to the models: `attempts`, `transferring`,
//! `patience`, `opening`, `racing`, `exchanging`, `carrying`, `changes` and `failover` are its
//! chapters; `manner` keeps what many clients have in common, `foresight` fetches what the next
//! events need, and `twins` lets two of them run side by side. What is *not* here: where packets go,
//! what names mean and what S3 answers are asked of [`network`](crate::network), [`dns`](crate::dns)
//! and [`s3`](crate::s3), at the moment it matters.

pub mod tcp;
mod event;
mod slots;
mod target;
mod source;
mod names;
mod pool;
mod knocking;
mod transfer;
mod link;
mod links;
mod joint;
mod sharing;
mod confluence;
mod queries;
mod tables;
mod forgetting;
mod exchange;
mod fate;
mod retry;
mod throttle;
mod purse;
mod pace;
mod parts;
mod connection;
mod request;
mod manner;
mod program;
mod simulation;
mod attempts;
mod transferring;
mod patience;
mod opening;
mod racing;
mod exchanging;
mod carrying;
mod changes;
mod failover;
mod foresight;
mod losing;
mod twins;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod carried;

pub use simulation::Simulation;
pub use twins::{Equal, Parting, Twin, compare};

use crate::trace::Recorder;
use crate::world::World;
use crate::world::plan::Plan;

/// Runs `plan` in `world` and gives the world as it is at the end; the `recorder` is told
/// everything while it happens.
///
/// Every request of the plan ends in exactly one outcome. Same world, plan and `seed`: the same
/// run, event by event.
pub fn run(world: World, plan: &Plan, seed: u64, recorder: &mut impl Recorder) -> World {
    Simulation::new(world, plan, seed, recorder).run()
}
