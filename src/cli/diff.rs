//! `diff`: the same requests put to two designs, and what changes for them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use super::disk::Disk;
use super::moment::moment;
use super::prepared::{Prepared, text_of};
use super::stop::Stop;
use super::terminal::{Format, Terminal};
use super::terraform::scenario_of;
use crate::report::diff::{Comparer, Design, Diff, Memory, json, table};
use crate::scenario::Files;
use crate::scenario::replay::Log;
use crate::sim;
use crate::time::Duration;

/// What `diff` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The design before: a scenario, or a plan of Terraform as JSON
    before: PathBuf,
    /// The design after: likewise
    after: PathBuf,
    /// A scenario whose clients and requests are put to both designs in place of their own
    #[arg(long, value_name = "FILE")]
    workload: Option<PathBuf>,
    /// Another seed than that of the first design
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The smallest difference of latency that counts as a change
    #[arg(long, value_name = "TIME", default_value = "1ms", value_parser = moment)]
    latency_least: Duration,
    /// How it is shown: table or json
    #[arg(long, value_enum, default_value = "table", hide_possible_values = true)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim diff scenarios/nat-before.ron scenarios/nat-after.ron
  vpcsim diff main.ron branch.ron --workload requests.ron
  vpcsim diff main.json plan.json --workload requests.ron    # from terraform show -json
  vpcsim diff main.ron branch.ron --format json | jq '.loads[].groups[].changes'

Both designs are run with the same seed: each request has the same luck in both, so that what
differs is the designs' doing. Both are billed until the longer run ends. Exit codes: 0 no request
changes, whatever the designs cost, 1 some do, 2 a design cannot be run.";

/// The exit code that says that requests change.
const CHANGES: u8 = 1;

/// Compares two designs.
pub(super) fn diff(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let before = read(&arguments.before, arguments, terminal)?;
    let after = read(&arguments.after, arguments, terminal)?;
    if before.plan.loads.is_empty() && after.plan.loads.is_empty() {
        let help = "give the requests with `--workload FILE.ron`";
        return Err(Stop::because("neither design makes any requests").help(help));
    }
    let diff = compare(arguments, &before, &after);
    match arguments.format {
        Format::Table => terminal.print(&table::render(&diff, terminal.has_colour()))?,
        Format::Json => terminal.print(&format!("{:#}\n", json::to_json(&diff)))?,
    }
    if diff.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::from(CHANGES))
}

/// Reads a design, which may be a plan of Terraform.
fn read(path: &Path, arguments: &Arguments, terminal: &mut Terminal) -> Result<Prepared, Stop> {
    let (name, format) = (text_of(path)?, arguments.format);
    let workload = match &arguments.workload {
        Some(workload) => Some(text_of(workload)?),
        None => None,
    };
    let is_plan = path.extension().is_some_and(|ending| ending == "json");
    if !is_plan {
        return Prepared::read_with((&Disk, name), workload, format, terminal);
    }
    let text = scenario_of(path, format, terminal)?;
    let files = Converted { name, text };
    Prepared::read_with((&files, name), workload, format, terminal)
}

/// The disk, on which one file is what it was converted to.
struct Converted<'a> {
    name: &'a str,
    text: String,
}

impl Files for Converted<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == self.name {
            return Ok(self.text.clone().into_bytes());
        }
        Disk.read(path)
    }

    fn log(&self, path: &str) -> Result<Arc<dyn Log>, String> {
        Disk.log(path)
    }
}

fn compare(arguments: &Arguments, before: &Prepared, after: &Prepared) -> Diff {
    let seed = arguments.seed.unwrap_or(before.scenario.seed);
    let mut memory = Memory::new(&before.world, &before.plan);
    sim::run(before.world.clone(), &before.plan, seed, &mut memory);
    let least = arguments.latency_least;
    let mut comparer = Comparer::new(memory, &after.world, &after.plan, least);
    sim::run(after.world.clone(), &after.plan, seed, &mut comparer);
    let design = |path: &Path, prepared: &Prepared| Design {
        file: path.display().to_string(),
        title: prepared.scenario.title.clone().unwrap_or_default(),
    };
    comparer.finish(
        design(&arguments.before, before),
        design(&arguments.after, after),
        seed,
    )
}
