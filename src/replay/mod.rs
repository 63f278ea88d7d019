//! The requests of a log: read line by line, put in order, and given to the clients of a scenario.
//!
//! ```text
//! bytes ──► pieces ──► Entry ──► order ──► casting ──► Replayed
//!          records     what the   slight    who of the   one request of
//!          or lines    log says   disorder  scenario     the run
//! ```
//!
//! Nothing is held but a bounded number of entries ([`LOOK_AHEAD`]), so that a log of any size
//! streams through. Whatever cannot be replayed is counted and its first examples are kept, in a
//! [`Tally`]; nothing in a log stops a run.

mod entry;
mod pieces;
mod cloud_trail;
mod access_log;
mod order;
mod casting;

pub use entry::{Asked, Entry, Line};
pub use order::LOOK_AHEAD;

use std::io::{self, BufRead};
use std::sync::Arc;

use casting::Casting;
use order::Order;
use pieces::Pieces;

use crate::engine::{Chance, Purpose, Stream};
use crate::scenario::replay::LogFormat;
use crate::time::{Duration, Instant};
use crate::trace::tally::{Kind, Tally};
use crate::world::World;
use crate::world::plan::{Load, Plan};
use crate::world::replay::Replay;

/// How exact the times of both kinds of logs are: whole seconds.
const SECOND_NS: u64 = 1_000_000_000;

/// One request of a log, ready to be made.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// When it is made.
    pub at: Instant,
    /// The load that it counts for, by position in the plan.
    pub load: u32,
    /// Its place in the log, from 1: entries that cannot be replayed count too.
    pub number: u64,
    /// What is asked, by whom.
    pub own: Arc<Load>,
}

/// A log while it is replayed.
pub struct Reading<'a> {
    format: LogFormat,
    pieces: Pieces<Box<dyn BufRead + Send>>,
    order: Order,
    casting: Casting<'a>,
    start: Instant,
    within: Stream,
    /// The time of the first entry, in seconds since 1970.
    first: Option<i64>,
    is_exhausted: bool,
    tally: Tally,
}

impl<'a> Reading<'a> {
    /// Opens the log of `replay`; the luck of `chance` decides when in its second a request is made.
    ///
    /// A log that cannot be opened has no requests, and its tally says why.
    pub fn open(world: &World, plan: &'a Plan, replay: &'a Replay, chance: Chance) -> Self {
        let mut tally = Tally::default();
        let reader = replay.log.open().unwrap_or_else(|fault| {
            tally.note(Kind::Unreadable, 0, &reason(&fault));
            Box::new(io::empty())
        });
        Self {
            format: replay.format,
            pieces: Pieces::new(reader, replay.format),
            order: Order::default(),
            casting: Casting::new(world, plan, replay),
            start: replay.start,
            within: chance.stream(&replay.id, Purpose::Arrival),
            first: None,
            is_exhausted: false,
            tally,
        }
    }

    /// The next request, not before the one before it; none when the log has ended.
    pub fn next_request(&mut self) -> Option<Replayed> {
        loop {
            self.look_ahead();
            let next = self.order.pop()?;
            self.tally.late += u64::from(next.is_late);
            let (number, at) = (next.entry.number, self.moment(next.second, next.within));
            match self.casting.cast(next.entry, at) {
                Ok((load, own)) => {
                    self.tally.replayed += 1;
                    return Some(Replayed {
                        at,
                        load,
                        number,
                        own: Arc::new(own),
                    });
                }
                Err((kind, what)) => self.tally.note(kind, number, &what),
            }
        }
    }

    /// What has become of the log's entries so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How many entries are held at this moment; never more than [`LOOK_AHEAD`].
    pub fn held(&self) -> usize {
        self.order.len()
    }

    fn look_ahead(&mut self) {
        while !self.is_exhausted && !self.order.is_full() {
            let piece = match self.pieces.next() {
                Ok(Some(piece)) => piece,
                Ok(None) => {
                    self.is_exhausted = true;
                    return;
                }
                Err(fault) => {
                    self.tally.note(Kind::Unreadable, 0, &reason(&fault));
                    self.is_exhausted = true;
                    return;
                }
            };
            self.tally.entries += 1;
            let number = self.tally.entries;
            let line = match piece {
                Err(why) => Line::Unreadable(why.to_owned()),
                Ok(bytes) => match self.format {
                    LogFormat::CloudTrail => cloud_trail::read(bytes),
                    LogFormat::S3AccessLog => access_log::read(bytes),
                },
            };
            match line {
                Line::Entry(mut entry) => {
                    entry.number = number;
                    // SIMPLIFIED: Both kinds of logs tell whole seconds; when in its second a request
                    // was made is drawn by its number.
                    let within = self.within.draw(number).uniform_below(SECOND_NS);
                    self.order.push(*entry, within);
                }
                Line::Other(what) => self.tally.note(Kind::OtherService, number, &what),
                Line::NotModelled(what) => self.tally.note(Kind::NotModelled, number, &what),
                Line::Unreadable(why) => self.tally.note(Kind::Unreadable, number, &why),
            }
        }
    }

    /// When a request is made: its distance from the second of the first one.
    fn moment(&mut self, second: i64, within_ns: u64) -> Instant {
        let first = *self.first.get_or_insert(second);
        let seconds = second.max(first).abs_diff(first);
        let distance = seconds.saturating_mul(SECOND_NS).saturating_add(within_ns);
        self.start + Duration::from_nanos(distance)
    }
}

impl std::fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading")
            .field("tally", &self.tally)
            .finish_non_exhaustive()
    }
}

/// Why a log cannot be read on, the same words on every system.
fn reason(fault: &io::Error) -> String {
    format!("the log cannot be read: {}", fault.kind())
}
