//! What `lint` finds: for each rule a scenario that is trapped and one that is sound, the shipped
//! scenarios, and what people see.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod snapshot;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use vpcsim::diagnostic::{Diagnostic, Severity, Sources};
use vpcsim::lint::{Rule, lint};
use vpcsim::report::{annotation, faults};
use vpcsim::scenario::{Files, Scenario};
use vpcsim::world;

const FOLDER: &str = "tests/lint";

struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        fs::read(path).map_err(|fault| fault.to_string())
    }
}

fn findings(path: &str) -> (Vec<Diagnostic>, Sources) {
    let loaded = Scenario::load(&Disk, path);
    let built = world::build(&loaded.scenario);
    let is_error = |fault: &&Diagnostic| fault.severity == Severity::Error;
    let all = loaded.faults.iter().chain(&built.faults);
    let errors: Vec<Diagnostic> = all.filter(is_error).cloned().collect();
    let shown = faults::render(&errors, &loaded.sources, false);
    assert!(errors.is_empty(), "{path}\n{shown}");
    let found = lint(&loaded.scenario, &built.world, &built.plan);
    (found, loaded.sources)
}

/// Compares with `tests/lint/<name>.snap`; `INSTA_UPDATE=always cargo test --test lint` writes it.
fn check(name: &str, shown: &str) {
    snapshot::check("lint", name, shown);
}

/// The trapped scenarios: all but the sound ones and what they include.
fn trapped() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".ron").map(str::to_owned))
        .filter(|name| name != "net" && !name.ends_with("-not"))
        .collect();
    names.sort();
    names
}

#[test]
fn every_trap_is_shown_where_it_is_set() {
    let mut found_codes = BTreeSet::new();
    for name in trapped() {
        let (found, sources) = findings(&format!("{FOLDER}/{name}.ron"));
        for finding in &found {
            let of_rule = finding.code == name || name == "policy-traps";
            assert!(of_rule, "{name}: {finding:?}");
            let span = finding.span.unwrap();
            assert!(sources.text(span.source).text.get(span.range()).is_some());
            assert_ne!(span.start, span.end, "{name}: {finding:?}");
            found_codes.insert(finding.code);
        }
        assert!(!found.is_empty(), "{name}");
        check(&name, &faults::render(&found, &sources, false));
    }
    let rules: BTreeSet<&str> = Rule::ALL.into_iter().map(Rule::name).collect();
    assert_eq!(found_codes, rules);
}

#[test]
fn sound_designs_raise_no_alarm() {
    for name in trapped() {
        let path = format!("{FOLDER}/{name}-not.ron");
        let (found, sources) = findings(&path);
        let loud = found
            .iter()
            .filter(|one| one.code == name || name == "policy-traps");
        let shown = faults::render(&found, &sources, false);
        assert_eq!(loud.count(), 0, "{path}\n{shown}");
        let warnings = found.iter().filter(|one| one.severity == Severity::Warning);
        assert_eq!(warnings.count(), 0, "{path}\n{shown}");
    }
}

fn scenarios(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scenarios(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "ron") {
            found.push(path);
        }
    }
}

/// The shipped scenarios hold traps on purpose; what is found in them is part of what they teach.
#[test]
fn the_shipped_scenarios_hold_these_traps() {
    let mut files = Vec::new();
    scenarios(Path::new("scenarios"), &mut files);
    files.sort();
    let mut page = String::new();
    for file in files {
        let path = file.to_str().unwrap().replace('\\', "/");
        let (found, sources) = findings(&path);
        let _ = writeln!(page, "{path}");
        for finding in found {
            let (line, column) = sources.line_and_column(finding.span.unwrap());
            let kind = match finding.severity {
                Severity::Error | Severity::Warning => finding.code.to_owned(),
                Severity::Note => format!("{} (note)", finding.code),
            };
            let _ = writeln!(
                page,
                "    {line}:{column} {kind}\n        {}",
                finding.message
            );
        }
    }
    check("shipped", &page);
}

#[test]
fn annotations_name_rule_and_place() {
    let (found, sources) = findings("tests/lint/cross-region-behind-gateway.ron");
    check("annotations", &annotation::render(&found, &sources));
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let pages: BTreeSet<String> = fs::read_dir("src/lint/pages")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let rules = Rule::ALL.into_iter().map(|rule| rule.name().to_owned());
    assert_eq!(pages, rules.collect::<BTreeSet<_>>());
}
