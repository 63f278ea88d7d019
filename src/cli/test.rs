//! `test`: runs scenarios and checks what they expect.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::disk::Disk;
use super::folder;
use super::prepared::{Faulty, Prepared, text_of};
use super::stop::{COULD_NOT, Stop};
use super::terminal::Terminal;
use super::ties::Ties;
use crate::check::{self, Checker, Finding};
use crate::diagnostic::Sources;
use crate::engine::TieOrder;
use crate::report::verdicts::{
    End, ExpectationVerdict, ScenarioVerdict, Totals, github, json, junit, table,
};
use crate::scenario::{Loaded, Scenario};
use crate::sim::Simulation;

/// What `test` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Scenarios, and folders whose *.ron files are all meant
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How the verdicts are written: table, json, junit or github
    #[arg(long, value_enum, default_value = "table", hide_possible_values = true)]
    format: Format,
    /// Write the verdicts into this file, and show the table besides
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    ties: Ties,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim test scenarios/
  vpcsim test scenarios/ --format junit --out report.xml
  vpcsim test scenarios/ --format github
  vpcsim test scenarios/ --tie-order random:7

Files that other scenarios include (no `workload`, `probes` or `expect`) are passed over.
Exit codes: 0 everything holds, 1 something does not, 2 a scenario could not be run.";

/// How verdicts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs, versioned
    Json,
    /// `JUnit` XML
    Junit,
    /// Annotations of GitHub Actions
    Github,
}

/// The longest chain of folders in folders.
const DEPTH_MAX: usize = 32;

/// Tests every scenario.
pub(super) fn test(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let mut files = Vec::new();
    for path in &arguments.paths {
        collect(path, DEPTH_MAX, &mut files)?;
    }
    let mut verdicts = Vec::new();
    for file in &files {
        // CI services know files by their paths without a leading `./`.
        let file = file.strip_prefix(".").unwrap_or(file);
        verdicts.extend(verdict(text_of(file)?, arguments.ties.tie_order));
    }
    if verdicts.is_empty() {
        return Err(nothing_in(&arguments.paths));
    }
    let page = match arguments.format {
        Format::Table => table::render(&verdicts, arguments.out.is_none() && terminal.has_colour()),
        Format::Json => format!("{:#}\n", json::to_json(&verdicts)),
        Format::Junit => junit::render(&verdicts),
        Format::Github => github::render(&verdicts),
    };
    match &arguments.out {
        None => terminal.print(&page)?,
        Some(file) => {
            folder::write_whole(file, &page)?;
            terminal.print(&table::render(&verdicts, terminal.has_colour()))?;
        }
    }
    Ok(exit_code(Totals::of(&verdicts)))
}

fn exit_code(totals: Totals) -> ExitCode {
    match (totals.faulty, totals.unmet) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::FAILURE,
        (_, _) => ExitCode::from(COULD_NOT),
    }
}

fn nothing_in(paths: &[PathBuf]) -> Stop {
    let names: Vec<String> = paths
        .iter()
        .map(|path| format!("`{}`", path.display()))
        .collect();
    let message = format!("there is no scenario to test in {}", names.join(", "));
    Stop::because(message)
        .help("a scenario is a *.ron file with a `workload`, `probes` or an `expect`")
}

/// Adds `path`, or every *.ron file in it and below it, in the order of their names.
fn collect(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Stop> {
    let stop =
        |fault: std::io::Error| Stop::because(format!("cannot read `{}`: {fault}", path.display()));
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let Some(depth) = depth.checked_sub(1) else {
        return Err(Stop::because(format!("`{}` lies too deep", path.display())));
    };
    let entries = fs::read_dir(path).map_err(stop)?;
    let entries: Result<Vec<PathBuf>, _> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut entries = entries.map_err(stop)?;
    entries.sort_unstable();
    for entry in entries {
        let is_scenario = entry.extension().is_some_and(|ending| ending == "ron");
        if is_scenario || entry.is_dir() {
            collect(&entry, depth, files)?;
        }
    }
    Ok(())
}

/// What becomes of the scenario in `file`; `None` when it is only a part of others.
fn verdict(file: &str, order: TieOrder) -> Option<ScenarioVerdict> {
    let loaded = Scenario::load(&Disk, file);
    if is_part(&loaded) {
        return None;
    }
    let title = loaded.scenario.title.clone().unwrap_or_default();
    let end = match judge(loaded, order) {
        Ok((findings, sources)) => End::Judged(expectations(findings, &sources)),
        Err((faults, sources)) => End::Faulty(faults, sources),
    };
    Some(ScenarioVerdict {
        file: file.to_owned(),
        title,
        end,
    })
}

fn is_part(loaded: &Loaded) -> bool {
    let scenario = &loaded.scenario;
    loaded.faults.is_empty()
        && scenario.workload.is_empty()
        && scenario.expect.is_empty()
        && scenario.probes.is_empty()
}

fn judge(loaded: Loaded, order: TieOrder) -> Result<(Vec<Finding>, Sources), Faulty> {
    let prepared = Prepared::of(loaded)?;
    let Prepared {
        scenario,
        sources,
        world,
        plan,
        ..
    } = prepared;
    match Checker::new(&scenario, &world, &plan) {
        Ok(mut checker) => {
            let mut findings = check::probes(&world, &plan);
            let run = Simulation::new(world, &plan, scenario.seed, &mut checker);
            run.with_tie_order(order).run();
            findings.extend(checker.findings());
            Ok((findings, sources))
        }
        Err(faults) => Err((faults, sources)),
    }
}

fn expectations(findings: Vec<Finding>, sources: &Sources) -> Vec<ExpectationVerdict> {
    let findings = findings.into_iter();
    findings
        .map(|finding| {
            let (line, column) = sources.line_and_column(finding.span);
            ExpectationVerdict {
                file: sources.text(finding.span.source).name.clone(),
                line,
                column,
                is_met: finding.is_met,
                says: finding.says,
                found: finding.found,
            }
        })
        .collect()
}
