//! What became of one expectation.

use crate::diagnostic::Span;

/// What became of one expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where the expectation stands.
    pub span: Span,
    /// Whether it held.
    pub is_met: bool,
    /// What was expected, in words.
    pub says: String,
    /// What was seen instead; empty when it held.
    pub found: String,
}
