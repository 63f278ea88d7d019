//! A small filter over pairs of neighbouring bytes, which rules out most patterns of a long list.

/// Which pairs of bytes occur in a text, hashed into 256 bits. A text lacks a pair for sure when
/// its bit is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bigrams([u64; 4]);

impl Bigrams {
    /// The pairs of `text`.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut all = Self::default();
        all.add(text);
        all
    }

    /// Adds the pairs of `text`.
    pub(super) fn add(&mut self, text: &[u8]) {
        for pair in text.windows(2) {
            let hash = pair[0].wrapping_mul(37) ^ pair[1].wrapping_mul(101).rotate_left(3);
            self.0[usize::from(hash >> 6)] |= 1 << (hash & 63);
        }
    }

    /// Whether every pair of `other` may occur here.
    #[inline]
    pub(super) fn may_contain(&self, other: &Self) -> bool {
        let lacking = self
            .0
            .iter()
            .zip(&other.0)
            .map(|(own, wanted)| wanted & !own);
        lacking.fold(0, |all, bits| all | bits) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_contain_its_parts() {
        let text = "arn:aws:s3:::data-lake/2026/tenant-65/a.csv";
        let all = Bigrams::of(text.as_bytes());
        for from in 0..text.len() {
            for to in from..=text.len() {
                assert!(
                    all.may_contain(&Bigrams::of(&text.as_bytes()[from..to])),
                    "{from}..{to}"
                );
            }
        }
        assert!(!all.may_contain(&Bigrams::of(b"/tenant-17/")));
    }
}
