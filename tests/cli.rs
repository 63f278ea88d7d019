//! What people and programs see of the command: pages, formats, exit codes, files, and what it
//! says to bad input.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;
mod snapshot;

use console::{console, text, vpcsim};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder with some of the scenarios of `tests/cli`, in which commands run.
fn folder(names: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in names {
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/cli")
            .join(name);
        fs::copy(from, folder.path().join(name)).unwrap();
    }
    folder
}

/// Compares with `tests/cli/<name>.snap`; `INSTA_UPDATE=always cargo test --test cli` writes it.
fn check(name: &str, shown: &str) {
    snapshot::check("cli", name, shown);
}

/// The names of all files below the folder.
fn files(folder: &TempDir) -> Vec<String> {
    fn collect(path: &Path, root: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, root, found);
            } else {
                found.push(
                    path.strip_prefix(root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .replace('\\', "/"),
                );
            }
        }
    }
    let mut found = Vec::new();
    collect(folder.path(), folder.path(), &mut found);
    found.sort();
    found
}

#[test]
fn the_pages_are_these() {
    for (name, arguments) in [
        ("run", &["run", "story.ron"][..]),
        (
            "explain-run",
            &["explain", "story.ron", "upload", "--number", "1"],
        ),
        (
            "explain-at",
            &["explain", "story.ron", "read", "--at", "500ms"],
        ),
        ("explain-refused", &["explain", "story.ron", "read"]),
        ("test", &["test", "."]),
        ("test-junit", &["test", ".", "--format", "junit"]),
        ("test-github", &["test", ".", "--format", "github"]),
        ("test-json", &["test", ".", "--format", "json"]),
        ("help", &["--help"]),
        ("help-run", &["run", "--help"]),
        ("help-explain", &["explain", "--help"]),
        ("help-test", &["test", "--help"]),
        ("help-authorize", &["authorize", "--help"]),
    ] {
        let folder = folder(&["story.ron", "unmet.ron"]);
        fs::write(folder.path().join("broken.ron"), "Scenario(sed: 1)\n").unwrap();
        fs::write(folder.path().join("part.ron"), "(buckets: {})\n").unwrap();
        check(name, &console(&folder, arguments));
    }
}

#[test]
fn lint_shows_traps_and_its_exit_code_tells() {
    for (name, arguments) in [
        ("lint", &["lint", "trapped.ron"][..]),
        ("lint-json", &["lint", "trapped.ron", "--format", "json"]),
        (
            "lint-github",
            &["lint", "trapped.ron", "--format", "github"],
        ),
        (
            "lint-ignore",
            &[
                "lint",
                "trapped.ron",
                "--ignore",
                "deny-only-endpoint-policy",
            ],
        ),
        (
            "lint-no-such-rule",
            &["lint", "trapped.ron", "--ignore", "deny-only"],
        ),
        ("lint-broken", &["lint", "broken.ron"]),
        ("lint-no-such-file", &["lint", "nowhere.ron"]),
        ("lint-explained", &["explain", "deny-only-endpoint-policy"]),
        ("help-lint", &["lint", "--help"]),
    ] {
        let folder = folder(&["trapped.ron"]);
        fs::write(folder.path().join("broken.ron"), "Scenario(sed: 1)\n").unwrap();
        check(name, &console(&folder, arguments));
    }
}

#[test]
fn run_writes_both_files_whole_and_the_same_each_time() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let folder = folder(&["story.ron"]);
        let output = vpcsim(&folder, &["run", "story.ron", "--format", "json"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let written = ["outputs/story/requests.jsonl", "outputs/story/summary.json"];
        let pictures = ["connections", "latency", "outcomes", "paths"];
        let pictures = pictures.map(|name| format!("outputs/story/{name}.svg"));
        let mut expected: Vec<&str> = pictures.iter().map(String::as_str).collect();
        expected.extend([written[0], written[1], "story.ron"]);
        expected.sort_unstable();
        assert_eq!(files(&folder), expected);
        let pictures = pictures.map(|name| fs::read_to_string(folder.path().join(name)).unwrap());
        let [requests, summary] =
            written.map(|name| fs::read_to_string(folder.path().join(name)).unwrap());
        assert_eq!(
            text(&output.stdout),
            summary,
            "what is shown is what is written"
        );
        seen.push((requests, summary, pictures));
    }
    assert_eq!(seen[0], seen[1]);
    let (requests, summary, pictures) = &seen[0];
    for picture in pictures {
        assert!(
            picture.starts_with("<svg") && picture.ends_with("</svg>\n"),
            "{picture}"
        );
        assert!(
            picture.contains("prefers-color-scheme:dark"),
            "it knows both schemes"
        );
    }
    check("summary-json", summary);
    check("requests-jsonl", requests);
    assert_eq!(requests.lines().count(), 9);
    for line in requests.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            line["attempts"]
                .as_array()
                .is_some_and(|attempts| !attempts.is_empty())
        );
    }
}

