//! Many bodies over one bottleneck as flows of a fluid: a fair share each, in virtual time.
//!
//! Beyond some dozens of flows it no longer matters whose packet was dropped: each gets its fair
//! share, and stepping packets would cost more than it tells. Here the model leaves packets
//! behind. Members whose window allows less than the share are *capped* and run at their own pace;
//! all others *share* the rest evenly (max-min fairness). Sharers need no updates: one level rises
//! for all of them alike, and each is done when it reaches a mark fixed at its entry. A change
//! touches only the members that move between the two groups.
//!
//! SIMPLIFIED: a full queue's delay and its losses are not felt by single members of a crowd; the
//! link is always busy while anybody has something to send; and what was in flight when a crowd
//! formed flows once more.

use std::collections::{BTreeMap, BTreeSet};

use super::sending::RECEIVE_WINDOW;
use super::transfer::{Arrival, Transfer};
use super::wire::{Mss, Pace, Segments};
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

#[derive(Debug, Clone, Copy)]
enum Pull {
    /// Not begun; so many bytes are to come.
    Waiting(f64),
    /// At its own pace since a moment, with so many bytes left then.
    Capped(Instant, f64),
    /// Evenly with others, until the level reaches a mark.
    Sharing(f64),
    /// All sent; the last byte is on its way.
    Landing,
}

#[derive(Debug, Clone)]
struct Member {
    transfer: Transfer,
    /// Bytes on the wire for each byte of the body.
    weight: f64,
    /// Bytes per second that its window allows, and that the receiver's and its own link ever
    /// will.
    cap: u64,
    cap_max: u64,
    pull: Pull,
    /// When its pull ends or its window doubles, as entered in the agenda.
    due: Instant,
}

/// Members of a link too many to be told apart.
#[derive(Debug, Clone)]
pub(super) struct Crowd {
    /// Bytes per second of the link; like all amounts here, headers included.
    capacity: u64,
    members: BTreeMap<u32, Member>,
    capped: BTreeSet<(u64, u32)>,
    capped_total: u64,
    sharing: BTreeSet<(u64, u32)>,
    marks: BTreeSet<(u64, u32)>,
    agenda: BTreeSet<(Instant, u32)>,
    level: f64,
    now: Instant,
}

impl Crowd {
    /// Nobody on a link of this rate.
    pub(super) fn new(rate: BitsPerSecond, now: Instant) -> Self {
        Self {
            capacity: whole(Pace::of(rate).bytes_per_second()),
            members: BTreeMap::new(),
            capped: BTreeSet::new(),
            capped_total: 0,
            sharing: BTreeSet::new(),
            marks: BTreeSet::new(),
            agenda: BTreeSet::new(),
            level: 0.0,
            now,
        }
    }

    /// How many bodies are under way.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// The bodies under way.
    pub(super) fn under_way(&self) -> impl Iterator<Item = Transfer> {
        self.members.values().map(|member| member.transfer)
    }

    /// Lets what is left of a body begin at `start`.
    pub(super) fn join(&mut self, start: Instant, transfer: Transfer, left: Bytes) {
        let weight = weight(transfer.body, transfer.sender.mss());
        let most = whole(Pace::of(transfer.rate_max).bytes_per_second()).max(1);
        let pace_for =
            |window: u64| per_second(weight * as_float(window), transfer.round_trip).min(most);
        let member = Member {
            transfer,
            weight,
            cap: pace_for(transfer.sender.window_bytes.min(RECEIVE_WINDOW.0)),
            cap_max: pace_for(RECEIVE_WINDOW.0),
            pull: Pull::Waiting(weight * as_float(left.0)),
            due: start,
        };
        self.members.insert(transfer.key, member);
        self.agenda.insert((start, transfer.key));
    }

