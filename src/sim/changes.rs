//! What the timeline and the requests change, and what that does to open connections.

use super::connection::{Connection, Stage};
use super::event::Event;
use super::fate::{self, Fault};
use super::simulation::Simulation;
use crate::network::Phase;
use crate::time::Duration;
use crate::trace::{Code, Recorder};
use crate::world::Id;
use crate::world::change::Change;
use crate::world::client::Client;
use crate::world::stored::Storing;

impl<R: Recorder> Simulation<'_, R> {
    /// A change of the timeline is asked for: AWS accepts or refuses it at once, and what it
    /// accepted takes effect at once or, for policies, a while later (GWE-19, POL-35).
    pub(super) fn ask_change(&mut self, position: u32) {
        let plan = self.plan;
        let number = position as usize;
        self.await_change(position + 1);
        let change = &plan.changes[number].change;
        let delay = change.delay(&self.world);
        if delay == Duration::ZERO {
            let refused = self.world.apply(change).err();
            self.recorder
                .change_asked(self.now, number, refused.as_ref());
            if refused.is_none() {
                self.see_change(position);
            }
            return;
        }
        let refused = self.world.ask(change).err();
        self.recorder
            .change_asked(self.now, number, refused.as_ref());
        if refused.is_none() {
            let event = Event::ChangeTookEffect(position);
            self.schedule(self.now + delay, None, event);
        }
    }

    /// A change that was accepted before takes effect; unless what it is about has gone since.
    pub(super) fn apply_change(&mut self, position: u32) {
        let plan = self.plan;
        if self
            .world
            .apply(&plan.changes[position as usize].change)
            .is_ok()
        {
            self.see_change(position);
        }
    }

    fn see_change(&mut self, position: u32) {
        let plan = self.plan;
        let number = position as usize;
        self.recorder.change_applied(self.now, number, &self.world);
        if plan.changes[number].change.moves_packets() {
            self.look_after_connections(position);
        }
    }

    /// A served request changes the world, at once or, for policies, a while later.
    pub(super) fn take_effect(&mut self, client: Id<Client>, effect: Change) {
        let delay = effect.delay(&self.world);
        let effect = self.effects.put(effect);
        if delay == Duration::ZERO {
            self.apply_effect(effect);
        } else {
            self.schedule(
                self.now + delay,
                Some(client),
                Event::EffectTookEffect(effect),
            );
        }
    }

    /// What a served request changed takes effect; unless what it is about has gone since.
    ///
    /// INVARIANT: Requests to S3 change buckets and their policies, never the ways of packets, so
    /// no connection needs to be looked after.
    pub(super) fn apply_effect(&mut self, effect: Id<Change>) {
        let effect_taken = &self.effects[effect];
        let _refused_by_then = self.world.apply(effect_taken);
        let copies: Vec<Storing> = if let Change::Store(storing) = effect_taken {
            self.world.replicas(storing).collect()
        } else {
            Vec::new()
        };
        self.effects.release(effect);
        for copy in copies {
            self.replicate(copy);
        }
    }

    /// What was stored in one bucket is on its way to another (MRAP-21).
    fn replicate(&mut self, copy: Storing) {
        let effect = Change::Replicate(Box::new(copy));
        let arrives = self.now + effect.delay(&self.world);
        let effect = self.effects.put(effect);
        self.schedule(arrives, None, Event::EffectTookEffect(effect));
    }

    /// Packets go other ways than before: finds out what that does to each open connection.
    fn look_after_connections(&mut self, change: u32) {
        for client in self.world.clients.ids() {
            self.expire_idle(client);
        }
        for position in 0..self.connections.len() {
            self.look_after(Id::at(position), change);
        }
    }

    fn look_after(&mut self, id: Id<Connection>, change: u32) {
        let it = &mut self.connections[id];
        if it.cut_by.is_some() {
            return self.look_for_way(id, change);
        }
        let (Some(path), None) = (&mut it.path, it.broken) else {
            return;
        };
        if matches!(it.stage, Stage::Closed | Stage::Resolving { .. }) || !path.way.connects() {
            return;
        }
        let host = self.world.clients[it.client].host;
        let phase = Phase::Established {
            was_tracked: path.was_tracked,
        };
        let new = self.ways.way(&self.world, host, path.to, phase).clone();
        let cutover = self.world.settings.gateway_endpoint_cutover;
        let Some(fault) = fate::of(&path.way, &new, cutover) else {
            if !path.way.is_held_by_nat(&new) {
                path.is_stale |= path.way.places != new.places
                    || path.way.transit_interfaces != new.transit_interfaces
                    || path.way.loss != new.loss
                    || path.way.round_trip != new.round_trip;
                path.way = new;
            }
            return;
        };
        let reason = fault.reason();
        if matches!(reason.code, Code::LinkDown | Code::Outage) {
            return self.cut(id, change, reason);
        }
        it.broken = Some((self.now, fault));
        self.halt(id);
        let it = &self.connections[id];
        let client = &self.world.clients[it.client];
        let reset = self.now + new.round_trip;
        // SIMPLIFIED: A connection that fell silent is lost even when its way comes back before
        // the client gives up, unless a line was cut or something was out of order.
        match (it.stage, fault) {
            (Stage::Idle(_), _) => self.tell_break(id, fault.reason(), Some(change)),
            (Stage::Busy { .. }, Fault::Reset(reason)) => {
                self.tell_break(id, reason, Some(change));
                self.expect(id, reset, Event::ConnectionReset);
            }
            (Stage::Busy { exchange, .. }, Fault::Silence(reason)) => {
                let gives_up = exchange.silent_since(self.now) + client.read_timeout;
                self.tell_break(id, reason, Some(change));
                self.expect(id, gives_up, Event::ReadTimedOut);
            }
            (Stage::Connecting { .. }, Fault::Reset(_)) => {
                self.expect(id, reset, Event::ConnectionReset);
            }
            (
                Stage::Connecting {
                    began, patience, ..
                },
                Fault::Silence(_),
            ) => {
                let gives_up = began + patience;
                self.expect(id, gives_up, Event::ConnectTimedOut);
            }
            (Stage::Closed | Stage::Resolving { .. }, _) => {}
        }
    }
}
