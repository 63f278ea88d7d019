//! The verbs; the only place that reads arguments, files and terminals.
//!
//! stdout carries data, stderr the rest. Exit codes: 0 well, 1 something expected does not hold,
//! 2 could not be done.

mod terminal;
mod stop;
mod disk;
mod prepared;
mod moment;
mod folder;
mod listeners;
mod progress;
mod ties;
mod twice;
mod run;
mod explain;
mod code;
mod test;
mod lint;
mod authorize;
mod probe;
mod matrix;
mod graph;
mod import;
mod diff;

pub use authorize::authorize_line;

use std::process::ExitCode;

use clap::{ColorChoice, Parser, Subcommand};

use terminal::Terminal;

/// Which way a request goes, who lets it through, how long it takes, and what a change breaks.
#[derive(Debug, Parser)]
#[command(name = "vpcsim", version, max_term_width = 100, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
    /// Colours: auto (on a terminal), always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    color: ColorChoice,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim run scenarios/endpoint-cutover.ron
  vpcsim explain scenarios/endpoint-cutover.ron uploader/1 --at 31s
  vpcsim explain GWE_CUTOVER
  vpcsim test scenarios/
  vpcsim lint scenarios/source-ip-trap.ron
  vpcsim diff scenarios/nat-before.ron scenarios/nat-after.ron

Exit codes: 0 all is well, 1 an expectation does not hold, a trap is set or a\nrequest changes, 2 it could not be done.";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Simulate a scenario; show what it came to, write summary.json and requests.jsonl
    Run(run::Arguments),
    /// Explain one request of a scenario hop by hop and policy by policy, a reason code or lint rule
    Explain(explain::Arguments),
    /// Run scenarios and check what they expect
    Test(test::Arguments),
    /// Find the known traps of a scenario without running it
    Lint(lint::Arguments),
    /// Ask what a host can reach, as ping and nmap do
    Probe(probe::Arguments),
    /// Show which host gets what from which bucket, and by which way
    Matrix(matrix::Arguments),
    /// Draw the network: SVG, Graphviz or Mermaid
    Graph(graph::Arguments),
    /// Turn what AWS describes into a scenario
    Import(import::Arguments),
    /// Compare two designs: which requests of a workload change, and in what
    Diff(diff::Arguments),
    /// Answer authorisation cases, one JSON object a line
    Authorize(authorize::Arguments),
}

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut terminal = Terminal::new(arguments.color);
    let end = match arguments.verb {
        Verb::Run(arguments) => run::run(&arguments, &mut terminal),
        Verb::Explain(arguments) => explain::explain(&arguments, &mut terminal),
        Verb::Test(arguments) => test::test(&arguments, &mut terminal),
        Verb::Lint(arguments) => lint::lint(&arguments, &mut terminal),
        Verb::Probe(arguments) => probe::probe(&arguments, &mut terminal),
        Verb::Matrix(arguments) => matrix::matrix(&arguments, &mut terminal),
        Verb::Graph(arguments) => graph::graph(&arguments, &mut terminal),
        Verb::Import(arguments) => import::import(&arguments, &mut terminal),
        Verb::Diff(arguments) => diff::diff(&arguments, &mut terminal),
        Verb::Authorize(arguments) => authorize::authorize(&arguments, &mut terminal),
    };
    match end {
        Ok(code) => code,
        Err(stop) => stop.tell(&mut terminal),
    }
}
