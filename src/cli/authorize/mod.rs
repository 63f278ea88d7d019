//! `authorize`: authorisation cases, one JSON object a line, answered while they are read.

mod case;
mod line;

pub use line::authorize_line;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::stop::Stop;
use super::terminal::Terminal;

/// The longest line that is answered, in MiB.
const LINE_MIB_MAX: u64 = 16;
/// Bytes of answers that are gathered before they are written.
const GATHERED: usize = 1 << 16;

/// What `authorize` is asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The cases, one JSON object a line; `-` reads stdin
    #[arg(value_name = "CASES.jsonl")]
    cases: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  vpcsim authorize cases.jsonl
  vpcsim authorize - < cases.jsonl | jq -r .decision

Each line gives one line. One that cannot be understood gives {\"id\": …, \"error\": …}, and the
rest go on.";

/// Answers every case.
pub(super) fn authorize(arguments: &Arguments, terminal: &mut Terminal) -> Result<ExitCode, Stop> {
    let name = arguments.cases.display();
    let stop = |fault: io::Error| Stop::because(format!("cannot read `{name}`: {fault}"));
    if arguments.cases.as_os_str() == "-" {
        answer(io::stdin().lock(), terminal, stop)?;
    } else {
        if arguments.cases.is_dir() {
            return Err(Stop::because(format!(
                "cannot read `{name}`: it is a folder"
            )));
        }
        let file = File::open(&arguments.cases).map_err(stop)?;
        answer(BufReader::new(file), terminal, stop)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn answer(
    mut cases: impl BufRead,
    terminal: &mut Terminal,
    stop: impl Fn(io::Error) -> Stop,
) -> Result<(), Stop> {
    let limit = LINE_MIB_MAX << 20;
    let mut answers = String::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = cases
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut line)
            .map_err(&stop)?;
        if read == 0 {
            return terminal.print(&answers);
        }
        let is_whole = line.ends_with(b"\n") || (read as u64) < limit;
        if !is_whole {
            cases.skip_until(b'\n').map_err(&stop)?;
        }
        if let Some(answer) = answer_to(&line, is_whole) {
            answers.push_str(&answer);
            answers.push('\n');
        }
        if answers.len() >= GATHERED {
            terminal.print(&answers)?;
            answers.clear();
        }
    }
}

/// The answer to one line; empty lines ask nothing.
fn answer_to(line: &[u8], is_whole: bool) -> Option<String> {
    if !is_whole {
        let error = format!("the line is longer than {LINE_MIB_MAX} MiB");
        return Some(json!({ "id": null, "error": error }).to_string());
    }
    match std::str::from_utf8(line) {
        Ok(text) if text.trim().is_empty() => None,
        Ok(text) => Some(authorize_line(text)),
        Err(fault) => {
            Some(json!({ "id": null, "error": format!("not UTF-8: {fault}") }).to_string())
        }
    }
}
