//! Which bucket a Multi-Region Access Point chose, and why that one.

use serde_json::{Value as Json, json};

use super::outline::Outline;
use crate::report::paint::Tone;
use crate::s3::Routing;
use crate::world::World;
use crate::world::multi_region_access_point::Member;

/// Adds the choice, the nearest bucket first.
pub(super) fn add(world: &World, routing: &Routing, outline: &mut Outline) {
    outline.heading("Which bucket");
    let name = world.multi_region_access_points.name(routing.point);
    let words = format!("{name}: the request enters AWS in {}", routing.entry);
    outline.add(1, words, Tone::Plain).rule("MRAP-20");
    for (member, distance) in &routing.candidates {
        let is_chosen = routing.chosen == Some(*member);
        let (verdict, tone) = match (is_chosen, member.is_active) {
            (true, _) => ("answers, whatever it holds", Tone::Good),
            (false, true) => ("farther", Tone::Faint),
            (false, false) => ("passive", Tone::Faint),
        };
        let words = format!(
            "{} in {}, {distance} away: {verdict}",
            world.buckets.name(member.bucket),
            member.region,
        );
        outline.add(2, words, tone);
        outline.rule(if member.is_active {
            "MRAP-20"
        } else {
            "MRAP-23"
        });
    }
}

/// The choice as JSON.
pub(super) fn to_json(world: &World, routing: &Routing) -> Json {
    let one = |member: &Member| {
        json!({
            "bucket": world.buckets.name(member.bucket),
            "region": member.region.name(),
        })
    };
    let candidates = routing.candidates.iter().map(|(member, distance)| {
        json!({
            "bucket": world.buckets.name(member.bucket),
            "region": member.region.name(),
            "round_trip_ns": distance.nanos(),
            "is_active": member.is_active,
        })
    });
    json!({
        "multi_region_access_point": world.multi_region_access_points.name(routing.point),
        "entry": routing.entry.name(),
        "candidates": candidates.collect::<Vec<_>>(),
        "chosen": routing.chosen.as_ref().map(one),
    })
}
