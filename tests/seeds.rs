//! What hangs on a run's seed, and that everything that does gets the same one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;

use std::fs;

use console::{text, vpcsim};
use tempfile::TempDir;

/// Keys of a pattern and the calls of a mix are drawn by the seed that the run has.
#[test]
fn another_seed_draws_other_keys_and_calls() {
    let folder = TempDir::new().unwrap();
    fs::copy("tests/sweep/network.ron", folder.path().join("network.ron")).unwrap();
    // Keys that begin with 1 to 4 are there.
    let drawn = r#"Scenario(include: ["network.ron"],
        buckets: { "stock": Bucket(account: "111122223333", region: "us-east-1",
            objects: [Object(key: "1*"), Object(key: "2*"), Object(key: "3*"), Object(key: "4*")]) },
        clients: { "up": Client(host: "web") },
        workload: [
            Requests(id: "keys", client: "up", call: HeadObject("s3://stock/{n}"), rate: Constant("20/s"), count: 40, keys: Uniform(1000)),
            Mix(id: "mix", client: "up", rate: Constant("20/s"), count: 40,
                calls: [Weighted(1, GetObject("s3://stock/1")), Weighted(1, HeadObject("s3://stock/1"))]),
        ])"#;
    fs::write(folder.path().join("drawn.ron"), drawn).unwrap();
    let seeded = format!("{}, seed: 9)", drawn.strip_suffix(')').unwrap());
    fs::write(folder.path().join("seeded.ron"), seeded).unwrap();
    let requests = |scenario: &str, seed: &str| {
        let run = ["run", scenario, "--out", "out"];
        let seed = ["--seed", seed];
        let arguments = if seed[1].is_empty() {
            run.to_vec()
        } else {
            [&run[..], &seed].concat()
        };
        let output = vpcsim(&folder, &arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let lines = fs::read_to_string(folder.path().join("out/requests.jsonl")).unwrap();
        let asked = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{} {} {}", row["id"], row["number"], row["outcome"])
        };
        let mut lines: Vec<String> = lines.lines().map(asked).collect();
        lines.sort();
        lines
    };
    let own = requests("drawn.ron", "");
    let other = requests("drawn.ron", "9");
    assert_eq!(other, requests("seeded.ron", ""));
    assert_eq!(own, requests("seeded.ron", "1"));
    for part in ["\"keys\"", "\"mix/1\""] {
        let of = |lines: &[String]| {
            let lines = lines.iter().filter(|line| line.starts_with(part));
            lines.cloned().collect::<Vec<_>>()
        };
        assert_ne!(of(&own), of(&other), "{part}");
    }
}

/// The question that a run ends with is about that run, whatever its seed.
#[test]
fn a_run_with_another_seed_is_explained_with_it() {
    let folder = TempDir::new().unwrap();
    fs::copy("tests/sweep/network.ron", folder.path().join("network.ron")).unwrap();
    // Every tenth key is there.
    let scarce = r#"Scenario(include: ["network.ron"],
        buckets: { "stock": Bucket(account: "111122223333", region: "us-east-1", objects: [Object(key: "1*")]) },
        clients: { "up": Client(host: "web") },
        workload: [Requests(id: "keys", client: "up", call: HeadObject("s3://stock/{n}"), rate: Constant("20/s"), count: 40, keys: Uniform(99))])"#;
    fs::write(folder.path().join("scarce.ron"), scarce).unwrap();
    let mut asked = Vec::new();
    for seed in ["5", "6", "7"] {
        let output = vpcsim(
            &folder,
            &["run", "scarce.ron", "--seed", seed, "--out", "out"],
        );
        let told = text(&output.stderr);
        let question = told
            .lines()
            .find_map(|line| line.strip_prefix("why?  vpcsim "))
            .unwrap();
        assert!(question.ends_with(&format!(" --seed {seed}")), "{question}");
        let lines = fs::read_to_string(folder.path().join("out/requests.jsonl")).unwrap();
        let rows = lines
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let rows: Vec<serde_json::Value> = rows.collect();
        for number in 1..=5 {
            let row = rows.iter().find(|row| row["number"] == number).unwrap();
            let number = number.to_string();
            let arguments = [
                "explain",
                "scarce.ron",
                "keys",
                "--number",
                &number,
                "--seed",
                seed,
                "--format",
                "json",
            ];
            let explained = vpcsim(&folder, &arguments);
            let explained: serde_json::Value = serde_json::from_slice(&explained.stdout).unwrap();
            assert_eq!(
                explained["outcome"], row["outcome"],
                "{seed} {number}: {explained}"
            );
            asked.push(explained["asked"].to_string());
        }
    }
    asked.sort();
    asked.dedup();
    assert!(asked.len() > 5, "{asked:?}");
}
