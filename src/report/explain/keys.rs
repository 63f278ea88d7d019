//! The condition keys that followed from the request: what policies see.

use super::outline::Outline;
use crate::policy::{Context, Value};
use crate::report::paint::Tone;

/// The keys of the network, whose absence says as much as their value (COND-01, COND-06).
const NETWORK: [&str; 4] = [
    "aws:SourceIp",
    "aws:SourceVpce",
    "aws:SourceVpc",
    "aws:VpcSourceIp",
];

/// Adds the keys, those of the network first.
pub(super) fn add(context: &Context, outline: &mut Outline) {
    outline.heading("What policies see");
    let width = context.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    let width = width.max(NETWORK.iter().map(|key| key.len()).max().unwrap_or(0));
    for key in NETWORK {
        match context.first(key) {
            Some(value) => outline.add(1, format!("{key:width$}  {value}"), Tone::Strong),
            None => outline.add(1, format!("{key:width$}  absent"), Tone::Faint),
        };
        outline.rule(rule_of(key));
    }
    for (key, values) in context.iter() {
        if NETWORK.iter().any(|known| known.eq_ignore_ascii_case(key)) {
            continue;
        }
        let texts: Vec<&str> = values.as_slice().iter().map(Value::as_str).collect();
        outline.add(
            1,
            format!("{key:width$}  {}", texts.join(", ")),
            Tone::Plain,
        );
    }
}

fn rule_of(key: &str) -> &'static str {
    match key {
        "aws:SourceIp" => "COND-01",
        "aws:VpcSourceIp" => "COND-05",
        _ => "COND-06",
    }
}
