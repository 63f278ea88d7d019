//! What was measured on a real network beside what the simulator says: a
//! [`table`](table::render) for people, [`json`](json::to_json) for programs.

mod judge;
pub mod table;
pub mod json;

pub use judge::{Judgement, Unmodelled, Verdict, judge};

use crate::import::measured::Measured;
use crate::journey::probe::Answer;
use crate::world::World;

/// One network and all that was measured on it.
#[derive(Debug)]
pub struct Lab {
    /// Its name.
    pub name: String,
    /// The network as it was imported.
    pub world: World,
    /// Every measurement with its verdict.
    pub cases: Vec<Case>,
    /// What the import did not take over.
    pub left_out: usize,
}

/// One measurement and what the simulator says.
#[derive(Debug)]
pub struct Case {
    /// What was measured.
    pub measured: Measured,
    /// What the simulator says; none when it cannot even ask.
    pub answer: Option<Answer>,
    /// Whether both agree.
    pub verdict: Verdict,
}

/// How many of a lab's measurements agree, disagree and are not modelled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// They agree.
    pub agree: usize,
    /// They disagree.
    pub disagree: usize,
    /// The configuration does not decide.
    pub unmodelled: usize,
}

impl Count {
    fn add(&mut self, judgement: Judgement) {
        match judgement {
            Judgement::Agrees => self.agree += 1,
            Judgement::Disagrees => self.disagree += 1,
            Judgement::NotModelled(_) => self.unmodelled += 1,
        }
    }

    fn of(judgements: impl Iterator<Item = Judgement>) -> Self {
        let mut count = Self::default();
        judgements.for_each(|one| count.add(one));
        count
    }

    /// All of them.
    pub fn all(&self) -> usize {
        self.agree + self.disagree + self.unmodelled
    }
}

impl Lab {
    /// Whether what was asked was reached.
    pub fn reached(&self) -> Count {
        Count::of(self.cases.iter().map(|case| case.verdict.reached))
    }

    /// The time to live of answers, where it was noted.
    pub fn ttl(&self) -> Count {
        Count::of(self.cases.iter().filter_map(|case| case.verdict.ttl))
    }

    /// How many agree of which only the measurement tells that the far end answers.
    pub fn unknown_ends(&self) -> usize {
        let cases = self.cases.iter();
        cases.filter(|case| case.verdict.is_end_unknown).count()
    }

    /// Whether nothing disagrees.
    pub fn agrees(&self) -> bool {
        self.reached().disagree == 0 && self.ttl().disagree == 0
    }
}

/// Everything that was measured in a lab, judged.
pub fn lab(name: String, world: World, measured: Vec<Measured>, left_out: usize) -> Lab {
    let cases = judge(&world, measured);
    Lab {
        name,
        world,
        cases,
        left_out,
    }
}
