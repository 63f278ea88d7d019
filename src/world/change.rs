//! One edit of a world: what the timeline, `diff` and "what would fix it" all speak.

use std::net::IpAddr;

use ipnet::IpNet;

use super::access_point::AccessPoint;
use super::bucket::{Bucket, Founding};
use super::fault::Fault;
use super::filter::{AclRule, NetworkAcl, SecurityGroup, SecurityGroupRule};
use super::gateway::{NatGateway, VpcEndpoint};
use super::iam::{AttachedPolicy, Principal};
use super::multi_region_access_point::{Edit, MultiRegionAccessPoint};
use super::on_premises::Line as UplinkLine;
use super::organization::{Account, ControlKind, PolicyLevel};
use super::peering::VpcPeeringConnection;
use super::replication::ReplicationRule;
use super::route::{Destination, RouteTable, Target};
use super::stored::{Storing, UploadEdit};
use super::transit_gateway::{TransitGatewayAttachment, TransitGatewayRouteTable};
use super::vpc::{NetworkInterface, Subnet, Vpc};
use super::zones::Zone;
use super::{Id, World};
use crate::policy::{AclGrant, BlockPublicAccess};
use crate::scenario::endpoint::PrivateDns;
use crate::scenario::timeline::{Direction, VpcAttribute};

