//! One request and its answer on an open connection, and how far they have got at any moment.

use super::transfer;
use crate::aws::region::Region;
use crate::time::{Duration, Instant};
use crate::trace::{Outcome, Reason, Way};
use crate::units::Bytes;

/// One request and its answer on an open connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exchange {
    began: Instant,
    upload: Bytes,
    /// When the last byte of the request leaves the client.
    uploaded: Instant,
    coming: Option<Coming>,
}

/// An answer on its way.
#[derive(Debug, Clone, Copy)]
struct Coming {
    reply: Reply,
    /// When its first byte reaches the client.
    first_byte: Instant,
    /// When its last byte does.
    complete: Instant,
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

/// How an exchange ends when nothing comes between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The answer is complete at this moment.
    Answered(Instant),
    /// The client has waited long enough at this moment.
    TimedOut(Instant),
}

impl Exchange {
    /// A request that is sent from `began` on, with a body of `upload`.
    pub(super) fn begin(began: Instant, upload: Bytes, way: &Way) -> Self {
        Self {
            began,
            upload,
            uploaded: began + transfer::duration(way, upload),
            coming: None,
        }
    }

    /// When S3 has the whole request, body included, and judges it.
    ///
    /// SIMPLIFIED: S3 judges an upload when all of it has come; clients that ask first
    /// (`Expect: 100-continue`) and spare a refused body are left out.
    pub(super) fn reaches_s3(&self, way: &Way) -> Instant {
        self.uploaded + way.round_trip.divided_by(2)
    }

    /// S3 has judged `now`, and sends `reply` after having thought for so long.
    pub(super) fn answer(&mut self, now: Instant, thinking: Duration, reply: Reply, way: &Way) {
        let first_byte = now + thinking + way.round_trip.divided_by(2);
        let complete = first_byte + transfer::duration(way, reply.received);
        self.coming = Some(Coming {
            reply,
            first_byte,
            complete,
        });
    }

    /// How it ends for a client that waits no longer than `read_timeout` for the next byte
    /// (TCP-03).
    pub(super) fn ending(&self, read_timeout: Duration) -> Ending {
        let patience_ends = self.uploaded + read_timeout;
        match &self.coming {
            Some(coming) if coming.first_byte <= patience_ends => Ending::Answered(coming.complete),
            _ => Ending::TimedOut(patience_ends),
        }
    }

    /// The answer, once S3 has given it.
    pub(super) fn reply(&self) -> Option<&Reply> {
        self.coming.as_ref().map(|coming| &coming.reply)
    }

    /// What of the request's body has left the client at `at`.
    pub(super) fn sent_by(&self, at: Instant, way: &Way) -> Bytes {
        transfer::carried(way, self.upload, at.since(self.began))
    }

    /// What of the answer's body has reached the client at `at`.
    pub(super) fn received_by(&self, at: Instant, way: &Way) -> Bytes {
        self.coming.as_ref().map_or(Bytes(0), |coming| {
            transfer::carried(way, coming.reply.received, at.since(coming.first_byte))
        })
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
    use super::{Ending, Exchange, Reply};
    use crate::sim::sample::way;
    use crate::time::{Duration, Instant};
    use crate::trace::Outcome;
    use crate::units::{BitsPerSecond, Bytes};

    const MB: u64 = 1_000_000;

    fn at(ms: u64) -> Instant {
        Instant::ZERO + Duration::from_millis(ms)
    }

    /// 1 MB up from 0 to 8 ms, at S3 at 13 ms, 100 ms of thinking, 2 MB down from 118 to 134 ms.
    fn exchange() -> (Exchange, crate::trace::Way) {
        let mut way = way();
        way.rate = BitsPerSecond(1_000_000_000);
        way.round_trip = Duration::from_millis(10);
        let mut exchange = Exchange::begin(at(0), Bytes(MB), &way);
        assert_eq!(exchange.reaches_s3(&way), at(13));
        let reply = Reply {
            outcome: Outcome::Served(200),
            reason: None,
            received: Bytes(2 * MB),
            redirect_to: None,
        };
        exchange.answer(at(13), Duration::from_millis(100), reply, &way);
        (exchange, way)
    }

    #[test]
    fn the_latency_formula_holds() {
        let (exchange, _) = exchange();
        for (read_timeout_ms, expected, rule) in [
            (1_000, Ending::Answered(at(134)), "TCP-18, LAT-01, BW-01"),
            (
                110,
                Ending::Answered(at(134)),
                "TCP-03: each byte has its own time-out",
            ),
            (109, Ending::TimedOut(at(117)), "TCP-03"),
        ] {
            let ending = exchange.ending(Duration::from_millis(read_timeout_ms));
            assert_eq!(ending, expected, "{rule}");
        }
    }

    #[test]
    fn a_break_finds_so_much_done() {
        let (exchange, way) = exchange();
        for (stop_ms, sent, received, silent_ms) in [
            (4, MB / 2, 0, 4),
            (50, MB, 0, 8),
            (118, MB, 0, 118),
            (126, MB, MB, 126),
            (134, MB, 2 * MB, 134),
        ] {
            let stop = at(stop_ms);
            assert_eq!(
                exchange.sent_by(stop, &way),
                Bytes(sent),
                "TCP-12 at {stop}"
            );
            assert_eq!(
                exchange.received_by(stop, &way),
                Bytes(received),
                "TCP-12 at {stop}"
            );
            assert_eq!(
                exchange.silent_since(stop),
                at(silent_ms),
                "TCP-03 at {stop}"
            );
        }
    }
}
