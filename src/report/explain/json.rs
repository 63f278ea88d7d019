//! One request explained to programs: one versioned JSON object.

use serde_json::{Value as Json, json};

use super::{Explained, asked, cost, decision, ending, name, point, routing, seen, walk};
use crate::aws::region::Region;
use crate::dns::{Answer, Step};
use crate::journey::Leg;
use crate::policy::{
    ConditionFinding, Context, Decision, LayerVerdict, StatementFinding, Value, Verdict,
};
use crate::report::figures::seconds;
use crate::report::reason;
use crate::s3::{Check, Pass, ProposedFix};
use crate::trace::{Reason, Walk};
use crate::world::World;

/// The version of the shape that [`to_json`] makes.
pub const VERSION: u32 = 1;

/// Explains a request as one JSON object.
pub fn to_json(explained: &Explained<'_>) -> Json {
    let Explained {
        world,
        plan,
        journey,
        record,
    } = *explained;
    let load = &plan.loads[journey.load];
    let client = &world.clients[load.client];
    let signer = load
        .signer(world)
        .map(|id| world.principals[id].identity.arn());
    json!({
        "version": VERSION,
        "id": load.id,
        "number": journey.number,
        "at_ns": journey.at.nanos(),
        "at_s": seconds(journey.at),
        "client": world.clients.name(load.client),
        "host": world.hosts.name(client.host),
        "signed_by": signer,
        "asked": asked(&load.call, load.keys.number(journey.number)),
        "run": record.map(|record| seen::to_json(world, record)),
        "legs": journey.legs.iter().map(|one| leg(world, one)).collect::<Vec<_>>(),
        "outcome": journey.outcome.to_string(),
        "status": journey.outcome.status(),
        "cost": cost::to_json(explained),
        "sdk_prints": ending::sdk_words(load, journey),
    })
}

fn leg(world: &World, leg: &Leg) -> Json {
    let trip = leg.trip.as_ref();
    let answer = leg.answer.as_ref();
    let checks = answer.map(|answer| answer.checks.iter().map(check).collect::<Vec<_>>());
    json!({
        "name": leg.host.to_string(),
        "resolution": resolution(world, leg),
        "address": leg.address.map(|address| address.to_string()),
        "packet": leg.packet.map(|packet| packet.to_string()),
        "forward": trip.map(|trip| walked(world, &trip.forward)),
        "back": trip.and_then(|trip| trip.back.as_ref()).map(|back| walked(world, back)),
        "routing": answer
            .and_then(|answer| answer.routing.as_ref())
            .map(|routing| routing::to_json(world, routing)),
        "keys": answer.map(|answer| keys(&answer.context)),
        "checks": checks,
        "outcome": leg.outcome.to_string(),
        "status": leg.outcome.status(),
        "reasons": leg.reasons.iter().map(|why| because(world, why)).collect::<Vec<_>>(),
        "fixes": answer.map(|answer| answer.fixes.iter().map(proposed).collect::<Vec<_>>()),
        "request_line": answer.map(|answer| format!("{} {}", answer.method, answer.target)),
        "entrance": answer.and_then(|answer| answer.entrance.as_ref()).map(ToString::to_string),
        "headers": answer.map(|answer| headers(&answer.headers)),
        "aws_prints": ending::message(leg),
        "access_point": ending::told_access_point(leg).map(|id| point::output(world, id)),
        "redirect_to": leg.redirect_to().map(Region::name),
    })
}

