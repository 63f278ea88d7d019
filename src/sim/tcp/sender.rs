//! What a connection's sending end remembers from one body to the next.

use super::cubic::Cubic;
use super::hystart::HyStart;
use super::round_trip::RoundTrip;
use super::wire::Mss;
use crate::time::{Duration, Instant};

/// Segments that may leave before the first acknowledgement (RFC 6928; Linux since 2011).
pub const INITIAL_WINDOW_SEGMENTS: u32 = 10;

/// The congestion state of one direction of a connection; it lives as long as the connection.
///
/// A kept-alive connection starts its second body with the window that the first one earned.
#[derive(Debug, Clone, Copy)]
pub struct Sender {
    pub(super) mss: Mss,
    pub(super) window_bytes: u64,
    pub(super) threshold_bytes: u64,
    pub(super) cubic: Cubic,
    pub(super) hystart: HyStart,
    pub(super) round_trip: RoundTrip,
    /// When something was last sent or acknowledged; never, as long as nothing was.
    last_sent: Instant,
}

impl Sender {
    /// A connection just established.
    ///
    /// ```
    /// use vpcsim::sim::tcp::{Mss, Sender};
    /// assert_eq!(Sender::new(Mss::new(1_448)).window_segments(), 10);
    /// assert!(size_of::<Sender>() <= 128, "an idle connection is cheap");
    /// ```
    pub fn new(mss: Mss) -> Self {
        Self {
            mss,
            window_bytes: u64::from(INITIAL_WINDOW_SEGMENTS * mss.bytes()),
            threshold_bytes: u64::MAX,
            cubic: Cubic::default(),
            hystart: HyStart::default(),
            round_trip: RoundTrip::default(),
            last_sent: Instant::NEVER,
        }
    }

    /// Notes the handshake of the end that was called: when its SYN-ACK left and was answered.
    #[must_use]
    pub fn after_handshake(mut self, syn_ack_sent: Instant, answered: Instant) -> Self {
        self.round_trip.sample(syn_ack_sent, answered);
        self
    }

    /// The payload of its segments.
    pub const fn mss(&self) -> Mss {
        self.mss
    }

    /// The congestion window in whole segments.
    pub fn window_segments(&self) -> u32 {
        u32::try_from(self.window_bytes / u64::from(self.mss.bytes())).unwrap_or(u32::MAX)
    }

    /// Whether nothing was ever sent.
    pub(super) fn is_fresh(&self) -> bool {
        self.last_sent == Instant::NEVER
    }

    /// Whether the window still doubles every round trip.
    pub const fn is_in_slow_start(&self) -> bool {
        self.window_bytes < self.threshold_bytes
    }

    /// Prepares for a body that starts at `now`.
    ///
    /// After a silence longer than the retransmission time-out the window is halved for each
    /// time-out that passed, down to the initial one (RFC 2861, Linux's `slow_start_after_idle`):
    /// what the path could carry then says little about now.
    pub(super) fn wake(&mut self, now: Instant) {
        self.hystart.begin_body();
        if self.is_fresh() {
            return;
        }
        let idle = now.since(self.last_sent);
        let timeout = self.round_trip.timeout().max(Duration::from_nanos(1));
        if idle <= timeout {
            return;
        }
        let initial = u64::from(INITIAL_WINDOW_SEGMENTS * self.mss.bytes());
        let halvings = (idle.nanos() / timeout.nanos()).min(63);
        self.threshold_bytes = self.threshold_bytes.max(self.window_bytes / 4 * 3);
        self.window_bytes = (self.window_bytes >> halvings).max(initial.min(self.window_bytes));
        self.cubic.pause(idle);
    }

    /// Notes that something was just sent or acknowledged.
    pub(super) const fn note_activity(&mut self, now: Instant) {
        self.last_sent = now;
    }

    /// Widens the window for `segments` more acknowledged, `up_to` in all of `sent`.
    pub(super) fn grow(&mut self, now: Instant, segments: u32, (up_to, sent): (u32, u32)) {
        let mss = u64::from(self.mss.bytes());
        if self.window_bytes < self.threshold_bytes {
            self.hystart.note_round(now, up_to, sent);
            self.window_bytes += u64::from(segments) * mss;
        } else if segments > 0 {
            let gain = self.cubic.growth(now, self.window_segments(), segments);
            self.window_bytes += u64::from(gain) * mss;
        }
    }

    /// Widens the window for a whole round of `segments` acknowledged, slow start's end known.
    pub(super) fn grow_by_round(&mut self, now: Instant, segments: u32) {
        let mss = u64::from(self.mss.bytes());
        let window = self.window_segments();
        if self.window_bytes < self.threshold_bytes {
            let wider = self.window_bytes + u64::from(segments) * mss;
            self.window_bytes = wider.min(self.threshold_bytes);
        } else {
            let gain = self.cubic.growth_of_round(now, window, segments);
            self.window_bytes += u64::from(gain) * mss;
        }
    }

    /// Takes the window that a share of a crowded link came to.
    pub(super) fn settle(&mut self, now: Instant, window_bytes: u64) {
        let mss = u64::from(self.mss.bytes());
        self.window_bytes = window_bytes.max(2 * mss);
        self.threshold_bytes = self.window_bytes;
        self.last_sent = now;
    }

    /// Takes note of the round trip at an acknowledgement; slow start may end here.
    pub(super) fn observe(&mut self, now: Instant) {
        let round_trip = self.round_trip.smoothed();
        let Some(shortest) = self.cubic.observe(now, round_trip) else {
            return;
        };
        let window = self.window_segments();
        if self.window_bytes <= self.threshold_bytes
            && self.hystart.is_over(now, window, round_trip, shortest)
        {
            self.threshold_bytes = self.window_bytes;
        }
    }

    /// Lowers the threshold after a loss.
    pub(super) fn reduce(&mut self) {
        let segments = self.cubic.after_loss(self.window_segments());
        self.threshold_bytes = u64::from(segments) * u64::from(self.mss.bytes());
    }
}
