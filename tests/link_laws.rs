//! What holds of all that clients send and receive over links they share, whatever breaks meanwhile.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use vpcsim::engine::TieOrder;
use vpcsim::scenario::Scenario;
use vpcsim::sim::Simulation;
use vpcsim::time::{Duration, Instant};
use vpcsim::trace::record::{Break, RequestRecord};
use vpcsim::trace::{Attempt, Outcome, Recorder};
use vpcsim::world::change::Rejection;
use vpcsim::world::client::Client;
use vpcsim::world::plan::Plan;
use vpcsim::world::{self, Built, Id, Place, World};

/// Two hosts in a VPC that reach us-west-2 by a NAT gateway and their own Region by a gateway endpoint,
/// and two on premises that reach it by a public and by a private line. A host carries 6 Gbps, a
/// flow 5, the NAT gateway 5 and twice that after half a second, the lines 2 and 5.
const BASE: &str = r#"Scenario(
    accounts: { "111122223333": Account(roles: { "app": Role(policies: [Managed("AmazonS3FullAccess")]) }) },
    vpcs: { "vpc-1": Vpc(
        account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
        internet_gateway: "igw-1", vpn_gateway: "vgw-1",
        subnets: {
            "pub": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/24", route_table: "rtb-pub"),
            "priv": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.1.0/24", route_table: "rtb-priv"),
            "end": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.2.0/24", route_table: "rtb-end"),
        },
        route_tables: {
            "rtb-pub": [Route("0.0.0.0/0", "igw-1")], "rtb-priv": [Route("0.0.0.0/0", "nat-1")],
            "rtb-end": [PropagateFrom("vgw-1")],
        },
        security_groups: { "sg-end": SecurityGroup(inbound: [Allow(protocol: "tcp", ports: "443", from: "192.168.0.0/16")]) },
        nat_gateways: { "nat-1": NatGateway(subnet: "pub", elastic_ip: "198.51.100.20") },
        vpc_endpoints: {
            "vpce-near": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-priv"]),
            "vpce-end": Interface(service: "com.amazonaws.us-east-1.s3", name_suffix: "9f", subnets: ["end"], security_groups: ["sg-end"]),
        },
    ) },
    on_premises: { "site": OnPremises(cidr_blocks: ["192.168.0.0/16"]) },
    virtual_interfaces: {
        "vif-private": Private(on_premises: "site", gateway: "vgw-1", bandwidth: "5 Gbps", hold_time: "1s"),
        "vif-public": Public(on_premises: "site", public_ip: "192.0.2.1", bandwidth: "2 Gbps"),
    },
    hosts: {
        "h0": Host(subnet: "priv", role: "app"), "h1": Host(subnet: "priv", role: "app"),
        "h2": Host(on_premises: "site", private_ip: "192.168.0.10"), "h3": Host(on_premises: "site", private_ip: "192.168.0.11"),
    },
    buckets: {
        "near": Bucket(account: "111122223333", region: "us-east-1", objects: [Object(key: "k", size: "200 MB")]),
        "far": Bucket(account: "111122223333", region: "us-west-2", objects: [Object(key: "k", size: "200 MB")]),
    },
    model: Model(flow_rate: "5 Gbps", host_rate: "6 Gbps", gateway_scaling_delay: "500 ms"),
    PARTS
)"#;

/// What every object weighs.
const SIZE: u64 = 200_000_000;
const GIGABIT: u64 = 1_000_000_000;

/// Whatever may happen to the links.
const CHANGES: &[&str] = &[
    r#"Fault("300 ms", "400 ms", Outage("nat-1"))"#,
    r#"Fault("500 ms", "2s", AddedLoss("igw-1", "1%"))"#,
    r#"Fault("200 ms", "1s", AddedDelay("igw-1", "20 ms"))"#,
    r#"At("700 ms", LinkDown("vif-private"))"#,
    r#"At("1700 ms", LinkUp("vif-private"))"#,
    r#"At("900 ms", DeleteVpcEndpoint("vpce-near"))"#,
    r#"Fault("1s", "1s", S3Outage("us-east-1"))"#,
];

