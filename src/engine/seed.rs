//! Key material from a seed: the only file that knows a random number generator's crate.
//!
//! `ChaCha8` is specified to the bit and unpredictable: seeds 1 and 2, or the streams of `web-1`
//! and `web-2`, have nothing in common. It costs about a hundred nanoseconds a key, which is why
//! it makes keys and the cheap mix makes the draws.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Two independent words fixed by three.
pub(super) fn key_for(seed: u64, entity: u64, purpose: u64) -> [u64; 2] {
    let mut bytes = [0; 32];
    bytes[0..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&entity.to_le_bytes());
    bytes[16..24].copy_from_slice(&purpose.to_le_bytes());
    let mut generator = ChaCha8Rng::from_seed(bytes);
    [generator.next_u64(), generator.next_u64()]
}
