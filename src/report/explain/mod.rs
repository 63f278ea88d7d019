//! One request explained: the name asked, the way there and back with every rule that was asked,
//! what S3 sees, which policies decide, and how it ends.

pub(super) mod outline;
mod transfer;
mod name;
pub(super) mod walk;
mod routing;
mod keys;
mod decision;
mod cost;
mod ending;
mod seen;
mod point;
pub mod json;

use std::fmt::Write as _;

use outline::Outline;

use super::figures::moment;
use super::paint::{Paint, Tone};
use crate::journey::{Journey, Leg};
use crate::trace::RequestRecord;
use crate::world::World;
use crate::world::call::Call;
use crate::world::plan::{Load, Plan};

/// What is explained.
#[derive(Debug, Clone, Copy)]
pub struct Explained<'a> {
    /// The world the journey was made through.
    pub world: &'a World,
    /// The plan it belongs to.
    pub plan: &'a Plan,
    /// The request, put through all three questions.
    pub journey: &'a Journey,
    /// What became of the request in a run, when there was one.
    pub record: Option<&'a RequestRecord>,
}

/// Explains a request to people; with colours when `colour`.
pub fn text(explained: &Explained<'_>, colour: bool) -> String {
    let Explained {
        world,
        plan,
        journey,
        record,
    } = *explained;
    let mut outline = Outline::default();
    let load = &plan.loads[journey.load];
    head(world, load, journey, &mut outline);
    transfer::add(plan, journey.load, record, &mut outline);
    if let Some(record) = record {
        seen::add(world, record, &mut outline);
    }
    let many = journey.legs.len() > 1;
    for (position, leg) in journey.legs.iter().enumerate() {
        if many {
            let to = format!("Leg {} of {}", position + 1, journey.legs.len());
            outline.add(0, to, Tone::Strong);
        }
        explain_leg(world, load, leg, &mut outline);
    }
    ending::add(world, load, journey, &mut outline);
    cost::add(explained, &mut outline);
    outline.render(Paint::new(colour))
}

fn head(world: &World, load: &Load, journey: &Journey, outline: &mut Outline) {
    let client = &world.clients[load.client];
    let number = match load.count {
        1 => String::new(),
        _ => format!(", number {}", journey.number),
    };
    let title = format!("{}{number}, as it is at {}", load.id, moment(journey.at));
    outline.add(0, title, Tone::Strong);
    outline.add(
        1,
        asked(&load.call, load.keys.number(journey.number)),
        Tone::Plain,
    );
    let signer = match load.signer(world) {
        None => "unsigned".to_owned(),
        Some(id) => {
            let how = if load.call.presigned_by.is_some() {
                "presigned"
            } else {
                "signed"
            };
            format!("{how} by {}", world.principals[id].identity.arn())
        }
    };
    let host = world.hosts.name(client.host);
    let by = format!("by {} on {host}", world.clients.name(load.client));
    outline.add(1, by, Tone::Plain);
    outline.add(1, signer, Tone::Plain);
}

/// What is asked: `PutObject s3://reports/17.csv, 8.39 MB`.
fn asked(call: &Call, number: u64) -> String {
    let mut text = call.operation.name().to_owned();
    if let Some(bucket) = &call.bucket {
        let key = call.key.as_ref().map(|key| key.key(number));
        let key = key.map_or_else(String::new, |key| format!("/{key}"));
        let _ = write!(text, " s3://{}{key}", bucket.name);
    }
    if let Some(point) = call.point.as_ref().and_then(|point| point.arn.as_ref()) {
        let _ = write!(text, " {} of {}", point.name, point.account);
    }
    if let Some((bucket, key)) = &call.source {
        let _ = write!(text, " from s3://{}/{}", bucket.name, key.key(number));
    }
    if let Some(prefix) = &call.listing.prefix {
        let _ = write!(text, " prefix `{prefix}`");
    }
    if call.size.0 > 0 {
        let _ = write!(text, ", {}", call.size);
    }
    text
}

fn explain_leg(world: &World, load: &Load, leg: &Leg, outline: &mut Outline) {
    name::add(world, load, leg, outline);
    if let Some(trip) = &leg.trip {
        walk::add("The way there", world, &trip.forward, outline);
        if let Some(back) = &trip.back {
            walk::add("The way back", world, back, outline);
        }
    }
    if let Some(answer) = &leg.answer {
        outline.heading("What S3 is asked");
        let entrance = answer.entrance.as_ref();
        let entrance = entrance.map_or_else(String::new, |entrance| format!(" of {entrance}"));
        let asked = format!("{} {}{entrance}", answer.method, answer.target);
        outline.add(1, asked, Tone::Plain).rule("S3R-01");
        if let Some(routing) = &answer.routing {
            routing::add(world, routing, outline);
        }
        keys::add(&answer.context, outline);
        decision::add(&answer.checks, outline);
        if !answer.headers.is_empty() {
            outline.heading("What S3 answers");
            outline.add(1, answer.answer.outcome.to_string(), Tone::Plain);
        }
        for (name, value) in &answer.headers {
            outline.add(2, format!("{name}: {value}"), Tone::Strong);
        }
    }
}
