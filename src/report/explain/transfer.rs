//! What transfer a request is a part of, and what else that takes.

use super::outline::Outline;
use crate::report::figures::counted;
use crate::report::paint::Tone;
use crate::trace::RequestRecord;
use crate::world::plan::{Load, Plan};
use crate::world::transfer::Course;

/// Adds how the transfer goes that a request of the load at `position` is a part of.
pub(super) fn add(
    plan: &Plan,
    position: usize,
    record: Option<&RequestRecord>,
    outline: &mut Outline,
) {
    let Some(load) = plan.transfers_of(position) else {
        return;
    };
    let number = record.and_then(|record| record.transfer);
    let number = match number {
        Some(number) if load.transfer.as_ref().is_some_and(|it| it.count > 1) => {
            format!(", number {number}")
        }
        Some(_) | None => String::new(),
    };
    let words = format!(
        "a request of the transfer {}{number}: {}",
        load.id,
        course(load)
    );
    outline.add(1, words, Tone::Plain);
}

/// `create, then 13 parts of 8.39 MB, at most 10 at once, then complete`.
fn course(load: &Load) -> String {
    let Some(transfer) = &load.transfer else {
        return String::new();
    };
    let at_once = format!("at most {} at once", transfer.at_once);
    match &transfer.course {
        Course::Whole => "the only one".to_owned(),
        Course::Upload(up) => format!(
            "create, {} of {}, {at_once}, and complete, or abort",
            counted(transfer.parts(), "part"),
            up.part_size
        ),
        Course::AskedFirst {
            threshold,
            part_size,
            ..
        } => format!(
            "head, then all of it, or from {threshold} on in ranges of {part_size}, {at_once}"
        ),
        Course::Copy { rules, .. } => format!(
            "head, then one copy, or from {} on an upload of copied parts of {}, {at_once}",
            rules.threshold, rules.part_size
        ),
        Course::ByRange(part_size) => {
            format!("a range of {part_size}, then the others, {at_once}")
        }
        Course::ByPart => format!("the first part it was uploaded in, then the others, {at_once}"),
    }
}
