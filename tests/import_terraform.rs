//! Plans and states of Terraform become scenarios that answer as the networks they describe.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;

use console::vpcsim;
use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use vpcsim::import::terraform::{Imported, read};
use vpcsim::journey::{matrix, probe};
use vpcsim::scenario::Scenario;
use vpcsim::trace::Way;
use vpcsim::world::{Built, Place, build};

const FOLDER: &str = "tests/import/terraform";

fn fixture(name: &str) -> String {
    fs::read_to_string(format!("{FOLDER}/{name}")).unwrap()
}

fn imported(text: &str) -> Imported {
    let imported = read("plan.json", text);
    assert!(imported.faults.is_empty(), "{:?}", imported.faults);
    imported
}

/// The world of an imported scenario, with `more` beside it.
fn world(imported: &Imported, more: &str) -> Built {
    let files = BTreeMap::from([
        ("net.ron".to_owned(), imported.text.clone()),
        ("more.ron".to_owned(), format!("Scenario({more})")),
    ]);
    let loaded = Scenario::load_with(&files, "net.ron", "more.ron");
    assert!(
        loaded.faults.is_empty(),
        "{:?}\n{}",
        loaded.faults,
        imported.text
    );
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:?}\n{}", built.faults, imported.text);
    built
}

/// What every host gets of every bucket and endpoint, and which kinds of gateways it passes.
fn answers(imported: &Imported) -> Vec<(String, String, Vec<String>)> {
    let world = world(imported, "").world;
    let asked = matrix::ask(&world);
    let mut found = Vec::new();
    for (asker, row) in asked.askers.iter().zip(&asked.rows) {
        for answer in row {
            let gateways = answer.way.iter().flat_map(Way::gateways);
            let outcome = answer.outcome.map(|outcome| outcome.to_string());
            found.push((
                world.hosts.name(asker.host).to_owned(),
                outcome.unwrap_or_default(),
                gateways.map(kind).collect(),
            ));
        }
    }
    found
}

fn kind(place: Place) -> String {
    let name = format!("{place:?}");
    name.split('(').next().unwrap_or_default().to_owned()
}

/// What a probe from one host to another finds.
fn found(imported: &Imported, from: &str, to: &str, asks: &str) -> &'static str {
    let probes = format!("probes: [Probe(from: \"{from}\", to: \"{to}\", {asks})]");
    let built = world(imported, &probes);
    probe::ask(&built.world, &built.plan.probes[0])
        .finding
        .name()
}

#[test]
fn a_fresh_plan_and_the_state_after_it_give_the_same_answers() {
    let (plan, state) = (
        imported(&fixture("plan.json")),
        imported(&fixture("state.json")),
    );
    let answers_of_plan = answers(&plan);
    assert_eq!(
        answers_of_plan,
        answers(&state),
        "{}\n{}",
        plan.text,
        state.text
    );
    // Two hosts, two buckets: one that the endpoint's policy names, and one that it does not.
    let outcomes: Vec<&str> = answers_of_plan
        .iter()
        .map(|(_, outcome, _)| outcome.as_str())
        .collect();
    assert!(outcomes.contains(&"200"), "{outcomes:?}");
    assert!(
        outcomes.contains(&"403 AccessDenied{vpce,implicit}"),
        "{outcomes:?}"
    );
    for (host, _, gateways) in &answers_of_plan {
        assert_eq!(gateways, &["VpcEndpoint"], "{host}");
    }
}