/// One edit of a world.
#[derive(Debug, Clone)]
pub enum Change {
    /// A planned endpoint comes into being, with these route tables.
    CreateGatewayEndpoint {
        /// The endpoint, planned until now.
        endpoint: Id<VpcEndpoint>,
        /// Tables that get its route.
        route_tables: Vec<Id<RouteTable>>,
        /// Its policy.
        policy: Option<AttachedPolicy>,
    },
    /// A planned interface endpoint becomes available, after a while (IFE-26).
    CreateInterfaceEndpoint {
        /// The endpoint, planned until now.
        endpoint: Id<VpcEndpoint>,
        /// Whether the service's ordinary names lead to it.
        private_dns: PrivateDns,
        /// Its policy.
        policy: Option<AttachedPolicy>,
    },
    /// The service's ordinary names lead to an interface endpoint, or no longer (DNS-10).
    SetPrivateDns(Id<VpcEndpoint>, PrivateDns),
    /// A network interface of an interface endpoint is replaced by one with this address (IFE-27).
    ReplaceEndpointAddress(Id<VpcEndpoint>, Id<NetworkInterface>, IpAddr),
    /// The resolver of a VPC is turned on or off, or its private names are (DNS-01, DNS-02).
    SetVpcAttribute(Id<Vpc>, VpcAttribute),
    /// A zone fails, or works again.
    SetZone {
        /// The zone.
        zone: Id<Zone>,
        /// Whether it fails.
        is_down: bool,
    },
    /// DNS notices how a zone does (IFE-21).
    NoticeZone(Id<Zone>),
    /// Route tables of an endpoint change.
    ModifyVpcEndpoint {
        /// The endpoint.
        endpoint: Id<VpcEndpoint>,
        /// Tables that get its route.
        add: Vec<Id<RouteTable>>,
        /// Tables that lose it.
        remove: Vec<Id<RouteTable>>,
    },
    /// An endpoint's policy is replaced (GWE-19).
    SetEndpointPolicy {
        /// The endpoint.
        endpoint: Id<VpcEndpoint>,
        /// Its new policy.
        policy: AttachedPolicy,
    },
    /// An endpoint goes (GWE-26).
    DeleteVpcEndpoint(Id<VpcEndpoint>),
    /// Somebody asks for a planned peering connection.
    CreateVpcPeeringConnection(Id<VpcPeeringConnection>),
    /// The other side accepts.
    AcceptVpcPeeringConnection(Id<VpcPeeringConnection>),
    /// Nobody accepted for seven days (PEER-10).
    ExpireVpcPeeringConnection(Id<VpcPeeringConnection>),
    /// A peering connection goes.
    DeleteVpcPeeringConnection(Id<VpcPeeringConnection>),
    /// A Transit Gateway's table gets a static route, perhaps to nowhere (TGW-03).
    CreateTransitGatewayRoute(
        Id<TransitGatewayRouteTable>,
        IpNet,
        Option<Id<TransitGatewayAttachment>>,
    ),
    /// A static route of a Transit Gateway's table goes.
    DeleteTransitGatewayRoute(Id<TransitGatewayRouteTable>, IpNet),
    /// A NAT gateway gets a further Elastic IP (NAT-02).
    AddNatAddress(Id<NatGateway>, IpAddr),
    /// A line on premises is cut.
    CutLine(UplinkLine),
    /// Both ends of a line notice that it is cut (DX-10).
    LoseSession(UplinkLine),
    /// A line works again.
    RestoreLine(UplinkLine),
    /// A subnet gets another route table.
    AssociateRouteTable(Id<Subnet>, Id<RouteTable>),
    /// A table gets a line.
    CreateRoute(Id<RouteTable>, Destination, Target),
    /// A line gets another target.
    ReplaceRoute(Id<RouteTable>, Destination, Target),
    /// A line goes.
    DeleteRoute(Id<RouteTable>, Destination),
    /// A security group gets a rule.
    AuthorizeRule(Id<SecurityGroup>, Direction, SecurityGroupRule),
    /// A rule of a security group goes.
    RevokeRule(Id<SecurityGroup>, Direction, SecurityGroupRule),
    /// A network ACL gets a rule.
    CreateAclEntry(Id<NetworkAcl>, Direction, AclRule),
    /// A rule of a network ACL is replaced.
    ReplaceAclEntry(Id<NetworkAcl>, Direction, AclRule),
    /// A rule of a network ACL goes.
    DeleteAclEntry(Id<NetworkAcl>, Direction, u32),
    /// A subnet gets another network ACL.
    AssociateNetworkAcl(Id<Subnet>, Id<NetworkAcl>),
    /// A planned bucket comes into being.
    CreateBucket {
        /// The bucket, planned until now.
        bucket: Id<Bucket>,
        /// Who makes it and where, when that was only found out on the way.
        founding: Option<Founding>,
    },
    /// A bucket goes.
    DeleteBucket(Id<Bucket>),
    /// A request stored an object or deleted one.
    Store(Box<Storing>),
    /// A request began an upload in parts, added a part, or ended it.
    EditUpload(Box<UploadEdit>),
    /// What was stored in another bucket, or deleted there, has been copied (MRAP-21).
    Replicate(Box<Storing>),
    /// A bucket's replication rules are replaced.
    SetReplication(Id<Bucket>, Vec<ReplicationRule>),
    /// A bucket's policy is replaced (CFG-05) or goes.
    SetBucketPolicy(Id<Bucket>, Option<AttachedPolicy>),
    /// A bucket's Block Public Access is replaced.
    SetBucketAccessBlock(Id<Bucket>, BlockPublicAccess),
    /// An account's Block Public Access is replaced.
    SetAccountAccessBlock(Id<Account>, BlockPublicAccess),
    /// A bucket's ACL is replaced.
    SetBucketAcl(Id<Bucket>, Vec<AclGrant>),
    /// A planned access point comes into being.
    CreateAccessPoint(Id<AccessPoint>),
    /// An access point goes.
    DeleteAccessPoint(Id<AccessPoint>),
    /// An access point's policy is replaced or goes.
    SetAccessPointPolicy(Id<AccessPoint>, Option<AttachedPolicy>),
    /// A Multi-Region Access Point is made, edited or deleted (MRAP-26).
    MultiRegion(Id<MultiRegionAccessPoint>, Edit),
    /// The policies of a level of an organization are replaced.
    SetControlPolicies(Id<PolicyLevel>, ControlKind, Vec<AttachedPolicy>),
    /// A principal's identity policies are replaced.
    SetPrincipalPolicies(Id<Principal>, Vec<AttachedPolicy>),
    /// Something fails, or works again.
    SetFault {
        /// What.
        fault: Fault,
        /// Whether it fails.
        begins: bool,
    },
    /// Something AWS is certain to refuse, found when the scenario was read.
    Refused(Rejection),
}

/// Why AWS refuses a change: its error code and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// AWS's error code, `RouteAlreadyExists`.
    pub code: &'static str,
    /// What is wrong, in our words.
    pub message: String,
    /// The rule this rests on.
    pub rule: &'static str,
}

impl Rejection {
    /// A refusal with AWS's `code`, resting on `rule`.
    pub fn new(code: &'static str, rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            rule,
        }
    }
}

