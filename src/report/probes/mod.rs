//! What came of probes: a [`table`](table::render) for people, [`json`](json::to_json) for
//! programs.

pub mod table;
pub mod json;

use std::net::IpAddr;

use crate::journey::probe::Answer;
use crate::scenario::quantity::Protocol;
use crate::world::World;
use crate::world::probe::{Goal, Probe};

/// One probe and what came of it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The question.
    pub probe: Probe,
    /// The answer.
    pub answer: Answer,
}

impl Asked {
    /// Whether it came out as the scenario expects; `None` when nothing is expected.
    pub fn is_met(&self) -> Option<bool> {
        self.probe
            .expect
            .map(|expect| expect == self.answer.finding)
    }

    /// Where the packet was to go, in the words of the question.
    fn goal(&self, world: &World) -> String {
        match &self.probe.to {
            Goal::Address(address) => address.to_string(),
            Goal::Host(host) => world.hosts.name(*host).to_owned(),
            Goal::Name(name) => name.clone(),
        }
    }

    /// The address the packet was sent to.
    fn address(&self) -> Option<IpAddr> {
        self.answer.packet.map(|packet| packet.destination)
    }
}

/// The protocol's name.
fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
        Protocol::Icmp => "icmp",
        Protocol::All => "all",
    }
}

/// The port, of protocols that have some.
fn port(probe: &Probe) -> Option<u16> {
    match probe.protocol {
        Protocol::Tcp | Protocol::Udp => Some(probe.port),
        Protocol::Icmp | Protocol::All => None,
    }
}
