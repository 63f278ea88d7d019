//! Figures as people read them: counts, shares, moments.

use crate::time::Instant;

/// A count with its thousands set apart: `18,234`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `count` of a thing: `1 request`, `2 requests`.
pub(super) fn counted(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", count(number))
}

/// How many thousandths of `whole` `part` is, rounded, but 1000 only when it is all of it.
pub(super) fn per_mille(part: u64, whole: u64) -> u64 {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    let rounded = (part * 1_000 + whole / 2) / whole;
    let most = if part < whole { 999 } else { 1_000 };
    u64::try_from(rounded.min(most)).unwrap_or(u64::MAX)
}

/// A share that says 100 % or 0 % only when it is exactly that: `98 %`, `99.9 %`, `< 0.1 %`.
pub(super) fn share(part: u64, whole: u64) -> String {
    match per_mille(part, whole) {
        0 if part > 0 => "< 0.1 %".to_owned(),
        share if share % 10 == 0 => format!("{} %", share / 10),
        share => format!("{}.{} %", share / 10, share % 10),
    }
}

/// A moment in seconds, to the microsecond: `30 s`, `30.25 s`.
pub(super) fn moment(at: Instant) -> String {
    let us = at.nanos() / 1_000;
    let text = format!("{}.{:06}", us / 1_000_000, us % 1_000_000);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} s")
}

/// A moment in seconds with all nine decimals: `30.250000000`.
pub(super) fn seconds(at: Instant) -> String {
    let ns = at.nanos();
    format!("{}.{:09}", ns / 1_000_000_000, ns % 1_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::{count, moment, share};
    use crate::time::Instant;

    #[test]
    fn figures_are_exact_where_it_matters() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345_678, "12,345,678"),
        ] {
            assert_eq!(count(number), text);
        }
        for (part, whole, text) in [
            (0, 0, "0 %"),
            (0, 7, "0 %"),
            (7, 7, "100 %"),
            (1, 2, "50 %"),
            (999_999, 1_000_000, "99.9 %"),
            (1, 1_000_000, "< 0.1 %"),
            (1, 3, "33.3 %"),
        ] {
            assert_eq!(share(part, whole), text, "{part}/{whole}");
        }
        for (ns, text) in [
            (0, "0 s"),
            (30_000_000_000, "30 s"),
            (1_250_000_999, "1.25 s"),
        ] {
            assert_eq!(moment(Instant::from_nanos(ns)), text);
        }
    }
}