impl Change {
    /// Whether it can change the way packets go; changes of buckets and policies cannot (TCP-14).
    pub fn moves_packets(&self) -> bool {
        match self {
            Self::SetFault { fault, .. } => fault.moves_packets(),
            Self::CreateGatewayEndpoint { .. }
            | Self::CreateInterfaceEndpoint { .. }
            | Self::ReplaceEndpointAddress(..)
            | Self::SetZone { .. }
            | Self::ModifyVpcEndpoint { .. }
            | Self::DeleteVpcEndpoint(_)
            | Self::CreateVpcPeeringConnection(_)
            | Self::AcceptVpcPeeringConnection(_)
            | Self::ExpireVpcPeeringConnection(_)
            | Self::DeleteVpcPeeringConnection(_)
            | Self::CreateTransitGatewayRoute(..)
            | Self::DeleteTransitGatewayRoute(..)
            | Self::CutLine(_)
            | Self::LoseSession(_)
            | Self::RestoreLine(_)
            | Self::AssociateRouteTable(..)
            | Self::CreateRoute(..)
            | Self::ReplaceRoute(..)
            | Self::DeleteRoute(..)
            | Self::AuthorizeRule(..)
            | Self::RevokeRule(..)
            | Self::CreateAclEntry(..)
            | Self::ReplaceAclEntry(..)
            | Self::DeleteAclEntry(..)
            | Self::AssociateNetworkAcl(..) => true,
            Self::SetEndpointPolicy { .. }
            | Self::SetPrivateDns(..)
            | Self::SetVpcAttribute(..)
            | Self::NoticeZone(_)
            | Self::AddNatAddress(..)
            | Self::SetBucketPolicy(..)
            | Self::SetBucketAccessBlock(..)
            | Self::SetAccountAccessBlock(..)
            | Self::SetBucketAcl(..)
            | Self::SetControlPolicies(..)
            | Self::SetPrincipalPolicies(..)
            | Self::CreateBucket { .. }
            | Self::DeleteBucket(_)
            | Self::CreateAccessPoint(_)
            | Self::DeleteAccessPoint(_)
            | Self::SetAccessPointPolicy(..)
            | Self::Store(_)
            | Self::EditUpload(_)
            | Self::Replicate(_)
            | Self::SetReplication(..)
            | Self::MultiRegion(..)
            | Self::Refused(_) => false,
        }
    }

    /// Whether answers found before may no longer hold: what is stored is looked up afresh by
    /// every request, everything else is not.
    fn outdates_answers(&self) -> bool {
        !matches!(
            self,
            Self::Store(_) | Self::EditUpload(_) | Self::Replicate(_)
        )
    }
}

impl World {
    /// Whether AWS would accept a change now, which is told before it takes effect.
    pub fn accepts(&self, change: &Change) -> Result<(), Rejection> {
        self.clone().apply(change)
    }

    /// Accepts a change that takes effect later, or refuses it; an endpoint is pending from now on
    /// (IFE-26).
    pub fn ask(&mut self, change: &Change) -> Result<(), Rejection> {
        self.accepts(change)?;
        if let Change::MultiRegion(id, edit) = change {
            self.begin_multi_region_edit(*id, edit)?;
        }
        if let Change::CreateInterfaceEndpoint { endpoint, .. } = change {
            self.begin_endpoint(change, *endpoint);
        }
        Ok(())
    }

