//! Bodies on ways of several links: whether one holds them back, or more, or none.
//!
//! A body stays at the grain of one link as long as at most one of its way can hold it back: it has
//! room to itself, or it shares that one [`Link`] packet by packet. Where a body may be held up at
//! two links, everybody who shares either of them goes into one [`Confluence`], and so does whoever
//! comes to them until those links carry all they may be asked for. Such links count for nobody, so
//! hosts behind a NAT gateway meet there, and only there, until the gateway carries more than they.

use super::confluence::Confluence;
use super::joint::Route;
use super::link::{Entering, Link};
use super::links::{Course, Links};
use super::tcp::{Arrival, Sender};
use crate::time::Instant;
use crate::units::{BitsPerSecond, Bytes};
use crate::world::Id;

/// A body on a way that meets others.
#[derive(Debug)]
pub(super) struct Afloat {
    pub(super) entering: Entering,
    pub(super) route: Id<Route>,
    pub(super) stage: Stage,
    /// The most its flow may have there now.
    want: BitsPerSecond,
}

/// At which grain a body is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// It has room to itself, until its last byte leaves at this moment.
    Alone(Instant),
    /// It shares this link.
    Sharing(Id<Link>),
    /// It is in this fluid.
    Flowing(u32),
}

/// The event that a link or a fluid waits for.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Watch {
    /// Which one it is; events with another number come too late.
    pub(super) turn: u32,
    /// When it comes.
    pub(super) awaited: Option<Instant>,
}

/// What must be looked at again when time has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pool {
    /// A link by itself.
    Link(Id<Link>),
    /// A fluid over several links.
    Fluid(u32),
}

impl Links {
    /// A body begins. Says when it arrives if it has room to itself, and what its sending end
    /// has learnt by then; otherwise nobody knows yet, of it and of [`Links::joined`].
    pub(super) fn begin(
        &mut self,
        course: Course,
        entering: &Entering,
        sender: &mut Sender,
    ) -> Option<Instant> {
        let Some(route) = self.route_of(course) else {
            let link = &mut self.all[course.link.index()];
            let alone = link.begin(entering, sender, &mut self.joined);
            if alone.is_none() {
                self.touched.push(Pool::Link(course.link));
            }
            return alone;
        };
        let (now, key) = (entering.began, entering.transfer.key);
        self.forget_departed(now);
        self.embark(*entering, route, Stage::Alone(Instant::NEVER));
        let is_free = self.routes[route.index()]
            .links()
            .all(|link| !self.is_awake(link));
        let woken = self.overfull_on(route);
        if is_free && woken.is_empty() {
            let rate = self.rate_on(route);
            if let Some((at, leaves)) = entering.alone_at(rate, sender) {
                self.departures.insert((leaves, key));
                if let Some(it) = self.afloat.get_mut(&key) {
                    it.stage = Stage::Alone(leaves);
                }
                return Some(at);
            }
            self.wake(now, &[course.link], Some(key));
            return None;
        }
        self.wake(now, &woken, Some(key));
        None
    }

    /// Takes body `key` off its links `now`; gives the bytes that got through, or none when all of
    /// them had left its links before.
    pub(super) fn stop(&mut self, now: Instant, course: Course, key: u32) -> Option<Bytes> {
        if self.route_of(course).is_none() {
            self.touched.push(Pool::Link(course.link));
            return self.all[course.link.index()].stop(now, key);
        }
        self.forget_departed(now);
        let it = self.afloat.get(&key)?;
        let through = match it.stage {
            Stage::Alone(_) => {
                let rate = self.rate_on(it.route);
                it.entering.replayed(rate, now)
            }
            Stage::Sharing(link) => {
                self.touched.push(Pool::Link(link));
                self.all[link.index()].stop(now, key)
            }
            Stage::Flowing(number) => {
                self.touched.push(Pool::Fluid(number));
                let confluence = self.confluences.get_mut(&number);
                confluence.and_then(|it| it.fluid.stop(now, key))
            }
        };
        self.forget(key);
        through
    }

    /// Lets time pass on a link or in a fluid; what has left or arrived by `now` is appended to
    /// `arrivals`.
    pub(super) fn advance(&mut self, now: Instant, pool: Pool, arrivals: &mut Vec<Arrival>) {
        match pool {
            Pool::Link(id) => {
                let link = &mut self.all[id.index()];
                let has_grown = link.advance(now, arrivals);
                if link.joint.is_some() {
                    self.land(Stage::Sharing(id), arrivals);
                    if has_grown {
                        self.grown.push(id);
                    }
                }
            }
            Pool::Fluid(number) => {
                let Some(confluence) = self.confluences.get_mut(&number) else {
                    return;
                };
                confluence.fluid.advance(now, arrivals);
                self.land(Stage::Flowing(number), arrivals);
                self.grow_in(now, number);
            }
        }
    }

