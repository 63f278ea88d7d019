//! Networks as AWS describes them: what is made of them, what is said to broken ones, and whether
//! what was measured agrees.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;
mod snapshot;

use console::{console, vpcsim};
use std::fmt::Write as _;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use vpcsim::import::describe::{Dump, Imported, read};
use vpcsim::journey::probe;
use vpcsim::scenario::Scenario;
use vpcsim::scenario::quantity::Protocol;
use vpcsim::world::probe::{Goal, Probe};
use vpcsim::world::{Built, build};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/import")
        .join(path)
}

/// Compares with `tests/import/<name>.snap`; `INSTA_UPDATE=always cargo test --test import` writes it.
fn check(name: &str, shown: &str) {
    snapshot::check("import", name, shown);
}

#[test]
fn the_pages_are_these() {
    let folder = here("");
    for (name, arguments) in [
        ("described", &["import", "describe", "lab/aws_configs"][..]),
        ("verified", &["verify", "lab"]),
        ("verified-json", &["verify", "lab", "--format", "json"]),
        (
            "hybrid-described",
            &["import", "describe", "hybrid/aws_configs"],
        ),
        ("hybrid-verified", &["verify", "hybrid"]),
        ("help-import", &["import", "--help"]),
        ("help-describe", &["import", "describe", "--help"]),
        ("help-verify", &["verify", "--help"]),
    ] {
        check(name, &console(&folder, arguments));
    }
}

#[test]
fn the_written_scenario_answers_like_the_lab() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("lab.ron");
    let written = ["import", "describe", "lab/aws_configs", "-o"];
    let output = vpcsim(
        here(""),
        &[&written[..], &[file.to_str().unwrap()]].concat(),
    );
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stdout.is_empty());

    let world = build(&Scenario::parse(&fs::read_to_string(&file).unwrap()).scenario).world;
    let shown = vpcsim(here(""), &["verify", "lab", "--format", "json"]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let mut compared = 0;
    for case in shown["labs"][0]["probes"].as_array().unwrap() {
        let address = |name: &str| case[name].as_str().unwrap().parse::<IpAddr>().unwrap();
        let mut hosts = world.hosts.ids();
        let from = hosts.find(|host| world.interface_with(*host, address("from")).is_some());
        let Some(from) = from.filter(|_| case["end"] == "known") else {
            continue;
        };
        let port = case["id"].as_str().map(port_of);
        let asked = Probe {
            id: String::new(),
            from,
            to: Goal::Address(address("to")),
            protocol: port.flatten().map_or(Protocol::Icmp, |_| Protocol::Tcp),
            port: port.flatten().unwrap_or(0),
            expect: None,
            span: vpcsim::diagnostic::Span::default(),
        };
        let answer = probe::ask(&world, &asked);
        if case["reached"] != "not modelled" {
            assert_eq!(case["simulated"], answer.finding.name(), "{case}");
            compared += 1;
        }
    }
    assert!(compared > 12, "only {compared} were compared");
}

