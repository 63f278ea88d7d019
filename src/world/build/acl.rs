//! Access control lists: canned ones spelt out, and grantees looked at.

use super::Builder;
use crate::aws::account::AccountId;
use crate::diagnostic::Diagnostic;
use crate::policy::{AclGrant, AclGrantee, AclPermission, BlockPublicAccess, ObjectOwnership};
use crate::scenario::acl::{Acl, Grant, ObjectOwnership as WrittenOwnership, Permission};
use crate::scenario::block_public_access::BlockPublicAccess as WrittenBlock;

impl Builder<'_> {
    /// The grants of a list beside the owner's; `bucket_owner` is who `bucket-owner-…` means.
    pub(super) fn grants(&mut self, acl: &Acl, bucket_owner: AccountId) -> Vec<AclGrant> {
        let grant = |grantee, permission| AclGrant {
            grantee,
            permission,
        };
        let owner = || AclGrantee::Account(bucket_owner.to_string());
        match acl {
            Acl::Private => Vec::new(),
            Acl::PublicRead => vec![grant(AclGrantee::AllUsers, AclPermission::Read)],
            Acl::PublicReadWrite => vec![
                grant(AclGrantee::AllUsers, AclPermission::Read),
                grant(AclGrantee::AllUsers, AclPermission::Write),
            ],
            Acl::AuthenticatedRead => {
                vec![grant(AclGrantee::AuthenticatedUsers, AclPermission::Read)]
            }
            Acl::BucketOwnerRead => vec![grant(owner(), AclPermission::Read)],
            Acl::BucketOwnerFullControl => vec![grant(owner(), AclPermission::FullControl)],
            Acl::LogDeliveryWrite => vec![
                grant(AclGrantee::LogDelivery, AclPermission::Write),
                grant(AclGrantee::LogDelivery, AclPermission::ReadAcp),
            ],
            Acl::Grants(grants) => grants.iter().filter_map(|one| self.grant(one)).collect(),
        }
    }

    fn grant(&mut self, written: &Grant) -> Option<AclGrant> {
        let grantee = match written.to.as_str() {
            "AllUsers" => AclGrantee::AllUsers,
            "AuthenticatedUsers" => AclGrantee::AuthenticatedUsers,
            "LogDelivery" => AclGrantee::LogDelivery,
            account => match account.parse::<AccountId>() {
                Ok(id) => AclGrantee::Account(id.to_string()),
                Err(why) => {
                    let message = format!("`{account}` is no grantee: {why}");
                    let help = "an account id, `AllUsers`, `AuthenticatedUsers` or `LogDelivery`";
                    let fault = Diagnostic::error("InvalidArgument", message, written.to.at);
                    self.fault(fault.help(help));
                    return None;
                }
            },
        };
        let permission = match written.permission {
            Permission::Read => AclPermission::Read,
            Permission::Write => AclPermission::Write,
            Permission::ReadAcp => AclPermission::ReadAcp,
            Permission::WriteAcp => AclPermission::WriteAcp,
            Permission::FullControl => AclPermission::FullControl,
        };
        Some(AclGrant {
            grantee,
            permission,
        })
    }

    /// What a bucket's ownership setting is: what is written, or the default of its day (ACL-02).
    pub(super) fn ownership(&self, written: Option<WrittenOwnership>) -> ObjectOwnership {
        match written {
            Some(WrittenOwnership::BucketOwnerEnforced) => ObjectOwnership::BucketOwnerEnforced,
            Some(WrittenOwnership::BucketOwnerPreferred) => ObjectOwnership::BucketOwnerPreferred,
            Some(WrittenOwnership::ObjectWriter) => ObjectOwnership::ObjectWriter,
            None => self.world.new_bucket_defaults().1,
        }
    }

    /// What a bucket's Block Public Access is: what is written, or the default of its day (BPA-12).
    pub(super) fn bucket_access_block(&self, written: Option<&WrittenBlock>) -> BlockPublicAccess {
        match written {
            Some(written) => access_block(written),
            None => self.world.new_bucket_defaults().0,
        }
    }
}

/// The four switches as they are written.
pub(super) fn access_block(written: &WrittenBlock) -> BlockPublicAccess {
    BlockPublicAccess {
        block_public_acls: written.block_public_acls,
        ignore_public_acls: written.ignore_public_acls,
        block_public_policy: written.block_public_policy,
        restrict_public_buckets: written.restrict_public_buckets,
    }
}
