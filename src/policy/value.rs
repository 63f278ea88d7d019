//! Values of condition keys and of conditions: numbers, moments, addresses, compared exactly.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use jiff::Timestamp;
use jiff::civil::Date;

use super::key::ValueType;

/// A decimal number, exact to nine digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Decimal(i128);

/// Units of the ninth digit in one whole.
const WHOLE: i128 = 1_000_000_000;

impl Decimal {
    /// Reads `-12.5`; `None` when it is no number or too long to be exact.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty()
            || !plain(whole)
            || !plain(fraction)
            || whole.len() > 27
            || fraction.len() > 9
        {
            return None;
        }
        let mut sum: i128 = 0;
        for digit in whole.bytes() {
            sum = sum * 10 + i128::from(digit - b'0');
        }
        sum *= WHOLE;
        let mut weight = WHOLE;
        for digit in fraction.bytes() {
            weight /= 10;
            sum += i128::from(digit - b'0') * weight;
        }
        Some(Self(if negative { -sum } else { sum }))
    }

    /// A whole number.
    pub(super) fn whole(number: i64) -> Self {
        Self(i128::from(number) * WHOLE)
    }
}

/// A moment in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Moment(i128);

impl Moment {
    /// Reads an ISO 8601 date with or without a time, or seconds since 1970 (trap 11).
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if digits && text.len() != 4 {
            return Decimal::parse(text).map(|seconds| Self(seconds.0));
        }
        if let Ok(moment) = Timestamp::from_str(text) {
            return Some(Self(moment.as_nanosecond()));
        }
        let date = match text.len() {
            4 => Date::new(text.parse().ok()?, 1, 1).ok()?,
            7 => Date::new(
                text.get(..4)?.parse().ok()?,
                text.get(5..)?.parse().ok()?,
                1,
            )
            .ok()?,
            10 => Date::from_str(text).ok()?,
            _ => return None,
        };
        if text.len() == 7 && text.as_bytes().get(4) != Some(&b'-') {
            return None;
        }
        let start = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(start.timestamp().as_nanosecond()))
    }
}

/// Reads a network; an address alone is a network of one (COND-30).
///
/// `None` when it is neither, or when bits beyond the mask are no part of an address.
pub(super) fn network(text: &str) -> Option<IpNet> {
    if text.contains('/') {
        return text.parse().ok();
    }
    text.parse::<IpAddr>().ok().map(IpNet::from)
}

/// Reads `true` or `false`, in any case.
pub(super) fn truth(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// One value of a context key: its text, and what it is when that is known beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    text: String,
    typed: Typed,
}

/// What a value is besides its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typed {
    Text,
    Bool(bool),
    Number(Decimal),
    Moment(Moment),
    Ip(IpAddr),
}

impl Value {
    /// A value of unknown type.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            typed: Typed::Text,
        }
    }

    /// A value of a key of type `kind`; what cannot be read as that stays text.
    pub fn typed(text: impl Into<String>, kind: ValueType) -> Self {
        let mut value = Self::text(text);
        value.retype(kind);
        value
    }

    /// A moment of simulated time.
    pub fn moment(moment: Timestamp) -> Self {
        Self {
            text: moment.to_string(),
            typed: Typed::Moment(Moment(moment.as_nanosecond())),
        }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Puts another text in its place, keeping the memory.
    pub(super) fn replace(&mut self, text: &str, kind: ValueType) {
        self.text.clear();
        self.text.push_str(text);
        self.retype(kind);
    }

    fn retype(&mut self, kind: ValueType) {
        let text = &self.text;
        let typed = match kind {
            ValueType::Text => None,
            ValueType::Bool => truth(text).map(Typed::Bool),
            ValueType::Number => Decimal::parse(text).map(Typed::Number),
            ValueType::Moment => Moment::parse(text).map(Typed::Moment),
            ValueType::Ip => text.parse().ok().map(Typed::Ip),
        };
        self.typed = typed.unwrap_or(Typed::Text);
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        match self.typed {
            Typed::Bool(flag) => Some(flag),
            Typed::Text | Typed::Number(_) | Typed::Moment(_) | Typed::Ip(_) => truth(&self.text),
        }
    }

    pub(super) fn as_number(&self) -> Option<Decimal> {
        match self.typed {
            Typed::Number(number) => Some(number),
            Typed::Text | Typed::Bool(_) | Typed::Moment(_) | Typed::Ip(_) => {
                Decimal::parse(&self.text)
            }
        }
    }

    pub(super) fn as_moment(&self) -> Option<Moment> {
        match self.typed {
            Typed::Moment(moment) => Some(moment),
            Typed::Text | Typed::Bool(_) | Typed::Number(_) | Typed::Ip(_) => {
                Moment::parse(&self.text)
            }
        }
    }

    pub(super) fn as_ip(&self) -> Option<IpAddr> {
        match self.typed {
            Typed::Ip(ip) => Some(ip),
            Typed::Text | Typed::Bool(_) | Typed::Number(_) | Typed::Moment(_) => {
                self.text.parse().ok()
            }
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self {
            text: flag.to_string(),
            typed: Typed::Bool(flag),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self {
            text: number.to_string(),
            typed: Typed::Number(Decimal::whole(number)),
        }
    }
}

impl From<IpAddr> for Value {
    fn from(ip: IpAddr) -> Self {
        Self {
            text: ip.to_string(),
            typed: Typed::Ip(ip),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        let order = [
            "-3",
            "-2.5",
            "0",
            "0.1",
            "0.10000001",
            "1",
            "9007199254740993",
        ];
        let read: Vec<_> = order.iter().map(|t| Decimal::parse(t).unwrap()).collect();
        assert!(read.is_sorted() && read.windows(2).all(|w| w[0] != w[1]));
        assert_eq!(Decimal::parse("+1.50"), Decimal::parse("1.5"));
        for text in ["", "-", ".", "1e3", "0x1", "1.2.3", "１"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn moments_in_every_form_aws_takes() {
        let same = [
            "2026-01-02T00:00:00Z",
            "2026-01-02T01:00:00+01:00",
            "2026-01-02",
            "1767312000",
        ];
        for text in same {
            assert_eq!(Moment::parse(text), Moment::parse(same[0]), "{text}");
            assert!(Moment::parse(text).is_some(), "{text}");
        }
        assert_eq!(Moment::parse("2026-01"), Moment::parse("2026-01-01"));
        assert_eq!(Moment::parse("2026"), Moment::parse("2026-01-01"));
        for text in ["", "soon", "2026-13-01", "2026/01", "é026-01"] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
