//! `sweep merge`: puts the parts of a sweep together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::super::folder::Folder;
use super::super::stop::Stop;
use super::super::terminal::{Format, Terminal};
use super::{show, write};
use crate::report::sweep::{Sheet, ranges};

/// What `sweep merge` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Folders with results of one sweep, whole or in part
    #[arg(required = true, value_name = "DIR")]
    parts: Vec<PathBuf>,
    /// Where the results go
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How the results are shown: table or json (one line a run)
    #[arg(long, value_enum, default_value = "table", hide_possible_values = true)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim sweep merge parts/* --out outputs/all

Parts may be merged in any order, again and again; all of them give what one sweep would have
written, byte for byte. Exit codes: 0 all runs are there, 1 some are missing, 2 it could not be
done.";

/// Merges.
pub(super) fn merge(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let mut whole: Option<Sheet> = None;
    for part in &arguments.parts {
        let sheet = read(part)?;
        match &mut whole {
            None => whole = Some(sheet),
            Some(whole) => whole.merge(&sheet).map_err(|why| {
                let first = arguments.parts[0].display();
                let message = format!(
                    "`{}` cannot be merged with `{first}`: {why}",
                    part.display()
                );
                Stop::because(message).help("merge only parts of one sweep")
            })?,
        }
    }
    let Some(sheet) = whole else {
        return Err(Stop::because("there is nothing to merge"));
    };
    write(Folder::begin(&arguments.out)?, &sheet)?;
    show(&sheet, arguments.format, terminal)?;
    let place = arguments.out.display();
    terminal.tell(&format!(
        "wrote {place}/runs.csv, runs.jsonl, sweep.json and pictures\n"
    ));
    let missing = sheet.missing();
    if missing.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    terminal.tell(&format!(
        "{} of {} runs are missing: make them with `--runs {}`\n",
        missing.len(),
        sheet.asked.runs,
        ranges(&missing)
    ));
    Ok(ExitCode::FAILURE)
}

fn read(folder: &Path) -> Result<Sheet, Stop> {
    let text = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|fault| {
            let message = format!("cannot read `{}`: {fault}", path.display());
            Stop::because(message).help("name folders that `vpcsim sweep` wrote")
        })
    };
    Sheet::read(&text("sweep.json")?, &text("runs.jsonl")?).map_err(|why| {
        let message = format!("`{}` is no part of a sweep: {why}", folder.display());
        Stop::because(message).help("name folders that `vpcsim sweep` wrote")
    })
}
