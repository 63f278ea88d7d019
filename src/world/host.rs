//! Hosts.

use std::net::IpAddr;

use super::Id;
use super::World;
use super::iam::Principal;
use super::on_premises::OnPremises;
use super::vpc::NetworkInterface;
use crate::aws::account::AccountId;
use crate::aws::region::Region;
use crate::scenario::host::Answers;
use crate::scenario::quantity::Ports;
use crate::time::Duration;

/// A machine.
#[derive(Debug, Clone)]
pub struct Host {
    /// Where it stands.
    pub location: Location,
    /// Whose it is; nobody's that is known, outside AWS (VPC-08).
    pub account: Option<AccountId>,
    /// Its instance profile's role.
    pub role: Option<Id<Principal>>,
    /// The Region it is nearest to, when it stands on the internet (MRAP-20).
    pub near: Region,
    /// Ports it listens on.
    pub listens: Ports,
    /// Its network interfaces beside the one it stands by, in the order of their device numbers.
    pub further_interfaces: Vec<Id<NetworkInterface>>,
    /// Whether answers leave by the interface whose address was asked.
    pub policy_routing: bool,
    /// What comes back when a packet reaches it.
    pub answers: Answers,
    /// What its security groups remember of connections.
    pub tracking: Tracking,
}

/// The table of connections that the security groups of a host track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tracking {
    /// After how long idle a TCP connection is forgotten (SG-12).
    pub idle_timeout: Duration,
    /// How many it holds at once; none is no limit (SG-15).
    pub connections_max: Option<u32>,
}

/// Where a host stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In a subnet, by its interface.
    Vpc(Id<NetworkInterface>),
    /// On the internet, with this public address.
    Internet(IpAddr),
    /// On premises, with this private address.
    OnPremises(Id<OnPremises>, IpAddr),
}

impl World {
    /// A host's network interfaces in VPCs, the first one first.
    pub fn interfaces_of(&self, host: Id<Host>) -> impl Iterator<Item = Id<NetworkInterface>> {
        let it = &self.hosts[host];
        let first = match it.location {
            Location::Vpc(first) => Some(first),
            Location::Internet(_) | Location::OnPremises(..) => None,
        };
        first
            .into_iter()
            .chain(it.further_interfaces.iter().copied())
    }

    /// The interface of a host by which a packet for `to` leaves when the host chooses its own
    /// address: the one in whose subnet `to` lies, else the first.
    pub fn interface_towards(&self, host: Id<Host>, to: IpAddr) -> Option<Id<NetworkInterface>> {
        let mut all = self.interfaces_of(host);
        let is_near = |interface: &Id<NetworkInterface>| {
            let it = &self.interfaces[*interface];
            self.subnets[it.subnet].contains(to)
        };
        let near = all.find(is_near);
        near.or_else(|| self.interfaces_of(host).next())
    }

    /// The interface of a host that has a private address.
    pub fn interface_with(&self, host: Id<Host>, own: IpAddr) -> Option<Id<NetworkInterface>> {
        let mut all = self.interfaces_of(host);
        all.find(|interface| self.interfaces[*interface].has(own))
    }
}
