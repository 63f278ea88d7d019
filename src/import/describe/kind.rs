//! The kinds of things that `describe` commands list, and how each is recognised.

/// A kind of thing that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// `describe-vpcs`
    Vpc,
    /// `describe-subnets`
    Subnet,
    /// `describe-route-tables`
    RouteTable,
    /// `describe-network-acls`
    NetworkAcl,
    /// `describe-security-groups`
    SecurityGroup,
    /// `describe-network-interfaces`
    NetworkInterface,
    /// `describe-instances`, without its reservations
    Instance,
    /// `describe-addresses`
    Address,
    /// `describe-internet-gateways`
    InternetGateway,
    /// `describe-egress-only-internet-gateways`
    EgressOnlyInternetGateway,
    /// `describe-nat-gateways`
    NatGateway,
    /// `describe-vpc-endpoints`
    VpcEndpoint,
    /// `describe-prefix-lists`
    PrefixList,
    /// `describe-managed-prefix-lists`
    ManagedPrefixList,
    /// `describe-vpc-peering-connections`
    VpcPeeringConnection,
    /// `describe-transit-gateways`
    TransitGateway,
    /// `describe-transit-gateway-attachments`
    TransitGatewayAttachment,
    /// `describe-transit-gateway-vpc-attachments`
    TransitGatewayVpcAttachment,
    /// `describe-transit-gateway-peering-attachments`
    TransitGatewayPeeringAttachment,
    /// `describe-transit-gateway-route-tables`
    TransitGatewayRouteTable,
    /// `search-transit-gateway-routes`, gathered by table
    TransitGatewayStaticRoutes,
    /// `get-transit-gateway-route-table-propagations`, gathered by table
    TransitGatewayPropagations,
    /// `describe-vpn-gateways`
    VpnGateway,
    /// `describe-vpn-connections`
    VpnConnection,
    /// `describe-customer-gateways`
    CustomerGateway,
    /// `elbv2 describe-load-balancers`
    LoadBalancer,
    /// `elbv2 describe-load-balancer-attributes`, gathered by load balancer
    LoadBalancerAttributes,
    /// `elbv2 describe-listeners`, gathered by load balancer
    LoadBalancerListeners,
    /// `elbv2 describe-target-groups`
    TargetGroup,
    /// `elbv2 describe-target-health`, gathered by target group
    TargetHealth,
    /// `rds describe-db-instances`
    DbInstance,
    /// `directconnect describe-direct-connect-gateways`
    DirectConnectGateway,
    /// `directconnect describe-direct-connect-gateway-associations`
    DirectConnectAssociation,
    /// `directconnect describe-virtual-interfaces`
    VirtualInterface,
    /// `s3api list-buckets`
    Bucket,
}

/// How a kind of thing is recognised.
pub(super) struct Shape {
    /// The kind.
    pub(super) kind: Kind,
    /// What people call one.
    pub(super) noun: &'static str,
    /// The names its list stands under.
    pub(super) lists: &'static [&'static str],
    /// The members that tell one from another.
    pub(super) id: &'static [&'static str],
}

const fn shape(
    kind: Kind,
    noun: &'static str,
    lists: &'static [&'static str],
    id: &'static [&'static str],
) -> Shape {
    Shape {
        kind,
        noun,
        lists,
        id,
    }
}

