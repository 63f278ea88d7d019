//! Two runs side by side: whether they are the same, and which event is the first that differs.

use super::event::Event;
use super::simulation::{Simulation, Subject};
use crate::engine::TieOrder;
use crate::time::Instant;
use crate::trace::record::{Break, RequestRecord};
use crate::trace::{Outcome, Recorder};
use crate::world::Id;
use crate::world::World;
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::Plan;

/// All that a run depends on.
#[derive(Debug, Clone, Copy)]
pub struct Twin<'a> {
    /// The world it begins in.
    pub world: &'a World,
    /// What is to be done in it.
    pub plan: &'a Plan,
    /// Its luck.
    pub seed: u64,
    /// The order of ties.
    pub order: TieOrder,
}

/// What two equal runs were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Equal {
    /// How many events each had.
    pub events: u64,
    /// The fingerprint of both.
    pub fingerprint: u64,
}

/// Where two runs part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parting {
    /// The number of the first event that differs, from 1.
    pub event: u64,
    /// What it is in the one run, in words; none when that was over.
    pub one: Option<String>,
    /// What it is in the other.
    pub other: Option<String>,
}

/// Runs `one` and `other` event by event beside each other until they differ or both are over.
///
/// Equal settings that part are a fault of this program: something in it hangs on where things
/// lie in memory, on time or on chance. Events are compared by moment, kind and whose they are,
/// and after each event the ends of requests that it told.
pub fn compare(one: Twin<'_>, other: Twin<'_>) -> Result<Equal, Parting> {
    let scenes = [(one.world, one.plan), (other.world, other.plan)];
    let (mut told, mut told_too) = (Ends::default(), Ends::default());
    let (mut one, mut other) = (one.simulation(&mut told), other.simulation(&mut told_too));
    one.begin();
    other.begin();
    loop {
        let next = one.next().map(|event| one.mark(event));
        let next_too = other.next().map(|event| other.mark(event));
        let events = one.fingerprint().events();
        let most = events.max(other.fingerprint().events());
        let parting = |ends: [&[End]; 2]| {
            let words = |mark: Option<Mark>, scene, ends| {
                mark.map(|mark| mark.words(scene) + &sentence(ends))
            };
            Parting {
                event: most,
                one: words(next, scenes[0], ends[0]),
                other: words(next_too, scenes[1], ends[1]),
            }
        };
        let (Some(its), Some(others)) = (next, next_too) else {
            if next.is_some() || next_too.is_some() {
                return Err(parting([&[], &[]]));
            }
            let fingerprint = one.fingerprint().value();
            return Ok(Equal {
                events,
                fingerprint,
            });
        };
        if !its.is_like(&others) {
            return Err(parting([&[], &[]]));
        }
        one.happen(its.event);
        other.happen(others.event);
        let (ends, ends_too) = (one.recorder.take(), other.recorder.take());
        if ends != ends_too {
            return Err(parting([&ends, &ends_too]));
        }
    }
}

/// `; request 7 of load 1 ends: 200`, and nothing when none ended.
fn sentence(ends: &[End]) -> String {
    let end = |end: &End| {
        let load = u64::from(end.load) + 1;
        format!(
            "; request {} of load {load} ends: {}",
            end.number, end.outcome
        )
    };
    ends.iter().map(end).collect()
}

impl<'a> Twin<'a> {
    fn simulation<'r>(self, ends: &'r mut Ends) -> Simulation<'r, Ends>
    where
        'a: 'r,
    {
        Simulation::new(self.world.clone(), self.plan, self.seed, ends).with_tie_order(self.order)
    }
}

/// What tells one event from another.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    event: Event,
    at: Instant,
    whose: Subject,
}

impl Mark {
    fn is_like(&self, other: &Self) -> bool {
        let kind = |mark: &Self| mark.event.kind();
        (self.at, kind(self), self.whose) == (other.at, kind(other), other.whose)
    }

