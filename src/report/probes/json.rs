//! Probes for programs: one versioned JSON object.

use serde_json::{Value, json};

use super::{Asked, port, protocol};
use crate::report::explain::json::{because, walked};
use crate::report::path::Path;
use crate::world::World;
use crate::world::probe::Finding;

/// The version of the shape that [`to_json`] makes.
pub const VERSION: u32 = 1;

/// What came of probes as one JSON object, hop by hop when `is_verbose`.
pub fn to_json(world: &World, all: &[Asked], is_verbose: bool) -> Value {
    let count = |wanted: Option<bool>| all.iter().filter(|one| one.is_met() == wanted).count();
    let answered = all.iter().filter(|one| one.answer.finding.is_answered());
    json!({
        "version": VERSION,
        "probes": all.iter().map(|one| probe(world, one, is_verbose)).collect::<Vec<_>>(),
        "totals": {
            "probes": all.len(),
            "answered": answered.count(),
            "met": count(Some(true)),
            "not_met": count(Some(false)),
        },
    })
}

fn probe(world: &World, one: &Asked, is_verbose: bool) -> Value {
    let (probe, answer) = (&one.probe, &one.answer);
    let trip = answer.trip.as_ref();
    let path = Path::of(trip.map(|trip| &trip.way));
    let via: Vec<String> = path.via.iter().map(|at| world.place_name(*at)).collect();
    let round_trip = trip.filter(|_| answer.finding.is_answered());
    let mut value = json!({
        "id": probe.id,
        "from": world.hosts.name(probe.from),
        "to": one.goal(world),
        "address": one.address().map(|address| address.to_string()),
        "protocol": protocol(probe.protocol),
        "port": port(probe),
        "answer": answer.finding.name(),
        "expected": probe.expect.map(Finding::name),
        "met": one.is_met(),
        "via": via,
        "round_trip_ns": round_trip.map(|trip| trip.way.round_trip.nanos()),
        "ttl": answer.ttl,
        "reasons": answer.reasons.iter().map(|why| because(world, why)).collect::<Vec<_>>(),
    });
    if is_verbose {
        let back = trip.and_then(|trip| trip.back.as_ref());
        value["forward"] = trip.map_or(Value::Null, |trip| walked(world, &trip.forward));
        value["back"] = back.map_or(Value::Null, |back| walked(world, back));
    }
    value
}
