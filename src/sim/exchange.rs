//! One request and its answer on an open connection, and how far they have got.

use super::links::Heading;
use crate::aws::region::Region;
use crate::time::{Duration, Instant};
use crate::trace::{Outcome, Reason};
use crate::units::Bytes;

/// One request and its answer on an open connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exchange {
    upload: Bytes,
    leg: Leg,
    /// Where it was when everything stopped.
    halted: Leg,
    /// When the last byte of the request leaves the client, once that is known.
    uploaded: Instant,
    coming: Option<Coming>,
    /// What of the request's body has got through.
    sent: Bytes,
    /// What of the answer's body has got through.
    received: Bytes,
}

/// Where an exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leg {
    /// The request is under way to S3.
    Up,
    /// S3 thinks.
    Thinking,
    /// The answer's body is under way to the client.
    Down,
    /// Nothing moves any more.
    Halted,
}

/// An answer that S3 has decided on.
#[derive(Debug, Clone, Copy)]
struct Coming {
    reply: Reply,
    /// When its first byte leaves S3, and when that reaches the client.
    begins: Instant,
    first_byte: Instant,
}

/// What S3 answers, as far as time and the client care.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reply {
    /// The outcome of the attempt.
    pub(super) outcome: Outcome,
    /// Why it was not served.
    pub(super) reason: Option<Reason>,
    /// The size of the answer's body.
    pub(super) received: Bytes,
    /// The Region the client is sent to.
    pub(super) redirect_to: Option<Region>,
}

/// What follows S3's verdict when nothing comes between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Following {
    /// S3 begins to send the answer at this moment.
    AnswerBegins(Instant),
    /// The client has waited long enough at this moment.
    TimesOut(Instant),
}

/// What is left of an exchange that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// So much of the request's body.
    Request(Bytes),
    /// S3's thinking; the answer begins at this moment.
    Thinking(Instant),
    /// So much of the answer's body.
    Answer(Bytes),
}

fn less(all: Bytes, through: Bytes) -> Bytes {
    Bytes(all.0.saturating_sub(through.0))
}

impl Exchange {
    /// A request with a body of `upload` that leaves the client from now on.
    pub(super) fn begin(upload: Bytes) -> Self {
        Self {
            upload,
            leg: Leg::Up,
            halted: Leg::Up,
            uploaded: Instant::NEVER,
            coming: None,
            sent: Bytes(0),
            received: Bytes(0),
        }
    }

    /// Notes that the last byte of what is under way in this direction leaves its end at `at`.
    pub(super) fn leave(&mut self, heading: Heading, at: Instant) {
        match heading {
            Heading::Up => self.uploaded = at,
            Heading::Down => {}
        }
    }

    /// Notes that nobody knows any more when the last byte of what is under way leaves.
    pub(super) fn share(&mut self) {
        if self.leg == Leg::Up {
            self.uploaded = Instant::NEVER;
        }
    }

    /// The direction in which a body is under way, or was last.
    pub(super) fn heading(&self) -> Heading {
        if self.coming.is_some() {
            Heading::Down
        } else {
            Heading::Up
        }
    }

    /// The body that is under way.
    pub(super) fn body_under_way(&self) -> Option<Bytes> {
        match self.leg {
            Leg::Up => Some(less(self.upload, self.sent)),
            Leg::Down => self
                .coming
                .map(|coming| less(coming.reply.received, self.received)),
            Leg::Thinking | Leg::Halted => None,
        }
    }

    /// S3 has the whole request `now`, judges it, and sends `reply` after having thought for so
    /// long.
    ///
    /// SIMPLIFIED: S3 judges an upload when all of it has come; clients that ask first
    /// (`Expect: 100-continue`) and spare a refused body are left out.
    pub(super) fn answer(
        &mut self,
        now: Instant,
        one_way: Duration,
        thinking: Duration,
        reply: Reply,
    ) {
        self.leg = Leg::Thinking;
        self.sent = self.upload;
        self.uploaded = now - one_way;
        let begins = now + thinking;
        self.coming = Some(Coming {
            reply,
            begins,
            first_byte: begins + one_way,
        });
    }

    /// What follows for a client that waits no longer than `read_timeout` for the next byte
    /// (TCP-03).
    ///
    /// SIMPLIFIED: An answer once begun never lets the client wait that long between two bytes,
    /// unless its connection breaks.
    pub(super) fn following(&self, read_timeout: Duration) -> Following {
        let patience_ends = self.uploaded + read_timeout;
        match &self.coming {
            Some(coming) if coming.first_byte <= patience_ends => {
                Following::AnswerBegins(coming.begins)
            }
            _ => Following::TimesOut(patience_ends),
        }
    }

    /// The answer begins to leave S3; gives the size of its body.
    pub(super) fn begin_answer(&mut self) -> Bytes {
        self.leg = Leg::Down;
        self.coming.map_or(Bytes(0), |coming| coming.reply.received)
    }

