//! What added packet loss costs: the rate of a long body, and the wait for a lost head.

use super::tcp::Mss;
use crate::engine::Draw;
use crate::time::Duration;
use crate::units::BitsPerSecond;
use crate::world::fault::WHOLE;

/// How long TCP waits before it sends a lost packet again that nothing follows; each later wait is
/// twice as long (TCP-03).
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// More repetitions of one packet than this are never needed.
const REPEATED_MAX: u32 = 8;

/// The most one flow gets over a way of this round trip that loses `loss` of a million packets:
/// the mean window of CUBIC under random loss, or of Reno where that is larger (RFC 9438, 5.1).
///
/// SIMPLIFIED: Added loss lowers the rate of bodies to TCP's mean under it and delays heads and
/// SYNs one by one; where in a body a packet is lost is left out.
pub(super) fn rate_under(loss: u32, mss: Mss, round_trip: Duration) -> BitsPerSecond {
    if loss == 0 || round_trip == Duration::ZERO {
        return BitsPerSecond(u64::MAX);
    }
    let share = f64::from(loss) / f64::from(WHOLE);
    let seconds = round_trip.as_secs_f64();
    let cubic = 1.054 * libm::pow(seconds / share, 0.75);
    let reno = libm::sqrt(1.5 / share);
    let window = cubic.max(reno).max(1.0);
    let bits = window * f64::from(mss.bytes()) * 8.0 / seconds;
    // As time for so many bits, because that is where floats become whole numbers.
    let per_gigabit = Duration::from_secs_f64(1e9 / bits).nanos().max(1);
    BitsPerSecond(
        u64::try_from(u128::from(10u64.pow(18)) / u128::from(per_gigabit)).unwrap_or(u64::MAX),
    )
}

/// How much later a single packet arrives because it had to be repeated.
pub(super) fn delay_under(loss: u32, luck: Draw) -> Duration {
    let (share, luck) = (f64::from(loss) / f64::from(WHOLE), luck.unit());
    let (mut delay, mut wait, mut chance) = (Duration::ZERO, FIRST_WAIT, share);
    for _ in 0..REPEATED_MAX {
        if luck >= chance {
            break;
        }
        delay += wait;
        wait = wait.times(2);
        chance *= share;
    }
    delay
}

#[cfg(test)]
mod tests {
    use super::{delay_under, rate_under};
    use crate::engine::{Chance, Purpose};
    use crate::sim::tcp::Mss;
    use crate::time::Duration;
    use crate::units::BitsPerSecond;

    #[test]
    fn loss_costs_rate_and_the_far_away_more() {
        let rate = |loss, ms| rate_under(loss, Mss::new(1_448), Duration::from_millis(ms)).0;
        assert_eq!(rate(0, 10), BitsPerSecond(u64::MAX).0);
        // Reno: 1448 × 8 bit / 10 ms × sqrt(1.5 / 0.01) = 14.2 Mbit/s.
        assert!(
            (14_000_000..14_400_000).contains(&rate(10_000, 10)),
            "{}",
            rate(10_000, 10)
        );
        assert!(rate(10_000, 10) > rate(100_000, 10));
        assert!(rate(10_000, 10) > rate(10_000, 100));
        // CUBIC holds more than Reno on a long way with little loss.
        assert!(rate(10, 100) > 1_448 * 8 * 10 * 387);
    }

    #[test]
    fn a_lost_head_is_repeated() {
        let stream = Chance::new(3).stream("client", Purpose::Loss);
        let delays = |loss| (0..1_000).map(move |n| delay_under(loss, stream.draw(n)));
        assert!(delays(0).all(|delay| delay == Duration::ZERO));
        let late = delays(100_000)
            .filter(|delay| *delay > Duration::ZERO)
            .count();
        assert!(
            (70..130).contains(&late),
            "{late} of 1000 were lost at one in ten"
        );
        assert!(delays(500_000).any(|delay| delay >= Duration::from_millis(1_400)));
    }
}
