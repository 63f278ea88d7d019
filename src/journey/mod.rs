//! One request put through all three questions, no clock: which address has its name, which way
//! do its packets go, what does S3 answer. `explain` and `lint` ask this; `sim` asks the same
//! three questions spread over time. [`probe`] asks the first two alone,
//! [`matrix`] all of them of every host.

mod leg;
mod name;
mod moment;
pub mod probe;
pub mod matrix;

pub use leg::Leg;
pub use moment::world_at;
pub use name::{families_of, resolve, resolve_in};

use std::net::IpAddr;

use leg::Asking;

use crate::s3;
use crate::time::Instant;
use crate::trace::{Outcome, RequestRecord};
use crate::world::World;
use crate::world::plan::{Load, Plan};

/// How often a journey may be sent on to another Region before it is given up.
const REDIRECTS_MAX: usize = 4;

/// One request, followed from its name to its answer, redirects included.
#[derive(Debug, Clone)]
pub struct Journey {
    /// The source of requests it belongs to, by position in the plan.
    pub load: usize,
    /// Its number within that source, from 1.
    pub number: u64,
    /// The moment whose world it meets.
    pub at: Instant,
    /// One leg for each name that is asked; a redirect adds one (S3R-24).
    pub legs: Vec<Leg>,
    /// How it ends.
    pub outcome: Outcome,
}

/// Follows request `number` of the load at position `load` through `world`, which is taken as it
/// is: use [`world_at`] for a later moment of the timeline. `None` when there is no such load.
///
/// ```
/// use vpcsim::{journey, scenario::Scenario, time::Instant, world};
/// let text = r#"Scenario(
///     accounts: { "111122223333": Account(roles: { "app": Role(policies: [Managed("AmazonS3FullAccess")]) }) },
///     hosts: { "laptop": Host(internet: "203.0.113.7", role: "app") },
///     buckets: { "logs": Bucket(account: "111122223333", region: "us-east-1", objects: [Object(key: "k")]) },
///     clients: { "cli": Client(host: "laptop") },
///     workload: [Request(id: "get", client: "cli", call: GetObject("s3://logs/k"))],
/// )"#;
/// let built = world::build(&Scenario::parse(text).scenario);
/// let journey = journey::travel(&built.world, &built.plan, 0, 1, Instant::ZERO).unwrap();
/// assert_eq!(journey.outcome.to_string(), "200");
/// ```
pub fn travel(
    world: &World,
    plan: &Plan,
    load: usize,
    number: u64,
    at: Instant,
) -> Option<Journey> {
    let asked = plan.loads.get(load)?;
    Some(follow(world, (load, asked), (number, at), &[]))
}

/// Follows a request that was made in a run, through `world` as it was at `at`: to the addresses it
/// went to then, which its client may have known from before.
pub fn travel_again(
    world: &World,
    plan: &Plan,
    record: &RequestRecord,
    at: Instant,
) -> Option<Journey> {
    let load = record.load as usize;
    let asked = plan.loads.get(load)?;
    let ways = record
        .attempts
        .iter()
        .rev()
        .filter_map(|attempt| attempt.way.as_ref());
    let seen: Vec<IpAddr> = ways.map(|way| way.destination).collect();
    Some(follow(world, (load, asked), (record.number, at), &seen))
}

fn follow(
    world: &World,
    (load, asked): (usize, &Load),
    (number, at): (u64, Instant),
    seen: &[IpAddr],
) -> Journey {
    let client = &world.clients[asked.client];
    let mut legs: Vec<Leg> = Vec::new();
    let mut region = s3::signing_region_for(&asked.call);
    let outcome = loop {
        let asking = Asking {
            host: client.host,
            principal: asked.signer(world),
            call: &asked.call,
            region,
            number: asked.keys.number(number),
            tls: client.tls,
            families: families_of(client.families),
            at,
            seen,
        };
        let leg = leg::travel(world, &asking);
        let outcome = leg.outcome;
        let next = leg
            .redirect_to()
            .filter(|_| client.follows_region_redirects && legs.len() < REDIRECTS_MAX);
        legs.push(leg);
        match next {
            Some(next) if next != region => region = next,
            Some(_) | None => break outcome,
        }
    };
    Journey {
        load,
        number,
        at,
        legs,
        outcome,
    }
}
