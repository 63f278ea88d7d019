//! Money: US dollars as whole numbers so small that a single byte has an exact price.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use super::NotAQuantity;

/// An amount of US dollars, in whole femtodollars (10⁻¹⁵ $); negative for what is saved.
///
/// A price of up to six decimals a gigabyte is a whole number of these a byte, so that sums never
/// round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(pub i128);

/// Decimals of a dollar that are kept.
const DECIMALS: usize = 15;

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One dollar.
    pub const DOLLAR: Self = Self(1_000_000_000_000_000);

    /// The amount rounded half up to `decimals` decimals, as text.
    ///
    /// ```
    /// use vpcsim::units::Money;
    /// let amount: Money = "32.8549".parse().unwrap();
    /// assert_eq!(amount.rounded(2), "32.85");
    /// assert_eq!(amount.rounded(0), "33");
    /// ```
    pub fn rounded(self, decimals: usize) -> String {
        let kept = decimals.min(DECIMALS);
        let step = 10i128.pow(u32::try_from(DECIMALS - kept).unwrap_or(0));
        let size = self.0.unsigned_abs();
        let steps = size.saturating_add(step.unsigned_abs() / 2) / step.unsigned_abs();
        let digits = format!("{steps:0>width$}", width = kept + 1);
        let (whole, part) = digits.split_at(digits.len() - kept);
        let sign = if self.0 < 0 && steps > 0 { "-" } else { "" };
        let point = if kept == 0 { "" } else { "." };
        format!("{sign}{whole}{point}{part}")
    }

    /// The amount for people: to the cent, and what is less than a cent with two digits that tell.
    ///
    /// ```
    /// use vpcsim::units::Money;
    /// for (exact, brief) in [("450", "450.00"), ("0.0043", "0.0043"), ("0.00000041234", "0.00000041"), ("0", "0.00")] {
    ///     assert_eq!(exact.parse::<Money>().unwrap().brief(), brief);
    /// }
    /// ```
    pub fn brief(self) -> String {
        let cent = Self::DOLLAR.0.unsigned_abs() / 100;
        let size = self.0.unsigned_abs();
        if size == 0 || size >= cent {
            return self.rounded(2);
        }
        let digits = usize::try_from(size.ilog10()).unwrap_or(0);
        self.rounded(DECIMALS - digits + 1)
    }

    /// `self` for `part` of `whole`, rounded down; nothing of nothing.
    ///
    /// Parts taken as differences of running sums add up to the whole exactly.
    #[must_use]
    pub fn part(self, part: u128, whole: u128) -> Self {
        if whole == 0 {
            return Self::ZERO;
        }
        let size = self.0.unsigned_abs();
        let (each, rest) = (size / whole, size % whole);
        let share = each
            .saturating_mul(part)
            .saturating_add(rest.saturating_mul(part) / whole);
        let share = i128::try_from(share).unwrap_or(i128::MAX);
        Self(if self.0 < 0 { -share } else { share })
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// Reads `0.045` or `$12.50`, with at most fifteen decimals.
impl FromStr for Money {
    type Err = NotAQuantity;

    fn from_str(text: &str) -> Result<Self, NotAQuantity> {
        let fault = || NotAQuantity {
            why: "expected an amount of dollars such as `0.045`".to_owned(),
        };
        let text = text.trim();
        let (sign, text) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let text = text.strip_prefix('$').unwrap_or(text);
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
        let is_short = whole.len() <= 15 && part.len() <= DECIMALS;
        if whole.is_empty() || !is_short || !is_number(whole) || !is_number(part) {
            return Err(fault());
        }
        let digits = format!("{whole}{part:0<DECIMALS$}");
        let size: i128 = digits.parse().map_err(|_| fault())?;
        Ok(Self(sign * size))
    }
}

/// Prints every decimal that is not zero, and at least two: `450.00`, `0.0000004`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = self.rounded(DECIMALS);
        let point = exact.find('.').unwrap_or(exact.len());
        let end = exact.trim_end_matches('0').len().max(point + 3);
        f.write_str(&exact[..end.min(exact.len())])
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn amounts_are_read_and_printed_exactly() {
        for (text, printed) in [
            ("0", "0.00"),
            ("$12.5", "12.50"),
            ("0.000000000000001", "0.000000000000001"),
            ("-3.25", "-3.25"),
            ("999999999999999", "999999999999999.00"),
        ] {
            let amount: Money = text.parse().unwrap();
            assert_eq!(amount.to_string(), printed);
        }
        for wrong in ["", ".5", "1e3", "1,5", "0.0000000000000001", "ten"] {
            assert!(wrong.parse::<Money>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn parts_of_running_sums_add_up() {
        let whole = Money(1_000_003);
        let weights = [7u128, 0, 13, 1, 979];
        let all: u128 = weights.iter().sum();
        let (mut before, mut sum) = (0, Money::ZERO);
        for weight in weights {
            let share = whole.part(before + weight, all) - whole.part(before, all);
            before += weight;
            sum += share;
        }
        assert_eq!(sum, whole);
    }
}
