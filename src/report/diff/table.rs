//! A comparison as a page for people: what changes first, then what does not.

use super::cost;
use super::{Aspect, Authorisation, Diff, Group, LoadDiff, Side};
use crate::report::columns::{Cell, fit, set, wrap};
use crate::report::figures::{count, counted};
use crate::report::paint::{Paint, Tone};
use crate::report::replays;
use crate::time::Duration;

/// The widest page, in characters.
const WIDTH: usize = 100;
/// The widest cell of a side that is shown whole.
const CELL_MAX: usize = 44;
/// The widest name of a source of requests that is shown whole.
const NAME_MAX: usize = 24;

/// Shows `diff`; with colours when `colour`.
pub fn render(diff: &Diff, colour: bool) -> String {
    let paint = Paint::new(colour);
    let mut page = head(diff, paint);
    let changed = diff.loads.iter().filter(|load| !load.groups.is_empty());
    for load in changed {
        page.push('\n');
        page.push_str(&load_page(load, paint));
    }
    page.push_str(&alone(diff, paint));
    page.push_str(&unchanged(diff, paint));
    page.push_str(&logs(diff, colour));
    page.push_str(&cost::section(&diff.cost, paint));
    page
}

fn head(diff: &Diff, paint: Paint) -> String {
    let designs = [("before", &diff.before), ("after", &diff.after)];
    let rows: Vec<Vec<Cell>> = designs
        .into_iter()
        .map(|(side, design)| {
            vec![
                Cell::left(side).tone(Tone::Faint),
                Cell::left(design.file.clone()).tone(Tone::Strong),
                Cell::left(fit(&design.title, 60)),
            ]
        })
        .collect();
    let compared = diff.changed() + diff.unchanged();
    let (words, tone) = match diff.changed() {
        0 if diff.alone() == 0 && diff.cost.is_same() => ("nothing changes".to_owned(), Tone::Good),
        0 if diff.alone() == 0 => ("nothing changes but the cost".to_owned(), Tone::Notable),
        0 => ("no request of both designs changes".to_owned(), Tone::Good),
        1 => ("1 changes".to_owned(), Tone::Notable),
        changed => (format!("{} change", count(changed)), Tone::Notable),
    };
    let facts = format!(
        "{} compared with seed {}: ",
        counted(compared, "request"),
        diff.seed
    );
    format!(
        "{}{facts}{}\n",
        set(&rows, 0, paint),
        paint.text(tone, words)
    )
}

fn load_page(load: &LoadDiff, paint: Paint) -> String {
    let changed: u64 = load.groups.iter().map(|group| group.requests).sum();
    let all = changed + load.unchanged;
    let share = if changed == all {
        format!("all {}", counted(all, "request"))
    } else {
        format!("{} of {}", count(changed), counted(all, "request"))
    };
    let id = paint.text(Tone::Heading, &load.id);
    let asked = fit(&load.asked, 60);
    let mut page = format!("{id}  {asked}  {}\n", paint.text(Tone::Faint, share));
    let all_rows: Vec<Vec<Cell>> = load.groups.iter().flat_map(rows).collect();
    let lines = set(&all_rows, 2, paint);
    let mut lines = lines.lines();
    for group in &load.groups {
        if load.groups.len() > 1 {
            let title = paint.text(Tone::Strong, group_title(group));
            page.push_str(&format!("  {title}\n"));
        }
        for line in lines.by_ref().take(group.changes.len()) {
            page.push_str(line);
            page.push('\n');
        }
    }
    page
}

fn group_title(group: &Group) -> String {
    match group.requests {
        1 => format!("number {}", count(group.first)),
        many => format!("{}, first {}", counted(many, "request"), count(group.first)),
    }
}

