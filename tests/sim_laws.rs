//! What holds for every run, whatever is asked and whatever changes.

#[path = "sim/seen.rs"]
mod seen;

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use seen::{Seen, sorted};
use vpcsim::engine::TieOrder;
use vpcsim::sim::Simulation;
use vpcsim::world::Built;

/// An endpoint that no route table knows yet.
const ENDPOINT: &str =
    r#"vpc_endpoints: { "vpce-1": Gateway(service: "com.amazonaws.us-east-1.s3") },"#;

/// A host's link so narrow that a second flow has to share it.
const NARROW: &str = r#"model: Model(flow_rate: "1 Gbps", host_rate: "1.5 Gbps"),"#;

/// Changes that touch packets and policies of the loads below.
const CHANGES: &[&str] = &[
    r#"ModifyVpcEndpoint("vpce-1", EndpointEdit(add_route_tables: ["rtb-pub"]))"#,
    r#"ModifyVpcEndpoint("vpce-1", EndpointEdit(add_route_tables: ["rtb-iso"]))"#,
    r#"ModifyVpcEndpoint("vpce-1", EndpointEdit(remove_route_tables: ["rtb-pub"]))"#,
    r#"DeleteVpcEndpoint("vpce-1")"#,
    r#"ReplaceRoute("rtb-priv", "0.0.0.0/0", "nat-2")"#,
    r#"DeleteRoute("rtb-priv", "0.0.0.0/0")"#,
    r#"AssociateRouteTable("iso-a", "rtb-priv")"#,
    r#"CreateNetworkAclEntry("acl-1", Inbound, Deny(rule: 50, cidr: "0.0.0.0/0"))"#,
    r#"DeleteNetworkAclEntry("acl-1", Inbound, 50)"#,
    r#"RevokeSecurityGroupEgress("sg-tracked", Allow(protocol: "tcp", ports: "443", to: "0.0.0.0/0"))"#,
    r#"RevokeSecurityGroupEgress("sg-untracked", Allow(to: "0.0.0.0/0"))"#,
    r#"SetRolePolicies("app", [])"#,
];

/// Changes that touch nothing the loads below use.
const ELSEWHERE: &[&str] = &[
    r#"CreateRoute("rtb-pub", "203.0.113.0/24", "igw-1")"#,
    r#"CreateRoute("rtb-priv", "203.0.113.0/24", "nat-2")"#,
    r#"CreateVpcEndpoint("vpce-2", Gateway(vpc: "vpc-1", service: "com.amazonaws.us-east-1.s3", route_tables: []))"#,
    r#"CreateNetworkAclEntry("acl-1", Inbound, Deny(rule: 60, cidr: "203.0.113.0/24"))"#,
    r#"AuthorizeSecurityGroupIngress("sg-tracked", Allow(protocol: "tcp", ports: "22", from: "203.0.113.0/24"))"#,
    r#"CreateBucket("elsewhere", Bucket(account: "111122223333", region: "us-east-1"))"#,
    r#"DeleteRoute("rtb-iso", "203.0.113.0/24")"#,
];

#[derive(Debug, Clone)]
struct Asked {
    host: &'static str,
    settings: &'static str,
    call: &'static str,
    rate: String,
    count: u64,
}

fn asked() -> impl Strategy<Value = Asked> {
    (
        select(vec!["pub", "bare", "priv", "iso"]),
        select(vec![
            "",
            "connections: 1",
            "connections: 3, dns_cache: Off, tls: Tls13",
            "retries: Off, read_timeout: \"2s\", connect_timeout: \"2s\"",
            "keep_alive: \"1s\", dns_cache: Forever",
        ]),
        select(vec![
            r#"GetObject("s3://near/k{n}")"#,
            r#"GetObject("s3://near/big")"#,
            r#"GetObject("s3://far/k1")"#,
            r#"GetObject("s3://nobody/k1")"#,
            r#"PutObject(to: "s3://near/{n}", size: "64 MiB")"#,
            r#"HeadBucket("near")"#,
        ]),
        select(vec![
            "Constant(\"1/s\")",
            "Poisson(\"5/s\")",
            "Poisson(\"100/s\")",
        ]),
        1..40u64,
    )
        .prop_map(|(host, settings, call, rate, count)| Asked {
            host,
            settings,
            call,
            rate: rate.to_owned(),
            count,
        })
}

fn changes(menu: &'static [&'static str]) -> impl Strategy<Value = Vec<(u32, &'static str)>> {
    subsequence(menu, 0..=menu.len())
        .prop_shuffle()
        .prop_flat_map(|chosen| {
            let times = proptest::collection::vec(0..12_000u32, chosen.len());
            times.prop_map(move |times| times.into_iter().zip(chosen.clone()).collect())
        })
}

