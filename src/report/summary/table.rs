//! A run's summary as a page for people, at most 100 columns wide.

use super::cost;
use super::services;
use super::transfers;
use super::{BreakLine, ChangeLine, ClientLine, LoadLine, PathLine, Summary};
use crate::report::columns::{Cell, fit, set, wrap};
use crate::report::figures::{count, counted, moment, share};
use crate::report::paint::{Paint, Tone};
use crate::report::replays;
use crate::time::Duration;
use crate::trace::Outcome;

/// The most changes, and the most stretches of time of one client, that are listed.
const LINES_MAX: usize = 40;
/// The widest page, in characters.
const WIDTH: usize = 100;
/// The widest name of a client or a request that is shown whole.
const NAME_MAX: usize = 24;
/// The widest description of a change that is shown whole.
const CHANGE_MAX: usize = 54;
/// The widest list of paths that is shown whole.
const PATHS_MAX: usize = 52;

/// Shows `summary`; with colours when `colour`.
pub fn render(summary: &Summary, colour: bool) -> String {
    let paint = Paint::new(colour);
    let sections = [
        title(summary, paint),
        timeline(summary, paint),
        replays(summary, colour),
        clients(summary, paint),
        outcomes(summary, paint),
        transfers::section(&summary.transfers, paint),
        services::section(&summary.services, paint),
        paths(summary, paint),
        cost::section(summary, paint),
        limits(summary, paint),
        run(summary, paint),
    ];
    let shown: Vec<String> = sections
        .into_iter()
        .filter(|section| !section.is_empty())
        .collect();
    shown.join("\n")
}

fn title(summary: &Summary, paint: Paint) -> String {
    let subject = &summary.subject;
    let facts = format!(
        "{}, seed {}, AWS as of {}",
        subject.scenario, subject.seed, summary.day
    );
    let facts = paint.text(Tone::Faint, facts);
    if subject.title.is_empty() {
        return format!("{facts}\n");
    }
    let title = paint.text(Tone::Strong, fit(&subject.title, WIDTH));
    format!("{title}\n{facts}\n")
}

fn replays(summary: &Summary, colour: bool) -> String {
    if summary.replays.is_empty() {
        return String::new();
    }
    heading("Replays", Paint::new(colour)) + &replays::render(&summary.replays, colour)
}

fn heading(words: &str, paint: Paint) -> String {
    paint.text(Tone::Heading, words) + "\n"
}

fn timeline(summary: &Summary, paint: Paint) -> String {
    if summary.timeline.is_empty() && summary.other_breaks.is_empty() {
        return String::new();
    }
    let moments = summary.timeline.iter().map(|change| moment(change.at));
    let width = moments.map(|moment| moment.len()).max().unwrap_or(0);
    let rows: Vec<_> = summary.timeline.iter().map(change_row).collect();
    let heads = set(&rows, 2, paint);
    let mut page = heading("Timeline", paint);
    for (head, change) in heads.lines().zip(&summary.timeline).take(LINES_MAX) {
        page.push_str(head);
        page.push('\n');
        page.push_str(&aftermath(change, width + 4, paint));
    }
    if let Some(more) = more(summary.timeline.len()) {
        page.push_str(&format!("  {}\n", paint.text(Tone::Faint, more)));
    }
    for broken in &summary.other_breaks {
        page.push_str(&break_line(broken, 2, paint));
    }
    page
}

/// What is said of the lines that a long list leaves out.
fn more(lines: usize) -> Option<String> {
    let left = lines.checked_sub(LINES_MAX).filter(|left| *left > 0)?;
    Some(format!("and {left} more, in summary.json"))
}

fn change_row(change: &ChangeLine) -> Vec<Cell> {
    let words = format!("{} {}", change.call, change.subject);
    let state = match &change.refused {
        Some(refused) => Cell::left(format!("refused: {}", refused.code)).tone(Tone::Bad),
        None => Cell::left("accepted").tone(Tone::Good),
    };
    vec![
        Cell::right(moment(change.at)),
        Cell::left(fit(words.trim(), CHANGE_MAX)).tone(Tone::Strong),
        state,
    ]
}

/// What came of a change: why it was refused, when it took effect, what it broke.
fn aftermath(change: &ChangeLine, indent: usize, paint: Paint) -> String {
    let mut page = String::new();
    if let Some(refused) = &change.refused {
        let rule = format!("[{}]", refused.rule);
        page.push_str(&remark(
            &refused.message,
            (Tone::Plain, &rule),
            indent,
            paint,
        ));
    }
    match change.applied {
        Some(applied) if applied != change.at => {
            let words = format!("took effect at {}", moment(applied));
            page.push_str(&remark(&words, (Tone::Plain, ""), indent, paint));
        }
        None if change.refused.is_none() => {
            let words = "had not taken effect when the run ended";
            page.push_str(&remark(words, (Tone::Notable, ""), indent, paint));
        }
        Some(_) | None => {}
    }
    for broken in &change.broken {
        page.push_str(&break_line(broken, indent, paint));
    }
    page
}

/// Indented lines of words with a rule or a reason at their end.
fn remark(words: &str, (tone, rule): (Tone, &str), indent: usize, paint: Paint) -> String {
    let blanks = " ".repeat(indent);
    let lines = wrap(words, WIDTH - indent - 2 - rule.len());
    let lines: Vec<String> = lines
        .iter()
        .map(|line| format!("{blanks}{}", paint.text(tone, line)))
        .collect();
    let rule = if rule.is_empty() {
        String::new()
    } else {
        format!("  {}", paint.text(Tone::Faint, rule))
    };
    format!("{}{rule}\n", lines.join("\n"))
}

