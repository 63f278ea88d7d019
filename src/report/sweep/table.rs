//! The rows of a sweep as a page for people.

use serde_json::Value;

use super::Sheet;
use crate::report::columns::{Cell, fit, set};
use crate::report::figures::{count, counted, share};
use crate::report::paint::{Paint, Tone};
use crate::time::Duration;
use crate::units::Money;

/// The most rows that are shown.
const ROWS_MAX: usize = 40;
/// The widest value of a setting that is shown whole.
const VALUE_MAX: usize = 28;

/// Shows `sheet`; with colours when `colour`.
pub fn render(sheet: &Sheet, colour: bool) -> String {
    let paint = Paint::new(colour);
    let asked = &sheet.asked;
    let all = usize::try_from(asked.runs).unwrap_or(usize::MAX);
    let made = if sheet.rows.len() == all {
        counted(asked.runs, "run")
    } else {
        let made = u64::try_from(sheet.rows.len()).unwrap_or(u64::MAX);
        format!("{} of {}", count(made), counted(asked.runs, "run"))
    };
    let title = paint.text(Tone::Strong, format!("{}: {made}", asked.scenario));
    let has_seeds = asked.seeds.len() > 1;
    let mut rows = vec![header(sheet, has_seeds)];
    rows.extend(
        sheet
            .rows
            .values()
            .take(ROWS_MAX)
            .map(|row| cells(sheet, row, has_seeds)),
    );
    let mut page = format!("{title}\n{}", set(&rows, 2, paint));
    if sheet.rows.len() > ROWS_MAX {
        let more = u64::try_from(sheet.rows.len() - ROWS_MAX).unwrap_or(u64::MAX);
        let words = format!("and {} more, in runs.csv", counted(more, "run"));
        page.push_str(&format!("  {}\n", paint.text(Tone::Faint, words)));
    }
    page
}

fn header(sheet: &Sheet, has_seeds: bool) -> Vec<Cell> {
    let faint = |text: &str| Cell::right(text).tone(Tone::Faint);
    let mut cells = vec![faint("run")];
    for axis in &sheet.asked.axes {
        cells.push(faint(axis.path.rsplit('.').next().unwrap_or(&axis.path)));
    }
    if has_seeds {
        cells.push(faint("seed"));
    }
    let figures = [
        "requests", "served", "p50", "p99", "retries", "USD", "unmet",
    ];
    cells.extend(figures.map(faint));
    cells
}

fn cells(sheet: &Sheet, row: &str, has_seeds: bool) -> Vec<Cell> {
    let row: Value = serde_json::from_str(row).unwrap_or_default();
    let number = |key: &str| row[key].as_u64().unwrap_or(0);
    let mut cells = vec![Cell::right(count(number("run"))).tone(Tone::Faint)];
    for axis in &sheet.asked.axes {
        let value = row["settings"][axis.path.as_str()].as_str().unwrap_or("");
        cells.push(Cell::right(fit(value, VALUE_MAX)).tone(Tone::Strong));
    }
    if has_seeds {
        cells.push(Cell::right(number("seed").to_string()));
    }
    let (served, requests) = (number("served"), number("requests"));
    let tone = if served == requests {
        Tone::Good
    } else {
        Tone::Bad
    };
    let latency = |key: &str| {
        let us = row[key].as_u64();
        Cell::right(us.map_or("-".to_owned(), |us| Duration::from_micros(us).to_string()))
    };
    let money = |key: &str| {
        let amount = row[key]
            .as_str()
            .and_then(|text| text.parse::<Money>().ok());
        Cell::right(amount.unwrap_or_default().brief())
    };
    let unmet = number("expectations_unmet");
    let unmet_tone = if unmet == 0 { Tone::Plain } else { Tone::Bad };
    cells.extend([
        Cell::right(count(requests)),
        Cell::right(share(served, requests)).tone(tone),
        latency("p50_us"),
        latency("p99_us"),
        Cell::right(count(number("retries"))),
        money("usd"),
        Cell::right(unmet.to_string()).tone(unmet_tone),
    ]);
    cells
}
