//! The kinds of policies AWS knows, and what each may hold.

/// What a policy is attached to; decides what AWS accepts in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// A user's, group's or role's policy.
    Identity,
    /// A permissions boundary.
    Boundary,
    /// A session policy, passed when a role is assumed.
    Session,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// A VPC endpoint policy.
    Endpoint,
    /// An S3 bucket policy.
    Bucket,
    /// An S3 access point policy.
    AccessPoint,
    /// An S3 Multi-Region access point policy.
    MultiRegionAccessPoint,
    /// The resource policy of any other service: a key, a queue, a role's trust.
    Resource,
}

/// Whether a kind of policy takes a `Principal` element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PrincipalElement {
    /// It must be there (CFG-07).
    Required,
    /// It must not be there (CFG-07).
    Forbidden,
    /// It must be there and be `*` (RCP-01).
    Everyone,
}

impl PolicyKind {
    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity policy",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policy",
            Self::Scp => "service control policy",
            Self::Rcp => "resource control policy",
            Self::Endpoint => "VPC endpoint policy",
            Self::Bucket => "bucket policy",
            Self::AccessPoint => "access point policy",
            Self::MultiRegionAccessPoint => "Multi-Region access point policy",
            Self::Resource => "resource policy",
        }
    }

    /// Its name with an article.
    pub(super) fn with_article(self) -> String {
        let name = self.name();
        let article = if name.starts_with('i') { "an" } else { "a" };
        format!("{article} {name}")
    }

    /// The error code AWS answers with when a document of this kind is refused.
    ///
    /// IAM and Organizations say `MalformedPolicyDocument…`, S3 `MalformedPolicy`, EC2
    /// `InvalidPolicyDocument`.
    pub(super) fn error_code(self) -> &'static str {
        match self {
            Self::Identity | Self::Boundary | Self::Session => "MalformedPolicyDocument",
            Self::Scp | Self::Rcp => "MalformedPolicyDocumentException",
            Self::Endpoint => "InvalidPolicyDocument",
            Self::Bucket | Self::AccessPoint | Self::MultiRegionAccessPoint | Self::Resource => {
                "MalformedPolicy"
            }
        }
    }

    /// What it says about `Principal`.
    pub(super) fn principal_element(self) -> PrincipalElement {
        match self {
            Self::Identity | Self::Boundary | Self::Session | Self::Scp => {
                PrincipalElement::Forbidden
            }
            Self::Rcp => PrincipalElement::Everyone,
            Self::Endpoint
            | Self::Bucket
            | Self::AccessPoint
            | Self::MultiRegionAccessPoint
            | Self::Resource => PrincipalElement::Required,
        }
    }

    /// The largest document AWS takes, in bytes or characters (CFG-10), and whether white space
    /// counts.
    ///
    /// AWS: managed policies allow 6,144 characters without white space; session policies 2,048
    /// with it (IAM and STS quotas).
    pub(super) fn size_max(self) -> (usize, SizeCounts) {
        match self {
            Self::Identity | Self::Boundary => (6_144, SizeCounts::WithoutSpace),
            Self::Session => (2_048, SizeCounts::Everything),
            Self::Scp | Self::Rcp => (5_120, SizeCounts::Everything),
            Self::Endpoint
            | Self::Bucket
            | Self::AccessPoint
            | Self::MultiRegionAccessPoint
            | Self::Resource => (20_480, SizeCounts::Everything),
        }
    }

    /// Whether a Sid may hold letters and digits only (CFG-08).
    pub(super) fn has_plain_sids(self) -> bool {
        matches!(self, Self::Identity | Self::Boundary | Self::Session)
    }

    /// Whether this is one of the S3 kinds, whose actions are known one by one.
    pub(super) fn is_s3(self) -> bool {
        matches!(
            self,
            Self::Bucket | Self::AccessPoint | Self::MultiRegionAccessPoint
        )
    }
}

/// What is counted towards a size limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SizeCounts {
    /// Every byte of the document.
    Everything,
    /// Everything but white space.
    WithoutSpace,
}