fn break_line(broken: &BreakLine, indent: usize, paint: Paint) -> String {
    let rule = format!("[{}]", broken.reason);
    remark(&break_words(broken), (Tone::Notable, &rule), indent, paint)
}

fn break_words(broken: &BreakLine) -> String {
    let connections = counted(broken.count, "connection");
    let busy = match broken.busy {
        0 => "idle".to_owned(),
        busy if busy == broken.count => "in use".to_owned(),
        busy => format!("{} in use", count(busy)),
    };
    format!("broke {connections} of {}, {busy}", broken.client)
}

fn clients(summary: &Summary, paint: Paint) -> String {
    if summary.clients.is_empty() {
        return String::new();
    }
    let names = [
        "Clients", "requests", "served", "p50", "p99", "sent", "received",
    ];
    let more = ["connections", "retries"];
    let mut header: Vec<Cell> = names
        .iter()
        .chain(&more)
        .map(|name| Cell::right(*name))
        .collect();
    header[0] = Cell::left("Clients").tone(Tone::Heading);
    for cell in &mut header[1..] {
        *cell = std::mem::take(cell).tone(Tone::Faint);
    }
    let mut rows = vec![header];
    rows.extend(summary.clients.iter().map(client_row));
    set(&rows, 0, paint)
}

fn client_row(line: &ClientLine) -> Vec<Cell> {
    let tally = &line.tally;
    let is_well = tally.served == tally.requests;
    let tone = if is_well { Tone::Good } else { Tone::Bad };
    let latency = |percent| {
        let us = tally.latency.percentile_us(percent);
        us.map_or_else(
            || "-".to_owned(),
            |us| Duration::from_micros(us).to_string(),
        )
    };
    let connections = match line.broken {
        0 => count(line.opened),
        broken => format!("{}, {} broke", count(line.opened), count(broken)),
    };
    vec![
        Cell::left(format!("  {}", fit(&line.client, NAME_MAX))),
        Cell::right(count(tally.requests)),
        Cell::right(share(tally.served, tally.requests)).tone(tone),
        Cell::right(latency(50.0)),
        Cell::right(latency(99.0)),
        Cell::right(tally.sent.to_string()),
        Cell::right(tally.received.to_string()),
        Cell::right(connections),
        Cell::right(count(tally.retries)),
    ]
}

fn outcomes(summary: &Summary, paint: Paint) -> String {
    let mut rows = Vec::new();
    for load in &summary.loads {
        rows.extend(outcome_rows(load));
    }
    if rows.is_empty() {
        return String::new();
    }
    heading("Outcomes", paint) + &set(&rows, 2, paint)
}

fn outcome_rows(load: &LoadLine) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (cause, occurrence) in &load.tally.causes {
        let name = if rows.is_empty() {
            fit(&load.id, NAME_MAX)
        } else {
            String::new()
        };
        let reason = cause.reason.map_or("", |code| code.name());
        let first = if cause.outcome.is_served() || load.planned == 1 {
            String::new()
        } else {
            format!("first: number {}", count(occurrence.first))
        };
        rows.push(vec![
            Cell::left(name),
            Cell::right(count(occurrence.count)),
            Cell::left(cause.outcome.to_string()).tone(outcome_tone(cause.outcome)),
            Cell::left(reason),
            Cell::left(first).tone(Tone::Faint),
        ]);
    }
    rows
}

fn outcome_tone(outcome: Outcome) -> Tone {
    if outcome.is_served() {
        Tone::Good
    } else {
        Tone::Bad
    }
}

fn paths(summary: &Summary, paint: Paint) -> String {
    let mut rows = Vec::new();
    for client in &summary.clients {
        for (position, line) in client.paths.iter().take(LINES_MAX).enumerate() {
            let name = if position == 0 {
                fit(&client.client, NAME_MAX)
            } else {
                String::new()
            };
            rows.push(vec![
                Cell::left(name),
                Cell::left(stretch(line)),
                Cell::left(ways(line)),
            ]);
        }
        if let Some(more) = more(client.paths.len()) {
            rows.push(vec![Cell::left(""), Cell::left(more).tone(Tone::Faint)]);
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    heading("Paths", paint) + &set(&rows, 2, paint)
}

/// The stretch of time: `always`, `until 30 s`, `from 30 s`.
fn stretch(line: &PathLine) -> String {
    match (line.from.nanos(), line.until) {
        (0, None) => "always".to_owned(),
        (0, Some(until)) => format!("until {}", moment(until)),
        (_, None) => format!("from {}", moment(line.from)),
        (_, Some(until)) => format!("from {} until {}", moment(line.from), moment(until)),
    }
}

fn ways(line: &PathLine) -> String {
    let all: u64 = line.ways.iter().map(|way| way.attempts).sum();
    let shares = line.ways.iter().map(|way| match line.ways.len() {
        1 => way.words.clone(),
        _ => format!("{} {}", way.words, share(way.attempts, all)),
    });
    fit(&shares.collect::<Vec<_>>().join(", "), PATHS_MAX)
}

/// What of the run rests on simplifications.
fn limits(summary: &Summary, paint: Paint) -> String {
    if summary.limits.is_empty() {
        return String::new();
    }
    let mut page = heading("Simplified (LIMITS.md has all of it)", paint);
    for limit in &summary.limits {
        for line in wrap(limit.sentence(), WIDTH - 2) {
            page.push_str(&paint.text(Tone::Faint, format!("  {line}")));
            page.push('\n');
        }
    }
    page
}

fn run(summary: &Summary, paint: Paint) -> String {
    let facts = format!(
        "{} simulated in {}, fingerprint {:016x}",
        Duration::from_nanos(summary.ended.nanos()),
        counted(summary.events, "event"),
        summary.fingerprint
    );
    paint.text(Tone::Faint, facts) + "\n"
}
