//! Condition keys: the ones the simulator knows, by number; any other, by its lower-cased name.

/// What the values of a key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// Plain text, also ids and ARNs.
    Text,
    /// `true` or `false`.
    Bool,
    /// A whole or decimal number.
    Number,
    /// A date, or seconds since 1970.
    Moment,
    /// An IPv4 or IPv6 address.
    Ip,
}

/// A key the simulator knows; a [`Context`](super::Context) finds it without comparing names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KnownKey {
    /// `aws:SourceVpc`
    SourceVpc,
    /// `aws:SourceVpce`
    SourceVpce,
    /// `aws:SourceVpcArn`
    SourceVpcArn,
    /// `aws:VpcSourceIp`
    VpcSourceIp,
    /// `aws:SourceIp`
    SourceIp,
    /// `aws:VpceAccount`
    VpceAccount,
    /// `aws:VpceOrgID`
    VpceOrgId,
    /// `aws:VpceOrgPaths`
    VpceOrgPaths,
    /// `aws:SecureTransport`
    SecureTransport,
    /// `aws:PrincipalArn`
    PrincipalArn,
    /// `aws:PrincipalAccount`
    PrincipalAccount,
    /// `aws:PrincipalOrgID`
    PrincipalOrgId,
    /// `aws:PrincipalOrgPaths`
    PrincipalOrgPaths,
    /// `aws:PrincipalType`
    PrincipalType,
    /// `aws:PrincipalIsAWSService`
    PrincipalIsAwsService,
    /// `aws:PrincipalServiceName`
    PrincipalServiceName,
    /// `aws:PrincipalServiceNamesList`
    PrincipalServiceNamesList,
    /// `aws:username`
    UserName,
    /// `aws:userid`
    UserId,
    /// `aws:ResourceAccount`
    ResourceAccount,
    /// `aws:ResourceOrgID`
    ResourceOrgId,
    /// `aws:ResourceOrgPaths`
    ResourceOrgPaths,
    /// `aws:SourceArn`
    SourceArn,
    /// `aws:SourceAccount`
    SourceAccount,
    /// `aws:SourceOwner`
    SourceOwner,
    /// `aws:SourceOrgID`
    SourceOrgId,
    /// `aws:SourceOrgPaths`
    SourceOrgPaths,
    /// `aws:SourceIdentity`
    SourceIdentity,
    /// `aws:FederatedProvider`
    FederatedProvider,
    /// `aws:ViaAWSService`
    ViaAwsService,
    /// `aws:CalledVia`
    CalledVia,
    /// `aws:CalledViaFirst`
    CalledViaFirst,
    /// `aws:CalledViaLast`
    CalledViaLast,
    /// `aws:CurrentTime`
    CurrentTime,
    /// `aws:EpochTime`
    EpochTime,
    /// `aws:TokenIssueTime`
    TokenIssueTime,
    /// `aws:MultiFactorAuthPresent`
    MultiFactorAuthPresent,
    /// `aws:MultiFactorAuthAge`
    MultiFactorAuthAge,
    /// `aws:RequestedRegion`
    RequestedRegion,
    /// `aws:Referer`
    Referer,
    /// `aws:UserAgent`
    UserAgent,
    /// `aws:TagKeys`
    TagKeys,
    /// `aws:Ec2InstanceSourceVpc`
    Ec2InstanceSourceVpc,
    /// `aws:Ec2InstanceSourcePrivateIPv4`
    Ec2InstanceSourcePrivateIpv4,
    /// `s3:ResourceAccount`
    S3ResourceAccount,
    /// `s3:DataAccessPointArn`
    DataAccessPointArn,
    /// `s3:DataAccessPointAccount`
    DataAccessPointAccount,
    /// `s3:AccessPointNetworkOrigin`
    AccessPointNetworkOrigin,
    /// `s3:prefix`
    S3Prefix,
    /// `s3:delimiter`
    S3Delimiter,
    /// `s3:max-keys`
    S3MaxKeys,
    /// `s3:x-amz-acl`
    S3CannedAcl,
    /// `s3:x-amz-content-sha256`
    S3ContentSha256,
    /// `s3:x-amz-copy-source`
    S3CopySource,
    /// `s3:x-amz-server-side-encryption`
    S3Encryption,
    /// `s3:x-amz-server-side-encryption-aws-kms-key-id`
    S3EncryptionKey,
    /// `s3:x-amz-storage-class`
    S3StorageClass,
    /// `s3:VersionId`
    S3VersionId,
    /// `s3:LocationConstraint`
    S3LocationConstraint,
    /// `s3:signatureversion`
    S3SignatureVersion,
    /// `s3:signatureAge`
    S3SignatureAge,
    /// `s3:authType`
    S3AuthType,
    /// `s3:TlsVersion`
    S3TlsVersion,
    /// `s3:x-amz-object-ownership`
    S3ObjectOwnership,
    /// `s3:RequestObjectTagKeys`
    S3RequestObjectTagKeys,
}

