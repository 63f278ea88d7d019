//! Who flows together: links that wake, bodies that may be held up at two of them, links that grow.

use std::collections::BTreeSet;

use super::joint::Route;
use super::link::{Entering, Link};
use super::links::Links;
use super::sharing::{Pool, Stage, Watch};
use super::tcp::Fluid;
use crate::time::Instant;
use crate::units::{BitsPerSecond, Bytes};
use crate::world::Id;

/// A fluid, and when it is to be looked at.
#[derive(Debug)]
pub(super) struct Confluence {
    pub(super) fluid: Fluid,
    pub(super) watch: Watch,
}

impl Links {
    /// Whether a link may hold somebody back.
    pub(super) fn is_awake(&self, link: Id<Link>) -> bool {
        let joint = self.all[link.index()].joint.as_ref();
        joint.is_some_and(|joint| joint.is_awake)
    }

    /// Links of a way that sleep, although they may be asked for more than they carry.
    pub(super) fn overfull_on(&self, route: Id<Route>) -> Vec<Id<Link>> {
        let links = self.routes[route.index()].links();
        links
            .filter(|link| self.all[link.index()].is_overfull_asleep())
            .collect()
    }

    /// Links that may hold body `key` back.
    fn awake_under(&self, key: u32) -> impl Iterator<Item = Id<Link>> {
        let route = self
            .afloat
            .get(&key)
            .map(|it| &self.routes[it.route.index()]);
        let links = route.into_iter().flat_map(Route::links);
        links.filter(|link| self.is_awake(*link))
    }

    /// These links may hold somebody back from now on: those on them share them, or flow.
    pub(super) fn wake(&mut self, now: Instant, woken: &[Id<Link>], newcomer: Option<u32>) {
        let mut concerned: BTreeSet<u32> = newcomer.into_iter().collect();
        for link in woken {
            if let Some(joint) = &mut self.all[link.index()].joint {
                joint.is_awake = true;
                concerned.extend(&joint.present);
            }
        }
        self.pour(now, &self.confluent(&concerned));
        for key in concerned {
            let Some(link) = self.awake_under(key).next() else {
                continue;
            };
            match self.fluid_of(link) {
                Some(number) => self.pour_body(now, key, number),
                None => self.enter_link(key, link),
            }
        }
    }

    /// A body that had room to itself shares `link` from its beginning on.
    fn enter_link(&mut self, key: u32, link: Id<Link>) {
        let Some(it) = self.afloat.get(&key) else {
            return;
        };
        let Stage::Alone(leaves) = it.stage else {
            return;
        };
        let mut entering = it.entering;
        let others = self.routes[it.route.index()]
            .links()
            .filter(|other| *other != link);
        let others = others.map(|other| self.all[other.index()].rate());
        let bound = others.fold(entering.transfer.rate_max, BitsPerSecond::min);
        entering.transfer.rate_max = bound;
        self.all[link.index()].enter(entering);
        self.departures.remove(&(leaves, key));
        if let Some(it) = self.afloat.get_mut(&key) {
            it.stage = Stage::Sharing(link);
        }
        self.joined.push(key);
        self.touched.push(Pool::Link(link));
    }

    /// The links that these bodies bind together because some body may be held back at two of them.
    fn confluent(&self, concerned: &BTreeSet<u32>) -> BTreeSet<Id<Link>> {
        let (mut found, mut ahead) = (BTreeSet::new(), Vec::new());
        let flows = |link: &Id<Link>| self.fluid_of(*link).is_some();
        for key in concerned {
            let awake: Vec<Id<Link>> = self.awake_under(*key).collect();
            if awake.len() > 1 || awake.iter().any(flows) || self.flows_in(*key).is_some() {
                ahead.extend(awake);
            }
        }
        while let Some(link) = ahead.pop() {
            // Whoever is on a link in a fluid is in it too, and with him his other links.
            if found.insert(link)
                && !flows(&link)
                && let Some(joint) = &self.all[link.index()].joint
            {
                let others = joint.present.iter().flat_map(|key| self.awake_under(*key));
                ahead.extend(others.filter(|other| !found.contains(other)));
            }
        }
        found
    }

    fn fluid_of(&self, link: Id<Link>) -> Option<u32> {
        let joint = self.all[link.index()].joint.as_ref()?;
        joint.fluid
    }

    /// The fluid in which a body is.
    fn flows_in(&self, key: u32) -> Option<u32> {
        match self.afloat.get(&key)?.stage {
            Stage::Flowing(number) => Some(number),
            Stage::Alone(_) | Stage::Sharing(_) => None,
        }
    }

    /// The fluids that meet on these links.
    fn fluids_on(&self, links: &BTreeSet<Id<Link>>) -> BTreeSet<u32> {
        let joints = links.iter().filter_map(|link| {
            let joint = self.all[link.index()].joint.as_ref()?;
            Some(joint)
        });
        let mut numbers = BTreeSet::new();
        for joint in joints {
            match joint.fluid {
                Some(number) => {
                    numbers.insert(number);
                }
                None => numbers.extend(joint.present.iter().filter_map(|key| self.flows_in(*key))),
            }
        }
        numbers
    }

