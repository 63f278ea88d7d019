//! The pictures of one run.

use indexmap::IndexMap;

use super::axis::{self, Clock, ceiling};
use super::bars::{self, Row};
use super::bins::{Bin, Kind};
use super::frame::{Axis, Chart, Drawn, Frame, axes, mark};
use super::palette::{BLUE, GREEN, ORANGE, PURPLE, RED, TEAL};
use super::{Film, Picture, curve, stack};
use crate::cost::Use;
use crate::report::columns::fit;
use crate::report::figures::moment;
use crate::report::summary::Summary;
use crate::units::{Bytes, Money};

/// Colours of the kinds of ends.
const KINDS: [plotters::style::RGBColor; 4] = [GREEN, ORANGE, PURPLE, RED];
/// The most changes and paths that are named.
const NAMED_MAX: usize = 12;
/// Marks that are nearer than this part of the run share one.
const CLOSE: f64 = 40.0;
/// The widest note.
const NOTE_MAX: usize = 118;

/// The pictures of a run: how requests ended, how long they took, connections, and paths.
pub fn of_run(film: &Film, summary: &Summary) -> Vec<Picture> {
    let mut pictures = Vec::new();
    let bins = film.bins.all();
    if bins
        .iter()
        .any(|bin| bin.ended.iter().any(|count| *count > 0))
    {
        pictures.push(outcomes(film, summary));
    }
    if bins
        .iter()
        .any(|bin| bin.latency.percentile_us(50).is_some())
    {
        pictures.push(latency(film, summary));
    }
    if bins.iter().any(|bin| bin.opened > 0) {
        pictures.push(connections(film, summary));
    }
    if !summary.bill.lines.is_empty() || !summary.bill.traffic.is_empty() {
        pictures.push(paths(summary));
    }
    pictures
}

fn titled(summary: &Summary, what: &str) -> String {
    let subject = &summary.subject;
    let name = if subject.title.is_empty() {
        &subject.scenario
    } else {
        &subject.title
    };
    format!("{what}: {}", fit(name, 84))
}

/// The length of the run in seconds.
fn whole(film: &Film) -> f64 {
    let seconds = film.ended.as_secs_f64();
    let binned = film.bins.width();
    seconds.max(binned)
}

fn time_axis(whole: f64, label: &dyn Fn(f64) -> String) -> Axis<'_> {
    Axis {
        end: whole,
        name: String::new(),
        label,
        labels: 9,
    }
}

fn outcomes(film: &Film, summary: &Summary) -> Picture {
    let width = film.bins.width();
    let most: u64 = film
        .bins
        .all()
        .iter()
        .map(|bin| bin.ended.iter().sum())
        .max()
        .unwrap_or(0);
    let (per, unit) = rate_unit(float(most) / width);
    let seen = Kind::ALL.into_iter().filter(|kind| {
        film.bins
            .all()
            .iter()
            .any(|bin| bin.ended[*kind as usize] > 0)
    });
    let frame = Frame {
        title: titled(summary, "How requests ended"),
        legend: seen
            .map(|kind| (kind.words().to_owned(), KINDS[kind as usize]))
            .collect(),
        notes: notes(summary),
    };
    let svg = frame.draw(|area| {
        let whole = whole(film);
        let clock = Clock::of(whole);
        let label = |place| clock.label(place);
        let y = Axis {
            end: ceiling(float(most) / width * per),
            name: format!("requests {unit}"),
            label: &axis::number,
            labels: 6,
        };
        let mut chart = axes(
            area,
            (0.0, &time_axis(clock.place(whole), &label)),
            (0.0, &y),
        )?;
        let columns: Vec<_> = (0u32..)
            .zip(film.bins.all())
            .map(|(position, bin)| {
                let from = f64::from(position) * width;
                let to = (from + width).min(whole);
                // The last stretch is cut off by the end of the run.
                let length = (to - from).max(width / 8.0);
                let heights = bin
                    .ended
                    .iter()
                    .map(|count| float(*count) / length.max(width) * per);
                (clock.place(from), clock.place(to), heights.collect())
            })
            .collect();
        stack::columns(&mut chart, &columns, &KINDS)?;
        changes(&mut chart, clock, summary)
    });
    Picture {
        name: "outcomes.svg",
        svg,
    }
}

