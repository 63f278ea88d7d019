//! Access control lists and who owns objects.

use super::Said;
use super::record::{choice, record};

choice! {
    /// An access control list: a canned one by name, or its grants.
    pub enum Acl {
        /// The owner only.
        Private,
        /// Everybody may read.
        PublicRead,
        /// Everybody may read and write.
        PublicReadWrite,
        /// Every signed caller may read.
        AuthenticatedRead,
        /// The bucket's owner may read the object.
        BucketOwnerRead,
        /// The bucket's owner controls the object.
        BucketOwnerFullControl,
        /// Log delivery may write.
        LogDeliveryWrite,
        /// Grants, one by one; the owner's full control need not be written.
        Grants(Vec<Grant>),
    }
}

impl Acl {
    /// The name a canned list is sent under, in the header `x-amz-acl`.
    ///
    /// ```
    /// use vpcsim::scenario::acl::Acl;
    /// assert_eq!(Acl::BucketOwnerFullControl.canned(), Some("bucket-owner-full-control"));
    /// assert_eq!(Acl::Grants(vec![]).canned(), None);
    /// ```
    pub fn canned(&self) -> Option<&'static str> {
        match self {
            Self::Private => Some("private"),
            Self::PublicRead => Some("public-read"),
            Self::PublicReadWrite => Some("public-read-write"),
            Self::AuthenticatedRead => Some("authenticated-read"),
            Self::BucketOwnerRead => Some("bucket-owner-read"),
            Self::BucketOwnerFullControl => Some("bucket-owner-full-control"),
            Self::LogDeliveryWrite => Some("log-delivery-write"),
            Self::Grants(_) => None,
        }
    }
}

record! {
    /// One grant of an access control list; ACLs only grant, they never deny (ACL-03).
    pub struct Grant {
        /// An account id, `AllUsers`, `AuthenticatedUsers` or `LogDelivery`.
        pub to: Said<String>,
        /// What is granted.
        pub permission: Permission,
    }
}

choice! {
    /// What a grant permits.
    #[derive(Copy, Eq)]
    pub enum Permission {
        /// List a bucket, or get an object (ACL-04).
        Read,
        /// Put, overwrite and delete objects of a bucket.
        Write,
        /// Read the ACL.
        ReadAcp,
        /// Write the ACL.
        WriteAcp,
        /// All of these.
        FullControl,
    }
}

choice! {
    /// Who owns objects that others upload, and whether ACLs count (ACL-02, ACL-05).
    #[derive(Copy, Eq)]
    pub enum ObjectOwnership {
        /// ACLs are off; the bucket's owner owns everything.
        BucketOwnerEnforced,
        /// The bucket's owner owns what is uploaded with `bucket-owner-full-control`.
        BucketOwnerPreferred,
        /// Whoever uploads an object owns it.
        ObjectWriter,
    }
}
