//! `requests.jsonl`: one line of JSON for each request, in the order in which they end.
//!
//! A line is written into a buffer of the caller's, which may be used again and again; names and
//! ways are turned into text once, so that a line costs little more than its digits.

use std::fmt::Write as _;
use std::sync::Arc;

use super::reason;
use crate::aws::price::Item;
use crate::aws::region::Region;
use crate::cost::{self, Tariff};
use crate::time::Instant;
use crate::trace::{Attempt, Outcome, RequestRecord, Way};
use crate::units::Money;
use crate::world::World;
use crate::world::plan::{Load, Plan};
use crate::world::transfer::Course;

/// What stands between an operation's name and the request's number.
const NUMBER: &str = r#"","number":"#;

/// Writes lines of `requests.jsonl`.
#[derive(Debug, Clone)]
pub struct RequestLines {
    /// By load: how each of its lines begins.
    beginnings: Vec<String>,
    /// By load: the way that was written last, as text; most attempts go the same way again.
    ways: Vec<Option<Known>>,
    /// By load: whether each of its requests brings its own operation.
    varied: Vec<bool>,
    /// By load: what S3 charges for each request.
    asked: Vec<Option<Item>>,
}

/// A way that was written.
#[derive(Debug, Clone)]
struct Known {
    way: Arc<Way>,
    /// Where the bucket is.
    region: Option<Region>,
    /// As text.
    text: String,
    /// What it costs.
    tariff: Tariff,
}

