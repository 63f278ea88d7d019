//! The rows of a sweep as comma-separated values (RFC 4180), one row a run.

use serde_json::Value;

use super::Sheet;

/// Columns after the run, the settings and the seed; each is a key of a row.
const COLUMNS: [&str; 21] = [
    "requests",
    "served",
    "p50_us",
    "p90_us",
    "p99_us",
    "max_us",
    "bytes_sent",
    "bytes_received",
    "retries",
    "connections_opened",
    "connections_broken",
    "transfers",
    "transfers_served",
    "transfer_p50_us",
    "transfer_p99_us",
    "usd",
    "usd_a_month_so",
    "expectations_met",
    "expectations_unmet",
    "events",
    "fingerprint",
];

/// All rows, with a line of names before them. Outcomes by name stand in the JSON Lines only.
pub fn render(sheet: &Sheet) -> String {
    let paths = sheet.asked.axes.iter().map(|axis| axis.path.as_str());
    let names = ["run"]
        .into_iter()
        .chain(paths)
        .chain(["seed"])
        .chain(COLUMNS);
    let mut page = line(names.map(field));
    for row in sheet.rows.values() {
        let row: Value = serde_json::from_str(row).unwrap_or_default();
        let settings = sheet
            .asked
            .axes
            .iter()
            .map(|axis| &row["settings"][axis.path.as_str()]);
        let values = [&row["run"]]
            .into_iter()
            .chain(settings)
            .chain([&row["seed"]]);
        let values = values.chain(COLUMNS.iter().map(|column| &row[*column]));
        page.push_str(&line(values.map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => field(text),
            other => other.to_string(),
        })));
    }
    page
}

fn line(fields: impl Iterator<Item = String>) -> String {
    fields.collect::<Vec<_>>().join(",") + "\r\n"
}

/// A field, in quotes where it must be.
fn field(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
