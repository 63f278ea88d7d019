//! One request as it reaches S3.

use jiff::Timestamp;

use crate::aws::region::Region;
use crate::scenario::client::Scheme;
use crate::time::Instant;
use crate::trace::Way;
use crate::world::call::Call;
use crate::world::iam::Principal;
use crate::world::plan::Load;
use crate::world::{Calendar, Id, World};

/// One request as it reaches S3: what it asks, who signed it, which way it came.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What it asks.
    pub call: &'a Call,
    /// Its number in its series, from 1; stands for `{n}` in keys.
    pub number: u64,
    /// Who signed it; none is anonymous (S3R-12).
    pub principal: Option<Id<Principal>>,
    /// The way its connection went, from which the network keys follow (COND-06).
    pub way: &'a Way,
    /// The Region whose S3 it reached: [`Way::s3_region`], or the one the global endpoint routed it
    /// to, see [`region_reached`].
    pub region: Region,
    /// The Region in its signature (S3R-05).
    pub signing_region: Region,
    /// Whether it came over TLS (COND-26).
    pub is_secure: bool,
    /// When it arrived.
    pub now: Timestamp,
}

/// The Region whose S3 judges `call` when it comes by `way` now: where the way ends, and for a
/// Multi-Region Access Point where the nearest of its active buckets is (MRAP-20).
///
/// `None` when the way does not lead to S3.
pub fn region_reached(world: &World, call: &Call, way: &Way) -> Option<Region> {
    let entry = way.s3_region?;
    let named = call.multi_region().filter(|_| way.is_s3_global);
    let point = named.and_then(|named| world.multi_region(named));
    let member = point.and_then(|id| world.multi_region_access_points[id].routed(entry));
    Some(member.map_or(entry, |member| member.region))
}

impl Request<'_> {
    /// Whether it is signed for all Regions at once, as Multi-Region Access Points need it
    /// (MRAP-27).
    pub fn is_sigv4a(&self) -> bool {
        self.call.signing.knows_sigv4a && self.call.multi_region().is_some()
    }
}

impl<'a> Request<'a> {
    /// Request `number` of `load`, signed for `signing_region`, as it reaches S3 over `way` at
    /// `at`; `None` when the way does not lead to S3.
    pub fn of(
        world: &World,
        (load, number): (&'a Load, u64),
        way: &'a Way,
        signing_region: Region,
        at: Instant,
    ) -> Option<Self> {
        Some(Self {
            call: &load.call,
            number: load.keys.number(number),
            principal: load.signer(world),
            way,
            region: region_reached(world, &load.call, way)?,
            signing_region,
            is_secure: load.call.address.scheme == Scheme::Https,
            now: Calendar::of(world.day).at(at),
        })
    }
}