/// The headers of an answer that matter, by name.
fn headers(headers: &[(&'static str, String)]) -> Json {
    let pairs = headers.iter();
    let pairs = pairs.map(|(name, value)| ((*name).to_owned(), Json::from(value.as_str())));
    Json::Object(pairs.collect())
}

fn proposed(fix: &ProposedFix) -> Json {
    let edits: Vec<String> = fix.fix.edits.iter().map(ToString::to_string).collect();
    json!({ "action": fix.action, "resource": fix.resource, "edits": edits })
}

fn resolution(world: &World, leg: &Leg) -> Json {
    let resolution = &leg.resolution;
    let answer = match resolution.answer {
        Answer::Addresses(_) => "addresses",
        Answer::NxDomain => "no_such_name",
        Answer::NoData => "no_data",
        Answer::Timeout => "timeout",
    };
    json!({
        "resolver": name::resolver(world, resolution.source).0,
        "steps": resolution.steps.iter().map(|step| step_of(world, step)).collect::<Vec<_>>(),
        "answer": answer,
        "region": resolution.found.map(|found| found.region.name()),
        "because": resolution.found.map(|found| name::because(world, found.because).0),
    })
}

fn step_of(world: &World, step: &Step) -> Json {
    let (says, rule) = name::step_words(world, step);
    json!({ "says": says, "rule": rule })
}

pub(in crate::report) fn walked(world: &World, walk: &Walk) -> Json {
    let hops = walk.hops.iter().map(|hop| {
        let steps = hop.steps.iter().map(|step| {
            let said = walk::words(world, hop, step);
            json!({ "says": said.words, "rule": said.rule })
        });
        json!({
            "place": world.place_name(hop.place),
            "packet": hop.packet.to_string(),
            "steps": steps.collect::<Vec<_>>(),
        })
    });
    hops.collect()
}

pub(in crate::report) fn because(world: &World, why: &Reason) -> Json {
    json!({ "code": why.code.name(), "rests_on": reason::rests_on(world, why) })
}

fn keys(context: &Context) -> Json {
    let keys = context.iter().map(|(key, values)| {
        let texts: Vec<&str> = values.as_slice().iter().map(Value::as_str).collect();
        (key.to_owned(), json!(texts))
    });
    Json::Object(keys.collect())
}

fn check(check: &Check) -> Json {
    json!({
        "action": check.action,
        "resource": check.resource,
        "pass": check.pass.map(|pass| match pass {
            Pass::AccessPoint(_) => "access_point",
            Pass::MultiRegion(_) => "multi_region_access_point",
            Pass::Bucket => "bucket",
        }),
        "allowed": check.decision.is_allowed(),
        "blocked_by": blockers(&check.decision),
        "layers": check.decision.layers.iter().filter_map(layer).collect::<Vec<_>>(),
    })
}

fn blockers(decision: &Decision) -> Vec<Json> {
    let gates = decision.blocked_by.iter();
    gates
        .map(|gate| json!({ "layer": gate.layer.name(), "explicit": gate.is_explicit }))
        .collect()
}

fn layer(layer: &LayerVerdict) -> Option<Json> {
    let verdict = match layer.verdict {
        Verdict::Allows => "allows",
        Verdict::DeniesExplicitly => "denies",
        Verdict::DeniesImplicitly => "does_not_allow",
        Verdict::Neutral => "neutral",
        Verdict::NotApplicable => return None,
    };
    Some(json!({
        "layer": layer.layer.name(),
        "level": layer.level,
        "verdict": verdict,
        "statements": layer.statements.iter().map(statement).collect::<Vec<_>>(),
        "near_misses": layer.near_misses.iter().map(statement).collect::<Vec<_>>(),
    }))
}

fn statement(finding: &StatementFinding) -> Json {
    json!({
        "policy": finding.statement.policy,
        "statement": finding.statement.index + 1,
        "sid": finding.statement.sid,
        "says": decision::statement_words(finding),
        "missed": finding.missed.map(crate::policy::MissedElement::name),
        "conditions": finding.conditions.iter().map(condition).collect::<Vec<_>>(),
    })
}

fn condition(condition: &ConditionFinding) -> Json {
    json!({
        "operator": condition.operator,
        "key": condition.key,
        "policy": condition.wanted,
        "request": condition.found,
        "holds": condition.met,
    })
}
