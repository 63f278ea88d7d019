//! When requests come, which key each asks for, and which call of a mix each makes.

use super::Builder;
use super::plan::How;
use crate::diagnostic::Diagnostic;
use crate::engine::{Chance, Purpose};
use crate::scenario::Said;
use crate::scenario::workload::{
    Keys as Written, Mix as WrittenMix, Rate, ThinkTime as Think, Weighted,
};
use crate::time::{Duration, Instant};
use crate::world::keys::Keys;
use crate::world::mix::Mix;
use crate::world::plan::{Load, SignedBy, Spacing, ThinkTime};

/// The most keys of a table.
const ITEMS_MAX: u64 = 1_000_000;

impl Builder<'_> {
    /// How requests are spaced, and how many there are: no more than a trace has moments.
    pub(super) fn spacing(&mut self, rate: &Rate, count: &Said<u64>) -> (Spacing, u64) {
        let spacing = match rate {
            Rate::Poisson(rate) => Spacing::Poisson(rate.0.spacing()),
            Rate::Constant(rate) => Spacing::Constant(rate.0.spacing()),
            Rate::Bursts(bursts) => {
                self.expect_some(bursts.size.value, &bursts.size, "a burst of nothing");
                Spacing::Bursts(bursts.size.value, bursts.every.0)
            }
            Rate::Trace(moments) => {
                let moments = &moments.0;
                let known = moments.len() as u64;
                return (
                    Spacing::Trace(moments.clone().into()),
                    count.value.min(known),
                );
            }
            Rate::ClosedLoop(users) => {
                self.expect_some(users.users.value.into(), &users.users, "no users at all");
                let think = match &users.think_time {
                    Think::Constant(time) => ThinkTime::Constant(time.0),
                    Think::Exponential(time) => ThinkTime::Exponential(time.0),
                    Think::Pauses(it) => {
                        let one_in = it.one_in.value;
                        self.expect_some(one_in, &it.one_in, "a pause one time in none");
                        ThinkTime::Pauses(it.usual.0, one_in, it.pause.0)
                    }
                };
                Spacing::ClosedLoop(users.users.value, think)
            }
        };
        if let Spacing::Poisson(Duration::MAX) | Spacing::Constant(Duration::MAX) = spacing {
            let message = "a rate of zero sends nothing";
            let fault = Diagnostic::error("bad-number", message, count.at);
            self.fault(fault.help("write for example `Constant(\"20/s\")`"));
        }
        (spacing, count.value)
    }

    fn expect_some<T>(&mut self, number: u64, said: &Said<T>, message: &str) {
        if number == 0 {
            let fault = Diagnostic::error("bad-number", message, said.at);
            self.fault(fault.help("write at least 1"));
        }
    }

    /// Which keys the load of this name asks for.
    pub(super) fn keys(&mut self, id: &str, written: Option<&Written>) -> Keys {
        let stream = Chance::new(self.scenario.seed).stream(id, Purpose::KeyPick);
        let Some(written) = written else {
            return Keys::Numbered;
        };
        let (Written::Sequential(items) | Written::Uniform(items)) = written else {
            return self.zipf(written, stream);
        };
        self.expect_some(items.value, items, "no keys at all");
        match written {
            Written::Sequential(_) => Keys::Sequential(items.value),
            Written::Uniform(_) | Written::Zipf(_) => Keys::Uniform(items.value.max(1), stream),
        }
    }

    fn zipf(&mut self, written: &Written, stream: crate::engine::Stream) -> Keys {
        let Written::Zipf(zipf) = written else {
            return Keys::Numbered;
        };
        let items = zipf.items.value;
        if items == 0 || items > ITEMS_MAX {
            let message = format!("{items} keys have no table");
            let fault = Diagnostic::error("bad-number", message, zipf.items.at);
            self.fault(fault.help("write 1 to 1000000"));
        }
        let exponent = f64::from(zipf.exponent_percent) / 100.0;
        Keys::zipf(items.clamp(1, ITEMS_MAX), exponent, stream)
    }

    /// The loads of a mix, the first of which leads: it brings the requests of all.
    pub(super) fn mix(&mut self, id: &str, written: &WrittenMix, first: usize) -> Vec<Load> {
        let client = self.find(|world| &world.clients, "client", &written.client);
        let (spacing, total) = self.spacing(&written.rate, &written.count);
        let weights = written
            .calls
            .iter()
            .map(|Weighted::Weighted(weight, _)| weight.value);
        let weights: Vec<u32> = weights.collect();
        if weights.iter().all(|weight| *weight == 0) {
            let fault = Diagnostic::error("bad-number", "a mix of nothing", written.span);
            self.fault(fault.help("write for example `calls: [Weighted(1, …)]`"));
            return Vec::new();
        }
        let leader = u32::try_from(first).unwrap_or(u32::MAX);
        let picks = Chance::new(self.scenario.seed).stream(id, Purpose::RequestPick);
        let mix = Mix::new(total, &weights, leader, picks);
        let mut loads = Vec::new();
        for (position, Weighted::Weighted(_, call)) in written.calls.iter().enumerate() {
            let name = format!("{id}/{}", position + 1);
            let at = call.at;
            let how = How {
                name: written.name.as_ref(),
                region: None,
                addressing: None,
                scheme: None,
                presigned_by: None,
                pays: false,
                at,
                resolve_to: None,
            };
            let built = client.and_then(|client| Some((client, self.call(client, call, &how)?)));
            let Some((client, call)) = built else {
                continue;
            };
            loads.push(Load {
                keys: self.keys(&name, written.keys.as_ref()),
                id: name,
                client,
                call,
                start: Instant::ZERO + written.start.0,
                spacing: Spacing::Led(leader),
                count: 0,
                mix: None,
                transfer: None,
                at: Some(at),
                replay: None,
                signed_by: SignedBy::Client,
            });
        }
        if loads.len() < weights.len() {
            // A call could not be read: its own fault is told already.
            return Vec::new();
        }
        for number in 1..=total {
            loads[mix.load_of(number) as usize - first].count += 1;
        }
        loads[0].spacing = spacing;
        loads[0].mix = Some(mix);
        loads
    }
}
