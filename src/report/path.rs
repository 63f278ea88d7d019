//! The path of a connection in short: the gateways and endpoints it passes.

use crate::aws::region::Region;
use crate::trace::{Attempt, Way};
use crate::world::{Place, World};

/// The gateways and endpoints a connection passes, and whether it comes about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    /// Gateways and endpoints, in the order they are passed.
    pub via: Vec<Place>,
    /// How it ends.
    pub end: PathEnd,
    /// The Region that the global endpoint sent the request on to (MRAP-22); none where there was
    /// no choice.
    pub region: Option<Region>,
}

/// How a path ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PathEnd {
    /// At the far end.
    Connected,
    /// Somewhere on the way.
    Blocked,
    /// Before it began: the name had no address.
    Unresolved,
}

impl Path {
    /// The path of `way`; without a way there was no address to go to.
    pub fn of(way: Option<&Way>) -> Self {
        let Some(way) = way else {
            return Self {
                via: Vec::new(),
                end: PathEnd::Unresolved,
                region: None,
            };
        };
        let end = if way.connects() {
            PathEnd::Connected
        } else {
            PathEnd::Blocked
        };
        Self {
            via: way.gateways().collect(),
            end,
            region: None,
        }
    }

    /// The path of an attempt, with the Region it was routed to.
    pub fn of_attempt(attempt: &Attempt) -> Self {
        let way = attempt.way.as_deref();
        let is_routed = way.is_some_and(|way| way.is_s3_global);
        Self {
            region: attempt.region.filter(|_| is_routed),
            ..Self::of(way)
        }
    }

    /// The path in words: `nat-1 → igw-1`, `direct`, `nat-1 → blocked`,
    /// `no address`, `igw-1 → us-west-2` where a Region was chosen.
    pub fn words(&self, world: &World) -> String {
        let mut names: Vec<String> = self.via.iter().map(|at| world.place_name(*at)).collect();
        match self.end {
            PathEnd::Connected if names.is_empty() => names.push("direct".to_owned()),
            PathEnd::Connected => {}
            PathEnd::Blocked => names.push("blocked".to_owned()),
            PathEnd::Unresolved => names.push("no address".to_owned()),
        }
        names.extend(self.region.map(|region| region.name().to_owned()));
        names.join(" → ")
    }
}

impl PathEnd {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Blocked => "blocked",
            Self::Unresolved => "unresolved",
        }
    }
}
