//! What a packet's header says.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use crate::scenario::quantity::Protocol;

/// The header of a packet, as far as anything on the way looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet {
    /// The protocol.
    pub protocol: Protocol,
    /// Where it comes from.
    pub source: IpAddr,
    /// The source port; of ICMP the type of the message that answers it.
    pub source_port: u16,
    /// Where it goes to.
    pub destination: IpAddr,
    /// The destination port; of ICMP the type of the message.
    pub destination_port: u16,
}

impl Packet {
    /// The packet that answers this one.
    #[must_use]
    pub fn answer(self) -> Self {
        Self {
            protocol: self.protocol,
            source: self.destination,
            source_port: self.destination_port,
            destination: self.source,
            destination_port: self.source_port,
        }
    }
}

/// Prints `tcp 10.0.0.10:40000 → 52.216.0.1:443`, or `icmp 10.0.0.10 → 10.0.0.11`.
impl fmt::Display for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let protocol = match self.protocol {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
            Protocol::Icmp => "icmp",
            Protocol::All => "any",
        };
        match self.protocol {
            Protocol::Tcp | Protocol::Udp => {
                let from = SocketAddr::new(self.source, self.source_port);
                let to = SocketAddr::new(self.destination, self.destination_port);
                write!(f, "{protocol} {from} → {to}")
            }
            Protocol::Icmp | Protocol::All => {
                write!(f, "{protocol} {} → {}", self.source, self.destination)
            }
        }
    }
}
