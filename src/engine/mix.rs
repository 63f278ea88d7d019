//! A stable 64-bit mix: the one hash behind tie orders, chance and fingerprints.
//!
//! It is our own so that no crate's update can change a run's result: three xor-shifts and two
//! odd multiplications (the constants are those David Stafford published as "Mix13", which
//! `SplitMix64` uses too). Each step is invertible, so different words never collide.

/// The golden ratio in 64 bits: spreads consecutive numbers far apart.
pub(super) const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Scrambles `word` so that every input bit moves about half of the output bits; a bijection.
pub(super) const fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// The hash of a text under `key`: eight bytes a step, little end first, the length last.
pub(super) fn mix_text(key: u64, text: &str) -> u64 {
    let mut state = mix(key ^ GOLDEN);
    for chunk in text.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        state = mix(state ^ u64::from_le_bytes(word)).wrapping_add(GOLDEN);
    }
    mix(state ^ text.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::{mix, mix_text};

    #[test]
    fn the_mix_is_the_published_one_and_never_changes() {
        // The first outputs of SplitMix64 seeded with zero, as its author lists them.
        assert_eq!(mix(super::GOLDEN), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mix(super::GOLDEN.wrapping_mul(2)), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn texts_that_look_alike_get_different_hashes() {
        let texts = [
            "",
            "\0",
            "a",
            "a\0",
            "web-1",
            "web-2",
            "web-10",
            "12345678",
            "123456780",
        ];
        for (i, a) in texts.iter().enumerate() {
            for b in &texts[i + 1..] {
                assert_ne!(mix_text(7, a), mix_text(7, b), "{a:?} and {b:?}");
            }
            assert_ne!(mix_text(7, a), mix_text(8, a), "{a:?} under another key");
        }
    }
}
