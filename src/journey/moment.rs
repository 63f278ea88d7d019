//! The world at a later moment of the timeline.

use crate::time::Instant;
use crate::world::World;
use crate::world::plan::Plan;

/// The world after every change of the plan that has taken effect by `at`.
///
/// Refused changes leave it as it was, as they do in a run. What requests themselves change
/// (a policy they put, a bucket they make) is not in it: only a run knows their order.
pub fn world_at(world: &World, plan: &Plan, at: Instant) -> World {
    let mut world = world.clone();
    let mut due: Vec<(Instant, usize)> = plan
        .changes
        .iter()
        .enumerate()
        .map(|(position, planned)| (planned.at + planned.change.delay(&world), position))
        .filter(|(when, _)| *when <= at)
        .collect();
    due.sort_unstable();
    for (_, position) in due {
        // A refusal is an answer of AWS, not a failure here: the world simply stays as it was.
        drop(world.apply(&plan.changes[position].change));
    }
    world
}
