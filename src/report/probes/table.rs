//! Probes as a page for people: a row for each, and below it what stops it.

use super::{Asked, port, protocol};
use crate::report::columns::{Cell, set};
use crate::report::explain::outline::Outline;
use crate::report::explain::walk;
use crate::report::figures::counted;
use crate::report::paint::{Paint, Tone};
use crate::report::path::{Path, PathEnd};
use crate::report::reason;
use crate::trace::Reason;
use crate::world::World;
use crate::world::probe::Goal;

/// How far the lines below a row are indented.
const INDENT: &str = "      ";

/// Shows what came of probes, hop by hop when `is_verbose`; with colours when `colour`.
pub fn render(world: &World, all: &[Asked], is_verbose: bool, colour: bool) -> String {
    let paint = Paint::new(colour);
    let is_judged = all.iter().any(|one| one.is_met().is_some());
    let mut rows = vec![head(is_judged)];
    rows.extend(all.iter().map(|one| row(world, one, is_judged)));
    let set = set(&rows, 0, paint);
    let mut lines = set.lines();
    let mut page = String::new();
    page.push_str(lines.next().unwrap_or_default());
    page.push('\n');
    for (one, line) in all.iter().zip(lines) {
        page.push_str(line);
        page.push('\n');
        page.push_str(&below(world, one, paint));
        if is_verbose {
            page.push_str(&hops(world, one, paint));
        }
    }
    page.push('\n');
    page.push_str(&total(all, paint));
    page
}

fn head(is_judged: bool) -> Vec<Cell> {
    let mut titles = vec!["from", "to", "address", "asks", "answer"];
    if is_judged {
        titles.insert(0, "");
    }
    let mut cells: Vec<Cell> = titles.into_iter().map(Cell::left).collect();
    cells.extend([
        Cell::right("round trip"),
        Cell::right("TTL"),
        Cell::left("way"),
    ]);
    let cells = cells.into_iter();
    cells.map(|cell| cell.tone(Tone::Faint)).collect()
}

fn row(world: &World, one: &Asked, is_judged: bool) -> Vec<Cell> {
    let (probe, answer) = (&one.probe, &one.answer);
    let mut cells = Vec::new();
    if is_judged {
        cells.push(mark(one));
    }
    let goal = one.goal(world);
    let address = one.address().map(|address| address.to_string());
    let address = match &probe.to {
        Goal::Address(_) => "",
        Goal::Host(_) | Goal::Name(_) => address.as_deref().unwrap_or("–"),
    };
    let asks = match port(probe) {
        Some(port) => format!("{} {port}", protocol(probe.protocol)),
        None => protocol(probe.protocol).to_owned(),
    };
    let tone = if answer.finding.is_answered() {
        Tone::Good
    } else {
        Tone::Bad
    };
    let way = answer.trip.as_ref().map(|trip| &trip.way);
    let round_trip = way.filter(|_| answer.finding.is_answered());
    let round_trip = round_trip.map_or_else(|| "–".to_owned(), |way| way.round_trip.to_string());
    let ttl = answer.ttl;
    let ttl = ttl.map_or_else(|| "–".to_owned(), |ttl| ttl.to_string());
    cells.extend([
        Cell::left(world.hosts.name(probe.from)).tone(Tone::Strong),
        Cell::left(goal),
        Cell::left(address),
        Cell::left(asks),
        Cell::left(answer.finding.name()).tone(tone),
        Cell::right(round_trip),
        Cell::right(ttl),
        Cell::left(way_words(world, one)),
    ]);
    cells
}

/// The gateways on the way; a host that refuses the connection was reached all the same.
fn way_words(world: &World, one: &Asked) -> String {
    let mut path = Path::of(one.answer.trip.as_ref().map(|trip| &trip.way));
    if one.answer.finding.is_answered() {
        path.end = PathEnd::Connected;
    }
    path.words(world)
}

fn mark(one: &Asked) -> Cell {
    match one.is_met() {
        Some(true) => Cell::left("ok").tone(Tone::Good),
        Some(false) => Cell::left("FAIL").tone(Tone::Bad),
        None => Cell::left("–").tone(Tone::Faint),
    }
}

/// What was expected, when it did not come, and everything that stops the probe.
fn below(world: &World, one: &Asked, paint: Paint) -> String {
    let mut page = String::new();
    if let (Some(false), Some(expect)) = (one.is_met(), one.probe.expect) {
        let words = paint.text(Tone::Strong, format!("expected {expect}"));
        page.push_str(&format!("{INDENT}{words}\n"));
    }
    if one.answer.finding.is_answered() {
        return page;
    }
    for why in &one.answer.reasons {
        page.push_str(&format!("{INDENT}{}\n", blocker(world, why, paint)));
    }
    page
}

/// `NO_ROUTE_TO_DESTINATION  rtb-isolated`
fn blocker(world: &World, why: &Reason, paint: Paint) -> String {
    let code = paint.text(Tone::Notable, why.code.name());
    let rests_on = reason::rests_on(world, why);
    if rests_on.is_empty() {
        return code;
    }
    format!("{code}  {rests_on}")
}

/// Both walks of a probe.
fn hops(world: &World, one: &Asked, paint: Paint) -> String {
    let Some(trip) = &one.answer.trip else {
        return String::new();
    };
    let mut outline = Outline::default();
    walk::add("The way there", world, &trip.forward, &mut outline);
    if let Some(back) = &trip.back {
        walk::add("The way back", world, back, &mut outline);
    }
    format!("\n{}\n", outline.render(paint))
}

/// `12 probes: 9 answered, 3 not; 11 as expected, 1 not`
fn total(all: &[Asked], paint: Paint) -> String {
    let answered = all.iter().filter(|one| one.answer.finding.is_answered());
    let answered = answered.count();
    let silent = all.len() - answered;
    let many = counted(all.len() as u64, "probe");
    let mut words = format!("{many}: {answered} answered, {silent} not");
    let judged: Vec<bool> = all.iter().filter_map(Asked::is_met).collect();
    let met = judged.iter().filter(|is_met| **is_met).count();
    let unmet = judged.len() - met;
    if !judged.is_empty() {
        words.push_str(&format!("; {met} as expected, {unmet} not"));
    }
    let tone = match (judged.is_empty(), unmet) {
        (true, _) => Tone::Plain,
        (false, 0) => Tone::Good,
        (false, _) => Tone::Bad,
    };
    paint.text(tone, words) + "\n"
}
