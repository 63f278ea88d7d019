//! How requests ended over a run's time, and which attempts were in vain.

use super::axis::{self, ceiling};
use super::bins::{Bin, Kind};
use super::frame::Upright;
use super::over_time::{Named, OverTime, float};
use super::palette::FAINT;
use super::{Picture, stack};

/// The picture; none when no request ended.
pub(super) fn picture(time: &OverTime<'_>) -> Option<Picture> {
    let bins = time.film.bins.all();
    let count = |bin: &Bin| bin.ended.iter().sum::<u64>();
    if bins.iter().all(|bin| count(bin) == 0) {
        return None;
    }
    let all = |of: &dyn Fn(&Bin) -> u64| bins.iter().map(of).sum::<u64>();
    let seen = Kind::ALL
        .into_iter()
        .filter(|kind| all(&|bin| bin.ended[*kind as usize]) > 0);
    let mut legend: Vec<_> = seen
        .map(|kind| (kind.words().to_owned(), Kind::COLOURS[kind as usize]))
        .collect();
    // Of an attempt that ends its request nothing more is to be told.
    let again = |bin: &Bin| bin.attempts.saturating_sub(count(bin));
    if all(&again) > 0 {
        legend.push(("attempts that were made again".to_owned(), FAINT));
    }
    let most = bins.iter().map(|bin| count(bin) + again(bin)).max();
    let upright = Upright {
        begin: 0.0,
        end: ceiling(float(most.unwrap_or(0))),
        name: time.counted("requests"),
        label: &axis::number,
        labels: 6,
    };
    let named = Named {
        file: "outcomes.svg",
        what: "How requests ended",
        legend,
    };
    Some(time.picture(named, &upright, |chart| {
        let columns = (0u32..).zip(bins).map(|(position, bin)| {
            let (from, to) = time.span(position);
            let mut heights = bin.ended.map(float).to_vec();
            heights.push(float(again(bin)));
            (from, to, heights)
        });
        let [served, denied, refused, failed] = Kind::COLOURS;
        let colours = [served, denied, refused, failed, FAINT];
        stack::columns(chart, &columns.collect::<Vec<_>>(), &colours)
    }))
}
