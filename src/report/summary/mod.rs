//! What a run comes to: per client and per source of requests, in memory that does not grow with
//! the requests.
//!
//! A [`Summarist`] listens to the run; [`Summarist::finish`] gives the [`Summary`], which
//! [`table`](table::render) shows to people and [`json`](json::to_json) to programs.

mod latency;
mod periods;
mod services;
mod transfers;
mod tally;
mod summarist;
mod cost;
pub mod table;
pub mod json;

pub use latency::Latency;
pub use services::ServiceLine;
pub use summarist::Summarist;
pub use tally::{Cause, Occurrence, Tally};
pub use transfers::TransferLine;

use std::collections::BTreeMap;

use super::limits::Limit;
use super::path::Path;
use super::replays::ReplayLine;
use crate::cost::Bill;
use crate::time::Instant;
use crate::trace::Code;
use crate::world::change::Rejection;

/// What was run.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    /// The scenario's name: its file's name without folder and ending.
    pub scenario: String,
    /// Its title; may be empty.
    pub title: String,
    /// The seed.
    pub seed: u64,
}

/// What a run comes to.
#[derive(Debug, Clone)]
pub struct Summary {
    /// What was run.
    pub subject: Subject,
    /// The day whose rules applied.
    pub day: jiff::civil::Date,
    /// When it ended.
    pub ended: Instant,
    /// How many events it took.
    pub events: u64,
    /// The fingerprint of its event trace.
    pub fingerprint: u64,
    /// Every change of the timeline that was asked for.
    pub timeline: Vec<ChangeLine>,
    /// Connections that broke without a change, by client.
    pub other_breaks: Vec<BreakLine>,
    /// Every client with requests.
    pub clients: Vec<ClientLine>,
    /// Every source of requests.
    pub loads: Vec<LoadLine>,
    /// Every source of uploads and downloads through transfer managers.
    pub transfers: Vec<TransferLine>,
    /// What it costs.
    pub bill: Bill,
    /// Every service of AWS that made calls.
    pub services: Vec<ServiceLine>,
    /// Every log that was replayed.
    pub replays: Vec<ReplayLine>,
    /// What of it rests on simplifications.
    pub limits: Vec<Limit>,
}

impl Summary {
    /// What became of all requests together.
    pub fn overall(&self) -> Tally {
        let mut overall = Tally::default();
        for load in &self.loads {
            overall.merge(&load.tally);
        }
        overall
    }
}

/// One change of the timeline.
#[derive(Debug, Clone)]
pub struct ChangeLine {
    /// When it was asked for.
    pub at: Instant,
    /// The call of AWS's API, and what it was asked of.
    pub call: String,
    /// What it was asked of.
    pub subject: String,
    /// Why AWS refused it, if it did.
    pub refused: Option<Rejection>,
    /// When it took effect, if it did.
    pub applied: Option<Instant>,
    /// The connections it broke.
    pub broken: Vec<BreakLine>,
}

/// Connections of one client that broke for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakLine {
    /// Whose.
    pub client: String,
    /// Why.
    pub reason: Code,
    /// How many.
    pub count: u64,
    /// On how many of them a request was under way.
    pub busy: u64,
}

/// One client.
#[derive(Debug, Clone)]
pub struct ClientLine {
    /// Its name.
    pub client: String,
    /// The host it runs on.
    pub host: String,
    /// What became of its requests.
    pub tally: Tally,
    /// Connections it opened.
    pub opened: u64,
    /// Connections that broke.
    pub broken: u64,
    /// The paths its attempts took.
    pub paths: Vec<PathLine>,
}

/// One source of requests.
#[derive(Debug, Clone)]
pub struct LoadLine {
    /// Its id, by which `explain` knows it.
    pub id: String,
    /// Who made its requests.
    pub client: String,
    /// How many were planned.
    pub planned: u64,
    /// What became of them.
    pub tally: Tally,
    /// The paths its attempts took.
    pub paths: Vec<PathLine>,
}

/// The paths of the attempts that ended in one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathLine {
    /// When the stretch begins.
    pub from: Instant,
    /// When it ends; `None` at the end of the run.
    pub until: Option<Instant>,
    /// Each path in words, and how many attempts took it, the most used first.
    pub ways: Vec<PathShare>,
}

/// One path and how often it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathShare {
    /// The path.
    pub path: Path,
    /// The path in words.
    pub words: String,
    /// The names of what it passes.
    pub via: Vec<String>,
    /// How many attempts took it.
    pub attempts: u64,
}

/// Breaks by client and reason: how many, and how many of them were busy.
type Breaks = BTreeMap<(usize, Code), (u64, u64)>;