    /// Applies a change, or refuses it as AWS would and leaves the world as it was.
    #[expect(
        clippy::too_many_lines,
        reason = "a table: one arm for each of a closed list"
    )]
    pub fn apply(&mut self, change: &Change) -> Result<(), Rejection> {
        match change {
            Change::CreateGatewayEndpoint {
                endpoint,
                route_tables,
                policy,
            } => self.create_gateway_endpoint(*endpoint, route_tables, policy.as_ref())?,
            Change::CreateInterfaceEndpoint {
                endpoint,
                private_dns,
                policy,
            } => self.create_interface_endpoint(*endpoint, *private_dns, policy.as_ref())?,
            Change::SetPrivateDns(endpoint, wanted) => self.set_private_dns(*endpoint, *wanted)?,
            Change::ReplaceEndpointAddress(endpoint, interface, address) => {
                self.replace_endpoint_address(*endpoint, *interface, *address)?;
            }
            Change::SetVpcAttribute(vpc, attribute) => self.vpcs[*vpc].set(*attribute),
            Change::SetZone { zone, is_down } => self.zones[*zone].is_down = *is_down,
            Change::NoticeZone(zone) => {
                let zone = &mut self.zones[*zone];
                zone.is_avoided = zone.is_down;
            }
            Change::SetFault { fault, begins } => self.set_fault(*fault, *begins),
            Change::ModifyVpcEndpoint {
                endpoint,
                add,
                remove,
            } => self.move_endpoint_routes(*endpoint, add, remove)?,
            Change::SetEndpointPolicy { endpoint, policy } => {
                self.set_endpoint_policy(*endpoint, policy)?;
            }
            Change::DeleteVpcEndpoint(endpoint) => self.delete_endpoint(*endpoint)?,
            Change::CreateVpcPeeringConnection(id) => self.ask_for_peering(*id)?,
            Change::AcceptVpcPeeringConnection(id) => self.accept_peering(*id)?,
            Change::ExpireVpcPeeringConnection(id) => self.expire_peering(*id)?,
            Change::DeleteVpcPeeringConnection(id) => self.delete_peering(*id)?,
            Change::CreateTransitGatewayRoute(table, range, to) => {
                self.create_transit_route(*table, *range, *to)?;
            }
            Change::DeleteTransitGatewayRoute(table, range) => {
                self.delete_transit_route(*table, *range)?;
            }
            Change::AddNatAddress(nat, address) => self.add_nat_address(*nat, *address)?,
            Change::CutLine(line) => self.cut(*line),
            Change::LoseSession(line) => self.give_up_line(*line)?,
            Change::RestoreLine(line) => self.restore(*line),
            Change::AssociateRouteTable(subnet, table) => {
                self.associate_table(*subnet, *table)?;
            }
            Change::CreateRoute(table, to, target) => self.create_route(*table, *to, *target)?,
            Change::ReplaceRoute(table, to, target) => {
                self.edit_route(*table, *to, Some(*target))?;
            }
            Change::DeleteRoute(table, to) => self.edit_route(*table, *to, None)?,
            Change::AuthorizeRule(group, way, rule) => self.authorize_rule(*group, *way, rule)?,
            Change::RevokeRule(group, way, rule) => self.revoke_rule(*group, *way, rule)?,
            Change::CreateAclEntry(acl, way, rule) => self.create_acl_entry(*acl, *way, rule)?,
            Change::ReplaceAclEntry(acl, direction, rule) => {
                self.edit_acl_entry(*acl, *direction, rule.number, Some(rule))?;
            }
            Change::DeleteAclEntry(acl, direction, number) => {
                self.edit_acl_entry(*acl, *direction, *number, None)?;
            }
            Change::AssociateNetworkAcl(subnet, acl) => {
                self.associate_acl(*subnet, *acl)?;
            }
            Change::CreateBucket { bucket, founding } => self.create_bucket(*bucket, *founding)?,
            Change::DeleteBucket(bucket) => self.delete_bucket(*bucket),
            Change::Store(storing) => self.buckets[storing.bucket].stored.remember(storing),
            Change::EditUpload(edit) => self.buckets[edit.bucket].stored.edit_upload(edit),
            Change::Replicate(copy) => {
                let bucket = &mut self.buckets[copy.bucket];
                if bucket.exists {
                    bucket.stored.remember(copy);
                }
            }
            Change::SetReplication(bucket, rules) => {
                self.buckets[*bucket].replication.clone_from(rules);
            }
            Change::MultiRegion(id, edit) => self.edit_multi_region(*id, edit)?,
            Change::SetBucketPolicy(bucket, policy) => {
                self.set_bucket_policy(*bucket, policy.as_ref())?;
            }
            Change::SetBucketAccessBlock(bucket, settings) => {
                self.buckets[*bucket].block_public_access = *settings;
            }
            Change::SetAccountAccessBlock(account, settings) => {
                self.accounts[*account].block_public_access = *settings;
            }
            Change::SetBucketAcl(bucket, acl) => self.set_bucket_acl(*bucket, acl)?,
            Change::CreateAccessPoint(point) => self.create_access_point(*point)?,
            Change::DeleteAccessPoint(point) => self.delete_access_point(*point)?,
            Change::SetAccessPointPolicy(point, policy) => {
                self.set_point_policy(*point, policy.as_ref())?;
            }
            Change::SetControlPolicies(level, kind, policies) => {
                self.policy_levels[*level].set(*kind, policies);
            }
            Change::SetPrincipalPolicies(principal, policies) => {
                self.principals[*principal].policies.clone_from(policies);
            }
            Change::Refused(rejection) => return Err(rejection.clone()),
        }
        self.epoch += u32::from(change.outdates_answers());
        Ok(())
    }
}
