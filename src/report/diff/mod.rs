//! What becomes of the same requests in two designs: which change, in what, and which do not.
//!
//! A [`Memory`] listens to the run of the first design, a [`Comparer`] to that of the second. Both
//! runs have the same seed, and chance is keyed by names and numbers, so that a request and its
//! twin differ only by what the designs make of them. Requests that change alike share one
//! [`Group`], which [`table`](table::render) shows to people and [`json`](json::to_json) to
//! programs.

mod asked;
mod seen;
mod memory;
mod comparer;
mod cost;
pub mod table;
pub mod json;

pub use comparer::Comparer;
pub use cost::{CostDiff, CostLine, Sides};
pub use memory::Memory;

use crate::report::replays::ReplayLine;
use crate::report::summary::Latency;
use crate::time::Duration;
use crate::trace::Outcome;

/// One of the two designs.
#[derive(Debug, Clone, Default)]
pub struct Design {
    /// The file it was read from.
    pub file: String,
    /// Its title; may be empty.
    pub title: String,
}

/// What changes from one design to another.
#[derive(Debug, Clone)]
pub struct Diff {
    /// The design before.
    pub before: Design,
    /// The design after.
    pub after: Design,
    /// The seed of both runs.
    pub seed: u64,
    /// The smallest difference of latency that counts as a change.
    pub latency_least: Duration,
    /// Every source of requests, in the order of the first design, then of the second.
    pub loads: Vec<LoadDiff>,
    /// The logs that were replayed, in the first and in the second design.
    pub replays: [Vec<ReplayLine>; 2],
    /// What both designs cost; a difference of cost alone is no change of [`Diff::is_empty`].
    pub cost: CostDiff,
}

/// What changes for the requests of one source.
#[derive(Debug, Clone)]
pub struct LoadDiff {
    /// Its id, which is the same in both designs.
    pub id: String,
    /// Who makes the requests.
    pub client: String,
    /// What is asked: `GetObject s3://reports/{n}.csv`.
    pub asked: String,
    /// Requests that ended in both designs and change in nothing.
    pub unchanged: u64,
    /// Requests of the first design alone.
    pub only_before: u64,
    /// Requests of the second design alone.
    pub only_after: u64,
    /// Requests that change, those that change alike together, the most first.
    pub groups: Vec<Group>,
}

/// Requests of one source that change in the same way.
#[derive(Debug, Clone)]
pub struct Group {
    /// How many there are.
    pub requests: u64,
    /// The number of the first of them.
    pub first: u64,
    /// In what they change.
    pub changes: Vec<Aspect>,
    /// What becomes of them before.
    pub before: Side,
    /// What becomes of them after.
    pub after: Side,
}

/// What becomes of the requests of a group in one design.
///
/// What is known only of some designs, such as what a request costs, belongs here as an `Option`,
/// with an [`Aspect`] of its own.
#[derive(Debug, Clone)]
pub struct Side {
    /// How they end.
    pub outcome: Outcome,
    /// Why they are not served, and what that rests on: `BUCKET_EXPLICIT_DENY  reports`; empty
    /// when they are.
    pub why: String,
    /// The way of the last attempt: `nat-1 → igw-1`.
    pub path: String,
    /// Whether they are authorised.
    pub authorisation: Authorisation,
    /// How long they take.
    pub latency: Latency,
}

/// In what a request can change. A further one needs a word here, a value in [`Side`], and a row
/// in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// How it ends.
    Outcome,
    /// Why it is not served.
    Why,
    /// Which way it goes.
    Path,
    /// Whether it is authorised.
    Authorisation,
    /// How long it takes.
    Latency,
}

impl Aspect {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Why => "why",
            Self::Path => "path",
            Self::Authorisation => "authorisation",
            Self::Latency => "latency",
        }
    }
}

/// Whether a request is authorised, as far as it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authorisation {
    /// Every gate was open.
    Allowed,
    /// A gate was shut.
    Denied,
    /// It never came to the question: no connection, or no such bucket.
    NotAsked,
}

impl Authorisation {
    /// Of a request that ended with `outcome`.
    pub fn of(outcome: Outcome) -> Self {
        match outcome.is_authorised() {
            Some(true) => Self::Allowed,
            Some(false) => Self::Denied,
            None => Self::NotAsked,
        }
    }

    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::NotAsked => "not asked",
        }
    }
}

impl Diff {
    /// Whether no request changes, whatever the designs cost.
    pub fn is_empty(&self) -> bool {
        self.changed() == 0 && self.alone() == 0
    }

    /// How many requests change.
    pub fn changed(&self) -> u64 {
        let groups = self.loads.iter().flat_map(|load| &load.groups);
        groups.map(|group| group.requests).sum()
    }

    /// How many requests change in nothing.
    pub fn unchanged(&self) -> u64 {
        self.loads.iter().map(|load| load.unchanged).sum()
    }

    /// How many requests are made in one of the designs only.
    pub fn alone(&self) -> u64 {
        let alone = |load: &LoadDiff| load.only_before + load.only_after;
        self.loads.iter().map(alone).sum()
    }
}
