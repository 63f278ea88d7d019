//! Laws of Multi-Region Access Points: which bucket a request is routed to, and that what becomes of
//! it there is what becomes of the same request at an access point of that one bucket.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use vpcsim::aws::region::Region;
use vpcsim::journey;
use vpcsim::scenario::Scenario;
use vpcsim::time::Instant;
use vpcsim::trace::Outcome;
use vpcsim::world::{self, Built};

const REGIONS: [&str; 4] = ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2"];
/// Settings that block nothing public.
const OPEN: &str = "block_public_access: BlockPublicAccess(block_public_policy: false, restrict_public_buckets: false),";
const GLOBAL: &str = "arn:aws:s3::111122223333:accesspoint/mlawsofrouting.mrap";

/// A world of buckets in some Regions, with policies here and there.
#[derive(Debug, Clone)]
struct Case {
    /// By Region: whether there is a bucket, whether it is active, its policy, its Block Public
    /// Access, and whether the object is there.
    buckets: Vec<(bool, bool, u8, bool, bool)>,
    near: usize,
    point_policy: u8,
    identity: u8,
    is_stranger: bool,
    is_point_open: bool,
    call: u8,
}

impl Case {
    fn bucket_policy(&self, region: usize, door: &str) -> String {
        let name = format!("bucket-{}", REGIONS[region]);
        let all = format!(r#"["arn:aws:s3:::{name}", "arn:aws:s3:::{name}/*"]"#);
        statement(&match self.buckets[region].2 {
            0 => return String::new(),
            1 => format!(
                r#""Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::{name}/*""#
            ),
            2 => format!(
                r#""Effect": "Allow", "Principal": {{ "AWS": "*" }}, "Action": "s3:*", "Resource": {all}, "Condition": {{ "StringEquals": {{ "s3:DataAccessPointAccount": "111122223333" }} }}"#
            ),
            3 => format!(
                r#""Effect": "Allow", "Principal": {{ "AWS": "*" }}, "Action": "s3:GetObject", "Resource": {all}, "Condition": {{ "ArnEquals": {{ "s3:DataAccessPointArn": "{door}" }} }}"#
            ),
            4 => format!(
                r#""Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": {all}, "Condition": {{ "StringNotEquals": {{ "s3:AccessPointNetworkOrigin": "VPC" }} }}"#
            ),
            _ => format!(
                r#""Effect": "Allow", "Principal": {{ "AWS": "444455556666" }}, "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": {all}"#
            ),
        })
    }

    fn point_policy(&self, door: &str) -> String {
        statement(&match self.point_policy {
            0 => return String::new(),
            1 => format!(
                r#""Effect": "Allow", "Principal": {{ "AWS": "444455556666" }}, "Action": "s3:*", "Resource": ["{door}", "{door}/object/*"]"#
            ),
            2 => format!(
                r#""Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "{door}/object/*""#
            ),
            3 => format!(
                r#""Effect": "Allow", "Principal": {{ "AWS": "111122223333" }}, "Action": "s3:GetObject", "Resource": "{door}/object/other/*""#
            ),
            _ => format!(
                r#""Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["{door}", "{door}/object/*"], "Condition": {{ "Null": {{ "aws:SourceIp": "false" }} }}"#
            ),
        })
    }

    fn identity(&self, door: &str) -> String {
        let resource = match self.identity {
            0 => return String::new(),
            1 => r#""*""#.to_owned(),
            2 => format!(r#"["{door}", "{door}/object/*"]"#),
            3 => r#""arn:aws:s3:::bucket-*""#.to_owned(),
            _ => format!(r#"["{door}/object/*", "arn:aws:s3:::bucket-*/*"]"#),
        };
        format!(
            r##"r#"{{ "Version": "2012-10-17", "Statement": [{{ "Effect": "Allow", "Action": "s3:*", "Resource": {resource} }}] }}"#"##
        )
    }

    fn active(&self) -> impl Iterator<Item = usize> {
        let all = self.buckets.iter().enumerate();
        all.filter(|(_, bucket)| bucket.0 && bucket.1)
            .map(|(region, _)| region)
    }

    /// The nearest active Region, found by trying all of them.
    fn nearest(&self) -> usize {
        let near = Region::parse(REGIONS[self.near]).unwrap();
        let away = |region: &usize| near.round_trip_to(Region::parse(REGIONS[*region]).unwrap());
        self.active().min_by_key(away).unwrap()
    }

    /// The world with the access point `point`, which requests name by the ARN `door`.
    fn scenario(&self, door: &str, point: &str) -> String {
        let there = self
            .buckets
            .iter()
            .enumerate()
            .filter(|(_, bucket)| bucket.0);
        let mut buckets = String::new();
        for (region, bucket) in there {
            let objects = if bucket.4 { r#"Object(key: "k")"# } else { "" };
            let access = if bucket.3 { "" } else { OPEN };
            let name = REGIONS[region];
            let policy = self.bucket_policy(region, door);
            let _ = write!(
                buckets,
                r#""bucket-{name}": Bucket(account: "111122223333", region: "{name}", objects: [{objects}], {access} {policy}),"#,
            );
        }
        let (account, other) = if self.is_stranger {
            ("444455556666", "111122223333")
        } else {
            ("111122223333", "444455556666")
        };
        let call = match self.call {
            0 => format!(r#"GetObject("s3://{door}/k")"#),
            1 => format!(r#"PutObject(to: "s3://{door}/k")"#),
            2 => format!(r#"ListObjectsV2(bucket: "{door}")"#),
            3 => format!(r#"DeleteObject("s3://{door}/k")"#),
            _ => format!(r#"PutObject(to: "s3://{door}/k", tags: {{ "a": "b" }})"#),
        };
        let identity = self.identity(door);
        let near = REGIONS[self.near];
        format!(
            r#"Scenario(
                accounts: {{ "{account}": Account(roles: {{ "caller": Role(policies: [{identity}]) }}), "{other}": Account() }},
                hosts: {{ "laptop": Host(internet: "203.0.113.7", near: "{near}", role: "caller") }},
                buckets: {{ {buckets} }},
                clients: {{ "cli": Client(host: "laptop", region: "{}") }},
                {point}
                workload: [Request(id: "one", client: "cli", call: {call})],
            )"#,
            REGIONS[self.nearest()]
        )
    }

    /// Through the Multi-Region Access Point.
    fn global(&self) -> String {
        let there = self
            .buckets
            .iter()
            .enumerate()
            .filter(|(_, bucket)| bucket.0);
        let names: Vec<_> = there
            .clone()
            .map(|(region, _)| format!(r#""bucket-{}""#, REGIONS[region]))
            .collect();
        let passive: Vec<_> = there
            .filter(|(_, bucket)| !bucket.1)
            .map(|(region, _)| format!(r#""{}": Passive"#, REGIONS[region]))
            .collect();
        let point = format!(
            r#"multi_region_access_points: {{ "point": MultiRegionAccessPoint(buckets: [{}], routes: {{ {} }}, alias: "mlawsofrouting.mrap", {} {}) }},"#,
            names.join(", "),
            passive.join(", "),
            self.access(),
            self.point_policy(GLOBAL)
        );
        self.scenario(GLOBAL, &point)
    }

    /// Through an access point of the routed bucket alone, with the same policies.
    fn regional(&self) -> String {
        let region = REGIONS[self.nearest()];
        let door = format!("arn:aws:s3:{region}:111122223333:accesspoint/point");
        let point = format!(
            r#"access_points: {{ "point": AccessPoint(bucket: "bucket-{region}", {} {}) }},"#,
            self.access(),
            self.point_policy(&door)
        );
        self.scenario(&door, &point)
    }

    fn access(&self) -> &'static str {
        if self.is_point_open { OPEN } else { "" }
    }
}

/// A policy of one statement, as a field.
fn statement(inner: &str) -> String {
    format!(r##"policy: r#"{{ "Version": "2012-10-17", "Statement": [{{ {inner} }}] }}"#"##)
}

fn cases() -> impl Strategy<Value = Case> {
    let bucket = (
        any::<bool>(),
        any::<bool>(),
        0u8..6,
        any::<bool>(),
        any::<bool>(),
    );
    let buckets = prop::collection::vec(bucket, REGIONS.len());
    let rest = (
        0..REGIONS.len(),
        0u8..5,
        0u8..5,
        any::<bool>(),
        any::<bool>(),
        0u8..5,
    );
    (buckets, rest)
        .prop_map(
            |(buckets, (near, point_policy, identity, is_stranger, is_point_open, call))| Case {
                buckets,
                near,
                point_policy,
                identity,
                is_stranger,
                is_point_open,
                call,
            },
        )
        .prop_filter("one active bucket", |case| case.active().next().is_some())
}

fn built(text: &str) -> Built {
    let loaded = Scenario::parse(text);
    assert!(loaded.faults.is_empty(), "{text}\n{:?}", loaded.faults);
    let built = world::build(&loaded.scenario);
    assert!(built.faults.is_empty(), "{text}\n{:?}", built.faults);
    built
}

/// The outcome and the reasons by name, without saying which kind of access point it was.
fn answer(text: &str) -> (String, Vec<String>, String) {
    let built = built(text);
    let journey = journey::travel(&built.world, &built.plan, 0, 1, Instant::ZERO).unwrap();
    let leg = journey.legs.last().unwrap();
    let neutral = |text: &str| text.replace("mrap", "ap").replace("MRAP", "AP");
    let reasons = leg.reasons.iter().map(|reason| neutral(reason.code.name()));
    let message = leg
        .answer
        .as_ref()
        .and_then(|answer| answer.message.clone());
    let what = match journey.outcome {
        Outcome::Denied { .. } => neutral(&journey.outcome.to_string()),
        other => other.to_string(),
    };
    (
        what,
        reasons.collect(),
        message.map_or(String::new(), |_| "told".to_owned()),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    /// (MRAP-06, MRAP-36, MRAP-37, MRAP-38, POL-18) What becomes of a request through a
    /// Multi-Region Access Point is what becomes of it at the routed bucket with both passes: the
    /// same as through an access point of that bucket with the same policies.
    #[test]
    fn the_routed_bucket_answers_with_both_passes(case in cases()) {
        prop_assert_eq!(answer(&case.global()), answer(&case.regional()));
    }

    /// (MRAP-20, MRAP-23) The chosen bucket is an active one, and no active one is nearer; nothing
    /// else that is true of the buckets changes the choice.
    #[test]
    fn the_nearest_active_bucket_is_chosen(case in cases()) {
        let built = built(&case.global());
        let journey = journey::travel(&built.world, &built.plan, 0, 1, Instant::ZERO).unwrap();
        let answer = journey.legs[0].answer.as_ref().unwrap();
        let routing = answer.routing.as_ref().unwrap();
        let chosen = routing.chosen.unwrap();
        prop_assert_eq!(chosen.region.name(), REGIONS[case.nearest()]);
        prop_assert!(chosen.is_active);
        for (member, distance) in &routing.candidates {
            let own = routing.entry.round_trip_to(chosen.region);
            prop_assert!(!member.is_active || own <= *distance);
        }
    }
}

/// (MRAP-20) The law above is worth something only where refusals of many kinds come up.
#[test]
fn the_cases_meet_many_ends() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, TestRunner};
    let mut runner = TestRunner::new(Config {
        rng_seed: RngSeed::Fixed(7),
        ..Config::default()
    });
    let mut ends = std::collections::BTreeSet::new();
    for _ in 0..200 {
        let case = cases().new_tree(&mut runner).unwrap().current();
        ends.insert(answer(&case.global()).0);
    }
    assert!(ends.len() >= 8, "{ends:?}");
}
