//! What became of the explained request when the scenario was run: its attempts in time.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::outline::Outline;
use crate::report::figures::{moment, seconds};
use crate::report::paint::Tone;
use crate::report::path::Path;
use crate::trace::{Attempt, RequestRecord};
use crate::world::World;

/// Adds the attempts of `record`.
pub(super) fn add(world: &World, record: &RequestRecord, outline: &mut Outline) {
    outline.heading("In the run");
    let took = record.finished.since(record.arrived);
    let words = format!(
        "wanted at {}, {} after {took}",
        moment(record.arrived),
        record.outcome
    );
    let tone = if record.outcome.is_served() {
        Tone::Good
    } else {
        Tone::Bad
    };
    outline.add(1, words, tone);
    for (position, attempt) in record.attempts.iter().enumerate() {
        let path = Path::of_attempt(attempt).words(world);
        let connection = if attempt.is_reused {
            "open connection"
        } else {
            "new connection"
        };
        let words = format!(
            "attempt {} at {}: {path}, {connection}",
            position + 1,
            moment(attempt.started)
        );
        outline.add(2, words, Tone::Plain);
        let (words, tone) = end(attempt);
        outline.add(3, words, tone);
        outline.rule(attempt.reason.map_or("", |reason| reason.code.name()));
    }
}

fn end(attempt: &Attempt) -> (String, Tone) {
    let took = attempt.finished.since(attempt.started);
    let tone = if attempt.outcome.is_served() {
        Tone::Good
    } else {
        Tone::Bad
    };
    let mut words = format!("{} after {took}", attempt.outcome);
    for (amount, verb) in [(attempt.sent, "sent"), (attempt.received, "received")] {
        if amount.0 > 0 {
            let _ = write!(words, ", {amount} {verb}");
        }
    }
    (words, tone)
}

/// The same for programs.
pub(super) fn to_json(world: &World, record: &RequestRecord) -> Value {
    let attempts = record.attempts.iter().map(|attempt| {
        let path = Path::of_attempt(attempt);
        let via: Vec<String> = path.via.iter().map(|at| world.place_name(*at)).collect();
        json!({
            "started_ns": attempt.started.nanos(),
            "finished_ns": attempt.finished.nanos(),
            "via": via,
            "end": path.end.name(),
            "reused": attempt.is_reused,
            "outcome": attempt.outcome.to_string(),
            "reason": attempt.reason.map(|reason| reason.code.name()),
            "sent": attempt.sent.0,
            "received": attempt.received.0,
        })
    });
    json!({
        "arrived_ns": record.arrived.nanos(),
        "arrived_s": seconds(record.arrived),
        "finished_ns": record.finished.nanos(),
        "finished_s": seconds(record.finished),
        "outcome": record.outcome.to_string(),
        "attempts": attempts.collect::<Vec<_>>(),
    })
}
