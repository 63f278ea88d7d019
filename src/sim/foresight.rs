//! What the next events need, looked at all at once, so that the waits for memory overlap.
//!
//! With many thousand clients nearly every look at one of them waits for memory, and an event
//! needs a dozen such looks, one after the other. The queue knows its next few events
//! beforehand; nothing they need hangs on each other, so a processor fetches all of it in the
//! time of one wait. Nothing is decided here: without it a run is the same, and slower.

use std::hint::black_box;

use super::connection::Connection;
use super::event::Event;
use super::links::{Heading, Links};
use super::program::Program;
use super::request::Request;
use super::slots::Slots;
use super::source::Source;
use crate::s3::Desk;
use crate::trace::Recorder;

/// What events read and write, as far as it can be found beforehand.
pub(super) struct Foresight<'a, R> {
    pub(super) connections: &'a Slots<Connection>,
    pub(super) requests: &'a Slots<Request>,
    pub(super) sources: &'a [Source],
    pub(super) programs: &'a [Program],
    pub(super) links: &'a Links,
    pub(super) desk: &'a Desk,
    pub(super) recorder: &'a R,
}

impl<R: Recorder> Foresight<'_, R> {
    /// Touches what the `events` to come will need.
    pub(super) fn look(&self, events: impl Iterator<Item = Event> + Clone) {
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
    fn first_look(&self, event: Event) -> u64 {
        if let Some(pending) = event.pending() {
            self.connections[pending.connection].foresee()
        } else if let Event::RequestArrived(load) = event {
            self.sources[load as usize].foresee()
        } else {
            0
        }
    }

    /// What is found by what was found first.
    fn second_look(&self, event: Event) -> u64 {
        if let Event::RequestArrived(load) = event {
            let client = self.sources[load as usize].client;
            let program = &self.programs[client.index()];
            let idle = program.pool.next_idle();
            return program.foresee() ^ idle.map_or(0, |id| self.connections[id].foresee());
        }
        let Some(pending) = event.pending() else {
            return 0;
        };
        let it = &self.connections[pending.connection];
        let way = it.path.as_ref();
        let way = way.map_or(0, |path| path.way.round_trip.nanos());
        let Some(request) = it.request() else {
            return way;
        };
        let load = self.requests[request].load as usize;
        let more = if let Event::RequestReachedS3(_) = event {
            self.sources[load].foresee() ^ self.desk.foresee(load)
        } else if let Event::AnswerBegan(_) = event {
            let link = it.path.as_ref().map(|path| path.link(Heading::Down));
            link.map_or(0, |link| self.links.all[link.index()].rate().0)
        } else if let Event::AnswerArrived(_) = event {
            let program = &self.programs[it.client.index()];
            program.foresee() ^ self.recorder.foresee(load)
        } else {
            0
        };
        way ^ more
    }
}