#[test]
fn what_is_not_known_yet_is_found_by_its_references() {
    let plan = imported(&fixture("plan.json"));
    for line in [
        // Through a module's output and the own number.
        "\"app-0\": Host(",
        "subnet: \"subnet-net-private-a\"",
        "subnet: \"subnet-net-private-b\"",
        // Through a block's own expression, and a number in brackets.
        "Route(\"0.0.0.0/0\", \"igw-net-main\")",
        "Route(\"0.0.0.0/0\", \"nat-net-main\")",
        "NatGateway(subnet: \"subnet-net-public-0\"",
        // Through a variable of one module and an output of another.
        "route_tables: [\"rtb-net-private\"]",
        "role: \"111122223333:app\"",
        "Managed(\"AmazonS3FullAccess\")",
    ] {
        assert!(plan.text.contains(line), "{line}\n{}", plan.text);
    }
    let state = imported(&fixture("state.json"));
    for line in [
        "\"vpc-0a1\": Vpc(",
        "Route(\"0.0.0.0/0\", \"nat-0a1\")",
        "elastic_ip: \"198.51.100.20\"",
    ] {
        assert!(state.text.contains(line), "{line}\n{}", state.text);
    }
    // Both tell what they leave out, once and with its address.
    for imported in [plan, state] {
        assert_eq!(
            imported.notes,
            ["aws_cloudwatch_log_group.app: not understood, left out"],
            "{}",
            imported.text
        );
    }
}

#[test]
fn the_three_ways_of_writing_a_groups_rules_are_one() {
    let mut seen = Vec::new();
    for name in [
        "groups-inline.json",
        "groups-rules.json",
        "groups-vpc-rules.json",
    ] {
        let imported = imported(&fixture(name));
        assert!(
            imported.notes.is_empty() || imported.notes.len() == 1,
            "{:?}",
            imported.notes
        );
        let answers = [
            found(&imported, "web", "db", "port: 5432"),
            found(&imported, "eve", "db", "port: 5432"),
            found(&imported, "web", "db", "port: 22"),
            found(&imported, "eve", "db", "protocol: \"icmp\""),
            found(&imported, "db", "web", "port: 80"),
        ];
        // A port that is let through and not listened on answers with a reset.
        assert_eq!(
            answers,
            ["closed", "filtered", "filtered", "reply", "filtered"],
            "{name}\n{}",
            imported.text
        );
        seen.push(
            imported
                .text
                .lines()
                .skip(1)
                .map(str::to_owned)
                .collect::<Vec<_>>()
                .join("\n"),
        );
    }
    for text in &seen {
        let groups = |text: &str| text[text.find("security_groups: {").unwrap()..].to_owned();
        assert_eq!(groups(text), groups(&seen[0]));
    }
}

#[test]
fn what_a_plan_does_not_tell_is_told() {
    let known = fixture("plan.json");
    // Values of locals are not in a plan: the only VPC is taken, and that is said.
    let text = known.replace(r#""var.vpc_id""#, r#""local.vpc_id""#);
    assert_ne!(text, known);
    let lost = imported(&text);
    assert!(
        lost.notes
            .iter()
            .any(|note| note.contains("`local.vpc_id`") && note.contains("the only one")),
        "{:?}",
        lost.notes
    );
    assert_eq!(answers(&lost), answers(&imported(&known)));
    // A thing outside the plan.
    let text = known.replace(
        "\"aws_nat_gateway.main.id\", \"aws_nat_gateway.main\"",
        "\"data.aws_nat_gateway.old.id\"",
    );
    assert_ne!(text, known);
    let gone = imported(&text);
    assert!(
        gone.notes
            .iter()
            .any(|note| note.contains("route to 0.0.0.0/0 is left out")),
        "{:?}",
        gone.notes
    );
}

#[test]
fn the_command_writes_a_scenario_and_diff_takes_plans() {
    let folder = tempfile::tempdir().unwrap();
    let plan = fixture("plan.json");
    fs::write(folder.path().join("before.json"), &plan).unwrap();
    // The endpoint's policy lets everything pass.
    let after = plan.replace(
        "[\\\"arn:aws:s3:::tf-reports\\\", \\\"arn:aws:s3:::tf-reports/*\\\"]",
        "\\\"*\\\"",
    );
    assert_ne!(after, plan);
    fs::write(folder.path().join("after.json"), after).unwrap();
    let asks = r#"Scenario(
        clients: { "app": Client(host: "app-0") },
        workload: [
            Requests(id: "own", client: "app", call: PutObject(to: "s3://tf-reports/{n}"), rate: Constant("5/s"), count: 10),
            Requests(id: "other", client: "app", call: PutObject(to: "s3://tf-other/{n}"), rate: Constant("5/s"), count: 10),
        ],
    )"#;
    fs::write(folder.path().join("asks.ron"), asks).unwrap();
    let output = vpcsim(
        folder.path(),
        &["import", "terraform", "before.json", "-o", "before.ron"],
    );
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("aws_cloudwatch_log_group.app"));
    for before in ["before.json", "before.ron"] {
        let arguments = [
            "diff",
            before,
            "after.json",
            "--workload",
            "asks.ron",
            "--format",
            "json",
        ];
        let output = vpcsim(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let diff: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (&diff["changed"], &diff["unchanged"]),
            (&10.into(), &10.into()),
            "{diff:#}"
        );
        assert_eq!(diff["loads"][1]["groups"][0]["after"]["outcome"], "200");
    }
    let same = vpcsim(
        folder.path(),
        &[
            "diff",
            "before.json",
            "before.ron",
            "--workload",
            "asks.ron",
        ],
    );
    assert_eq!(same.status.code(), Some(0), "{same:?}");
}

