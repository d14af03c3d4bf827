//! HyperLogLog: the number of different hashes, from the greatest number of zeros seen before the first one.

use super::codec::{damaged, take};
use crate::reduce::bytes::ByteReader;
use crate::reduce::state::StateError;

/// Bits of a hash that choose its register.
const INDEX_BITS: u32 = 14;

const REGISTERS: usize = 1 << INDEX_BITS;

/// Bits of a hash whose zeros are counted.
const RANK_BITS: u32 = u64::BITS - INDEX_BITS;

/// Registers of 6 bits in three bytes.
const IN_GROUP: usize = 4;

/// The relative standard error of an estimate: 1.04/√m for m registers (P. Flajolet et al., "HyperLogLog: the analysis of a
/// near-optimal cardinality estimation algorithm", 2007).
pub const RELATIVE_ERROR: f64 = 1.04 / 128.0;

const _: () = assert!(128 * 128 == REGISTERS);

/// 2^14 registers. Each keeps the greatest rank of its hashes: the zeros before the first one in the bits that did not choose the
/// register, and one more; 0 if it has none.
#[derive(Debug, Clone)]
pub(super) struct Registers([[u8; 3]; REGISTERS / IN_GROUP]);

impl Default for Registers {
    fn default() -> Registers {
        Registers([[0; 3]; REGISTERS / IN_GROUP])
    }
}

impl Registers {
    /// Adds a hash.
    #[inline]
    pub fn add(&mut self, hash: u64) {
        let index = (hash >> RANK_BITS) as usize;
        // The bit after the last one ends the zeros.
        let rank = (hash << INDEX_BITS | 1 << (INDEX_BITS - 1)).leading_zeros() + 1;
        self.raise(index, rank);
    }

    /// Makes a register at least `rank`.
    #[inline]
    fn raise(&mut self, index: usize, rank: u32) {
        let group = &mut self.0[index / IN_GROUP];
        let registers = u32::from_le_bytes([group[0], group[1], group[2], 0]);
        let shift = 6 * (index % IN_GROUP);
        let before = registers >> shift & 0x3F;
        if rank > before {
            let [a, b, c, _] = (registers ^ (before ^ rank) << shift).to_le_bytes();
            *group = [a, b, c];
        }
    }

    /// Adds all hashes of other registers.
    pub fn merge(&mut self, other: &Registers) {
        other.iter().enumerate().for_each(|(index, rank)| self.raise(index, rank));
    }

    fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flat_map(|group| {
            let registers = u32::from_le_bytes([group[0], group[1], group[2], 0]);
            (0..IN_GROUP).map(move |n| registers >> (6 * n) & 0x3F)
        })
    }

    /// The number of different hashes.
    ///
    /// This is the improved raw estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches"
    /// (arXiv:1702.01284, 2017), section 4, which needs no correction for small or great numbers.
    pub fn estimate(&self) -> u64 {
        let mut with_rank = [0_u32; RANK_BITS as usize + 2];
        self.iter().for_each(|rank| with_rank[rank as usize] += 1);
        let m = REGISTERS as f64;
        let (empty, [ranks @ .., full]) = (with_rank[0], &with_rank[1..]) else { return 0 };
        let most = ranks.iter().rev().fold(m * tau(1.0 - f64::from(*full) / m), |sum, n| 0.5 * (sum + f64::from(*n)));
        let estimate = m * m / (2.0 * std::f64::consts::LN_2 * (most + m * sigma(f64::from(empty) / m)));
        estimate.round() as u64
    }

    /// The registers as they are written.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_flattened()
    }

    /// Reads registers that have seen a hash.
    pub fn decode(reader: &mut ByteReader<'_>) -> Result<Registers, StateError> {
        let bytes = take(reader, size_of::<Registers>())?;
        let mut registers = Registers::default();
        registers.0.as_flattened_mut().copy_from_slice(bytes);
        if registers.iter().any(|rank| rank > RANK_BITS + 1) {
            return damaged("a register is out of range");
        }
        if registers.iter().all(|rank| rank == 0) {
            return damaged("its registers are empty");
        }
        Ok(registers)
    }
}

/// x + Σ x^(2^k) 2^(k-1) for k from 1: what empty registers contribute. Infinite if all are.
fn sigma(mut x: f64) -> f64 {
    if x == 1.0 {
        return f64::INFINITY;
    }
    let (mut sum, mut factor) = (x, 1.0);
    loop {
        x *= x;
        let before = sum;
        sum += x * factor;
        factor *= 2.0;
        if sum == before {
            return sum;
        }
    }
}

/// (1 - x - Σ (1 - x^(2^-k))² 2^-k) / 3 for k from 1: what registers of the greatest rank contribute.
fn tau(mut x: f64) -> f64 {
    if x == 0.0 || x == 1.0 {
        return 0.0;
    }
    let (mut sum, mut factor) = (1.0 - x, 1.0);
    loop {
        x = x.sqrt();
        factor *= 0.5;
        let before = sum;
        sum -= (1.0 - x).powi(2) * factor;
        if sum == before {
            return sum / 3.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_zeros_before_the_first_one() {
        for (hash, index, rank) in [
            (0, 0, 51),
            (1, 0, 50),
            (u64::MAX, REGISTERS - 1, 1),
            (5 << RANK_BITS | 1 << 49, 5, 1),
            (6 << RANK_BITS | 1 << 40, 6, 10),
            (!0 << RANK_BITS, REGISTERS - 1, 51),
        ] {
            let mut registers = Registers::default();
            registers.add(hash);
            let found: Vec<_> = registers.iter().enumerate().filter(|(_, rank)| *rank > 0).collect();
            assert_eq!(found, [(index, rank)], "{hash:x}");
        }
    }

    #[test]
    fn a_register_keeps_the_greatest_rank_and_leaves_its_neighbours() {
        let mut registers = Registers::default();
        (0..8).for_each(|index| registers.raise(index, 10 + index as u32));
        registers.raise(5, 63);
        registers.raise(6, 3);
        assert_eq!(registers.iter().take(9).collect::<Vec<_>>(), [10, 11, 12, 13, 14, 63, 16, 17, 0]);
    }

    #[test]
    fn small_numbers_are_estimated_too() {
        let mut registers = Registers::default();
        for n in 1..=20_000_u64 {
            // Uniform hashes: the multiples of an odd number, with their high half in the low one.
            let hash = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            registers.add((hash ^ hash >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93));
            if n.is_power_of_two() || n % 5000 == 0 {
                let estimate = registers.estimate();
                assert!(estimate.abs_diff(n) <= n / 40 + 1, "{estimate} for {n}");
            }
        }
    }

    #[test]
    fn contributions_of_empty_and_full_registers_are_those_of_the_series() {
        for x in [0.0_f64, 0.1, 0.5, 0.9] {
            let terms = (1..40).map(|k| x.powf(2_f64.powi(k)) * 2_f64.powi(k - 1));
            assert!((sigma(x) - (x + terms.sum::<f64>())).abs() < 1e-9, "{x}");
        }
        for x in [0.1_f64, 0.5, 0.9] {
            let terms = (1..40).map(|k| (1.0 - x.powf(2_f64.powi(-k))).powi(2) * 2_f64.powi(-k));
            assert!((tau(x) - (1.0 - x - terms.sum::<f64>()) / 3.0).abs() < 1e-9, "{x}");
        }
        assert_eq!((sigma(1.0), tau(0.0), tau(1.0)), (f64::INFINITY, 0.0, 0.0));
    }
}
