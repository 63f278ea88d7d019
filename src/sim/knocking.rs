//! How long a client goes on asking for a connection that nobody answers.

use crate::time::{Duration, Instant};

/// Linux gives up after six repetitions, whatever the program wants (TCP-02).
const PATIENCE_MAX: Duration = Duration::from_secs(127);

/// What follows a SYN without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Knock {
    /// It is sent once more at this moment.
    Again(Instant),
    /// The attempt ends at this moment.
    GiveUp(Instant),
}

/// What follows when `sent` SYNs, the first at `began`, found no answer: the next goes out 1, 3,
/// 7, … seconds after the first, until `patience` ends (TCP-02).
pub(super) fn after(began: Instant, sent: u32, patience: Duration) -> Knock {
    let end = began + patience.min(PATIENCE_MAX);
    let wait = 1u64
        .checked_shl(sent)
        .map_or(u64::MAX, |doubled| doubled - 1);
    let next = began + Duration::from_secs(wait);
    if next < end {
        Knock::Again(next)
    } else {
        Knock::GiveUp(end)
    }
}

#[cfg(test)]
mod tests {
    use super::{Knock, after};
    use crate::time::{Duration, Instant};

    #[test]
    fn repetitions_are_twice_as_far_apart_each_time() {
        let began = Instant::from_nanos(5);
        let at = |s| began + Duration::from_secs(s);
        for (sent, patience_s, expected) in [
            (1, 60, Knock::Again(at(1))),
            (2, 60, Knock::Again(at(3))),
            (5, 60, Knock::Again(at(31))),
            (6, 60, Knock::GiveUp(at(60))),
            (1, 1, Knock::GiveUp(at(1))),
            (2, 2, Knock::GiveUp(at(2))),
            (6, 3_600, Knock::Again(at(63))),
            (7, 3_600, Knock::GiveUp(at(127))),
            (80, 3_600, Knock::GiveUp(at(127))),
        ] {
            let found = after(began, sent, Duration::from_secs(patience_s));
            assert_eq!(
                found, expected,
                "TCP-02: {sent} sent, patience {patience_s} s"
            );
        }
    }
}
