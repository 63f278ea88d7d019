//! Which buckets stand in which Region's S3.

use crate::aws::region::Region;
use crate::world::World;

/// The most buckets named in one box.
const NAMED_MAX: usize = 8;

/// The buckets of a Region that exist, by name; the last line stands for those beyond the first
/// few.
pub(super) fn names(world: &World, region: Region) -> Vec<String> {
    let here = world.buckets.iter();
    let here = here.filter(|(_, bucket)| bucket.exists && bucket.region == region);
    let mut names: Vec<String> = here
        .map(|(id, _)| world.buckets.name(id).to_owned())
        .collect();
    let more = names.len().saturating_sub(NAMED_MAX);
    if more > 1 {
        names.truncate(NAMED_MAX);
        names.push(format!("… and {more} more"));
    }
    names
}
