//! The README says what is true: its commands name files that are there, and its scenario runs.

#![expect(clippy::unwrap_used, reason = "a README that cannot be read must fail")]

use std::fs;
use std::process::Command;

fn readme() -> String {
    fs::read_to_string("README.md").unwrap()
}

/// The blocks of one language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    text.split(&opening)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

fn vpcsim(arguments: &[&str], out: &std::path::Path) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vpcsim"));
    command.args(arguments);
    if arguments[0] == "run" {
        command.arg("--out").arg(out);
    }
    command.output().unwrap()
}

#[test]
fn the_main_command_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = 0;
    for block in blocks(&readme(), "console") {
        for line in block.lines() {
            let Some(arguments) = line.strip_prefix("$ cargo run --release -- ") else {
                continue;
            };
            let arguments: Vec<&str> = arguments.split_whitespace().collect();
            let output = vpcsim(&arguments, &folder.path().join("out"));
            assert_eq!(output.status.code(), Some(0), "{line}: {output:?}");
            assert!(!output.stdout.is_empty(), "{line} says nothing");
            seen += 1;
        }
    }
    assert!(seen > 0, "the README shows no command");
}

#[test]
fn the_scenario_of_ten_lines_holds_what_it_expects() {
    let folder = tempfile::tempdir().unwrap();
    let scenarios = blocks(&readme(), "ron");
    assert!(!scenarios.is_empty());
    for (number, text) in scenarios.iter().enumerate() {
        let path = folder.path().join(format!("{number}.ron"));
        fs::write(&path, text).unwrap();
        let output = vpcsim(&["test", path.to_str().unwrap()], folder.path());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
}

#[test]
fn every_scenario_it_names_is_there() {
    for word in readme().split(|c: char| c.is_whitespace() || c == '`') {
        let ending = std::path::Path::new(word).extension();
        if word.starts_with("scenarios/") && ending.is_some_and(|ending| ending == "ron") {
            assert!(fs::metadata(word).is_ok(), "{word} is missing");
        }
    }
}

#[test]
fn every_file_under_scenarios_holds_what_it_expects() {
    let folder = tempfile::tempdir().unwrap();
    let output = vpcsim(&["test", "scenarios/"], folder.path());
    let page = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{page}");
    let shipped = page.lines().last().unwrap_or_default();
    assert!(shipped.contains("expectations hold"), "{page}");
}
