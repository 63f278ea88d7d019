//! What it takes to be connected: round trips and bytes before the first request.

use super::wire::{OVERHEAD, Pace, SYN};
use crate::time::Duration;
use crate::units::{BitsPerSecond, Bytes};

/// The encryption a connection begins with. (TCP-18)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tls {
    /// None: plain HTTP.
    None,
    /// TLS 1.2: two round trips; all that S3 interface endpoints speak.
    V1_2,
    /// TLS 1.3: one round trip.
    #[default]
    V1_3,
}

/// A client's greeting, with its list of ciphers and key shares.
const CLIENT_HELLO: Bytes = Bytes(517);
/// A server's greeting and its chain of certificates.
///
/// SIMPLIFIED: one size for all; the chains that S3 shows are between 4 and 6 kB.
const SERVER_FLIGHT: Bytes = Bytes(4_800);
/// What the client answers: key exchange and *finished*.
const CLIENT_FINISHED: Bytes = Bytes(150);

impl Tls {
    /// Round trips before the client may send its request, those of TCP not counted.
    pub const fn round_trips(self) -> u32 {
        match self {
            Self::None => 0,
            Self::V1_2 => 2,
            Self::V1_3 => 1,
        }
    }

    /// How long encryption takes to set up over a link of `rate` with this round trip.
    pub fn time(self, round_trip: Duration, rate: BitsPerSecond) -> Duration {
        let packets = SERVER_FLIGHT.0.div_ceil(1_448) + 2;
        let bytes = match self {
            Self::None => return Duration::ZERO,
            Self::V1_3 => CLIENT_HELLO.0 + SERVER_FLIGHT.0,
            Self::V1_2 => CLIENT_HELLO.0 + SERVER_FLIGHT.0 + 2 * CLIENT_FINISHED.0,
        };
        let wire = Pace::of(rate).time_for(Bytes(bytes + packets * OVERHEAD.0));
        round_trip.times(self.round_trips().into()) + wire
    }
}

/// How long a client's `connect` takes: SYN out, SYN-ACK back. (TCP-18)
///
/// ```
/// use vpcsim::{sim::tcp::connect_time, time::Duration, units::BitsPerSecond};
/// let time = connect_time(Duration::from_millis(2), BitsPerSecond(100_000_000));
/// assert_eq!(time, Duration::from_nanos(2_009_280));
/// ```
pub fn connect_time(round_trip: Duration, rate: BitsPerSecond) -> Duration {
    round_trip + Pace::of(rate).time_for(SYN).times(2)
}

/// How long a request of `body` bytes takes from the client's `send` to its arrival, when it
/// fits into the initial window.
pub fn request_time(round_trip: Duration, rate: BitsPerSecond, body: Bytes) -> Duration {
    let packets = body.0.div_ceil(1_448).max(1);
    round_trip.divided_by(2) + Pace::of(rate).time_for(Bytes(body.0 + packets * OVERHEAD.0))
}
