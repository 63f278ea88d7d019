//! Who reaches what: every host asked for every bucket and every endpoint's name.
//!
//! Two questions stand apart in each cell: whether the packets get there and back, and whether S3
//! then allows the request.

use std::collections::BTreeMap;

use super::families_of;
use super::leg::{self, Asking, Leg};
use super::probe;
use crate::aws::interface_name::{InterfaceName, Label};
use crate::aws::s3_operation::Operation;
use crate::aws::sdk::UNNAMED;
use crate::aws::service::EndpointService;
use crate::diagnostic::Span;
use crate::scenario::client::TlsVersion;
use crate::scenario::quantity::Protocol;
use crate::time::Instant;
use crate::trace::{Outcome, Reason, Way};
use crate::world::address::Address;
use crate::world::bucket::Bucket;
use crate::world::call::{BucketRef, Call, KeyPattern};
use crate::world::gateway::EndpointState;
use crate::world::host::Host;
use crate::world::iam::Principal;
use crate::world::probe::{Finding, Goal, Probe};
use crate::world::{Id, World};

/// Who reaches what.
#[derive(Debug, Clone)]
pub struct Matrix {
    /// Who asks, a row each.
    pub askers: Vec<Asker>,
    /// What is asked for, a column each.
    pub targets: Vec<Target>,
    /// One row of answers for each asker, one answer for each target.
    pub rows: Vec<Vec<Answer>>,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// The host.
    pub host: Id<Host>,
    /// Who signs: the role of the host's instance profile, else whoever its first client signs
    /// as; none is anonymous.
    pub principal: Option<Id<Principal>>,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub enum Target {
    /// Something of a bucket, by the Regional name of its own Region.
    Bucket(Id<Bucket>, Box<Call>),
    /// Port 443 of a VPC endpoint's name.
    EndpointName(String),
}

/// What one host gets from one target.
#[derive(Debug, Clone)]
pub struct Answer {
    /// How a request ends; none for the names of endpoints, which are only connected to.
    pub outcome: Option<Outcome>,
    /// What the connection attempt comes to.
    pub finding: Finding,
    /// The way the packets go; none when the name has no address.
    pub way: Option<Way>,
    /// Everything that stands against it, the deciding reason first.
    pub reasons: Vec<Reason>,
}

impl Answer {
    /// Whether a connection comes about.
    pub fn is_connected(&self) -> bool {
        self.finding == Finding::Open
    }

    /// Whether S3 allows the request; `None` when S3 was not asked, or answered before it came to
    /// that.
    pub fn is_authorised(&self) -> Option<bool> {
        self.outcome?.is_authorised()
    }
}

/// Asks every host of `world` for everything there is.
///
/// ```
/// use vpcsim::{journey::matrix, scenario::Scenario, world};
/// let text = r#"Scenario(
///     accounts: { "111122223333": Account(roles: { "app": Role(policies: [Managed("AmazonS3FullAccess")]) }) },
///     hosts: { "laptop": Host(internet: "203.0.113.7"), "office": Host(internet: "203.0.113.8", role: "app") },
///     buckets: { "logs": Bucket(account: "111122223333", region: "us-east-1", objects: [Object(key: "*")]) },
/// )"#;
/// let matrix = matrix::ask(&world::build(&Scenario::parse(text).scenario).world);
/// let [laptop, office] = [&matrix.rows[0][0], &matrix.rows[1][0]];
/// assert_eq!((laptop.is_connected(), laptop.is_authorised()), (true, Some(false)));
/// assert_eq!((office.is_connected(), office.is_authorised()), (true, Some(true)));
/// ```
pub fn ask(world: &World) -> Matrix {
    let askers = askers(world);
    let targets = targets(world);
    let row = |asker: &Asker| {
        let cells = targets.iter().map(|target| answer(world, *asker, target));
        cells.collect()
    };
    let rows = askers.iter().map(row).collect();
    Matrix {
        askers,
        targets,
        rows,
    }
}

/// Every host, and who signs there.
fn askers(world: &World) -> Vec<Asker> {
    let mut signers: BTreeMap<Id<Host>, Option<Id<Principal>>> = BTreeMap::new();
    for (_, client) in world.clients.iter() {
        signers.entry(client.host).or_insert(client.principal);
    }
    let hosts = world.hosts.iter();
    hosts
        .map(|(id, host)| Asker {
            host: id,
            principal: host.role.or_else(|| *signers.get(&id)?),
        })
        .collect()
}

/// Every bucket that exists, then every name.
fn targets(world: &World) -> Vec<Target> {
    let buckets = world.buckets.iter().filter(|(_, bucket)| bucket.exists);
    buckets
        .map(|(id, bucket)| Target::Bucket(id, Box::new(call(world, id, bucket))))
        .chain(endpoint_names(world).map(Target::EndpointName))
        .collect()
}

/// The Regional names of the interface endpoints that exist.
fn endpoint_names(world: &World) -> impl Iterator<Item = String> {
    world.vpc_endpoints.iter().filter_map(|(_, endpoint)| {
        let parts = endpoint.interface_parts()?;
        let label = match endpoint.service {
            EndpointService::S3(_) => Some(Label::Bucket),
            EndpointService::DynamoDb(_) | EndpointService::S3Global => None,
        };
        let name = InterfaceName {
            label,
            endpoint: parts.label.clone(),
            zone: None,
            region: endpoint.service.region(),
        };
        (endpoint.state == EndpointState::Available).then(|| name.to_string())
    })
}

/// An object of the bucket, or a listing when it holds none.
fn call(world: &World, id: Id<Bucket>, bucket: &Bucket) -> Call {
    let name = world.buckets.name(id).to_owned();
    let object = bucket.objects.first();
    let operation = match object {
        Some(_) => Operation::GetObject,
        None => Operation::ListObjectsV2,
    };
    let mut call = Call::plain(operation, Address::of_bucket(bucket.region));
    call.bucket = Some(BucketRef {
        name,
        id: Some(id),
        through: None,
    });
    call.key = object.map(|object| KeyPattern {
        before: object.pattern.replace('*', "1"),
        after: None,
    });
    call.ask_sdk();
    call
}

fn answer(world: &World, asker: Asker, target: &Target) -> Answer {
    match target {
        Target::Bucket(_, call) => {
            let asking = Asking {
                host: asker.host,
                principal: asker.principal,
                call,
                region: call.address.region,
                number: 1,
                tls: TlsVersion::Tls12,
                families: families_of(UNNAMED.families),
                at: Instant::ZERO,
                seen: &[],
            };
            of_leg(leg::travel(world, &asking))
        }
        Target::EndpointName(name) => {
            let probe = Probe {
                id: String::new(),
                from: asker.host,
                to: Goal::Name(name.clone()),
                protocol: Protocol::Tcp,
                port: 443,
                expect: None,
                span: Span::default(),
            };
            let seen = probe::ask(world, &probe);
            Answer {
                outcome: None,
                finding: seen.finding,
                way: seen.trip.map(|trip| trip.way),
                reasons: seen.reasons,
            }
        }
    }
}

fn of_leg(leg: Leg) -> Answer {
    let way = leg.trip.map(|trip| trip.way);
    let finding = way.as_ref().map_or(Finding::NoAddress, |way| {
        probe::finding_of(Protocol::Tcp, way.end)
    });
    Answer {
        outcome: Some(leg.outcome),
        finding,
        way,
        reasons: leg.reasons,
    }
}