#[test]
fn what_is_no_plan_is_refused_with_its_place_and_nothing_is_written() {
    let plan = fixture("plan.json");
    let two = fixture("state.json").replace("subnet-0pb", "subnet-0pa");
    for (text, says) in [
        (plan[..plan.len() / 2].to_owned(), "bad.json:"),
        (
            plan.replacen("\"1.2\"", "\"2.0\"", 1),
            "format version 2.0 is not known",
        ),
        (
            "{\"version\": 4, \"terraform_version\": \"1.9.5\", \"resources\": []}".to_owned(),
            "this is a state file itself",
        ),
        ("[]".to_owned(), "neither a plan nor a state"),
        (
            "{\"format_version\": \"1.2\"}".to_owned(),
            "there is nothing in it",
        ),
        (String::new(), "bad.json"),
        (two, "have one id, `subnet-0pa`"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("bad.json"), text).unwrap();
        let output = vpcsim(
            folder.path(),
            &["import", "terraform", "bad.json", "-o", "out.ron"],
        );
        assert_eq!(output.status.code(), Some(2), "{says}");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(says), "{says}:\n{told}");
        assert!(!folder.path().join("out.ron").exists());
    }
}

/// Every value of a JSON text, by its path.
fn paths(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    match value {
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                paths(
                    member,
                    &format!("{path}/{}", name.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        serde_json::Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                paths(item, &format!("{path}/{position}"), found);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(7), cases: 200, ..ProptestConfig::default() })]

    /// Whatever is missing from a plan or is of another shape, it is no reason to panic, and what
    /// is left is a text that can be read.
    #[test]
    fn a_plan_of_another_shape_is_no_reason_to_panic(pick in any::<prop::sample::Index>(), becomes in 0..5_usize, is_plan in any::<bool>()) {
        let text = fixture(if is_plan { "plan.json" } else { "state.json" });
        let mut plan: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut all = Vec::new();
        paths(&plan, "", &mut all);
        let path = &all[pick.index(all.len())];
        let other = [serde_json::json!(null), serde_json::json!([]), serde_json::json!({}), serde_json::json!("local.x"), serde_json::json!(-7)];
        *plan.pointer_mut(path).unwrap() = other[becomes].clone();
        let imported = read("plan.json", &plan.to_string());
        let loaded = Scenario::parse(&imported.text);
        prop_assert!(loaded.faults.iter().all(|fault| fault.code == "wrong-value" || fault.code == "duplicate-id"), "{:?}\n{}", loaded.faults, imported.text);
    }
}