#[test]
fn another_seed_is_another_run_and_another_folder_another_place() {
    let folder = folder(&["story.ron"]);
    let fingerprint = |arguments: &[&str]| {
        let output = vpcsim(&folder, arguments);
        let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        summary["run"]["fingerprint"].as_str().unwrap().to_owned()
    };
    let json = ["run", "story.ron", "--format", "json", "--out", "there"];
    fs::create_dir(folder.path().join("there")).unwrap();
    fs::write(folder.path().join("there/mine.txt"), "mine").unwrap();
    let first = fingerprint(&json);
    assert_eq!(
        fingerprint(&json),
        first,
        "a second run replaces the first one's files"
    );
    assert_ne!(fingerprint(&[&json[..], &["--seed", "8"]].concat()), first);
    let expected = [
        "story.ron",
        "there/connections.svg",
        "there/latency.svg",
        "there/mine.txt",
        "there/outcomes.svg",
        "there/paths.svg",
        "there/requests.jsonl",
        "there/summary.json",
    ];
    assert_eq!(files(&folder), expected, "files of others stay");
}

#[test]
fn the_exit_code_of_test_tells_what_is_wrong() {
    let folder = folder(&["story.ron", "unmet.ron"]);
    fs::write(folder.path().join("broken.ron"), "Scenario(sed: 1)\n").unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for (arguments, code) in [
        (&["test", "story.ron"][..], 0),
        (&["test", "story.ron", "unmet.ron"], 1),
        (&["test", "story.ron", "unmet.ron", "broken.ron"], 2),
        (&["test", "empty"], 2),
        (&["test", "nowhere.ron"], 2),
        (&["test"], 2),
    ] {
        let output = vpcsim(&folder, arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
    }
    let output = vpcsim(
        &folder,
        &["test", "unmet.ron", "--format", "junit", "--out", "r.xml"],
    );
    assert!(
        text(&output.stdout).contains(" FAIL  unmet.ron"),
        "the table is shown besides"
    );
    let report = fs::read_to_string(folder.path().join("r.xml")).unwrap();
    assert!(
        report.starts_with("<?xml") && report.ends_with("</testsuites>\n"),
        "{report}"
    );
}

#[test]
fn words_that_mean_nothing_get_a_guess() {
    let folder = folder(&["story.ron"]);
    for (arguments, said) in [
        (
            &["explain", "GWE_CUTOVR"][..],
            "did you mean `GWE_CUTOVER`?",
        ),
        (
            &["explain", "zebra"],
            "the codes are NO_ROUTE_TO_DESTINATION, ",
        ),
        (
            &["explain", "story.ron"],
            "write `vpcsim explain story.ron REQUEST`",
        ),
        (
            &["explain", "story.ron", "uplod"],
            "did you mean `upload`? its requests are `upload`, `read`",
        ),
        (
            &["explain", "story.ron", "upload", "--number", "9"],
            "numbered from 1 to 8",
        ),
        (
            &["explain", "story.ron", "upload", "--at=-1s"],
            "a duration cannot be negative",
        ),
        (
            &["run", "stori.ron"],
            "cannot read `stori.ron`: there is no such file",
        ),
        (
            &["authorize", "nothing.jsonl"],
            "cannot read `nothing.jsonl`",
        ),
    ] {
        let output = vpcsim(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            text(&output.stderr).contains(said),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
        assert!(output.stdout.is_empty());
    }
    assert_eq!(files(&folder), ["story.ron"], "nothing is written");
}

#[test]
fn a_code_is_explained_in_any_spelling() {
    let folder = folder(&[]);
    for name in ["GWE_CUTOVER", "gwe-cutover"] {
        let output = vpcsim(&folder, &["explain", name]);
        assert!(
            text(&output.stdout).starts_with("# GWE_CUTOVER\n"),
            "{name}"
        );
    }
}

/// Scenarios that are wrong, what is said about them, and where.
const WRONG: [(&str, &str, &[&str]); 12] = [
    ("empty", "", &["the file says nothing", "wrong.ron:1:1"]),
    ("control characters", "\u{0}\u{1}\u{2}(", &["wrong.ron:1:4"]),
    (
        "unknown field",
        "Scenario(\n  sed: 1,\n)",
        &["has no field `sed`", "wrong.ron:2:3", "seed"],
    ),
    (
        "duplicate id",
        "(hosts: {\n  \"h\": Host(internet: \"203.0.113.7\"),\n  \"h\": Host(internet: \"203.0.113.8\"),\n})",
        &["`h` is defined twice", "wrong.ron:3:3"],
    ),
    (
        "overlapping ranges",
        r#"(accounts: { "111122223333": Account() }, vpcs: { "vpc-1": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"], subnets: {
  "a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/24"),
  "b": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.128/25"),
} ) })"#,
        &["10.0.0.128/25", "overlap", "wrong.ron:4:"],
    ),
    (
        "route to a missing target",
        r#"(accounts: { "111122223333": Account() }, vpcs: { "vpc-1": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"], internet_gateway: "igw-1",
  route_tables: { "rtb-1": [Route("0.0.0.0/0", "igw-2")] },
) })"#,
        &["`igw-2`", "wrong.ron:3:48"],
    ),
    (
        "policy without a comma",
        "(accounts: { \"111122223333\": Account(roles: { \"r\": Role(policies: [r#\"{\n  \"Version\": \"2012-10-17\"\n  \"Statement\": []\n}\"#]) }) })",
        &["wrong.ron:3:3"],
    ),
    (
        "policy with a comma too many",
        "(accounts: { \"111122223333\": Account(roles: { \"r\": Role(policies: [r#\"{\n  \"Statement\": [],\n}\"#]) }) })",
        &["wrong.ron:3:1"],
    ),
    (
        "negative duration",
        "(timeline: [\n  At(\"-3s\", DeleteVpcEndpoint(\"v\")),\n])",
        &["a duration cannot be negative", "wrong.ron:2:6"],
    ),
    (
        "cyclic include",
        "(include: [\n  \"wrong.ron\",\n])",
        &["wrong.ron:2:3"],
    ),
    (
        "missing include",
        "(include: [\n  \"other.ron\",\n])",
        &["no such file", "wrong.ron:2:3"],
    ),
    (
        "include outside",
        "(include: [\n  \"../o.ron\",\n])",
        &["leads out", "wrong.ron:2:3"],
    ),
];

