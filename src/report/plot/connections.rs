//! Connections over a run's time: how many were open, how many broke.

use super::axis::{self, ceiling};
use super::bins::Bin;
use super::curve::{self, Pen};
use super::frame::Upright;
use super::over_time::{Named, OverTime, float};
use super::palette::{BLUE, RED};
use super::{Picture, stack};

/// The picture; none when no connection was opened.
pub(super) fn picture(time: &OverTime<'_>) -> Option<Picture> {
    let bins = time.film.bins.all();
    if bins.iter().all(|bin| bin.opened == 0) {
        return None;
    }
    let points = open(time);
    let broken = |bin: &Bin| float(bin.broken);
    let most = points.iter().filter_map(|(_, y)| *y).fold(0.0, f64::max);
    let most = bins.iter().map(broken).fold(most, f64::max);
    let mut legend = vec![("open".to_owned(), BLUE)];
    if bins.iter().any(|bin| bin.broken > 0) {
        legend.push((time.counted("broke,"), RED));
    }
    let upright = Upright {
        begin: 0.0,
        end: ceiling(most),
        name: "connections".to_owned(),
        label: &axis::number,
        labels: 6,
    };
    let named = Named {
        file: "connections.svg",
        what: "Connections",
        legend,
    };
    Some(time.picture(named, &upright, |chart| {
        let columns = (0u32..).zip(bins).map(|(position, bin)| {
            let (from, to) = time.span(position);
            (from, to, vec![broken(bin)])
        });
        stack::columns(chart, &columns.collect::<Vec<_>>(), &[RED])?;
        let pen = Pen {
            colour: BLUE,
            width: 2,
            dots: false,
        };
        curve::line(chart, &points, pen)
    }))
}

/// How many connections are open in each bin on average.
fn open(time: &OverTime<'_>) -> Vec<(f64, Option<f64>)> {
    let averages = (0u32..).zip(time.film.bins.open_hundredths());
    // The last bin may reach beyond the run's end, where nothing is known of connections.
    let within = averages.filter(|(position, _)| *position == 0 || time.is_whole(*position));
    let points = within.map(|(position, open)| (time.middle(position), Some(float(open) / 100.0)));
    [(0.0, Some(0.0))].into_iter().chain(points).collect()
}
