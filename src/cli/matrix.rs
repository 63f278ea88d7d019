//! `matrix`: every host asked for every bucket and every endpoint's name.

use std::path::PathBuf;
use std::process::ExitCode;

use super::moment::{moment, world_at};
use super::prepared::Prepared;
use super::stop::Stop;
use super::terminal::{self, Terminal};
use crate::journey::matrix;
use crate::report::matrix::{csv, json, table};
use crate::time::Duration;

/// What `matrix` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The scenario
    file: PathBuf,
    /// Ask at this moment of the timeline, `31s`, instead of the beginning
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Duration>,
    /// How it is shown: table, json or csv
    #[arg(long, value_enum, default_value = "table", hide_possible_values = true)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim matrix scenarios/endpoint-only-bucket.ron
  vpcsim matrix scenarios/endpoint-cutover.ron --at 31s
  vpcsim matrix scenarios/reference.ron --format csv > matrix.csv

Each host asks for the first object of each bucket, or for a listing where there is none, signed
by its role or else as its first client signs. Being connected and being allowed are told apart.";

/// How the matrix is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs, versioned
    Json,
    /// For spreadsheets
    Csv,
}

/// Asks everybody for everything.
pub(super) fn matrix(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let faults = match arguments.format {
        Format::Table | Format::Csv => terminal::Format::Table,
        Format::Json => terminal::Format::Json,
    };
    let prepared = Prepared::read(&arguments.file, faults, terminal)?;
    let world = world_at(&prepared, arguments.at);
    let matrix = matrix::ask(&world);
    let page = match arguments.format {
        Format::Table => table::render(&world, &matrix, terminal.has_colour()),
        Format::Json => format!("{:#}\n", json::to_json(&world, &matrix)),
        Format::Csv => csv::render(&world, &matrix),
    };
    terminal.print(&page)?;
    Ok(ExitCode::SUCCESS)
}