/// Calls by the number of bytes they send and receive.
const NEAR: &str = r#"GetObject("s3://near/k")"#;
const FAR: &str = r#"GetObject("s3://far/k"), region: "us-west-2""#;
const PUT: &str = r#"PutObject(to: "s3://near/{n}", size: "200 MB")"#;
const LINE: &str = r#"GetObject("s3://near/k"), name: EndpointUrl("https://bucket.vpce-end-9f.s3.us-east-1.vpce.amazonaws.com")"#;

/// Every attempt, and which load it was for.
#[derive(Debug, Default)]
struct Attempts(Vec<(u32, u64, Attempt)>);

impl Recorder for Attempts {
    fn request_ended(&mut self, _world: &World, _plan: &Plan, request: &RequestRecord) {
        let attempts = request.attempts.iter().cloned();
        self.0
            .extend(attempts.map(|attempt| (request.load, request.number, attempt)));
    }

    fn connection_opened(&mut self, _at: Instant, _client: Id<Client>) {}

    fn connection_broken(&mut self, _broken: &Break) {}

    fn change_asked(&mut self, _at: Instant, _change: usize, _refused: Option<&Rejection>) {}

    fn change_applied(&mut self, _at: Instant, _change: usize, _world: &World) {}

    fn run_ended(&mut self, _at: Instant, _events: u64, _fingerprint: u64) {}
}

#[derive(Debug, Clone)]
struct Load {
    host: usize,
    call: &'static str,
    connections: u32,
    count: u32,
}

fn loads() -> impl Strategy<Value = Vec<Load>> {
    let inside = (0..2usize, select(vec![NEAR, FAR, PUT]));
    let outside = (2..4usize, select(vec![NEAR, PUT, LINE]));
    let load = (prop_oneof![inside, outside], 1..6u32, 1..12u32);
    let load = load.prop_map(|((host, call), connections, count)| Load {
        host,
        call,
        connections,
        count,
    });
    proptest::collection::vec(load, 1..6)
}

fn text(loads: &[Load], changes: &[&str]) -> String {
    let (clients, workload): (Vec<_>, Vec<_>) = loads
        .iter()
        .enumerate()
        .map(|(n, load)| {
            let Load { host, call, connections, count } = load;
            let client = format!(
                r#""c{n}": Client(host: "h{host}", credentials: "app", region: "us-east-1", connections: {connections}, read_timeout: "3s", retries: Standard(max_attempts: 2))"#
            );
            let requests = format!(
                r#"Requests(id: "l{n}", client: "c{n}", call: {call}, rate: Bursts(size: {connections}, every: "300 ms"), count: {count})"#
            );
            (client, requests)
        })
        .unzip();
    let parts = format!(
        "clients: {{ {} }}, workload: [{}], timeline: [{}]",
        clients.join(", "),
        workload.join(", "),
        changes.join(", ")
    );
    BASE.replace("PARTS", &parts)
}

fn run(text: &str, seed: u64, order: Option<u64>) -> (World, Vec<(u32, u64, Attempt)>) {
    let loaded = Scenario::parse(text);
    assert!(loaded.faults.is_empty(), "{:#?}\n{text}", loaded.faults);
    let Built { world, plan, .. } = world::build(&loaded.scenario);
    let mut attempts = Attempts::default();
    let simulation = Simulation::new(world.clone(), &plan, seed, &mut attempts);
    match order {
        Some(order) => simulation.with_tie_order(TieOrder::Random(order)).run(),
        None => simulation.run(),
    };
    attempts
        .0
        .sort_by_key(|(load, number, attempt)| (*load, *number, attempt.started));
    (world, attempts.0)
}