/// Every kind.
pub(super) const SHAPES: &[Shape] = &[
    shape(Kind::Vpc, "VPC", &["Vpcs"], &["VpcId"]),
    shape(Kind::Subnet, "subnet", &["Subnets"], &["SubnetId"]),
    shape(
        Kind::RouteTable,
        "route table",
        &["RouteTables"],
        &["RouteTableId"],
    ),
    shape(
        Kind::NetworkAcl,
        "network ACL",
        &["NetworkAcls"],
        &["NetworkAclId"],
    ),
    shape(
        Kind::SecurityGroup,
        "security group",
        &["SecurityGroups"],
        &["GroupId"],
    ),
    shape(
        Kind::NetworkInterface,
        "network interface",
        &["NetworkInterfaces"],
        &["NetworkInterfaceId"],
    ),
    shape(Kind::Instance, "instance", &["Instances"], &["InstanceId"]),
    shape(Kind::Address, "Elastic IP", &["Addresses"], &["PublicIp"]),
    shape(
        Kind::InternetGateway,
        "internet gateway",
        &["InternetGateways"],
        &["InternetGatewayId"],
    ),
    shape(
        Kind::EgressOnlyInternetGateway,
        "egress-only internet gateway",
        &["EgressOnlyInternetGateways"],
        &["EgressOnlyInternetGatewayId"],
    ),
    shape(
        Kind::NatGateway,
        "NAT gateway",
        &["NatGateways"],
        &["NatGatewayId"],
    ),
    shape(
        Kind::VpcEndpoint,
        "VPC endpoint",
        &["VpcEndpoints"],
        &["VpcEndpointId"],
    ),
    shape(
        Kind::PrefixList,
        "prefix list",
        &["PrefixLists"],
        &["PrefixListId"],
    ),
    shape(
        Kind::ManagedPrefixList,
        "prefix list",
        &["ManagedPrefixLists"],
        &["PrefixListId"],
    ),
    shape(
        Kind::VpcPeeringConnection,
        "VPC peering connection",
        &["VpcPeeringConnections"],
        &["VpcPeeringConnectionId"],
    ),
    shape(
        Kind::TransitGateway,
        "Transit Gateway",
        &["TransitGateways"],
        &["TransitGatewayId"],
    ),
    shape(
        Kind::TransitGatewayAttachment,
        "Transit Gateway attachment",
        &["TransitGatewayAttachments"],
        &["TransitGatewayId", "TransitGatewayAttachmentId"],
    ),
    shape(
        Kind::TransitGatewayVpcAttachment,
        "Transit Gateway attachment",
        &["TransitGatewayVpcAttachments"],
        &["TransitGatewayAttachmentId"],
    ),
    shape(
        Kind::TransitGatewayPeeringAttachment,
        "Transit Gateway peering",
        &["TransitGatewayPeeringAttachments"],
        &["TransitGatewayAttachmentId"],
    ),
    shape(
        Kind::TransitGatewayRouteTable,
        "Transit Gateway route table",
        &["TransitGatewayRouteTables"],
        &["TransitGatewayRouteTableId"],
    ),
    shape(
        Kind::TransitGatewayStaticRoutes,
        "list of a Transit Gateway's routes",
        &["TransitGatewayStaticRoutes", "TransitGatewayRoutes"],
        &["TransitGatewayRouteTableId"],
    ),
    shape(
        Kind::TransitGatewayPropagations,
        "list of a Transit Gateway's propagations",
        &["TransitGatewayPropagations"],
        &["TransitGatewayRouteTableId"],
    ),
    shape(
        Kind::VpnGateway,
        "virtual private gateway",
        &["VpnGateways"],
        &["VpnGatewayId"],
    ),
    shape(
        Kind::VpnConnection,
        "VPN connection",
        &["VpnConnections"],
        &["VpnConnectionId"],
    ),
    shape(
        Kind::CustomerGateway,
        "customer gateway",
        &["CustomerGateways"],
        &["CustomerGatewayId"],
    ),
    shape(
        Kind::LoadBalancer,
        "load balancer",
        &["LoadBalancers"],
        &["LoadBalancerArn"],
    ),
    shape(
        Kind::LoadBalancerAttributes,
        "list of a load balancer's attributes",
        &["LoadBalancerAttributes"],
        &["LoadBalancerArn"],
    ),
    shape(
        Kind::LoadBalancerListeners,
        "list of a load balancer's listeners",
        &["LoadBalancerListeners"],
        &["LoadBalancerArn"],
    ),
    shape(
        Kind::TargetGroup,
        "target group",
        &["TargetGroups"],
        &["TargetGroupArn"],
    ),
    shape(
        Kind::TargetHealth,
        "list of a target group's targets",
        &["LoadBalancerTargetHealth", "TargetHealth"],
        &["TargetGroupArn"],
    ),
    shape(
        Kind::DbInstance,
        "database",
        &["DBInstances", "RdsInstances"],
        &["DBInstanceIdentifier"],
    ),
    shape(
        Kind::DirectConnectGateway,
        "Direct Connect gateway",
        &["directConnectGateways", "DirectConnectGateways"],
        &["directConnectGatewayId"],
    ),
    shape(
        Kind::DirectConnectAssociation,
        "Direct Connect gateway association",
        &[
            "directConnectGatewayAssociations",
            "DirectConnectGatewayAssociations",
        ],
        &["associationId"],
    ),
    shape(
        Kind::VirtualInterface,
        "virtual interface",
        &["virtualInterfaces", "VirtualInterfaces"],
        &["virtualInterfaceId"],
    ),
    shape(Kind::Bucket, "bucket", &["Buckets"], &["Name"]),
];

/// Lists that say nothing about the way of a packet.
pub(super) const BESIDE_THE_POINT: &[&str] = &[
    "AvailabilityZones",
    "VpcEndpointServices",
    "ServiceNames",
    "ServiceDetails",
    "KeyPairs",
    "Regions",
    "Tags",
];

impl Kind {
    /// The kind whose list has this name.
    pub(super) fn of_list(name: &str) -> Option<Self> {
        let found = SHAPES.iter().find(|shape| shape.lists.contains(&name));
        found.map(|shape| shape.kind)
    }

    /// How it is recognised.
    pub(super) fn shape(self) -> &'static Shape {
        // INVARIANT: every kind stands in the table, as a test holds.
        let found = SHAPES.iter().find(|shape| shape.kind == self);
        found.unwrap_or(&SHAPES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, SHAPES};

    #[test]
    fn every_kind_is_its_own_shape() {
        assert_eq!(Kind::Bucket as usize + 1, SHAPES.len());
        for (position, shape) in SHAPES.iter().enumerate() {
            assert_eq!(shape.kind as usize, position, "{}", shape.noun);
            assert_eq!(Kind::of_list(shape.lists[0]), Some(shape.kind));
        }
    }
}
