//! What the next events need, looked at all at once, so that the waits for memory overlap.
//!
//! With many thousand clients nearly every look at one of them waits for memory, and an event
//! needs a dozen such looks, one after the other. The queue knows its next few events
//! beforehand; nothing they need hangs on each other, so a processor fetches all of it in the
//! time of one wait. Nothing is decided here: without it a run is the same, and slower.

use std::hint::black_box;

use super::connection::Connection;
use super::event::Event;
use super::program::Program;
use super::request::Request;
use super::slots::Slots;
use super::source::Source;

/// What events read and write, as far as it can be found beforehand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Foresight<'a> {
    pub(super) connections: &'a Slots<Connection>,
    pub(super) requests: &'a Slots<Request>,
    pub(super) sources: &'a [Source],
    pub(super) programs: &'a [Program],
}

impl Foresight<'_> {
    /// Touches what the `events` to come will need.
    pub(super) fn look(self, events: impl Iterator<Item = Event> + Clone) {
        let mut seen = 0;
        for event in events.clone() {
            seen ^= self.first_look(event);
        }
        for event in events {
            seen ^= self.second_look(event);
        }
        black_box(seen);
    }

    /// What is found by the event alone.
    fn first_look(self, event: Event) -> u64 {
        if let Some(pending) = event.pending() {
            let it = &self.connections[pending.connection];
            let is_stale = it.path.as_ref().is_some_and(|path| path.is_stale);
            u64::from(it.turn) ^ u64::from(it.request().is_some()) ^ u64::from(is_stale)
        } else if let Event::RequestArrived(load) = event {
            let source = &self.sources[load as usize];
            source.awaited ^ u64::from(source.client.number())
        } else {
            0
        }
    }

    /// What is found by what was found first.
    fn second_look(self, event: Event) -> u64 {
        if let Some(pending) = event.pending() {
            let it = &self.connections[pending.connection];
            let program = &self.programs[it.client.index()];
            let load = it.request().map(|request| self.requests[request].load);
            let source = load.map_or(0, |load| self.sources[load as usize].awaited);
            let way = it.path.as_ref();
            let way = way.map_or(0, |path| path.way.round_trip.nanos());
            u64::from(program.manner.number()) ^ source ^ way
        } else if let Event::RequestArrived(load) = event {
            let client = self.sources[load as usize].client;
            let idle = self.programs[client.index()].pool.next_idle();
            idle.map_or(0, |id| self.connections[id].turn).into()
        } else {
            0
        }
    }
}
