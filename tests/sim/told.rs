//! A small story of which every request, break and change is written out.

#[path = "seen.rs"]
mod seen;

/// Times without luck, so that they can be written down.
const EXACT: &str = "model: Model(first_byte_spread_percent: 0),";

/// Runs `parts` in the base scenario, what stands before `----` in its VPC, and compares what was
/// seen line by line.
pub(crate) fn check(rules: &str, parts: &str, expected: &[&str]) {
    let (vpc, parts) = parts.split_once("----").unwrap_or(("", parts));
    let model = if parts.contains("model:") { "" } else { EXACT };
    let seen = seen::run(vpc, &format!("{parts}\n{model}"), 1);
    let found: Vec<_> = seen.happenings.iter().chain(&seen.requests).collect();
    assert_eq!(found, expected, "{rules}: {found:#?}");
}
