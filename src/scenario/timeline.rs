//! What changes while requests run, in the words of AWS's own API.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Said;
use super::access_point::AccessPoint;
use super::block_public_access::BlockPublicAccess;
use super::bucket::{Bucket, ReplicationRule};
use super::endpoint::{PrivateDns, VpcEndpoint};
use super::fault::{Chaos, Fault};
use super::filter::{AclRule, InboundRule, OutboundRule};
use super::map::Map;
use super::multi_region_access_point::{MultiRegionAccessPoint, Route};
use super::peering::VpcPeeringConnection;
use super::policy_text::PolicyText;
use super::quantity::Span;
use super::record::{choice, record};
use super::transit_gateway::TransitGatewayRoute;

choice! {
    /// One change at one moment, `At("30s", DeleteRoute("rtb-1", "0.0.0.0/0"))`, or one fault.
    pub enum At {
        /// When, and what.
        At(Span, Said<Change>),
        /// When, for how long, and what fails: `Fault("30s", "2m", S3Outage("us-east-1"))`.
        Fault(Span, Span, Said<Fault>),
        /// Failures drawn at random.
        Chaos(Chaos),
    }
}

impl At {
    /// The call and its moment, when it is one.
    pub fn change(&self) -> Option<(&Span, &Said<Change>)> {
        match self {
            Self::At(when, change) => Some((when, change)),
            Self::Fault(..) | Self::Chaos(_) => None,
        }
    }
}

