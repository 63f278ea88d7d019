//! A run's summary for programs: `summary.json`, whose shape is versioned and whose keys stand in
//! a fixed order.
//!
//! Moments are given twice: `…_ns` as a whole number of nanoseconds, `…_s` as decimal text.

use serde_json::{Map, Value, json};

use super::cost;
use super::services;
use super::transfers;
use super::{BreakLine, ChangeLine, ClientLine, LoadLine, PathLine, Summary, Tally};
use crate::report::figures::{per_mille, seconds};
use crate::report::replays;
use crate::time::Instant;

/// The version of the shape that [`to_json`] makes.
pub const VERSION: u32 = 1;

/// `summary` as one JSON object.
pub fn to_json(summary: &Summary) -> Value {
    json!({
        "version": VERSION,
        "scenario": summary.subject.scenario,
        "title": summary.subject.title,
        "seed": summary.subject.seed,
        "as_of": summary.day.to_string(),
        "run": {
            "ended_ns": summary.ended.nanos(),
            "ended_s": seconds(summary.ended),
            "events": summary.events,
            "fingerprint": format!("{:016x}", summary.fingerprint),
        },
        "timeline": summary.timeline.iter().map(change).collect::<Vec<_>>(),
        "broken_otherwise": summary.other_breaks.iter().map(broken).collect::<Vec<_>>(),
        "clients": summary.clients.iter().map(client).collect::<Vec<_>>(),
        "loads": summary.loads.iter().map(load).collect::<Vec<_>>(),
        "transfers": transfers::to_json(&summary.transfers),
        "services": services::to_json(&summary.services),
        "replays": replays::to_json(&summary.replays),
        "cost": cost::to_json(&summary.bill),
        "limits": summary.limits.iter().map(|limit| limit.name()).collect::<Vec<_>>(),
    })
}

fn change(line: &ChangeLine) -> Value {
    let refused = line.refused.as_ref().map(
        |refused| json!({ "code": refused.code, "message": refused.message, "rule": refused.rule }),
    );
    json!({
        "at_ns": line.at.nanos(),
        "at_s": seconds(line.at),
        "call": line.call,
        "subject": line.subject,
        "accepted": line.refused.is_none(),
        "refused": refused,
        "applied_ns": line.applied.map(Instant::nanos),
        "applied_s": line.applied.map(seconds),
        "broken": line.broken.iter().map(broken).collect::<Vec<_>>(),
    })
}

fn broken(line: &BreakLine) -> Value {
    json!({
        "client": line.client,
        "reason": line.reason.name(),
        "connections": line.count,
        "in_use": line.busy,
    })
}

fn client(line: &ClientLine) -> Value {
    let mut object = Map::new();
    object.insert("client".to_owned(), json!(line.client));
    object.insert("host".to_owned(), json!(line.host));
    add_tally(&mut object, &line.tally);
    let connections = json!({ "opened": line.opened, "broken": line.broken });
    object.insert("connections".to_owned(), connections);
    object.insert("paths".to_owned(), paths(&line.paths));
    Value::Object(object)
}

fn load(line: &LoadLine) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(line.id));
    object.insert("client".to_owned(), json!(line.client));
    object.insert("planned".to_owned(), json!(line.planned));
    add_tally(&mut object, &line.tally);
    object.insert("paths".to_owned(), paths(&line.paths));
    Value::Object(object)
}

fn add_tally(object: &mut Map<String, Value>, tally: &Tally) {
    let outcomes = tally.causes.iter().map(|(cause, occurrence)| {
        json!({
            "outcome": cause.outcome.to_string(),
            "status": cause.outcome.status(),
            "reason": cause.reason.map(crate::trace::Code::name),
            "requests": occurrence.count,
            "first_number": occurrence.first,
        })
    });
    let latency = json!({
        "p50": tally.latency.percentile_us(50.0),
        "p90": tally.latency.percentile_us(90.0),
        "p99": tally.latency.percentile_us(99.0),
        "max": tally.latency.max_us(),
    });
    for (name, value) in [
        ("requests", json!(tally.requests)),
        ("served", json!(tally.served)),
        ("outcomes", outcomes.collect()),
        ("latency_us", latency),
        ("bytes_sent", json!(tally.sent.0)),
        ("bytes_received", json!(tally.received.0)),
        ("retries", json!(tally.retries)),
        ("redirects", json!(tally.redirects)),
    ] {
        object.insert(name.to_owned(), value);
    }
}

fn paths(lines: &[PathLine]) -> Value {
    let stretches = lines.iter().map(|line| {
        let all: u64 = line.ways.iter().map(|way| way.attempts).sum();
        let ways = line.ways.iter().map(|way| {
            json!({
                "via": way.via,
                "end": way.path.end.name(),
                "attempts": way.attempts,
                "per_mille": per_mille(way.attempts, all),
            })
        });
        json!({
            "from_ns": line.from.nanos(),
            "from_s": seconds(line.from),
            "until_ns": line.until.map(Instant::nanos),
            "until_s": line.until.map(seconds),
            "ways": ways.collect::<Vec<_>>(),
        })
    });
    stretches.collect()
}
