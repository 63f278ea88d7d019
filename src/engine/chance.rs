//! Chance by key: the same question gets the same luck, whoever else asks.
//!
//! A draw is named by (seed, entity name, purpose, number). Adding a host therefore changes no
//! other host's luck, and two designs run under one seed meet the same arrivals, first-byte times
//! and faults: their difference is the design's, not the dice's (common random numbers).

use super::mix::{GOLDEN, mix, mix_text};
use super::{normal, seed};
use crate::time::Duration;

/// What a draw is for; each purpose of each entity is a stream of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Purpose {
    /// When the next request is made.
    Arrival,
    /// Which kind of request of a mix it is.
    RequestPick,
    /// Which key of a pattern is asked for.
    KeyPick,
    /// How large an object or a body is.
    Size,
    /// How long a person or program waits between requests.
    ThinkTime,
    /// The jitter of a retry's delay.
    BackOff,
    /// How long a server takes to its first byte.
    FirstByte,
    /// Which of several addresses of a name is taken.
    DnsPick,
    /// Which of several equal ways is taken (ECMP, zones, tunnels).
    PathPick,
    /// The ephemeral port of a connection.
    PortPick,
    /// Whether a segment is lost, and which.
    Loss,
    /// Added or varying delay of a path.
    Delay,
    /// Whether and when something breaks.
    Fault,
    /// How long what broke stays broken.
    Repair,
    /// Whether a server refuses or errs.
    ServerError,
    /// The seed of a shard or of one run of a sweep.
    Shard,
}

/// The luck of one run: a seed, from which every stream is derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    seed: u64,
}

/// An endless row of numbered draws for one entity and purpose; 16 bytes, free to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    key: [u64; 2],
}

/// One throw of the dice: 64 even bits, read as the distribution wanted.
///
/// Each draw is to be read once; a second value needs a second number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw(u64);

impl Chance {
    /// The luck that belongs to `seed`.
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The draws of the entity with this name for this purpose; derived with `ChaCha8`.
    ///
    /// Streams are made once, when the world is built, and kept beside the entity.
    ///
    /// ```
    /// use vpcsim::engine::{Chance, Purpose};
    /// let chance = Chance::new(42);
    /// let web = chance.stream("web", Purpose::Arrival);
    /// assert_eq!(web.draw(7), chance.stream("web", Purpose::Arrival).draw(7));
    /// assert_ne!(web.draw(7), web.draw(8));
    /// assert_ne!(web.draw(7), chance.stream("db", Purpose::Arrival).draw(7));
    /// assert_ne!(web.draw(7), Chance::new(43).stream("web", Purpose::Arrival).draw(7));
    /// ```
    pub fn stream(&self, entity: &str, purpose: Purpose) -> Stream {
        let name = mix_text(self.seed, entity);
        Stream {
            key: seed::key_for(self.seed, name, purpose as u64),
        }
    }
}

impl Stream {
    /// The draw with this number; any order, any number of times, a few nanoseconds each.
    pub const fn draw(&self, number: u64) -> Draw {
        let [key, salt] = self.key;
        Draw(mix(key ^ mix(number.wrapping_mul(GOLDEN) ^ salt)))
    }
}

impl Draw {
    /// A whole number below `n`, all equally likely (to within `n` in 2^64); zero when `n` is 0.
    pub fn uniform_below(self, n: u64) -> u64 {
        let product = u128::from(self.0) * u128::from(n);
        (product >> 64) as u64
    }

    /// A number in [0, 1), one of 2^53 evenly spaced ones.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
    pub fn unit(self) -> f64 {
        (self.0 >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Whether something that happens with `probability` (0 to 1) happens.
    pub fn happens(self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A waiting time of this mean without memory: the gaps of Poisson arrivals.
    ///
    /// ```
    /// use vpcsim::{engine::{Chance, Purpose}, time::Duration};
    /// let gaps = Chance::new(1).stream("web", Purpose::Arrival);
    /// let total: u64 = (0..10_000).map(|n| gaps.draw(n).exponential(Duration::from_millis(3)).nanos()).sum();
    /// assert!((29_000..31_000).contains(&(total / 1_000_000)), "{total}");
    /// ```
    pub fn exponential(self, mean: Duration) -> Duration {
        Duration::from_secs_f64(mean.as_secs_f64() * -libm::log(self.open_unit()))
    }

    /// A number from the normal distribution with this mean and standard deviation.
    pub fn normal(self, mean: f64, deviation: f64) -> f64 {
        mean + deviation * normal::quantile(self.open_unit())
    }

    /// A duration whose logarithm is normal: half are below `median`; `sigma` (no unit) is the
    /// logarithm's standard deviation, so about two thirds lie within a factor e^`sigma`.
    ///
    /// ```
    /// use vpcsim::{engine::{Chance, Purpose}, time::Duration};
    /// let first_byte = Chance::new(1).stream("reports", Purpose::FirstByte);
    /// let median = Duration::from_millis(100);
    /// let below = (0..10_000).filter(|&n| first_byte.draw(n).lognormal(median, 0.4) < median).count();
    /// assert!((4_800..5_200).contains(&below), "{below}");
    /// ```
    pub fn lognormal(self, median: Duration, sigma: f64) -> Duration {
        Duration::from_secs_f64(median.as_secs_f64() * libm::exp(self.normal(0.0, sigma)))
    }

    /// The 64 bits themselves, to seed something else.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// A number strictly between 0 and 1, so that its logarithm is finite on both sides.
    #[expect(clippy::cast_precision_loss, reason = "52 bits and a half fit exactly")]
    fn open_unit(self) -> f64 {
        ((self.0 >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Chance, Purpose};
    use crate::time::Duration;

    #[test]
    fn the_bits_never_change() {
        let stream = Chance::new(42).stream("web", Purpose::Loss);
        let bits = [0, 1, 2].map(|n| format!("{:016x}", stream.draw(n).bits()));
        assert_eq!(
            bits,
            ["76d920755cd2d361", "27210293450e5d15", "1a5a440d94e55c72"]
        );
        let second = Duration::from_secs(1);
        assert_eq!(stream.draw(0).exponential(second).nanos(), 767_330_804);
        assert_eq!(stream.draw(0).lognormal(second, 0.5).nanos(), 956_126_194);
    }

    #[test]
    fn draws_are_even_and_normal() {
        let stream = Chance::new(5).stream("dice", Purpose::KeyPick);
        let mut faces = [0u32; 6];
        let (mut sum, mut squares) = (0.0, 0.0);
        for n in 0..60_000 {
            faces[usize::try_from(stream.draw(n).uniform_below(6)).unwrap()] += 1;
            let z = stream.draw(n).normal(0.0, 1.0);
            sum += z;
            squares += z * z;
        }
        assert!(
            faces.iter().all(|count| (9_600..10_400).contains(count)),
            "{faces:?}"
        );
        assert!((sum / 60_000.0).abs() < 0.02, "mean {sum}");
        assert!(
            (squares / 60_000.0 - 1.0).abs() < 0.03,
            "variance {squares}"
        );
    }

    #[test]
    fn the_edges_are_kept() {
        let highest = super::Draw(u64::MAX);
        assert!(highest.unit() < 1.0);
        assert_eq!(highest.uniform_below(10), 9);
        assert_eq!(highest.uniform_below(0), 0);
        assert!(!highest.happens(0.0) && super::Draw(0).happens(1e-9));
        assert!(
            highest.normal(0.0, 1.0).is_finite() && super::Draw(0).normal(0.0, 1.0).is_finite()
        );
        assert_eq!(highest.exponential(Duration::ZERO), Duration::ZERO);
    }
}
