//! How long served requests took, over a run's time.

use super::Picture;
use super::curve::{self, Pen};
use super::frame::Upright;
use super::over_time::{Named, OverTime, float};
use super::palette::QUANTILES;
use super::scale::Scale;

/// A line goes on over as many empty bins as are this part of all, and over a few always.
const GAP_PART: usize = 16;
const GAP_FEW: usize = 4;
/// Up to how many points are dots.
const DOTS_MAX: usize = 40;

/// The picture; none when nothing was served.
pub(super) fn picture(time: &OverTime<'_>) -> Option<Picture> {
    let bins = time.film.bins.all();
    let series = QUANTILES.map(|(percent, pen)| {
        let points = (0u32..).zip(bins).map(|(position, bin)| {
            let us = bin.latency.percentile_us(percent).map(float);
            (time.middle(position), us)
        });
        (without_short_gaps(points.collect()), pen)
    });
    let values = || {
        let points = series.iter().flat_map(|(points, _)| points);
        points.filter_map(|(_, us)| *us)
    };
    let least = values().fold(f64::INFINITY, f64::min);
    let most = values().fold(0.0, f64::max);
    let dots = values().count() / series.len() <= DOTS_MAX;
    values().next()?;
    let scale = Scale::of(least, most);
    let label = |place| scale.label(place);
    let upright = Upright {
        begin: scale.begin,
        end: scale.end,
        name: String::new(),
        label: &label,
        labels: scale.labels,
    };
    let named = Named {
        file: "latency.svg",
        what: "How long served requests took",
        legend: QUANTILES
            .map(|(percent, pen)| (format!("{percent} of 100 at most"), pen.colour))
            .into(),
    };
    Some(time.picture(named, &upright, |chart| {
        for (points, pen) in &series {
            let place = |(at, us): &(f64, Option<f64>)| (*at, us.map(|us| scale.place(us)));
            let points: Vec<_> = points.iter().map(place).collect();
            curve::line(chart, &points, Pen { dots, ..*pen })?;
        }
        Ok(())
    }))
}

/// Lets a line go on over a few empty bins; only where nothing was served for longer it breaks.
fn without_short_gaps(points: Vec<(f64, Option<f64>)>) -> Vec<(f64, Option<f64>)> {
    let most = (points.len() / GAP_PART).max(GAP_FEW);
    let mut kept: Vec<(f64, Option<f64>)> = Vec::with_capacity(points.len());
    for point in points {
        if point.1.is_some() {
            let empty = kept.iter().rev().take_while(|(_, us)| us.is_none()).count();
            if empty <= most {
                kept.truncate(kept.len() - empty);
            }
        }
        kept.push(point);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{GAP_FEW, GAP_PART, without_short_gaps};

    #[test]
    fn lines_break_only_where_nothing_was_served_for_long() {
        let kept = |before: usize, empty: usize| {
            let mut points = vec![(0.0, Some(1.0)); before];
            points.extend(vec![(1.0, None); empty]);
            points.push((2.0, Some(1.0)));
            without_short_gaps(points).len() - before - 1
        };
        assert_eq!((kept(1, GAP_FEW), kept(1, GAP_FEW + 1)), (0, GAP_FEW + 1));
        let many = GAP_PART * 10;
        assert_eq!((kept(many, 10), kept(many, 12)), (0, 12));
    }
}
