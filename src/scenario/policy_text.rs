//! A policy as a scenario holds it: AWS's own JSON, inline or in a file beside the scenario.

use super::record::choice;
use super::said::Said;

choice! {
    /// Where a policy's JSON stands.
    pub enum PolicyText {
        /// A file, relative to the scenario: `File("policies/app.json")`.
        File(Said<String>),
        /// A policy AWS itself manages, by name: `Managed("AmazonS3FullAccess")`.
        Managed(Said<String>),
        /// The JSON itself: a (raw) string where the policy is expected.
        #[bare]
        Inline(Said<String>),
    }
}
