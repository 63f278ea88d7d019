//! What each of many flows gets where several links are shared max-min fairly.
//!
//! Nobody can be given more without taking it from somebody who has no more than he. Found by
//! filling: all flows rise together; who has what he wants stops, and where a link is full all that
//! pass it stop. Flows that want the same over the same links are one claim, so that thousands of
//! them cost no more than one.

use std::collections::{BTreeMap, BTreeSet};

/// Flows that pass the same links and each want the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'a> {
    /// The links, each named once.
    pub(super) links: &'a [u32],
    /// What each flow wants, in bits per second.
    pub(super) wants: u64,
    /// How many flows there are.
    pub(super) flows: u64,
}

/// Who gets what.
#[derive(Debug)]
pub(super) struct Shares {
    /// Bits per second for each flow of each claim, in the order of the claims.
    pub(super) rates: Vec<u64>,
    /// The links that hold somebody back.
    pub(super) full: BTreeSet<u32>,
}

/// A link while it is filled.
#[derive(Debug)]
struct Basin {
    rest: u64,
    rising: u64,
    claims: Vec<usize>,
}

impl Basin {
    /// How high those that still rise can come.
    fn level(&self) -> Option<u64> {
        self.rest.checked_div(self.rising)
    }
}

/// Shares links of these capacities, in bits per second, among `claims`.
///
/// INVARIANT: The answer depends on no order: whole numbers are summed, and links that fill at one
/// level are full at once.
pub(super) fn shares(capacity: impl Fn(u32) -> u64, claims: &[Claim<'_>]) -> Shares {
    Filling::new(capacity, claims).run()
}

struct Filling<'a> {
    claims: &'a [Claim<'a>],
    basins: BTreeMap<u32, Basin>,
    levels: BTreeSet<(u64, u32)>,
    rates: Vec<Option<u64>>,
    full: BTreeSet<u32>,
}

