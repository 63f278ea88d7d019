//! Everything that applies to one request: each layer's policies and settings, side by side.

use super::acl::{Acl, AclGrant};
use super::layer::Layer;
use super::policy::Policy;

/// All layers of one request. What is empty or `None` does not apply; see each field.
///
/// A stack depends on caller, path and target only, so it can be built once and asked often.
#[derive(Debug, Clone, Default)]
pub struct Stack<'a> {
    /// Policies of the user and its groups, or of the role.
    pub identity: Vec<&'a Policy>,
    /// Permissions boundary; empty when there is none.
    pub boundary: Vec<&'a Policy>,
    /// Session policies; empty when there are none.
    pub session: Vec<&'a Policy>,
    /// Service control policies over the caller's account, one level for the root, each
    /// organizational unit and the account; `None` outside an organization and in its management
    /// account (SCP-01).
    pub scp: Option<Vec<Level<'a>>>,
    /// Resource control policies over the resource's account, likewise. Every level is taken to
    /// contain full access (RCP-01).
    pub rcp: Vec<Level<'a>>,
    /// The VPC endpoint the request came through.
    pub endpoint: Option<Endpoint<'a>>,
    /// What kind of resource is asked, and its policy, if any.
    pub resource: Target<'a>,
    /// Access control lists.
    pub acl: Option<Acl<'a>>,
    /// Effective Block Public Access, all levels put together (BPA-02).
    pub block_public_access: BlockPublicAccess,
    /// Whether caller and resource belong to one organization; decides what AWS prints (POL-36).
    pub same_organization: bool,
}

/// The policies attached to one level of an organization.
#[derive(Debug, Clone, Default)]
pub struct Level<'a> {
    /// The root's, unit's or account's id.
    pub id: &'a str,
    /// Its policies; any of them may allow.
    pub policies: Vec<&'a Policy>,
}

/// How an endpoint policy reads principals (POL-29).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum EndpointKind {
    /// A gateway endpoint: a principal other than `*` is the account's root user only.
    Gateway,
    /// An interface endpoint: an account stands for all its principals.
    #[default]
    Interface,
}

/// A VPC endpoint as a layer.
#[derive(Debug, Clone, Default)]
pub struct Endpoint<'a> {
    /// How its policy reads principals.
    pub kind: EndpointKind,
    /// Its policy; none allows everything (POL-06). More than one are taken together.
    pub policies: Vec<&'a Policy>,
}

/// What a request is aimed at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Target<'a> {
    /// Which kind of resource, and so how its layer is called.
    pub kind: TargetKind,
    /// Its policy.
    pub policy: Option<&'a Policy>,
    /// Whether it is an access point only its VPC may use, which is never public (BPA-10).
    pub is_vpc_only: bool,
}

/// The kinds of targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TargetKind {
    /// A bucket or its objects.
    Bucket,
    /// An access point.
    AccessPoint,
    /// A Multi-Region access point.
    MultiRegionAccessPoint,
    /// Anything else.
    #[default]
    Other,
}

impl TargetKind {
    /// The layer its policy is.
    pub fn layer(self) -> Layer {
        match self {
            Self::Bucket => Layer::Bucket,
            Self::AccessPoint => Layer::AccessPoint,
            Self::MultiRegionAccessPoint => Layer::MultiRegionAccessPoint,
            Self::Other => Layer::Resource,
        }
    }
}

/// The four settings of S3 Block Public Access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "AWS has four independent switches"
)]
pub struct BlockPublicAccess {
    /// Refuses to set public ACLs (BPA-03).
    pub block_public_acls: bool,
    /// Ignores public ACL grants (BPA-04).
    pub ignore_public_acls: bool,
    /// Refuses to put public policies (BPA-05).
    pub block_public_policy: bool,
    /// Shuts a resource with a public policy to other accounts (BPA-06).
    pub restrict_public_buckets: bool,
}

impl BlockPublicAccess {
    /// All four on: the default of new buckets (BPA-12) and of access points (BPA-01).
    pub const ALL: Self = Self {
        block_public_acls: true,
        ignore_public_acls: true,
        block_public_policy: true,
        restrict_public_buckets: true,
    };

    /// The settings of two levels together: any that is on wins (BPA-02).
    ///
    /// ```
    /// use vpcsim::policy::BlockPublicAccess;
    /// let none = BlockPublicAccess::default();
    /// assert_eq!(none.or(BlockPublicAccess::ALL), BlockPublicAccess::ALL);
    /// ```
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            block_public_acls: self.block_public_acls | other.block_public_acls,
            ignore_public_acls: self.ignore_public_acls | other.ignore_public_acls,
            block_public_policy: self.block_public_policy | other.block_public_policy,
            restrict_public_buckets: self.restrict_public_buckets | other.restrict_public_buckets,
        }
    }

    /// Why S3 refuses to put `policy` on a bucket or access point, in AWS's words: it is public
    /// and `BlockPublicPolicy` is on (BPA-05). `None` when it does not.
    pub fn refusal_of_policy(self, policy: &Policy) -> Option<&'static str> {
        (self.block_public_policy && policy.is_public()).then_some(
            "because public policies are prevented by the BlockPublicPolicy setting in S3 Block \
             Public Access",
        )
    }

    /// Why S3 refuses to set an ACL with `grants`, in AWS's words: one of them is public and
    /// `BlockPublicAcls` is on (BPA-03). `None` when it does not.
    pub fn refusal_of_acl(self, grants: &[AclGrant]) -> Option<&'static str> {
        (self.block_public_acls && grants.iter().any(AclGrant::is_public)).then_some(
            "because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public \
             Access",
        )
    }
}
