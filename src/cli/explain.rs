//! `explain`: one request of a scenario, or the page of a reason code or lint rule.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::code::Paged;
use super::moment::moment;
use super::prepared::Prepared;
use super::stop::Stop;
use super::terminal::{Format, Terminal};
use crate::diagnostic::nearest;
use crate::journey::{self, Journey};
use crate::report::explain;
use crate::sim;
use crate::time::{Duration, Instant};
use crate::trace::record::Break;
use crate::trace::{Recorder, RequestRecord};
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// What `explain` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The scenario, or a reason code or lint rule
    #[arg(value_name = "FILE|CODE")]
    subject: PathBuf,
    /// The id of a request, as `run` shows it
    request: Option<String>,
    /// Explain the request as if it were made at this moment, `31s`
    #[arg(long, value_name = "TIME", requires = "request", value_parser = moment)]
    at: Option<Duration>,
    /// Which of many requests of the same id, from 1
    #[arg(long, value_name = "N", requires = "request", default_value_t = 1)]
    number: u64,
    /// Another seed than the scenario's: that of the run which is asked about
    #[arg(long, value_name = "N", requires = "request")]
    seed: Option<u64>,
    /// How it is shown: table (as text) or json
    #[arg(long, value_enum, default_value = "table", hide_possible_values = true)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim explain scenarios/endpoint-cutover.ron uploader/1 --number 17
  vpcsim explain scenarios/endpoint-cutover.ron uploader/1 --at 31s
  vpcsim explain GWE_CUTOVER
  vpcsim explain source-ip-behind-endpoint

Without --at the scenario is run first, and the request is explained as it went there.";

/// Explains the request or the code.
pub(super) fn explain(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let Some(id) = &arguments.request else {
        page_of(&arguments.subject, arguments.format, terminal)?;
        return Ok(ExitCode::SUCCESS);
    };
    let (seed, format) = (arguments.seed, arguments.format);
    let mut prepared = Prepared::read_seeded(&arguments.subject, seed, format, terminal)?;
    let load = load_of(&prepared.plan, id, arguments.number)?;
    let asked = &prepared.plan.loads[load];
    let is_replayed = asked.replay.is_some();
    let mut record = match arguments.at {
        Some(_) if !is_replayed => None,
        _ => seen(&prepared, load, arguments.number),
    };
    if is_replayed {
        // What a request of a log asks is known once the log has been read that far.
        let Some(own) = record.as_ref().and_then(|record| record.own.as_deref()) else {
            return Err(not_replayed(id, arguments.number));
        };
        prepared.plan.loads[load] = own.clone();
        record = record.filter(|_| arguments.at.is_none());
    } else if let Some(own) = record.as_ref().and_then(|record| record.own.as_deref()) {
        // One request of a transfer asks for a part of what its load is about.
        let written = &mut prepared.plan.loads[load];
        (written.call, written.keys) = (own.call.clone(), own.keys.clone());
    }
    let moments = match (arguments.at, &record) {
        (Some(at), _) => vec![Instant::ZERO + at],
        (None, Some(record)) => moments_of(record),
        (None, None) => vec![prepared.plan.loads[load].start],
    };
    let travelled = travel(
        &prepared,
        (load, arguments.number),
        &moments,
        record.as_ref(),
    );
    let Some((world, journey)) = travelled else {
        return Err(Stop::because(format!("there is no request `{id}`")));
    };
    let explained = explain::Explained {
        world: &world,
        plan: &prepared.plan,
        journey: &journey,
        record: record.as_ref(),
    };
    let page = match arguments.format {
        Format::Table => explain::text(&explained, terminal.has_colour()),
        Format::Json => format!("{:#}\n", explain::json::to_json(&explained)),
    };
    terminal.print(&page)?;
    Ok(ExitCode::SUCCESS)
}

/// Shows the page of a code.
fn page_of(subject: &Path, format: Format, terminal: &mut Terminal) -> Result<(), Stop> {
    let name = subject.to_string_lossy();
    let subject = Paged::of(&name)?;
    match format {
        Format::Table => terminal.print(subject.page()),
        Format::Json => {
            let page = json!({ "version": 1, "code": subject.name(), "page": subject.page() });
            terminal.print(&format!("{page:#}\n"))
        }
    }
}

