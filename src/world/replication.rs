//! Replication: which objects of one bucket are copied to which others.

use super::bucket::Bucket;
use super::stored::Storing;
use super::{Id, World};

/// A replication rule of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicationRule {
    /// The bucket that gets the copies.
    pub to: Id<Bucket>,
    /// Only keys that begin so.
    pub prefix: String,
    /// Whether deletions are copied too.
    pub copies_deletions: bool,
}

impl ReplicationRule {
    /// Whether what was stored is to be copied.
    fn covers(&self, storing: &Storing) -> bool {
        storing.key.starts_with(&self.prefix) && (storing.object.is_some() || self.copies_deletions)
    }
}

impl World {
    /// What a storing is followed by in other buckets, a while later (MRAP-21).
    ///
    /// What was stored before the rule is not copied, and neither are copies: two buckets that
    /// replicate to each other do not go round in circles. (S3 user guide, "What isn't replicated")
    pub fn replicas<'w>(&'w self, storing: &'w Storing) -> impl Iterator<Item = Storing> + 'w {
        let rules = self.buckets[storing.bucket].replication.iter();
        let covering =
            rules.filter(|rule| rule.covers(storing) && self.buckets[rule.to].stored.is_remembered);
        covering.map(|rule| Storing {
            bucket: rule.to,
            key: storing.key.clone(),
            object: storing.object.clone(),
        })
    }
}
