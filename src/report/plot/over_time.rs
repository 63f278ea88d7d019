//! What all pictures over a run's time share: the time below, the timeline's changes marked.

use plotters::style::RGBColor;

use super::axis::{Clock, number};
use super::frame::{Across, Chart, Drawn, Frame, Upright, axes, mark};
use super::{Film, Picture};
use crate::report::columns::fit;
use crate::report::summary::Summary;

/// The most changes that are named.
const NAMED_MAX: usize = 12;
/// Marks that are nearer than this part of the run share one.
const CLOSE: f64 = 40.0;
/// The widest note.
const NOTE_MAX: usize = 118;
/// The longest title of a scenario that is shown whole.
const TITLE_MAX: usize = 84;

/// A run's time as its pictures show it.
pub(super) struct OverTime<'a> {
    pub(super) film: &'a Film,
    summary: &'a Summary,
    /// The length of the run in seconds.
    whole: f64,
    clock: Clock,
}

/// What a picture is called, says and explains.
pub(super) struct Named {
    /// The file's name.
    pub(super) file: &'static str,
    /// What is shown.
    pub(super) what: &'static str,
    /// What the colours mean.
    pub(super) legend: Vec<(String, RGBColor)>,
}

impl<'a> OverTime<'a> {
    pub(super) fn of(film: &'a Film, summary: &'a Summary) -> Self {
        let whole = film.ended.as_secs_f64().max(film.bins.width());
        Self {
            film,
            summary,
            whole,
            clock: Clock::of(whole),
        }
    }

    /// From where to where the bin of this position stands; the last ends with the run.
    pub(super) fn span(&self, position: u32) -> (f64, f64) {
        let from = f64::from(position) * self.film.bins.width();
        let to = (from + self.film.bins.width()).min(self.whole);
        (self.clock.place(from), self.clock.place(to))
    }

    /// The middle of that bin.
    pub(super) fn middle(&self, position: u32) -> f64 {
        let (from, to) = self.span(position);
        f64::midpoint(from, to)
    }

    /// Whether the run lasts to the end of that bin.
    pub(super) fn is_whole(&self, position: u32) -> bool {
        (f64::from(position) + 1.0) * self.film.bins.width() <= self.whole
    }

    /// `requests a second`, `requests each 2 s`: what is counted by bins.
    pub(super) fn counted(&self, things: &str) -> String {
        let each = match self.film.bins.nanos() {
            1_000_000_000 => "a second".to_owned(),
            60_000_000_000 => "a minute".to_owned(),
            3_600_000_000_000 => "an hour".to_owned(),
            86_400_000_000_000 => "a day".to_owned(),
            _ => match self.film.bins.width() {
                hours if hours >= 3_600.0 => format!("each {} h", number(hours / 3_600.0)),
                minutes if minutes >= 60.0 => format!("each {} min", number(minutes / 60.0)),
                seconds if seconds >= 1.0 => format!("each {} s", number(seconds)),
                less => format!("each {} ms", number(less * 1_000.0)),
            },
        };
        format!("{things} {each}")
    }

    /// A picture over the run's time, into which `plot` draws.
    pub(super) fn picture(
        &self,
        named: Named,
        upright: &Upright<'_>,
        plot: impl FnOnce(&mut Chart<'_, '_>) -> Drawn,
    ) -> Picture {
        let frame = Frame {
            title: titled(self.summary, named.what),
            legend: named.legend,
            notes: self.notes(),
        };
        let across = Across {
            begin: 0.0,
            end: self.clock.place(self.whole),
            name: String::new(),
            ticks: self.clock.ticks(self.whole),
        };
        let svg = frame.draw(|area| {
            let mut chart = axes(area, &across, upright)?;
            plot(&mut chart)?;
            self.mark_changes(&mut chart)
        });
        Picture {
            name: named.file.to_owned(),
            svg,
        }
    }

    /// Marks the changes of the timeline; those that stand too close share a mark.
    fn mark_changes(&self, chart: &mut Chart<'_, '_>) -> Drawn {
        let close = chart.x_range().end / CLOSE;
        let mut marks: Vec<(f64, usize, usize)> = Vec::new();
        for (position, change) in self.summary.timeline.iter().enumerate() {
            let at = self.clock.place(change.at.as_secs_f64());
            match marks.last_mut() {
                Some((before, _, last)) if at - *before < close => *last = position,
                _ => marks.push((at, position, position)),
            }
        }
        let mut free_from = i32::MIN;
        for (at, first, last) in marks {
            let words = if first == last {
                format!("({})", first + 1)
            } else {
                format!("({}–{})", first + 1, last + 1)
            };
            free_from = mark(chart, at, (&words, free_from))?;
        }
        Ok(())
    }

    /// What the marks mean.
    fn notes(&self) -> Vec<String> {
        let timeline = &self.summary.timeline;
        let lines = timeline.iter().enumerate().map(|(position, change)| {
            let refused = if change.refused.is_some() {
                ", refused"
            } else {
                ""
            };
            let seconds = change.at.as_secs_f64();
            let clock = Clock::of(seconds.max(1.0));
            let at = clock.label(clock.place(seconds));
            let words = format!("{} {}", change.call, change.subject);
            let note = format!("({}) {at}: {}{refused}", position + 1, words.trim());
            fit(&note, NOTE_MAX)
        });
        let mut notes: Vec<String> = lines.take(NAMED_MAX).collect();
        if timeline.len() > NAMED_MAX {
            notes.push(format!("and {} more changes", timeline.len() - NAMED_MAX));
        }
        notes
    }
}

/// What a picture of a run is called.
pub(super) fn titled(summary: &Summary, what: &str) -> String {
    let subject = &summary.subject;
    let name = if subject.title.is_empty() {
        &subject.scenario
    } else {
        &subject.title
    };
    format!("{what}: {}", fit(name, TITLE_MAX))
}

/// A number as pictures take it.
#[expect(clippy::cast_precision_loss, reason = "only a picture sees it")]
pub(super) fn float(number: u64) -> f64 {
    number as f64
}
