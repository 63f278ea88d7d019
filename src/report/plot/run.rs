//! The pictures of one run.

use super::over_time::OverTime;
use super::{Film, Picture, connections, latency, outcomes, paths};
use crate::report::summary::Summary;

/// The pictures of a run: how requests ended, how long they took, connections, and paths.
pub fn of_run(film: &Film, summary: &Summary) -> Vec<Picture> {
    let time = OverTime::of(film, summary);
    let pictures = [
        outcomes::picture(&time),
        latency::picture(&time),
        connections::picture(&time),
        paths::picture(summary),
    ];
    pictures.into_iter().flatten().collect()
}
