//! How a request ended, everything that stood in its way, and what AWS would print.

use super::outline::Outline;
use super::point;
use crate::journey::{Journey, Leg};
use crate::report::paint::Tone;
use crate::report::reason;
use crate::trace::Code;
use crate::world::access_point::AccessPoint;
use crate::world::plan::Load;
use crate::world::{Id, World};

/// Adds the end of `journey`.
pub(super) fn add(world: &World, load: &Load, journey: &Journey, outline: &mut Outline) {
    outline.heading("The end");
    let tone = if journey.outcome.is_served() {
        Tone::Good
    } else {
        Tone::Bad
    };
    outline.add(1, journey.outcome.to_string(), tone);
    let Some(last) = journey.legs.last() else {
        return;
    };
    if let Some(point) = told_access_point(last) {
        outline.add(2, "AWS prints", Tone::Plain);
        let output = format!("{:#}", point::output(world, point));
        for line in output.lines() {
            outline.add(3, line, Tone::Strong);
        }
    }
    if let Some(message) = message(last) {
        outline.add(2, "AWS prints", Tone::Plain);
        outline.add(3, message, Tone::Strong);
    }
    if let Some(region) = last.redirect_to() {
        let client = world.clients.name(load.client);
        let words = format!("{client} does not follow the redirect to {region}");
        outline.add(2, words, Tone::Plain).rule("S3R-24");
    }
    if journey.outcome.is_served() {
        return;
    }
    if let Some(hosted) = world.service_of(load.client) {
        let words = format!("so {}: {}", hosted.service.name, hosted.service.symptom);
        outline.add(2, words, Tone::Bad).rule(hosted.service.rule);
    }
    for blocker in &last.reasons {
        let rests_on = reason::rests_on(world, blocker);
        let words = if rests_on.is_empty() {
            "because of this".to_owned()
        } else {
            format!("because of {rests_on}")
        };
        outline.add(2, words, Tone::Bad);
        outline.rule(blocker.code.name());
    }
    add_fixes(last, outline);
    let mut codes: Vec<Code> = last.reasons.iter().map(|reason| reason.code).collect();
    codes.dedup();
    if !codes.is_empty() {
        outline.heading("Read on");
    }
    for code in codes {
        outline.add(1, format!("vpcsim explain {code}"), Tone::Strong);
    }
}

/// Adds the edits that were tried out and turn the refusal into an allow.
fn add_fixes(leg: &Leg, outline: &mut Outline) {
    let fixes = leg.answer.as_ref().map_or(&[][..], |answer| &answer.fixes);
    if !fixes.is_empty() {
        outline.heading("What would fix it (tried out: it is allowed then)");
    }
    for proposed in fixes {
        let words = format!("{} on {}", proposed.action, proposed.resource);
        outline.add(1, words, Tone::Plain);
        for edit in &proposed.fix.edits {
            outline.add(2, edit.to_string(), Tone::Good);
        }
    }
}

/// The access point the answer tells of.
pub(super) fn told_access_point(leg: &Leg) -> Option<Id<AccessPoint>> {
    leg.answer.as_ref()?.access_point
}

/// What AWS prints with a refusal.
pub(super) fn message(leg: &Leg) -> Option<&str> {
    leg.answer.as_ref()?.message.as_deref()
}