/// What a place carries at most between two moments, in bytes.
fn room(world: &World, place: Place, from: Instant, until: Instant) -> u64 {
    let bytes = |gigabits: u64, time: Duration| {
        let bits = u128::from(gigabits * GIGABIT) * u128::from(time.nanos()) / 1_000_000_000;
        u64::try_from(bits / 8).expect("less than 2^64")
    };
    match world.place_name(place).as_str() {
        "vif-public" => bytes(2, until.since(from)),
        "vif-private" => bytes(5, until.since(from)),
        "nat-1" => {
            // It cannot have grown sooner than after half a second, and then again.
            let half = |n: u64| Instant::ZERO + Duration::from_millis(500 * n);
            let carries = |n: u64| if n > 4 { 100 } else { 5 << n };
            let spans = (0..6u64).map(|n| {
                let end = if n == 5 {
                    until
                } else {
                    half(n + 1).min(until)
                };
                bytes(carries(n), end.since(half(n).max(from)))
            });
            spans.sum()
        }
        _ => bytes(6, until.since(from)),
    }
}

fn is_shared(place: Place) -> bool {
    matches!(
        place,
        Place::Host(_) | Place::NatGateway(_) | Place::VirtualInterface(_)
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    /// All of a body that was served went over the links, and never more than all; and whatever
    /// passed a shared place wholly between two moments fits between them.
    #[test]
    fn bytes_are_conserved_and_no_place_carries_more_than_it_can(
        loads in loads(),
        changes in subsequence(CHANGES, 0..=CHANGES.len()),
        seed: u64,
    ) {
        let (world, attempts) = run(&text(&loads, &changes), seed, None);
        for (load, number, attempt) in &attempts {
            let is_upload = loads[*load as usize].call == PUT;
            let (there, back) = if is_upload { (SIZE, 0) } else { (0, SIZE) };
            prop_assert!(attempt.sent.0 <= there && attempt.received.0 <= back, "l{load}#{number} {attempt:?}");
            if let Outcome::Served(_) = attempt.outcome {
                prop_assert_eq!((attempt.sent.0, attempt.received.0), (there, back), "l{}#{}", load, number);
            }
        }
        let passes = |attempt: &Attempt, place| attempt.way.as_ref().is_some_and(|way| way.places.contains(&place));
        let ways = attempts.iter().filter_map(|(.., attempt)| attempt.way.as_ref());
        let mut places: Vec<Place> = ways.flat_map(|way| way.places.iter().copied()).filter(|place| is_shared(*place)).collect();
        places.sort_unstable();
        places.dedup();
        for place in places {
            let here: Vec<&Attempt> = attempts.iter().map(|(.., it)| it).filter(|it| passes(it, place)).collect();
            for from in here.iter().map(|it| it.started) {
                for until in here.iter().map(|it| it.finished) {
                    let within = here.iter().filter(|it| it.started >= from && it.finished <= until);
                    let (sent, received) = within.fold((0, 0), |sum, it| (sum.0 + it.sent.0, sum.1 + it.received.0));
                    let room = room(&world, place, from, until);
                    let name = world.place_name(place);
                    prop_assert!(sent <= room && received <= room, "{name}: {sent} up, {received} down from {from} to {until}, room for {room}");
                }
            }
        }
    }

    #[test]
    fn the_order_of_ties_changes_no_share(
        loads in loads(),
        changes in subsequence(CHANGES, 0..=CHANGES.len()),
        seed: u64,
        order: u64,
    ) {
        let text = text(&loads, &changes);
        let ((_, stable), (_, shuffled)) = (run(&text, seed, None), run(&text, seed, Some(order)));
        let told = |attempts: Vec<(u32, u64, Attempt)>| -> Vec<String> {
            let told = attempts.iter().map(|(load, number, it)| {
                format!("l{load}#{number} {} {} {} {} {}", it.outcome, it.started, it.finished, it.sent, it.received)
            });
            told.collect()
        };
        prop_assert_eq!(told(stable), told(shuffled));
    }
}