    /// When a link or a fluid must be looked at again; none when nobody shares it.
    pub(super) fn next_look(&self, now: Instant, pool: Pool) -> Option<Instant> {
        let number = match pool {
            Pool::Link(id) => return self.all[id.index()].next_look(now),
            Pool::Fluid(number) => number,
        };
        let fluid = &self.confluences.get(&number)?.fluid;
        let growths = self
            .links_in(number)
            .filter_map(|id| self.all[id.index()].grows_at());
        let next = fluid.next_change()?;
        Some(growths.fold(next, Instant::min).max(now))
    }

    /// The event a link or a fluid waits for.
    pub(super) fn watch(&mut self, pool: Pool) -> Option<&mut Watch> {
        match pool {
            Pool::Link(id) => self.all.get_mut(id.index()).map(|link| &mut link.watch),
            Pool::Fluid(number) => {
                let confluence = self.confluences.get_mut(&number)?;
                Some(&mut confluence.watch)
            }
        }
    }

    /// Whether an event has been overtaken.
    pub(super) fn is_overtaken(&self, pool: Pool, turn: u32) -> bool {
        match pool {
            Pool::Link(id) => self.all[id.index()].watch.turn != turn,
            Pool::Fluid(number) => {
                let confluence = self.confluences.get(&number);
                confluence.is_none_or(|it| it.watch.turn != turn)
            }
        }
    }

    /// Makes what is under way on a link that only its own way passed known to the ways that pass it
    /// from now on.
    pub(super) fn take_aboard(&mut self, now: Instant, id: Id<Link>) {
        let (alone, sharing) = self.all[id.index()].hand_over(now);
        let Some(route) = self.all[id.index()].joint.as_ref().map(|joint| joint.solo) else {
            return;
        };
        for (entering, leaves) in alone {
            self.embark(entering, route, Stage::Alone(leaves));
            self.departures.insert((leaves, entering.transfer.key));
        }
        if let (false, Some(joint)) = (sharing.is_empty(), &mut self.all[id.index()].joint) {
            joint.is_awake = true;
        }
        for entering in sharing {
            self.embark(entering, route, Stage::Sharing(id));
        }
    }

    /// Those who were there have arrived; of others that is no news.
    fn land(&mut self, stage: Stage, arrivals: &mut Vec<Arrival>) {
        arrivals.retain(|arrival| {
            let it = self.afloat.get(&arrival.key);
            let was_there = it.is_some_and(|it| it.stage == stage);
            if was_there {
                self.forget(arrival.key);
            }
            was_there
        });
    }

    fn embark(&mut self, entering: Entering, route: Id<Route>, stage: Stage) {
        let key = entering.transfer.key;
        self.forget(key);
        let want = entering.transfer.rate_max.min(self.rate_on(route));
        for (link, group) in &self.routes[route.index()].steps {
            if let Some(joint) = &mut self.all[link.index()].joint {
                joint.enter(key, *group, want);
            }
        }
        let it = Afloat {
            entering,
            route,
            stage,
            want,
        };
        self.afloat.insert(key, it);
    }

    /// Links ask for body `key` no more, or for as much as it may have now.
    pub(super) fn reckon(&mut self, key: u32, counts: bool) {
        let Some(it) = self.afloat.get(&key) else {
            return;
        };
        let (mut want, route) = (it.want, it.route);
        if counts {
            want = it.entering.transfer.rate_max.min(self.rate_on(route));
        }
        for (link, group) in &self.routes[route.index()].steps {
            if let Some(joint) = &mut self.all[link.index()].joint {
                if counts {
                    joint.enter(key, *group, want);
                } else {
                    joint.leave(key, *group, want);
                }
            }
        }
        if let Some(it) = self.afloat.get_mut(&key) {
            it.want = want;
        }
    }

    fn forget_departed(&mut self, now: Instant) {
        while let Some((_, key)) = self.departures.first().filter(|(leaves, _)| *leaves <= now) {
            self.forget(*key);
        }
    }

    /// Body `key` is on its links no more.
    fn forget(&mut self, key: u32) {
        let Some(it) = self.afloat.remove(&key) else {
            return;
        };
        for (link, group) in &self.routes[it.route.index()].steps {
            let rate = self.all[link.index()].rate();
            let Some(joint) = &mut self.all[link.index()].joint else {
                continue;
            };
            let is_deserted = joint.leave(key, *group, it.want);
            if is_deserted || joint.may_rest(rate) {
                joint.is_awake = false;
                joint.fluid = None;
                self.all[link.index()].rest();
            }
        }
        match it.stage {
            Stage::Alone(leaves) => {
                self.departures.remove(&(leaves, key));
            }
            Stage::Sharing(_) => {}
            Stage::Flowing(number) => {
                let is_dry = |it: &Confluence| it.fluid.is_empty();
                if self.confluences.get(&number).is_some_and(is_dry) {
                    self.confluences.remove(&number);
                }
            }
        }
    }
}
