//! The matrix for programs: one versioned JSON object, every cell with all its reasons.

use serde_json::{Value, json};

use super::{asked, name, path, signer};
use crate::journey::matrix::{Answer, Matrix, Target};
use crate::report::explain::json::because;
use crate::trace::Outcome;
use crate::world::World;

/// The version of the shape that [`to_json`] makes.
pub const VERSION: u32 = 1;

/// The matrix as one JSON object.
pub fn to_json(world: &World, matrix: &Matrix) -> Value {
    let hosts = matrix.askers.iter().map(|asker| {
        json!({
            "name": world.hosts.name(asker.host),
            "signed_by": signer(world, asker),
        })
    });
    let targets = matrix.targets.iter().map(|target| {
        let kind = match target {
            Target::Bucket(..) => "bucket",
            Target::EndpointName(_) => "endpoint_name",
        };
        json!({ "name": name(world, target), "kind": kind, "asked": asked(target) })
    });
    let mut cells = Vec::new();
    for (asker, row) in matrix.askers.iter().zip(&matrix.rows) {
        for (target, answer) in matrix.targets.iter().zip(row) {
            let mut value = cell(world, answer);
            value["host"] = json!(world.hosts.name(asker.host));
            value["target"] = json!(name(world, target));
            cells.push(value);
        }
    }
    json!({
        "version": VERSION,
        "hosts": hosts.collect::<Vec<_>>(),
        "targets": targets.collect::<Vec<_>>(),
        "cells": cells,
    })
}

fn cell(world: &World, answer: &Answer) -> Value {
    let via = path(answer).via.into_iter();
    let via: Vec<String> = via.map(|at| world.place_name(at)).collect();
    let way = answer.way.as_ref().filter(|_| answer.is_connected());
    json!({
        "host": null,
        "target": null,
        "connected": answer.is_connected(),
        "authorised": answer.is_authorised(),
        "connection": answer.finding.name(),
        "outcome": answer.outcome.map(|outcome| outcome.to_string()),
        "status": answer.outcome.and_then(Outcome::status),
        "via": via,
        "round_trip_ns": way.map(|way| way.round_trip.nanos()),
        "source_seen": way.map(|way| way.source_seen.to_string()),
        "reasons": answer.reasons.iter().map(|why| because(world, why)).collect::<Vec<_>>(),
    })
}
