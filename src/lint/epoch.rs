//! The world between two changes, and every request's journey through it.

use super::design::Design;
use crate::journey::{self, Journey};
use crate::time::Instant;
use crate::world::World;
use crate::world::plan::Load;

/// The world from one change to the next.
#[derive(Debug)]
pub(super) struct Epoch {
    /// Its first moment.
    pub(super) at: Instant,
    /// What exists then.
    pub(super) world: World,
    /// The first request of every load that has begun before its end.
    pub(super) seen: Vec<Seen>,
}

/// One load's journey in one epoch.
#[derive(Debug)]
pub(super) struct Seen {
    /// The load, by position in the plan.
    pub(super) load: usize,
    /// How its request goes.
    pub(super) journey: Journey,
    /// Whether requests of this load are made in this epoch; otherwise it is how they would go.
    pub(super) is_made: bool,
}

impl Design<'_> {
    /// Every epoch in turn; only one is kept at a time.
    pub(super) fn epochs(&self) -> impl Iterator<Item = Epoch> {
        let changes = self.plan.changes.iter();
        let mut moments: Vec<Instant> = changes
            .map(|planned| planned.at + planned.change.delay(self.world))
            .chain([Instant::ZERO])
            .collect();
        moments.sort_unstable();
        moments.dedup();
        (0..moments.len()).map(move |position| {
            let next = moments.get(position + 1).copied();
            self.epoch(moments[position], next)
        })
    }

    fn epoch(&self, at: Instant, next: Option<Instant>) -> Epoch {
        let world = journey::world_at(self.world, self.plan, at);
        let loads = self.plan.loads.iter().enumerate();
        let seen = loads
            // SIMPLIFIED: The requests of a replayed log are not looked at by lint rules.
            .filter(|(_, load)| load.replay.is_none())
            .filter(|(_, load)| next.is_none_or(|next| load.start < next))
            .filter_map(|(position, load)| {
                let moment = at.max(load.start);
                let journey = journey::travel(&world, self.plan, position, 1, moment)?;
                Some(Seen {
                    load: position,
                    journey,
                    is_made: at <= end_of(load),
                })
            })
            .collect();
        Epoch { at, world, seen }
    }
}

/// About when the last request of a load is made.
fn end_of(load: &Load) -> Instant {
    load.start + load.length()
}

impl Epoch {
    /// ` from 30s on`, or nothing when it holds from the start.
    pub(super) fn since(&self) -> String {
        let nanos = self.at.nanos();
        let units = [
            ("s", 1_000_000_000),
            ("ms", 1_000_000),
            ("us", 1_000),
            ("ns", 1),
        ];
        let unit = units
            .into_iter()
            .find(|(_, unit)| nanos.is_multiple_of(*unit));
        match unit {
            Some((name, unit)) if nanos > 0 => format!(" from {}{name} on", nanos / unit),
            Some(_) | None => String::new(),
        }
    }
}
