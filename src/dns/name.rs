//! A name as it is asked for, and what it is when it is one of S3's.

use std::fmt;

use crate::aws::s3_host::S3Host;

/// A name as it is asked for; S3's are one family among others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    text: String,
    s3: Option<S3Host>,
}

impl Name {
    /// Reads a name; case and a dot at the end make no difference.
    ///
    /// ```
    /// use vpcsim::dns::Name;
    /// let name = Name::parse("B.S3.us-west-2.amazonaws.com.");
    /// assert_eq!(name.to_string(), "b.s3.us-west-2.amazonaws.com");
    /// assert!(name.s3().is_some());
    /// assert!(Name::parse("db.corp.example").s3().is_none());
    /// ```
    pub fn parse(name: &str) -> Self {
        let text = name.trim_end_matches('.').to_ascii_lowercase();
        let s3 = S3Host::parse(&text);
        Self { text, s3 }
    }

    /// What the name is when it is one of S3's.
    pub fn s3(&self) -> Option<&S3Host> {
        self.s3.as_ref()
    }

    /// The name in lower case, without a dot at the end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether DNS can carry the name: labels of 1 to 63 characters, 253 in all.
    pub(super) fn is_possible(&self) -> bool {
        let mut labels = self.text.split('.');
        self.text.len() <= 253 && labels.all(|label| (1..=63).contains(&label.len()))
    }
}

impl From<&S3Host> for Name {
    fn from(host: &S3Host) -> Self {
        Self {
            text: host.to_string().to_ascii_lowercase(),
            s3: Some(host.clone()),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
