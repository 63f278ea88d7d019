//! Why a verb ends early, and how that is told.

use std::io;
use std::process::ExitCode;

use super::terminal::{Format, Terminal};
use crate::diagnostic::{Diagnostic, Sources};
use crate::report::faults;

/// The exit code of everything that could not be done.
pub(super) const COULD_NOT: u8 = 2;

/// Why a verb ends early.
#[derive(Debug)]
pub(super) enum Stop {
    /// A scenario has faults.
    Faults(Vec<Diagnostic>, Sources, Format),
    /// Something else is in the way: what, and a way out, which may be empty.
    Refusal(String, String),
    /// Nobody reads stdout any more.
    Unread,
}

impl Stop {
    /// `what` is in the way.
    pub(super) fn because(what: impl Into<String>) -> Self {
        Self::Refusal(what.into(), String::new())
    }

    /// The same with a way out.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        match self {
            Self::Refusal(what, _) => Self::Refusal(what, help.into()),
            Self::Faults(..) | Self::Unread => self,
        }
    }

    /// stdout took no more.
    pub(super) fn of_stdout(fault: &io::Error) -> Self {
        match fault.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::because(format!("cannot write to stdout: {fault}")),
        }
    }

    /// Tells why, and gives the exit code.
    pub(super) fn tell(self, terminal: &mut Terminal) -> ExitCode {
        match self {
            // A reader who has seen enough is no failure.
            Self::Unread => return ExitCode::SUCCESS,
            Self::Faults(found, sources, Format::Table) => {
                let page = faults::render(&found, &sources, terminal.has_colour_aside());
                terminal.tell(&page);
            }
            Self::Faults(found, sources, Format::Json) => {
                let page = format!("{:#}\n", faults::to_json(&found, &sources));
                // Programs read faults where they read results.
                if let Err(Self::Refusal(what, _)) = terminal.print(&page) {
                    terminal.tell(&format!("error: {what}\n"));
                }
            }
            Self::Refusal(what, help) => {
                let bold = anstyle::Style::new().bold();
                let red = anstyle::AnsiColor::Red.on_default().bold();
                terminal.tell(&format!("{red}error{red:#}{bold}: {what}{bold:#}\n"));
                if !help.is_empty() {
                    terminal.tell(&format!("{bold}help{bold:#}: {help}\n"));
                }
            }
        }
        ExitCode::from(COULD_NOT)
    }
}