/// A scenario's clients, workload and timeline.
fn parts(asked: &[Asked], changes: &[(u32, &str)]) -> String {
    let client = |(position, asked): (usize, &Asked)| {
        let Asked { host, settings, .. } = asked;
        format!("\"c{position}\": Client(host: \"{host}\", {settings})")
    };
    let load = |(position, asked): (usize, &Asked)| {
        let Asked {
            call, rate, count, ..
        } = asked;
        let who = format!("id: \"l{position}\", client: \"c{position}\"");
        format!("Requests({who}, call: {call}, rate: {rate}, count: {count})")
    };
    let change = |(ms, change): &(u32, &str)| format!("At(\"{ms}ms\", {change})");
    let clients: Vec<_> = asked.iter().enumerate().map(client).collect();
    let workload: Vec<_> = asked.iter().enumerate().map(load).collect();
    let timeline: Vec<_> = changes.iter().map(change).collect();
    format!(
        "clients: {{ {} }}, workload: [{}], timeline: [{}], {NARROW}",
        clients.join(", "),
        workload.join(", "),
        timeline.join(", ")
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn same_seed_same_run(
        asked in proptest::collection::vec(asked(), 1..4),
        changes in changes(CHANGES),
        seed: u64,
    ) {
        let parts = parts(&asked, &changes);
        let once = seen::run(ENDPOINT, &parts, seed);
        prop_assert_eq!(&once, &seen::run(ENDPOINT, &parts, seed));
        prop_assert!(once.events > 0);
    }

    #[test]
    fn every_request_ends_exactly_once(
        asked in proptest::collection::vec(asked(), 1..4),
        changes in changes(CHANGES),
        seed: u64,
    ) {
        let seen = seen::run(ENDPOINT, &parts(&asked, &changes), seed);
        let mut ended: BTreeMap<String, u32> = BTreeMap::new();
        for line in &seen.requests {
            let (name, _) = line.split_once(' ').expect("a name");
            *ended.entry(name.to_owned()).or_default() += 1;
        }
        let mut expected = BTreeMap::new();
        for (position, load) in asked.iter().enumerate() {
            for number in 1..=load.count {
                expected.insert(format!("l{position}#{number}"), 1);
            }
        }
        prop_assert_eq!(ended, expected);
        let is_answer = |line: &&String| !line.contains("broken") && !line.ends_with("applied");
        prop_assert_eq!(seen.happenings.iter().filter(is_answer).count(), changes.len());
    }

    #[test]
    fn what_changes_elsewhere_changes_nothing_here(
        asked in proptest::collection::vec(asked(), 1..4),
        elsewhere in changes(ELSEWHERE),
        seed: u64,
    ) {
        let without = seen::run(ENDPOINT, &parts(&asked, &[]), seed);
        let with = seen::run(ENDPOINT, &parts(&asked, &elsewhere), seed);
        prop_assert_eq!(with.requests, without.requests);
        prop_assert_eq!(with.opened, without.opened);
        prop_assert!(!with.happenings.iter().any(|line| line.contains("broken")));
    }

    #[test]
    fn another_client_changes_nobodys_luck(
        asked in proptest::collection::vec(asked(), 1..4),
        another in asked(),
        changes in changes(CHANGES),
        seed: u64,
    ) {
        let without = seen::run(ENDPOINT, &parts(&asked, &changes), seed);
        let mut more = asked.clone();
        // On a host of its own: those of one host share its link.
        more.push(Asked { host: "own", ..another });
        let mut with = seen::run(ENDPOINT, &parts(&more, &changes), seed);
        let stranger = format!("l{}#", asked.len());
        with.requests.retain(|line| !line.starts_with(&stranger));
        prop_assert_eq!(sorted(with), sorted(without));
    }

    #[test]
    fn the_order_of_ties_changes_nothing(
        asked in proptest::collection::vec(asked(), 1..4),
        changes in changes(CHANGES),
        seed: u64,
        order: u64,
    ) {
        let parts = parts(&asked, &changes);
        let stable = seen::run(ENDPOINT, &parts, seed);
        let Built { world, plan, .. } = seen::built(ENDPOINT, &parts);
        let mut shuffled = Seen::default();
        Simulation::new(world, &plan, seed, &mut shuffled)
            .with_tie_order(TieOrder::Random(order))
            .run();
        prop_assert_eq!(sorted(shuffled), sorted(stable));
    }
}
