//! Verdicts as a page for people: one line for each scenario, and what failed below it.

use std::fmt::Write as _;

use super::{End, ExpectationVerdict, ScenarioVerdict, Totals};
use crate::report::faults;
use crate::report::figures::counted;
use crate::report::paint::{Paint, Tone};

/// Shows `verdicts`; with colours when `colour`.
pub fn render(verdicts: &[ScenarioVerdict], colour: bool) -> String {
    let paint = Paint::new(colour);
    let mut page = String::new();
    for verdict in verdicts {
        page.push_str(&scenario(verdict, colour));
    }
    page.push('\n');
    page.push_str(&total(Totals::of(verdicts), paint));
    page
}

/// One scenario.
fn scenario(verdict: &ScenarioVerdict, colour: bool) -> String {
    let paint = Paint::new(colour);
    match &verdict.end {
        End::Judged(all) => judged(&verdict.file, all, paint),
        End::Faulty(found, sources) => {
            let mark = paint.text(Tone::Bad, "error");
            let shown = faults::render(found, sources, colour);
            let shown: String = shown.trim_end().lines().map(indented).collect();
            format!("{mark}  {}\n{shown}", verdict.file)
        }
    }
}

fn indented(line: &str) -> String {
    if line.is_empty() {
        return "\n".to_owned();
    }
    format!("       {line}\n")
}

fn judged(file: &str, all: &[ExpectationVerdict], paint: Paint) -> String {
    let unmet: Vec<&ExpectationVerdict> = all.iter().filter(|one| !one.is_met).collect();
    let held = all.len() - unmet.len();
    if unmet.is_empty() {
        let mark = paint.text(Tone::Good, "   ok");
        let many = paint.text(Tone::Faint, counted(held as u64, "expectation"));
        return format!("{mark}  {file}  {many}\n");
    }
    let mark = paint.text(Tone::Bad, " FAIL");
    let many = format!(
        "{held} of {} hold",
        counted(all.len() as u64, "expectation")
    );
    let many = paint.text(Tone::Faint, many);
    let mut page = format!("{mark}  {file}  {many}\n");
    for one in unmet {
        let place = format!("{}:{}:{}", one.file, one.line, one.column);
        let _ = writeln!(
            page,
            "       expected  {}\n       found     {}\n       {}",
            paint.text(Tone::Strong, &one.says),
            paint.text(Tone::Bad, &one.found),
            paint.text(Tone::Faint, format!("at {place}"))
        );
    }
    page
}

/// `12 scenarios: 40 expectations hold, 1 does not; 1 could not be run`.
fn total(totals: Totals, paint: Paint) -> String {
    let held = counted(totals.met, "expectation");
    let verb = if totals.met == 1 { "holds" } else { "hold" };
    let mut words = format!("{}: {held} {verb}", counted(totals.scenarios, "scenario"));
    let unmet = match totals.unmet {
        0 => String::new(),
        1 => ", 1 does not".to_owned(),
        unmet => format!(", {unmet} do not"),
    };
    words.push_str(&unmet);
    if totals.faulty > 0 {
        let _ = write!(
            words,
            "; {} could not be run",
            counted(totals.faulty, "scenario")
        );
    }
    let is_well = totals.unmet == 0 && totals.faulty == 0;
    let tone = if is_well { Tone::Good } else { Tone::Bad };
    paint.text(tone, words) + "\n"
}
