//! What "a month so" rests on: how much was seen of a month that goes on like it.

use crate::cost::MONTH_HOURS;
use crate::time::{Duration, Instant};

/// `A month so: 730 hours like these 180 seconds.`
pub(super) fn note(until: Instant) -> String {
    let seen = until.since(Instant::ZERO);
    format!(
        "A month so: {MONTH_HOURS} hours like these {}.",
        words(seen)
    )
}

fn words(seen: Duration) -> String {
    let (seconds, hour) = (seen.nanos() / 1_000_000_000, 3_600);
    match seconds {
        0..=9 => seen.to_string(),
        10..600 => format!("{seconds} seconds"),
        600..7_200 => format!("{} minutes", seconds / 60),
        _ => format!("{} hours", seconds / hour),
    }
}

#[cfg(test)]
mod tests {
    use super::note;
    use crate::time::Instant;

    #[test]
    fn short_runs_say_how_short_they_were() {
        for (ms, seen) in [
            (250, "250 ms"),
            (9_980, "9.98 s"),
            (180_000, "180 seconds"),
            (3_600_000, "60 minutes"),
            (2_624_402_000, "729 hours"),
        ] {
            let until = Instant::from_nanos(ms * 1_000_000);
            assert_eq!(
                note(until),
                format!("A month so: 730 hours like these {seen}.")
            );
        }
    }
}
