//! Pictures of a run and of a sweep, as SVG: one idea a picture, legible in print and in light and
//! dark windows.
//!
//! A [`Film`] listens to a run and keeps counters in a fixed number of bins; [`of_run`] draws them.

mod film;
mod bins;
mod gauge;
mod frame;
mod palette;
mod axis;
mod scale;
mod stack;
mod curve;
mod bars;
mod over_time;
mod outcomes;
mod latency;
mod connections;
mod paths;
mod run;
mod sweep;

pub use film::Film;
pub use run::of_run;
pub use sweep::of_sweep;

/// A picture: the name of its file and its SVG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The name of its file, `outcomes.svg`.
    pub name: String,
    /// The picture itself.
    pub svg: String,
}

/// Whether a file of this name in a folder of results is a picture that was made here: one that is
/// not made again is of another run and has to go.
///
/// ```
/// use vpcsim::report::plot::is_name_of_picture;
/// assert!(is_name_of_picture("outcomes.svg") && is_name_of_picture("cost-by-seed.svg"));
/// assert!(!is_name_of_picture("network.svg") && !is_name_of_picture("outcomes.png"));
/// ```
pub fn is_name_of_picture(name: &str) -> bool {
    let what = ["outcomes", "latency", "connections", "paths", "cost"];
    let Some(stem) = name.strip_suffix(".svg") else {
        return false;
    };
    let begin = stem.split_once("-by-").map_or(stem, |(begin, _)| begin);
    what.contains(&begin)
}
