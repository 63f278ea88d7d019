//! A comparison for programs: one versioned JSON object whose keys stand in a fixed order.

use serde_json::{Value, json};

use super::cost;
use super::{Design, Diff, Group, LoadDiff, Side};
use crate::report::replays;
use crate::report::summary::Latency;

/// The version of the shape that [`to_json`] makes.
pub const VERSION: u32 = 1;

/// `diff` as one JSON object.
pub fn to_json(diff: &Diff) -> Value {
    json!({
        "version": VERSION,
        "before": design(&diff.before),
        "after": design(&diff.after),
        "seed": diff.seed,
        "latency_least_us": diff.latency_least.nanos() / 1_000,
        "changed": diff.changed(),
        "unchanged": diff.unchanged(),
        "alone": diff.alone(),
        "replays": {
            "before": replays::to_json(&diff.replays[0]),
            "after": replays::to_json(&diff.replays[1]),
        },
        "cost": cost::to_json(&diff.cost),
        "loads": diff.loads.iter().map(load).collect::<Vec<_>>(),
    })
}

fn design(design: &Design) -> Value {
    json!({ "file": design.file, "title": design.title })
}

fn load(load: &LoadDiff) -> Value {
    json!({
        "id": load.id,
        "client": load.client,
        "asked": load.asked,
        "unchanged": load.unchanged,
        "only_before": load.only_before,
        "only_after": load.only_after,
        "groups": load.groups.iter().map(group).collect::<Vec<_>>(),
    })
}

fn group(group: &Group) -> Value {
    json!({
        "requests": group.requests,
        "first_number": group.first,
        "changes": group.changes.iter().map(|aspect| aspect.name()).collect::<Vec<_>>(),
        "before": side(&group.before),
        "after": side(&group.after),
    })
}

fn side(side: &Side) -> Value {
    let (code, rests_on) = match side.why.split_once("  ") {
        Some((code, rests_on)) => (code, rests_on),
        None => (side.why.as_str(), ""),
    };
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "outcome": side.outcome.to_string(),
        "status": side.outcome.status(),
        "reason": text(code),
        "rests_on": text(rests_on),
        "path": side.path,
        "authorisation": side.authorisation.name(),
        "latency_us": latency(&side.latency),
    })
}

fn latency(latency: &Latency) -> Value {
    json!({
        "p50": latency.percentile_us(50.0),
        "p99": latency.percentile_us(99.0),
        "max": latency.max_us(),
    })
}
