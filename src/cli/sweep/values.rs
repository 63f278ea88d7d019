//! The values a setting is swept over, as people type them: lists, ranges, steps.

use crate::scenario::Setting;

/// The most values of one setting.
const VALUES_MAX: usize = 100_000;

/// Why what was typed is no sweep: what is wrong, and what would be right.
pub(super) type Bad = (String, String);

/// A setting and every value it is to have.
#[derive(Debug, Clone)]
pub(super) struct Swept {
    pub(super) setting: Setting,
    pub(super) values: Vec<String>,
}

impl Swept {
    /// Reads `clients.uploader.connections=1..64:*2`.
    pub(super) fn parse(text: &str) -> Result<Self, Bad> {
        let Some((path, values)) = text.split_once('=') else {
            let help =
                "write `--set PATH=VALUES`, for example `clients.uploader.connections=1..64`";
            return Err((format!("`{text}` sets nothing"), help.to_owned()));
        };
        let setting = Setting::parse(path.trim()).map_err(|wrong| (wrong.message, wrong.help))?;
        Ok(Self {
            setting,
            values: values_of(values)?,
        })
    }
}

/// Reads `1,2,4`, `1..64`, `10ms..100ms:10ms`, `1..64:*2`, or a mixture of these.
pub(super) fn values_of(text: &str) -> Result<Vec<String>, Bad> {
    let mut values = Vec::new();
    for part in parts(text) {
        let part = part.trim();
        if part.is_empty() {
            let message = format!("`{text}` has a value that is empty");
            return Err((message, "write values with commas between them".to_owned()));
        }
        match part
            .split_once("..")
            .filter(|_| !part.contains(['(', '"', '[']))
        {
            Some((from, to)) => range(part, from, to, &mut values)?,
            None => values.push(part.to_owned()),
        }
        if values.len() > VALUES_MAX {
            let message = format!("`{text}` is more than {VALUES_MAX} values");
            return Err((message, "give a larger step: `1..64:8`".to_owned()));
        }
    }
    Ok(values)
}

/// The text at its commas, except those in brackets and quotes.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut is_quoted, mut begin) = (0usize, false, 0);
    for (at, c) in text.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            '(' | '[' | '{' if !is_quoted => depth += 1,
            ')' | ']' | '}' if !is_quoted => depth = depth.saturating_sub(1),
            ',' if depth == 0 && !is_quoted => {
                parts.push(&text[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[begin..]);
    parts
}

/// A number with its unit: `10`, `1.5 ms`.
#[derive(Clone, Copy)]
struct Quantity<'t> {
    /// Its digits without the point.
    digits: i128,
    /// How many of them stand behind the point.
    decimals: u32,
    unit: &'t str,
}

impl<'t> Quantity<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, unit) = text.split_at(end.unwrap_or(text.len()));
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() || number.len() > 18 {
            return None;
        }
        Some(Self {
            digits: format!("{whole}{part}").parse().ok()?,
            decimals: u32::try_from(part.len()).ok()?,
            unit,
        })
    }

    /// Its digits with so many decimals.
    fn scaled(self, decimals: u32) -> i128 {
        self.digits * 10i128.pow(decimals.saturating_sub(self.decimals))
    }
}

fn range(part: &str, from: &str, to: &str, values: &mut Vec<String>) -> Result<(), Bad> {
    let bad = |what: &str| {
        let help = "write `1..64`, `10ms..100ms:10ms` or `1..64:*2`";
        (format!("`{part}`: {what}"), help.to_owned())
    };
    let (to, step) = match to.split_once(':') {
        Some((to, step)) => (to, step.trim()),
        None => (to, "1"),
    };
    let (factor, step) = match step.strip_prefix('*') {
        Some(factor) => (true, factor),
        None => (false, step),
    };
    let read =
        |text| Quantity::parse(text).ok_or_else(|| bad("a range goes from a number to a number"));
    let (from, to, step) = (read(from)?, read(to)?, read(step)?);
    let units = [from.unit, step.unit];
    if units
        .iter()
        .any(|unit| !unit.is_empty() && unit.trim() != to.unit.trim())
    {
        return Err(bad("its ends have different units"));
    }
    let decimals = from.decimals.max(to.decimals).max(step.decimals);
    let (mut at, end) = (from.scaled(decimals), to.scaled(decimals));
    let one = 10i128.pow(decimals);
    let step = step.scaled(decimals);
    if at > end {
        return Err(bad("it ends before it begins"));
    }
    if (factor && (step <= one || at == 0)) || step == 0 {
        return Err(bad("its steps lead nowhere"));
    }
    while at <= end {
        values.push(format!("{}{}", decimal(at, decimals), to.unit));
        if values.len() > VALUES_MAX {
            return Err(bad("it has too many values"));
        }
        at = if factor { at * step / one } else { at + step };
    }
    Ok(())
}

/// Digits with a point before the last so many, without zeros at the end.
fn decimal(digits: i128, decimals: u32) -> String {
    let one = 10i128.pow(decimals);
    if decimals == 0 {
        return digits.to_string();
    }
    let width = decimals as usize;
    let text = format!("{}.{:0width$}", digits / one, digits % one);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Swept, values_of};

    #[test]
    fn lists_ranges_and_steps_are_read() {
        for (text, values) in [
            ("7", &["7"][..]),
            ("1..4", &["1", "2", "3", "4"]),
            ("1..10:*3", &["1", "3", "9"]),
            ("10..30ms:10", &["10ms", "20ms", "30ms"]),
            ("0.5 ms..1.5 ms:0.5", &["0.5 ms", "1 ms", "1.5 ms"]),
            ("5/s..20/s:5", &["5/s", "10/s", "15/s", "20/s"]),
            (
                "Off,Standard(max_attempts: 3, base_delay: \"1s\")",
                &["Off", "Standard(max_attempts: 3, base_delay: \"1s\")"],
            ),
            ("1..2,8", &["1", "2", "8"]),
        ] {
            assert_eq!(values_of(text).unwrap(), values, "{text}");
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "",
            "1,,2",
            "4..1",
            "1..8:0",
            "1..8:*1",
            "0..8:*2",
            "1ms..3s",
            "a..b",
            "1..9999999",
        ] {
            assert!(values_of(text).is_err(), "{text}");
        }
        assert!(Swept::parse("seed").is_err());
        assert!(Swept::parse("a..b=1").is_err());
    }
}
