//! How fast a client of the adaptive retry mode sends, once the service has throttled it.

use std::collections::VecDeque;

use super::request::Request;
use crate::time::{Duration, Instant};
use crate::world::Id;

/// The client-side rate limit of the adaptive mode: off until the service throttles, then a
/// bucket of tokens whose filling rate follows the CUBIC rule of TCP.
///
/// Who has to wait stands in a queue; when the first of it may go is worked out anew whenever the
/// rate changes, as the SDKs wake their sleepers.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    is_limiting: bool,
    /// Tokens a second; one pays for one attempt.
    rate: f64,
    /// The most tokens.
    capacity: f64,
    tokens: f64,
    /// Whose attempts wait for a token, first come first served.
    waiting: VecDeque<Id<Request>>,
    filled: Instant,
    /// Attempts a second, smoothed over half seconds.
    measured: f64,
    /// The half second under way, and what was answered in it.
    half: u64,
    answered: u32,
    /// The rate at which the service last throttled, and when.
    rate_before: f64,
    throttled: Instant,
}

const RATE_MIN: f64 = 0.5;
const CAPACITY_MIN: f64 = 1.0;
const SMOOTH: f64 = 0.8;
/// What is left of the rate after throttling.
const BETA: f64 = 0.7;
/// How steeply it grows again.
const SCALE: f64 = 0.4;
const HALF_SECOND_NS: u64 = 500_000_000;

impl Pace {
    /// No limit yet.
    pub(super) fn new() -> Self {
        Self {
            is_limiting: false,
            rate: RATE_MIN,
            capacity: CAPACITY_MIN,
            tokens: 0.0,
            waiting: VecDeque::new(),
            filled: Instant::ZERO,
            measured: 0.0,
            half: 0,
            answered: 0,
            rate_before: 0.0,
            throttled: Instant::ZERO,
        }
    }

    /// Whether an attempt that is wanted `now` may go; otherwise it waits with the others.
    pub(super) fn ask(&mut self, now: Instant, request: Id<Request>) -> bool {
        if !self.is_limiting {
            return true;
        }
        self.fill(now);
        if self.waiting.is_empty() && self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return true;
        }
        self.waiting.push_back(request);
        false
    }

    /// Who goes next, and when by what is known `now`; nobody when nobody waits.
    pub(super) fn next(&mut self, now: Instant) -> Option<(Id<Request>, Instant)> {
        let first = *self.waiting.front()?;
        self.fill(now);
        let missing = (1.0 - self.tokens).max(0.0);
        Some((first, now + Duration::from_secs_f64(missing / self.rate)))
    }

    /// The first of those who wait goes `now`.
    pub(super) fn let_go(&mut self, now: Instant) {
        self.fill(now);
        // What rounding to whole nanoseconds left out is forgiven.
        self.tokens = (self.tokens - 1.0).max(0.0);
        self.waiting.pop_front();
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// A request waits no longer.
    pub(super) fn forget(&mut self, request: Id<Request>) {
        self.waiting.retain(|waiting| *waiting != request);
    }

    /// An attempt has been answered, perhaps with "slow down".
    pub(super) fn learn(&mut self, now: Instant, is_throttled: bool) {
        self.measure(now);
        let wanted = if is_throttled {
            let rate = if self.is_limiting {
                self.measured.min(self.rate)
            } else {
                self.measured
            };
            self.rate_before = rate;
            self.throttled = now;
            if !self.is_limiting {
                self.is_limiting = true;
                self.filled = now;
            }
            rate * BETA
        } else {
            let window = libm::cbrt(self.rate_before * (1.0 - BETA) / SCALE);
            let since = now.since(self.throttled).as_secs_f64() - window;
            SCALE * since * since * since + self.rate_before
        };
        let rate = wanted.min(2.0 * self.measured);
        self.fill(now);
        self.rate = rate.max(RATE_MIN);
        self.capacity = rate.max(CAPACITY_MIN);
        self.tokens = self.tokens.min(self.capacity);
    }

    fn fill(&mut self, now: Instant) {
        let filled = now.since(self.filled).as_secs_f64() * self.rate;
        self.tokens = (self.tokens + filled).min(self.capacity);
        self.filled = now;
    }

    fn measure(&mut self, now: Instant) {
        self.answered += 1;
        let half = now.nanos() / HALF_SECOND_NS;
        if half > self.half {
            let passed = Duration::from_nanos((half - self.half) * HALF_SECOND_NS).as_secs_f64();
            let current = f64::from(self.answered) / passed;
            self.measured = current * SMOOTH + self.measured * (1.0 - SMOOTH);
            self.answered = 0;
            self.half = half;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;
    use crate::time::{Duration, Instant};
    use crate::world::Id;

    fn at(ms: u64) -> Instant {
        Instant::ZERO + Duration::from_millis(ms)
    }

    /// Sends as fast as it may, up to 100 a second, until `end_ms`; counts what went out.
    fn sent(pace: &mut Pace, from_ms: u64, end_ms: u64, is_throttled: bool) -> u32 {
        let (mut now, mut sent) = (at(from_ms), 0);
        while now < at(end_ms) {
            now += Duration::from_millis(10);
            if !pace.ask(now, Id::at(0)) {
                let (_, at) = pace.next(now).unwrap();
                now = now.max(at);
                pace.let_go(now);
            }
            pace.learn(now, is_throttled);
            sent += 1;
        }
        sent
    }

    #[test]
    fn throttling_slows_it_down_and_success_lets_it_grow_again() {
        let mut pace = Pace::new();
        let before = sent(&mut pace, 0, 10_000, false);
        assert_eq!(before, 1_000, "no limit before anybody throttles");
        let throttled = sent(&mut pace, 10_000, 20_000, true);
        assert!(
            throttled < 100,
            "{throttled} went out while it was throttled"
        );
        let first = sent(&mut pace, 20_000, 25_000, false);
        let later = sent(&mut pace, 55_000, 60_000, false);
        assert!(first < later, "{first} then, {later} later");
    }

    #[test]
    fn who_waits_is_told_anew_when_the_rate_changes() {
        let mut pace = Pace::new();
        sent(&mut pace, 0, 3_000, false);
        let now = at(3_000);
        pace.learn(now, true);
        while pace.ask(now, Id::at(7)) {}
        assert!(!pace.ask(now, Id::at(8)), "behind the first");
        assert_eq!(pace.waiting(), 2);
        let (first, planned) = pace.next(now).unwrap();
        assert_eq!((first, planned > now), (Id::at(7), true));
        pace.learn(now, true);
        let (_, slower) = pace.next(now).unwrap();
        assert!(
            slower > planned,
            "throttled once more: {slower} > {planned}"
        );
        pace.forget(Id::at(7));
        assert_eq!(
            pace.next(now),
            Some((Id::at(8), slower)),
            "the next is first"
        );
        pace.let_go(slower);
        assert_eq!(pace.next(slower), None);
    }
}
