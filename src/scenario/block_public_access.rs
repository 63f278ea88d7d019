//! The four switches of S3 Block Public Access.

use super::record::record;

record! {
    /// S3 Block Public Access of an account, a bucket or an access point; what is not written is
    /// on (BPA-01, BPA-12).
    pub struct BlockPublicAccess by default {
        /// Refuses to set public ACLs (BPA-03).
        pub block_public_acls: bool = true,
        /// Ignores public ACL grants (BPA-04).
        pub ignore_public_acls: bool = true,
        /// Refuses to put public policies (BPA-05).
        pub block_public_policy: bool = true,
        /// Shuts buckets with a public policy to other accounts (BPA-06).
        pub restrict_public_buckets: bool = true,
    }
}
