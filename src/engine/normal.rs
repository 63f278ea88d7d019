//! The inverse of the normal distribution, bit-identical on every machine.
//!
//! Michael Wichura's algorithm AS 241 (PPND16, Applied Statistics 37, 1988): three ratios of
//! polynomials, good to about sixteen digits. The inverse is used, not a rejection method, so
//! that one draw gives one value and common random numbers stay common.

const CENTRE: ([f64; 8], [f64; 8]) = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
);

const FLANK: ([f64; 8], [f64; 8]) = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const TAIL: ([f64; 8], [f64; 8]) = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

/// The value below which a standard normal variable falls with probability `p`, 0 < `p` < 1.
pub(super) fn quantile(p: f64) -> f64 {
    let from_middle = p - 0.5;
    if libm::fabs(from_middle) <= 0.425 {
        return from_middle * ratio(&CENTRE, 0.180_625 - from_middle * from_middle);
    }
    let tail = if from_middle < 0.0 { p } else { 1.0 - p };
    let depth = libm::sqrt(-libm::log(tail));
    let size = if depth <= 5.0 {
        ratio(&FLANK, depth - 1.6)
    } else {
        ratio(&TAIL, depth - 5.0)
    };
    libm::copysign(size, from_middle)
}

fn ratio((above, below): &([f64; 8], [f64; 8]), x: f64) -> f64 {
    let polynomial = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * x + c);
    polynomial(above) / polynomial(below)
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn undoes_the_distribution_function() {
        for p in [
            1e-300, 1e-40, 1e-12, 1e-5, 0.01, 0.074, 0.076, 0.3, 0.5, 0.7, 0.99,
        ] {
            let z: f64 = quantile(p);
            let back = 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
            assert!((back / p - 1.0).abs() < 1e-11, "{p}: {z} gives {back}");
        }
        assert!((quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
    }
}