/// The port of a measurement in `probes.json`.
fn port_of(id: &str) -> Option<u16> {
    let text = fs::read_to_string(here("lab/probes.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let probes = all["probes"].as_array().unwrap();
    let found = probes.iter().find(|probe| probe["id"] == id).unwrap();
    found["port"].as_u64().and_then(|port| port.try_into().ok())
}

const VPC: &str =
    r#"{ "Vpcs": [{ "VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16" }] }"#;

/// What stands wrong in a folder, its name, its files.
type Wrong<'a> = (&'a str, &'a [(&'a str, &'a str)]);

#[test]
fn broken_folders_are_told_with_file_and_place_and_nothing_is_written() {
    let twice = VPC.replace("10.0.0.0/16", "10.1.0.0/16");
    let pointless = r#"{ "Subnets": [{ "SubnetId": "subnet-1", "VpcId": "vpc-1", "AvailabilityZone": "us-east-1a", "CidrBlock": "10.0.0.0/24" }],
  "NetworkInterfaces": [{ "NetworkInterfaceId": "eni-1", "SubnetId": "subnet-2", "PrivateIpAddress": "10.0.0.9",
    "Attachment": { "InstanceId": "i-1", "DeviceIndex": 0 } }],
  "RouteTables": [{ "RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{ "SubnetId": "subnet-9" }],
    "Routes": [{ "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-9" }] }], "NatGateways": [] }"#;
    let outside = r#"{ "Subnets": [{ "SubnetId": "subnet-1", "VpcId": "vpc-1", "AvailabilityZone": "us-east-1a", "CidrBlock": "10.3.0.0/24" }] }"#;
    let wrongs: [Wrong<'_>; 7] = [
        (
            "truncated",
            &[("us-east-1/Vpcs.json", &VPC[..VPC.len() / 2])],
        ),
        ("empty", &[]),
        (
            "no-vpc",
            &[("us-east-1/Subnets.json", r#"{ "Subnets": [] }"#)],
        ),
        ("no-region", &[("Vpcs.json", VPC)]),
        (
            "twice",
            &[("us-east-1/a.json", VPC), ("us-east-1/b.json", &twice)],
        ),
        (
            "pointless",
            &[("us-east-1/a.json", VPC), ("us-east-1/b.json", pointless)],
        ),
        (
            "outside",
            &[("us-east-1/a.json", VPC), ("us-east-1/b.json", outside)],
        ),
    ];
    for (name, files) in wrongs {
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join("mine/us-east-1")).unwrap();
        for (path, text) in files {
            fs::write(folder.path().join("mine").join(path), text).unwrap();
        }
        let shown = console(
            folder.path(),
            &["import", "describe", "mine", "-o", "out.ron"],
        );
        assert!(shown.ends_with("--- exit code 2\n"), "{name}: {shown}");
        check(&format!("wrong-{name}"), &shown);
        assert!(!folder.path().join("out.ron").exists(), "{name}");
    }
    let folder = TempDir::new().unwrap();
    let shown = console(folder.path(), &["import", "describe", "nowhere"]);
    assert!(shown.ends_with("--- exit code 2\n"), "{shown}");
}

#[test]
fn broken_measurements_are_told_with_their_place() {
    for (name, text) in [
        ("truncated", r#"{ "probes": ["#),
        ("no-list", r#"{ "probe": [] }"#),
        (
            "odd",
            r#"[{ "src": "10.0.0.1", "dst": "nowhere", "protocol": "icmp", "observed": "reply" },
 { "src": "10.0.0.1", "dst": "10.0.0.2", "protocol": "icmp", "observed": "open" },
 { "src": "10.0.0.1", "dst": "10.0.0.2", "protocol": "tcp", "observed": "open" },
 { "src": "10.0.0.1", "dst": "10.0.0.2", "protocol": "gre", "observed": "open" }, 7]"#,
        ),
    ] {
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join("mine/aws_configs")).unwrap();
        fs::write(folder.path().join("mine/probes.json"), text).unwrap();
        let shown = console(folder.path(), &["verify", "mine"]);
        assert!(shown.ends_with("--- exit code 2\n"), "{name}: {shown}");
        check(&format!("measured-{name}"), &shown);
    }
}

fn imported(text: &str) -> Imported {
    let path = "us-east-1/all.json".to_owned();
    let text = text.to_owned();
    read("mine", vec![Dump { path, text }])
}

fn sound(imported: &Imported) -> Built {
    assert!(imported.faults.is_empty(), "{:?}", imported.faults);
    let loaded = Scenario::parse(&imported.draft.text());
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let built = build(&loaded.scenario);
    assert!(built.faults.is_empty(), "{:?}", built.faults);
    built
}

/// Every file alone, and all without one: what is missing is told, never a panic.
#[test]
fn files_may_be_missing() {
    let folder = here("lab/aws_configs/accounts/111122223333/us-east-1");
    let mut dumps: Vec<Dump> = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        dumps.push(Dump {
            path: format!("us-east-1/{name}"),
            text,
        });
    }
    dumps.sort_by(|a, b| a.path.cmp(&b.path));
    for left_out in 0..dumps.len() {
        let name = dumps[left_out].path.clone();
        let alone = read("mine", vec![dumps[left_out].clone()]);
        assert_eq!(
            alone.faults.is_empty(),
            name.ends_with("/Vpcs.json"),
            "{name}"
        );
        let mut others = dumps.clone();
        others.remove(left_out);
        let imported = read("mine", others);
        if !name.ends_with("/Vpcs.json") && !name.ends_with("/Subnets.json") {
            sound(&imported);
        }
    }
}

/// A network joined to others of which the folder tells little: what cannot be known is not judged,
/// and what is stopped before it gets there is.
#[test]
fn ways_into_the_unknown_are_not_modelled() {
    let output = vpcsim(here(""), &["verify", "hybrid", "--format", "json"]);
    let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
    let probes = shown["labs"][0]["probes"].as_array().unwrap();
    let judged: Vec<&str> = probes
        .iter()
        .filter(|probe| probe["reached"] != "not modelled")
        .map(|probe| probe["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        judged,
        [
            "stopped before it leaves",
            "no route at all",
            "a blackhole is known",
            "a table that learns from a VPC only",
            "a NAT gateway that failed",
        ]
    );
    assert_eq!(output.status.code(), Some(0), "{shown:#}");
}

/// A rule for a group of another VPC is taken over only while the two are joined (SG-06, SG-07).
#[test]
fn rules_for_groups_of_other_vpcs_need_a_way_there() {
    let network = r#"{ "Vpcs": [
    { "VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.1.0.0/16" },
    { "VpcId": "vpc-2", "OwnerId": "111122223333", "CidrBlock": "10.2.0.0/16" } ],
  "VpcPeeringConnections": [{ "VpcPeeringConnectionId": "pcx-1", "Status": { "Code": "STATE" },
    "RequesterVpcInfo": { "VpcId": "vpc-1" }, "AccepterVpcInfo": { "VpcId": "vpc-2" } }],
  "SecurityGroups": [
    { "GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [{ "IpProtocol": "-1", "UserIdGroupPairs": [{ "GroupId": "sg-2" }] }] },
    { "GroupId": "sg-2", "VpcId": "vpc-2" } ] }"#;
    for (state, is_kept) in [
        ("active", true),
        ("pending-acceptance", false),
        ("deleted", false),
    ] {
        let imported = imported(&network.replace("STATE", state));
        sound(&imported);
        let text = imported.draft.text();
        assert_eq!(text.contains(r#"Allow(from: "sg-2")"#), is_kept, "{text}");
        let is_told = imported.notes.iter().any(|note| note.what.contains("sg-2"));
        assert_eq!(is_told, !is_kept, "{state}: {:?}", imported.notes);
    }
}

/// Every cut of every text is told or read, and nothing panics.
#[test]
fn torn_texts_never_panic() {
    let text = fs::read_to_string(here(
        "lab/aws_configs/accounts/444455556666/us-east-1/all.json",
    ));
    let text = text.unwrap();
    for (cut, _) in text.char_indices().step_by(7) {
        let torn = imported(&text[..cut]);
        assert!(!torn.faults.is_empty(), "cut at {cut}");
    }
    for odd in [
        "[]",
        "{}",
        "7",
        "null",
        "[[]]",
        r#"{ "Vpcs": 7 }"#,
        r#"{ "Vpcs": [7, null, {}] }"#,
        r#"{ "Vpcs": [{ "VpcId": 7 }] }"#,
        r#"{ "Vpcs": [{ "VpcId": "vpc-1", "CidrBlock": "x" }] }"#,
    ] {
        let odd = imported(odd);
        let loaded = Scenario::parse(&odd.draft.text());
        assert!(!odd.faults.is_empty() || !build(&loaded.scenario).faults.is_empty());
    }
}

#[test]
fn thousands_of_interfaces_are_no_burden() {
    let mut text = String::from(
        r#"{ "Vpcs": [{ "VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/8" }],
  "SecurityGroups": [{ "GroupId": "sg-1", "VpcId": "vpc-1" }], "Subnets": ["#,
    );
    text = text.replace("10.0.0.0/8", "10.0.0.0/16");
    for subnet in 0..16 {
        let comma = if subnet > 0 { "," } else { "" };
        let range = subnet * 16;
        let _ = write!(
            text,
            r#"{comma}{{ "SubnetId": "subnet-{subnet}", "VpcId": "vpc-1", "AvailabilityZone": "us-east-1a", "CidrBlock": "10.0.{range}.0/20" }}"#
        );
    }
    text.push_str(r#"], "NetworkInterfaces": ["#);
    for host in 0..4_000 {
        let comma = if host > 0 { "," } else { "" };
        let (subnet, low) = (host % 16, host / 16);
        let third = subnet * 16 + 1 + low / 200;
        let fourth = low % 200 + 10;
        let _ = write!(
            text,
            r#"{comma}{{ "NetworkInterfaceId": "eni-{host}", "SubnetId": "subnet-{subnet}", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.{third}.{fourth}", "Attachment": {{ "InstanceId": "i-{host}", "DeviceIndex": 0 }}, "Groups": [{{ "GroupId": "sg-1" }}] }}"#
        );
    }
    text.push_str("] }");
    assert_eq!(sound(&imported(&text)).world.hosts.len(), 4_000);
}