    /// The link carries `rate` from `now` on.
    pub(super) fn carry(&mut self, now: Instant, rate: BitsPerSecond) {
        self.flow_until(now);
        self.capacity = whole(Pace::of(rate).bytes_per_second());
        // Windows that had filled the narrower link grow again.
        let sharing: Vec<u32> = self.sharing.iter().map(|(_, key)| *key).collect();
        for key in sharing {
            let left = self.release(key).unwrap_or(0.0);
            self.pull_capped(key, left);
        }
        self.balance();
    }

    /// Takes body `key` out at `now`; returns how many of its bytes had left.
    pub(super) fn stop(&mut self, now: Instant, key: u32) -> Option<Bytes> {
        self.flow_until(now);
        let left = self.release(key)?;
        let member = self.members.remove(&key)?;
        self.agenda.remove(&(member.due, key));
        self.balance();
        let body = member.transfer.body.0;
        Some(Bytes(body.saturating_sub(whole(left / member.weight))))
    }

    /// When to look again.
    pub(super) fn next_change(&self) -> Option<Instant> {
        let agenda = self.agenda.first().map(|(at, _)| *at);
        let mark = self.marks.first().map(|(mark, _)| {
            let rise = (f64::from_bits(*mark) - self.level).max(0.0);
            self.now + Duration::from_secs_f64(rise / self.share()) + Duration::from_nanos(1)
        });
        match (agenda, mark) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    /// Lets everything flow up to `until`; arrivals are appended to `arrivals`.
    pub(super) fn advance(&mut self, until: Instant, arrivals: &mut Vec<Arrival>) {
        while let Some(at) = self.next_change().filter(|at| *at <= until) {
            self.flow_until(at);
            while let Some(&(mark, key)) = self.marks.first() {
                if f64::from_bits(mark) > self.level + 0.5 {
                    break;
                }
                self.land(key);
            }
            while let Some(&(due, key)) = self.agenda.first().filter(|(due, _)| *due <= at) {
                self.agenda.remove(&(due, key));
                self.come_due(key, arrivals);
            }
            self.balance();
        }
        self.flow_until(until);
    }

    fn come_due(&mut self, key: u32, arrivals: &mut Vec<Arrival>) {
        let Some(member) = self.members.get(&key) else {
            return;
        };
        match member.pull {
            Pull::Waiting(left) => self.pull_capped(key, left),
            Pull::Landing => arrivals.extend(self.arrived(key)),
            Pull::Capped(since, left) => {
                let sent = as_float(member.cap) * self.now.since(since).as_secs_f64();
                if left - sent < 1.0 {
                    self.land(key);
                } else {
                    self.widen(key);
                }
            }
            Pull::Sharing(_) => self.widen(key),
        }
    }

    /// A round trip has passed: the window doubles, up to what the receiver takes.
    fn widen(&mut self, key: u32) {
        let Some(left) = self.release(key) else {
            return;
        };
        let Some(member) = self.members.get_mut(&key) else {
            return;
        };
        member.cap = member.cap.saturating_mul(2).min(member.cap_max);
        self.pull_capped(key, left);
    }

    fn arrived(&mut self, key: u32) -> Option<Arrival> {
        let Member {
            transfer,
            weight,
            cap_max,
            due,
            ..
        } = self.members.remove(&key)?;
        let mut sender = transfer.sender;
        let share = self.share().min(as_float(self.capacity.min(cap_max))) / weight;
        sender.settle(due, whole(share * transfer.round_trip.as_secs_f64()));
        Some(Arrival {
            key,
            at: due,
            sender,
        })
    }

    /// Takes a member out of its group; returns the bytes it has left.
    fn release(&mut self, key: u32) -> Option<f64> {
        let member = self.members.get_mut(&key)?;
        match std::mem::replace(&mut member.pull, Pull::Landing) {
            Pull::Waiting(left) => Some(left),
            Pull::Landing => Some(0.0),
            Pull::Capped(since, left) => {
                self.capped.remove(&(member.cap, key));
                self.capped_total -= member.cap;
                let sent = as_float(member.cap) * self.now.since(since).as_secs_f64();
                Some((left - sent).max(0.0))
            }
            Pull::Sharing(mark) => {
                self.sharing.remove(&(member.cap, key));
                self.marks.remove(&(mark.to_bits(), key));
                Some((mark - self.level).max(0.0))
            }
        }
    }

    fn land(&mut self, key: u32) {
        self.release(key);
        if let Some(member) = self.members.get_mut(&key) {
            self.agenda.remove(&(member.due, key));
            member.pull = Pull::Landing;
            member.due = self.now + member.transfer.round_trip.divided_by(2);
            self.agenda.insert((member.due, key));
        }
    }

    fn pull_capped(&mut self, key: u32, left: f64) {
        let now = self.now;
        let Some(member) = self.members.get_mut(&key) else {
            return;
        };
        member.pull = Pull::Capped(now, left);
        self.capped.insert((member.cap, key));
        self.capped_total += member.cap;
        let done =
            now + Duration::from_secs_f64(left / as_float(member.cap)) + Duration::from_nanos(1);
        self.agenda.remove(&(member.due, key));
        member.due = done;
        if member.cap < member.cap_max.min(self.capacity) {
            let round = member.transfer.round_trip.max(Duration::from_micros(1));
            member.due = done.min(now + round);
        }
        self.agenda.insert((member.due, key));
    }

    fn pull_sharing(&mut self, key: u32, left: f64) {
        let level = self.level;
        let Some(member) = self.members.get_mut(&key) else {
            return;
        };
        let mark = level + left;
        member.pull = Pull::Sharing(mark);
        self.sharing.insert((member.cap, key));
        self.marks.insert((mark.to_bits(), key));
        if member.cap >= member.cap_max.min(self.capacity) {
            self.agenda.remove(&(member.due, key));
        }
    }

    /// Moves members between the groups until no sharer's window is below the share and no
    /// capped member's above it. Each move raises the share, so there is an end to it.
    fn balance(&mut self) {
        loop {
            let share = self.share();
            let low = self
                .sharing
                .first()
                .filter(|(cap, _)| as_float(*cap) < share);
            let high = self.capped.last().filter(|(cap, _)| as_float(*cap) > share);
            if let Some(&(_, key)) = low {
                let left = self.release(key).unwrap_or(0.0);
                self.pull_capped(key, left);
            } else if let Some(&(_, key)) = high {
                let left = self.release(key).unwrap_or(0.0);
                self.pull_sharing(key, left);
            } else {
                return;
            }
        }
    }

    /// Bytes per second for each sharer; with none, what a first one would get.
    fn share(&self) -> f64 {
        let rest = as_float(self.capacity.saturating_sub(self.capped_total));
        if !self.sharing.is_empty() {
            return rest / as_float(self.sharing.len() as u64);
        }
        if self.capped_total > self.capacity {
            0.0
        } else {
            f64::INFINITY
        }
    }

    fn flow_until(&mut self, at: Instant) {
        if self.sharing.is_empty() {
            self.level = 0.0;
        } else {
            self.level += self.share() * at.since(self.now).as_secs_f64();
        }
        self.now = self.now.max(at);
    }
}

/// Bytes on the wire for each byte of a body of such segments; the last one of a long body does
/// not count.
fn weight(body: Bytes, mss: Mss) -> f64 {
    let body = Bytes(body.0.clamp(1, 1 << 30));
    let segments = Segments::of(body, mss);
    as_float(segments.on_wire(0, segments.count).0) / as_float(body.0)
}

fn per_second(bytes: f64, time: Duration) -> u64 {
    whole(bytes / time.max(Duration::from_nanos(1)).as_secs_f64())
        .clamp(1, u64::from(u32::MAX) << 20)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "bodies and rates are below 2^53"
)]
fn as_float(bytes: u64) -> f64 {
    bytes as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole bytes; a float cast saturates"
)]
fn whole(bytes: f64) -> u64 {
    libm::round(bytes) as u64
}