choice! {
    /// One call of the control plane.
    pub enum Change {
        /// A new endpoint: its id and what it is.
        CreateVpcEndpoint(Said<String>, VpcEndpoint),
        /// New route tables or a new policy of an endpoint.
        ModifyVpcEndpoint(Said<String>, EndpointEdit),
        /// The endpoint goes, and its routes with it (GWE-26).
        DeleteVpcEndpoint(Said<String>),
        /// A peering connection: its id, who asks, who is asked; it waits to be accepted.
        CreateVpcPeeringConnection(Said<String>, VpcPeeringConnection),
        /// The other side accepts.
        AcceptVpcPeeringConnection(Said<String>),
        /// A peering connection goes.
        DeleteVpcPeeringConnection(Said<String>),
        /// A static route of a Transit Gateway: table, route.
        CreateTransitGatewayRoute(Said<String>, TransitGatewayRoute),
        /// A static route of a Transit Gateway goes: table, range.
        DeleteTransitGatewayRoute(Said<String>, Said<IpNet>),
        /// An attribute of a VPC: enableDnsSupport or enableDnsHostnames.
        ModifyVpcAttribute(Said<String>, VpcAttribute),
        /// A NAT gateway gets a further Elastic IP: gateway, address (NAT-02).
        AssociateNatGatewayAddress(Said<String>, Said<IpAddr>),
        /// A line is cut: a virtual interface, a VPN connection or one of its tunnels (`vpn-1/1`).
        LinkDown(Said<String>),
        /// It works again.
        LinkUp(Said<String>),
        /// A zone fails, `us-east-1a`.
        ZoneDown(Said<String>),
        /// It works again.
        ZoneUp(Said<String>),
        /// Another route table for a subnet: subnet, route table.
        AssociateRouteTable(Said<String>, Said<String>),
        /// A new route: table, destination, target.
        CreateRoute(Said<String>, Said<String>, Said<String>),
        /// Another target for a destination: table, destination, target.
        ReplaceRoute(Said<String>, Said<String>, Said<String>),
        /// A route goes: table, destination.
        DeleteRoute(Said<String>, Said<String>),
        /// A new inbound rule: group, rule.
        AuthorizeSecurityGroupIngress(Said<String>, InboundRule),
        /// An inbound rule goes: group, rule.
        RevokeSecurityGroupIngress(Said<String>, InboundRule),
        /// A new outbound rule: group, rule.
        AuthorizeSecurityGroupEgress(Said<String>, OutboundRule),
        /// An outbound rule goes: group, rule.
        RevokeSecurityGroupEgress(Said<String>, OutboundRule),
        /// A new rule of a network ACL.
        CreateNetworkAclEntry(Said<String>, Direction, AclRule),
        /// Another rule under the same number.
        ReplaceNetworkAclEntry(Said<String>, Direction, AclRule),
        /// A rule goes: ACL, direction, number.
        DeleteNetworkAclEntry(Said<String>, Direction, Said<u32>),
        /// Another ACL for a subnet: subnet, ACL.
        ReplaceNetworkAclAssociation(Said<String>, Said<String>),
        /// A new bucket: its name and what it is.
        CreateBucket(Said<String>, Bucket),
        /// A bucket's policy, made by its owner outside the simulated network.
        PutBucketPolicy(Said<String>, Said<PolicyText>),
        /// A bucket's policy goes.
        DeleteBucketPolicy(Said<String>),
        /// Block Public Access of a bucket.
        PutPublicAccessBlock(Said<String>, BlockPublicAccess),
        /// Block Public Access of an account.
        PutAccountPublicAccessBlock(Said<String>, BlockPublicAccess),
        /// A new access point: what it is called here and what it is.
        CreateAccessPoint(Said<String>, AccessPoint),
        /// An access point goes.
        DeleteAccessPoint(Said<String>),
        /// An access point's policy.
        PutAccessPointPolicy(Said<String>, Said<PolicyText>),
        /// An access point's policy goes.
        DeleteAccessPointPolicy(Said<String>),
        /// A new Multi-Region Access Point: what it is called here and what it is. It takes a while
        /// (MRAP-26).
        CreateMultiRegionAccessPoint(Said<String>, MultiRegionAccessPoint),
        /// A Multi-Region Access Point goes; its buckets stay.
        DeleteMultiRegionAccessPoint(Said<String>),
        /// A Multi-Region Access Point's policy.
        PutMultiRegionAccessPointPolicy(Said<String>, Said<PolicyText>),
        /// A Multi-Region Access Point's policy is to go, which AWS has no call for (MRAP-18).
        DeleteMultiRegionAccessPointPolicy(Said<String>),
        /// Which Regions take requests, by Region: a failover (MRAP-23).
        SubmitMultiRegionAccessPointRoutes(Said<String>, Map<Route>),
        /// All replication rules of a bucket.
        PutBucketReplication(Said<String>, Vec<ReplicationRule>),
        /// All service control policies of a unit or account: its id, policies.
        SetServiceControlPolicies(Said<String>, Vec<Said<PolicyText>>),
        /// All resource control policies of a unit or account: its id, policies.
        SetResourceControlPolicies(Said<String>, Vec<Said<PolicyText>>),
        /// All identity policies of a role: role, policies.
        SetRolePolicies(Said<String>, Vec<Said<PolicyText>>),
        /// All identity policies of a user: user, policies.
        SetUserPolicies(Said<String>, Vec<Said<PolicyText>>),
    }
}

record! {
    /// What of an endpoint is changed.
    pub struct EndpointEdit {
        /// Route tables that get its route.
        pub add_route_tables: Vec<Said<String>>,
        /// Route tables that lose it.
        pub remove_route_tables: Vec<Said<String>>,
        /// Whether the service's ordinary names lead to it, for an interface endpoint.
        pub private_dns: Option<PrivateDns>,
        /// New addresses of its network interfaces, by subnet: each is replaced (IFE-27).
        pub private_ips: Map<Said<IpAddr>>,
        /// Its new policy, effective after the model's delay (GWE-19).
        pub policy: Option<Said<PolicyText>>,
    }
}

choice! {
    /// An attribute of a VPC (DNS-02).
    #[derive(Copy, Eq)]
    pub enum VpcAttribute {
        /// Whether its resolver answers.
        EnableDnsSupport(bool),
        /// Whether it may answer privately.
        EnableDnsHostnames(bool),
    }
}

choice! {
    /// Which list of a network ACL is meant.
    #[derive(Copy, Eq)]
    pub enum Direction {
        /// Packets entering the subnet.
        Inbound,
        /// Packets leaving it.
        Outbound,
    }
}
