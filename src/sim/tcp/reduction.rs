//! Proportional rate reduction: how much may leave for each segment that arrives in recovery.

/// The books of one recovery (RFC 6937 with its slow-start reduction bound, as revised in 2021).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reduction {
    delivered: u64,
    sent: u64,
    outstanding_at_start: u64,
}

/// What the reduction has to know of the sender at an acknowledgement, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) in_flight: u64,
    pub(super) threshold: u64,
    pub(super) segment: u64,
    pub(super) delivered: u64,
    pub(super) resent_data_acked: bool,
}

impl Reduction {
    pub(super) const fn begin(outstanding: u64) -> Self {
        Self {
            delivered: 0,
            sent: 0,
            outstanding_at_start: outstanding,
        }
    }

    pub(super) const fn note_sent(&mut self, bytes: u64) {
        self.sent += bytes;
    }

    /// The window after an acknowledgement: what is in flight and what may be added.
    pub(super) fn window(&mut self, now: Standing) -> u64 {
        self.delivered += now.delivered;
        let allowance = if now.in_flight > now.threshold {
            // SIMPLIFIED: the reference forms this product in 32 bits, so that a recovery from a
            // large window sends little new data; Linux divides in 64 bits and sends more.
            let share = self.delivered.wrapping_mul(now.threshold) & 0xffff_ffff;
            let due = share.div_ceil(self.outstanding_at_start.max(1));
            due.saturating_sub(self.sent)
        } else {
            self.bound(now).min(now.threshold - now.in_flight)
        };
        let forced = if self.sent == 0 { now.segment } else { 0 };
        now.in_flight + allowance.max(forced)
    }

    /// Below the threshold: what was delivered, and a segment more once repairs get through.
    fn bound(&self, now: Standing) -> u64 {
        if !now.resent_data_acked {
            now.delivered
        } else if self.sent > self.delivered {
            (self.delivered + now.segment).saturating_sub(self.sent)
        } else {
            (self.delivered - self.sent).max(now.delivered) + now.segment
        }
    }
}