impl<'a> Filling<'a> {
    fn new(capacity: impl Fn(u32) -> u64, claims: &'a [Claim<'a>]) -> Self {
        let mut basins: BTreeMap<u32, Basin> = BTreeMap::new();
        for (number, claim) in claims.iter().enumerate() {
            for link in claim.links {
                let basin = basins.entry(*link).or_insert_with(|| Basin {
                    rest: capacity(*link),
                    rising: 0,
                    claims: Vec::new(),
                });
                basin.rising += claim.flows;
                basin.claims.push(number);
            }
        }
        let level = |(link, basin): (&u32, &Basin)| Some((basin.level()?, *link));
        Self {
            claims,
            levels: basins.iter().filter_map(level).collect(),
            basins,
            rates: vec![None; claims.len()],
            full: BTreeSet::new(),
        }
    }

    fn run(mut self) -> Shares {
        let mut modest: Vec<usize> = (0..self.claims.len()).collect();
        modest.sort_by_key(|number| self.claims[*number].wants);
        for number in modest {
            while self.rates[number].is_none() {
                let wants = self.claims[number].wants;
                match self.levels.first() {
                    Some((level, _)) if *level < wants => self.fill(*level),
                    Some(_) | None => self.settle(number, wants),
                }
            }
        }
        Shares {
            rates: self
                .rates
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect(),
            full: self.full,
        }
    }

    /// Every link that fills at this level is full: who passes it rises no more.
    fn fill(&mut self, level: u64) {
        let filled = self.levels.range((level, 0)..=(level, u32::MAX));
        let filled: Vec<u32> = filled.map(|(_, link)| *link).collect();
        let held = filled.iter().filter_map(|link| self.basins.get(link));
        let held: BTreeSet<usize> = held
            .flat_map(|basin| basin.claims.iter().copied())
            .collect();
        for number in held {
            if self.rates[number].is_none() {
                self.settle(number, level);
            }
        }
        self.full.extend(filled);
    }

    fn settle(&mut self, number: usize, rate: u64) {
        self.rates[number] = Some(rate);
        let claim = &self.claims[number];
        for link in claim.links {
            let Some(basin) = self.basins.get_mut(link) else {
                continue;
            };
            if let Some(level) = basin.level() {
                self.levels.remove(&(level, *link));
            }
            basin.rest = basin.rest.saturating_sub(rate.saturating_mul(claim.flows));
            basin.rising -= claim.flows;
            if let Some(level) = basin.level() {
                self.levels.insert((level, *link));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::{Claim, shares};

    /// Flows by themselves: which links each passes, and what it wants.
    type Flows = Vec<(Vec<u32>, u64)>;

    fn rates(capacities: &[u64], flows: &Flows) -> Vec<u64> {
        let claims: Vec<Claim<'_>> = flows
            .iter()
            .map(|(links, wants)| Claim {
                links,
                wants: *wants,
                flows: 1,
            })
            .collect();
        shares(|link| capacities[link as usize], &claims).rates
    }

    /// Raises every flow by one bit a second as long as its links have room for all who still
    /// rise: the definition, done by hand.
    fn raised_by_hand(capacities: &[u64], flows: &Flows) -> Vec<u64> {
        let mut rates = vec![0; flows.len()];
        let mut rises = vec![true; flows.len()];
        let load = |rates: &[u64], rises: &[bool], link: u32| -> u64 {
            let passing = flows.iter().enumerate();
            let passing = passing.filter(|(_, (links, _))| links.contains(&link));
            passing.map(|(n, _)| rates[n] + u64::from(rises[n])).sum()
        };
        while rises.contains(&true) {
            let satisfied: Vec<usize> = (0..flows.len())
                .filter(|n| rises[*n] && rates[*n] == flows[*n].1)
                .collect();
            for n in satisfied {
                rises[n] = false;
            }
            let full: Vec<u32> = (0u32..)
                .zip(capacities)
                .filter(|(link, capacity)| load(&rates, &rises, *link) > **capacity)
                .map(|(link, _)| link)
                .collect();
            for (n, (links, _)) in flows.iter().enumerate() {
                if links.iter().any(|link| full.contains(link)) {
                    rises[n] = false;
                }
            }
            (0..flows.len())
                .filter(|n| rises[*n])
                .for_each(|n| rates[n] += 1);
        }
        rates
    }

    fn networks() -> impl Strategy<Value = (Vec<u64>, Flows)> {
        (1..5usize).prop_flat_map(|links| {
            let names: Vec<u32> = (0u32..).take(links).collect();
            let passes = proptest::sample::subsequence(names, 1..=links);
            let flows = proptest::collection::vec((passes, 1..60u64), 1..9);
            (proptest::collection::vec(1..100u64, links), flows)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

        #[test]
        fn shares_are_what_filling_by_hand_gives((capacities, flows) in networks()) {
            prop_assert_eq!(rates(&capacities, &flows), raised_by_hand(&capacities, &flows));
        }

        /// No flow can be raised without lowering one that has no more.
        #[test]
        fn shares_are_max_min_fair((capacities, flows) in networks()) {
            // In thousandths, so that what is left of a whole number does not hide a mistake.
            let capacities: Vec<u64> = capacities.iter().map(|it| it * 1_000).collect();
            let flows: Flows = flows.into_iter().map(|(links, wants)| (links, wants * 1_000)).collect();
            let rates = rates(&capacities, &flows);
            let load = |link: u32| -> u64 {
                let passing = flows.iter().zip(&rates).filter(|((links, _), _)| links.contains(&link));
                passing.map(|(_, rate)| rate).sum()
            };
            for (link, capacity) in (0u32..).zip(&capacities) {
                prop_assert!(load(link) <= *capacity, "link {} is overfull", link);
            }
            let several = flows.len() as u64;
            for ((links, wants), rate) in flows.iter().zip(&rates) {
                let is_held = links.iter().any(|link| {
                    let is_full = capacities[*link as usize] - load(*link) < several;
                    let mut others = flows.iter().zip(&rates);
                    is_full && others.all(|((passes, _), other)| !passes.contains(link) || other <= &(rate + several))
                });
                prop_assert!(rate == wants || is_held, "{:?} has {} of {}", links, rate, wants);
            }
        }

        #[test]
        fn equal_flows_are_one_claim((capacities, flows) in networks(), many in 1..5u64) {
            let capacities: Vec<u64> = capacities.iter().map(|it| it * 1_000).collect();
            let together: Vec<Claim<'_>> = flows
                .iter()
                .map(|(links, wants)| Claim { links, wants: *wants * 100, flows: many })
                .collect();
            let apart: Flows = flows
                .iter()
                .flat_map(|(links, wants)| (0..many).map(|_| (links.clone(), *wants * 100)))
                .collect();
            let together = shares(|link| capacities[link as usize], &together).rates;
            let apart = rates(&capacities, &apart);
            let each: Vec<u64> = apart.chunks(usize::try_from(many).unwrap()).map(|same| same[0]).collect();
            prop_assert_eq!(together, each);
        }
    }
}
