//! Networks on premises: their routers, their hosts, and the lines that join them to AWS.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::change::Rejection;
use super::direct_connect::VirtualInterface;
use super::host::Host;
use super::learnt::LearntTable;
use super::name_service::ResolverEndpoint;
use super::session::Session;
use super::vpn::{HOLD_TIME, TUNNEL_RATE, VpnConnection};
use super::{Id, Place, World};
use crate::aws::region::Region;
use crate::time::Duration;
use crate::units::BitsPerSecond;

/// A network on premises with its router.
#[derive(Debug, Clone)]
pub struct OnPremises {
    /// Its ranges.
    pub cidr_blocks: Vec<IpNet>,
    /// What its router tells AWS by BGP.
    pub announces: Vec<IpNet>,
    /// The public address behind which it reaches the internet, if it does.
    pub internet: Option<IpAddr>,
    /// Routes its router prefers over those it learns.
    pub written: Vec<(IpNet, Uplink)>,
    /// Domains whose queries its resolver forwards, and the inbound endpoint it asks (DNS-09).
    pub forwards: Vec<(String, Id<ResolverEndpoint>)>,
    /// Whether its router lets the ICMP messages of path MTU discovery pass (TCP-21).
    pub passes_icmp: bool,
    /// How far it is from the nearest AWS location, there and back.
    pub round_trip: Duration,
    /// The Region it is nearest to.
    ///
    /// SIMPLIFIED: a network on premises stands next to the Region of the first gateway its lines
    /// lead to.
    pub nearest: Region,
    /// Who has which of its addresses.
    pub addresses: BTreeMap<IpAddr, Id<Host>>,
    /// Ranges in AWS and the lines to them, as its router knows them now.
    pub routes: LearntTable<Uplink>,
    /// The public virtual interface that leads to AWS's public addresses now (DX-03).
    pub public_line: Option<Id<VirtualInterface>>,
}

/// A line between a network on premises and AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Uplink {
    /// A Direct Connect virtual interface.
    VirtualInterface(Id<VirtualInterface>),
    /// A Site-to-Site VPN connection.
    Vpn(Id<VpnConnection>),
}

/// A line that fails or works again: a whole one, or one tunnel of a VPN connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Which line.
    pub uplink: Uplink,
    /// Which of its tunnels, from 0; both when none is named.
    pub tunnel: Option<usize>,
}

impl Uplink {
    /// It as a place.
    pub fn place(self) -> Place {
        match self {
            Self::VirtualInterface(id) => Place::VirtualInterface(id),
            Self::Vpn(id) => Place::VpnConnection(id),
        }
    }
}

impl World {
    /// How long a cut of a line goes unnoticed (DX-10, VPN-02).
    pub fn hold_time(&self, uplink: Uplink) -> Duration {
        match uplink {
            Uplink::VirtualInterface(id) => self.virtual_interfaces[id].hold_time,
            Uplink::Vpn(_) => HOLD_TIME,
        }
    }

    /// The network on premises at the far end of a line.
    pub fn premises_of(&self, uplink: Uplink) -> Id<OnPremises> {
        match uplink {
            Uplink::VirtualInterface(id) => self.virtual_interfaces[id].on_premises,
            Uplink::Vpn(id) => self.vpn_connections[id].on_premises,
        }
    }

    /// Whether a line carries what is sent into it now.
    pub fn is_line_up(&self, uplink: Uplink) -> bool {
        match uplink {
            Uplink::VirtualInterface(id) => self.virtual_interfaces[id].session.is_up,
            Uplink::Vpn(id) => self.vpn_connections[id]
                .tunnel()
                .is_some_and(|tunnel| tunnel.is_up),
        }
    }

    /// What a line carries in each direction; none when the place is no line (VPN-04).
    pub fn line_rate(&self, place: Place) -> Option<BitsPerSecond> {
        if let Place::VirtualInterface(id) = place {
            return Some(self.virtual_interfaces[id].bandwidth);
        }
        matches!(place, Place::VpnConnection(_)).then_some(TUNNEL_RATE)
    }

    /// The line is cut, and nobody has noticed yet (DX-10).
    pub(super) fn cut(&mut self, line: Line) {
        self.each_session(line, |session| session.is_up = false);
    }

    /// The hold time has passed: a line that is still cut tells its routes no more.
    pub(super) fn give_up_line(&mut self, line: Line) -> Result<(), Rejection> {
        let mut has_noticed = false;
        self.each_session(line, |session| {
            has_noticed |= session.is_believed && !session.is_up;
            session.is_believed &= session.is_up;
        });
        if !has_noticed {
            let message = "the line works";
            return Err(Rejection::new("IncorrectState", "DX-10", message));
        }
        self.learn();
        Ok(())
    }

    /// The line works again.
    ///
    /// SIMPLIFIED: routes are told again at once; BGP takes some seconds.
    pub(super) fn restore(&mut self, line: Line) {
        self.each_session(line, |session| *session = Session::UP);
        self.learn();
    }

    fn each_session(&mut self, line: Line, mut edit: impl FnMut(&mut Session)) {
        match line.uplink {
            Uplink::VirtualInterface(id) => edit(&mut self.virtual_interfaces[id].session),
            Uplink::Vpn(id) => {
                let tunnels = self.vpn_connections[id].tunnels.iter_mut().enumerate();
                for (number, tunnel) in tunnels {
                    if line.tunnel.is_none_or(|only| only == number) {
                        edit(tunnel);
                    }
                }
            }
        }
    }
}
