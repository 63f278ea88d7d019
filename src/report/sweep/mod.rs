//! The results of a sweep: what was asked, and one row for each run that has been made.
//!
//! A [`Sheet`] may hold some of the runs only. Two sheets of one sweep [`merge`](Sheet::merge)
//! into one that holds the runs of both; in whatever order and however often that is done, the
//! same runs give the same sheet, and all of them the sheet of the sweep in one go.

mod asked;
mod row;
pub mod csv;
pub mod table;

pub use asked::{Asked, Axis};
pub use row::row;

use std::collections::BTreeMap;

/// The results of a sweep, or of a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What was asked.
    pub asked: Asked,
    /// By number from 1: what came of a run, as one line of JSON.
    pub rows: BTreeMap<u64, String>,
}

impl Sheet {
    /// Adds the runs of another sheet; both must be of one sweep, and agree where they meet.
    pub fn merge(&mut self, other: &Self) -> Result<(), String> {
        if let Some(difference) = self.asked.difference(&other.asked) {
            return Err(difference);
        }
        let differs =
            |(run, row): &(&u64, &String)| self.rows.get(run).is_some_and(|known| known != *row);
        if let Some((run, _)) = other.rows.iter().find(differs) {
            return Err(format!("run {run} came out differently"));
        }
        let new = other.rows.iter();
        self.rows.extend(new.map(|(run, row)| (*run, row.clone())));
        Ok(())
    }

    /// The runs that have not been made.
    pub fn missing(&self) -> Vec<u64> {
        let all = 1..=self.asked.runs;
        all.filter(|run| !self.rows.contains_key(run)).collect()
    }

    /// The rows as JSON Lines, in the order of the runs.
    pub fn json_lines(&self) -> String {
        let mut text = String::new();
        for row in self.rows.values() {
            text.push_str(row);
            text.push('\n');
        }
        text
    }

    /// Reads a sheet from what [`Asked::to_json`] and [`Sheet::json_lines`] wrote.
    pub fn read(asked: &str, rows: &str) -> Result<Self, String> {
        let asked = Asked::read(asked)?;
        let mut sheet = Self {
            asked,
            rows: BTreeMap::new(),
        };
        for (position, line) in rows.lines().enumerate() {
            let place = || format!("line {} is no row of a sweep", position + 1);
            let row: serde_json::Value = serde_json::from_str(line).map_err(|_| place())?;
            let run = row["run"].as_u64().ok_or_else(place)?;
            if run == 0 || run > sheet.asked.runs {
                return Err(place());
            }
            sheet.rows.insert(run, line.to_owned());
        }
        Ok(sheet)
    }
}

/// Numbers as people write many of them: `3,7-9`.
///
/// ```
/// assert_eq!(vpcsim::report::sweep::ranges(&[3, 7, 8, 9]), "3,7-9");
/// ```
pub fn ranges(numbers: &[u64]) -> String {
    let mut parts: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => parts.push((*number, *number)),
        }
    }
    let texts = parts.into_iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    });
    texts.collect::<Vec<_>>().join(",")
}
