//! Verdicts for programs: one versioned JSON object.

use serde_json::{Value, json};

use super::{End, ScenarioVerdict, Totals};
use crate::report::faults;

/// The version of the shape that [`to_json`] makes.
pub const VERSION: u32 = 1;

/// `verdicts` as one JSON object.
pub fn to_json(verdicts: &[ScenarioVerdict]) -> Value {
    let totals = Totals::of(verdicts);
    json!({
        "version": VERSION,
        "scenarios": verdicts.iter().map(scenario).collect::<Vec<_>>(),
        "totals": {
            "scenarios": totals.scenarios,
            "could_not_run": totals.faulty,
            "met": totals.met,
            "not_met": totals.unmet,
        },
    })
}

fn scenario(verdict: &ScenarioVerdict) -> Value {
    let (end, expectations, faults) = match &verdict.end {
        End::Judged(all) => {
            let is_met = all.iter().all(|one| one.is_met);
            let list: Vec<Value> = all
                .iter()
                .map(|one| {
                    json!({
                        "met": one.is_met,
                        "expected": one.says,
                        "found": one.found,
                        "file": one.file,
                        "line": one.line,
                        "column": one.column,
                    })
                })
                .collect();
            (if is_met { "met" } else { "not_met" }, list, json!([]))
        }
        End::Faulty(found, sources) => {
            let mut list = faults::to_json(found, sources);
            ("could_not_run", Vec::new(), list["faults"].take())
        }
    };
    json!({
        "file": verdict.file,
        "title": verdict.title,
        "end": end,
        "expectations": expectations,
        "faults": faults,
    })
}
