//! What holds for uploads and downloads through transfer managers, whatever their sizes and settings.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use vpcsim::scenario::Scenario;
use vpcsim::sim;
use vpcsim::time::Instant;
use vpcsim::trace::record::{Break, RequestRecord, TransferRecord};
use vpcsim::trace::{Outcome, Recorder};
use vpcsim::world::change::Rejection;
use vpcsim::world::client::Client;
use vpcsim::world::plan::Plan;
use vpcsim::world::transfer::Course;
use vpcsim::world::{Built, Id, World};

/// Everything about transfers: each request by its transfer, and each transfer's end.
#[derive(Default)]
struct Ends {
    requests: BTreeMap<(String, u64), Vec<Part>>,
    transfers: Vec<(String, TransferRecord)>,
}

struct Part {
    /// What its own load does: `create`, `complete`, `abort`, `head`, or the data itself.
    what: String,
    number: Option<u64>,
    arrived: Instant,
    finished: Instant,
    outcome: Outcome,
    body: u64,
}

impl Recorder for Ends {
    fn request_ended(&mut self, _: &World, plan: &Plan, request: &RequestRecord) {
        let load = &plan.loads[request.load as usize];
        let of = plan.transfers_of(request.load as usize);
        let of = of.expect("every load here moves something").id.clone();
        let own = request.own.as_ref().expect("a part asks for its own part");
        let last = request.attempts.last().expect("an attempt");
        let what = load.id.strip_prefix(&of).expect("named after its transfer");
        let part = Part {
            what: what.trim_start_matches('/').to_owned(),
            number: own.call.part_number,
            arrived: request.arrived,
            finished: request.finished,
            outcome: request.outcome,
            body: last.sent.0.max(last.received.0),
        };
        let number = request.transfer.expect("part of a transfer");
        self.requests.entry((of, number)).or_default().push(part);
    }

    fn transfer_ended(&mut self, _: &World, plan: &Plan, transfer: &TransferRecord) {
        let id = plan.loads[transfer.load as usize].id.clone();
        self.transfers.push((id, transfer.clone()));
    }

    fn connection_opened(&mut self, _: Instant, _: Id<Client>) {}

    fn connection_broken(&mut self, _: &Break) {}

    fn change_asked(&mut self, _: Instant, _: usize, _: Option<&Rejection>) {}

    fn change_applied(&mut self, _: Instant, _: usize, _: &World) {}

    fn run_ended(&mut self, _: Instant, _: u64, _: u64) {}
}

#[derive(Debug, Clone)]
struct Asked {
    sdk: &'static str,
    settings: String,
    is_upload: bool,
    size_kib: u64,
    rate: &'static str,
    count: u64,
}

fn asked() -> impl Strategy<Value = Asked> {
    let settings = prop_oneof![
        Just(String::new()),
        (5..20u64, 1..40u64, 1..12u32).prop_map(|(part, threshold, most)| format!(
            r#"transfers: TransferManager(part_size: "{part} MiB", threshold: "{threshold} MiB", concurrency: {most}),"#
        )),
    ];
    (
        select(vec!["boto3", "java-v2", "go-v2", "js-v3", "rust", "cli"]),
        settings,
        any::<bool>(),
        prop_oneof![
            0..5u64,
            4_000..120_000u64,
            Just(8_192),
            Just(5_120),
            Just(16_384)
        ],
        select(vec![
            "Constant(\"4/s\")",
            "Bursts(size: 3, every: \"2s\")",
            "ClosedLoop(users: 2)",
        ]),
        1..6u64,
    )
        .prop_map(|(sdk, settings, is_upload, size_kib, rate, count)| Asked {
            sdk,
            settings,
            is_upload,
            size_kib,
            rate,
            count,
        })
}

