//! What became of scenarios under test: expectations that hold, expectations that do not, and
//! scenarios that could not be run.
//!
//! [`table`](table::render) is for people, [`json`](json::to_json) for programs,
//! [`junit`](junit::render) and [`github`](github::render) for CI.

pub mod table;
pub mod json;
pub mod junit;
pub mod github;

use crate::diagnostic::{Diagnostic, Severity, Sources};

/// What became of one scenario.
#[derive(Debug, Clone)]
pub struct ScenarioVerdict {
    /// Its file, as it was asked for.
    pub file: String,
    /// Its title; may be empty.
    pub title: String,
    /// What became of it.
    pub end: End,
}

/// What became of a scenario under test.
#[derive(Debug, Clone)]
pub enum End {
    /// It was run, and its expectations were judged.
    Judged(Vec<ExpectationVerdict>),
    /// It could not be run.
    Faulty(Vec<Diagnostic>, Sources),
}

/// What became of one expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectationVerdict {
    /// The file it stands in; it may be an included one.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
    /// Whether it holds.
    pub is_met: bool,
    /// What was expected, in words.
    pub says: String,
    /// What was seen instead.
    pub found: String,
}

/// How many there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Scenarios in all.
    pub scenarios: u64,
    /// Scenarios that could not be run.
    pub faulty: u64,
    /// Expectations that hold.
    pub met: u64,
    /// Expectations that do not hold.
    pub unmet: u64,
}

impl Totals {
    /// The totals of `verdicts`.
    ///
    /// ```
    /// use vpcsim::report::verdicts::{End, ScenarioVerdict, Totals};
    /// let file = ScenarioVerdict { file: "a.ron".into(), title: String::new(), end: End::Judged(vec![]) };
    /// assert_eq!(Totals::of(&[file]), Totals { scenarios: 1, ..Totals::default() });
    /// ```
    pub fn of(verdicts: &[ScenarioVerdict]) -> Self {
        let mut totals = Self::default();
        for verdict in verdicts {
            totals.scenarios += 1;
            match &verdict.end {
                End::Judged(all) => {
                    let met = all.iter().filter(|one| one.is_met).count() as u64;
                    totals.met += met;
                    totals.unmet += all.len() as u64 - met;
                }
                End::Faulty(..) => totals.faulty += 1,
            }
        }
        totals
    }
}

/// The errors of `faults`, each with its file and place, as far as it has one.
fn errors<'a>(
    faults: &'a [Diagnostic],
    sources: &'a Sources,
) -> impl Iterator<Item = (&'a Diagnostic, Option<(&'a str, usize, usize)>)> {
    let errors = faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error);
    errors.map(|fault| {
        let place = fault.span.map(|span| {
            let (line, column) = sources.line_and_column(span);
            (sources.text(span.source).name.as_str(), line, column)
        });
        (fault, place)
    })
}
