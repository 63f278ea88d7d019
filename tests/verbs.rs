//! What `probe`, `matrix` and `graph` print, and what they say to bad input.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;
mod snapshot;

use console::{console, text, vpcsim};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// A folder with the scenario of `tests/verbs`, in which commands run.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verbs/reach.ron");
    fs::copy(from, folder.path().join("reach.ron")).unwrap();
    folder
}

/// Compares with `tests/verbs/<name>.snap`; `INSTA_UPDATE=always cargo test --test verbs` writes it.
fn check(name: &str, shown: &str) {
    snapshot::check("verbs", name, shown);
}

#[test]
fn the_pages_are_these() {
    let folder = folder();
    for (name, arguments) in [
        ("probe", &["probe", "reach.ron"][..]),
        ("probe-json", &["probe", "reach.ron", "--format", "json"]),
        (
            "probe-verbose",
            &[
                "probe",
                "reach.ron",
                "--from",
                "worker",
                "--to",
                "web",
                "--protocol",
                "icmp",
                "-v",
            ],
        ),
        (
            "probe-later",
            &[
                "probe",
                "reach.ron",
                "--from",
                "vault",
                "--to",
                "s3.us-west-2.amazonaws.com",
                "--at",
                "11s",
            ],
        ),
        ("matrix", &["matrix", "reach.ron"]),
        ("matrix-csv", &["matrix", "reach.ron", "--format", "csv"]),
        ("graph-dot", &["graph", "reach.ron", "--format", "dot"]),
        (
            "graph-mermaid",
            &["graph", "reach.ron", "--format", "mermaid"],
        ),
        ("help-probe", &["probe", "--help"]),
        ("help-matrix", &["matrix", "--help"]),
        ("help-graph", &["graph", "--help"]),
    ] {
        check(name, &console(&folder, arguments));
    }
}

#[test]
fn bad_questions_get_an_answer_that_helps() {
    let folder = folder();
    for (arguments, says) in [
        (
            &["--from", "wrker", "--to", "web"][..],
            "did you mean `worker`?",
        ),
        (
            &["--from", "web", "--to", "http://x/"],
            "neither an address nor a name",
        ),
        (
            &["--from", "web", "--to", "10.0.0.300"],
            "neither an address nor a name",
        ),
        (
            &["--from", "web", "--to", "web", "--port", "0"],
            "0 is not in 1..=65535",
        ),
        (
            &["--from", "web", "--to", "web", "--port", "65536"],
            "65536 is not in 1..=65535",
        ),
        (
            &["--from", "web", "--to", "web", "--protocol", "all"],
            "invalid value 'all'",
        ),
        (&["--from", "web"], "--to <ADDRESS|NAME>"),
        (&["--to", "web"], "--from <HOST>"),
        (&["--port", "80"], "--from <HOST>"),
        (&["--at", "soon"], "invalid value 'soon'"),
    ] {
        let mut all = vec!["probe", "reach.ron"];
        all.extend(arguments);
        let output = vpcsim(&folder, &all);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let told = text(&output.stderr);
        assert!(told.contains(says), "{arguments:?} says\n{told}");
    }
}

