//! Bytes and cost by path, and of what stands by the hour.

use indexmap::IndexMap;

use super::Picture;
use super::bars::{self, Row};
use super::frame::Frame;
use super::over_time::{float, titled};
use super::palette::{BLUE, ORANGE};
use crate::cost::Use;
use crate::report::columns::fit;
use crate::report::summary::Summary;
use crate::units::{Bytes, Money};

/// The most paths that are named.
const NAMED_MAX: usize = 12;

/// The picture; none when nothing is charged for and nothing was carried.
pub(super) fn picture(summary: &Summary) -> Option<Picture> {
    if summary.bill.lines.is_empty() && summary.bill.traffic.is_empty() {
        return None;
    }
    let sums = sums(summary);
    let most = sums.values().map(|(bytes, _)| *bytes).max();
    let most_bytes = float(most.unwrap_or(0).max(1));
    let dearest = sums.values().map(|(_, paid)| *paid).max();
    let dearest = dollars(dearest.unwrap_or_default()).max(1e-15);
    let rows = sums.iter().take(NAMED_MAX).map(|(name, (bytes, paid))| {
        let mut bars = Vec::new();
        if *bytes > 0 {
            let share = float(*bytes) / most_bytes;
            bars.push((share, BLUE, Bytes(*bytes).to_string()));
        }
        let share = dollars(*paid) / dearest;
        bars.push((share, ORANGE, format!("${}", paid.brief())));
        Row {
            name: fit(name, 100),
            bars,
        }
    });
    let rows: Vec<Row> = rows.collect();
    let mut notes = vec![format!("${} all together", summary.bill.total().brief())];
    if sums.len() > NAMED_MAX {
        let more = sums.len() - NAMED_MAX;
        notes.push(format!("and {more} more, in summary.json"));
    }
    let frame = Frame {
        title: titled(summary, "Bytes and cost by path"),
        legend: vec![
            ("bytes".to_owned(), BLUE),
            ("US dollars".to_owned(), ORANGE),
        ],
        notes,
    };
    let svg = frame.draw_high(bars::height(&rows), |area| bars::draw(area, &rows));
    Some(Picture {
        name: "paths.svg".to_owned(),
        svg,
    })
}

/// Bytes and cost of each client's paths, and of what stands; the dearest first.
fn sums(summary: &Summary) -> IndexMap<String, (u64, Money)> {
    let mut sums: IndexMap<String, (u64, Money)> = IndexMap::new();
    let name = |cause: &Use| {
        let path = match cause.via.as_slice() {
            [] => "direct".to_owned(),
            via => via.join(" → "),
        };
        format!("{}: {path}", cause.client)
    };
    for traffic in &summary.bill.traffic {
        let sum = sums.entry(name(&traffic.cause)).or_default();
        sum.0 = sum
            .0
            .saturating_add(traffic.up)
            .saturating_add(traffic.down);
    }
    for line in &summary.bill.lines {
        let name = match &line.cause {
            Some(cause) => name(cause),
            None => format!("{}, by the hour", line.of),
        };
        sums.entry(name).or_default().1 += line.amount;
    }
    sums.retain(|_, (bytes, amount)| *bytes > 0 || *amount > Money::ZERO);
    sums.sort_by(|_, (a_bytes, a), _, (b_bytes, b)| (b, b_bytes).cmp(&(a, a_bytes)));
    sums
}

#[expect(clippy::cast_precision_loss, reason = "only a picture sees it")]
fn dollars(amount: Money) -> f64 {
    amount.0 as f64 / 1e15
}