/// Every known key in the order of its number, with its name as AWS writes it and its type.
const KEYS: [(KnownKey, &str, ValueType); 65] = [
    (KnownKey::SourceVpc, "aws:SourceVpc", ValueType::Text),
    (KnownKey::SourceVpce, "aws:SourceVpce", ValueType::Text),
    (KnownKey::SourceVpcArn, "aws:SourceVpcArn", ValueType::Text),
    (KnownKey::VpcSourceIp, "aws:VpcSourceIp", ValueType::Ip),
    (KnownKey::SourceIp, "aws:SourceIp", ValueType::Ip),
    (KnownKey::VpceAccount, "aws:VpceAccount", ValueType::Text),
    (KnownKey::VpceOrgId, "aws:VpceOrgID", ValueType::Text),
    (KnownKey::VpceOrgPaths, "aws:VpceOrgPaths", ValueType::Text),
    (
        KnownKey::SecureTransport,
        "aws:SecureTransport",
        ValueType::Bool,
    ),
    (KnownKey::PrincipalArn, "aws:PrincipalArn", ValueType::Text),
    (
        KnownKey::PrincipalAccount,
        "aws:PrincipalAccount",
        ValueType::Text,
    ),
    (
        KnownKey::PrincipalOrgId,
        "aws:PrincipalOrgID",
        ValueType::Text,
    ),
    (
        KnownKey::PrincipalOrgPaths,
        "aws:PrincipalOrgPaths",
        ValueType::Text,
    ),
    (
        KnownKey::PrincipalType,
        "aws:PrincipalType",
        ValueType::Text,
    ),
    (
        KnownKey::PrincipalIsAwsService,
        "aws:PrincipalIsAWSService",
        ValueType::Bool,
    ),
    (
        KnownKey::PrincipalServiceName,
        "aws:PrincipalServiceName",
        ValueType::Text,
    ),
    (
        KnownKey::PrincipalServiceNamesList,
        "aws:PrincipalServiceNamesList",
        ValueType::Text,
    ),
    (KnownKey::UserName, "aws:username", ValueType::Text),
    (KnownKey::UserId, "aws:userid", ValueType::Text),
    (
        KnownKey::ResourceAccount,
        "aws:ResourceAccount",
        ValueType::Text,
    ),
    (
        KnownKey::ResourceOrgId,
        "aws:ResourceOrgID",
        ValueType::Text,
    ),
    (
        KnownKey::ResourceOrgPaths,
        "aws:ResourceOrgPaths",
        ValueType::Text,
    ),
    (KnownKey::SourceArn, "aws:SourceArn", ValueType::Text),
    (
        KnownKey::SourceAccount,
        "aws:SourceAccount",
        ValueType::Text,
    ),
    (KnownKey::SourceOwner, "aws:SourceOwner", ValueType::Text),
    (KnownKey::SourceOrgId, "aws:SourceOrgID", ValueType::Text),
    (
        KnownKey::SourceOrgPaths,
        "aws:SourceOrgPaths",
        ValueType::Text,
    ),
    (
        KnownKey::SourceIdentity,
        "aws:SourceIdentity",
        ValueType::Text,
    ),
    (
        KnownKey::FederatedProvider,
        "aws:FederatedProvider",
        ValueType::Text,
    ),
    (
        KnownKey::ViaAwsService,
        "aws:ViaAWSService",
        ValueType::Bool,
    ),
    (KnownKey::CalledVia, "aws:CalledVia", ValueType::Text),
    (
        KnownKey::CalledViaFirst,
        "aws:CalledViaFirst",
        ValueType::Text,
    ),
    (
        KnownKey::CalledViaLast,
        "aws:CalledViaLast",
        ValueType::Text,
    ),
    (KnownKey::CurrentTime, "aws:CurrentTime", ValueType::Moment),
    (KnownKey::EpochTime, "aws:EpochTime", ValueType::Moment),
    (
        KnownKey::TokenIssueTime,
        "aws:TokenIssueTime",
        ValueType::Moment,
    ),
    (
        KnownKey::MultiFactorAuthPresent,
        "aws:MultiFactorAuthPresent",
        ValueType::Bool,
    ),
    (
        KnownKey::MultiFactorAuthAge,
        "aws:MultiFactorAuthAge",
        ValueType::Number,
    ),
    (
        KnownKey::RequestedRegion,
        "aws:RequestedRegion",
        ValueType::Text,
    ),
    (KnownKey::Referer, "aws:Referer", ValueType::Text),
    (KnownKey::UserAgent, "aws:UserAgent", ValueType::Text),
    (KnownKey::TagKeys, "aws:TagKeys", ValueType::Text),
    (
        KnownKey::Ec2InstanceSourceVpc,
        "aws:Ec2InstanceSourceVpc",
        ValueType::Text,
    ),
    (
        KnownKey::Ec2InstanceSourcePrivateIpv4,
        "aws:Ec2InstanceSourcePrivateIPv4",
        ValueType::Ip,
    ),
    (
        KnownKey::S3ResourceAccount,
        "s3:ResourceAccount",
        ValueType::Text,
    ),
    (
        KnownKey::DataAccessPointArn,
        "s3:DataAccessPointArn",
        ValueType::Text,
    ),
    (
        KnownKey::DataAccessPointAccount,
        "s3:DataAccessPointAccount",
        ValueType::Text,
    ),
    (
        KnownKey::AccessPointNetworkOrigin,
        "s3:AccessPointNetworkOrigin",
        ValueType::Text,
    ),
    (KnownKey::S3Prefix, "s3:prefix", ValueType::Text),
    (KnownKey::S3Delimiter, "s3:delimiter", ValueType::Text),
    (KnownKey::S3MaxKeys, "s3:max-keys", ValueType::Number),
    (KnownKey::S3CannedAcl, "s3:x-amz-acl", ValueType::Text),
    (
        KnownKey::S3ContentSha256,
        "s3:x-amz-content-sha256",
        ValueType::Text,
    ),
    (
        KnownKey::S3CopySource,
        "s3:x-amz-copy-source",
        ValueType::Text,
    ),
    (
        KnownKey::S3Encryption,
        "s3:x-amz-server-side-encryption",
        ValueType::Text,
    ),
    (
        KnownKey::S3EncryptionKey,
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        ValueType::Text,
    ),
    (
        KnownKey::S3StorageClass,
        "s3:x-amz-storage-class",
        ValueType::Text,
    ),
    (KnownKey::S3VersionId, "s3:VersionId", ValueType::Text),
    (
        KnownKey::S3LocationConstraint,
        "s3:LocationConstraint",
        ValueType::Text,
    ),
    (
        KnownKey::S3SignatureVersion,
        "s3:signatureversion",
        ValueType::Text,
    ),
    (
        KnownKey::S3SignatureAge,
        "s3:signatureAge",
        ValueType::Number,
    ),
    (KnownKey::S3AuthType, "s3:authType", ValueType::Text),
    (KnownKey::S3TlsVersion, "s3:TlsVersion", ValueType::Number),
    (
        KnownKey::S3ObjectOwnership,
        "s3:x-amz-object-ownership",
        ValueType::Text,
    ),
    (
        KnownKey::S3RequestObjectTagKeys,
        "s3:RequestObjectTagKeys",
        ValueType::Text,
    ),
];

