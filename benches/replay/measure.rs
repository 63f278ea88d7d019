//! What one run takes: processor time, time on the wall, memory.

use std::fmt;
use std::fs;
use std::str::FromStr;

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    /// vpcsim with its summary.
    Summary,
    /// vpcsim with its summary and a line for each request.
    Lines,
    /// A loop for this workload alone.
    Bare,
    /// The simulator nexosim.
    Nexosim,
}

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    /// Requests simulated.
    pub(crate) requests: u64,
    /// Processor time of the run, in nanoseconds.
    pub(crate) cpu_ns: u64,
    /// Time on the wall, in nanoseconds.
    pub(crate) wall_ns: u64,
    /// Memory in use before the run, in kB.
    pub(crate) before_kb: u64,
    /// The most memory in use during the run, in kB.
    pub(crate) peak_kb: u64,
}

/// A run that has begun.
#[derive(Debug)]
pub(crate) struct Watch {
    cpu_ns: u64,
    #[expect(clippy::disallowed_types, reason = "a benchmark reads the wall clock")]
    wall: std::time::Instant,
    before_kb: u64,
}

impl Watch {
    /// Begins to measure.
    #[expect(clippy::disallowed_types, reason = "a benchmark reads the wall clock")]
    pub(crate) fn start() -> Self {
        // Linux then counts the peak from here on; elsewhere it is that of the whole process.
        let _ = fs::write("/proc/self/clear_refs", "5");
        Self {
            before_kb: memory_kb("VmRSS:"),
            wall: std::time::Instant::now(),
            cpu_ns: processor_ns().unwrap_or(0),
        }
    }

    /// Ends a run of so many requests.
    pub(crate) fn stop(self, requests: u64) -> Measured {
        let wall = self.wall.elapsed().as_nanos();
        let wall_ns = u64::try_from(wall).unwrap_or(u64::MAX);
        Measured {
            requests,
            cpu_ns: processor_ns().map_or(wall_ns, |now| now - self.cpu_ns),
            wall_ns,
            before_kb: self.before_kb,
            peak_kb: memory_kb("VmHWM:"),
        }
    }
}

/// Processor time of this thread so far; none where the system does not say.
fn processor_ns() -> Option<u64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// A line of the process's own account of its memory; zero where there is none.
fn memory_kb(line: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|it| it.strip_prefix(line));
    let word = line.and_then(|rest| rest.split_whitespace().next());
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}

/// One line of five numbers, which one process tells another.
impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            requests,
            cpu_ns,
            wall_ns,
            before_kb,
            peak_kb,
        } = self;
        write!(f, "{requests} {cpu_ns} {wall_ns} {before_kb} {peak_kb}")
    }
}

impl FromStr for Measured {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let numbers: Result<Vec<u64>, _> = line.split_whitespace().map(str::parse).collect();
        match numbers.as_deref() {
            Ok(&[requests, cpu_ns, wall_ns, before_kb, peak_kb]) => Ok(Self {
                requests,
                cpu_ns,
                wall_ns,
                before_kb,
                peak_kb,
            }),
            _ => Err(format!("`{line}` is no measurement")),
        }
    }
}