impl RequestLines {
    /// A writer for the requests of `plan`.
    pub fn new(world: &World, plan: &Plan) -> Self {
        let beginnings = plan.loads.iter().map(|load| {
            let id = quoted(&load.id);
            let client = quoted(world.clients.name(load.client));
            let begin = format!(r#"{{"id":{id},"client":{client},"operation":""#);
            if is_varied(load) {
                begin
            } else {
                begin + load.call.operation.name() + NUMBER
            }
        });
        Self {
            beginnings: beginnings.collect(),
            ways: vec![None; plan.loads.len()],
            varied: plan.loads.iter().map(is_varied).collect(),
            asked: plan
                .loads
                .iter()
                .map(|load| cost::request_item(load.call.operation))
                .collect(),
        }
    }

    /// Adds the line of `request` to `buffer`, its line break included.
    pub fn write(
        &mut self,
        world: &World,
        plan: &Plan,
        request: &RequestRecord,
        buffer: &mut String,
    ) {
        let load = request.load as usize;
        buffer.push_str(
            self.beginnings
                .get(load)
                .map_or("{\"number\":", String::as_str),
        );
        if let (Some(own), Some(true)) = (&request.own, self.varied.get(load)) {
            buffer.push_str(own.call.operation.name());
            buffer.push_str(NUMBER);
        }
        number(request.number, buffer);
        if let Some(transfer) = request.transfer {
            buffer.push_str(",\"transfer\":");
            number(transfer, buffer);
        }
        moment("arrived", request.arrived, buffer);
        moment("finished", request.finished, buffer);
        outcome(request.outcome, buffer);
        buffer.push_str(",\"attempts\":[");
        let mut paid = Money::ZERO;
        for (position, attempt) in request.attempts.iter().enumerate() {
            if position > 0 {
                buffer.push(',');
            }
            self.attempt(world, load, attempt, buffer);
            if let (Some(Some(known)), Some(source)) = (self.ways.get(load), plan.loads.get(load)) {
                let is_billed = cost::is_billed(world, source, attempt.outcome, attempt.region);
                let is_sent = attempt.way.is_some();
                paid += if is_sent {
                    known.tariff.cost(attempt, is_billed)
                } else {
                    Money::ZERO
                };
            }
        }
        let _ = writeln!(buffer, "],\"usd\":\"{paid}\"}}");
    }

    fn attempt(&mut self, world: &World, load: usize, attempt: &Attempt, buffer: &mut String) {
        buffer.push_str("{\"started_ns\":");
        number(attempt.started.nanos(), buffer);
        buffer.push_str(",\"finished_ns\":");
        number(attempt.finished.nanos(), buffer);
        outcome(attempt.outcome, buffer);
        match &attempt.reason {
            None => buffer.push_str(",\"reason\":null,\"rests_on\":null"),
            Some(why) => {
                let code = why.code.name();
                let rests_on = quoted(&reason::rests_on(world, why));
                let _ = write!(buffer, r#","reason":"{code}","rests_on":{rests_on}"#);
            }
        }
        self.way(world, load, attempt, buffer);
        region(attempt.region, buffer);
        buffer.push_str(if attempt.is_reused {
            ",\"reused\":true,\"sent\":"
        } else {
            ",\"reused\":false,\"sent\":"
        });
        number(attempt.sent.0, buffer);
        buffer.push_str(",\"received\":");
        number(attempt.received.0, buffer);
        buffer.push('}');
    }

    fn way(&mut self, world: &World, load: usize, attempt: &Attempt, buffer: &mut String) {
        let Some(way) = &attempt.way else {
            buffer.push_str(r#","via":[],"path":[],"address":null,"source_seen":null"#);
            return;
        };
        let Some(last) = self.ways.get_mut(load) else {
            buffer.push_str(&way_text(world, way));
            return;
        };
        match last {
            Some(known) if Arc::ptr_eq(&known.way, way) && known.region == attempt.region => {
                buffer.push_str(&known.text);
            }
            _ => {
                let text = way_text(world, way);
                buffer.push_str(&text);
                let charges = cost::charges(world, way, attempt.region);
                let asked = self.asked.get(load).copied().flatten();
                *last = Some(Known {
                    way: Arc::clone(way),
                    region: attempt.region,
                    text,
                    tariff: Tariff::of(&world.prices, &charges, asked),
                });
            }
        }
    }
}

/// Whether requests of a load ask different operations: those of a log, and of copies whose size is
/// known when they are made.
fn is_varied(load: &Load) -> bool {
    let course = load.transfer.as_ref().map(|transfer| &transfer.course);
    load.replay.is_some() || matches!(course, Some(Course::Copy { .. }))
}

fn way_text(world: &World, way: &Way) -> String {
    let list = |places: &mut dyn Iterator<Item = crate::world::Place>| {
        let names: Vec<String> = places.map(|at| quoted(&world.place_name(at))).collect();
        names.join(",")
    };
    format!(
        r#","via":[{}],"path":[{}],"address":"{}","source_seen":"{}""#,
        list(&mut way.gateways()),
        list(&mut way.places.iter().copied()),
        way.destination,
        way.source_seen
    )
}

/// The Region whose S3 an attempt was sent to.
fn region(region: Option<Region>, buffer: &mut String) {
    match region {
        Some(region) => {
            buffer.push_str(",\"region\":\"");
            buffer.push_str(region.name());
            buffer.push('"');
        }
        None => buffer.push_str(",\"region\":null"),
    }
}

fn outcome(outcome: Outcome, buffer: &mut String) {
    // INVARIANT: the tokens of outcomes hold neither quotes nor backslashes.
    let _ = write!(buffer, ",\"outcome\":\"{outcome}\",\"status\":");
    match outcome.status() {
        Some(status) => number(u64::from(status), buffer),
        None => buffer.push_str("null"),
    }
}

/// `,"arrived_ns":30250000000,"arrived_s":"30.250000000"`.
fn moment(name: &str, at: Instant, buffer: &mut String) {
    buffer.push_str(",\"");
    buffer.push_str(name);
    buffer.push_str("_ns\":");
    number(at.nanos(), buffer);
    buffer.push_str(",\"");
    buffer.push_str(name);
    buffer.push_str("_s\":\"");
    number(at.nanos() / 1_000_000_000, buffer);
    buffer.push('.');
    digits(at.nanos() % 1_000_000_000, 9, buffer);
    buffer.push('"');
}

fn number(number: u64, buffer: &mut String) {
    let width = number.checked_ilog10().map_or(1, |log| log + 1);
    digits(number, width, buffer);
}

/// The last `width` digits of `number`; at most 20.
fn digits(mut number: u64, width: u32, buffer: &mut String) {
    let mut text = [b'0'; 20];
    let first = text.len() - width as usize;
    for digit in text[first..].iter_mut().rev() {
        // INVARIANT: a remainder by ten fits a byte.
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
    buffer.push_str(std::str::from_utf8(&text[first..]).unwrap_or_default());
}

/// `text` as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
