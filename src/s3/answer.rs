//! What S3 answers to one request.

use super::desk::Desk;
use super::request::Request;
use crate::aws::region::Region;
use crate::trace::{Outcome, Reason, S3Error};
use crate::units::Bytes;
use crate::world::{Change, World};

/// What S3 answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The outcome.
    pub outcome: Outcome,
    /// Why it was not served.
    pub reason: Option<Reason>,
    /// The body that comes back; errors count as empty.
    pub received: Bytes,
    /// The Region an SDK that follows redirects tries next (S3R-24).
    pub redirect_to: Option<Region>,
    /// What the request changes; the caller applies it.
    pub effect: Option<Change>,
}

impl Answer {
    /// An outcome with nothing else.
    pub(super) fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            reason: None,
            received: Bytes(0),
            redirect_to: None,
            effect: None,
        }
    }

    /// Served, with this status and an empty body.
    pub(super) fn served(status: u16) -> Self {
        Self::of(Outcome::Served(status))
    }

    /// An error and what it rests on.
    pub fn error(error: S3Error, reason: Reason) -> Self {
        Self {
            reason: Some(reason),
            ..Self::of(Outcome::Error(error))
        }
    }

    /// The same, pointing at another Region.
    pub(super) fn redirected_to(mut self, region: Region) -> Self {
        self.redirect_to = Some(region);
        self
    }

    /// The same, with a body.
    pub(super) fn with_body(mut self, size: Bytes) -> Self {
        self.received = size;
        self
    }

    /// The same, changing the world.
    pub(super) fn with_effect(mut self, change: Change) -> Self {
        self.effect = Some(change);
        self
    }
}

/// What S3 answers to `request`; many requests are answered faster by one [`Desk`].
pub fn answer(world: &World, request: &Request<'_>) -> Answer {
    Desk::default().answer(world, request)
}