#[test]
fn bad_probes_of_a_scenario_are_faults_with_their_places() {
    let folder = folder();
    let scenario = "Scenario(\n    hosts: { \"laptop\": Host(internet: \"203.0.113.7\") },\n    \
                    probes: [\n        PROBE,\n    ],\n)\n";
    for (probe, says) in [
        (
            r#"Probe(from: "latpop", to: "203.0.113.9")"#,
            "did you mean `laptop`?",
        ),
        (
            r#"Probe(from: "laptop", to: "ftp://x")"#,
            "neither an address nor a name",
        ),
        (r#"Probe(from: "laptop", to: "x", port: 0)"#, "0 is no port"),
        (
            r#"Probe(from: "laptop", to: "x", port: 70000)"#,
            "70000 is no port",
        ),
        (
            r#"Probe(from: "laptop", to: "x", protocol: "all")"#,
            "a packet has one protocol",
        ),
        (
            r#"Probe(from: "laptop", to: "x", expect: "opn")"#,
            "did you mean `open`?",
        ),
        (
            r#"Probe(from: "laptop", to: "x", protocol: "icmp", expect: "open")"#,
            "`reply`",
        ),
    ] {
        let text_of = scenario.replace("PROBE", probe);
        fs::write(folder.path().join("bad.ron"), text_of).unwrap();
        let output = vpcsim(&folder, &["probe", "bad.ron"]);
        assert_eq!(output.status.code(), Some(2), "{probe}");
        let told = text(&output.stderr);
        assert!(told.contains(says), "{probe} says\n{told}");
        assert!(told.contains("bad.ron:4:"), "{probe} says\n{told}");
    }
    fs::write(folder.path().join("bad.ron"), "Scenario()").unwrap();
    let output = vpcsim(&folder, &["probe", "bad.ron"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("the scenario has no `probes`"));
}

#[test]
fn a_name_that_does_not_resolve_is_an_answer() {
    let folder = folder();
    let asked = [
        "probe",
        "reach.ron",
        "--from",
        "web",
        "--to",
        "no.such.example",
    ];
    let output = vpcsim(&folder, &asked);
    assert_eq!(output.status.code(), Some(0));
    let told = text(&output.stdout);
    assert!(
        told.contains("no address") && told.contains("DNS_NAME_UNKNOWN"),
        "{told}"
    );
}

#[test]
fn test_judges_probes_too() {
    let folder = folder();
    let output = vpcsim(&folder, &["test", "reach.ron"]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stdout);
    assert!(told.contains("5 of 6 expectations hold"), "{told}");
    assert!(
        told.contains("expected  probe ping from outside: reply"),
        "{told}"
    );
}

#[test]
fn a_large_matrix_is_folded_and_split_and_whole_in_json() {
    let folder = folder();
    let (mut hosts, mut buckets) = (String::new(), String::new());
    for number in 0..60 {
        let _ = write!(
            hosts,
            "\"h{number}\": Host(internet: \"203.0.113.{}\"),",
            number + 1
        );
    }
    for number in 0..12 {
        let _ = write!(
            buckets,
            "\"a-bucket-with-a-name-{number}\": Bucket(account: \"111122223333\", region: \"us-east-1\"),"
        );
    }
    let scenario = format!(
        "Scenario(accounts: {{ \"111122223333\": Account() }}, hosts: {{ {hosts} }}, buckets: {{ {buckets} }})"
    );
    fs::write(folder.path().join("large.ron"), scenario).unwrap();
    let output = vpcsim(&folder, &["matrix", "large.ron"]);
    let told = text(&output.stdout);
    assert!(told.contains("h0 and 59 more"), "{told}");
    assert!(
        told.lines().all(|line| line.chars().count() <= 120),
        "{told}"
    );
    assert!(told.contains("a-bucket-with-a-name-11"), "{told}");
    let output = vpcsim(&folder, &["matrix", "large.ron", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let cells = json["cells"].as_array().unwrap();
    assert_eq!(cells.len(), 60 * 12);
    assert!(
        cells
            .iter()
            .all(|cell| cell["connected"] == true && cell["authorised"] == false)
    );
}

#[test]
fn an_empty_scenario_has_an_empty_matrix_and_picture() {
    let folder = folder();
    fs::write(folder.path().join("empty.ron"), "Scenario()").unwrap();
    let output = vpcsim(&folder, &["matrix", "empty.ron"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("there is nothing to ask"));
    for format in ["svg", "dot", "mermaid"] {
        let output = vpcsim(&folder, &["graph", "empty.ron", "--format", format]);
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert!(!output.stdout.is_empty(), "{format}");
    }
}

#[test]
fn a_picture_is_written_whole_into_a_file() {
    let folder = folder();
    let output = vpcsim(&folder, &["graph", "reach.ron", "-o", "reach.svg"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
    let svg = fs::read_to_string(folder.path().join("reach.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    let output = vpcsim(
        &folder,
        &["graph", "reach.ron", "-o", "no/such/folder/x.svg"],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot write"));
}

/// A folder with two designs of one network and a workload that stands apart.
fn designs() -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in ["before.ron", "after.ron", "asks.ron"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verbs/diff");
        fs::copy(from.join(name), folder.path().join(name)).unwrap();
    }
    folder
}

#[test]
fn two_designs_are_compared_request_by_request() {
    let folder = designs();
    let workload = ["--workload", "asks.ron"];
    for (name, arguments) in [
        ("diff", &["before.ron", "after.ron"][..]),
        (
            "diff-json",
            &["before.ron", "after.ron", "--format", "json"],
        ),
        ("diff-same", &["after.ron", "after.ron"]),
        (
            "diff-finer",
            &["before.ron", "after.ron", "--latency-least", "1ns"],
        ),
    ] {
        let all = [&["diff"], arguments, &workload].concat();
        check(name, &console(&folder, &all));
    }
    check("help-diff", &console(&folder, &["diff", "--help"]));
}

#[test]
fn every_request_is_in_one_place_of_the_comparison() {
    let folder = designs();
    let arguments = ["diff", "before.ron", "after.ron", "--workload", "asks.ron"];
    let json = [&arguments[..], &["--format", "json"]].concat();
    let diff: serde_json::Value = serde_json::from_slice(&vpcsim(&folder, &json).stdout).unwrap();
    let mut changed = 0;
    for load in diff["loads"].as_array().unwrap() {
        for group in load["groups"].as_array().unwrap() {
            changed += group["requests"].as_u64().unwrap();
            assert_ne!(group["before"], group["after"], "{group:#}");
        }
    }
    assert_eq!(changed, diff["changed"]);
    let unchanged = diff["unchanged"].as_u64().unwrap();
    assert_eq!(changed + unchanged, 24, "{diff:#}");
    let swapped = ["diff", "after.ron", "before.ron", "--workload", "asks.ron"];
    let json = [&swapped[..], &["--format", "json"]].concat();
    let back: serde_json::Value = serde_json::from_slice(&vpcsim(&folder, &json).stdout).unwrap();
    assert_eq!(diff["changed"], back["changed"]);
    for (there, back) in [(&diff, &back), (&back, &diff)] {
        let (there, back) = (&there["loads"][0]["groups"], &back["loads"][0]["groups"]);
        assert_eq!(there[0]["before"]["path"], back[0]["after"]["path"]);
    }
}

#[test]
fn designs_that_cannot_be_compared_say_why() {
    let folder = designs();
    fs::write(folder.path().join("wrong.ron"), "Scenario(sed: 1)\n").unwrap();
    let stray = "(clients: { \"c\": Client(host: \"wroker\") })\n";
    fs::write(folder.path().join("stray.ron"), stray).unwrap();
    for (arguments, says) in [
        (&["before.ron", "after.ron"][..], "--workload FILE.ron"),
        (&["before.ron", "wrong.ron"], "did you mean `seed`?"),
        (&["nowhere.ron", "after.ron"], "there is no such file"),
        (
            &["before.ron", "after.ron", "--workload", "stray.ron"],
            "did you mean `worker`?",
        ),
        (
            &["before.ron", "after.ron", "--workload", "nowhere.ron"],
            "there is no such file",
        ),
        (
            &["before.ron", "after.ron", "--latency-least", "soon"],
            "invalid value 'soon'",
        ),
    ] {
        let output = vpcsim(&folder, &[&["diff"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let told = text(&output.stderr);
        assert!(told.contains(says), "{arguments:?} says\n{told}");
    }
}

/// What `diff` and `run` tell programs, and how `diff` ends.
fn told(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let output = vpcsim(folder, &[arguments, &["--format", "json"]].concat());
    let told = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code(), told)
}

/// The two designs of `scenarios/nat-*.ron`.
fn nat_designs() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("parts")).unwrap();
    for name in ["nat-before.ron", "nat-after.ron", "parts/nat-buckets.ron"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        fs::copy(from.join(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// Writes the first design as `name`, with `new` in place of `old`.
fn variant(folder: &TempDir, name: &str, (old, new): (&str, &str)) {
    let text = fs::read_to_string(folder.path().join("nat-before.ron")).unwrap();
    assert_eq!(text.matches(old).count(), 1, "{old}");
    fs::write(folder.path().join(name), text.replace(old, new)).unwrap();
}

fn usd(amount: &serde_json::Value) -> vpcsim::units::Money {
    amount.as_str().unwrap().parse().unwrap()
}

#[test]
fn the_cost_of_two_designs_is_that_of_their_runs() {
    let folder = nat_designs();
    let (code, diff) = told(&folder, &["diff", "nat-before.ron", "nat-after.ron"]);
    assert_eq!(code, Some(1));
    check(
        "diff-cost",
        &console(&folder, &["diff", "nat-before.ron", "nat-after.ron"]),
    );
    let cost = &diff["cost"];
    let mut runs = Vec::new();
    // Neither run lasts a second hour, so that this run's bill does not hang on their lengths.
    for (side, file) in [("before", "nat-before.ron"), ("after", "nat-after.ron")] {
        let (_, run) = told(&folder, &["run", file]);
        assert_eq!(cost["usd"][side], run["cost"]["usd"], "{side}");
        let lines = cost["lines"].as_array().unwrap();
        let sum = lines.iter().map(|line| usd(&line["usd"][side])).sum();
        assert_eq!(usd(&cost["usd"][side]), sum, "{side}");
        let ended = run["run"]["ended_ns"].as_u64().unwrap();
        runs.push((ended, side, run));
    }
    // The longer run's month is that of `run`; the shorter one is billed until then too.
    let (_, side, longer) = runs.into_iter().max_by_key(|(ended, ..)| *ended).unwrap();
    assert_eq!(cost["until_s"], longer["run"]["ended_s"]);
    let month = &cost["usd_a_month_so"];
    assert_eq!(month[side], longer["cost"]["usd_a_month_so"]);
    // The gateway endpoint spares the NAT gateway's bytes (COST-02), and they cost something.
    assert!(
        usd(&cost["usd"]["after"]) < usd(&cost["usd"]["before"]),
        "{cost:#}"
    );
    let (code, same) = told(&folder, &["diff", "nat-before.ron", "nat-before.ron"]);
    let (_, run) = told(&folder, &["run", "nat-before.ron"]);
    assert_eq!(code, Some(0));
    for amount in ["usd", "usd_a_month_so"] {
        assert_eq!(same["cost"][amount]["change"], "0.00");
        assert_eq!(same["cost"][amount]["before"], run["cost"][amount]);
        assert_eq!(same["cost"][amount]["after"], run["cost"][amount]);
    }
}

#[test]
fn what_stands_costs_the_same_however_long_the_other_run_lasts() {
    let folder = nat_designs();
    variant(
        &folder,
        "slow.ron",
        (
            "Constant(\"1/s\"), count: 40",
            "Constant(\"1/min\"), count: 90",
        ),
    );
    let (_, diff) = told(&folder, &["diff", "nat-before.ron", "slow.ron"]);
    let lines = diff["cost"]["lines"].as_array().unwrap();
    let hours: Vec<_> = lines
        .iter()
        .filter(|line| line["counted"] == "hours")
        .collect();
    assert!(!hours.is_empty());
    for line in hours {
        assert_eq!(line["count"]["before"], 2, "{line:#}");
        assert_eq!(line["count"]["after"], 2, "{line:#}");
        assert_eq!(line["usd"]["change"], "0.00", "{line:#}");
    }
}

#[test]
fn a_difference_of_cost_alone_is_shown_and_is_no_change() {
    let folder = nat_designs();
    let nat = "\"nat-1\": NatGateway(subnet: \"public\", elastic_ip: \"198.51.100.20\")";
    let idle = "\"idle\": NatGateway(subnet: \"public\", elastic_ip: \"198.51.100.21\")";
    variant(&folder, "idle.ron", (nat, &format!("{nat}, {idle}")));
    check(
        "diff-cost-alone",
        &console(&folder, &["diff", "nat-before.ron", "idle.ron"]),
    );
    let (code, diff) = told(&folder, &["diff", "nat-before.ron", "idle.ron"]);
    assert_eq!((code, &diff["changed"]), (Some(0), &serde_json::json!(0)));
    assert!(usd(&diff["cost"]["usd"]["change"]) > vpcsim::units::Money::ZERO);
}
