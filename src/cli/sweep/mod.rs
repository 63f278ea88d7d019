//! `sweep`: runs a scenario with many values of its settings, in parallel, or puts the parts of
//! such a sweep together.

mod values;
mod grid;
mod share;
mod job;
mod both;
mod runner;
mod merge;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::folder::Folder;
use super::prepared::Prepared;
use super::stop::Stop;
use super::terminal::{Format, Terminal};
use crate::report::plot;
use crate::report::sweep::{Sheet, csv, table};
use grid::Grid;
use job::Job;
use share::Shard;
use values::{Bad, Swept};

/// What `sweep` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// The scenario
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// A setting and its values, `clients.uploader.connections=1..64`; may be given several times
    #[arg(long, value_name = "PATH=VALUES")]
    set: Vec<String>,
    /// Seeds instead of the scenario's, `1..20`
    #[arg(long, value_name = "VALUES")]
    seeds: Option<String>,
    /// Only one of several parts, `2/16`; `auto/16` asks the batch system which one
    #[arg(long, value_name = "K/N", conflicts_with = "runs")]
    shard: Option<String>,
    /// Only these runs, `3,7-9`, as `sweep merge` names those that are missing
    #[arg(long, value_name = "RUNS")]
    runs: Option<String>,
    /// How many runs are made at once [default: one for each processor]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Where the results go [default: outputs/<name of the scenario>-sweep]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How the results are shown: table or json (one line a run)
    #[arg(long, value_enum, default_value = "table", hide_possible_values = true)]
    format: Format,
    /// Tell on stderr how far the sweep has come, even when that is no terminal
    #[arg(long)]
    progress: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Put the parts of a sweep together
    Merge(merge::Arguments),
}

const EXAMPLES: &str = "\
Examples:
  vpcsim sweep scenarios/endpoint-cutover.ron --set clients.uploader.connections=1..64:*2
  vpcsim sweep scenarios/endpoint-cutover.ron --seeds 1..20 --set model.first_byte=50ms,100ms,200ms
  vpcsim sweep scenarios/cost-of-three-ways.ron --set prices.nat-gateway-gb=0.045,0.052,0.059
  vpcsim sweep scenarios/endpoint-cutover.ron --seeds 1..100 --shard 2/4 --out part-2
  vpcsim sweep merge part-1 part-2 part-3 part-4 --out all

A path goes from field to field, by ids in maps, and by ids or positions from 0 in lists. Values
are a list, `1,2,4`; a range, `1..64`; with a step, `10ms..100ms:10ms`; or with a factor, `1..64:*2`.
The results are the same whatever the number of threads and parts.";

/// The most runs of one sweep.
const RUNS_MAX: u64 = 1_000_000;

/// Sweeps, or merges what was swept.
pub(super) fn sweep(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    if let Some(Verb::Merge(parts)) = &arguments.verb {
        return merge::merge(parts, terminal);
    }
    let Some(file) = &arguments.file else {
        return Err(Stop::because("there is no scenario to sweep"));
    };
    let prepared = Prepared::read(file, arguments.format, terminal)?;
    let grid = grid(arguments, prepared.scenario.seed)?;
    let all = grid.runs().filter(|runs| *runs <= RUNS_MAX);
    let all = all.ok_or_else(|| {
        Stop::because(format!("these are more than {RUNS_MAX} runs"))
            .help("sweep over fewer values")
    })?;
    let runs = mine(arguments, all)?;
    let job = Job::new(&prepared, file, grid, all)?;
    let target = target(arguments, &job.asked.scenario);
    let folder = Folder::begin(&target)?;
    let threads = arguments.threads.unwrap_or_else(runner::processors).max(1);
    let rows = runner::run(&job, &runs, threads, (arguments.progress, terminal))?;
    let sheet = Sheet {
        asked: job.asked,
        rows,
    };
    write(folder, &sheet)?;
    show(&sheet, arguments.format, terminal)?;
    let place = target.display();
    terminal.tell(&format!(
        "wrote {place}/runs.csv, runs.jsonl, sweep.json and pictures\n"
    ));
    Ok(ExitCode::SUCCESS)
}

fn grid(arguments: &Arguments, seed: u64) -> Result<Grid, Stop> {
    let swept = arguments.set.iter().map(|text| Swept::parse(text));
    let swept: Vec<Swept> = swept.collect::<Result<_, _>>().map_err(stop)?;
    for (position, one) in swept.iter().enumerate() {
        let path = &one.setting.path;
        if swept[..position]
            .iter()
            .any(|before| before.setting.path == *path)
        {
            let message = format!("`{path}` is set twice");
            return Err(Stop::because(message).help("write all its values in one `--set`"));
        }
    }
    // The scenario's own seed is a setting, too; its values are seeds, however they are given.
    let (of_seed, swept): (Vec<Swept>, Vec<Swept>) = swept
        .into_iter()
        .partition(|one| one.setting.path == "seed");
    let of_seed = of_seed.into_iter().next().map(|one| one.values);
    let seeds = match (&arguments.seeds, of_seed) {
        (Some(_), Some(_)) => {
            let message = "seeds are given by `--seeds` and by `--set seed`";
            return Err(Stop::because(message).help("write all of them in `--seeds`"));
        }
        (Some(text), None) => seeds_of(&values::values_of(text).map_err(stop)?)?,
        (None, Some(values)) => seeds_of(&values)?,
        (None, None) => vec![seed],
    };
    Ok(Grid { swept, seeds })
}

fn seeds_of(values: &[String]) -> Result<Vec<u64>, Stop> {
    let seed = |value: &String| {
        value.parse().map_err(|_| {
            Stop::because(format!("`{value}` is no seed: seeds are whole numbers"))
                .help("write `--seeds 1..20`")
        })
    };
    values.iter().map(seed).collect()
}

/// The runs that are asked for.
fn mine(arguments: &Arguments, all: u64) -> Result<Vec<u64>, Stop> {
    if let Some(text) = &arguments.runs {
        return share::runs_of(text, all).map_err(stop);
    }
    match &arguments.shard {
        None => Ok((1..=all).collect()),
        Some(text) => {
            let shard = Shard::parse(text, environment).map_err(stop)?;
            Ok((1..=all).filter(|run| shard.has(*run)).collect())
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a batch system tells its jobs their numbers there; which runs are made where changes no result"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn stop((message, help): Bad) -> Stop {
    Stop::because(message).help(help)
}

fn target(arguments: &Arguments, scenario: &str) -> PathBuf {
    let whole = || Path::new("outputs").join(format!("{scenario}-sweep"));
    arguments.out.clone().unwrap_or_else(whole)
}

/// Writes everything that is told of a sweep.
fn write(mut folder: Folder, sheet: &Sheet) -> Result<(), Stop> {
    folder.write("sweep.json", &format!("{:#}\n", sheet.asked.to_json()))?;
    folder.write("runs.jsonl", &sheet.json_lines())?;
    folder.write("runs.csv", &csv::render(sheet))?;
    for picture in plot::of_sweep(sheet) {
        folder.write(&picture.name, &picture.svg)?;
    }
    folder.finish()
}

fn show(sheet: &Sheet, format: Format, terminal: &mut Terminal) -> Result<(), Stop> {
    match format {
        Format::Table => terminal.print(&table::render(sheet, terminal.has_colour())),
        Format::Json => terminal.print(&sheet.json_lines()),
    }
}
