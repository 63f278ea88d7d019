//! What is wrong with a Multi-Region Access Point is told when the scenario is read.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use vpcsim::dns::{self, Family};
use vpcsim::journey;
use vpcsim::scenario::Scenario;
use vpcsim::time::{Duration, Instant};
use vpcsim::world;

/// A scenario of `day` with this access point over buckets of two accounts.
fn scenario(day: &str, point: &str) -> String {
    format!(
        r#"Scenario(
            as_of: "{day}",
            accounts: {{ "111122223333": Account(), "444455556666": Account() }},
            hosts: {{ "laptop": Host(internet: "203.0.113.7") }},
            buckets: {{
                "east": Bucket(account: "111122223333", region: "us-east-1"),
                "east-too": Bucket(account: "111122223333", region: "us-east-1"),
                "west": Bucket(account: "111122223333", region: "us-west-2"),
                "foreign": Bucket(account: "444455556666", region: "eu-west-1"),
                "milan": Bucket(account: "111122223333", region: "eu-south-1"),
            }},
            multi_region_access_points: {{ "reports": MultiRegionAccessPoint({point}) }},
        )"#
    )
}

#[test]
fn what_aws_would_refuse_is_told() {
    let fine = r#"buckets: ["east", "west"]"#;
    for (day, point, expected, rule) in [
        ("2026-11-01", fine, "", "MRAP-34"),
        ("2021-10-01", fine, "", "MRAP-01"),
        ("2021-08-01", fine, "MethodNotAllowed", "MRAP-01"),
        ("2026-11-01", "", "InvalidRequest", "MRAP-34"),
        (
            "2026-11-01",
            r#"buckets: ["east", "east-too"]"#,
            "MultiRegionAccessPointSameBucketRegion",
            "MRAP-34",
        ),
        (
            "2022-06-01",
            r#"buckets: ["east", "foreign"]"#,
            "AccessDenied",
            "MRAP-07",
        ),
        (
            "2023-06-01",
            r#"buckets: ["east", "foreign"]"#,
            "",
            "MRAP-07",
        ),
        (
            "2023-06-01",
            r#"buckets: ["east", "milan"]"#,
            "MultiRegionAccessPointUnsupportedRegion",
            "LIM-12",
        ),
        ("2026-11-01", r#"buckets: ["east", "milan"]"#, "", "LIM-12"),
        (
            "2026-11-01",
            r#"buckets: ["east", "wset"]"#,
            "unknown-id",
            "MRAP-34",
        ),
        (
            "2026-11-01",
            r#"buckets: ["east"], name: "Reports""#,
            "InvalidRequest",
            "MRAP-35",
        ),
        (
            "2026-11-01",
            r#"buckets: ["east"], alias: "Reports""#,
            "bad-alias",
            "MRAP-35",
        ),
        (
            "2026-11-01",
            r#"buckets: ["east"], routes: { "us-east-1": Passive }"#,
            "InvalidRequest",
            "MRAP-23",
        ),
        (
            "2026-11-01",
            r#"buckets: ["east"], routes: { "us-west-2": Active }"#,
            "InvalidRequest",
            "MRAP-23",
        ),
        (
            "2026-11-01",
            r##"buckets: ["east"], alias: "mreports.mrap", policy: r#"{ "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3::111122223333:accesspoint/mreports.mrap/object/*" }] }"#"##,
            "AccessDenied",
            "MRAP-15, BPA-05",
        ),
        (
            "2026-11-01",
            r##"buckets: ["east"], policy: r#"{ "Statement": [{ "Sid": "a" "Effect": "Allow" }] }"#"##,
            "MalformedPolicy",
            "MRAP-11",
        ),
    ] {
        let loaded = Scenario::parse(&scenario(day, point));
        assert!(loaded.faults.is_empty(), "{rule}: {:?}", loaded.faults);
        let built = world::build(&loaded.scenario);
        let codes: Vec<&str> = built.faults.iter().map(|fault| fault.code).collect();
        let is_expected = match expected {
            "" => codes.is_empty(),
            code => codes.contains(&code),
        };
        assert!(is_expected, "{rule}: {day} {point}: {codes:?}");
    }
}

/// (MRAP-30) Names of Multi-Region Access Points have IPv4 addresses only.
#[test]
fn there_is_no_ipv6() {
    let loaded = Scenario::parse(&scenario("2026-11-01", r#"buckets: ["east"]"#));
    let world = world::build(&loaded.scenario).world;
    let laptop = world.hosts.find("laptop").unwrap();
    let name = dns::Name::parse("mabc.mrap.accesspoint.s3-global.amazonaws.com");
    let answer = |family| dns::resolve(&world, laptop, &name, family).answer;
    assert!(matches!(answer(Family::V4), dns::Answer::Addresses(_)));
    assert_eq!(answer(Family::V6), dns::Answer::NoData);
}

/// (MRAP-25) Routes that come while others take effect are refused for good: the world of a later
/// moment does not have them either.
#[test]
fn what_came_too_early_never_takes_effect() {
    let point = r#"buckets: ["east", "west"]"#;
    let timeline = r#"timeline: [
        At("1s", SubmitMultiRegionAccessPointRoutes("reports", { "us-west-2": Passive })),
        At("30s", SubmitMultiRegionAccessPointRoutes("reports", { "us-west-2": Active, "us-east-1": Passive })),
    ])"#;
    let text = scenario("2026-11-01", point);
    let text = format!("{}{timeline}", text.trim_end().trim_end_matches(')'));
    let loaded = Scenario::parse(&text);
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let built = world::build(&loaded.scenario);
    for (after_s, expected) in [
        (0, [true, true]),
        (120, [true, true]),
        (121, [true, false]),
        (600, [true, false]),
    ] {
        let at = Instant::ZERO + Duration::from_secs(after_s);
        let later = journey::world_at(&built.world, &built.plan, at);
        let (_, point) = later.multi_region_access_points.iter().next().unwrap();
        let active = point.members.iter().map(|member| member.is_active);
        assert_eq!(active.collect::<Vec<_>>(), expected, "{after_s} s");
    }
}