    /// The answer has arrived whole.
    pub(super) fn complete(&mut self) -> Option<Reply> {
        let reply = self.coming?.reply;
        self.leg = Leg::Halted;
        self.received = reply.received;
        Some(reply)
    }

    /// Nothing moves any more; of the body under way so much got through.
    pub(super) fn halt(&mut self, through: Bytes) {
        match self.leg {
            Leg::Up => self.sent.0 += through.0,
            Leg::Down => self.received.0 += through.0,
            Leg::Thinking => {}
            Leg::Halted => return,
        }
        self.halted = self.leg;
        self.leg = Leg::Halted;
    }

    /// What had stopped moves again: says what is left to do.
    pub(super) fn resume(&mut self) -> Rest {
        self.leg = self.halted;
        match (self.leg, &self.coming) {
            (Leg::Thinking, Some(coming)) => Rest::Thinking(coming.begins),
            (Leg::Down, Some(coming)) => Rest::Answer(less(coming.reply.received, self.received)),
            (Leg::Up | Leg::Thinking | Leg::Down | Leg::Halted, _) => {
                Rest::Request(less(self.upload, self.sent))
            }
        }
    }

    /// What of the request's and of the answer's body has got through.
    pub(super) fn carried(&self) -> (Bytes, Bytes) {
        (self.sent, self.received)
    }

    /// Since when the client waits for a byte, if everything stops at `stop`: since then while
    /// bytes flow, since the request was sent while S3 thinks.
    pub(super) fn silent_since(&self, stop: Instant) -> Instant {
        let is_thinking = match &self.coming {
            Some(coming) => stop < coming.first_byte,
            None => true,
        };
        if is_thinking {
            stop.min(self.uploaded)
        } else {
            stop
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Exchange, Following, Reply};
    use crate::sim::links::Heading;
    use crate::time::{Duration, Instant};
    use crate::trace::Outcome;
    use crate::units::Bytes;

    const MB: u64 = 1_000_000;

    fn at(ms: u64) -> Instant {
        Instant::ZERO + Duration::from_millis(ms)
    }

    /// 1 MB up, the last byte out at 8 ms and at S3 at 13 ms.
    fn sent() -> Exchange {
        let mut exchange = Exchange::begin(Bytes(MB));
        assert_eq!(exchange.body_under_way(), Some(Bytes(MB)));
        exchange.leave(Heading::Up, at(8));
        exchange
    }

    /// And 100 ms of thinking, then 2 MB down from 118 ms on.
    fn answered() -> Exchange {
        let mut exchange = sent();
        let reply = Reply {
            outcome: Outcome::Served(200),
            reason: None,
            received: Bytes(2 * MB),
            redirect_to: None,
        };
        let (one_way, thinking) = (Duration::from_millis(5), Duration::from_millis(100));
        exchange.answer(at(13), one_way, thinking, reply);
        exchange
    }

    #[test]
    fn the_client_waits_for_the_first_byte() {
        for (read_timeout_ms, expected, rule) in [
            (
                1_000,
                Following::AnswerBegins(at(113)),
                "TCP-18, LAT-01, BW-01",
            ),
            (
                110,
                Following::AnswerBegins(at(113)),
                "TCP-03: each byte has its own time-out",
            ),
            (109, Following::TimesOut(at(117)), "TCP-03"),
        ] {
            let following = answered().following(Duration::from_millis(read_timeout_ms));
            assert_eq!(following, expected, "{rule}");
        }
    }

    #[test]
    fn a_break_finds_so_much_done() {
        let mut coming = answered();
        assert_eq!(coming.begin_answer(), Bytes(2 * MB));
        for (exchange, stop_ms, through, carried, silent_ms, rule) in [
            (
                sent(),
                4,
                MB / 2,
                (MB / 2, 0),
                4,
                "TCP-12: while it is sent",
            ),
            (sent(), 9, MB, (MB, 0), 8, "TCP-03: on its way"),
            (answered(), 50, 7, (MB, 0), 8, "TCP-03: S3 thinks"),
            (
                coming,
                117,
                0,
                (MB, 0),
                8,
                "TCP-03: the answer is on its way",
            ),
            (coming, 126, MB, (MB, MB), 126, "TCP-12: while it comes"),
        ] {
            let mut exchange = exchange;
            assert_eq!(exchange.silent_since(at(stop_ms)), at(silent_ms), "{rule}");
            exchange.halt(Bytes(through));
            let (sent, received) = exchange.carried();
            assert_eq!((sent.0, received.0), carried, "{rule}");
            assert_eq!(exchange.body_under_way(), None, "{rule}");
        }
        assert!(coming.complete().is_some());
        assert_eq!(coming.carried(), (Bytes(MB), Bytes(2 * MB)));
    }
}
