//! Faults drawn at random when the scenario is read, so that every run of it meets the same ones.

use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::engine::{Chance, Purpose};
use crate::scenario::Said;
use crate::scenario::fault::{Chaos, Fault};
use crate::time::{Duration, Instant};
use crate::world::plan::PlannedChange;

/// What the streams of chaos are called; one for each drawing in the order they are written.
const NAME: &str = "chaos";
/// The most faults of one drawing.
const FAULTS_MAX: u64 = 100_000;

impl Builder<'_> {
    /// The faults of a drawing; `position` tells it from the others.
    ///
    /// They begin independently of each other and last as long as luck has it. What has failed
    /// does not fail once more before it works again.
    pub(super) fn chaos(&mut self, chaos: &Chaos, position: usize) -> Vec<PlannedChange> {
        let gap = chaos.rate.0.spacing();
        let (start, until) = (chaos.start.0, chaos.until.0);
        let expected = until.less(start).nanos().checked_div(gap.nanos());
        if gap == Duration::MAX || expected.is_none_or(|count| count > FAULTS_MAX) {
            let message = "this rate draws no faults, or far too many";
            let fault = Diagnostic::error("bad-number", message, chaos.span);
            self.fault(fault.help("write for example `rate: \"6/h\"`"));
            return Vec::new();
        }
        let chance = Chance::new(chaos.seed);
        let name = format!("{NAME}/{position}");
        let gaps = chance.stream(&name, Purpose::Fault);
        let picks = chance.stream(&name, Purpose::PathPick);
        let lengths = chance.stream(&name, Purpose::Repair);
        let drawn = self.what_may_fail().into_iter();
        let drawn: Vec<Said<Fault>> = drawn.map(|fault| Said::new(fault, chaos.span)).collect();
        let faults = if chaos.faults.is_empty() {
            &drawn
        } else {
            &chaos.faults
        };
        let choices = faults.len();
        let mut works_again = vec![Instant::ZERO; choices];
        let (mut planned, mut at) = (Vec::new(), Instant::ZERO + start);
        for number in 0.. {
            at += gaps.draw(number).exponential(gap);
            if at >= Instant::ZERO + until || choices == 0 {
                break;
            }
            let pick = picks.draw(number).uniform_below(choices as u64);
            let pick = usize::try_from(pick).unwrap_or(0);
            let lasting = lengths.draw(number).exponential(chaos.lasting.0);
            if at < works_again[pick] {
                continue;
            }
            works_again[pick] = at + lasting;
            planned.extend(self.fault_changes((at, lasting), &faults[pick]));
        }
        planned
    }
}
