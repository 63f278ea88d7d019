//! `import`: other people's descriptions of networks, as a scenario.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use super::folder::write_whole;
use super::stop::Stop;
use super::terminal::{Format, Terminal};
use crate::diagnostic::Sources;
use crate::import::describe::{self, Dump, Imported, Note};
use crate::scenario::Scenario;
use crate::world::build;

/// What `import` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    from: From,
}

/// What is imported.
#[derive(Debug, Subcommand)]
enum From {
    /// A folder of what `aws ec2 describe-…` printed
    Describe(Describe),
}

/// What `import describe` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct Describe {
    /// The folder, with files such as us-east-1/Vpcs.json in it
    folder: PathBuf,
    /// Write the scenario into this file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  aws ec2 describe-vpcs > mine/us-east-1/Vpcs.json    # likewise describe-subnets and so on
  vpcsim import describe mine -o mine.ron
  vpcsim probe mine.ron --from i-0a1b2c3d --to 10.0.2.7 --port 5432

What is not understood is listed on stderr and at the head of the scenario.";

/// Imports.
pub(super) fn import(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    match &arguments.from {
        From::Describe(arguments) => describe(arguments, terminal),
    }
}

fn describe(arguments: &Describe, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let imported = describe::read(dumps_in(&arguments.folder)?);
    if !imported.faults.is_empty() {
        return Err(Stop::Faults(
            imported.faults,
            imported.sources,
            Format::Table,
        ));
    }
    let Imported { draft, notes, .. } = imported;
    let text = draft.text();
    check(&text)?;
    match &arguments.out {
        Some(file) => write_whole(file, &text)?,
        None => terminal.print(&text)?,
    }
    tell(&notes, terminal);
    Ok(ExitCode::SUCCESS)
}

/// Every file of a folder whose name ends in `.json`, with its path inside it.
pub(super) fn dumps_in(folder: &Path) -> Result<Vec<Dump>, Stop> {
    let mut dumps = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let cannot = |path: &Path, fault: &std::io::Error| {
            Stop::because(format!("cannot read `{}`: {fault}", path.display()))
        };
        let entries = fs::read_dir(&next).map_err(|fault| cannot(&next, &fault))?;
        for entry in entries {
            let path = entry.map_err(|fault| cannot(&next, &fault))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "json") {
                let bytes = fs::read(&path).map_err(|fault| cannot(&path, &fault))?;
                let text = String::from_utf8(bytes).map_err(|_| {
                    let message = format!("`{}` is not a text in UTF-8", path.display());
                    Stop::because(message).help("run the describe command again")
                })?;
                let inside = path.strip_prefix(folder).unwrap_or(&path);
                let parts = inside.iter().map(|part| part.to_string_lossy());
                let path = parts.collect::<Vec<_>>().join("/");
                dumps.push(Dump { path, text });
            }
        }
    }
    Ok(dumps)
}

/// What is written must be a scenario that can be built.
fn check(text: &str) -> Result<(), Stop> {
    let loaded = Scenario::parse(text);
    let mut found = loaded.faults;
    if found.is_empty() {
        found = build(&loaded.scenario).faults;
    }
    if found.is_empty() {
        return Ok(());
    }
    let mut sources = Sources::default();
    sources.add("the imported scenario", text);
    Err(Stop::Faults(found, sources, Format::Table))
}

/// Lists what was not taken over.
fn tell(notes: &[Note], terminal: &mut Terminal) {
    for note in notes {
        terminal.tell(&format!("{}: {}\n", note.file, note.what));
    }
}