    /// All who are on these links flow from now on, together with all who flow there already.
    fn pour(&mut self, now: Instant, links: &BTreeSet<Id<Link>>) {
        if links.is_empty() {
            return;
        }
        let mut numbers = self.fluids_on(links);
        let number = numbers.pop_first().unwrap_or_else(|| {
            self.made += 1;
            self.made
        });
        self.confluences
            .entry(number)
            .or_insert_with(|| Confluence {
                fluid: Fluid::new(now),
                watch: Watch::default(),
            });
        for other in numbers {
            self.absorb(number, other);
        }
        for link in links {
            let Some(joint) = &mut self.all[link.index()].joint else {
                continue;
            };
            if joint.fluid.replace(number) != Some(number) {
                let keys: Vec<u32> = joint.present.iter().copied().collect();
                for key in keys {
                    self.pour_body(now, key, number);
                }
            }
        }
        self.touched.push(Pool::Fluid(number));
    }

    fn absorb(&mut self, number: u32, other: u32) {
        let links: Vec<Id<Link>> = self.links_in(other).collect();
        for link in links {
            if let Some(joint) = &mut self.all[link.index()].joint {
                joint.fluid = Some(number);
            }
        }
        let Some(other) = self.confluences.remove(&other) else {
            return;
        };
        for key in other.fluid.keys() {
            if let Some(it) = self.afloat.get_mut(&key) {
                it.stage = Stage::Flowing(number);
            }
        }
        if let Some(confluence) = self.confluences.get_mut(&number) {
            confluence.fluid.absorb(other.fluid);
        }
    }

    fn pour_body(&mut self, now: Instant, key: u32, number: u32) {
        let Some(it) = self.afloat.get(&key) else {
            return;
        };
        let Entering {
            began, transfer, ..
        } = it.entering;
        let through = match it.stage {
            Stage::Flowing(_) => return,
            Stage::Alone(leaves) => {
                self.departures.remove(&(leaves, key));
                self.joined.push(key);
                let rate = self.rate_on(it.route);
                it.entering.replayed(rate, now).unwrap_or(transfer.body)
            }
            Stage::Sharing(link) => {
                self.touched.push(Pool::Link(link));
                // Who is through already has only to be told.
                let Some(through) = self.all[link.index()].stop(now, key) else {
                    return;
                };
                through
            }
        };
        let route = &self.routes[it.route.index()];
        if let Some(confluence) = self.confluences.get_mut(&number) {
            for link in route.links() {
                let rate = self.all[link.index()].rate();
                confluence.fluid.carry(now, link.number(), rate);
            }
            let left = Bytes(transfer.body.0.saturating_sub(through.0));
            let links = route.numbers.clone();
            confluence.fluid.join((began, now), transfer, left, links);
        }
        if let Some(it) = self.afloat.get_mut(&key) {
            it.stage = Stage::Flowing(number);
        }
    }

    /// The links whose passengers are all in this fluid.
    pub(super) fn links_in(&self, number: u32) -> impl Iterator<Item = Id<Link>> {
        let confluence = self.confluences.get(&number);
        let links = confluence.into_iter().flat_map(|it| it.fluid.links());
        let links = links.map(|link| Id::at(link as usize));
        links.filter(move |link| self.fluid_of(*link) == Some(number))
    }

    /// Links of a fluid that have been full for long carry more.
    pub(super) fn grow_in(&mut self, now: Instant, number: u32) {
        let links: Vec<Id<Link>> = self.links_in(number).collect();
        for id in links {
            let Some(confluence) = self.confluences.get_mut(&number) else {
                return;
            };
            let link = &mut self.all[id.index()];
            if link.grow(now, confluence.fluid.is_full(id.number())) {
                confluence.fluid.carry(now, id.number(), link.rate());
                self.grown.push(id);
            }
        }
    }

    /// A link carries more than before: so others may be asked for more.
    pub(super) fn notice_growth(&mut self, now: Instant, id: Id<Link>) {
        let Some(joint) = &self.all[id.index()].joint else {
            return;
        };
        let rate = self.all[id.index()].rate();
        let (routes, present) = (joint.routes.clone(), joint.present.clone());
        let others = routes.iter().flat_map(|it| self.routes[it.index()].links());
        let others: BTreeSet<Id<Link>> = others.filter(|other| *other != id).collect();
        for key in &present {
            self.reckon(*key, false);
        }
        for other in &others {
            if let Some(joint) = &mut self.all[other.index()].joint {
                joint.widen(id, rate);
            }
        }
        for route in routes {
            self.group(route);
        }
        for key in &present {
            self.reckon(*key, true);
        }
        let woken = others.into_iter();
        let woken = woken.filter(|it| self.all[it.index()].is_overfull_asleep());
        let woken: Vec<Id<Link>> = woken.collect();
        if !woken.is_empty() {
            self.wake(now, &woken, None);
        }
    }
}
