//! Hosts.

use std::net::IpAddr;

use super::Id;
use super::iam::Principal;
use super::on_premises::OnPremises;
use super::vpc::NetworkInterface;
use crate::aws::account::AccountId;
use crate::aws::region::Region;
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
