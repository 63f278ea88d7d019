//! Bytes are conserved: whatever fails and however often a client tries again, what was asked for
//! arrives whole or is told to be missing, and every byte that moved stands on the bill of its way.

#[path = "sim/seen.rs"]
mod seen;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use vpcsim::cost::{Bill, Ledger};
use vpcsim::sim;
use vpcsim::time::Instant;
use vpcsim::trace::record::{Break, RequestRecord};
use vpcsim::trace::{Outcome, Recorder};
use vpcsim::world::change::Rejection;
use vpcsim::world::client::Client;
use vpcsim::world::plan::Plan;
use vpcsim::world::{Built, Id, World};

/// The size of the objects that are read.
const READ: u64 = 1_000_000;

const FAULTS: &[&str] = &[
    r#"Fault("500 ms", "2s", Outage("nat-1"))"#,
    r#"Fault("1s", "1s", Outage("pub"))"#,
    r#"Fault("0s", "3s", AddedLoss("igw-1", "10%"))"#,
    r#"Fault("2s", "2s", AddedDelay("igw-1", "300 ms"))"#,
    r#"Fault("1s", "2s", S3Errors("us-east-1", "40%"))"#,
    r#"Fault("3s", "1s", S3Unreachable("us-east-1"))"#,
    r#"At("2500 ms", DeleteRoute("rtb-pub", "0.0.0.0/0"))"#,
];

/// A program: its host, its settings, what it writes in kilobytes (nothing: it reads), how often.
type Program = (&'static str, &'static str, Option<u64>, u64);

fn programs() -> impl Strategy<Value = Vec<Program>> {
    let settings = select(vec![
        "retries: Off, read_timeout: \"2s\"",
        "sdk: \"java-v2\", attempt_timeout: \"800 ms\"",
        "retries: Standard(max_attempts: 4), connect_timeout: \"1s\", read_timeout: \"1s\"",
        "retries: Legacy(max_attempts: 5), connections: 2, call_timeout: \"5s\"",
    ]);
    let hosts = select(vec!["pub", "bare", "priv", "iso"]);
    let writes = proptest::option::of(1u64..40_000);
    proptest::collection::vec((hosts, settings, writes, 1u64..30), 1..5)
}

fn parts(programs: &[Program], timeline: &[&str]) -> String {
    let (clients, loads): (Vec<_>, Vec<_>) = programs
        .iter()
        .enumerate()
        .map(|(n, (host, settings, writes, count))| {
            let call = match writes {
                Some(kilobytes) => format!(r#"PutObject(to: "s3://near/p{{n}}", size: "{kilobytes} kB")"#),
                None => r#"GetObject("s3://near/k{n}")"#.to_owned(),
            };
            (
                format!(r#""c{n}": Client(host: "{host}", {settings})"#),
                format!(r#"Requests(id: "l{n}", client: "c{n}", call: {call}, rate: Poisson("8/s"), count: {count})"#),
            )
        })
        .unzip();
    format!(
        "clients: {{ {} }}, workload: [{}], timeline: [{}]",
        clients.join(", "),
        loads.join(", "),
        timeline.join(", ")
    )
}

/// Looks at every attempt, and keeps the ledger of all.
struct Counted<'a> {
    programs: &'a [Program],
    ledger: Ledger,
    /// Bytes up and down, of all attempts.
    moved: [u64; 2],
    faults: Vec<String>,
}

impl Recorder for Counted<'_> {
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        self.ledger.request_ended(world, plan, request);
        let (.., writes, _) = self.programs[request.load as usize];
        let whole = match writes {
            Some(kilobytes) => [kilobytes * 1_000, 0],
            None => [0, READ],
        };
        for attempt in &request.attempts {
            let moved = [attempt.sent.0, attempt.received.0];
            let is_served = matches!(attempt.outcome, Outcome::Served(_));
            let is_right = match (is_served, attempt.outcome.status()) {
                (true, _) => moved == whole,
                // An answer that is an error brings nothing of an object.
                (false, Some(_)) => moved[0] <= whole[0] && moved[1] == 0,
                (false, None) => moved[0] <= whole[0] && moved[1] <= whole[1],
            };
            if !is_right {
                let told = format!("{:?} moved {moved:?} of {whole:?}", attempt.outcome);
                self.faults.push(told);
            }
            self.moved[0] += moved[0];
            self.moved[1] += moved[1];
        }
    }

    fn connection_opened(&mut self, _: Instant, _: Id<Client>) {}

    fn connection_broken(&mut self, _: &Break) {}

    fn change_asked(&mut self, _: Instant, _: usize, _: Option<&Rejection>) {}

    fn change_applied(&mut self, at: Instant, change: usize, world: &World) {
        self.ledger.change_applied(at, change, world);
    }

    fn run_ended(&mut self, at: Instant, events: u64, fingerprint: u64) {
        self.ledger.run_ended(at, events, fingerprint);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn every_byte_arrives_or_is_missed_and_is_billed_once(
        programs in programs(),
        timeline in subsequence(FAULTS, 0..=FAULTS.len()),
        seed: u64,
    ) {
        let Built { world, plan, .. } = seen::built("", &parts(&programs, &timeline));
        let mut counted = Counted {
            programs: &programs,
            ledger: Ledger::new(&world, &plan),
            moved: [0; 2],
            faults: Vec::new(),
        };
        sim::run(world, &plan, seed, &mut counted);
        prop_assert!(counted.faults.is_empty(), "{:#?}", counted.faults);
        let bill = Bill::of(&counted.ledger);
        let traffic = bill.traffic.iter();
        let billed = traffic.fold([0; 2], |[up, down], it| [up + it.up, down + it.down]);
        prop_assert_eq!(billed, counted.moved);
    }
}
