//! *S3 GET replay*: how many requests a second of processor time one core simulates, beside a bare
//! loop written for this workload alone and, on demand, another simulator.
//!
//! ```text
//! cargo bench --bench replay                # ours and the bare loop, up to 10 M requests
//! cargo bench --bench replay -- --small     # up to 1 M requests
//! cargo bench --bench replay -- --peers     # nexosim too; builds `benches/peers/nexosim` first
//! ```
//!
//! The workload: each client asks for objects of 100 kB over 1 Gbit/s and a round trip of 1 ms,
//! with requests of 500 bytes, ten on each connection; connections time out after 5 s of silence,
//! each request follows the answer before it, one in a hundred after a pause of 10 s. What each row
//! does:
//!
//! - **vpcsim**: resolves names, routes both ways, filters, authorises by identity, endpoint and
//!   bucket policies, times TCP and S3, and keeps a summary;
//! - **vpcsim, requests.jsonl**: the same, and writes a line for each request;
//! - **bare loop**: nothing but the events, with everything else known beforehand;
//! - **nexosim**: nothing but the events, each client a model of its own.
//!
//! Every cell is a process of its own and runs on one core. Rates are requests by the processor
//! time of the run alone, building the network left out; *wall* is the time that passed, which
//! says how busy the machine was with others. *Peak* is the most memory the run had in use;
//! *grown* is by how much that is more than before its first request.

mod bare;
mod measure;
mod ours;
mod peer;
mod table;

use std::process::ExitCode;

use measure::{Measured, Row};

/// Clients and requests, by column.
const SIZES: [(u64, u64); 4] = [
    (100, 10_000),
    (1_000, 100_000),
    (10_000, 1_000_000),
    (100_000, 10_000_000),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, row, clients, requests] = arguments.as_slice()
        && word == "one"
    {
        return one(row, clients, requests);
    }
    let has = |flag| arguments.iter().any(|argument| argument == flag);
    let sizes = if has("--small") {
        &SIZES[..3]
    } else {
        &SIZES[..]
    };
    let mut rows = vec![Row::Summary, Row::Lines, Row::Bare];
    if has("--peers") {
        rows.push(Row::Nexosim);
    }
    match table::fill(&rows, sizes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            table::tell(&format!("{fault}\n"));
            ExitCode::FAILURE
        }
    }
}

/// One cell of the table, measured in this very process.
fn one(row: &str, clients: &str, requests: &str) -> ExitCode {
    let (Ok(clients), Ok(requests)) = (clients.parse(), requests.parse()) else {
        return ExitCode::FAILURE;
    };
    let measured: Option<Measured> = match row {
        "summary" => Some(ours::with_summary(clients, requests)),
        "lines" => Some(ours::with_lines(clients, requests)),
        "bare" => Some(bare::run(clients, requests)),
        _ => None,
    };
    match measured {
        Some(measured) => {
            table::tell(&format!("{measured}\n"));
            ExitCode::SUCCESS
        }
        None => ExitCode::FAILURE,
    }
}
