//! Everybody who listens to `run`: the summary, the files of requests and transfers, progress.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::progress::Progress;
use super::terminal::Terminal;
use crate::report::plot::Film;
use crate::report::requests::RequestLines;
use crate::report::summary::Summarist;
use crate::report::transfers;
use crate::time::Instant;
use crate::trace::record::{Break, TransferRecord};
use crate::trace::tally::Tally;
use crate::trace::{Recorder, RequestRecord};
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// Bytes of lines that are gathered before they are written.
const GATHERED: usize = 1 << 16;

/// A file of lines, written while a run goes.
#[derive(Debug)]
pub(super) struct LineFile {
    buffer: String,
    file: BufWriter<File>,
    /// The first thing that went wrong; nothing is written after it.
    fault: Option<io::Error>,
}

impl LineFile {
    pub(super) fn new(file: BufWriter<File>) -> Self {
        Self {
            buffer: String::with_capacity(2 * GATHERED),
            file,
            fault: None,
        }
    }

    /// Adds what `write` puts into the buffer.
    fn add(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.buffer);
        if self.buffer.len() >= GATHERED {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.fault.is_none() {
            self.fault = self.file.write_all(self.buffer.as_bytes()).err();
        }
        self.buffer.clear();
    }

    /// Writes the rest.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush();
        match self.fault {
            Some(fault) => Err(fault),
            None => self.file.flush(),
        }
    }
}

/// Everybody who listens to `run`.
#[derive(Debug)]
pub(super) struct Listeners<'t> {
    pub(super) summarist: Summarist,
    pub(super) film: Film,
    pub(super) lines: RequestLines,
    pub(super) requests: LineFile,
    /// For the transfers, when there are any.
    pub(super) transfers: Option<LineFile>,
    pub(super) progress: Progress,
    pub(super) terminal: &'t mut Terminal,
}

impl Recorder for Listeners<'_> {
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        self.summarist.request_ended(world, plan, request);
        self.film.request_ended(world, plan, request);
        let lines = &mut self.lines;
        self.requests
            .add(|buffer| lines.write(world, plan, request, buffer));
        self.progress.request_ended(request.finished, self.terminal);
    }

    fn transfer_ended(&mut self, world: &World, plan: &Plan, transfer: &TransferRecord) {
        self.summarist.transfer_ended(world, plan, transfer);
        if let Some(file) = &mut self.transfers {
            file.add(|buffer| buffer.push_str(&transfers::line(world, plan, transfer)));
        }
    }

    fn connection_opened(&mut self, at: Instant, client: Id<Client>) {
        self.summarist.connection_opened(at, client);
        self.film.connection_opened(at, client);
    }

    fn connection_closed(&mut self, at: Instant, client: Id<Client>) {
        self.film.connection_closed(at, client);
    }

    fn connection_broken(&mut self, broken: &Break) {
        self.summarist.connection_broken(broken);
        self.film.connection_broken(broken);
    }

    fn change_asked(&mut self, at: Instant, change: usize, refused: Option<&Rejection>) {
        self.summarist.change_asked(at, change, refused);
    }

    fn change_applied(&mut self, at: Instant, change: usize, world: &World) {
        self.summarist.change_applied(at, change, world);
    }

    fn log_replayed(&mut self, replay: usize, tally: &Tally) {
        self.summarist.log_replayed(replay, tally);
    }

    fn run_ended(&mut self, at: Instant, events: u64, fingerprint: u64) {
        self.summarist.run_ended(at, events, fingerprint);
        self.film.run_ended(at, events, fingerprint);
        self.progress.finish(self.terminal);
    }
}
