//! Who reaches what: a [`table`](table::render) for people, [`json`](json::to_json) and
//! [`csv`](csv::render) for programs.

pub mod table;
pub mod json;
pub mod csv;

use crate::aws::s3_operation::Operation;
use crate::journey::matrix::{Answer, Asker, Target};
use crate::report::path::{Path, PathEnd};
use crate::world::World;
use crate::world::call::Call;

/// What a target is called.
fn name<'a>(world: &'a World, target: &'a Target) -> &'a str {
    match target {
        Target::Bucket(id, _) => world.buckets.name(*id),
        Target::EndpointName(name) => name,
    }
}

/// What is asked of a target: `GetObject logs/1.gz`, `ListObjectsV2`, `connect`.
fn asked(target: &Target) -> String {
    match target {
        Target::Bucket(_, call) => {
            let key = call.key.as_ref().map(|key| format!(" {}", key.key(1)));
            format!("{}{}", call.operation.name(), key.unwrap_or_default())
        }
        Target::EndpointName(_) => "connect".to_owned(),
    }
}

/// The same in one short word.
fn asked_briefly(target: &Target) -> &'static str {
    let is_listing = |call: &Call| call.operation == Operation::ListObjectsV2;
    match target {
        Target::Bucket(_, call) if is_listing(call) => "list",
        Target::Bucket(..) => "get",
        Target::EndpointName(_) => "connect",
    }
}

/// Who signs.
fn signer(world: &World, asker: &Asker) -> Option<String> {
    asker
        .principal
        .map(|id| world.principals.name(id).to_owned())
}

/// The gateways and endpoints on the way, as far as it goes.
fn path(answer: &Answer) -> Path {
    let mut path = Path::of(answer.way.as_ref());
    if answer.finding.is_answered() {
        path.end = PathEnd::Connected;
    }
    path
}
