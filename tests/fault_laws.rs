//! What holds for every run, whatever fails and however patient its clients are.

#[path = "sim/seen.rs"]
mod seen;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use seen::{Seen, sorted};
use vpcsim::engine::TieOrder;
use vpcsim::report::change::{call, subject};
use vpcsim::sim::Simulation;
use vpcsim::world::Built;

/// Whatever may fail under the loads below.
const FAULTS: &[&str] = &[
    r#"ZoneLoss("us-east-1a")"#,
    r#"Outage("nat-1")"#,
    r#"Outage("priv")"#,
    r#"AddedLoss("igw-1", "20%")"#,
    r#"AddedDelay("igw-1", "300 ms")"#,
    r#"S3Outage("us-east-1")"#,
    r#"S3Errors("us-east-1", "50%")"#,
    r#"S3Unreachable("us-east-1")"#,
    r#"DnsOutage("vpc-1")"#,
    r#"SlowControlPlane("2s")"#,
];

/// Faults that nobody meets.
const ELSEWHERE: &[&str] = &[
    r#"Outage("nat-2")"#,
    r#"Outage("own")"#,
    r#"AddedLoss("igw-1", "0%")"#,
    r#"AddedDelay("nat-2", "300 ms")"#,
    r#"S3Errors("us-east-1", "0%")"#,
    r#"S3Outage("eu-west-1")"#,
    r#"S3Unreachable("eu-west-1")"#,
    r#"SlowControlPlane("2s")"#,
];

/// Programs of all tempers.
const CLIENTS: &[&str] = &[
    "",
    r#"sdk: "boto3""#,
    r#"sdk: "java-v2", connections: 2"#,
    r#"sdk: "go-v2", read_timeout: "3s""#,
    r#"sdk: "js-v3", call_timeout: "4s""#,
    r#"sdk: "rust", attempt_timeout: "900 ms""#,
    r#"retries: Adaptive(base_delay: "10 ms"), connect_timeout: "1s", read_timeout: "1s""#,
    r#"retries: Legacy(), connections: 1, pool_timeout: "700 ms", connection_lifetime: "2s""#,
    "retries: Off, idle_connections: 0, dns_cache: Off",
];

fn programs() -> impl Strategy<Value = Vec<(&'static str, &'static str, u64)>> {
    let hosts = select(vec!["pub", "bare", "priv"]);
    let program = (hosts, select(CLIENTS), 1..60u64);
    proptest::collection::vec(program, 1..4)
}

fn faults(menu: &'static [&'static str]) -> impl Strategy<Value = Vec<(u32, u32, &'static str)>> {
    subsequence(menu, 0..=menu.len().min(5)).prop_flat_map(|chosen| {
        let times = proptest::collection::vec((0..8_000u32, 1..9_000u32), chosen.len());
        times.prop_map(move |times| {
            let faults = times.into_iter().zip(chosen.clone());
            faults
                .map(|((at, lasting), fault)| (at, lasting, fault))
                .collect()
        })
    })
}

