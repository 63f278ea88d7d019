//! `graph`: the places of a scenario and the ways between them, as a picture.

use std::path::PathBuf;
use std::process::ExitCode;

use super::folder::write_whole;
use super::moment::{moment, world_at};
use super::prepared::Prepared;
use super::stop::Stop;
use super::terminal::{self, Terminal};
use crate::report::graph::{Sketch, dot, mermaid, svg};
use crate::time::Duration;

/// What `graph` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The scenario
    file: PathBuf,
    /// How it is drawn: svg, dot or mermaid
    #[arg(long, value_enum, default_value = "svg", hide_possible_values = true)]
    format: Format,
    /// Write it into this file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Draw this moment of the timeline, `31s`, instead of the beginning
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Duration>,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim graph scenarios/endpoint-cutover.ron -o cutover.svg
  vpcsim graph scenarios/endpoint-cutover.ron --at 31s -o after.svg
  vpcsim graph scenarios/reference.ron --format mermaid
  vpcsim graph scenarios/reference.ron --format dot | dot -Tpdf > reference.pdf

An SVG needs nothing but a browser, and follows its light or dark colours.";

/// How the picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Svg,
    /// For Graphviz
    Dot,
    /// For wikis
    Mermaid,
}

/// Draws the picture.
pub(super) fn graph(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let prepared = Prepared::read(&arguments.file, terminal::Format::Table, terminal)?;
    let world = world_at(&prepared, arguments.at);
    let title = prepared.scenario.title.clone().unwrap_or_default();
    let sketch = Sketch::of(&world, &title);
    let page = match arguments.format {
        Format::Svg => svg::render(&sketch),
        Format::Dot => dot::render(&sketch),
        Format::Mermaid => mermaid::render(&sketch),
    };
    match &arguments.out {
        Some(file) => write_whole(file, &page)?,
        None => terminal.print(&page)?,
    }
    Ok(ExitCode::SUCCESS)
}
