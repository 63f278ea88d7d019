//! Accounts, their roles and their users.

use super::policy_text::PolicyText;
use super::record::record;
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
        /// Principal tags, `aws:PrincipalTag/…`.
        pub tags: Map<String>,
    }
}

record! {
    /// An IAM group.
    pub struct Group {
        /// Identity-based policies of every member.
        pub policies: Vec<Said<PolicyText>>,
    }
}
