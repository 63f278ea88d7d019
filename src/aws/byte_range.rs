//! The header `Range` of a download.

use crate::units::Bytes;

/// Which part of an object is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteRange {
    /// `bytes=5-`: all from this byte on.
    From(u64),
    /// `bytes=5-9`: from this byte to that one, both included.
    Between(u64, u64),
    /// `bytes=-5`: that many at the end.
    Last(u64),
}

impl ByteRange {
    /// Reads `bytes=0-1023`; `None` for anything else, several ranges included, which S3 does not
    /// serve.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
        match (first, last) {
            ("", last) => last.parse().ok().map(Self::Last),
            (first, "") => first.parse().ok().map(Self::From),
            (first, last) => {
                let (first, last) = (first.parse().ok()?, last.parse().ok()?);
                (first <= last).then_some(Self::Between(first, last))
            }
        }
    }

    /// How much of an object of this size is sent; `None` when none of it can be.
    ///
    /// ```
    /// use vpcsim::aws::byte_range::ByteRange;
    /// use vpcsim::units::Bytes;
    /// for (range, part) in [
    ///     ("bytes=0-99", Some(100)),
    ///     ("bytes=900-5000", Some(100)),
    ///     ("bytes=990-", Some(10)),
    ///     ("bytes=-5", Some(5)),
    ///     ("bytes=1000-", None),
    /// ] {
    ///     let range = ByteRange::parse(range).unwrap();
    ///     assert_eq!(range.of(Bytes(1000)), part.map(Bytes), "{range:?}");
    /// }
    /// assert_eq!(ByteRange::parse("bytes=0-1,5-6"), None);
    /// ```
    pub fn of(self, whole: Bytes) -> Option<Bytes> {
        let (first, end) = match self {
            Self::From(first) => (first, whole.0),
            Self::Between(first, last) => (first, whole.0.min(last.saturating_add(1))),
            Self::Last(count) => (whole.0.saturating_sub(count), whole.0),
        };
        (first < end).then(|| Bytes(end - first))
    }
}
