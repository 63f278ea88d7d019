//! One body being sent: what each acknowledgement and each time-out makes the sender do.
//!
//! RFC 6675 (SACK-based recovery) with RFC 6937 (proportional rate reduction), in the order in
//! which ns-3.37 does things, because that is what the model is measured against.

use super::receiver::Ack;
use super::reduction::{Reduction, Standing};
use super::scoreboard::Scoreboard;
use super::sender::Sender;
use super::wire::Segments;
use crate::time::Instant;
use crate::units::Bytes;

/// What the receiver is ready to hold. (BW-02)
pub const RECEIVE_WINDOW: Bytes = Bytes(16 << 20);

/// Duplicate acknowledgements that begin a recovery.
const DUPLICATES_FOR_RECOVERY: u32 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// All is well.
    Open,
    /// A few reports beyond a hole; it may be reordering.
    Disorder,
    /// Lost segments are sent again while acknowledgements keep coming.
    Recovery,
    /// The retransmission time-out struck.
    Loss,
}

/// What an acknowledgement that moved the first outstanding segment on brought.
#[derive(Debug, Clone, Copy)]
struct Progress {
    segments: u32,
    duplicates_before: u32,
    is_duplicate: bool,
    standing: Standing,
}

/// A body on its way from its first segment to its last acknowledgement.
#[derive(Debug, Clone)]
pub(super) struct Sending {
    pub(super) board: Scoreboard,
    phase: Phase,
    duplicates: u32,
    /// The end of what was out when the present trouble began.
    recover: u32,
    in_trouble: bool,
    first_partial: bool,
    reduction: Reduction,
    /// When the retransmission time-out strikes.
    pub(super) deadline: Option<Instant>,
}

impl Sending {
    pub(super) fn new(segments: Segments) -> Self {
        Self {
            board: Scoreboard::new(segments),
            phase: Phase::Open,
            duplicates: 0,
            recover: 0,
            in_trouble: false,
            first_partial: true,
            reduction: Reduction::default(),
            deadline: None,
        }
    }

    /// Whether every segment is acknowledged.
    pub(super) const fn is_over(&self) -> bool {
        self.board.first == self.board.segments.count
    }

    /// Sends what the window allows: segment numbers, appended to `out`.
    pub(super) fn send(&mut self, sender: &mut Sender, now: Instant, out: &mut Vec<u32>) {
        let segment = u64::from(self.board.segments.mss);
        loop {
            let window = sender.window_bytes.min(RECEIVE_WINDOW.0);
            let room = window.saturating_sub(self.board.in_flight());
            if room == 0 {
                return;
            }
            let Some(index) = self.board.next_segment(self.phase == Phase::Recovery) else {
                return;
            };
            let closed = index == self.board.next && self.board.outstanding() > RECEIVE_WINDOW.0;
            if closed || (room < segment && self.board.remaining_from(index) > room) {
                return;
            }
            self.emit(sender, index, now, out);
        }
    }

    fn emit(&mut self, sender: &mut Sender, index: u32, now: Instant, out: &mut Vec<u32>) {
        self.board.send(index);
        if self.phase == Phase::Recovery {
            let bytes = self.board.segments.size(index);
            self.reduction.note_sent(bytes.into());
        }
        if self.deadline.is_none() {
            self.deadline = Some(now + sender.round_trip.timeout());
        }
        out.push(index);
    }

    /// Takes in an acknowledgement and sends what it allows.
    pub(super) fn acknowledge(
        &mut self,
        sender: &mut Sender,
        now: Instant,
        ack: Ack,
        out: &mut Vec<u32>,
    ) {
        let first_before = self.board.first;
        if ack.up_to < first_before {
            return;
        }
        let advanced = ack.up_to - first_before;
        if advanced > 0 && !self.board.is_resent(first_before) {
            sender.round_trip.sample(ack.echo, now);
        }
        let reported = self.board.sack(ack.beyond);
        let news = self.board.acknowledge(ack.up_to);
        let partial = self.phase == Phase::Recovery && ack.up_to < self.recover;
        let standing = Standing {
            in_flight: 0,
            threshold: 0,
            segment: self.board.segments.mss.into(),
            delivered: reported + news.delivered_bytes,
            resent_data_acked: partial && news.resent_data_acked,
        };
        let duplicates_before = self.duplicates;
        if reported > 0 {
            self.note_duplicate(sender, now, standing, out);
        }
        if advanced > 0 {
            if reported == 0 {
                self.duplicates = 0;
            }
            let progress = Progress {
                segments: advanced,
                duplicates_before,
                is_duplicate: reported > 0,
                standing,
            };
            self.advance(sender, now, progress, out);
        } else if ack.up_to < self.board.next {
            sender.observe(now);
        }
        if self.is_over() {
            self.deadline = None;
        }
        self.send(sender, now, out);
    }

