//! What holds for loads of every shape.

#[path = "sim/seen.rs"]
mod seen;

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use seen::{Seen, sorted};
use vpcsim::engine::TieOrder;
use vpcsim::sim::Simulation;
use vpcsim::world::Built;

const RATES: &[&str] = &[
    r#"Poisson("9/s")"#,
    r#"Constant("30/s")"#,
    r#"Bursts(size: 7, every: "2s")"#,
    r#"Trace(["0s", "10 ms", "10 ms", "3s", "4s", "4s"])"#,
    "ClosedLoop(users: 3)",
    r#"ClosedLoop(users: 9, think_time: Exponential("700 ms"))"#,
];

const KEYS: &[&str] = &[
    "",
    "keys: Sequential(3),",
    "keys: Uniform(5),",
    "keys: Zipf(items: 9),",
];

fn shapes() -> impl Strategy<Value = Vec<(&'static str, &'static str, u64, bool)>> {
    let shape = (select(RATES), select(KEYS), 1..50u64, any::<bool>());
    proptest::collection::vec(shape, 1..4)
}

fn parts(shapes: &[(&str, &str, u64, bool)]) -> String {
    let loads = shapes.iter().enumerate().map(|(n, (rate, keys, count, is_mix))| {
        let how = format!(r#"client: "c{n}", {keys} rate: {rate}, count: {count}"#);
        if *is_mix {
            format!(
                r#"Mix(id: "l{n}", {how}, calls: [Weighted(2, GetObject("s3://near/k{{n}}")), Weighted(1, HeadBucket("near"))])"#
            )
        } else {
            format!(r#"Requests(id: "l{n}", {how}, call: GetObject("s3://near/k{{n}}"))"#)
        }
    });
    let clients = (0..shapes.len())
        .map(|n| format!(r#""c{n}": Client(host: "pub", connections: 2, call_timeout: "9s")"#));
    let (clients, loads): (Vec<_>, Vec<_>) = (clients.collect(), loads.collect());
    format!(
        r#"clients: {{ {} }}, workload: [{}], timeline: [Fault("1s", "2s", S3Outage("us-east-1"))]"#,
        clients.join(", "),
        loads.join(", ")
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn as_many_requests_come_as_were_asked_for(shapes in shapes(), seed: u64) {
        let parts = parts(&shapes);
        let seen = seen::run("", &parts, seed);
        prop_assert_eq!(&seen, &seen::run("", &parts, seed));
        let mut ended: BTreeMap<String, u64> = BTreeMap::new();
        for line in &seen.requests {
            let (name, _) = line.split_once(['#', '/']).expect("a name");
            *ended.entry(name.to_owned()).or_default() += 1;
        }
        for (n, (rate, _, count, _)) in shapes.iter().enumerate() {
            let most = if rate.starts_with("Trace") { 6 } else { u64::MAX };
            prop_assert_eq!(ended.get(&format!("l{n}")).copied(), Some(*count.min(&most)));
        }
    }

    #[test]
    fn the_order_of_ties_changes_no_load(shapes in shapes(), seed: u64, order: u64) {
        let parts = parts(&shapes);
        let stable = seen::run("", &parts, seed);
        let Built { world, plan, .. } = seen::built("", &parts);
        let mut shuffled = Seen::default();
        Simulation::new(world, &plan, seed, &mut shuffled)
            .with_tie_order(TieOrder::Random(order))
            .run();
        prop_assert_eq!(sorted(shuffled), sorted(stable));
    }
}