#[test]
fn wrong_scenarios_are_told_with_their_place_and_nothing_is_written() {
    for (what, scenario, said) in WRONG {
        let folder = folder(&[]);
        fs::write(folder.path().join("wrong.ron"), scenario).unwrap();
        let output = vpcsim(&folder, &["run", "wrong.ron"]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{what}: {told}");
        for words in said {
            assert!(told.contains(words), "{what}: no `{words}` in\n{told}");
        }
        assert!(output.stdout.is_empty(), "{what}");
        assert_eq!(
            files(&folder),
            ["wrong.ron"],
            "{what}: something was written"
        );

        let output = vpcsim(&folder, &["run", "wrong.ron", "--format", "json"]);
        let faults: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(2), "{what}");
        assert!(
            faults["faults"][0]["message"].is_string(),
            "{what}: {faults}"
        );
    }
}

#[test]
fn files_that_are_no_texts_are_refused() {
    let folder = folder(&["story.ron"]);
    let large = fs::File::create(folder.path().join("large.ron")).unwrap();
    large.set_len(100 << 20).unwrap();
    fs::write(
        folder.path().join("binary.ron"),
        [0x7f, b'E', b'L', b'F', 0xff, 0xfe],
    )
    .unwrap();
    fs::create_dir(folder.path().join("folder.ron")).unwrap();
    fs::write(folder.path().join("taken"), "").unwrap();
    for (arguments, said) in [
        (&["run", "large.ron"][..], "it is larger than 16 MiB"),
        (&["run", "binary.ron"], "byte 4 is not UTF-8"),
        (&["run", "folder.ron"], "it is a folder"),
        (&["run", "story.ron", "--out", "taken"], "`taken` is a file"),
        (
            &["run", "story.ron", "--out", "taken/below"],
            "cannot write `taken/below`",
        ),
    ] {
        let before = files(&folder);
        let output = vpcsim(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            text(&output.stderr).contains(said),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
        assert_eq!(
            files(&folder),
            before,
            "{arguments:?}: something was written"
        );
    }
}

#[test]
fn authorisation_cases_are_answered_line_by_line() {
    let folder = folder(&[]);
    let case = r#"{"id": "a", "request": {"principal": "arn:aws:iam::111122223333:user/ann",
        "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"}, "policies": {"identity": [
        {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}]}}"#;
    let cases = format!("{}\n\nnot json\n", case.replace('\n', ""));
    fs::write(folder.path().join("cases.jsonl"), cases).unwrap();
    let output = vpcsim(&folder, &["authorize", "cases.jsonl"]);
    assert!(output.status.success());
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert!(
        lines[0].starts_with(r#"{"id":"a","decision":"Allowed""#),
        "{}",
        lines[0]
    );
    assert!(lines[1].contains(r#""error":"not JSON"#), "{}", lines[1]);
    assert_eq!(lines.len(), 2);
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let folder = folder(&["story.ron"]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_vpcsim"))
        .args(["run", "story.ron", "--format", "json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        !text(&output.stderr).contains("panicked"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(
        files(&folder).len(),
        7,
        "what was simulated is written all the same"
    );
}

#[test]
fn colours_are_for_those_who_want_them() {
    let folder = folder(&["story.ron"]);
    let run = |colour| vpcsim(&folder, &["run", "story.ron", "--color", colour]);
    assert!(text(&run("always").stdout).contains("\u{1b}["));
    for colour in ["never", "auto"] {
        assert!(!text(&run(colour).stdout).contains('\u{1b}'), "{colour}");
    }
}
