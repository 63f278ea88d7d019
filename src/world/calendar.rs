//! The date and time of day of each moment of a run.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::time::Instant;

/// Turns moments of a run, which begins at midnight UTC of the scenario's day, into timestamps.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    midnight: Timestamp,
}

impl Calendar {
    /// The calendar of a run on `day`.
    pub fn of(day: Date) -> Self {
        let midnight = day.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
        Self {
            midnight: midnight.unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }

    /// The timestamp of `now`; the last one there is for runs of thousands of years.
    pub fn at(&self, now: Instant) -> Timestamp {
        let seconds = i64::try_from(now.nanos() / 1_000_000_000).unwrap_or(i64::MAX);
        let nanos = i32::try_from(now.nanos() % 1_000_000_000).unwrap_or(0);
        self.midnight
            .checked_add(SignedDuration::new(seconds, nanos))
            .unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Calendar;
    use crate::time::{Duration, Instant};

    #[test]
    fn a_run_begins_at_midnight() {
        let calendar = Calendar::of(date(2021, 6, 1));
        for (s, expected) in [
            (0, "2021-06-01T00:00:00Z"),
            (86_461, "2021-06-02T00:01:01Z"),
        ] {
            let at = calendar.at(Instant::ZERO + Duration::from_secs(s));
            assert_eq!(at.to_string(), expected);
        }
    }
}
