//! What S3 charges for being asked.

use crate::aws::price::Item;
use crate::aws::region::Region;
use crate::aws::s3_operation::Operation;
use crate::trace::Outcome;
use crate::world::World;
use crate::world::plan::Load;

/// The charge for one request of this kind; none for those that cost nothing (COST-21, COST-02).
///
/// ```
/// use vpcsim::aws::{price::Item, s3_operation::Operation};
/// use vpcsim::cost::request_item;
/// assert_eq!(request_item(Operation::ListObjectsV2), Some(Item::S3Put));
/// assert_eq!(request_item(Operation::HeadObject), Some(Item::S3Get));
/// assert_eq!(request_item(Operation::DeleteObject), None);
/// ```
pub fn request_item(operation: Operation) -> Option<Item> {
    if operation.is_about_access_point() {
        return None;
    }
    let (method, query) = operation.http();
    match (method, query) {
        ("DELETE", _) => None,
        ("PUT" | "POST", _) | (_, "list-type=2") => Some(Item::S3Put),
        _ if operation == Operation::ListBuckets => Some(Item::S3Put),
        _ => Some(Item::S3Get),
    }
}

/// Whether S3 charges for an answer that came from the Region `at`: not for its own faults, and not for denying strangers
/// (COST-21).
pub fn is_billed(world: &World, load: &Load, outcome: Outcome, at: Option<Region>) -> bool {
    match outcome.status() {
        None => false,
        Some(403) => !(world.features.free_outsider_denials && is_stranger(world, load, at)),
        Some(status) => status < 500,
    }
}

/// Whether the caller is of neither the bucket owner's account nor its organization.
fn is_stranger(world: &World, load: &Load, at: Option<Region>) -> bool {
    let bucket = load.call.bucket.as_ref();
    let Some(bucket) = bucket.and_then(|bucket| bucket.existing(world, at?)) else {
        return false;
    };
    let owner = world.buckets[bucket].account;
    let signer = load.signer(world);
    let Some(caller) = signer.and_then(|signer| world.principals[signer].account) else {
        return true;
    };
    let organization = |account| {
        let membership = world.account(account)?.membership.as_ref()?;
        Some(membership.organization)
    };
    let is_colleague = organization(owner).is_some() && organization(owner) == organization(caller);
    caller != owner && !is_colleague
}
