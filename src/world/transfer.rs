//! What a transfer manager does for each upload or download of a load: in one request, or in parts.

use crate::aws::transfer_rules::{PARTS_MAX, TransferRules};
use crate::units::Bytes;

/// What is done for each transfer of a load; the load itself is what its data requests count for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// How many transfers there are.
    pub count: u64,
    /// The most parts of one transfer under way at once; at least one.
    pub at_once: u32,
    /// In which requests.
    pub course: Course,
}

/// In which requests a transfer moves its object; loads are named by position in the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Course {
    /// In one.
    Whole,
    /// In parts that S3 puts together.
    Upload(PartsUp),
    /// Inside S3: after a `HeadObject` of the source in one `CopyObject`, or from the threshold on in
    /// copied parts that S3 puts together.
    Copy {
        /// The load of the question.
        ask: u32,
        /// From which size on it is cut, and how small.
        rules: TransferRules,
        /// The loads of its requests when it is cut; the sizes are not known yet.
        cut: PartsUp,
    },
    /// After a `HeadObject` that tells the size: in one, or from the threshold on in ranges.
    AskedFirst {
        /// Objects of at least this size are cut.
        threshold: Bytes,
        /// The size of a range, but for the last one.
        part_size: Bytes,
        /// The load of the question.
        ask: u32,
    },
    /// In ranges of this size, the first of which tells how many there are.
    ByRange(Bytes),
    /// In the parts the object was uploaded in, the first of which tells how many there are.
    ByPart,
}

/// An upload in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartsUp {
    /// All of it.
    pub size: Bytes,
    /// The size of a part, but for the last one.
    pub part_size: Bytes,
    /// The load of `CreateMultipartUpload`.
    pub create: u32,
    /// The load of `CompleteMultipartUpload`.
    pub complete: u32,
    /// The load of `AbortMultipartUpload`, which follows a failure.
    pub abort: u32,
}

/// Where part `number` of `size` bytes in parts of `part_size` begins, and how large it is; the
/// last one takes what is left.
///
/// ```
/// use vpcsim::{units::Bytes, world::transfer::{part, parts}};
/// let (size, each) = (Bytes(20), Bytes(8));
/// assert_eq!(parts(size, each), 3);
/// assert_eq!(part(size, each, 1), (0, Bytes(8)));
/// assert_eq!(part(size, each, 3), (16, Bytes(4)));
/// ```
pub fn part(size: Bytes, part_size: Bytes, number: u64) -> (u64, Bytes) {
    let begins = part_size.0.saturating_mul(number.saturating_sub(1));
    let left = size.0.saturating_sub(begins);
    (begins, Bytes(left.min(part_size.0)))
}

/// How many parts of `part_size` hold `size` bytes; at least one.
pub fn parts(size: Bytes, part_size: Bytes) -> u64 {
    size.0.div_ceil(part_size.0.max(1)).max(1)
}

impl Course {
    /// The loads of the requests it makes besides those that move the object.
    pub fn further(&self) -> Vec<u32> {
        match self {
            Self::Upload(up) => vec![up.create, up.complete, up.abort],
            Self::AskedFirst { ask, .. } => vec![*ask],
            Self::Copy { ask, cut, .. } => vec![*ask, cut.create, cut.complete, cut.abort],
            Self::Whole | Self::ByRange(_) | Self::ByPart => Vec::new(),
        }
    }
}

impl Transfer {
    /// How many requests of the load itself each transfer makes, as far as that can be said
    /// beforehand: what is downloaded is known when it is asked for.
    pub fn parts(&self) -> u64 {
        match &self.course {
            Course::Upload(up) => parts(up.size, up.part_size).min(PARTS_MAX),
            Course::Whole
            | Course::Copy { .. }
            | Course::AskedFirst { .. }
            | Course::ByRange(_)
            | Course::ByPart => 1,
        }
    }
}
