//! Transit Gateways: attachments and their own route tables.

use ipnet::IpNet;

use super::record::{choice, record};
use super::{Map, Said};

record! {
    /// A Transit Gateway, `tgw-…`.
    pub struct TransitGateway {
        /// The owner's account id.
        pub account: Said<String>,
        /// Its Region.
        pub region: Said<String>,
        /// Attachments by id, `tgw-attach-…`.
        pub attachments: Map<TransitGatewayAttachment>,
        /// Its route tables by id, `tgw-rtb-…`.
        pub route_tables: Map<TransitGatewayRouteTable>,
        /// Whether security groups may be referenced across it (SG-07).
        pub security_group_referencing: bool = false,
    }
}

choice! {
    /// What is attached to a Transit Gateway.
    pub enum TransitGatewayAttachment {
        /// A VPC.
        Vpc(VpcAttachment),
        /// Another Transit Gateway, in this or another Region; routes to it are static (TGW-08).
        Peering(PeeringAttachment),
        /// A Direct Connect gateway.
        DirectConnectGateway(Said<String>),
        /// A Site-to-Site VPN connection.
        Vpn(Said<String>),
        /// Something that is not in this scenario.
        Beyond,
    }
}

record! {
    /// A VPC attachment.
    pub struct VpcAttachment {
        /// The VPC.
        pub vpc: Said<String>,
        /// One subnet for each zone that may use it (TGW-05).
        pub subnets: Vec<Said<String>>,
        /// Whether both directions of a flow take the same zone (TGW-06).
        pub appliance_mode: bool = false,
        /// Whether the VPC's groups may be referenced from other attachments (SG-07).
        pub security_group_referencing: bool = true,
    }
}

record! {
    /// A peering attachment; it is written on one of the two gateways.
    pub struct PeeringAttachment {
        /// The other Transit Gateway.
        pub peer: Said<String>,
        /// The id of the attachment on the other side; the same as this one's when absent.
        pub peer_attachment: Option<Said<String>>,
        /// Whether the other side has accepted it (TGW-08).
        pub accepted: bool = true,
    }
}

record! {
    /// A route table of a Transit Gateway.
    pub struct TransitGatewayRouteTable {
        /// Attachments whose packets are looked up here; each in at most one table (TGW-04).
        pub associations: Vec<Said<String>>,
        /// Attachments that put their own ranges here (TGW-04).
        pub propagations: Vec<Said<String>>,
        /// Routes somebody wrote.
        pub routes: Vec<TransitGatewayRoute>,
    }
}

choice! {
    /// One static route of a Transit Gateway.
    pub enum TransitGatewayRoute {
        /// To an attachment.
        Route(Said<IpNet>, Said<String>),
        /// Nowhere: matching packets are dropped (TGW-03).
        Blackhole(Said<IpNet>),
    }
}
