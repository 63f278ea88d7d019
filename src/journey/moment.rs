//! The world at a later moment of the timeline.

use std::collections::BTreeSet;

use crate::time::{Duration, Instant};
use crate::world::World;
use crate::world::plan::Plan;

/// The world after every change of the plan that has taken effect by `at`.
///
/// Refused changes leave it as it was, as they do in a run. What requests themselves change
/// (a policy they put, a bucket they make) is not in it: only a run knows their order.
pub fn world_at(world: &World, plan: &Plan, at: Instant) -> World {
    let mut world = world.clone();
    let mut due: Vec<(Instant, usize, Step)> = Vec::new();
    for (position, planned) in plan.changes.iter().enumerate() {
        let delay = planned.change.delay(&world);
        if delay > Duration::ZERO {
            due.push((planned.at, position, Step::Asked));
        }
        due.push((planned.at + delay, position, Step::TookEffect));
    }
    due.retain(|(when, ..)| *when <= at);
    due.sort_unstable();
    let mut refused = BTreeSet::new();
    for (_, position, step) in due {
        let change = &plan.changes[position].change;
        // A refusal is an answer of AWS, not a failure here: the world simply stays as it was.
        match step {
            Step::Asked if world.ask(change).is_err() => {
                refused.insert(position);
            }
            Step::TookEffect if !refused.contains(&position) => drop(world.apply(change)),
            Step::Asked | Step::TookEffect => {}
        }
    }
    world
}

/// How far a change has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// AWS was asked for it, and accepts or refuses it.
    Asked,
    /// It takes effect.
    TookEffect,
}
