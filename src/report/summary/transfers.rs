//! What became of uploads and downloads as wholes, each of one request or of many.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::latency::Latency;
use crate::report::columns::{Cell, fit, set};
use crate::report::figures::{count, share};
use crate::report::paint::{Paint, Tone};
use crate::time::Duration;
use crate::trace::Outcome;
use crate::trace::record::TransferRecord;
use crate::units::Bytes;
use crate::world::World;
use crate::world::plan::Plan;

/// The widest name that is shown whole.
const NAME_MAX: usize = 24;

/// One source of transfers.
#[derive(Debug, Clone, Default)]
pub struct TransferLine {
    /// Its id.
    pub id: String,
    /// Who made them.
    pub client: String,
    /// How many ended.
    pub transfers: u64,
    /// How many of them moved all they should.
    pub served: u64,
    /// How many requests they took.
    pub requests: u64,
    /// The most requests of one of them that were under way at once.
    pub at_once: u32,
    /// How much they moved through their clients; a copy inside S3 moves nothing.
    pub moved: Bytes,
    /// How often each outcome occurred.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// How long the served ones took, from being wanted to the end of the last request.
    pub latency: Latency,
}

impl TransferLine {
    /// All of `lines` together, without names.
    pub fn together(lines: &[Self]) -> Self {
        let mut all = Self::default();
        for line in lines {
            all.transfers += line.transfers;
            all.served += line.served;
            all.requests += line.requests;
            all.at_once = all.at_once.max(line.at_once);
            all.moved.0 = all.moved.0.saturating_add(line.moved.0);
            all.latency.merge(&line.latency);
            for (outcome, count) in &line.outcomes {
                *all.outcomes.entry(*outcome).or_default() += count;
            }
        }
        all
    }
}

/// What is counted while the run goes, by load.
pub(super) type Counts = BTreeMap<u32, TransferLine>;

/// Counts one transfer.
pub(super) fn hear(counts: &mut Counts, transfer: &TransferRecord) {
    let line = counts.entry(transfer.load).or_default();
    line.transfers += 1;
    line.requests += transfer.requests;
    line.at_once = line.at_once.max(transfer.at_once);
    line.moved.0 = line.moved.0.saturating_add(transfer.moved.0);
    *line.outcomes.entry(transfer.outcome).or_default() += 1;
    if transfer.outcome.is_served() {
        line.served += 1;
        line.latency.add(transfer.finished.since(transfer.arrived));
    }
}

/// The lines of every source of transfers of `plan`, with their names.
pub(super) fn lines(mut counts: Counts, world: &World, plan: &Plan) -> Vec<TransferLine> {
    let loads = (0..).zip(&plan.loads);
    let sources = loads.filter(|(_, load)| load.transfer.is_some());
    let lines = sources.map(|(position, load)| {
        let mut line = counts.remove(&position).unwrap_or_default();
        line.latency.settle();
        line.id.clone_from(&load.id);
        world.clients.name(load.client).clone_into(&mut line.client);
        line
    });
    lines.collect()
}

/// The section for people; empty when there is none.
pub(super) fn section(lines: &[TransferLine], paint: Paint) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let names = [
        "number", "served", "p50", "p99", "moved", "requests", "at once",
    ];
    let mut header = vec![Cell::left("Transfers").tone(Tone::Heading)];
    header.extend(names.map(|name| Cell::right(name).tone(Tone::Faint)));
    let mut rows = vec![header];
    rows.extend(lines.iter().map(row));
    set(&rows, 0, paint)
}

fn row(line: &TransferLine) -> Vec<Cell> {
    let is_well = line.served == line.transfers;
    let tone = if is_well { Tone::Good } else { Tone::Bad };
    let latency = |percent| {
        let us = line.latency.percentile_us(percent);
        us.map_or_else(
            || "-".to_owned(),
            |us| Duration::from_micros(us).to_string(),
        )
    };
    vec![
        Cell::left(format!("  {}", fit(&line.id, NAME_MAX))),
        Cell::right(count(line.transfers)),
        Cell::right(share(line.served, line.transfers)).tone(tone),
        Cell::right(latency(50.0)),
        Cell::right(latency(99.0)),
        Cell::right(line.moved.to_string()),
        Cell::right(count(line.requests)),
        Cell::right(count(u64::from(line.at_once))),
    ]
}

/// The same for programs.
pub(super) fn to_json(lines: &[TransferLine]) -> Value {
    lines.iter().map(line_to_json).collect()
}

fn line_to_json(line: &TransferLine) -> Value {
    let outcomes = line.outcomes.iter().map(|(outcome, transfers)| {
        json!({
            "outcome": outcome.to_string(),
            "status": outcome.status(),
            "transfers": transfers,
        })
    });
    json!({
        "id": line.id,
        "client": line.client,
        "transfers": line.transfers,
        "served": line.served,
        "outcomes": outcomes.collect::<Vec<_>>(),
        "latency_us": {
            "p50": line.latency.percentile_us(50.0),
            "p90": line.latency.percentile_us(90.0),
            "p99": line.latency.percentile_us(99.0),
            "max": line.latency.max_us(),
        },
        "requests": line.requests,
        "at_once": line.at_once,
        "bytes_moved": line.moved.0,
    })
}
