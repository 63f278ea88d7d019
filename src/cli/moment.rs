//! Moments of a timeline, as they are typed: `31s`.

use super::prepared::Prepared;
use crate::journey;
use crate::time::{Duration, Instant, NotADuration};
use crate::world::World;

/// Reads the time from the beginning to a moment.
pub(super) fn moment(text: &str) -> Result<Duration, String> {
    text.parse().map_err(|fault: NotADuration| fault.why)
}

/// The world of a scenario at a moment of its timeline, or at the beginning.
pub(super) fn world_at(prepared: &Prepared, at: Option<Duration>) -> World {
    match at {
        Some(at) => journey::world_at(&prepared.world, &prepared.plan, Instant::ZERO + at),
        None => prepared.world.clone(),
    }
}