impl KnownKey {
    /// How many there are.
    pub const COUNT: usize = KEYS.len();

    /// The key called `name`, in any case (COND-14).
    ///
    /// ```
    /// use vpcsim::policy::KnownKey;
    /// assert_eq!(KnownKey::named("aws:sourceVpce"), Some(KnownKey::SourceVpce));
    /// assert_eq!(KnownKey::named("aws:sourcevpc"), Some(KnownKey::SourceVpc));
    /// assert_eq!(KnownKey::named("aws:PrincipalTag/team"), None, "tags are known by name");
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        KEYS.iter()
            .find(|(_, known, _)| known.eq_ignore_ascii_case(name))
            .map(|(key, ..)| *key)
    }

    /// Its name as AWS writes it.
    pub fn name(self) -> &'static str {
        KEYS[self as usize].1
    }

    /// What its values are.
    pub fn value_type(self) -> ValueType {
        KEYS[self as usize].2
    }

    /// All known keys.
    pub fn all() -> impl Iterator<Item = Self> {
        KEYS.iter().map(|(key, ..)| *key)
    }
}

/// Any key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// One the simulator knows.
    Known(KnownKey),
    /// Any other, such as `aws:principaltag/team`, in lower case.
    Named(Box<str>),
}

impl Key {
    /// The key called `name`; names are compared without regard to case (COND-14).
    pub fn named(name: &str) -> Self {
        KnownKey::named(name).map_or_else(
            || Self::Named(name.to_lowercase().into_boxed_str()),
            Self::Known,
        )
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Known(key) => key.name(),
            Self::Named(name) => name,
        }
    }
}

impl From<KnownKey> for Key {
    fn from(key: KnownKey) -> Self {
        Self::Known(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_table_agree() {
        for (number, key) in KnownKey::all().enumerate() {
            assert_eq!(key as usize, number, "{key:?}");
            assert_eq!(KnownKey::named(key.name()), Some(key));
        }
    }
}
