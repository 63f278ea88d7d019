//! The table: one process for each cell, and what they told.

use std::io::Write as _;
use std::process::Command;

use super::measure::{Measured, Row};
use super::peer;

impl Row {
    /// How the row is called.
    const fn name(self) -> &'static str {
        match self {
            Self::Summary => "vpcsim",
            Self::Lines => "vpcsim, requests.jsonl",
            Self::Bare => "bare loop",
            Self::Nexosim => "nexosim 1.0",
        }
    }

    /// The process that measures one of its cells.
    fn command(self) -> Result<Command, String> {
        let word = match self {
            Self::Summary => "summary",
            Self::Lines => "lines",
            Self::Bare => "bare",
            Self::Nexosim => return peer::nexosim(),
        };
        let me = std::env::current_exe().map_err(|fault| fault.to_string())?;
        let mut command = Command::new(me);
        command.args(["one", word]);
        Ok(command)
    }
}

/// Measures every cell and prints each row as soon as it is known.
pub(crate) fn fill(rows: &[Row], sizes: &[(u64, u64)]) -> Result<(), String> {
    tell(&format!(
        "{:<24}{:>22}{:>10}{:>9}{:>9}{:>10}{:>10}\n",
        "", "clients / requests", "req/s cpu", "cpu s", "wall s", "peak MB", "grown MB"
    ));
    let mut first: Vec<f64> = Vec::new();
    for row in rows {
        for (column, (clients, requests)) in sizes.iter().enumerate() {
            let measured = cell(*row, *clients, *requests)?;
            let rate = rate(&measured);
            if first.len() <= column {
                first.push(rate);
            }
            tell(&line(*row, (*clients, *requests), &measured));
            tell(&format!("  {:.2} x\n", rate / first[column]));
        }
    }
    Ok(())
}

fn cell(row: Row, clients: u64, requests: u64) -> Result<Measured, String> {
    let mut command = row.command()?;
    command.args([clients.to_string(), requests.to_string()]);
    let output = command.output().map_err(|fault| fault.to_string())?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {}\n{told}", row.name(), output.status));
    }
    String::from_utf8_lossy(&output.stdout).trim().parse()
}

#[expect(clippy::cast_precision_loss, reason = "figures of three digits")]
fn line(row: Row, (clients, requests): (u64, u64), measured: &Measured) -> String {
    let seconds = |ns: u64| ns as f64 / 1e9;
    let megabytes = |kb: u64| kb as f64 / 1e3;
    format!(
        "{:<24}{:>22}{:>9.0}k{:>9.3}{:>9.3}{:>10.1}{:>10.1}",
        row.name(),
        format!("{clients} / {requests}"),
        rate(measured) / 1e3,
        seconds(measured.cpu_ns),
        seconds(measured.wall_ns),
        megabytes(measured.peak_kb),
        megabytes(measured.peak_kb.saturating_sub(measured.before_kb)),
    )
}

/// Requests a second of processor time.
#[expect(clippy::cast_precision_loss, reason = "figures of three digits")]
fn rate(measured: &Measured) -> f64 {
    measured.requests as f64 * 1e9 / measured.cpu_ns.max(1) as f64
}

/// Prints to stdout.
pub(crate) fn tell(text: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever reads no further has what he wanted.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
