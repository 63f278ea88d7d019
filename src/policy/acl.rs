//! Access control lists: which S3 actions a grant covers, and for whom.

use super::grantee::Grip;
use super::principal::{Principal, PrincipalKind};
use super::statement::Query;
use crate::aws::arn::{Arn, S3Name};

/// Who owns objects, and whether ACLs count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ObjectOwnership {
    /// ACLs are off; the default of new buckets (ACL-02).
    #[default]
    BucketOwnerEnforced,
    /// ACLs count; objects put with the canned ACL `bucket-owner-full-control` are the owner's.
    BucketOwnerPreferred,
    /// ACLs count; objects belong to whoever puts them (ACL-05).
    ObjectWriter,
}

/// The ACLs that bear on one request.
#[derive(Debug, Clone, Default)]
pub struct Acl<'a> {
    /// Whether they count at all.
    pub ownership: ObjectOwnership,
    /// The bucket's grants.
    pub bucket: &'a [AclGrant],
    /// The object's grants.
    pub object: &'a [AclGrant],
    /// The account that owns the object; `None` when it is the bucket's owner.
    pub object_owner: Option<&'a str>,
}

/// One grant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AclGrant {
    /// To whom.
    pub grantee: AclGrantee,
    /// What.
    pub permission: AclPermission,
}

/// Whom a grant names (ACL-03).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AclGrantee {
    /// An account, by its id.
    Account(String),
    /// Everyone, unsigned callers too.
    AllUsers,
    /// Everyone who signs.
    AuthenticatedUsers,
    /// S3's log delivery.
    LogDelivery,
}

/// What a grant gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AclPermission {
    /// List a bucket, or read an object.
    Read,
    /// Put and overwrite objects of a bucket.
    Write,
    /// Read the ACL.
    ReadAcp,
    /// Change the ACL.
    WriteAcp,
    /// All of these.
    FullControl,
}

impl AclGrantee {
    fn is_public(&self) -> bool {
        match self {
            Self::AllUsers | Self::AuthenticatedUsers => true,
            Self::Account(_) | Self::LogDelivery => false,
        }
    }

    fn grip(&self, principal: &Principal) -> Grip {
        let names = match self {
            Self::AuthenticatedUsers if principal.kind() == PrincipalKind::Anonymous => {
                return Grip::None;
            }
            Self::AllUsers | Self::AuthenticatedUsers => return Grip::Everyone,
            Self::Account(account) => principal.account() == Some(account),
            Self::LogDelivery => principal.name() == "logging.s3.amazonaws.com",
        };
        match (names, self) {
            (false, _) => Grip::None,
            (true, Self::LogDelivery) => Grip::Exact,
            (true, _) => Grip::Account,
        }
    }
}

/// Actions that a permission of a bucket's ACL and of an object's ACL gives (ACL-04; S3 user
/// guide, "Mapping of ACL permissions").
const BUCKET_ACTIONS: [(AclPermission, &[&str]); 4] = [
    (
        AclPermission::Read,
        &[
            "s3:listbucket",
            "s3:listbucketversions",
            "s3:listbucketmultipartuploads",
        ],
    ),
    (AclPermission::Write, &["s3:putobject", "s3:deleteobject"]),
    (AclPermission::ReadAcp, &["s3:getbucketacl"]),
    (AclPermission::WriteAcp, &["s3:putbucketacl"]),
];
const OBJECT_ACTIONS: [(AclPermission, &[&str]); 3] = [
    (
        AclPermission::Read,
        &["s3:getobject", "s3:getobjectversion", "s3:getobjecttorrent"],
    ),
    (
        AclPermission::ReadAcp,
        &["s3:getobjectacl", "s3:getobjectversionacl"],
    ),
    (
        AclPermission::WriteAcp,
        &["s3:putobjectacl", "s3:putobjectversionacl"],
    ),
];

/// What ACLs say of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct AclWeight {
    /// The firmest grant.
    pub(super) grip: Grip,
    /// A grant was there but Block Public Access ignores it (BPA-04).
    pub(super) ignored: bool,
    /// The object is another account's: bucket policy Allows do not cover it (ACL-05).
    pub(super) foreign: Foreign,
}

/// Whether an object belongs to someone else than the bucket's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Foreign {
    #[default]
    No,
    /// It is another account's, not the caller's.
    Others,
    /// It is the caller's account's.
    Callers,
}

impl Acl<'_> {
    pub(super) fn weigh(&self, query: &Query<'_>, ignore_public: bool) -> AclWeight {
        let mut weight = AclWeight::default();
        match self.ownership {
            ObjectOwnership::BucketOwnerEnforced => return weight,
            ObjectOwnership::BucketOwnerPreferred | ObjectOwnership::ObjectWriter => {}
        }
        let action = query.action.lower();
        let is_object = Arn::parse(query.resource).is_some_and(|arn| match arn.s3_name() {
            Some(
                S3Name::Object { .. }
                | S3Name::AccessPointObject { .. }
                | S3Name::MultiRegionAccessPointObject { .. },
            ) => true,
            Some(
                S3Name::Bucket(_)
                | S3Name::AccessPoint(_)
                | S3Name::MultiRegionAccessPoint(_)
                | S3Name::Other(_),
            )
            | None => false,
        });
        let reads_object = OBJECT_ACTIONS.iter().any(|(_, a)| a.contains(&action));
        if let (Some(owner), true, true) = (self.object_owner, is_object, reads_object) {
            weight.foreign = if query.principal.account() == Some(owner) {
                Foreign::Callers
            } else {
                Foreign::Others
            };
        }
        for (grants, table) in [
            (self.bucket, &BUCKET_ACTIONS[..]),
            (self.object, &OBJECT_ACTIONS),
        ] {
            for grant in grants.iter().filter(|grant| grant.gives(action, table)) {
                let grip = grant.grantee.grip(query.principal);
                if grip != Grip::None && ignore_public && grant.grantee.is_public() {
                    weight.ignored = true;
                } else {
                    weight.grip = weight.grip.max(grip);
                }
            }
        }
        weight
    }
}

impl AclGrant {
    fn gives(&self, action: &str, table: &[(AclPermission, &[&str])]) -> bool {
        table.iter().any(|(permission, actions)| {
            let full = self.permission == AclPermission::FullControl;
            (full || self.permission == *permission) && actions.contains(&action)
        })
    }

    /// Whether it makes a bucket or object public, so that Block Public Access minds it.
    pub fn is_public(&self) -> bool {
        self.grantee.is_public()
    }
}
