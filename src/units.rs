//! Sizes, rates and money as integers, and how people write them.

use std::fmt;
use std::str::FromStr;

use crate::time::Duration;

/// An amount of data, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Bytes(pub u64);

/// A speed of data, in bits per second; zero means "nothing flows".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BitsPerSecond(pub u64);

/// A frequency of happenings, in thousandths per hour: `1/m` and `10/h` are whole numbers of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PerHourMilli(pub u64);

const NANOS_AN_HOUR: u64 = 3_600_000_000_000;

/// Why a text is not the quantity wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAQuantity {
    /// What is wrong and what would be right.
    pub why: String,
}

impl fmt::Display for NotAQuantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl BitsPerSecond {
    /// How long `amount` takes at this speed, rounded up to whole nanoseconds.
    ///
    /// ```
    /// use vpcsim::{time::Duration, units::{BitsPerSecond, Bytes}};
    /// let gigabit = BitsPerSecond(1_000_000_000);
    /// assert_eq!(gigabit.time_for(Bytes(125_000_000)), Duration::from_secs(1));
    /// ```
    pub fn time_for(self, amount: Bytes) -> Duration {
        if self.0 == 0 {
            return if amount.0 == 0 {
                Duration::ZERO
            } else {
                Duration::MAX
            };
        }
        let bit_nanos = u128::from(amount.0) * 8 * 1_000_000_000;
        let ns = bit_nanos.div_ceil(u128::from(self.0));
        Duration::from_nanos(u64::try_from(ns).unwrap_or(u64::MAX))
    }
}

impl PerHourMilli {
    /// The even spacing of this frequency; [`Duration::MAX`] when it is zero.
    ///
    /// ```
    /// use vpcsim::{time::Duration, units::PerHourMilli};
    /// for (text, spacing_ms) in [("20/s", 50), ("1/m", 60_000), ("10/h", 360_000)] {
    ///     let frequency: PerHourMilli = text.parse().unwrap();
    ///     assert_eq!(frequency.spacing(), Duration::from_millis(spacing_ms), "{text}");
    /// }
    /// ```
    pub fn spacing(self) -> Duration {
        match self.0 {
            0 => Duration::MAX,
            rate => Duration::from_nanos(NANOS_AN_HOUR * 1_000 / rate),
        }
    }
}

/// Reads `8 MiB`, `100 kB`, `10 GB` or a bare number of bytes.
///
/// ```
/// use vpcsim::units::Bytes;
/// for (text, bytes) in [("8 MiB", 8 << 20), ("1.5 kB", 1_500), ("10GB", 10_000_000_000), ("42", 42)] {
///     assert_eq!(text.parse::<Bytes>().unwrap(), Bytes(bytes), "{text}");
/// }
/// ```
impl FromStr for Bytes {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        const UNITS: [(&str, u64); 12] = [
            ("", 1),
            ("B", 1),
            ("kB", 1_000),
            ("KB", 1_000),
            ("MB", 1_000_000),
            ("GB", 1_000_000_000),
            ("TB", 1_000_000_000_000),
            ("PB", 1_000_000_000_000_000),
            ("KiB", 1 << 10),
            ("MiB", 1 << 20),
            ("GiB", 1 << 30),
            ("TiB", 1 << 40),
        ];
        quantity(text, &UNITS, "a size such as `8 MiB` or `100 kB`").map(Self)
    }
}

/// Reads `5 Gbps`, `100 Mbit/s` or `1.25 Gbps`.
impl FromStr for BitsPerSecond {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        const UNITS: [(&str, u64); 8] = [
            ("bps", 1),
            ("kbps", 1_000),
            ("Mbps", 1_000_000),
            ("Gbps", 1_000_000_000),
            ("bit/s", 1),
            ("kbit/s", 1_000),
            ("Mbit/s", 1_000_000),
            ("Gbit/s", 1_000_000_000),
        ];
        quantity(text, &UNITS, "a rate such as `5 Gbps`").map(Self)
    }
}

/// Reads `20/s`, `0.5/s`, `90/m` or `1000/h`.
impl FromStr for PerHourMilli {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        let (per, an_hour) = match text.trim().rsplit_once('/') {
            Some((count, "s")) => (count, 3_600),
            Some((count, "m" | "min")) => (count, 60),
            Some((count, "h")) => (count, 1),
            _ => {
                return Err(NotAQuantity {
                    why: "expected a frequency such as `20/s`, `90/m` or `1000/h`".to_owned(),
                });
            }
        };
        quantity(per, &[("", 1_000 * an_hour)], "a frequency such as `20/s`").map(Self)
    }
}

fn quantity(text: &str, units: &[(&str, u64)], wanted: &str) -> Result<u64, NotAQuantity> {
    let text = text.trim();
    let fault = || NotAQuantity {
        why: format!("expected {wanted}"),
    };
    if text.starts_with('-') {
        return Err(NotAQuantity {
            why: format!("expected {wanted}; it cannot be negative"),
        });
    }
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_');
    let (number, unit) = text.split_at(digits.unwrap_or(text.len()));
    let (_, scale) = units
        .iter()
        .find(|(name, _)| *name == unit.trim())
        .ok_or_else(fault)?;
    let number = number.replace('_', "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    if whole.is_empty() || whole.len() > 18 || fraction.len() > 18 {
        return Err(fault());
    }
    let whole: u128 = whole.parse().map_err(|_| fault())?;
    let part: u128 = if fraction.is_empty() {
        0
    } else {
        fraction.parse().map_err(|_| fault())?
    };
    let power = 10u128.pow(u32::try_from(fraction.len()).map_err(|_| fault())?);
    let total = whole * u128::from(*scale) + part * u128::from(*scale) / power;
    u64::try_from(total).map_err(|_| NotAQuantity {
        why: "this amount is too large".to_owned(),
    })
}

/// Prints a decimal unit that fits: `512 B`, `8.39 MB`.
impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        scaled(f, self.0, &["B", "kB", "MB", "GB", "TB", "PB"])
    }
}

/// Prints a decimal unit that fits: `5.00 Gbps`.
impl fmt::Display for BitsPerSecond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        scaled(f, self.0, &["bps", "kbps", "Mbps", "Gbps", "Tbps"])
    }
}

#[expect(clippy::cast_precision_loss, reason = "only three digits are printed")]
fn scaled(f: &mut fmt::Formatter<'_>, amount: u64, units: &[&str]) -> fmt::Result {
    let mut value = amount as f64;
    let mut step = 0;
    while value >= 1_000.0 && step + 1 < units.len() {
        value /= 1_000.0;
        step += 1;
    }
    if step == 0 {
        return write!(f, "{amount} {}", units[0]);
    }
    let digits = if value < 10.0 {
        2
    } else {
        usize::from(value < 100.0)
    };
    write!(f, "{value:.digits$} {}", units[step])
}
