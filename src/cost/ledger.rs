//! How much went which way in a run: counters only, whose memory does not grow with requests.

use std::borrow::Cow;
use std::sync::Arc;

use super::charge::{Flow, charges};
use super::request::{is_billed, request_item};
use super::standing::Standing;
use crate::aws::price::Item;
use crate::aws::price_list::Prices;
use crate::aws::region::Region;
use crate::time::Instant;
use crate::trace::record::Break;
use crate::trace::{Attempt, Recorder, RequestRecord, Way};
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::{Load, Plan};
use crate::world::{Id, Place, World};

/// Listens to a run and counts what will be charged; [`Bill::of`](super::Bill::of) puts prices to
/// it.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub(super) prices: Arc<Prices>,
    /// By load.
    pub(super) books: Vec<Book>,
    pub(super) standing: Standing,
    pub(super) ended: Instant,
}

/// What the requests of one source did.
#[derive(Debug, Clone)]
pub(super) struct Book {
    /// Its name.
    pub(super) load: String,
    /// Who makes its requests.
    pub(super) client: String,
    /// What S3 charges for each of them.
    pub(super) request: Option<Item>,
    /// One for each way that was taken; few, so that they are looked for one by one.
    roads: Vec<Road>,
    /// The way that was looked up last: most attempts go the same way as the one before.
    last: Option<Last>,
}

/// A way, the Region of the bucket behind it, and the position of their road.
///
/// What went there is counted here, beside the question whether the way is still the same, and
/// added up when it is another.
#[derive(Debug, Clone)]
struct Last {
    way: Arc<Way>,
    region: Option<Region>,
    position: usize,
    passed: Passed,
}

/// What went on a way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Passed {
    /// Bytes to S3.
    pub(super) up: u64,
    /// Bytes from S3.
    pub(super) down: u64,
    /// Requests S3 charges for.
    pub(super) requests: u64,
}

impl Passed {
    fn add(&mut self, more: Self) {
        self.up = self.up.saturating_add(more.up);
        self.down = self.down.saturating_add(more.down);
        self.requests += more.requests;
    }
}

/// One way, and what went on it.
#[derive(Debug, Clone)]
pub(super) struct Road {
    /// The places of the way.
    places: Vec<Place>,
    /// The names of the gateways and endpoints that are passed.
    pub(super) via: Vec<String>,
    /// What is charged on it: the kind, who charges, and for which bytes.
    pub(super) charges: Vec<(Item, String, Flow)>,
    passed: Passed,
}

impl Ledger {
    /// A ledger of a run of `plan` that begins in `world`.
    pub fn new(world: &World, plan: &Plan) -> Self {
        let books = plan.loads.iter().map(|load| Book {
            load: load.id.clone(),
            client: world.clients.name(load.client).to_owned(),
            request: request_item(load.call.operation),
            roads: Vec::new(),
            last: None,
        });
        let mut standing = Standing::default();
        standing.observe(Instant::ZERO, world);
        Self {
            prices: Arc::clone(&world.prices),
            books: books.collect(),
            standing,
            ended: Instant::ZERO,
        }
    }
}

impl Ledger {
    /// When the run ended.
    pub fn ended(&self) -> Instant {
        self.ended
    }

    /// The same as if the run had gone on until `until` without further requests, which makes
    /// bills of runs of different lengths comparable; a run that ended later stays as it is.
    #[must_use]
    pub fn lasting(self, until: Instant) -> Self {
        Self {
            ended: self.ended.max(until),
            ..self
        }
    }
}

impl Book {
    fn add(&mut self, world: &World, load: &Load, attempt: &Attempt) {
        let Some(way) = &attempt.way else {
            return;
        };
        let passed = Passed {
            up: attempt.sent.0,
            down: attempt.received.0,
            requests: u64::from(is_billed(world, load, attempt.outcome, attempt.region)),
        };
        if let Some(last) = &mut self.last
            && Arc::ptr_eq(&last.way, way)
            && last.region == attempt.region
        {
            return last.passed.add(passed);
        }
        let position = self.position(world, way, attempt.region);
        let new = Last {
            way: Arc::clone(way),
            region: attempt.region,
            position,
            passed,
        };
        if let Some(old) = self.last.replace(new)
            && let Some(road) = self.roads.get_mut(old.position)
        {
            road.passed.add(old.passed);
        }
    }

    /// Every way and what went on it.
    pub(super) fn roads(&self) -> impl Iterator<Item = (&Road, Passed)> {
        self.roads.iter().enumerate().map(|(position, road)| {
            let mut passed = road.passed;
            if let Some(last) = self.last.as_ref().filter(|last| last.position == position) {
                passed.add(last.passed);
            }
            (road, passed)
        })
    }

    fn position(&mut self, world: &World, way: &Way, region: Option<Region>) -> usize {
        // Behind the global endpoint the road goes on to the bucket's Region.
        let beyond = region.filter(|_| way.is_s3_global).map(Place::S3);
        let mut places = Cow::Borrowed(way.places.as_slice());
        if let Some(beyond) = beyond {
            places.to_mut().push(beyond);
        }
        let known = self
            .roads
            .iter()
            .position(|road| road.places == places.as_ref());
        if let Some(known) = known {
            return known;
        }
        let charges = charges(world, way, region).into_iter();
        let charges = charges.map(|charge| (charge.item, world.place_name(charge.of), charge.flow));
        if self.roads.is_empty() {
            // Most loads know one way only.
            self.roads.reserve_exact(1);
        }
        self.roads.push(Road {
            places: places.into_owned(),
            via: way.gateways().map(|at| world.place_name(at)).collect(),
            charges: charges.collect(),
            passed: Passed::default(),
        });
        self.roads.len() - 1
    }
}

impl Recorder for Ledger {
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        let position = request.load as usize;
        let (Some(book), Some(load)) = (self.books.get_mut(position), plan.loads.get(position))
        else {
            return;
        };
        for attempt in &request.attempts {
            book.add(world, load, attempt);
        }
    }

    fn connection_opened(&mut self, _: Instant, _: Id<Client>) {}

    fn connection_broken(&mut self, _: &Break) {}

    fn change_asked(&mut self, _: Instant, _: usize, _: Option<&Rejection>) {}

    fn change_applied(&mut self, at: Instant, _: usize, world: &World) {
        self.standing.observe(at, world);
    }

    fn run_ended(&mut self, at: Instant, _: u64, _: u64) {
        self.ended = at;
    }
}
