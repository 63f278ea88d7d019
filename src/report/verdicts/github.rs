//! Verdicts as annotations of GitHub Actions: a line for each thing that went wrong, which GitHub
//! shows beside the line of the file it stands in.

use std::fmt::Write as _;

use super::{End, ScenarioVerdict, errors};
use crate::report::annotation::command;

/// `verdicts` as workflow commands; nothing when all is well.
///
/// ```
/// use vpcsim::report::verdicts::{End, ExpectationVerdict, ScenarioVerdict, github};
/// let unmet = ExpectationVerdict {
///     file: "a,b.ron".into(), line: 3, column: 5, is_met: false,
///     says: "100% are served".into(), found: "99%".into(),
/// };
/// let verdict = ScenarioVerdict { file: "a,b.ron".into(), title: String::new(), end: End::Judged(vec![unmet]) };
/// assert_eq!(
///     github::render(&[verdict]),
///     "::error file=a%2Cb.ron,line=3,col=5,title=expectation not met::expected 100%25 are served%0Afound 99%25\n",
/// );
/// ```
pub fn render(verdicts: &[ScenarioVerdict]) -> String {
    let mut lines = String::new();
    for verdict in verdicts {
        match &verdict.end {
            End::Judged(all) => {
                for one in all.iter().filter(|one| !one.is_met) {
                    let words = format!("expected {}\nfound {}", one.says, one.found);
                    let place = Some((one.file.as_str(), one.line, one.column));
                    lines.push_str(&command("error", place, "expectation not met", &words));
                }
            }
            End::Faulty(faults, sources) => {
                for (fault, place) in errors(faults, sources) {
                    let mut words = fault.message.clone();
                    if !fault.help.is_empty() {
                        let _ = write!(words, "\nhelp: {}", fault.help);
                    }
                    let place = place.or(Some((verdict.file.as_str(), 1, 1)));
                    lines.push_str(&command("error", place, fault.code, &words));
                }
            }
        }
    }
    lines
}
