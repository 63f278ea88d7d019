//! Sweeps as people and batch systems make them: the same results on any number of threads and in
//! any number of parts, and help for what cannot be swept.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;
mod snapshot;

use console::{console, text, vpcsim};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tempfile::TempDir;
use vpcsim::report::sweep::{Asked, Axis, Sheet};

/// A folder with the scenarios of `tests/sweep`.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in ["pool.ron", "network.ron"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/sweep")
            .join(name);
        fs::copy(from, folder.path().join(name)).unwrap();
    }
    folder
}

/// Compares with `tests/sweep/<name>.snap`; `INSTA_UPDATE=always cargo test --test sweep` writes it.
fn check(name: &str, shown: &str) {
    snapshot::check("sweep", name, shown);
}

/// Everything a command wrote into one folder.
fn written(folder: &TempDir, name: &str) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder.path().join(name)).unwrap();
    let files = entries.map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    files.collect()
}

const SWEPT: [&str; 6] = [
    "sweep",
    "pool.ron",
    "--set",
    "clients.uploader.connections=1..16:*2",
    "--seeds",
    "1..3",
];

fn sweep(folder: &TempDir, more: &[&str]) {
    let output = vpcsim(folder, &[&SWEPT[..], more].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn the_pages_are_these() {
    let folder = folder();
    for (name, arguments) in [
        ("help-sweep", &["sweep", "--help"][..]),
        ("help-merge", &["sweep", "merge", "--help"]),
        (
            "sweep",
            &[
                "sweep",
                "pool.ron",
                "--set",
                "clients.uploader.connections=1,2,4",
                "--out",
                "there",
            ],
        ),
        (
            "sweep-json",
            &[
                "sweep",
                "pool.ron",
                "--set",
                "model.first_byte=50ms",
                "--set",
                "clients.uploader.retries=Off",
                "--format",
                "json",
            ],
        ),
    ] {
        check(name, &console(&folder, arguments));
    }
    check("runs-csv", &written(&folder, "there")["runs.csv"]);
}

#[test]
fn threads_and_parts_change_nothing() {
    let folder = folder();
    sweep(&folder, &["--out", "whole", "--threads", "1"]);
    sweep(&folder, &["--out", "threaded", "--threads", "5"]);
    let whole = written(&folder, "whole");
    assert_eq!(whole, written(&folder, "threaded"));
    assert_eq!(whole["runs.jsonl"].lines().count(), 15);
    for part in 1..=4 {
        let (shard, out) = (format!("{part}/4"), format!("part-{part}"));
        sweep(&folder, &["--shard", &shard, "--out", &out]);
    }
    for (out, parts) in [
        ("merged", &["part-1", "part-2", "part-3", "part-4"][..]),
        ("backwards", &["part-4", "part-3", "part-2", "part-1"]),
        ("again", &["merged", "part-2", "merged"]),
    ] {
        let arguments = [&["sweep", "merge"], parts, &["--out", out]].concat();
        let output = vpcsim(&folder, &arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(written(&folder, out), whole, "{out}");
    }
}

#[test]
fn each_swept_setting_gets_its_pictures() {
    let folder = folder();
    let connections = "clients.uploader.connections=1,2,4,8";
    let retries = "clients.uploader.retries=Off,Standard(max_attempts: 2)";
    let pictures = |more: &[&str], out: &str| {
        let arguments = [&["sweep", "pool.ron", "--out", out], more].concat();
        let output = vpcsim(&folder, &arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let mut files = written(&folder, out);
        files.retain(|name, _| Path::new(name).extension().is_some_and(|it| it == "svg"));
        files
    };
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    let plain = ["cost.svg", "latency.svg", "outcomes.svg"];
    let one = pictures(&["--set", connections], "one");
    assert_eq!(names(&one), plain);
    assert!(one["latency.svg"].contains("90 of 100 at most"));
    assert_eq!(names(&pictures(&["--seeds", "1..3"], "seeds")), plain);

    let two = pictures(
        &["--set", connections, "--set", retries, "--seeds", "1..2"],
        "two",
    );
    let both = ["cost", "latency", "outcomes"]
        .map(|what| ["connections", "retries"].map(|by| format!("{what}-by-{by}.svg")));
    assert_eq!(names(&two), both.concat());
    // A line for each value of the other setting, and points that are means over the seeds.
    for words in [
        "retries Off",
        "Standard(max_attempts: 2)",
        "a mean over 2 seeds.",
    ] {
        assert!(two["latency-by-connections.svg"].contains(words), "{words}");
    }
    assert!(two["cost-by-retries.svg"].contains("connections 8"));
    // Seven lines would be too many: then the other setting is averaged as well.
    let many = "clients.uploader.connections=1..7";
    let means = pictures(&["--set", many, "--set", retries], "means");
    let words = "a mean over all values of clients.uploader.connections.";
    assert!(means["outcomes-by-retries.svg"].contains(words));
    // Nothing of an earlier sweep stays beside a later one; what is not ours does.
    let kept = folder.path().join("two/network.svg");
    fs::write(&kept, "").unwrap();
    assert_eq!(names(&pictures(&["--set", retries], "two")).len(), 4);
    assert!(kept.exists());
}

#[test]
fn seeds_prices_and_latencies_can_be_swept() {
    let folder = folder();
    let rows = |more: &[&str]| -> Vec<serde_json::Value> {
        let arguments = [&["sweep", "pool.ron", "--format", "json"], more].concat();
        let output = vpcsim(&folder, &arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let lines = text(&output.stdout).lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    // The scenario's own seed is a setting like any other, and the same as `--seeds`.
    let seeds = rows(&["--seeds", "1..3"]);
    assert_eq!(seeds, rows(&["--set", "seed=1..3"]));
    let fingerprints: std::collections::BTreeSet<_> = seeds
        .iter()
        .map(|row| row["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(fingerprints.len(), 3);

    let dollars = |row: &serde_json::Value| row["usd"].as_str().unwrap().parse::<f64>().unwrap();
    let prices = rows(&["--set", "prices.s3-put-requests=0.005,0.010"]);
    assert!(
        (dollars(&prices[1]) - dollars(&prices[0]) - 0.0003).abs() < 1e-12,
        "{prices:?}"
    );

    let waits = rows(&[
        "--set",
        "model.first_byte=50ms,150ms",
        "--set",
        "clients.uploader.connections=60",
    ]);
    let p50 = |row: &serde_json::Value| row["p50_us"].as_u64().unwrap();
    assert!(
        (80_000..130_000).contains(&(p50(&waits[1]) - p50(&waits[0]))),
        "{waits:?}"
    );
}

#[test]
fn missing_runs_are_named_and_only_they_are_made() {
    let folder = folder();
    sweep(&folder, &["--out", "whole"]);
    sweep(&folder, &["--shard", "1/4", "--out", "a"]);
    sweep(&folder, &["--shard", "3/4", "--out", "b"]);
    let output = vpcsim(&folder, &["sweep", "merge", "a", "b", "--out", "some"]);
    assert_eq!(output.status.code(), Some(1));
    let said = "7 of 15 runs are missing: make them with `--runs 2,4,6,8,10,12,14`";
    assert!(
        text(&output.stderr).contains(said),
        "{}",
        text(&output.stderr)
    );
    sweep(&folder, &["--runs", "2,4,6,8,10,12,14", "--out", "rest"]);
    let output = vpcsim(&folder, &["sweep", "merge", "some", "rest", "--out", "all"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(written(&folder, "all"), written(&folder, "whole"));
}

#[test]
fn parts_of_different_sweeps_are_refused() {
    let folder = folder();
    let one = ["sweep", "pool.ron", "--seeds", "1..2", "--out", "one"];
    assert!(vpcsim(&folder, &one).status.success());
    let other = ["sweep", "pool.ron", "--seeds", "1..3", "--out", "other"];
    assert!(vpcsim(&folder, &other).status.success());
    let edited = fs::read_to_string(folder.path().join("network.ron")).unwrap() + "// edited\n";
    fs::write(folder.path().join("network.ron"), edited).unwrap();
    let later = ["sweep", "pool.ron", "--seeds", "1..2", "--out", "later"];
    assert!(vpcsim(&folder, &later).status.success());
    fs::create_dir(folder.path().join("empty")).unwrap();
    for (part, said) in [
        ("other", "they sweep over different values"),
        ("later", "they are of different texts of the scenario"),
        ("empty", "cannot read `empty"),
        ("nowhere", "cannot read `nowhere"),
    ] {
        let output = vpcsim(&folder, &["sweep", "merge", "one", part, "--out", "all"]);
        assert_eq!(output.status.code(), Some(2), "{part}");
        assert!(
            text(&output.stderr).contains(said),
            "{part}: {}",
            text(&output.stderr)
        );
        assert!(
            !folder.path().join("all").exists(),
            "{part}: something was written"
        );
    }
}

#[test]
fn what_cannot_be_swept_gets_an_answer_that_helps() {
    let folder = folder();
    let mut page = String::new();
    for arguments in [
        &["--set", "clients.uploder.connections=1..4"][..],
        &["--set", "clients.uploader.conections=1..4"],
        &["--set", "client.uploader.connections=1..4"],
        &["--set", "clients.uploader.connections=many"],
        &["--set", "clients.uploader.connections.most=4"],
        &["--set", "workload.get.count=4"],
        &["--set", "model.first_bite=50ms"],
        &["--set", "prices.nat-gatway-gb=0.05"],
        &["--set", "clients..connections=4"],
        &["--set", "clients.uploader.connections"],
        &["--set", "clients.uploader.connections=4..1"],
        &["--set", "model.first_byte=10ms..1s"],
        &["--set", "seed=1", "--set", "seed=2"],
        &["--set", "seed=first"],
        &["--set", "seed=1..3", "--seeds", "1..3"],
        &["--seeds", "first"],
        &["--shard", "5/4"],
        &["--shard", "auto/4"],
        &["--shard", "some"],
        &["--runs", "2"],
        &[
            "--seeds",
            "1..100000",
            "--set",
            "clients.uploader.connections=1..100000",
        ],
    ] {
        let arguments = [&["sweep", "pool.ron"], arguments].concat();
        let shown = console(&folder, &arguments);
        assert!(shown.ends_with("--- exit code 2\n"), "{shown}");
        page.push_str(&shown);
        page.push('\n');
    }
    check("refused", &page);
    assert!(
        !folder.path().join("outputs").exists(),
        "nothing is written"
    );
}

#[test]
fn a_batch_system_says_which_part_a_job_makes() {
    let folder = folder();
    for (variables, runs) in [
        (&[("AWS_BATCH_JOB_ARRAY_INDEX", "0")][..], "1"),
        (&[("JOB_COMPLETION_INDEX", "2")], "3"),
        (
            &[("SLURM_ARRAY_TASK_ID", "6"), ("SLURM_ARRAY_TASK_MIN", "5")],
            "2",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_vpcsim"))
            .args([
                "sweep", "pool.ron", "--seeds", "1..3", "--shard", "auto/3", "--format", "json",
            ])
            .envs(variables.iter().copied())
            .current_dir(folder.path())
            .output()
            .unwrap();
        let row: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(row["run"].to_string(), runs, "{variables:?}");
    }
}

#[test]
fn the_job_file_of_gnu_parallel_makes_the_same_sweep() {
    let has = |program: &str| {
        let mut command = Command::new(program);
        let command = command
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !has("parallel") {
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"skipped: GNU parallel is not installed\n",
        );
        return;
    }
    let folder = folder();
    sweep(&folder, &["--out", "whole"]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/parallel/sweep.sh");
    let make = || {
        Command::new("bash")
            .arg(&script)
            .args(["3", "all"])
            .args(&SWEPT[1..])
            .env("VPCSIM", env!("CARGO_BIN_EXE_vpcsim"))
            .env("HOME", folder.path())
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    for _ in 0..2 {
        let output = make();
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(written(&folder, "all"), written(&folder, "whole"));
    }
}

/// A part of a sweep of sixteen runs.
fn part(runs: &[u64]) -> Sheet {
    let asked = Asked {
        vpcsim: "1".to_owned(),
        scenario: "s".to_owned(),
        texts: "t".to_owned(),
        axes: vec![Axis {
            path: "a".to_owned(),
            values: vec!["x, \"y\"".to_owned(), "2".to_owned()],
        }],
        seeds: (1..=8).collect(),
        runs: 16,
    };
    let rows = runs.iter().map(|run| (*run, format!("{{\"run\":{run}}}")));
    Sheet {
        asked,
        rows: rows.collect(),
    }
}

fn merged(parts: &[&Sheet]) -> Sheet {
    let mut all = parts[0].clone();
    for part in &parts[1..] {
        all.merge(part).unwrap();
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn merging_is_associative_commutative_and_idempotent(
        a in proptest::collection::vec(1u64..=16, 0..8),
        b in proptest::collection::vec(1u64..=16, 0..8),
        c in proptest::collection::vec(1u64..=16, 0..8),
    ) {
        let (a, b, c) = (part(&a), part(&b), part(&c));
        let left = merged(&[&merged(&[&a, &b]), &c]);
        prop_assert_eq!(&left, &merged(&[&a, &merged(&[&b, &c])]));
        prop_assert_eq!(&left, &merged(&[&c, &b, &a]));
        prop_assert_eq!(&left, &merged(&[&left, &b, &left]));
        prop_assert_eq!(left.missing().len() + left.rows.len(), 16);
        let read = Sheet::read(&left.asked.to_json().to_string(), &left.json_lines()).unwrap();
        prop_assert_eq!(read, left);
    }
}

#[test]
fn parts_that_disagree_are_refused() {
    let (mut a, mut b) = (part(&[1, 2]), part(&[2, 3]));
    b.rows.insert(2, "{\"run\":2,\"served\":0}".to_owned());
    assert_eq!(a.merge(&b), Err("run 2 came out differently".to_owned()));
    b.asked.vpcsim = "2".to_owned();
    assert!(a.merge(&b).unwrap_err().contains("different versions"));
}
