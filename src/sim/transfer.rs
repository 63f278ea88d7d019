//! What goes over a connection besides bodies: handshakes and the heads of requests and answers.

use super::tcp::{self, Tls};
use crate::scenario::client::TlsVersion;
use crate::time::Duration;
use crate::units::{BitsPerSecond, Bytes};

/// What the head of a request or an answer weighs: one packet, alone or before a body.
///
/// SIMPLIFIED: Heads are 500 bytes, encryption adds nothing to bodies, and a head without a body
/// neither waits for others on its link nor holds them up.
const HEAD: Bytes = Bytes(500);

/// From the first SYN to the moment the request can be sent: one round trip for TCP, two more for
/// TLS 1.2, one more for TLS 1.3, and the bytes of the greetings (TCP-18).
///
/// SIMPLIFIED: Handshakes find their links idle, and widen no window.
pub(super) fn handshake(
    round_trip: Duration,
    rate: BitsPerSecond,
    tls: Option<TlsVersion>,
) -> Duration {
    let tls = match tls {
        None => Tls::None,
        Some(TlsVersion::Tls10 | TlsVersion::Tls11 | TlsVersion::Tls12) => Tls::V1_2,
        Some(TlsVersion::Tls13) => Tls::V1_3,
    };
    tcp::connect_time(round_trip, rate) + tls.time(round_trip, rate)
}

/// How long a request or an answer without a body takes from one end to the other.
pub(super) fn head_alone(round_trip: Duration, rate: BitsPerSecond) -> Duration {
    tcp::request_time(round_trip, rate, HEAD)
}

/// What goes over the link for such a body.
pub(super) fn with_head(body: Bytes) -> Bytes {
    Bytes(body.0.saturating_add(HEAD.0))
}

/// What of the body is among the first `all` bytes.
pub(super) fn body_of(all: Bytes) -> Bytes {
    Bytes(all.0.saturating_sub(HEAD.0))
}

#[cfg(test)]
mod tests {
    use super::{handshake, head_alone};
    use crate::scenario::client::TlsVersion;
    use crate::time::Duration;
    use crate::units::BitsPerSecond;

    const ROUND_TRIP: Duration = Duration::from_millis(10);

    #[test]
    fn handshakes_cost_round_trips_and_greetings() {
        // At 8 bits a nanosecond a byte takes one. SYN and SYN-ACK: 2 × 58. Both greetings in six
        // packets: 517 + 4,800 + 6 × 54; with the two finished flights of TLS 1.2: 300 more.
        let rate = BitsPerSecond(8_000_000_000);
        for (tls, round_trips, bytes, rule) in [
            (None, 1, 116, "TCP-18: plain HTTP"),
            (Some(TlsVersion::Tls13), 2, 116 + 5_641, "TCP-18: TLS 1.3"),
            (Some(TlsVersion::Tls12), 3, 116 + 5_941, "TCP-18: TLS 1.2"),
        ] {
            let expected = ROUND_TRIP.times(round_trips) + Duration::from_nanos(bytes);
            assert_eq!(handshake(ROUND_TRIP, rate, tls), expected, "{rule}");
        }
    }

    #[test]
    fn a_head_alone_is_one_packet() {
        let rate = BitsPerSecond(8_000_000_000);
        let expected = Duration::from_millis(5) + Duration::from_nanos(554);
        assert_eq!(head_alone(ROUND_TRIP, rate), expected);
    }
}
