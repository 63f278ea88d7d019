//! What one TCP segment weighs on the wire, and how many segments a body makes.

use crate::time::Duration;
use crate::units::{BitsPerSecond, Bytes};

/// IPv4 and TCP headers without options.
const HEADERS: u32 = 40;
/// Timestamps, padded: every segment after the handshake carries them.
const TIMESTAMPS: u32 = 12;
/// Framing of the bottleneck link.
///
/// SIMPLIFIED: two bytes as on a point-to-point link, which is what the reference counts;
/// Ethernet framing is not charged against an instance's bandwidth either.
pub(super) const FRAMING: Bytes = Bytes(2);

/// What an empty acknowledgement weighs, and what each segment weighs beyond its payload.
pub const OVERHEAD: Bytes = Bytes((HEADERS + TIMESTAMPS) as u64 + FRAMING.0);

/// What an IP packet weighs beyond its payload, framing not counted.
pub(super) const PACKET_HEADERS: u32 = HEADERS + TIMESTAMPS;

/// What a SYN or SYN-ACK weighs: MSS, window scale, SACK permitted and timestamps.
pub const SYN: Bytes = Bytes((HEADERS + 16) as u64 + FRAMING.0);

/// What an acknowledgement that reports one SACK block weighs.
pub(super) const SACK: Bytes = Bytes((HEADERS + 20) as u64 + FRAMING.0);

/// The largest payload of one segment, in bytes (maximum segment size less the timestamps).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mss(u32);

impl Mss {
    /// A payload of this many bytes; at least one.
    pub const fn new(payload_bytes: u32) -> Self {
        Self(if payload_bytes == 0 { 1 } else { payload_bytes })
    }

    /// The payload that fits into packets of `mtu` bytes. (TCP-20)
    ///
    /// ```
    /// use vpcsim::sim::tcp::Mss;
    /// assert_eq!(Mss::for_mtu(1_500), Mss::new(1_448));
    /// assert_eq!(Mss::for_mtu(8_500), Mss::new(8_448));
    /// assert_eq!(Mss::for_mtu(9_001), Mss::new(8_949));
    /// ```
    pub const fn for_mtu(mtu: u32) -> Self {
        Self::new(mtu.saturating_sub(HEADERS + TIMESTAMPS))
    }

    /// Bytes of payload.
    pub const fn bytes(self) -> u32 {
        self.0
    }
}

/// A body cut into segments: all full but the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segments {
    pub(super) mss: u32,
    pub(super) count: u32,
    pub(super) last_bytes: u32,
}

impl Segments {
    /// INVARIANT: a body has at most 2^32 segments; longer ones are cut by the caller.
    pub(super) fn of(body: Bytes, mss: Mss) -> Self {
        let mss = mss.bytes();
        let count = u32::try_from(body.0.div_ceil(u64::from(mss))).unwrap_or(u32::MAX);
        let full = u64::from(count.saturating_sub(1)) * u64::from(mss);
        let last_bytes = u32::try_from(body.0 - full.min(body.0))
            .unwrap_or(mss)
            .min(mss);
        Self {
            mss,
            count,
            last_bytes,
        }
    }

    /// Payload of segment `index`.
    pub(super) const fn size(&self, index: u32) -> u32 {
        if index + 1 == self.count {
            self.last_bytes
        } else {
            self.mss
        }
    }

    /// Payload of the segments from `start` up to `end`.
    pub(super) const fn between(&self, start: u32, end: u32) -> u64 {
        let full = (end - start) as u64 * self.mss as u64;
        if end == self.count && end > start {
            full - (self.mss - self.last_bytes) as u64
        } else {
            full
        }
    }

    /// Bytes on the wire of the segments from `start` up to `end`.
    pub(super) const fn on_wire(&self, start: u32, end: u32) -> Bytes {
        Bytes(self.between(start, end) + (end - start) as u64 * OVERHEAD.0)
    }
}

/// The speed of a link, ready for use: how long each byte occupies it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pace {
    nanos_per_byte: f64,
}

impl Pace {
    #[expect(
        clippy::cast_precision_loss,
        reason = "links are slower than 2^53 bit/s"
    )]
    pub(super) fn of(rate: BitsPerSecond) -> Self {
        Self {
            nanos_per_byte: 8e9 / rate.0 as f64,
        }
    }

    /// How long `amount` occupies the link, to the nearest nanosecond; for ever at rate zero.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a body is smaller than 2^53 bytes, and a float cast saturates"
    )]
    pub(super) fn time_for(self, amount: Bytes) -> Duration {
        Duration::from_nanos((amount.0 as f64 * self.nanos_per_byte + 0.5) as u64)
    }

    /// Bytes that pass in a second.
    pub(super) fn bytes_per_second(self) -> f64 {
        1e9 / self.nanos_per_byte
    }
}
