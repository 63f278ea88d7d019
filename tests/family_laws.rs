//! What holds for hosts with IPv4 and IPv6, whichever way is broken and whatever clients make of it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use vpcsim::engine::TieOrder;
use vpcsim::scenario::Scenario;
use vpcsim::sim::Simulation;
use vpcsim::time::{Duration, Instant};
use vpcsim::trace::record::{Break, RequestRecord};
use vpcsim::trace::{Outcome, Recorder};
use vpcsim::world::change::Rejection;
use vpcsim::world::client::Client;
use vpcsim::world::plan::Plan;
use vpcsim::world::{Id, World, build};

/// How each request ended and when, by its number.
#[derive(Default, Debug, PartialEq)]
struct Ends {
    requests: BTreeMap<u64, (Outcome, Instant, Duration)>,
    opened: u64,
    closed: u64,
}

impl Recorder for Ends {
    fn request_ended(&mut self, _: &World, _: &Plan, request: &RequestRecord) {
        let took = request.finished.since(request.arrived);
        let end = (request.outcome, request.finished, took);
        let before = self.requests.insert(request.number, end);
        assert_eq!(before, None, "a request ends once");
    }

    fn connection_opened(&mut self, _: Instant, _: Id<Client>) {
        self.opened += 1;
    }

    fn connection_closed(&mut self, _: Instant, _: Id<Client>) {
        self.closed += 1;
    }

    fn connection_broken(&mut self, _: &Break) {}

    fn change_asked(&mut self, _: Instant, _: usize, _: Option<&Rejection>) {}

    fn change_applied(&mut self, _: Instant, _: usize, _: &World) {}

    fn run_ended(&mut self, _: Instant, _: u64, _: u64) {}
}

const FAMILIES: &[&str] = &[
    r#"Race("300ms")"#,
    r#"Race("20ms")"#,
    "Ipv6First",
    "Ipv4First",
    r#"Ipv6For("250ms")"#,
    "Ipv6Only",
];

/// One fault: of which gateway, what, when and for how long, in milliseconds.
fn fault() -> impl Strategy<Value = String> {
    let what = select(vec![
        "Outage(GATEWAY)",
        r#"AddedDelay(GATEWAY, "280ms")"#,
        r#"AddedLoss(GATEWAY, "20%")"#,
    ]);
    (
        select(vec!["igw-1", "eigw-1"]),
        what,
        0..9_000u32,
        1..9_000u32,
    )
        .prop_map(|(gateway, what, from, long)| {
            let what = what.replace("GATEWAY", &format!("\"{gateway}\""));
            format!(r#"Fault("{from}ms", "{long}ms", {what})"#)
        })
}

fn run(families: &str, settings: &str, faults: &[String], seed: u64, order: TieOrder) -> Ends {
    let text = format!(
        r#"Scenario(
            accounts: {{ "111122223333": Account(roles: {{ "app": Role(policies: [Managed("AmazonS3FullAccess")]) }}) }},
            vpcs: {{ "vpc-1": Vpc(
                account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16", "2001:db8:1::/56"],
                internet_gateway: "igw-1", egress_only_internet_gateway: "eigw-1",
                subnets: {{ "both": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.1.0/24", ipv6_cidr_block: "2001:db8:1::/64", route_table: "rtb-1") }},
                route_tables: {{ "rtb-1": [Route("0.0.0.0/0", "igw-1"), Route("::/0", "eigw-1")] }},
            ) }},
            hosts: {{ "app": Host(subnet: "both", public_ip: true, ipv6_address: "2001:db8:1::10", role: "app") }},
            buckets: {{ "bbb": Bucket(account: "111122223333", region: "us-east-1", objects: [Object(key: "k", size: "10 kB")]) }},
            model: Model(s3_idle_timeout: "100ms", first_byte: "20ms", first_byte_spread_percent: 0),
            clients: {{ "c": Client(host: "app", name: DualStack, connect_timeout: "3s", retries: Off, families: {families}, {settings}) }},
            workload: [Requests(client: "c", call: GetObject("s3://bbb/k"), rate: Poisson("3/s"), count: 20)],
            timeline: [{}],
        )"#,
        faults.join(", ")
    );
    let parsed = Scenario::parse(&text);
    assert!(parsed.faults.is_empty(), "{:#?}\n{text}", parsed.faults);
    let built = build(&parsed.scenario);
    assert!(built.is_sound(), "{:#?}\n{text}", built.faults);
    let mut ends = Ends::default();
    Simulation::new(built.world, &built.plan, seed, &mut ends)
        .with_tie_order(order)
        .run();
    ends
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    /// A loser that kept its place among the connections would leave requests waiting for ever.
    #[test]
    fn every_request_ends_however_races_end(
        families in select(FAMILIES),
        settings in select(vec!["connections: 1", "", r#"attempt_timeout: "310ms""#, r#"call_timeout: "1s", connections: 2"#]),
        faults in proptest::collection::vec(fault(), 0..4),
        seed: u64,
        order: u64,
    ) {
        let ends = run(families, settings, &faults, seed, TieOrder::Stable);
        prop_assert_eq!(ends.requests.len(), 20);
        prop_assert!(ends.closed <= ends.opened);
        let again = run(families, settings, &faults, seed, TieOrder::Random(order));
        prop_assert_eq!(again.requests.len(), 20);
    }

    /// Where IPv4 works, who can turn to it gets through, and a racer in the time of its delay.
    #[test]
    fn who_knows_both_families_needs_one(from in 0..3_000u32, seed: u64) {
        let faults = [format!(r#"Fault("{from}ms", "1h", Outage("eigw-1"))"#)];
        for families in FAMILIES {
            let ends = run(families, "connections: 40", &faults, seed, TieOrder::Stable);
            let after = Instant::ZERO + Duration::from_millis(u64::from(from)) + Duration::from_secs(1);
            let late = ends.requests.values().filter(|(_, finished, took)| {
                finished.since(after) > *took
            });
            for (outcome, _, took) in late {
                prop_assert_eq!(outcome.is_served(), *families != "Ipv6Only", "{}", families);
                let most = match *families {
                    r#"Race("20ms")"# | "Ipv4First" => Duration::from_millis(100),
                    r#"Race("300ms")"# | r#"Ipv6For("250ms")"# => Duration::from_millis(350),
                    _ => Duration::from_millis(3_050),
                };
                prop_assert!(*took < most, "{} took {}", families, took);
            }
        }
    }
}
