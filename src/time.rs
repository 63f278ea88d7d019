//! Simulated time: whole nanoseconds since a run began, and how people write durations.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

/// A moment of a run, in nanoseconds since its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(u64);

/// A span of simulated time, in nanoseconds; never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration(u64);

impl Instant {
    /// The start of a run.
    pub const ZERO: Self = Self(0);
    /// A moment no run reaches.
    pub const NEVER: Self = Self(u64::MAX);

    /// The moment `ns` nanoseconds after the start.
    pub const fn from_nanos(ns: u64) -> Self {
        Self(ns)
    }

    /// Nanoseconds since the start.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// The time that passed since `earlier`; zero when `earlier` is later.
    ///
    /// ```
    /// use vpcsim::time::{Duration, Instant};
    /// let start = Instant::ZERO + Duration::from_millis(5);
    /// assert_eq!(start.since(Instant::ZERO), Duration::from_millis(5));
    /// assert_eq!(Instant::ZERO.since(start), Duration::ZERO);
    /// ```
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }

    /// Seconds since the start, for reports only.
    #[expect(
        clippy::cast_precision_loss,
        reason = "reports round to microseconds anyway"
    )]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Longer than any run.
    pub const MAX: Self = Self(u64::MAX);

    /// A duration of `ns` nanoseconds.
    pub const fn from_nanos(ns: u64) -> Self {
        Self(ns)
    }

    /// A duration of `us` microseconds.
    pub const fn from_micros(us: u64) -> Self {
        Self(us.saturating_mul(1_000))
    }

    /// A duration of `ms` milliseconds.
    pub const fn from_millis(ms: u64) -> Self {
        Self(ms.saturating_mul(1_000_000))
    }

    /// A duration of `s` seconds.
    pub const fn from_secs(s: u64) -> Self {
        Self(s.saturating_mul(1_000_000_000))
    }

    /// A duration of `s` seconds, rounded to whole nanoseconds; negative and non-finite give zero.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates, which is the wanted bound"
    )]
    pub fn from_secs_f64(s: f64) -> Self {
        Self(libm::round(s.max(0.0) * 1e9) as u64)
    }

    /// Nanoseconds.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// Seconds, for reports and rate arithmetic.
    #[expect(
        clippy::cast_precision_loss,
        reason = "2^53 ns are 104 days, exact enough"
    )]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// `self` times `factor`, at most [`Duration::MAX`].
    #[must_use]
    pub const fn times(self, factor: u64) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// `self` divided into `parts`, rounded down; `parts` of zero counts as one.
    #[must_use]
    pub const fn divided_by(self, parts: u64) -> Self {
        Self(self.0 / if parts == 0 { 1 } else { parts })
    }

    /// `self` less `other`, at least zero.
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;
    fn add(self, later: Duration) -> Self {
        Self(self.0.saturating_add(later.0))
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, later: Duration) {
        *self = *self + later;
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;
    fn sub(self, earlier: Duration) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Why a text is not a duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotADuration {
    /// What is wrong, without the text itself.
    pub why: String,
}

impl fmt::Display for NotADuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// Units people may write, longest name first so that `ms` is not read as `m`.
const UNITS: [(&str, u64); 8] = [
    ("min", 60_000_000_000),
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// Reads a duration as people write it: one or more numbers, each with a unit.
///
/// ```
/// use vpcsim::time::Duration;
/// for (text, ms) in [("30s", 30_000), ("1.5 ms", 1), ("2m30s", 150_000), ("1h", 3_600_000)] {
///     assert_eq!(text.parse::<Duration>().unwrap().nanos() / 1_000_000, ms, "{text}");
/// }
/// assert!("-1s".parse::<Duration>().is_err());
/// assert!("30".parse::<Duration>().is_err(), "a bare number has no unit");
/// ```
impl FromStr for Duration {
    type Err = NotADuration;

    fn from_str(text: &str) -> Result<Self, NotADuration> {
        let fault = |why: &str| NotADuration {
            why: why.to_owned(),
        };
        let mut rest = text.trim();
        if rest.starts_with('-') {
            return Err(fault("a duration cannot be negative"));
        }
        if rest.is_empty() {
            return Err(fault(
                "an empty text is not a duration; write for example `30s`",
            ));
        }
        let mut total: u128 = 0;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_');
            let (number, after) = rest.split_at(digits.unwrap_or(rest.len()));
            let after = after.trim_start();
            let Some((unit, ns)) = UNITS.iter().find(|(unit, _)| {
                after
                    .strip_prefix(unit)
                    .is_some_and(|r| !r.starts_with(char::is_alphabetic))
            }) else {
                return Err(fault("a duration needs a unit: ns, us, ms, s, m or h"));
            };
            total += scaled(number, *ns).ok_or_else(|| fault("not a number before the unit"))?;
            rest = after[unit.len()..].trim_start();
        }
        u64::try_from(total)
            .map(Self)
            .map_err(|_| fault("longer than 584 years"))
    }
}

/// `number` (decimal digits, at most one point) times `unit`, rounded down, exactly.
fn scaled(number: &str, unit: u64) -> Option<u128> {
    let clean = number.replace('_', "");
    let (whole, fraction) = clean.split_once('.').unwrap_or((&clean, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return None;
    }
    if whole.len() > 18 || fraction.len() > 18 {
        return None;
    }
    let whole: u128 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let part: u128 = if fraction.is_empty() {
        0
    } else {
        fraction.parse().ok()?
    };
    let scale = 10u128.pow(u32::try_from(fraction.len()).ok()?);
    Some(whole * u128::from(unit) + part * u128::from(unit) / scale)
}

/// Prints three significant digits and the unit that fits: `512 ns`, `1.25 ms`, `30.0 s`.
impl fmt::Display for Duration {
    #[expect(clippy::cast_precision_loss, reason = "only three digits are printed")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, unit) = match self.0 {
            0 => return f.write_str("0 s"),
            ns @ 1..1_000 => return write!(f, "{ns} ns"),
            ns @ 1_000..1_000_000 => (ns as f64 / 1e3, "µs"),
            ns @ 1_000_000..1_000_000_000 => (ns as f64 / 1e6, "ms"),
            ns => (ns as f64 / 1e9, "s"),
        };
        let digits = if value < 10.0 {
            2
        } else {
            usize::from(value < 100.0)
        };
        write!(f, "{value:.digits$} {unit}")
    }
}

/// Prints seconds with as many digits as they have: `30 s`, `28.125 s`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.0 / 1_000_000_000, self.0 % 1_000_000_000);
        if nanos == 0 {
            return write!(f, "{seconds} s");
        }
        let fraction = format!("{nanos:09}");
        write!(f, "{seconds}.{} s", fraction.trim_end_matches('0'))
    }
}