/// The position of the load called `id`, when it has a request of that number.
fn load_of(plan: &Plan, id: &str, number: u64) -> Result<usize, Stop> {
    let Some(position) = plan.loads.iter().position(|load| load.id == id) else {
        let ids = plan.loads.iter().map(|load| load.id.as_str());
        let known: Vec<&str> = ids.clone().collect();
        let guess =
            nearest(id, ids).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        let help = match known.len() {
            0 => "the scenario has no `workload`".to_owned(),
            _ => format!("{guess}its requests are `{}`", known.join("`, `")),
        };
        return Err(Stop::because(format!("the scenario has no request `{id}`")).help(help));
    };
    let count = plan.loads[position].count;
    let asked = &plan.loads[position];
    // How many parts a download has, and whether an upload is dropped, is known once it was made.
    let is_open = plan.transfers_of(position).is_some();
    if asked.replay.is_some() || is_open || (1..=count).contains(&number) {
        return Ok(position);
    }
    let message = format!("`{id}` has no request number {number}");
    Err(Stop::because(message).help(format!("its requests are numbered from 1 to {count}")))
}

/// The entry of a log of this number became no request of the client.
fn not_replayed(id: &str, number: u64) -> Stop {
    let message = format!("`{id}` has no request number {number}");
    let help = "its requests are numbered by their places in the log; requests.jsonl lists them";
    Stop::because(message).help(help)
}

/// When the last attempt, whose end was the request's, began and ended.
fn moments_of(record: &RequestRecord) -> Vec<Instant> {
    match record.attempts.last() {
        Some(last) => vec![last.started, last.finished],
        None => vec![record.arrived],
    }
}

/// The journey of a request at the first of `moments` at which it goes as it went in the run, or
/// else at the first one; an attempt that waited for a connection met the world of a later moment.
fn travel(
    prepared: &Prepared,
    (load, number): (usize, u64),
    moments: &[Instant],
    record: Option<&RequestRecord>,
) -> Option<(World, Journey)> {
    let journeys = moments.iter().filter_map(|at| {
        let world = journey::world_at(&prepared.world, &prepared.plan, *at);
        let journey = match record {
            Some(record) => journey::travel_again(&world, &prepared.plan, record, *at),
            None => journey::travel(&world, &prepared.plan, load, number, *at),
        }?;
        Some((world, journey))
    });
    let mut journeys: Vec<_> = journeys.collect();
    let alike = journeys
        .iter()
        .position(|(_, journey)| record.is_some_and(|record| is_as_seen(journey, record)));
    (!journeys.is_empty()).then(|| journeys.swap_remove(alike.unwrap_or(0)))
}

/// Whether `journey` ends as the request did, by the same gateways.
fn is_as_seen(journey: &Journey, record: &RequestRecord) -> bool {
    let trip = journey.legs.last().and_then(|leg| leg.trip.as_ref());
    let expected = trip.map(|trip| trip.way.gateways().collect::<Vec<_>>());
    let last = record
        .attempts
        .last()
        .and_then(|attempt| attempt.way.as_ref());
    let seen = last.map(|way| way.gateways().collect::<Vec<_>>());
    journey.outcome == record.outcome && expected == seen
}

/// What became of one request when the scenario is run.
fn seen(prepared: &Prepared, load: usize, number: u64) -> Option<RequestRecord> {
    let mut watch = Watch {
        load,
        number,
        record: None,
    };
    sim::run(
        prepared.world.clone(),
        &prepared.plan,
        prepared.scenario.seed,
        &mut watch,
    );
    watch.record
}

/// Listens for one request only.
struct Watch {
    load: usize,
    number: u64,
    record: Option<RequestRecord>,
}

impl Recorder for Watch {
    fn request_ended(&mut self, _: &World, _: &Plan, request: &RequestRecord) {
        if request.load as usize == self.load && request.number == self.number {
            self.record = Some(request.clone());
        }
    }

    fn connection_opened(&mut self, _: Instant, _: Id<Client>) {}

    fn connection_broken(&mut self, _: &Break) {}

    fn change_asked(&mut self, _: Instant, _: usize, _: Option<&Rejection>) {}

    fn change_applied(&mut self, _: Instant, _: usize, _: &World) {}

    fn run_ended(&mut self, _: Instant, _: u64, _: u64) {}
}
