//! Accounts, their roles and their users.

use super::block_public_access::BlockPublicAccess;
use super::policy_text::PolicyText;
use super::quotas::Quotas;
use super::record::record;
use super::vpc_block_public_access::VpcBlockPublicAccess;
use super::{Map, Said};

record! {
    /// One AWS account.
    pub struct Account {
        /// A name for people.
        pub name: Option<String>,
        /// IAM roles by name.
        pub roles: Map<Role>,
        /// IAM users by name.
        pub users: Map<User>,
        /// IAM groups by name.
        pub groups: Map<Group>,
        /// Federated users by name; each is somebody a user of the account vouched for.
        pub federated_users: Map<FederatedUser>,
        /// S3 Block Public Access of the whole account; all off when absent.
        pub block_public_access: Option<BlockPublicAccess>,
        /// VPC Block Public Access by Region (VPC-06).
        pub vpc_block_public_access: Map<VpcBlockPublicAccess>,
        /// The zone ids behind the account's names of zones, `"us-east-1a": "use1-az6"`; letters in
        /// their order where none is written (VPC-07).
        pub availability_zone_ids: Map<Said<String>>,
        /// What it may have of each thing; AWS's defaults when absent.
        pub quotas: Quotas = Quotas::default(),
        /// Service control policies attached to the account itself; `FullAWSAccess` when absent.
        pub service_control_policies: Option<Vec<Said<PolicyText>>>,
        /// Resource control policies attached to the account itself, beside the full access that
        /// cannot be detached (RCP-01).
        pub resource_control_policies: Vec<Said<PolicyText>>,
    }
}

record! {
    /// An IAM role; a client that uses it is an assumed-role session of it.
    pub struct Role {
        /// Identity-based policies.
        pub policies: Vec<Said<PolicyText>>,
        /// The permissions boundary.
        pub permissions_boundary: Option<Said<PolicyText>>,
        /// A policy passed when the session began.
        pub session_policy: Option<Said<PolicyText>>,
        /// Its path.
        pub path: Said<String> = Said::default_of("/".to_owned()),
        /// The name of its sessions.
        pub session_name: Said<String> = Said::default_of("session".to_owned()),
        /// Principal tags, `aws:PrincipalTag/…`.
        pub tags: Map<String>,
    }
}

record! {
    /// An IAM user.
    pub struct User {
        /// Identity-based policies.
        pub policies: Vec<Said<PolicyText>>,
        /// Groups of the same account whose policies also apply.
        pub groups: Vec<Said<String>>,
        /// The permissions boundary.
        pub permissions_boundary: Option<Said<PolicyText>>,
        /// Its path.
        pub path: Said<String> = Said::default_of("/".to_owned()),
        /// Principal tags, `aws:PrincipalTag/…`.
        pub tags: Map<String>,
    }
}

record! {
    /// A federated user: the identity policies of the user who vouched for it, capped by the
    /// session policy it was vouched for with.
    pub struct FederatedUser {
        /// Identity-based policies of the vouching user.
        pub policies: Vec<Said<PolicyText>>,
        /// The session policy.
        pub session_policy: Option<Said<PolicyText>>,
    }
}

record! {
    /// An IAM group.
    pub struct Group {
        /// Identity-based policies of every member.
        pub policies: Vec<Said<PolicyText>>,
    }
}
