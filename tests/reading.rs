//! Scenarios are read as they were meant, and every fault of a wrong one is told with its place.

use std::collections::BTreeMap;

use vpcsim::scenario::call::Call;
use vpcsim::scenario::client::Retries;
use vpcsim::scenario::timeline::Change;
use vpcsim::scenario::vpc::Route;
use vpcsim::scenario::workload::{Load, Rate};
use vpcsim::scenario::{Loaded, Scenario};
use vpcsim::units::Bytes;

const STORY: &str = include_str!("reading/story.ron");

fn folder(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// Each fault as `code @ underlined text`.
fn faults(loaded: &Loaded) -> Vec<String> {
    let place = |fault: &vpcsim::diagnostic::Diagnostic| {
        fault.span.map_or("", |span| {
            &loaded.sources.text(span.source).text[span.range()]
        })
    };
    loaded
        .faults
        .iter()
        .map(|fault| format!("{} @ {}", fault.code, place(fault)))
        .collect()
}

#[test]
fn a_story_is_read_whole() {
    let policy = r#"{"Version":"2012-10-17"}"#;
    let files = folder(&[("s/main.ron", STORY), ("s/policies/app.json", policy)]);
    let loaded = Scenario::load(&files, "s/main.ron");
    assert_eq!(faults(&loaded), [""; 0]);
    let story = &loaded.scenario;
    assert_eq!(
        (story.title.as_deref(), story.seed),
        (Some("Endpoint cut-over"), 42)
    );

    let role = story
        .accounts
        .get("111122223333")
        .unwrap()
        .roles
        .get("app")
        .unwrap();
    let names: Vec<&str> = role.policies.iter().map(|policy| policy.name()).collect();
    assert_eq!(names, ["app", "AmazonS3ReadOnlyAccess", "inline policy"]);
    let place = role.policies[0].place(1..10);
    assert_eq!(
        loaded.sources.text(place.source).name,
        "s/policies/app.json"
    );
    assert_eq!(&policy[place.range()], "\"Version\"");
    let place = role.policies[2].place(1..10);
    assert_eq!(&STORY[place.range()], "\"Version\"");

    let vpc = story.vpcs.get("vpc-1a2b3c").unwrap();
    let Route::Route(destination, target) = &vpc.route_tables.get("rtb-1").unwrap()[0] else {
        panic!("a static route");
    };
    assert_eq!(
        (destination.as_str(), target.as_str()),
        ("0.0.0.0/0", "igw-1")
    );
    assert_eq!(&STORY[target.at.range()], "\"igw-1\"");
    assert!(STORY[vpc.span.range()].starts_with("Vpc(") && STORY[vpc.span.range()].ends_with(')'));

    let uploader = story.clients.get("uploader").unwrap();
    let Some(Retries::Standard(retries)) = &uploader.retries else {
        panic!("the standard mode");
    };
    assert_eq!(retries.max_attempts.as_ref().unwrap().value, 3);
    assert_eq!(*story.clients.get("other").unwrap(), {
        let mut same = uploader.clone();
        same.connections = None;
        same.retries = story.clients.get("other").unwrap().retries.clone();
        same
    });

    let Load::Requests(requests) = &story.workload[0] else {
        panic!("many requests");
    };
    assert!(matches!(&requests.rate, Rate::Poisson(often) if often.0.0 == 72_000_000));
    assert!(matches!(&requests.call.value, Call::PutObject(put) if *put.size == Bytes(8 << 20)));
    let (_, change) = story.changes().next().unwrap();
    assert!(
        matches!(&change.value, Change::CreateVpcEndpoint(id, _) if id.as_str() == "vpce-1a2b3c4d")
    );
}

#[test]
fn every_fault_is_told_with_its_place() {
    let text = r#"Scenario(
        sed: 4, // unknown
        seed: -1,
        as_of: "yesterday",
        policy_validation: strict,
        include: "b.ron",
        hosts: {
            "a": Host(subnet: 5, public_ip: "yes"),
            "b": Hots(subnet: "s"),
            "a": (internet: "300.1.1.1"),
            c: Host(role: Some("x")),
        },
        vpcs: { "v": Vpc(account: "1", cidr_blocks: ["10.0.0.1/16", "10.0.0.0"],
            subnets: { "s": Subnet(cidr_block: "10.0.0.0/24", availability_zone: "z", route_table: "r", route_table: "r") },
            route_tables: { "r": [Route("0.0.0.0/0"), Route(to: "x"), Rout("a", "b")] }) },
        buckets: { "b": Bucket("1", "r") },
        workload: [Request(client: "c", at: "-3s", call: GetObject)],
        model: Model(flow_rate: "fast", s3_dns_ttl: 5, first_byte_spread_percent: 5000000000),
    )"#;
    let loaded = Scenario::parse(text);
    assert_eq!(
        faults(&loaded),
        [
            "unknown-field @ sed",
            "wrong-value @ -1",
            "wrong-value @ \"yesterday\"",
            "unknown-variant @ strict",
            "wrong-type @ \"b.ron\"",
            "wrong-type @ 5",
            "wrong-type @ \"yes\"",
            "wrong-name @ Hots",
            "duplicate-id @ \"a\"",
            "wrong-value @ \"300.1.1.1\"",
            "wrong-type @ c",
            "wrong-type @ Some",
            "missing-field @ Vpc",
            "wrong-value @ \"10.0.0.1/16\"",
            "wrong-value @ \"10.0.0.0\"",
            "duplicate-field @ route_table",
            "wrong-count @ Route",
            "wrong-count @ to",
            "unknown-variant @ Rout",
            "unnamed-field @ \"1\"",
            "wrong-value @ \"-3s\"",
            "wrong-count @ GetObject",
            "wrong-value @ \"fast\"",
            "wrong-type @ 5",
            "wrong-value @ 5000000000",
        ]
    );
    assert!(
        loaded.scenario.hosts.contains_key("a"),
        "what can be read is kept"
    );
    assert!(loaded.scenario.hosts.is_broken("b"));
    assert!(
        loaded.scenario.vpcs.is_broken("s"),
        "ids inside a broken thing are no unknown ids"
    );
}

