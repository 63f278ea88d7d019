//! What AWS asks of a document beyond its grammar when it is put (CFG-07 to CFG-10, COND-29).

use super::document::{Document, Fault};

/// Adds every fault of `document`, whose JSON text is `text`, to `faults`; `owner` is the ARN of
/// the resource it is put on, when known.
pub(super) fn check(
    _document: &Document,
    _text: &str,
    _owner: Option<&str>,
    _faults: &mut Vec<Fault>,
) {
}
