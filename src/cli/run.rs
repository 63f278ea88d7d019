//! `run`: simulates a scenario, shows what it came to, and writes it down.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::folder::Folder;
use super::listeners::{LineFile, Listeners};
use super::prepared::Prepared;
use super::progress::Progress;
use super::stop::Stop;
use super::terminal::{Format, Terminal};
use super::ties::Ties;
use super::twice;
use crate::report::plot::{self, Film};
use crate::report::requests::RequestLines;
use crate::report::summary::{Subject, Summarist, Summary, json, table};
use crate::sim::{Simulation, Twin};

/// What `run` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The scenario
    file: PathBuf,
    /// Where summary.json, requests.jsonl, transfers.jsonl and pictures go [default: outputs/<name of the scenario>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Another seed than the scenario's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How the summary is shown: table or json
    #[arg(long, value_enum, default_value = "table", hide_possible_values = true)]
    format: Format,
    #[command(flatten)]
    ties: Ties,
    /// Run it twice more, side by side; when they differ, name the first event that does and stop
    #[arg(long)]
    check_determinism: bool,
    /// Tell on stderr how far the run has come, even when that is no terminal
    #[arg(long)]
    progress: bool,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim run scenarios/endpoint-cutover.ron
  vpcsim run scenarios/endpoint-cutover.ron --seed 7 --out /tmp/seed-7
  vpcsim run scenarios/endpoint-cutover.ron --format json | jq '.clients[].latency_us'

Same file and seed: the same bytes, on any machine. When the scenario has faults, nothing is
written.";

/// Runs the scenario.
pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let (seed, format) = (arguments.seed, arguments.format);
    let prepared = Prepared::read_seeded(&arguments.file, seed, format, terminal)?;
    let name = name_of(&arguments.file);
    let target = arguments.out.clone();
    let target = target.unwrap_or_else(|| Path::new("outputs").join(&name));
    let subject = Subject {
        title: prepared.scenario.title.clone().unwrap_or_default(),
        seed: prepared.scenario.seed,
        scenario: name,
    };
    let twin = Twin {
        world: &prepared.world,
        plan: &prepared.plan,
        seed: subject.seed,
        order: arguments.ties.tie_order,
    };
    if arguments.check_determinism && !twice::agree(twin, terminal) {
        return Ok(ExitCode::FAILURE);
    }
    let mut folder = Folder::begin(&target)?;
    let telling = (arguments.progress, terminal);
    let (summary, terminal) = simulate(twin, (&prepared, subject), &mut folder, telling)?;
    let whole = format!("{:#}\n", json::to_json(&summary));
    folder.write("summary.json", &whole)?;
    folder.finish()?;
    match arguments.format {
        Format::Table => terminal.print(&table::render(&summary, terminal.has_colour()))?,
        Format::Json => terminal.print(&whole)?,
    }
    let place = target.display();
    let more = if summary.transfers.is_empty() {
        String::new()
    } else {
        format!(", {place}/transfers.jsonl")
    };
    terminal.tell(&format!(
        "wrote {place}/summary.json, {place}/requests.jsonl{more} and pictures\n"
    ));
    if let Some(question) = question(&summary, (&arguments.file, arguments.seed)) {
        terminal.tell(&format!("why?  {question}\n"));
    }
    Ok(ExitCode::SUCCESS)
}

fn simulate<'t>(
    twin: Twin<'_>,
    (prepared, subject): (&Prepared, Subject),
    folder: &mut Folder,
    (tells_progress, terminal): (bool, &'t mut Terminal),
) -> Result<(Summary, &'t mut Terminal), Stop> {
    let Twin { world, plan, .. } = twin;
    let file = folder.file("requests.jsonl")?;
    let moves = plan.loads.iter().any(|load| load.transfer.is_some());
    let transfers = if moves {
        Some(LineFile::new(folder.file("transfers.jsonl")?))
    } else {
        None
    };
    let planned = plan.loads.iter().map(|load| load.count).sum();
    let mut listeners = Listeners {
        summarist: Summarist::new(world, plan),
        film: Film::default(),
        lines: RequestLines::new(world, plan),
        requests: LineFile::new(file),
        transfers,
        progress: Progress::new(planned, tells_progress),
        terminal,
    };
    Simulation::new(world.clone(), plan, twin.seed, &mut listeners)
        .with_tie_order(twin.order)
        .run();
    let Listeners {
        summarist,
        film,
        requests,
        transfers,
        terminal,
        ..
    } = listeners;
    for file in [Some(requests), transfers].into_iter().flatten() {
        file.finish().map_err(|fault| folder.stop(&fault))?;
    }
    let summary = summarist.finish(world, plan, &prepared.sources, subject);
    for picture in plot::of_run(&film, &summary) {
        folder.write(&picture.name, &picture.svg)?;
    }
    Ok((summary, terminal))
}

/// What to ask about the first source of requests of which some were not served.
fn question(summary: &Summary, (file, seed): (&Path, Option<u64>)) -> Option<String> {
    let mut failed = summary.loads.iter().flat_map(|load| {
        let causes = load.tally.causes.iter();
        let failed = causes.filter(|(cause, _)| !cause.outcome.is_served());
        failed.map(move |(_, occurrence)| (load, occurrence.first))
    });
    let (load, number) = failed.next()?;
    let id = shell_word(&load.id);
    let file = shell_word(&file.to_string_lossy());
    let number = if load.planned == 1 && number == 1 {
        String::new()
    } else {
        format!(" --number {number}")
    };
    let seed = seed.map_or_else(String::new, |seed| format!(" --seed {seed}"));
    Some(format!("vpcsim explain {file} {id}{number}{seed}"))
}

/// `text` as a shell takes it for one word.
fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The scenario's name: its file's name without folder and ending.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}
