//! How requests ended over a run's time, in numbers and as shares, and which attempts were in vain.

use super::axis::{self, ceiling};
use super::bins::{Bin, Kind};
use super::frame::{Upright, beside};
use super::over_time::{Named, OverTime, float};
use super::palette::FAINT;
use super::{Picture, stack};

/// Where the shares stand, below the numbers, as parts of the height of these: their ground, their
/// height, and the lower end of all.
const SHARES: [f64; 3] = [-0.13, 0.08, -0.15];

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
    let end = ceiling(float(most.unwrap_or(0)));
    // Few that fail among many that do not are seen by their share of that moment.
    let has_shares = legend.len() > 1;
    let label = |value: f64| match value {
        below if below < 0.0 => String::new(),
        value => axis::number(value),
    };
    let upright = Upright {
        begin: if has_shares { SHARES[2] * end } else { 0.0 },
        end,
        name: time.counted("requests"),
        label: &label,
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
        stack::columns(chart, &columns.collect::<Vec<_>>(), &colours)?;
        if !has_shares {
            return Ok(());
        }
        let [ground, height, _] = SHARES.map(|part| part * end);
        beside(chart, ground + height / 2.0, "shares")?;
        stack::columns_on(chart, ground, &shares(time, height), &Kind::COLOURS)
    }))
}

/// Of each bin in which requests ended the shares of the kinds, as parts of `height`.
fn shares(time: &OverTime<'_>, height: f64) -> Vec<stack::Column> {
    let bins = (0u32..).zip(time.film.bins.all());
    let columns = bins.map(|(position, bin)| {
        let (from, to) = time.span(position);
        let all = float(bin.ended.iter().sum::<u64>().max(1));
        let share = |count: u64| float(count) / all * height;
        (from, to, bin.ended.map(share).to_vec())
    });
    columns.collect()
}