/// In which unit a rate a second is a handy number.
fn rate_unit(a_second: f64) -> (f64, &'static str) {
    if a_second >= 0.5 {
        (1.0, "a second")
    } else if a_second * 60.0 >= 0.5 {
        (60.0, "a minute")
    } else {
        (3_600.0, "an hour")
    }
}

fn latency(film: &Film, summary: &Summary) -> Picture {
    let width = film.bins.width();
    let quantiles = [(50, BLUE), (90, TEAL), (99, ORANGE)];
    let series = quantiles.map(|(percent, colour)| {
        let points = (0u32..).zip(film.bins.all()).map(|(position, bin)| {
            let at = (f64::from(position) + 0.5) * width;
            (at, bin.latency.percentile_us(percent).map(float))
        });
        (without_short_gaps(points.collect()), colour)
    });
    let values = || {
        series
            .iter()
            .flat_map(|(points, _)| points)
            .filter_map(|(_, y)| *y)
    };
    let least = values().fold(f64::INFINITY, f64::min);
    let most = values().fold(0.0, f64::max);
    let frame = Frame {
        title: titled(summary, "How long served requests took"),
        legend: quantiles
            .map(|(percent, colour)| (format!("{percent} of 100 at most"), colour))
            .into(),
        notes: notes(summary),
    };
    let svg = frame.draw(|area| {
        let whole = whole(film);
        let clock = Clock::of(whole);
        let label = |place| clock.label(place);
        let time = time_axis(clock.place(whole), &label);
        let scale = Scale::of(least, most);
        let written = |value| scale.label(value);
        let y = Axis {
            end: scale.end,
            name: String::new(),
            label: &written,
            labels: scale.labels,
        };
        let mut chart = axes(area, (0.0, &time), (scale.begin, &y))?;
        for (points, colour) in &series {
            let points = points
                .iter()
                .map(|(x, y)| (clock.place(x.min(whole)), y.map(|us| scale.place(us))));
            curve::line(
                &mut chart,
                &points.collect::<Vec<_>>(),
                *colour,
                points_are_few(film),
            )?;
        }
        changes(&mut chart, clock, summary)
    });
    Picture {
        name: "latency.svg",
        svg,
    }
}

/// Lets a line go on over a few empty bins; only where nothing was served for longer it breaks.
fn without_short_gaps(points: Vec<(f64, Option<f64>)>) -> Vec<(f64, Option<f64>)> {
    const SHORT: usize = 4;
    let mut kept: Vec<(f64, Option<f64>)> = Vec::with_capacity(points.len());
    for point in points {
        if point.1.is_some() {
            let empty = kept.iter().rev().take_while(|(_, y)| y.is_none()).count();
            if empty <= SHORT {
                kept.truncate(kept.len() - empty);
            }
        }
        kept.push(point);
    }
    kept
}

fn points_are_few(film: &Film) -> bool {
    let used = film
        .bins
        .all()
        .iter()
        .filter(|bin| bin.latency.percentile_us(50).is_some());
    used.count() <= 40
}

/// An axis of latencies: by tens where they differ much.
struct Scale {
    is_by_tens: bool,
    begin: f64,
    end: f64,
    labels: usize,
}

impl Scale {
    fn of(least: f64, most: f64) -> Self {
        let is_by_tens = most > 30.0 * least.max(1.0);
        if !is_by_tens {
            let end = ceiling(most);
            return Self {
                is_by_tens,
                begin: 0.0,
                end,
                labels: 6,
            };
        }
        let begin = libm::floor(libm::log10(least.max(1.0)));
        let end = libm::ceil(libm::log10(most * 1.02));
        Self {
            is_by_tens,
            begin,
            end,
            labels: 8,
        }
    }

    fn place(&self, us: f64) -> f64 {
        if self.is_by_tens {
            libm::log10(us.max(1.0))
        } else {
            us
        }
    }

    fn label(&self, value: f64) -> String {
        if !self.is_by_tens {
            return axis::latency(value);
        }
        let is_whole = (value - libm::round(value)).abs() < 1e-6;
        if is_whole {
            axis::latency(libm::pow(10.0, value))
        } else {
            String::new()
        }
    }
}

