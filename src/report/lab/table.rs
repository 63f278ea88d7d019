//! Labs as a page for people: a row for each, and below them every disagreement.

use std::collections::BTreeMap;

use super::{Case, Count, Judgement, Lab, Unmodelled};
use crate::report::columns::{Cell, set};
use crate::report::paint::{Paint, Tone};
use crate::report::reason;
use crate::scenario::quantity::Protocol;
use crate::world::World;

/// Shows how labs and simulator agree; with colours when `colour`.
pub fn render(labs: &[Lab], colour: bool) -> String {
    let paint = Paint::new(colour);
    let mut rows = vec![head()];
    rows.extend(
        labs.iter()
            .map(|lab| row(&lab.name, lab.reached(), lab.ttl())),
    );
    if labs.len() > 1 {
        rows.push(row("all", sum(labs, Lab::reached), sum(labs, Lab::ttl)));
    }
    let mut page = set(&rows, 0, paint);
    let unknown: usize = labs.iter().map(Lab::unknown_ends).sum();
    if unknown > 0 {
        page.push_str(&format!(
            "\n{unknown} ask an end that is not described. That it answers only the measurement tells; \
             the way there and back is what is compared.\n"
        ));
    }
    page.push_str(&unmodelled(labs));
    for lab in labs {
        for case in &lab.cases {
            let judgements = [Some(case.verdict.reached), case.verdict.ttl];
            if judgements.contains(&Some(Judgement::Disagrees)) {
                page.push('\n');
                page.push_str(&disagreement(lab, case));
            }
        }
    }
    page
}

/// The counts of all labs together.
pub(super) fn sum(labs: &[Lab], of: impl Fn(&Lab) -> Count) -> Count {
    let counts = labs.iter().map(of);
    counts.fold(Count::default(), |all, one| Count {
        agree: all.agree + one.agree,
        disagree: all.disagree + one.disagree,
        unmodelled: all.unmodelled + one.unmodelled,
    })
}

fn head() -> Vec<Cell> {
    let titles = [
        "probes",
        "agree",
        "disagree",
        "not modelled",
        "TTL agree",
        "disagree",
        "not modelled",
    ];
    let mut cells = vec![Cell::left("lab").tone(Tone::Faint)];
    cells.extend(titles.map(|title| Cell::right(title).tone(Tone::Faint)));
    cells
}

fn row(name: &str, reached: Count, ttl: Count) -> Vec<Cell> {
    let figure = |figure: usize| Cell::right(figure.to_string());
    let bad = |figure: usize| {
        let tone = if figure > 0 { Tone::Bad } else { Tone::Plain };
        Cell::right(figure.to_string()).tone(tone)
    };
    vec![
        Cell::left(name).tone(Tone::Strong),
        figure(reached.all()),
        figure(reached.agree),
        bad(reached.disagree),
        figure(reached.unmodelled),
        figure(ttl.agree),
        bad(ttl.disagree),
        figure(ttl.unmodelled),
    ]
}

/// Why measurements are not modelled, and how many for each reason.
fn unmodelled(labs: &[Lab]) -> String {
    let mut counts: BTreeMap<Unmodelled, usize> = BTreeMap::new();
    for case in labs.iter().flat_map(|lab| &lab.cases) {
        let judgements = [Some(case.verdict.reached), case.verdict.ttl];
        for judgement in judgements.into_iter().flatten() {
            if let Judgement::NotModelled(why) = judgement {
                *counts.entry(why).or_default() += 1;
            }
        }
    }
    if counts.is_empty() {
        return String::new();
    }
    let mut page = String::from("\nnot modelled:\n");
    for (why, count) in counts {
        page.push_str(&format!("{count:>5}  {}\n", why.words()));
    }
    page
}

fn disagreement(lab: &Lab, case: &Case) -> String {
    let measured = &case.measured;
    let asks = match measured.protocol {
        Protocol::Tcp => format!("tcp {}", measured.port),
        Protocol::Udp => format!("udp {}", measured.port),
        Protocol::Icmp | Protocol::All => "icmp".to_owned(),
    };
    let ttl = |ttl: Option<u8>| ttl.map_or_else(String::new, |ttl| format!(", TTL {ttl}"));
    let mut page = format!(
        "{} {}: {} → {} {asks}: observed {}{}",
        lab.name,
        measured.id,
        measured.from,
        measured.to,
        measured.observed.name(),
        ttl(measured.ttl),
    );
    if let Some(answer) = &case.answer {
        page.push_str(&format!(
            "; simulated {}{}\n",
            answer.finding,
            ttl(answer.ttl)
        ));
        page.push_str(&format!("      way: {}\n", path(&lab.world, case)));
        for why in &answer.reasons {
            let on = reason::rests_on(&lab.world, why);
            page.push_str(&format!("      {} {on}\n", why.code));
        }
    }
    page
}

/// The places a packet passes, and those its answer does.
pub(super) fn path(world: &World, case: &Case) -> String {
    let Some(trip) = case.answer.as_ref().and_then(|answer| answer.trip.as_ref()) else {
        return String::new();
    };
    let walk = |hops: &[crate::trace::Hop]| {
        let names = hops.iter().map(|hop| world.place_name(hop.place));
        names.collect::<Vec<_>>().join(" → ")
    };
    match &trip.back {
        Some(back) => format!("{}; back {}", walk(&trip.forward.hops), walk(&back.hops)),
        None => walk(&trip.forward.hops),
    }
}
