//! How the SDKs' transfer managers cut large objects into parts.
//!
//! Read 2026-11 from their sources and guides, named with each.

use crate::units::Bytes;

/// How a transfer manager cuts large objects into parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransferRules {
    /// Uploads of at least this size are cut.
    pub threshold: Bytes,
    /// The size of a part, but for the last one.
    pub part_size: Bytes,
    /// The most parts of one upload under way at once.
    pub uploads_at_once: u32,
    /// The most parts of one download under way at once.
    pub downloads_at_once: u32,
    /// How downloads are cut.
    pub downloads: Downloads,
    /// Whether parts are doubled until they are few enough, instead of made as large as they must be.
    pub doubles_parts: bool,
}

/// How a transfer manager cuts downloads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Downloads {
    /// Not at all: one request, whatever the size.
    Whole,
    /// `HeadObject` tells the size; objects from the threshold on come in ranges.
    AskedFirst,
    /// The first range is asked for alone; its answer tells how many more there are.
    ByRange,
    /// As the object was uploaded: the first part is asked for alone, its answer tells how many
    /// parts there are.
    ByPart,
}

/// The most parts of an upload (LIM-14).
pub const PARTS_MAX: u64 = 10_000;

/// The smallest part, but for the last one: 5 MiB (LIM-14).
pub const PART_MIN: Bytes = Bytes(5 * MIB);

const MIB: u64 = 1 << 20;

/// s3transfer's, which boto3 and the CLI share: `upload_file`, `download_file`, `aws s3 cp`.
///
/// Source: s3transfer `manager.py` (`TransferConfig`), `upload.py`, `download.py`, `utils.py`
/// (`ChunksizeAdjuster`); AWS CLI topic s3-config (`max_concurrent_requests` 10,
/// `multipart_threshold` 8MB, `multipart_chunksize` 8MB).
pub const S3TRANSFER: TransferRules = TransferRules {
    threshold: Bytes(8 * MIB),
    part_size: Bytes(8 * MIB),
    uploads_at_once: 10,
    downloads_at_once: 10,
    downloads: Downloads::AskedFirst,
    doubles_parts: true,
};

/// Java's `S3TransferManager` over the Java-based client with `multipartEnabled`: larger than the
/// threshold is cut; an upload buffers four parts at most, a download has fifty under way.
///
/// Source: AWS SDK for Java 2.x `MultipartConfigurationResolver`,
/// `UploadWithKnownContentLengthHelper`, `ParallelMultipartDownloaderSubscriber`; guide: configure
/// the Java-based S3 async client to use parallel transfers.
pub const JAVA_V2: TransferRules = TransferRules {
    threshold: Bytes(8 * MIB + 1),
    part_size: Bytes(8 * MIB),
    uploads_at_once: 4,
    downloads_at_once: 50,
    downloads: Downloads::ByPart,
    doubles_parts: false,
};

/// Go's `feature/s3/manager`: what fits one part is sent in one request.
///
/// Source: aws-sdk-go-v2 `feature/s3/manager/upload.go` and `download.go`.
pub const GO_V2: TransferRules = TransferRules {
    threshold: Bytes(5 * MIB + 1),
    part_size: Bytes(5 * MIB),
    uploads_at_once: 5,
    downloads_at_once: 5,
    downloads: Downloads::ByRange,
    doubles_parts: false,
};

/// JavaScript's `Upload`, which knows no downloads; a single chunk is put in one request.
///
/// Source: `@aws-sdk/lib-storage` `Upload.ts` (`queueSize` 4).
pub const LIB_STORAGE: TransferRules = TransferRules {
    threshold: Bytes(5 * MIB + 1),
    part_size: Bytes(5 * MIB),
    uploads_at_once: 4,
    downloads_at_once: 1,
    downloads: Downloads::Whole,
    doubles_parts: false,
};

impl TransferRules {
    /// The size of the parts of an upload of `size`: the usual one, or more where 10,000 parts
    /// would not hold it (LIM-14).
    ///
    /// ```
    /// use vpcsim::{aws::transfer_rules::{GO_V2, S3TRANSFER}, units::Bytes};
    /// let tebibyte = Bytes(1 << 40);
    /// assert_eq!(S3TRANSFER.part_size_for(Bytes(1 << 30)), Bytes(8 << 20));
    /// assert_eq!(S3TRANSFER.part_size_for(tebibyte), Bytes(128 << 20));
    /// assert_eq!(GO_V2.part_size_for(tebibyte), Bytes(109_951_163));
    /// ```
    pub fn part_size_for(&self, size: Bytes) -> Bytes {
        let least = size.0.div_ceil(PARTS_MAX);
        let mut part = self.part_size.0.max(1);
        while self.doubles_parts && part < least {
            part = part.saturating_mul(2);
        }
        Bytes(part.max(least))
    }
}
