//! What the tests of `sim` see of a run: everything the recorder is told, as lines of text.

use std::fmt::Write as _;

use vpcsim::scenario::Scenario;
use vpcsim::time::Instant;
use vpcsim::trace::record::{Break, RequestRecord};
use vpcsim::trace::{Attempt, Recorder};
use vpcsim::world::change::Rejection;
use vpcsim::world::client::Client;
use vpcsim::world::plan::Plan;
use vpcsim::world::{Built, Id, Place, World};
use vpcsim::{sim, world};

/// A VPC in us-east-1 with three subnets: `pub-a` by an internet gateway, `priv-a` by a NAT
/// gateway, `iso-a` without a way out; hosts `pub`, `priv` and `iso` in them, `bare` in `pub-a` with
/// a security group that keeps no state, and `own` there too; a bucket here and one in us-west-2.
const BASE: &str = r#"Scenario(
    accounts: { "111122223333": Account(
        roles: { "app": Role(policies: [Managed("AmazonS3FullAccess")]) },
    ) },
    vpcs: { "vpc-1": Vpc(
        account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
        internet_gateway: "igw-1",
        subnets: {
            "pub-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/24", route_table: "rtb-pub", network_acl: "acl-1"),
            "priv-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.1.0/24", route_table: "rtb-priv"),
            "iso-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.2.0/24", route_table: "rtb-iso"),
        },
        route_tables: {
            "rtb-pub": [Route("0.0.0.0/0", "igw-1")],
            "rtb-priv": [Route("0.0.0.0/0", "nat-1")],
            "rtb-iso": [],
        },
        network_acls: { "acl-1": NetworkAcl(
            inbound: [Allow(rule: 100, cidr: "0.0.0.0/0")],
            outbound: [Allow(rule: 100, cidr: "0.0.0.0/0")],
        ) },
        security_groups: {
            "sg-tracked": SecurityGroup(outbound: [Allow(protocol: "tcp", ports: "443", to: "0.0.0.0/0")]),
            "sg-untracked": SecurityGroup(inbound: [Allow(from: "0.0.0.0/0")], outbound: [Allow(to: "0.0.0.0/0")]),
        },
        nat_gateways: {
            "nat-1": NatGateway(subnet: "pub-a", elastic_ip: "198.51.100.20"),
            "nat-2": NatGateway(subnet: "pub-a", elastic_ip: "198.51.100.21"),
        },
        VPC
    ) },
    hosts: {
        "pub": Host(subnet: "pub-a", private_ip: "10.0.0.10", elastic_ip: "198.51.100.10", role: "app", security_groups: ["sg-tracked"]),
        "bare": Host(subnet: "pub-a", private_ip: "10.0.0.11", elastic_ip: "198.51.100.11", role: "app", security_groups: ["sg-untracked"]),
        "own": Host(subnet: "pub-a", private_ip: "10.0.0.12", elastic_ip: "198.51.100.12", role: "app"),
        "priv": Host(subnet: "priv-a", private_ip: "10.0.1.10", role: "app"),
        "iso": Host(subnet: "iso-a", private_ip: "10.0.2.10", role: "app"),
    },
    buckets: {
        "near": Bucket(account: "111122223333", region: "us-east-1", objects: [
            Object(key: "big", size: "5 GB"), Object(key: "k*", size: "1 MB"),
        ]),
        "far": Bucket(account: "111122223333", region: "us-west-2", objects: [Object(key: "k*")]),
    },
    PARTS
)"#;

/// A run and all that was seen of it.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Seen {
    /// A line for each request, in the order in which they ended.
    pub(crate) requests: Vec<String>,
    /// A line for each break and each change, in order.
    pub(crate) happenings: Vec<String>,
    /// How many connections were opened.
    pub(crate) opened: u32,
    /// When the run ended.
    pub(crate) ended: Instant,
    /// How many events there were.
    pub(crate) events: u64,
    /// The fingerprint of the run.
    pub(crate) fingerprint: u64,
}

