//! What one run of a sweep comes to, as one line of JSON.

use serde_json::{Map, Value, json};

use super::Asked;
use crate::report::summary::{Summary, TransferLine};

/// The line of a run: its number, the values of the settings, and what it came to. `met` and
/// `unmet` count the scenario's expectations.
pub fn row(
    asked: &Asked,
    (run, values): (u64, &[String]),
    summary: &Summary,
    (met, unmet): (usize, usize),
) -> String {
    let overall = summary.overall();
    let set = asked.axes.iter().zip(values);
    let settings: Map<String, Value> = set
        .map(|(axis, value)| (axis.path.clone(), json!(value)))
        .collect();
    let mut outcomes: Map<String, Value> = Map::new();
    for (cause, occurrence) in &overall.causes {
        let name = cause.outcome.to_string();
        let before = outcomes.get(&name).and_then(Value::as_u64).unwrap_or(0);
        outcomes.insert(name, json!(before + occurrence.count));
    }
    let transfers = TransferLine::together(&summary.transfers);
    let clients = || summary.clients.iter();
    let latency = &overall.latency;
    let row = json!({
        "run": run,
        "settings": settings,
        "seed": summary.subject.seed,
        "requests": overall.requests,
        "served": overall.served,
        "outcomes": outcomes,
        "p50_us": latency.percentile_us(50.0),
        "p90_us": latency.percentile_us(90.0),
        "p99_us": latency.percentile_us(99.0),
        "max_us": latency.max_us(),
        "bytes_sent": overall.sent.0,
        "bytes_received": overall.received.0,
        "retries": overall.retries,
        "connections_opened": clients().map(|client| client.opened).sum::<u64>(),
        "connections_broken": clients().map(|client| client.broken).sum::<u64>(),
        "transfers": transfers.transfers,
        "transfers_served": transfers.served,
        "transfer_p50_us": transfers.latency.percentile_us(50.0),
        "transfer_p99_us": transfers.latency.percentile_us(99.0),
        "usd": summary.bill.total().to_string(),
        "usd_a_month_so": summary.bill.month(|_| true).to_string(),
        "expectations_met": met,
        "expectations_unmet": unmet,
        "ended_ns": summary.ended.nanos(),
        "events": summary.events,
        "fingerprint": format!("{:016x}", summary.fingerprint),
    });
    row.to_string()
}
