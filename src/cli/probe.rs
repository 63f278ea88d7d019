//! `probe`: reachability questions, from the scenario or from the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use super::moment::{moment, world_at};
use super::prepared::Prepared;
use super::stop::Stop;
use super::terminal::{Format, Terminal};
use crate::diagnostic::{Span, nearest};
use crate::journey;
use crate::report::probes::{Asked, json, table};
use crate::scenario::quantity::Protocol;
use crate::time::Duration;
use crate::world::World;
use crate::world::probe::{Goal, Probe};

/// What `probe` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The scenario
    file: PathBuf,
    /// The host that asks; without it the scenario's `probes` are asked
    #[arg(long, value_name = "HOST", requires = "to")]
    from: Option<String>,
    /// An address, a name, or a host of the scenario
    #[arg(long, value_name = "ADDRESS|NAME", requires = "from")]
    to: Option<String>,
    /// The port
    #[arg(
        long,
        value_name = "N",
        requires = "from",
        default_value_t = 443,
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    port: u16,
    /// The protocol: tcp, udp or icmp
    #[arg(
        long,
        requires = "from",
        value_enum,
        default_value = "tcp",
        hide_possible_values = true
    )]
    protocol: Asks,
    /// Ask at this moment of the timeline, `31s`, instead of the beginning
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Duration>,
    /// Show every hop and every rule that was asked
    #[arg(long, short)]
    verbose: bool,
    /// How it is shown: table or json
    #[arg(long, value_enum, default_value = "table", hide_possible_values = true)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim probe scenarios/reference.ron
  vpcsim probe scenarios/endpoint-cutover.ron --from web --to reports.s3.us-west-2.amazonaws.com
  vpcsim probe scenarios/endpoint-cutover.ron --from web --to batch --protocol icmp --verbose

TCP and UDP ports are open, closed or filtered, as nmap has it; ICMP gets a reply or none.
Exit codes: 0 nothing came out otherwise than expected, 1 something did, 2 it could not be asked.";

/// What a probe can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Asks {
    /// Opens a connection
    Tcp,
    /// Sends a datagram
    Udp,
    /// Sends an echo request
    Icmp,
}

/// Asks every probe.
pub(super) fn probe(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let prepared = Prepared::read(&arguments.file, arguments.format, terminal)?;
    let world = world_at(&prepared, arguments.at);
    let probes = match (&arguments.from, &arguments.to) {
        (Some(from), Some(to)) => vec![typed(arguments, from, to, &world)?],
        (Some(_) | None, _) => prepared.plan.probes,
    };
    if probes.is_empty() {
        let help = "ask one with `--from HOST --to ADDRESS`, or write \
                    `probes: [Probe(from: \"…\", to: \"…\")]` into the scenario";
        return Err(Stop::because("the scenario has no `probes`").help(help));
    }
    let all: Vec<Asked> = probes
        .into_iter()
        .map(|probe| Asked {
            answer: journey::probe::ask(&world, &probe),
            probe,
        })
        .collect();
    let page = match arguments.format {
        Format::Table => table::render(&world, &all, arguments.verbose, terminal.has_colour()),
        Format::Json => format!("{:#}\n", json::to_json(&world, &all, arguments.verbose)),
    };
    terminal.print(&page)?;
    let is_met = all.iter().all(|one| one.is_met() != Some(false));
    Ok(if is_met {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The probe of the command line.
fn typed(arguments: &Arguments, from: &str, to: &str, world: &World) -> Result<Probe, Stop> {
    let goal = Goal::parse(to, world).ok_or_else(|| {
        let message = format!("`{to}` is neither an address nor a name");
        let help = "write it without scheme, port and path";
        Stop::because(message).help(help)
    })?;
    Ok(Probe {
        id: format!("{from} → {to}"),
        from: world.hosts.find(from).ok_or_else(|| unknown(from, world))?,
        to: goal,
        protocol: match arguments.protocol {
            Asks::Tcp => Protocol::Tcp,
            Asks::Udp => Protocol::Udp,
            Asks::Icmp => Protocol::Icmp,
        },
        port: arguments.port,
        expect: None,
        span: Span::default(),
    })
}

/// Why there is no such host, and which one may be meant.
fn unknown(name: &str, world: &World) -> Stop {
    let names: Vec<&str> = world.hosts.names().collect();
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "the scenario has no `hosts`".to_owned(),
        None => {
            let more = if names.len() > 8 { ", …" } else { "" };
            let some = names.iter().take(8).copied().collect::<Vec<_>>();
            format!("its hosts are {}{more}", some.join(", "))
        }
    };
    Stop::because(format!("no host is called `{name}`")).help(help)
}
