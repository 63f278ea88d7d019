//! A link that is one of several on somebody's way: who passes it, and what it may be asked for.
//!
//! Whether a link can hold anybody back is told from a bound: flows ask for what they may have, and
//! flows that come through one other link ask together for no more than that link carries. As long
//! as a link carries all it may be asked for, those who pass it need not know of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::link::Link;
use crate::units::BitsPerSecond;
use crate::world::Id;

/// More bodies than this are many.
const CROWD: usize = 32;

/// The links of a way in one direction.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// Their numbers, in the order of the way.
    pub(super) numbers: Arc<[u32]>,
    /// The links, and the group of each to which flows of this way belong.
    pub(super) steps: Box<[(Id<Link>, usize)]>,
}

impl Route {
    /// A way over these links, with the group of each.
    pub(super) fn new(steps: Vec<(Id<Link>, usize)>) -> Self {
        Self {
            numbers: steps.iter().map(|(link, _)| link.number()).collect(),
            steps: steps.into_boxed_slice(),
        }
    }

    /// The links.
    pub(super) fn links(&self) -> impl Iterator<Item = Id<Link>> {
        self.steps.iter().map(|(link, _)| *link)
    }
}

/// What several ways that share a link have to do with each other there.
#[derive(Debug)]
pub(super) struct Joint {
    /// The ways that pass, and the one that passes nothing else.
    pub(super) routes: Vec<Id<Route>>,
    pub(super) solo: Id<Route>,
    /// The bodies under way here, by the numbers of their connections.
    pub(super) present: BTreeSet<u32>,
    /// Whether it may hold somebody back: from the moment at which it may be asked for more than it
    /// carries, until nobody is here, or those here flow and ask for less.
    pub(super) is_awake: bool,
    /// The fluid in which those who pass it flow, when they may be held up elsewhere too.
    pub(super) fluid: Option<u32>,
    groups: IndexMap<Option<Id<Link>>, Group>,
    asked: u128,
}

/// Flows that come through one other link.
#[derive(Debug, Clone, Copy)]
struct Group {
    wants: u128,
    room: u128,
}

impl Group {
    fn asks(&self) -> u128 {
        self.wants.min(self.room)
    }
}

impl Joint {
    /// A link with nobody on it, passed by `solo` alone.
    pub(super) fn new(solo: Id<Route>) -> Self {
        let group = Group {
            wants: 0,
            room: u128::MAX,
        };
        Self {
            routes: vec![solo],
            solo,
            present: BTreeSet::new(),
            is_awake: false,
            fluid: None,
            groups: IndexMap::from([(None, group)]),
            asked: 0,
        }
    }

    /// The group of flows that pass no other link.
    pub(super) const SOLO: usize = 0;

    /// The group of flows that come through `by`, which carries so much.
    pub(super) fn group(&mut self, by: Id<Link>, carries: BitsPerSecond) -> usize {
        let group = self.groups.entry(Some(by));
        let position = group.index();
        group.or_insert(Group {
            wants: 0,
            room: carries.0.into(),
        });
        position
    }

    /// Body `key` comes, with a flow that may have so much.
    pub(super) fn enter(&mut self, key: u32, group: usize, want: BitsPerSecond) {
        self.present.insert(key);
        self.change(group, |group| group.wants += u128::from(want.0));
    }

    /// Body `key` goes; says whether nobody is left.
    pub(super) fn leave(&mut self, key: u32, group: usize, want: BitsPerSecond) -> bool {
        self.present.remove(&key);
        self.change(group, |group| group.wants -= u128::from(want.0));
        self.present.is_empty()
    }

    /// The link by which a group comes carries so much from now on.
    pub(super) fn widen(&mut self, by: Id<Link>, carries: BitsPerSecond) {
        if let Some(group) = self.groups.get_index_of(&Some(by)) {
            self.change(group, |group| group.room = carries.0.into());
        }
    }

    /// Whether it may be asked for more than so much.
    pub(super) fn may_ask(&self, more_than: BitsPerSecond) -> bool {
        self.asked > u128::from(more_than.0)
    }

    /// Whether a link of this rate, whose passengers flow, need hold nobody back any more.
    ///
    /// To wake a link costs something for each who is there. So one with many of them waits until it
    /// may be asked for half of what it carries: as many have come before it is woken again.
    pub(super) fn may_rest(&self, rate: BitsPerSecond) -> bool {
        let bound = if self.present.len() > CROWD {
            BitsPerSecond(rate.0 / 2)
        } else {
            rate
        };
        self.fluid.is_some() && !self.may_ask(bound)
    }

    fn change(&mut self, group: usize, edit: impl FnOnce(&mut Group)) {
        if let Some((_, group)) = self.groups.get_index_mut(group) {
            let before = group.asks();
            edit(group);
            self.asked = self.asked - before + group.asks();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Joint;
    use crate::units::BitsPerSecond;
    use crate::world::Id;

    #[test]
    fn who_comes_through_another_link_asks_for_no_more_than_that_carries() {
        let gigabits = |n: u64| BitsPerSecond(n * 1_000_000_000);
        let mut joint = Joint::new(Id::at(0));
        let by_nat = joint.group(Id::at(7), gigabits(5));
        assert_eq!(joint.group(Id::at(7), gigabits(5)), by_nat);
        for key in 0..3 {
            joint.enter(key, by_nat, gigabits(4));
        }
        assert!(
            !joint.may_ask(gigabits(5)),
            "three want 12, of which 5 come through"
        );
        joint.enter(3, Joint::SOLO, gigabits(4));
        assert!(joint.may_ask(gigabits(8)) && !joint.may_ask(gigabits(9)));
        joint.widen(Id::at(7), gigabits(10));
        assert!(joint.may_ask(gigabits(13)) && !joint.may_ask(gigabits(14)));
        assert!(!joint.leave(3, Joint::SOLO, gigabits(4)));
        assert!(!joint.leave(0, by_nat, gigabits(4)));
        assert!(joint.may_ask(gigabits(7)) && !joint.may_ask(gigabits(8)));
        assert!(!joint.leave(1, by_nat, gigabits(4)));
        assert!(joint.leave(2, by_nat, gigabits(4)));
        assert!(!joint.may_ask(gigabits(0)));
    }
}
