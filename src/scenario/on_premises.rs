//! Networks on premises, and the Direct Connect and VPN lines to them.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Said;
use super::quantity::{Span, Speed};
use super::record::{choice, record};

record! {
    /// A network on premises with its router.
    pub struct OnPremises {
        /// Its address ranges.
        pub cidr_blocks: Vec<Said<IpNet>>,
        /// What its router announces to AWS over BGP; its own ranges when absent.
        pub announces: Option<Vec<Said<IpNet>>>,
        /// The public address behind which it reaches the internet; none means it cannot.
        pub internet: Option<Said<IpAddr>>,
        /// Routes its router prefers over what it learns: a range and the line to it.
        pub routes: Vec<OnPremisesRoute>,
        /// Who answers its hosts' queries.
        pub resolver: OnPremisesResolver = OnPremisesResolver::Public,
        /// Whether its router lets the ICMP messages of path MTU discovery pass (TCP-21).
        pub passes_icmp: bool = true,
        /// How far it is from the nearest AWS location, there and back.
        pub round_trip: Span = Span::millis(5),
    }
}

choice! {
    /// One static route of a router on premises.
    pub enum OnPremisesRoute {
        /// A range, and the id of a virtual interface or VPN connection.
        Route(Said<IpNet>, Said<String>),
    }
}

choice! {
    /// How names are resolved on premises.
    pub enum OnPremisesResolver {
        /// By public DNS (DNS-24).
        Public,
        /// By public DNS, except for these domains, which are forwarded (DNS-09).
        Forwarding(Vec<Forward>),
    }
}

choice! {
    /// A domain and the inbound resolver endpoint that is asked for it.
    pub enum Forward {
        /// `Forward("s3.us-east-1.amazonaws.com", "rslvr-in-1")`
        Forward(Said<String>, Said<String>),
    }
}

record! {
    /// A Direct Connect gateway.
    pub struct DirectConnectGateway {
        /// The owner's account id.
        pub account: Said<String>,
        /// Virtual private gateways or Transit Gateways, never both (DX-07).
        pub associations: Vec<DirectConnectAssociation>,
    }
}

record! {
    /// What a Direct Connect gateway leads to.
    pub struct DirectConnectAssociation {
        /// A virtual private gateway or a Transit Gateway.
        pub gateway: Said<String>,
        /// A filter for a virtual private gateway; announced as they are for a Transit Gateway
        /// (DX-05). Everything the gateway has when absent.
        pub allowed_prefixes: Option<Vec<Said<IpNet>>>,
    }
}

choice! {
    /// A Direct Connect virtual interface.
    pub enum VirtualInterface {
        /// To the addresses of VPCs (DX-01).
        Private(PrivateInterface),
        /// To Transit Gateways (DX-02).
        Transit(PrivateInterface),
        /// To the public addresses of AWS (DX-03).
        Public(PublicInterface),
    }
}

record! {
    /// A private or transit virtual interface.
    pub struct PrivateInterface {
        /// The network on premises.
        pub on_premises: Said<String>,
        /// A virtual private gateway or a Direct Connect gateway.
        pub gateway: Said<String>,
        /// The largest packet; 1500, 8500 (transit) or 9001 (private) (DX-08).
        pub mtu: Said<u32> = Said::default_of(1500),
        /// The port's speed.
        pub bandwidth: Speed = Speed::gbps(1),
        /// Local preference on the way back, the higher wins (DX-11).
        pub local_preference: LocalPreference = LocalPreference::Medium,
        /// How long a dead line goes unnoticed (DX-10); with BFD about a second.
        pub hold_time: Span = Span::secs(90),
    }
}

record! {
    /// A public virtual interface.
    pub struct PublicInterface {
        /// The network on premises.
        pub on_premises: Said<String>,
        /// The customer's own public address, which AWS sees (DX-03).
        pub public_ip: Said<IpAddr>,
        /// The port's speed.
        pub bandwidth: Speed = Speed::gbps(1),
        /// How long a dead line goes unnoticed (DX-10).
        pub hold_time: Span = Span::secs(90),
    }
}

choice! {
    /// The BGP communities 7224:7100, 7224:7200 and 7224:7300 (DX-11).
    #[derive(Copy, Eq)]
    pub enum LocalPreference {
        /// 7224:7100
        Low,
        /// 7224:7200, as without a community.
        Medium,
        /// 7224:7300
        High,
    }
}

record! {
    /// A Site-to-Site VPN connection, with its two tunnels.
    pub struct VpnConnection {
        /// The network on premises.
        pub on_premises: Said<String>,
        /// A virtual private gateway or a Transit Gateway.
        pub gateway: Said<String>,
        /// Static routes, or BGP.
        pub routing: VpnRouting = VpnRouting::Bgp,
        /// The largest packet inside a tunnel (VPN-03).
        pub mtu: Said<u32> = Said::default_of(1446),
        /// Whether the customer's device clamps the MSS of TCP (TCP-21).
        pub clamps_mss: bool = true,
    }
}

choice! {
    /// How a VPN connection learns routes.
    pub enum VpnRouting {
        /// These ranges lie on premises.
        Static(Vec<Said<IpNet>>),
        /// By BGP.
        Bgp,
    }
}
