//! Makes runs on several threads; the rows are the same on any number of them.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::super::stop::Stop;
use super::super::terminal::Terminal;
use super::job::Job;

/// Steps of the progress bar.
const STEPS: usize = 40;

/// How many runs this machine can make at once.
pub(super) fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Makes `runs`, and gives their rows by number; progress is told when somebody watches, or when
/// it is asked for.
pub(super) fn run(
    job: &Job,
    runs: &[u64],
    threads: usize,
    (is_asked, terminal): (bool, &mut Terminal),
) -> Result<BTreeMap<u64, String>, Stop> {
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    let mut bar = Bar::new(runs.len(), is_asked);
    let mut rows = BTreeMap::new();
    let mut stops = BTreeMap::new();
    thread::scope(|scope| {
        for _ in 0..threads.min(runs.len()) {
            let sender = sender.clone();
            let next = &next;
            scope.spawn(move || {
                while let Some(run) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if sender.send((*run, job.run(*run))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (run, result) in results {
            bar.advance(terminal);
            match result {
                Ok(row) => drop(rows.insert(run, row)),
                Err(stop) => drop(stops.insert(run, stop)),
            }
        }
    });
    bar.finish(terminal);
    // Of several faults the first run's is told, on whichever thread it was.
    match stops.pop_first() {
        Some((_, stop)) => Err(stop),
        None => Ok(rows),
    }
}

/// A bar on stderr that fills as runs end.
struct Bar {
    is_on: bool,
    /// Whether each message replaces the one before.
    is_watched: bool,
    all: usize,
    ended: usize,
    told: usize,
}

impl Bar {
    fn new(all: usize, is_asked: bool) -> Self {
        let is_watched = Terminal::is_watched();
        Self {
            is_on: is_asked || is_watched,
            is_watched,
            all,
            ended: 0,
            told: 0,
        }
    }

    fn advance(&mut self, terminal: &mut Terminal) {
        self.ended += 1;
        let full = self.ended * STEPS / self.all.max(1);
        if !self.is_on || full == self.told {
            return;
        }
        self.told = full;
        let bar = "#".repeat(full) + &".".repeat(STEPS - full);
        let (begin, end) = if self.is_watched {
            ("\r", "")
        } else {
            ("", "\n")
        };
        terminal.tell(&format!(
            "{begin}[{bar}] {} of {} runs{end}",
            self.ended, self.all
        ));
    }

    /// Leaves no trace on a terminal.
    fn finish(&self, terminal: &mut Terminal) {
        if self.told > 0 && self.is_watched {
            terminal.tell("\r\u{1b}[2K");
        }
    }
}
