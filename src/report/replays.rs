//! What became of the logs of a scenario: how many entries were replayed, and why others were not.

use serde_json::{Value, json};

use super::columns::{Cell, fit, set};
use super::figures::count;
use super::paint::{Paint, Tone};
use crate::trace::tally::{Example, Kind, Tally};
use crate::world::plan::Plan;

/// How many examples of one kind are shown to people.
const SHOWN: usize = 4;
/// The widest example that is shown whole.
const EXAMPLE_MAX: usize = 60;

/// One log after its replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayLine {
    /// The replay's id.
    pub id: String,
    /// The log.
    pub file: String,
    /// What became of its entries.
    pub tally: Tally,
}

/// The logs of `plan`, before anything of them was replayed.
pub fn lines_of(plan: &Plan) -> Vec<ReplayLine> {
    let lines = plan.replays.iter().map(|replay| ReplayLine {
        id: replay.id.clone(),
        file: replay.log.name.clone(),
        tally: Tally::default(),
    });
    lines.collect()
}

/// Takes up what became of the log at `position`.
pub fn hear(lines: &mut [ReplayLine], position: usize, tally: &Tally) {
    if let Some(line) = lines.get_mut(position) {
        line.tally = tally.clone();
    }
}

/// The logs as a page for people; with colours when `colour`.
pub fn render(lines: &[ReplayLine], colour: bool) -> String {
    let paint = Paint::new(colour);
    let mut page = String::new();
    for line in lines {
        let tally = &line.tally;
        let words = format!(
            "{} of {} replayed",
            count(tally.replayed),
            match tally.entries {
                1 => "1 entry".to_owned(),
                many => format!("{} entries", count(many)),
            }
        );
        let file = paint.text(Tone::Faint, &line.file);
        page.push_str(&format!("  {}  {words}  {file}\n", line.id));
        page.push_str(&set(&rows(tally), 4, paint));
    }
    page
}

/// A row for each kind of entry that was not replayed, its examples, and what to do.
fn rows(tally: &Tally) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for (kind, left) in &tally.left {
        let tone = match kind {
            Kind::OtherService => Tone::Faint,
            Kind::Unreadable
            | Kind::NotModelled
            | Kind::NoClient
            | Kind::NoPrincipal
            | Kind::NoBucket => Tone::Notable,
        };
        let mut first = vec![
            Cell::right(count(left.count)),
            Cell::left(kind.name()).tone(tone),
        ];
        for example in left.examples.iter().take(SHOWN) {
            let words = fit(&words(example), EXAMPLE_MAX);
            let mut row = std::mem::take(&mut first);
            row.resize(2, Cell::default());
            row.push(Cell::left(words));
            rows.push(row);
        }
        let hidden = left.examples.len().saturating_sub(SHOWN);
        let further = (hidden > 0).then(|| format!("… and {} more", count(hidden as u64)));
        let help = Some(kind.help().to_owned()).filter(|help| !help.is_empty());
        for line in [further, help].into_iter().flatten() {
            let blank = Cell::default();
            rows.push(vec![
                blank.clone(),
                blank,
                Cell::left(line).tone(Tone::Faint),
            ]);
        }
    }
    if tally.late > 0 {
        let words = Cell::left("out of order").tone(Tone::Notable);
        let help = Cell::left("further from their place than is looked ahead; made late");
        rows.push(vec![
            Cell::right(count(tally.late)),
            words,
            help.tone(Tone::Faint),
        ]);
    }
    rows
}

/// `10.0.9.9, 17 times, first entry 4`
fn words(example: &Example) -> String {
    let Example { what, count, first } = example;
    match (*first, *count) {
        (0, _) => what.clone(),
        (first, 1) => format!("{what}, entry {first}"),
        (first, times) => format!("{what}, {times} times, first entry {first}"),
    }
}

/// The logs for programs.
pub fn to_json(lines: &[ReplayLine]) -> Value {
    let lines = lines.iter().map(|line| {
        let left = line.tally.left.iter().map(|(kind, left)| {
            let examples = left.examples.iter().map(|example| {
                json!({ "what": example.what, "entries": example.count, "first": example.first })
            });
            json!({
                "kind": kind.name(),
                "entries": left.count,
                "examples": examples.collect::<Vec<_>>(),
            })
        });
        json!({
            "id": line.id,
            "file": line.file,
            "entries": line.tally.entries,
            "replayed": line.tally.replayed,
            "late": line.tally.late,
            "not_replayed": left.collect::<Vec<_>>(),
        })
    });
    lines.collect()
}