fn scenario(asked: &[Asked], is_outage: bool) -> String {
    let client = |(n, asked): (usize, &Asked)| {
        let Asked { sdk, settings, .. } = asked;
        format!(r#""c{n}": Client(host: "laptop", region: "us-east-1", sdk: "{sdk}", {settings})"#)
    };
    let load = |(n, asked): (usize, &Asked)| {
        let Asked {
            rate,
            count,
            size_kib,
            ..
        } = asked;
        let call = if asked.is_upload {
            format!(r#"Upload(to: "s3://kept/up{n}-{{n}}", size: "{size_kib} KiB")"#)
        } else {
            format!(r#"Download("s3://kept/down{n}-{{n}}")"#)
        };
        format!(
            r#"Requests(id: "l{n}", client: "c{n}", call: {call}, rate: {rate}, count: {count})"#
        )
    };
    let object = |(n, asked): (usize, &Asked)| {
        let size_kib = asked.size_kib;
        format!(r#"Object(key: "down{n}-*", size: "{size_kib} KiB", part_size: "7 MiB")"#)
    };
    let clients: Vec<_> = asked.iter().enumerate().map(client).collect();
    let loads: Vec<_> = asked.iter().enumerate().map(load).collect();
    let objects: Vec<_> = asked.iter().enumerate().map(object).collect();
    let timeline = if is_outage {
        r#"timeline: [Fault("300ms", "1s", S3Outage("us-east-1"))],"#
    } else {
        ""
    };
    format!(
        r#"Scenario(
            accounts: {{ "111122223333": Account(roles: {{ "app": Role(policies: [Managed("AmazonS3FullAccess")]) }}) }},
            hosts: {{ "laptop": Host(internet: "203.0.113.7", role: "app") }},
            buckets: {{ "kept": Bucket(account: "111122223333", region: "us-east-1", objects: [{}]) }},
            clients: {{ {} }}, workload: [{}], {timeline}
        )"#,
        objects.join(", "),
        clients.join(", "),
        loads.join(", ")
    )
}

/// The most of `parts` that were under way at once; one that begins as another ends is after it.
fn at_once(parts: &[Part]) -> usize {
    let under_way_at = |at: Instant| {
        let begun = parts
            .iter()
            .filter(|part| part.arrived <= at && at < part.finished);
        begun.count()
    };
    let most = parts.iter().map(|part| under_way_at(part.arrived)).max();
    most.unwrap_or(0).max(1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_and_never_crowd(
        asked in proptest::collection::vec(asked(), 1..4),
        is_outage: bool,
        seed: u64,
    ) {
        let text = scenario(&asked, is_outage);
        let parsed = Scenario::parse(&text);
        prop_assert!(parsed.faults.is_empty(), "{text}: {:?}", parsed.faults);
        let Built { world, plan, .. } = vpcsim::world::build(&parsed.scenario);
        let mut ends = Ends::default();
        sim::run(world, &plan, seed, &mut ends);
        let wanted: u64 = asked.iter().map(|asked| asked.count).sum();
        prop_assert_eq!(ends.transfers.len() as u64, wanted, "each ends once");
        for (id, transfer) in &ends.transfers {
            let n: usize = id[1..].parse().unwrap();
            let load = plan.loads.iter().find(|load| load.id == *id).unwrap();
            let rules = load.transfer.as_ref().unwrap();
            let parts = &ends.requests[&(id.clone(), transfer.number)];
            prop_assert_eq!(parts.len() as u64, transfer.requests);
            let most = at_once(parts);
            prop_assert!(most <= rules.at_once as usize && most <= transfer.at_once as usize);
            prop_assert!(transfer.at_once <= rules.at_once);
            let last = parts.iter().map(|part| part.finished).max();
            prop_assert_eq!(Some(transfer.finished), last, "it ends with its last request");
            let all_served = parts.iter().all(|part| part.outcome.is_served());
            let is_served = transfer.outcome.is_served();
            let is_aborted = parts.iter().any(|part| part.what == "abort");
            let is_empty_range = matches!(rules.course, Course::ByRange(_)) && asked[n].size_kib == 0;
            prop_assert_eq!(is_served, all_served && !is_aborted || is_empty_range);
            let data: Vec<&Part> = parts.iter().filter(|part| part.what.is_empty()).collect();
            if is_served {
                let moved: u64 = data.iter().filter(|part| part.outcome.is_served()).map(|part| part.body).sum();
                prop_assert_eq!(moved, asked[n].size_kib << 10, "bytes add up to the object");
                prop_assert_eq!(transfer.moved.0, moved);
            }
            if let Course::Upload(_) = rules.course {
                let mut numbers: Vec<u64> = data.iter().filter_map(|part| part.number).collect();
                prop_assert_eq!(numbers.len(), data.len());
                numbers.sort_unstable();
                numbers.dedup();
                prop_assert_eq!(numbers.len(), data.len(), "each part once");
                let created = parts.iter().any(|part| part.what == "create" && part.outcome.is_served());
                prop_assert_eq!(is_aborted, created && !is_served, "what fails is dropped");
                let completed = parts.iter().filter(|part| part.what == "complete").count();
                prop_assert!(!is_served || completed == 1 && numbers.len() as u64 == rules.parts());
            }
        }
    }
}
