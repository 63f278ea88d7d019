//! Principals and the policies attached to things.

use std::sync::Arc;

use crate::aws::account::AccountId;
use crate::policy::Policy;

/// A policy attached to something, compiled once and shared by every copy of the world.
pub type AttachedPolicy = Arc<Policy>;

/// Somebody who can sign requests.
#[derive(Debug, Clone)]
pub struct Principal {
    /// Who it is, as policies see it.
    pub identity: crate::policy::Principal,
    /// Its account; an AWS service has none.
    pub account: Option<AccountId>,
    /// Its identity-based policies, its groups' included.
    pub policies: Vec<AttachedPolicy>,
    /// Its permissions boundary.
    pub boundary: Option<AttachedPolicy>,
    /// The policy its session was begun with.
    pub session: Option<AttachedPolicy>,
    /// Its tags.
    pub tags: Vec<(String, String)>,
}
