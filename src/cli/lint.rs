//! `lint`: the known traps of a scenario, found without running it.

use std::path::PathBuf;
use std::process::ExitCode;

use super::code::rule_of;
use super::prepared::Prepared;
use super::stop::Stop;
use super::terminal::{self, Terminal};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::{Rule, lint as find};
use crate::report::{annotation, faults};

/// What `lint` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    scenario: PathBuf,
    /// Pass over what this rule finds; may be given more than once
    #[arg(long, value_name = "RULE")]
    ignore: Vec<String>,
    /// How the findings are written
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim lint scenarios/source-ip-trap.ron
  vpcsim lint scenarios/source-ip-trap.ron --format github
  vpcsim lint scenarios/endpoint-cutover.ron --ignore cross-region-behind-gateway
  vpcsim explain source-ip-behind-endpoint

Exit codes: 0 no warnings (notes may be shown), 1 warnings, 2 the scenario could not be read.";

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs, versioned
    Json,
    /// Annotations of GitHub Actions
    Github,
}

/// Shows the traps of a scenario.
pub(super) fn lint(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let ignored: Result<Vec<Rule>, Stop> = arguments.ignore.iter().map(|it| rule_of(it)).collect();
    let ignored = ignored?;
    let faults_format = match arguments.format {
        Format::Json => terminal::Format::Json,
        Format::Table | Format::Github => terminal::Format::Table,
    };
    let prepared = Prepared::read(&arguments.scenario, faults_format, terminal)?;
    let mut found = find(&prepared.scenario, &prepared.world, &prepared.plan);
    found.retain(|finding| ignored.iter().all(|rule| rule.name() != finding.code));
    let page = match arguments.format {
        Format::Table => table(&found, arguments, &prepared, terminal.has_colour()),
        Format::Json => format!("{:#}\n", faults::to_json(&found, &prepared.sources)),
        Format::Github => annotation::render(&found, &prepared.sources),
    };
    terminal.print(&page)?;
    let is_warned = found.iter().any(|one| one.severity == Severity::Warning);
    Ok(if is_warned {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn table(
    found: &[Diagnostic],
    arguments: &Arguments,
    prepared: &Prepared,
    has_colour: bool,
) -> String {
    let Some(first) = found.first() else {
        return format!("no traps found in {}\n", arguments.scenario.display());
    };
    let page = faults::render(found, &prepared.sources, has_colour);
    format!("{page}more about each: vpcsim explain {}\n", first.code)
}
