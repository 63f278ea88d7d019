//! The sender's memory of what is out: acknowledged, reported by SACK, lost, sent again.

use std::collections::VecDeque;

use super::wire::Segments;

const SACKED: u8 = 1;
const LOST: u8 = 2;
const RESENT: u8 = 4;

/// Segments reported beyond a hole before the hole counts as lost.
const DUPLICATES_FOR_LOSS: u32 = 3;

/// One body on its way: which segments are out, and what is known of each.
///
/// Bytes in flight follow RFC 6675's pipe: sent, less reported, less lost, plus sent again.
#[derive(Debug, Clone)]
pub(super) struct Scoreboard {
    pub(super) segments: Segments,
    /// The first segment not acknowledged.
    pub(super) first: u32,
    /// The first segment never sent.
    pub(super) next: u32,
    marks: VecDeque<u8>,
    sacked_bytes: u64,
    lost_bytes: u64,
    resent_bytes: u64,
    highest_sacked: Option<u32>,
    /// Below this, every segment is acknowledged, reported or marked lost.
    judged: u32,
    /// Below this, no segment is lost and not yet sent again.
    resend_from: u32,
}

/// What an acknowledgement told the sender.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct News {
    pub(super) delivered_bytes: u64,
    pub(super) resent_data_acked: bool,
}

impl Scoreboard {
    pub(super) fn new(segments: Segments) -> Self {
        Self {
            segments,
            first: 0,
            next: 0,
            marks: VecDeque::new(),
            sacked_bytes: 0,
            lost_bytes: 0,
            resent_bytes: 0,
            highest_sacked: None,
            judged: 0,
            resend_from: 0,
        }
    }

    pub(super) const fn in_flight(&self) -> u64 {
        self.outstanding() + self.resent_bytes - self.sacked_bytes - self.lost_bytes
    }

    /// Sent and not yet acknowledged, in bytes.
    pub(super) const fn outstanding(&self) -> u64 {
        self.segments.between(self.first, self.next)
    }

    /// Bytes from segment `index` to the end of the body.
    pub(super) const fn remaining_from(&self, index: u32) -> u64 {
        self.segments.between(index, self.segments.count)
    }

    pub(super) const fn has_unsent(&self) -> bool {
        self.next < self.segments.count
    }

    pub(super) fn is_resent(&self, index: u32) -> bool {
        self.mark(index) & RESENT != 0
    }

    /// Whether segment `index` was sent again and not reported since.
    pub(super) fn awaits_resent(&self, index: u32) -> bool {
        self.mark(index) & (RESENT | SACKED) == RESENT
    }

    fn mark(&self, index: u32) -> u8 {
        let place = index.wrapping_sub(self.first) as usize;
        self.marks.get(place).copied().unwrap_or(0)
    }

    fn change(&mut self, index: u32, change: impl Fn(u8) -> u8) {
        let place = index.wrapping_sub(self.first) as usize;
        if let Some(mark) = self.marks.get_mut(place) {
            *mark = change(*mark);
        }
    }

    /// Takes in a SACK report of segment `index`; returns its bytes when that is news.
    pub(super) fn sack(&mut self, index: u32) -> u64 {
        if index < self.first || index >= self.next || self.mark(index) & SACKED != 0 {
            return 0;
        }
        let bytes = u64::from(self.segments.size(index));
        if self.mark(index) & LOST != 0 {
            self.lost_bytes -= bytes;
        }
        self.change(index, |mark| (mark & !LOST) | SACKED);
        self.sacked_bytes += bytes;
        self.highest_sacked = self.highest_sacked.max(Some(index));
        self.judge();
        bytes
    }

    /// Marks as lost what lies below the third-highest reported segment.
    fn judge(&mut self) {
        let Some(highest) = self.highest_sacked else {
            return;
        };
        let mut reported = 0;
        let mut edge = highest + 1;
        while reported < DUPLICATES_FOR_LOSS && edge > self.judged.max(self.first) {
            edge -= 1;
            reported += u32::from(self.mark(edge) & SACKED != 0);
        }
        if reported < DUPLICATES_FOR_LOSS {
            return;
        }
        for index in self.judged.max(self.first)..edge {
            if self.mark(index) & (SACKED | LOST) == 0 {
                self.lose(index);
            }
        }
        self.judged = self.judged.max(edge);
    }

    fn lose(&mut self, index: u32) {
        self.lost_bytes += u64::from(self.segments.size(index));
        self.change(index, |mark| mark | LOST);
    }

    /// Takes in that everything below segment `up_to` has arrived.
    pub(super) fn acknowledge(&mut self, up_to: u32) -> News {
        let mut news = News::default();
        while self.first < up_to {
            let Some(mark) = self.marks.pop_front() else {
                break;
            };
            let bytes = u64::from(self.segments.size(self.first));
            if mark & SACKED != 0 {
                self.sacked_bytes -= bytes;
            } else {
                news.delivered_bytes += bytes;
                news.resent_data_acked |= mark & RESENT != 0;
            }
            if mark & LOST != 0 {
                self.lost_bytes -= bytes;
            }
            if mark & RESENT != 0 {
                self.resent_bytes -= bytes;
            }
            self.first += 1;
        }
        if self.highest_sacked < Some(self.first) {
            self.highest_sacked = None;
        }
        news
    }

    /// The segment to send next: a lost one, then a new one, then (`eagerly`) any not yet sent
    /// again.
    pub(super) fn next_segment(&mut self, eagerly: bool) -> Option<u32> {
        self.resend_from = self.resend_from.max(self.first);
        while self.resend_from < self.judged {
            if self.mark(self.resend_from) & (LOST | RESENT | SACKED) == LOST {
                return Some(self.resend_from);
            }
            self.resend_from += 1;
        }
        if self.has_unsent() {
            return Some(self.next);
        }
        let mut rest = self.resend_from..self.next;
        rest.find(|&index| eagerly && self.mark(index) & (RESENT | SACKED) == 0)
    }

    /// Whether the first segment judged after the first outstanding one is lost.
    pub(super) fn is_lost_after_first(&self) -> bool {
        let marks = self.marks.iter().skip(1);
        let judged = marks.copied().find(|mark| mark & (LOST | SACKED) != 0);
        judged.is_some_and(|mark| mark & LOST != 0)
    }

    /// Notes that segment `index` leaves; returns whether it leaves for the first time.
    pub(super) fn send(&mut self, index: u32) -> bool {
        if index == self.next {
            self.next += 1;
            self.marks.push_back(0);
            return true;
        }
        if self.mark(index) & RESENT == 0 {
            self.resent_bytes += u64::from(self.segments.size(index));
            self.change(index, |mark| mark | RESENT);
        }
        false
    }

    /// Counts everything out and not reported as lost, after a time-out.
    pub(super) fn lose_all(&mut self) {
        self.resent_bytes = 0;
        for index in self.first..self.next {
            self.change(index, |mark| mark & !RESENT);
            if self.mark(index) & (SACKED | LOST) == 0 {
                self.lose(index);
            }
        }
        self.judged = self.next;
        self.resend_from = self.first;
    }
}