fn parts(programs: &[(&str, &str, u64)], timeline: &str) -> String {
    let programs = programs.iter().enumerate();
    let (clients, loads): (Vec<_>, Vec<_>) = programs
        .map(|(n, (host, settings, count))| {
            let load = format!(
                r#"Requests(id: "l{n}", client: "c{n}", call: GetObject("s3://near/k{n}"), rate: Poisson("8/s"), count: {count})"#
            );
            (format!(r#""c{n}": Client(host: "{host}", {settings})"#), load)
        })
        .unzip();
    let (clients, loads) = (clients.join(", "), loads.join(", "));
    format!("clients: {{ {clients} }}, workload: [{loads}], timeline: [{timeline}]")
}

fn timeline(faults: &[(u32, u32, &str)]) -> String {
    let faults = faults.iter();
    let lines =
        faults.map(|(at, lasting, fault)| format!(r#"Fault("{at}ms", "{lasting}ms", {fault})"#));
    lines.collect::<Vec<_>>().join(", ")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn every_request_ends_exactly_once_under_faults(
        programs in programs(),
        faults in faults(FAULTS),
        seed: u64,
    ) {
        let seen = seen::run("", &parts(&programs, &timeline(&faults)), seed);
        let mut ended: BTreeMap<String, u32> = BTreeMap::new();
        for line in &seen.requests {
            let (name, _) = line.split_once(' ').expect("a name");
            *ended.entry(name.to_owned()).or_default() += 1;
        }
        let mut expected = BTreeMap::new();
        for (n, (_, _, count)) in programs.iter().enumerate() {
            for number in 1..=*count {
                expected.insert(format!("l{n}#{number}"), 1);
            }
        }
        prop_assert_eq!(ended, expected);
    }

    #[test]
    fn faults_that_never_fire_change_nothing(
        programs in programs(),
        faults in faults(ELSEWHERE),
        seed: u64,
    ) {
        let without = seen::run("", &parts(&programs, ""), seed);
        let late = r#"Fault("9h", "1m", S3Outage("us-east-1")), Fault("9h", "1m", ZoneLoss("us-east-1a"))"#;
        let with = format!("{}, {late}", timeline(&faults));
        let with = with.trim_start_matches(", ");
        let with = seen::run("", &parts(&programs, with), seed);
        prop_assert_eq!(with.requests, without.requests);
        prop_assert_eq!(with.opened, without.opened);
    }

    #[test]
    fn the_order_of_ties_changes_nothing_under_faults(
        programs in programs(),
        faults in faults(FAULTS),
        seed: u64,
        order: u64,
    ) {
        let parts = parts(&programs, &timeline(&faults));
        let stable = seen::run("", &parts, seed);
        let Built { world, plan, .. } = seen::built("", &parts);
        let mut shuffled = Seen::default();
        Simulation::new(world, &plan, seed, &mut shuffled)
            .with_tie_order(TieOrder::Random(order))
            .run();
        prop_assert_eq!(sorted(shuffled), sorted(stable));
    }

    #[test]
    fn chaos_is_the_same_for_every_run_and_another_for_every_seed(
        programs in programs(),
        seed: u64,
        other in 1..1_000u64,
    ) {
        let chaos = |seed: u64| {
            let chaos = format!(r#"Chaos(rate: "600/h", seed: {seed}, until: "60s", lasting: "1s")"#);
            parts(&programs, &chaos)
        };
        let once = seen::run("", &chaos(0), seed);
        prop_assert_eq!(&once, &seen::run("", &chaos(0), seed));
        let moments = |parts: &str| {
            let changes = seen::built("", parts).plan.changes;
            changes.iter().map(|change| change.at).collect::<Vec<_>>()
        };
        prop_assert_ne!(moments(&chaos(0)), moments(&chaos(other)));
    }
}

/// Without a list, chaos draws from everything that may fail.
#[test]
fn chaos_meets_everything_that_may_fail() {
    let endpoint = r#"vpn_gateway: "vgw-1", vpc_endpoints: { "vpce-1": Interface(
        service: "com.amazonaws.us-east-1.s3", name_suffix: "x", subnets: ["iso-a"]) },"#;
    let lines = r#"on_premises: { "depot": OnPremises(cidr_blocks: ["192.168.0.0/24"]) },
        virtual_interfaces: { "vif-1": Private(on_premises: "depot", gateway: "vgw-1") },
        vpn_connections: { "vpn-1": VpnConnection(on_premises: "depot", gateway: "vgw-1") },"#;
    let chaos = parts(&[], r#"Chaos(rate: "6000/h", until: "10m", lasting: "1s")"#);
    let Built { world, plan, .. } = seen::built(endpoint, &format!("{lines} {chaos}"));
    let changes = plan.changes.iter();
    let met: BTreeSet<String> = changes
        .map(|planned| {
            format!(
                "{} {}",
                call(&planned.change),
                subject(&world, &planned.change)
            )
        })
        .collect();
    let all = [
        "ZoneDown us-east-1a",
        "ZoneUp us-east-1a",
        "DNS notices us-east-1a",
        "Outage nat-1",
        "Outage over nat-1",
        "Outage nat-2",
        "Outage over nat-2",
        "Outage vpce-1",
        "Outage over vpce-1",
        "LinkDown vif-1",
        "LinkUp vif-1",
        "LinkDown vpn-1",
        "LinkUp vpn-1",
        "DnsOutage vpc-1",
        "DnsOutage over vpc-1",
        "S3Outage us-east-1",
        "S3Outage over us-east-1",
        "S3Outage us-west-2",
        "S3Outage over us-west-2",
    ];
    assert_eq!(met, all.map(str::to_owned).into());
}