/// One row for each aspect that changes.
fn rows(group: &Group) -> impl Iterator<Item = Vec<Cell>> {
    group.changes.iter().map(|aspect| {
        let (before, after) = (&group.before, &group.after);
        let [left, right] = [before, after].map(|side| fit(&value(*aspect, side), CELL_MAX));
        let (tone, note) = match aspect {
            Aspect::Outcome => (tone_of(after.outcome.is_served()), String::new()),
            Aspect::Authorisation => (
                tone_of(after.authorisation == Authorisation::Allowed),
                String::new(),
            ),
            Aspect::Why | Aspect::Path => (Tone::Notable, String::new()),
            Aspect::Latency => (Tone::Plain, gap(before, after)),
        };
        vec![
            Cell::left(aspect.name()).tone(Tone::Faint),
            Cell::left(left),
            Cell::left("→").tone(Tone::Faint),
            Cell::left(right).tone(tone),
            Cell::left(note).tone(Tone::Faint),
        ]
    })
}

fn tone_of(is_well: bool) -> Tone {
    if is_well { Tone::Good } else { Tone::Bad }
}

fn value(aspect: Aspect, side: &Side) -> String {
    match aspect {
        Aspect::Outcome => side.outcome.to_string(),
        Aspect::Why if side.why.is_empty() => "–".to_owned(),
        Aspect::Why => side.why.clone(),
        Aspect::Path => side.path.clone(),
        Aspect::Authorisation => side.authorisation.name().to_owned(),
        Aspect::Latency => median(side).map_or_else(|| "–".to_owned(), |us| time(us).to_string()),
    }
}

fn median(side: &Side) -> Option<u64> {
    side.latency.percentile_us(50.0)
}

fn time(us: u64) -> Duration {
    Duration::from_micros(us)
}

/// `median 12 ms less`
fn gap(before: &Side, after: &Side) -> String {
    let (Some(before), Some(after)) = (median(before), median(after)) else {
        return String::new();
    };
    match (before, after) {
        (before, after) if before > after => format!("median, {} less", time(before - after)),
        (before, after) if before < after => format!("median, {} more", time(after - before)),
        _ => "median".to_owned(),
    }
}

/// What became of the logs; once, when it is the same in both designs.
fn logs(diff: &Diff, colour: bool) -> String {
    let paint = Paint::new(colour);
    let [before, after] = &diff.replays;
    let sections = if before == after {
        vec![("Replays", before)]
    } else {
        vec![("Replays before", before), ("Replays after", after)]
    };
    let shown = sections.into_iter().filter(|(_, lines)| !lines.is_empty());
    let pages = shown.map(|(title, lines)| {
        let title = paint.text(Tone::Heading, title);
        format!("\n{title}\n{}", replays::render(lines, colour))
    });
    pages.collect()
}

/// Requests that only one design makes.
fn alone(diff: &Diff, paint: Paint) -> String {
    let mut rows = Vec::new();
    for load in &diff.loads {
        for (requests, side) in [(load.only_before, "before"), (load.only_after, "after")] {
            if requests > 0 {
                rows.push(vec![
                    Cell::left(fit(&load.id, NAME_MAX)),
                    Cell::right(count(requests)),
                    Cell::left(format!("only {side}")).tone(Tone::Notable),
                ]);
            }
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let title = paint.text(Tone::Heading, "In one design only");
    format!("\n{title}\n{}", set(&rows, 2, paint))
}

/// `Unchanged: 400 requests (audit/1, 80 of reader/1)`
fn unchanged(diff: &Diff, paint: Paint) -> String {
    let kept = diff.loads.iter().filter(|load| load.unchanged > 0);
    let names: Vec<String> = kept
        .map(|load| {
            if load.groups.is_empty() {
                load.id.clone()
            } else {
                format!("{} of {}", count(load.unchanged), load.id)
            }
        })
        .collect();
    let mut words = counted(diff.unchanged(), "request");
    if !names.is_empty() {
        words.push_str(&format!(": {}", names.join(", ")));
    }
    let title = paint.text(Tone::Heading, "Unchanged");
    let lines = wrap(&words, WIDTH - 2).join("\n  ");
    let least = diff.latency_least;
    let remark = if least == Duration::ZERO {
        String::new()
    } else {
        let words = format!("Differences of latency below {least} are not counted.");
        format!("{}\n", paint.text(Tone::Faint, words))
    };
    format!("\n{title}\n  {lines}\n{remark}")
}
