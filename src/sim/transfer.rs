//! What handshakes and transfers cost: the one place that knows how TCP and TLS spend time.

use crate::scenario::client::TlsVersion;
use crate::time::Duration;
use crate::trace::Way;
use crate::units::{BitsPerSecond, Bytes};

/// What one flow may have under way (BW-02).
const WINDOW: Bytes = Bytes(16 << 20);

/// From the first SYN to the moment the request can be sent: one round trip for TCP, two more for
/// TLS 1.2, one more for TLS 1.3 (TCP-18).
///
/// AWS: interface endpoints of S3 take TLS 1.2 only, and clients that offer 1.3 offer 1.2 too
/// (IFE-18).
pub(super) fn handshake(way: &Way, tls: Option<TlsVersion>) -> Duration {
    let round_trips = match tls {
        None => 1,
        Some(TlsVersion::Tls13) if way.endpoint_interface.is_some() => 3,
        Some(TlsVersion::Tls13) => 2,
        Some(TlsVersion::Tls12) => 3,
    };
    way.round_trip.times(round_trips)
}

/// How long `amount` takes from its first byte to its last, at either end.
///
/// SIMPLIFIED: A transfer runs at its full rate from its first byte on; slow start, loss and the
/// other flows of a link are left out.
pub(super) fn duration(way: &Way, amount: Bytes) -> Duration {
    rate(way).time_for(amount)
}

/// How much of `amount` has passed after `elapsed`.
pub(super) fn carried(way: &Way, amount: Bytes, elapsed: Duration) -> Bytes {
    let bits = u128::from(rate(way).0) * u128::from(elapsed.nanos()) / 1_000_000_000;
    Bytes(u64::try_from(bits / 8).unwrap_or(u64::MAX).min(amount.0))
}

/// The speed of one flow: the way's, or what the window allows over its round trip (BW-01, BW-02).
fn rate(way: &Way) -> BitsPerSecond {
    let round_trip = way.round_trip.nanos().max(1);
    let allowed = u128::from(WINDOW.0) * 8 * 1_000_000_000 / u128::from(round_trip);
    way.rate
        .min(BitsPerSecond(u64::try_from(allowed).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::{carried, duration, handshake};
    use crate::scenario::client::TlsVersion;
    use crate::sim::sample::way;
    use crate::time::Duration;
    use crate::units::{BitsPerSecond, Bytes};

    #[test]
    fn handshakes_cost_round_trips() {
        let way = way();
        for (tls, round_trips, rule) in [
            (None, 1, "TCP-18: plain HTTP"),
            (Some(TlsVersion::Tls13), 2, "TCP-18: TLS 1.3"),
            (Some(TlsVersion::Tls12), 3, "TCP-18: TLS 1.2"),
        ] {
            assert_eq!(
                handshake(&way, tls),
                way.round_trip.times(round_trips),
                "{rule}"
            );
        }
    }

    #[test]
    fn the_slower_of_way_and_window_decides() {
        for (gbps, round_trip_ms, mebibytes, ms, rule) in [
            (1, 1, 125, 1_048, "BW-01: the way's rate"),
            (10, 16, 16, 16, "BW-02: one window a round trip"),
            (10, 160, 32, 320, "BW-02: far away"),
        ] {
            let mut way = way();
            way.rate = BitsPerSecond(gbps * 1_000_000_000);
            way.round_trip = Duration::from_millis(round_trip_ms);
            let took = duration(&way, Bytes(mebibytes << 20));
            assert_eq!(took.nanos() / 1_000_000, ms, "{rule}");
            assert_eq!(
                carried(&way, Bytes(mebibytes << 20), took),
                Bytes(mebibytes << 20)
            );
            let half = carried(&way, Bytes(mebibytes << 20), took.divided_by(2));
            assert!(half.0.abs_diff(mebibytes << 19) < 4_096, "{rule}: {half}");
        }
    }
}
