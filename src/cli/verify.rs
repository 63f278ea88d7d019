//! `verify`: networks on which somebody measured, simulated and compared.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::import::{dumps_in, shown, sound};
use super::stop::Stop;
use super::terminal::{Format, Terminal};
use crate::import::describe::{self, Dump};
use crate::import::measured::{self, Measured};
use crate::report::lab::{Lab, json, lab, table};

/// What `verify` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Folders with `aws_configs/` and `probes.json` in them
    #[arg(required = true)]
    labs: Vec<PathBuf>,
    /// How it is shown: table or json
    #[arg(long, value_enum, default_value = "table", hide_possible_values = true)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim verify labs/*
  vpcsim verify labs/transit-gateway --format json

aws_configs/ holds what `aws ec2 describe-…` printed, as for `import describe`. probes.json holds
what ping and nmap found: { \"probes\": [{ \"src\": \"10.0.0.4\", \"dst\": \"10.0.1.7\", \"protocol\":
\"tcp\", \"port\": 22, \"observed\": \"open\" }, …] }; of ICMP `reply` or `no_reply`, and perhaps a `ttl`.

Exit codes: 0 all that is modelled agrees, 1 something disagrees, 2 it could not be done.";

/// Verifies.
pub(super) fn verify(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let mut labs = Vec::new();
    for folder in &arguments.labs {
        labs.push(verified(folder, arguments.format)?);
    }
    let page = match arguments.format {
        Format::Table => table::render(&labs, terminal.has_colour()),
        Format::Json => format!("{:#}\n", json::to_json(&labs)),
    };
    terminal.print(&page)?;
    Ok(if labs.iter().all(Lab::agrees) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// One lab: imported as `import describe` does, with the addresses outside that ask or are asked.
fn verified(folder: &Path, format: Format) -> Result<Lab, Stop> {
    let name = folder.file_name().unwrap_or(folder.as_os_str());
    let name = name.to_string_lossy().into_owned();
    let measured = measured_in(folder, format)?;
    let configs = folder.join("aws_configs");
    let mut imported = describe::read(&shown(&configs), dumps_in(&configs)?);
    if !imported.faults.is_empty() {
        return Err(Stop::Faults(imported.faults, imported.sources, format));
    }
    let ends = measured.iter().flat_map(|one| [one.from, one.to]);
    let outside: BTreeSet<_> = ends.filter(|end| is_public(*end)).collect();
    for address in outside {
        // What belongs to the network, or to S3, is found before what is outside.
        let name = format!("outside {address}");
        imported.draft.add_outside(&name, address);
    }
    let world = sound(&imported.draft.text(), format)?;
    Ok(lab(name, world, measured, imported.notes.len()))
}

fn measured_in(folder: &Path, format: Format) -> Result<Vec<Measured>, Stop> {
    let path = folder.join("probes.json");
    let shown = path.display().to_string();
    let text = fs::read_to_string(&path).map_err(|fault| {
        let help = "a lab is a folder with `aws_configs/` and `probes.json` in it";
        Stop::because(format!("cannot read `{shown}`: {fault}")).help(help)
    })?;
    let (measured, faults, sources) = measured::read(Dump { path: shown, text });
    if faults.is_empty() {
        Ok(measured)
    } else {
        Err(Stop::Faults(faults, sources, format))
    }
}

/// Whether an address has a meaning outside of networks of one's own.
fn is_public(address: std::net::IpAddr) -> bool {
    match address {
        std::net::IpAddr::V4(it) => !(it.is_private() || it.is_loopback() || it.is_link_local()),
        std::net::IpAddr::V6(it) => !(it.is_unique_local() || it.is_loopback()),
    }
}
