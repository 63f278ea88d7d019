//! Organizations: a tree of units with policies over accounts.

use super::policy_text::PolicyText;
use super::record::record;
use super::{Map, Said};

record! {
    /// One organization, by its id `o-…`.
    pub struct Organization {
        /// The management account, which its policies do not bind (SCP-01, RCP-02).
        pub management_account: Said<String>,
        /// The root of the tree.
        pub root: Unit,
    }
}

record! {
    /// The root or an organizational unit.
    pub struct Unit {
        /// Service control policies attached here; `FullAWSAccess` when absent. Every level must
        /// allow (SCP-02).
        pub service_control_policies: Option<Vec<Said<PolicyText>>>,
        /// Resource control policies attached here, beside the full access that cannot be
        /// detached (RCP-01).
        pub resource_control_policies: Vec<Said<PolicyText>>,
        /// Member accounts directly below.
        pub accounts: Vec<Said<String>>,
        /// Units directly below, by id `ou-…`.
        pub units: Map<Unit>,
    }
}
