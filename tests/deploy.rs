//! The job files under `deploy/`, as far as they can be run without the systems they are for: their
//! own commands, once for each number that the system would give out, then merged.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use console::{text, vpcsim};
use serde_json::Value;
use tempfile::TempDir;
use yaml_rust2::{Yaml, YamlLoader};

/// What is swept where the job file leaves it open.
const SWEPT: [&str; 4] = [
    "--set",
    "clients.uploader.connections=1,2,4",
    "--seeds",
    "1..3",
];

/// A folder with scenarios, a folder `bin` with the program in it, and the way that finds it.
struct Machine {
    folder: TempDir,
    path: String,
}

impl Machine {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for name in ["pool.ron", "network.ron"] {
            fs::copy(
                root.join("tests/sweep").join(name),
                folder.path().join(name),
            )
            .unwrap();
        }
        let bin = folder.path().join("bin");
        fs::create_dir(&bin).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_vpcsim"), bin.join("vpcsim")).unwrap();
        #[expect(
            clippy::disallowed_methods,
            reason = "the programs of this machine are behind the own"
        )]
        let others = std::env::var("PATH").unwrap();
        let path = format!("{}:{others}", bin.display());
        Self { folder, path }
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a program of its own before those of the machine.
    fn install(&self, name: &str, script: &str) {
        let place = self.place("bin").join(name);
        fs::write(&place, format!("#!/usr/bin/env bash\nset -eu\n{script}\n")).unwrap();
        fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs a program with nothing in its environment but this and the way to programs.
    fn run(&self, program: &str, arguments: &[String], variables: &[(&str, String)]) -> Output {
        Command::new(program)
            .args(arguments)
            .env_clear()
            .env("PATH", &self.path)
            .env("HOME", self.folder.path())
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// Whether the parts merge into what one machine makes of the same arguments.
    fn expect_whole(&self, parts: &[String], swept: &[String]) {
        let swept: Vec<&str> = swept.iter().map(String::as_str).collect();
        let whole = vpcsim(
            &self.folder,
            &[&["sweep"], &swept[..], &["--out", "whole"]].concat(),
        );
        assert!(whole.status.success(), "{}", text(&whole.stderr));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let merged = [&["sweep", "merge"], &parts[..], &["--out", "merged"]].concat();
        let merged = vpcsim(&self.folder, &merged);
        assert!(merged.status.success(), "{}", text(&merged.stderr));
        assert_eq!(self.written("merged"), self.written("whole"));
        // A part alone is a part, so that the numbers did what they should.
        let alone = vpcsim(
            &self.folder,
            &["sweep", "merge", parts[0], "--out", "alone"],
        );
        assert_eq!(alone.status.code(), Some(1), "{}", text(&alone.stderr));
    }

    fn written(&self, name: &str) -> BTreeMap<String, String> {
        let entries = fs::read_dir(self.place(name)).unwrap();
        let files = entries.map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        });
        files.collect()
    }
}