#[test]
fn a_misspelt_field_is_read_as_it_was_meant() {
    let loaded = Scenario::parse(
        r#"(vpcs: { "v": (acount: "1", region: "r", subnet: { "s": (availability_zone: "z", cidr_block: "10.0.0.0/24") }) })"#,
    );
    assert_eq!(
        faults(&loaded),
        ["unknown-field @ acount", "unknown-field @ subnet"]
    );
    let vpc = loaded.scenario.vpcs.get("v").unwrap();
    assert!(
        vpc.subnets.contains_key("s"),
        "no later check calls it unknown"
    );
    assert!(!vpc.subnets.is_broken("t"));
    let loaded = Scenario::parse(r#"(things: { "s": 1 })"#);
    assert!(
        loaded.scenario.vpcs.is_broken("s"),
        "it may have been a VPC"
    );
}

#[test]
fn one_fault_of_syntax_is_explained() {
    for (text, place, message) in [
        ("", "", "the file says nothing"),
        ("  // only a comment", "", "the file says nothing"),
        ("(seed: 1 title: \"x\")", "title", "a comma is missing"),
        (
            "(seed: 1, hosts: {\"a\": Host(subnet: \"s\"})",
            "}",
            "`}` does not close `(`",
        ),
        ("(seed: (1", "(", "`(` is never closed"),
        ("(seed: 1))", ")", "`)` closes nothing"),
        ("(seed: 1) (", "(", "`(` is never closed"),
        ("(seed: 1) x", "x", "something follows the scenario"),
        ("(title: \"abc)", "\"", "a string never ends"),
        (
            "(hosts: {\"a\": Host(\"s\", role: \"r\")})",
            ":",
            "values with and without names are mixed",
        ),
        ("(seed: 1, \"title\": 2)", "\"", "a field name is expected"),
        ("(seed = 1)", "=", "`=` stands where `:` is expected"),
        (
            "(title: 'abc')",
            "bc",
            "a character in single quotes never ends",
        ),
        ("(title: \"\\q\")", "", "this `\\` escapes nothing"),
        ("/* (", "", "a comment never ends"),
    ] {
        let loaded = Scenario::parse(text);
        assert_eq!(loaded.faults.len(), 1, "{text}");
        let fault = &loaded.faults[0];
        assert_eq!(fault.message, message, "{text}");
        let span = fault.span.unwrap();
        if !place.is_empty() {
            assert_eq!(&text[span.range()], place, "{text}: {message}");
        }
    }
}

#[test]
fn files_are_added_once_and_in_order() {
    let files = folder(&[
        (
            "main.ron",
            r#"(include: ["a/a.ron", "b.ron"], buckets: {"m": (account: "1", region: "r")})"#,
        ),
        (
            "a/a.ron",
            r#"(include: ["../b.ron"], buckets: {"a": (account: "1", region: "r")})"#,
        ),
        ("b.ron", r#"(buckets: {"b": (account: "1", region: "r")})"#),
    ]);
    let loaded = Scenario::load(&files, "main.ron");
    assert_eq!(faults(&loaded), [""; 0]);
    let ids: Vec<&str> = loaded
        .scenario
        .buckets
        .keys()
        .map(|id| id.as_str())
        .collect();
    assert_eq!(ids, ["m", "a", "b"]);
}

#[test]
fn wrong_includes_are_told() {
    let files = folder(&[
        (
            "d/main.ron",
            r#"(include: ["../x.ron", "/etc/passwd", "none.ron", "a.ron", "dup.ron"], buckets: {"m": (account: "1", region: "r")})"#,
        ),
        ("d/a.ron", r#"(include: ["sub/b.ron"], seed: 3)"#),
        ("d/sub/b.ron", r#"(include: ["../a.ron"])"#),
        (
            "d/dup.ron",
            r#"(buckets: {"m": (account: "1", region: "r", policy: File("../../p.json"))})"#,
        ),
    ]);
    let loaded = Scenario::load(&files, "d/main.ron");
    assert_eq!(
        faults(&loaded),
        [
            "path-outside @ \"../x.ron\"",
            "path @ \"/etc/passwd\"",
            "unreadable-file @ \"none.ron\"",
            "main-file-only @ seed",
            "include-cycle @ \"../a.ron\"",
            "duplicate-id @ \"m\"",
            "path-outside @ \"../../p.json\"",
        ]
    );
    let cycle = loaded
        .faults
        .iter()
        .find(|fault| fault.code == "include-cycle")
        .unwrap();
    assert!(
        cycle
            .help
            .starts_with("`a.ron` includes `sub/b.ron` includes `a.ron`"),
        "{}",
        cycle.help
    );
    assert_eq!(cycle.related.len(), 1);
}

#[test]
fn a_chain_of_includes_ends() {
    let files: BTreeMap<String, String> = (0..40)
        .map(|n| {
            (
                format!("{n}.ron"),
                format!("(include: [\"{}.ron\"])", n + 1),
            )
        })
        .collect();
    let loaded = Scenario::load(&files, "0.ron");
    assert_eq!(faults(&loaded), ["include-depth @ \"32.ron\""]);
    assert!(
        loaded.scenario.hosts.is_broken("h"),
        "it may have been in a file that was not read"
    );
}

#[test]
fn quantities_are_read_as_people_write_them() {
    for (field, right, wrong) in [
        (
            "s3_dns_ttl",
            &["\"5s\"", "\"1.5 ms\"", "\"2m30s\"", "\"0s\""][..],
            &["5", "\"5\"", "\"-5s\"", "\"\"", "[]"][..],
        ),
        (
            "flow_rate",
            &["\"5 Gbps\"", "\"100 Mbit/s\""],
            &["\"5\"", "5", "\"-5 Gbps\"", "\"5 GB\""],
        ),
        (
            "first_byte_spread_percent",
            &["0", "25", "0x10", "1_000"],
            &["-1", "2.5", "\"25\"", "4294967296", "1e3", "()"],
        ),
        (
            "gateway_endpoint_cutover",
            &["Reset", "Drop", "Drop()"],
            &["reset", "\"Reset\"", "Reset(1)", "true"],
        ),
    ] {
        let read = |value: &str| {
            faults(&Scenario::parse(&format!(
                "(model: Model({field}: {value}))"
            )))
        };
        for value in right {
            assert_eq!(read(value), [""; 0], "{field}: {value}");
        }
        for value in wrong {
            assert_eq!(read(value).len(), 1, "{field}: {value}");
        }
    }
    for (value, is_right) in [
        ("\"2021-06-01\"", true),
        ("\"2021-6-1\"", false),
        ("\"2021-02-29\"", false),
        ("\"2021-06-01T00:00\"", false),
        ("None", true),
    ] {
        let loaded = Scenario::parse(&format!("(as_of: {value})"));
        assert_eq!(loaded.faults.is_empty(), is_right, "{value}");
    }
}

#[test]
fn policies_written_with_escapes_keep_a_place() {
    let text = r#"(accounts: { "1": (roles: { "r": (policies: ["{\"a\": 1}", "{}"]) }) })"#;
    let loaded = Scenario::parse(text);
    let role = loaded
        .scenario
        .accounts
        .get("1")
        .unwrap()
        .roles
        .get("r")
        .unwrap();
    assert_eq!(role.policies[0].text(), r#"{"a": 1}"#);
    assert_eq!(
        &text[role.policies[0].place(1..4).range()],
        r#""{\"a\": 1}""#
    );
    assert_eq!(&text[role.policies[1].place(0..99).range()], "{}");
}

struct Bytes8(Vec<u8>);

impl vpcsim::scenario::Files for Bytes8 {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone())
    }
}

#[test]
fn bad_bytes_are_refused() {
    let code = |bytes: Vec<u8>| {
        let loaded = Scenario::load(&Bytes8(bytes), "x.ron");
        loaded.faults.first().map(|fault| fault.code)
    };
    assert_eq!(
        code(b"\xef\xbb\xbf(seed: 1)".to_vec()),
        None,
        "a byte order mark is no fault"
    );
    assert_eq!(code(vec![b'(', 0xff]), Some("not-utf8"));
    assert_eq!(code(vec![b' '; (16 << 20) + 1]), Some("too-large"));
    assert_eq!(code("[".repeat(100_000).into_bytes()), Some("too-deep"));
    assert_eq!(code("(a:".repeat(100_000).into_bytes()), Some("too-deep"));
    assert_eq!(code("X(".repeat(100_000).into_bytes()), Some("too-deep"));
    assert_eq!(code("Some(".repeat(100_000).into_bytes()), Some("too-deep"));
    assert_eq!(code("/*".repeat(100_000).into_bytes()), Some("syntax"));
}

#[test]
fn comments_do_not_shift_places() {
    let text = "// a\n#![enable(implicit_some)]\n/* b */ Scenario /* c */ ( // d\n seed /* e */ : /* f */ -7 /* g */ , // h\n title: /* i */ 5 // j\n ) // k";
    let loaded = Scenario::parse(text);
    assert_eq!(faults(&loaded), ["wrong-value @ -7", "wrong-type @ 5"]);
}