    fn note_duplicate(
        &mut self,
        sender: &mut Sender,
        now: Instant,
        standing: Standing,
        out: &mut Vec<u32>,
    ) {
        match self.phase {
            Phase::Loss => {}
            Phase::Recovery => self.rate_limit(sender, standing),
            Phase::Open | Phase::Disorder => {
                self.duplicates += 1;
                self.phase = Phase::Disorder;
                let fresh = self.board.first >= self.recover || !self.in_trouble;
                let enough = self.duplicates == DUPLICATES_FOR_RECOVERY && fresh;
                if enough || self.board.is_lost_after_first() {
                    self.begin_recovery(sender, now, standing, out);
                }
            }
        }
    }

    fn begin_recovery(
        &mut self,
        sender: &mut Sender,
        now: Instant,
        standing: Standing,
        out: &mut Vec<u32>,
    ) {
        self.phase = Phase::Recovery;
        self.recover = self.board.next;
        self.in_trouble = true;
        sender.reduce();
        self.reduction = Reduction::begin(self.board.outstanding());
        self.rate_limit(sender, standing);
        self.resend(sender, now, out);
    }

    fn rate_limit(&mut self, sender: &mut Sender, standing: Standing) {
        sender.window_bytes = self.reduction.window(Standing {
            in_flight: self.board.in_flight(),
            threshold: sender.threshold_bytes,
            ..standing
        });
    }

    /// Sends one segment whatever the window says: the first lost, else new data, else the first.
    fn resend(&mut self, sender: &mut Sender, now: Instant, out: &mut Vec<u32>) {
        let index = self.board.next_segment(false).unwrap_or(self.board.first);
        self.emit(sender, index, now, out);
    }

    /// The part of an acknowledgement that moved the first outstanding segment on.
    fn advance(
        &mut self,
        sender: &mut Sender,
        now: Instant,
        progress: Progress,
        out: &mut Vec<u32>,
    ) {
        let mut segments = progress.segments;
        let covered = self.board.first >= self.recover;
        let counts = (self.board.first, self.board.next);
        match self.phase {
            Phase::Recovery if !covered => {
                self.rate_limit(sender, progress.standing);
                if !self.board.awaits_resent(self.board.first) {
                    self.resend(sender, now, out);
                }
                sender.observe(now);
                if self.first_partial {
                    self.rearm(sender, now);
                }
                self.first_partial = false;
                return;
            }
            Phase::Loss if !covered => {
                sender.observe(now);
                sender.grow(now, segments, counts);
                self.rearm(sender, now);
                return;
            }
            Phase::Open => sender.observe(now),
            Phase::Disorder => {
                if segments >= progress.duplicates_before {
                    sender.observe(now);
                }
                if !progress.is_duplicate {
                    self.phase = Phase::Open;
                }
            }
            Phase::Recovery | Phase::Loss => {
                sender.observe(now);
                if self.phase == Phase::Recovery {
                    sender.window_bytes = sender.threshold_bytes;
                    self.duplicates = 0;
                } else {
                    segments = self.board.first - self.recover;
                }
                self.phase = Phase::Open;
                self.first_partial = true;
            }
        }
        if covered {
            self.in_trouble = false;
        }
        if self.phase == Phase::Open {
            sender.grow(now, segments, counts);
            self.rearm(sender, now);
        }
    }

    fn rearm(&mut self, sender: &mut Sender, now: Instant) {
        sender.round_trip.forgive();
        self.deadline = Some(now + sender.round_trip.timeout());
    }

    /// The retransmission time-out: everything out counts as lost, one segment goes first.
    pub(super) fn time_out(&mut self, sender: &mut Sender, now: Instant, out: &mut Vec<u32>) {
        self.duplicates = 0;
        let again = self.phase == Phase::Loss && self.board.is_resent(self.board.first);
        self.board.lose_all();
        self.recover = self.board.next;
        self.in_trouble = true;
        sender.round_trip.back_off();
        if !again {
            sender.reduce();
        }
        sender.cubic.forget();
        sender.hystart.forget();
        sender.hystart.begin_round(now, self.board.next);
        self.phase = Phase::Loss;
        sender.window_bytes = self.board.segments.mss.into();
        self.deadline = Some(now + sender.round_trip.timeout());
        self.send(sender, now, out);
    }
}
