//! `transfers.jsonl`: one line of JSON for each upload or download as a whole, in the order in which
//! they end; its requests bear its number in `requests.jsonl`.

use serde_json::json;

use super::figures::seconds;
use super::reason;
use crate::trace::record::TransferRecord;
use crate::world::World;
use crate::world::plan::Plan;

/// The line of `transfer`, its line break included.
pub fn line(world: &World, plan: &Plan, transfer: &TransferRecord) -> String {
    let load = plan.loads.get(transfer.load as usize);
    let why = transfer.reason.as_ref();
    let line = json!({
        "id": load.map_or("", |load| &load.id),
        "client": world.clients.name(transfer.client),
        "number": transfer.number,
        "arrived_ns": transfer.arrived.nanos(),
        "arrived_s": seconds(transfer.arrived),
        "finished_ns": transfer.finished.nanos(),
        "finished_s": seconds(transfer.finished),
        "outcome": transfer.outcome.to_string(),
        "status": transfer.outcome.status(),
        "reason": why.map(|why| why.code.name()),
        "rests_on": why.map(|why| reason::rests_on(world, why)),
        "requests": transfer.requests,
        "at_once": transfer.at_once,
        "moved": transfer.moved.0,
    });
    format!("{line}\n")
}
