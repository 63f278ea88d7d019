//! Accounts, the organizations they are members of, and the policies on the way down to them.

use super::Id;
use super::iam::AttachedPolicy;
use super::quota::Quotas;
use crate::aws::account::AccountId;
use crate::policy::BlockPublicAccess;

/// An account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Block Public Access of the whole account (BPA-02).
    pub block_public_access: BlockPublicAccess,
    /// What it may have of each thing.
    pub quotas: Quotas,
    /// Its place in an organization.
    pub membership: Option<Membership>,
}

/// An organization.
#[derive(Debug, Clone)]
pub struct Organization {
    /// The account its policies do not bind (SCP-01, RCP-02).
    pub management: AccountId,
}

/// The place of an account in an organization.
#[derive(Debug, Clone)]
pub struct Membership {
    /// The organization.
    pub organization: Id<Organization>,
    /// Whether it is the management account.
    pub is_management: bool,
    /// The levels above it, the root first and the account itself last; each must allow (SCP-02).
    pub levels: Vec<Id<PolicyLevel>>,
    /// `aws:PrincipalOrgPaths`: `o-…/r-…/ou-…/`.
    pub path: String,
}

/// The policies attached to one level: the root, a unit, or an account.
#[derive(Debug, Clone, Default)]
pub struct PolicyLevel {
    /// Service control policies.
    pub service_control: Vec<AttachedPolicy>,
    /// Resource control policies, beside the full access that is always there.
    pub resource_control: Vec<AttachedPolicy>,
}

impl PolicyLevel {
    /// Replaces all policies of one kind.
    pub(super) fn set(&mut self, kind: ControlKind, policies: &[AttachedPolicy]) {
        let list = match kind {
            ControlKind::Service => &mut self.service_control,
            ControlKind::Resource => &mut self.resource_control,
        };
        *list = policies.to_vec();
    }
}

/// Which kind of policy of a level is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlKind {
    /// Service control policies bind callers.
    Service,
    /// Resource control policies bind resources.
    Resource,
}
