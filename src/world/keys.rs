//! Which key each of many requests asks for.

use std::sync::Arc;

use crate::engine::Stream;

/// What `{n}` stands for in the keys of a load; the same request number always has the same key.
#[derive(Debug, Clone)]
pub enum Keys {
    /// The request's own number.
    Numbered,
    /// 1 up to this, and again from 1.
    Sequential(u64),
    /// Each of 1 up to this equally often.
    Uniform(u64, Stream),
    /// By a table: the share of requests that keys up to each position get.
    Zipf(Arc<[f64]>, Stream),
}

impl Keys {
    /// Keys of which number `i` is asked for as often as `1 / i^exponent` says.
    #[expect(clippy::cast_precision_loss, reason = "a million items fit exactly")]
    pub fn zipf(items: u64, exponent: f64, stream: Stream) -> Self {
        let mut sum = 0.0;
        let mut table: Vec<f64> = Vec::new();
        for item in 1..=items {
            sum += libm::pow(item as f64, -exponent);
            table.push(sum);
        }
        for share in &mut table {
            *share /= sum;
        }
        Self::Zipf(table.into(), stream)
    }

    /// What `{n}` stands for in request `number`, from 1.
    pub fn number(&self, number: u64) -> u64 {
        match self {
            Self::Numbered => number,
            Self::Sequential(items) => number.saturating_sub(1) % (*items).max(1) + 1,
            Self::Uniform(items, stream) => stream.draw(number).uniform_below(*items) + 1,
            Self::Zipf(table, stream) => {
                let luck = stream.draw(number).unit();
                let place = table.partition_point(|share| *share <= luck);
                place.min(table.len().saturating_sub(1)) as u64 + 1
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;
    use crate::engine::{Chance, Purpose};

    #[test]
    fn keys_follow_their_pattern() {
        let stream = Chance::new(5).stream("load", Purpose::KeyPick);
        let counts = |keys: &Keys| {
            let mut counts = vec![0u32; 11];
            for number in 1..=10_000 {
                counts[usize::try_from(keys.number(number)).unwrap_or(0)] += 1;
            }
            counts
        };
        let sequential = counts(&Keys::Sequential(10));
        assert_eq!(sequential[1..], [1_000; 10]);
        let uniform = counts(&Keys::Uniform(10, stream));
        assert!(
            uniform[1..]
                .iter()
                .all(|count| (850..1_150).contains(count)),
            "{uniform:?}"
        );
        // Ten keys by 1 / i: the first gets 1 / 2.929 of the requests, the last a tenth of that.
        let zipf = counts(&Keys::zipf(10, 1.0, stream));
        assert!((3_250..3_580).contains(&zipf[1]), "{zipf:?}");
        assert!((270..420).contains(&zipf[10]), "{zipf:?}");
        assert_eq!(Keys::Numbered.number(7), 7);
        assert_eq!(
            (Keys::Sequential(3).number(3), Keys::Sequential(3).number(4)),
            (3, 1)
        );
    }
}