/// How many connections are open in each bin on average.
fn open(film: &Film) -> Vec<(f64, Option<f64>)> {
    let width = film.bins.width();
    let averages = (0u32..).zip(film.bins.open_hundredths());
    // The last bin may reach beyond the run's end, where nothing is known of connections.
    let whole = whole(film);
    let within = averages
        .filter(|(position, _)| *position == 0 || (f64::from(*position) + 1.0) * width <= whole);
    let points = within.map(|(position, open)| {
        let at = (f64::from(position) + 0.5) * width;
        (at, Some(float(open) / 100.0))
    });
    [(0.0, Some(0.0))].into_iter().chain(points).collect()
}

fn connections(film: &Film, summary: &Summary) -> Picture {
    let width = film.bins.width();
    let points = open(film);
    let broken = |bin: &Bin| float(bin.broken);
    let most = points.iter().filter_map(|(_, y)| *y).fold(0.0, f64::max);
    let most = film.bins.all().iter().map(broken).fold(most, f64::max);
    let mut legend = vec![("open".to_owned(), BLUE)];
    if film.bins.all().iter().any(|bin| bin.broken > 0) {
        legend.push((
            format!("broke within {}", {
                let clock = Clock::of(width);
                clock.label(clock.place(width))
            }),
            RED,
        ));
    }
    let frame = Frame {
        title: titled(summary, "Connections"),
        legend,
        notes: notes(summary),
    };
    let svg = frame.draw(|area| {
        let whole = whole(film);
        let clock = Clock::of(whole);
        let label = |place| clock.label(place);
        let y = Axis {
            end: ceiling(most),
            name: "connections".to_owned(),
            label: &axis::number,
            labels: 6,
        };
        let mut chart = axes(
            area,
            (0.0, &time_axis(clock.place(whole), &label)),
            (0.0, &y),
        )?;
        let columns: Vec<_> = (0u32..)
            .zip(film.bins.all())
            .map(|(position, bin)| {
                let from = f64::from(position) * width;
                (
                    clock.place(from),
                    clock.place((from + width).min(whole)),
                    vec![broken(bin)],
                )
            })
            .collect();
        stack::columns(&mut chart, &columns, &[RED])?;
        let points: Vec<_> = points
            .iter()
            .map(|(x, y)| (clock.place(x.min(whole)), *y))
            .collect();
        curve::line(&mut chart, &points, BLUE, false)?;
        changes(&mut chart, clock, summary)
    });
    Picture {
        name: "connections.svg",
        svg,
    }
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

fn paths(summary: &Summary) -> Picture {
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
    Picture {
        name: "paths.svg",
        svg,
    }
}

/// Marks the changes of the timeline; those that stand too close share a mark.
fn changes(chart: &mut Chart<'_, '_>, clock: Clock, summary: &Summary) -> Drawn {
    let close = chart.x_range().end / CLOSE;
    let mut marks: Vec<(f64, usize, usize)> = Vec::new();
    for (position, change) in summary.timeline.iter().enumerate() {
        let at = clock.place(change.at.as_secs_f64());
        match marks.last_mut() {
            Some((before, _, last)) if at - *before < close => *last = position,
            _ => marks.push((at, position, position)),
        }
    }
    for (at, first, last) in marks {
        let words = if first == last {
            format!("{}", first + 1)
        } else {
            format!("{}–{}", first + 1, last + 1)
        };
        mark(chart, at, &words)?;
    }
    Ok(())
}

/// What the marks mean.
fn notes(summary: &Summary) -> Vec<String> {
    let lines = summary
        .timeline
        .iter()
        .enumerate()
        .map(|(position, change)| {
            let refused = if change.refused.is_some() {
                ", refused"
            } else {
                ""
            };
            let words = format!("{} {}", change.call, change.subject);
            let note = format!(
                "{}   {}   {}{refused}",
                position + 1,
                moment(change.at),
                words.trim()
            );
            fit(&note, NOTE_MAX)
        });
    let mut notes: Vec<String> = lines.take(NAMED_MAX).collect();
    if summary.timeline.len() > NAMED_MAX {
        notes.push(format!(
            "and {} more changes",
            summary.timeline.len() - NAMED_MAX
        ));
    }
    notes
}

#[expect(clippy::cast_precision_loss, reason = "only a picture sees it")]
fn float(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "only a picture sees it")]
fn dollars(amount: Money) -> f64 {
    amount.0 as f64 / 1e15
}
