//! What became of a log's entries: how many of each kind, with a few examples.

use std::collections::BTreeMap;

/// How many different examples of one kind are kept by name; the rest is counted together.
const EXAMPLES_MAX: usize = 20;

/// The longest example, in characters.
const EXAMPLE_LENGTH_MAX: usize = 120;

/// Why an entry is not replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It cannot be read.
    Unreadable,
    /// It is about another service than S3.
    OtherService,
    /// It is about S3, but the simulator does not know the operation.
    NotModelled,
    /// Nothing in the scenario stands for its source.
    NoClient,
    /// Nobody in the scenario stands for who signed it.
    NoPrincipal,
    /// Nothing in the scenario stands for its bucket.
    NoBucket,
}

impl Kind {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::OtherService => "other service",
            Self::NotModelled => "not modelled",
            Self::NoClient => "no client",
            Self::NoPrincipal => "no principal",
            Self::NoBucket => "no bucket",
        }
    }

    /// What to do about it; empty when there is nothing to do.
    pub fn help(self) -> &'static str {
        match self {
            Self::Unreadable | Self::OtherService | Self::NotModelled => "",
            Self::NoClient => "add `From(source: …, client: …)` to the replay's `map.clients`",
            Self::NoPrincipal => "add it to the replay's `map.principals`",
            Self::NoBucket => "add the bucket to the scenario, or to the replay's `map.buckets`",
        }
    }
}

/// What became of a log's entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Entries read so far.
    pub entries: u64,
    /// Entries that became requests.
    pub replayed: u64,
    /// Entries that stood further from their place than the look-ahead reaches, and were made late.
    pub late: u64,
    /// By kind: what was not replayed.
    pub left: BTreeMap<Kind, Left>,
}

/// Entries of one kind that were not replayed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// How many there are.
    pub count: u64,
    /// What they say, how often, and the number of the first, in the order they were met.
    pub examples: Vec<Example>,
}

/// Entries that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What they say.
    pub what: String,
    /// How often.
    pub count: u64,
    /// The place of the first in the log, from 1; 0 for the log as a whole.
    pub first: u64,
}

impl Tally {
    /// Counts an entry that is not replayed.
    pub fn note(&mut self, kind: Kind, number: u64, what: &str) {
        let left = self.left.entry(kind).or_default();
        left.count += 1;
        let what: String = what.chars().take(EXAMPLE_LENGTH_MAX).collect();
        if let Some(known) = left.examples.iter_mut().find(|known| known.what == what) {
            known.count += 1;
        } else if left.examples.len() < EXAMPLES_MAX {
            left.examples.push(Example {
                what,
                count: 1,
                first: number,
            });
        }
    }

    /// How many entries of `kind` there are.
    pub fn of(&self, kind: Kind) -> u64 {
        self.left.get(&kind).map_or(0, |left| left.count)
    }
}