    /// `ConnectionOpened of uploader at 1.002 s`.
    fn words(&self, (world, plan): (&World, &Plan)) -> String {
        let name = format!("{:?}", self.event);
        let is_letter = |c: char| c.is_ascii_alphanumeric();
        let kind = name.split(|c| !is_letter(c)).next().unwrap_or_default();
        let load = |position: u32| plan.loads.get(position as usize);
        let whose = match self.whose {
            Subject::Nobody => String::new(),
            Subject::Change(position) => {
                format!(" of the timeline's change {}", u64::from(position) + 1)
            }
            Subject::Load(position) => {
                load(position).map_or_else(String::new, |load| format!(" of {}", load.id))
            }
            Subject::Client(client) => format!(" of {}", world.clients.name(client)),
        };
        format!("{kind}{whose} at {}", self.at)
    }
}

impl Simulation<'_, Ends> {
    fn mark(&self, event: Event) -> Mark {
        Mark {
            event,
            at: self.now,
            whose: self.subject(event),
        }
    }
}

/// The requests that ended since the last look.
#[derive(Debug, Default)]
pub(super) struct Ends {
    ends: Vec<End>,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq)]
struct End {
    load: u32,
    number: u64,
    outcome: Outcome,
}

impl Ends {
    fn take(&mut self) -> Vec<End> {
        std::mem::take(&mut self.ends)
    }
}

impl Recorder for Ends {
    fn request_ended(&mut self, _: &World, _: &Plan, request: &RequestRecord) {
        self.ends.push(End {
            load: request.load,
            number: request.number,
            outcome: request.outcome,
        });
    }

    fn connection_opened(&mut self, _: Instant, _: Id<Client>) {}

    fn connection_broken(&mut self, _: &Break) {}

    fn change_asked(&mut self, _: Instant, _: usize, _: Option<&Rejection>) {}

    fn change_applied(&mut self, _: Instant, _: usize, _: &World) {}

    fn run_ended(&mut self, _: Instant, _: u64, _: u64) {}
}

#[cfg(test)]
mod tests {
    use super::{Parting, Twin, compare};
    use crate::engine::TieOrder;
    use crate::sim::sample::asking;
    use crate::world::Built;

    const MAY: &str = r#"Managed("AmazonS3FullAccess")"#;

    fn twin(built: &Built) -> Twin<'_> {
        Twin {
            world: &built.world,
            plan: &built.plan,
            seed: 1,
            order: TieOrder::Stable,
        }
    }

    #[test]
    fn equal_settings_run_alike() {
        let plain = asking(MAY, "", 6);
        let equal = compare(twin(&plain), twin(&plain)).unwrap();
        assert!(equal.events > 4 * 6, "{equal:?}");
        let random = Twin {
            order: TieOrder::Random(3),
            ..twin(&plain)
        };
        assert_eq!(compare(random, random), Ok(equal), "nothing ties here");
    }

    #[test]
    fn the_first_event_that_differs_is_named() {
        let plain = asking(MAY, "", 6);
        let change = r#"At("1.1s", DeleteRoute("rtb-1", "0.0.0.0/0"))"#;
        let changed = asking(MAY, change, 6);
        let parting = compare(twin(&plain), twin(&changed)).unwrap_err();
        let found = parting.other.as_deref();
        assert_eq!(
            found,
            Some("ChangeAsked of the timeline's change 1 at 1.1 s")
        );
        assert_ne!(parting.one.as_deref(), found);
        let told: u64 = 3 * 4;
        assert!(parting.event > told, "{parting:?}");
    }

    #[test]
    fn answers_that_differ_are_named_although_events_do_not() {
        let (may, may_not) = (asking(MAY, "", 6), asking("", "", 6));
        let Parting { one, other, .. } = compare(twin(&may), twin(&may_not)).unwrap_err();
        let (one, other) = (one.unwrap(), other.unwrap());
        assert!(one.ends_with("; request 1 of load 1 ends: 200"), "{one}");
        assert!(other.contains("request 1 of load 1 ends: 403"), "{other}");
        assert!(one.starts_with("AnswerArrived of up at "), "{one}");
    }
}
