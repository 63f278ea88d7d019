//! Hosts.

use std::net::IpAddr;

use super::Id;
use super::iam::Principal;
use super::on_premises::OnPremises;
use super::vpc::NetworkInterface;
use crate::aws::account::AccountId;
use crate::aws::region::Region;
use crate::scenario::quantity::Ports;

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