fn job_file(name: &str) -> String {
    let place = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("deploy")
        .join(name);
    fs::read_to_string(place).unwrap()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Whether shell scripts can be run here; says so where they cannot.
fn has_bash() -> bool {
    let bash = Command::new("bash")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    let has = bash.is_ok_and(|status| status.success());
    if !has {
        let told = b"skipped: bash is not installed\n";
        let _ = std::io::Write::write_all(&mut std::io::stderr(), told);
    }
    has
}

#[test]
fn every_task_of_the_slurm_array_makes_its_part() {
    if !has_bash() {
        return;
    }
    let script = job_file("slurm/sweep.sbatch");
    let directive = script
        .lines()
        .find_map(|line| line.strip_prefix("#SBATCH --array="));
    let (first, last) = directive.unwrap().split_once('-').unwrap();
    let written = (first.parse().unwrap(), last.parse().unwrap(), 1);
    // As it is written, from 0, and with a step: `--array=2-10:4`.
    for (first, last, step) in [written, (0, 2, 1), (2, 10, 4)] {
        let machine = Machine::new();
        let count = (last - first) / step + 1;
        for id in (first..=last).step_by(step) {
            let variables = [
                ("SLURM_ARRAY_TASK_ID", id.to_string()),
                ("SLURM_ARRAY_TASK_MIN", first.to_string()),
                ("SLURM_ARRAY_TASK_MAX", last.to_string()),
                ("SLURM_ARRAY_TASK_STEP", step.to_string()),
                ("SLURM_ARRAY_TASK_COUNT", count.to_string()),
                ("SLURM_CPUS_PER_TASK", "2".to_owned()),
            ];
            let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/slurm/sweep.sbatch");
            let script = place.to_str().unwrap();
            let arguments = owned(&[&[script, "pool.ron"], &SWEPT[..]].concat());
            let output = machine.run("bash", &arguments, &variables);
            assert!(output.status.success(), "{id}: {}", text(&output.stderr));
        }
        let parts = (first..=last)
            .step_by(step)
            .map(|id| format!("outputs/parts/{id}"));
        let swept = owned(&[&["pool.ron"], &SWEPT[..]].concat());
        machine.expect_whole(&parts.collect::<Vec<_>>(), &swept);
    }
}

#[test]
fn every_pod_of_the_kubernetes_job_makes_its_part() {
    let machine = Machine::new();
    let documents = YamlLoader::load_from_str(&job_file("kubernetes/sweep.yaml")).unwrap();
    let [job] = documents.as_slice() else {
        panic!("one document is expected");
    };
    assert_eq!(
        (job["apiVersion"].as_str(), job["kind"].as_str()),
        (Some("batch/v1"), Some("Job"))
    );
    let spec = &job["spec"];
    assert_eq!(spec["completionMode"].as_str(), Some("Indexed"));
    let pod = &spec["template"]["spec"];
    // A limit of retries for each index needs pods that are not restarted.
    assert!(spec["backoffLimitPerIndex"].as_i64().is_some());
    assert_eq!(pod["restartPolicy"].as_str(), Some("Never"));
    let container = &pod["containers"][0];
    let pods = spec["completions"].as_i64().unwrap();
    assert!(spec["parallelism"].as_i64().unwrap() <= pods);

    let words = |list: &Yaml| -> Vec<String> {
        let words = list.as_vec().unwrap().iter();
        words
            .map(|word| word.as_str().unwrap().to_owned())
            .collect()
    };
    let command = [words(&container["command"]), words(&container["args"])].concat();
    assert_eq!(&command[..2], ["vpcsim", "sweep"]);
    assert!(
        command.contains(&format!("--shard=auto/{pods}")),
        "{command:?}"
    );
    let variable = &container["env"][0];
    let from = variable["valueFrom"]["fieldRef"]["fieldPath"]
        .as_str()
        .unwrap();
    assert_eq!(
        from,
        "metadata.annotations['batch.kubernetes.io/job-completion-index']"
    );
    let variable = format!("$({})", variable["name"].as_str().unwrap());
    let mounted = &container["volumeMounts"][0];
    assert_eq!(mounted["name"], pod["volumes"][0]["name"]);
    let mounted = mounted["mountPath"].as_str().unwrap();
    let image = job_file("Dockerfile");
    assert!(image.contains("COPY scenarios /scenarios\n"));

    // The image's folder of scenarios and the volume are folders of this machine.
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let here = |word: &String| {
        let word = word.replace(mounted, machine.place("results").to_str().unwrap());
        word.replace("/scenarios", shipped.to_str().unwrap())
    };
    for index in 0..pods {
        let arguments: Vec<String> = command[1..]
            .iter()
            .map(here)
            .map(|word| word.replace(&variable, &index.to_string()))
            .collect();
        let variables = [("JOB_COMPLETION_INDEX", index.to_string())];
        let output = machine.run("vpcsim", &arguments, &variables);
        assert!(output.status.success(), "{index}: {}", text(&output.stderr));
    }
    let parts = (0..pods).map(|index| format!("results/parts/{index}"));
    let of_parts = |word: &String| {
        ["--shard=", "--out="]
            .iter()
            .any(|part| word.starts_with(part))
    };
    let swept = command[2..].iter().filter(|word| !of_parts(word)).map(here);
    machine.expect_whole(&parts.collect::<Vec<_>>(), &swept.collect::<Vec<_>>());
}

#[test]
fn every_child_of_the_aws_batch_array_makes_its_part() {
    if !has_bash() {
        return;
    }
    let machine = Machine::new();
    // `aws batch submit-job` is written down, and `aws s3 cp --recursive` copies into a folder.
    machine.install(
        "aws",
        r#"case "$1 $2" in
  "batch submit-job") shift 2; printf '%s\n' "$@" > submitted ;;
  "s3 cp") [ "$3" = --recursive ]; mkdir -p "bucket/${5#s3://bucket/}"; cp "$4"/* "bucket/${5#s3://bucket/}/" ;;
  *) exit 9 ;;
esac"#,
    );
    // Values that a shell and JSON would both take apart, and none at all.
    let retries = "clients.uploader.retries=Off,Standard(max_attempts: 2)";
    let title = r#"title="a \"b\" $c 'd'""#;
    let all = ["--set", retries, "--set", title, "--seeds", "1..4"];
    for (bucket, swept) in [("sweep", &all[..]), ("alone", &[])] {
        let place = format!("s3://bucket/{bucket}");
        let arguments = [&["3", &place, "pool.ron"], swept].concat();
        let command = submitted(&machine, &arguments);
        for index in 0..3 {
            // Each child has a file system of its own, with the image's scenarios in it.
            let part = machine.place(&format!("part-{index}"));
            let _ = fs::remove_dir_all(&part);
            let here = |word: &String| {
                let word = word.replace("/scenarios/", "./");
                word.replace("/tmp/part", part.to_str().unwrap())
            };
            let arguments: Vec<String> = command[1..].iter().map(here).collect();
            let variables = [("AWS_BATCH_JOB_ARRAY_INDEX", index.to_string())];
            let output = machine.run(&command[0], &arguments, &variables);
            assert!(output.status.success(), "{index}: {}", text(&output.stderr));
        }
        // The last first: of one run alone it makes none.
        let parts = (0..3).rev().map(|index| format!("bucket/{bucket}/{index}"));
        let swept = owned(&[&["pool.ron"], swept].concat());
        machine.expect_whole(&parts.collect::<Vec<_>>(), &swept);
    }
}

/// The command of the array job that `submit.sh` asks for, which has three children.
fn submitted(machine: &Machine, arguments: &[&str]) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/aws-batch/submit.sh");
    let arguments = [&[script.to_str().unwrap()], arguments].concat();
    let output = machine.run("bash", &owned(&arguments), &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let submitted = fs::read_to_string(machine.place("submitted")).unwrap();
    let submitted: Vec<&str> = submitted.lines().collect();
    let option = |name: &str| {
        let at = submitted.iter().position(|word| *word == name).unwrap();
        submitted[at + 1]
    };
    assert_eq!(option("--array-properties"), "size=3");
    assert_eq!(option("--job-name"), "vpcsim-pool");
    let definition: Value =
        serde_json::from_str(&job_file("aws-batch/job-definition.json")).unwrap();
    assert_eq!(definition["jobDefinitionName"], option("--job-definition"));
    assert_eq!(definition["type"], "container");
    let overrides: Value = serde_json::from_str(option("--container-overrides")).unwrap();
    serde_json::from_value(overrides["command"].clone()).unwrap()
}