impl Recorder for Seen {
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        let load = &plan.loads[request.load as usize].id;
        let mut line = format!("{load}#{} {}:", request.number, ms(request.arrived));
        for attempt in &request.attempts {
            let _ = write!(line, " {}", tell(world, attempt));
        }
        assert!(!request.attempts.is_empty(), "{line}");
        let last = &request.attempts[request.attempts.len() - 1];
        assert_eq!(
            (request.outcome, request.finished),
            (last.outcome, last.finished)
        );
        self.requests.push(line);
    }

    fn connection_opened(&mut self, _at: Instant, _client: Id<Client>) {
        self.opened += 1;
    }

    fn connection_broken(&mut self, broken: &Break) {
        let how = if broken.was_busy { "busy" } else { "idle" };
        let cause = broken
            .change
            .map_or(String::new(), |change| format!(" by change {change}"));
        let (at, code) = (ms(broken.at), broken.reason.code);
        self.happenings
            .push(format!("{at} broken {how} {code}{cause}"));
    }

    fn change_asked(&mut self, at: Instant, change: usize, refused: Option<&Rejection>) {
        let answer = refused.map_or("accepted", |rejection| rejection.code);
        self.happenings
            .push(format!("{} change {change} {answer}", ms(at)));
    }

    fn change_applied(&mut self, at: Instant, change: usize, _world: &World) {
        self.happenings
            .push(format!("{} change {change} applied", ms(at)));
    }

    fn run_ended(&mut self, at: Instant, events: u64, fingerprint: u64) {
        (self.ended, self.events, self.fingerprint) = (at, events, fingerprint);
    }
}

fn ms(at: Instant) -> String {
    format!("{}ms", at.nanos() / 1_000_000)
}

/// An attempt: `200[igw-1]@104ms+1000000`, a `*` behind the outcome when the connection was open.
fn tell(world: &World, attempt: &Attempt) -> String {
    let mut text = attempt.outcome.to_string().replace(' ', "-");
    if attempt.is_reused {
        text.push('*');
    }
    if let Some(reason) = attempt.reason {
        let _ = write!(text, "({})", reason.code);
    }
    if let Some(way) = &attempt.way {
        let gateways = way.places.iter().filter(|place| {
            matches!(
                place,
                Place::InternetGateway(_) | Place::NatGateway(_) | Place::VpcEndpoint(_)
            )
        });
        let names: Vec<_> = gateways.map(|place| world.place_name(*place)).collect();
        let _ = write!(text, "[{}]", names.join(","));
    }
    let _ = write!(text, "@{}", ms(attempt.finished));
    for (sign, bytes) in [("-", attempt.sent), ("+", attempt.received)] {
        if bytes.0 > 0 {
            let _ = write!(text, "{sign}{}", bytes.0);
        }
    }
    text
}

/// The base scenario with more in its VPC and more beside it, built; what is not soundly written
/// fails the test.
pub(crate) fn built(vpc: &str, parts: &str) -> Built {
    let text = BASE
        .replace("VPC\n", &format!("{vpc}\n"))
        .replace("PARTS", parts);
    let loaded = Scenario::parse(&text);
    assert!(loaded.faults.is_empty(), "{:#?}\n{text}", loaded.faults);
    let built = world::build(&loaded.scenario);
    assert!(built.is_sound(), "{:#?}\n{text}", built.faults);
    built
}

/// Runs it.
#[allow(dead_code, reason = "not every test file runs it so")]
pub(crate) fn run(vpc: &str, parts: &str, seed: u64) -> Seen {
    let Built { world, plan, .. } = built(vpc, parts);
    let mut record = Seen::default();
    sim::run(world, &plan, seed, &mut record);
    record
}

/// The requests in an order of their own, for runs that agree but for the order of ends.
#[allow(dead_code, reason = "not every test file shuffles")]
pub(crate) fn sorted(mut seen: Seen) -> Vec<String> {
    seen.requests.sort();
    seen.requests
}
