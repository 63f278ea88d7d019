//! One edit of a world: what the timeline, `diff` and "what would fix it" all speak.

use super::access_point::AccessPoint;
use super::bucket::{Bucket, Founding};
use super::filter::{AclRule, NetworkAcl, SecurityGroup, SecurityGroupRule};
use super::gateway::{EndpointKind, EndpointState, VpcEndpoint};
use super::iam::{AttachedPolicy, Principal};
use super::organization::{Account, ControlKind, PolicyLevel};
use super::route::{Destination, Line, Origin, RouteTable, Target};
use super::stored::Storing;
use super::vpc::Subnet;
use super::{Id, World};
use crate::aws::service::EndpointService;
use crate::policy::{AclGrant, BlockPublicAccess};
use crate::scenario::timeline::Direction;
use crate::time::Duration;

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
    /// The policies of a level of an organization are replaced.
    SetControlPolicies(Id<PolicyLevel>, ControlKind, Vec<AttachedPolicy>),
    /// A principal's identity policies are replaced.
    SetPrincipalPolicies(Id<Principal>, Vec<AttachedPolicy>),
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
    /// How long after it was accepted a change takes effect (GWE-19, POL-35).
    pub fn delay(&self, world: &World) -> Duration {
        match self {
            Self::SetEndpointPolicy { .. } => world.settings.endpoint_policy_delay,
            Self::SetBucketPolicy(..)
            | Self::SetBucketAccessBlock(..)
            | Self::SetAccountAccessBlock(..)
            | Self::SetBucketAcl(..)
            | Self::SetAccessPointPolicy(..)
            | Self::SetControlPolicies(..)
            | Self::SetPrincipalPolicies(..) => world.settings.policy_delay,
            Self::CreateGatewayEndpoint { .. }
            | Self::ModifyVpcEndpoint { .. }
            | Self::DeleteVpcEndpoint(_)
            | Self::AssociateRouteTable(..)
            | Self::CreateRoute(..)
            | Self::ReplaceRoute(..)
            | Self::DeleteRoute(..)
            | Self::AuthorizeRule(..)
            | Self::RevokeRule(..)
            | Self::CreateAclEntry(..)
            | Self::ReplaceAclEntry(..)
            | Self::DeleteAclEntry(..)
            | Self::AssociateNetworkAcl(..)
            | Self::CreateBucket { .. }
            | Self::DeleteBucket(_)
            | Self::CreateAccessPoint(_)
            | Self::DeleteAccessPoint(_)
            | Self::Store(_)
            | Self::Refused(_) => Duration::ZERO,
        }
    }

    /// Whether it can change the way packets go; changes of buckets and policies cannot (TCP-14).
    pub fn moves_packets(&self) -> bool {
        match self {
            Self::CreateGatewayEndpoint { .. }
            | Self::ModifyVpcEndpoint { .. }
            | Self::DeleteVpcEndpoint(_)
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
            | Self::Refused(_) => false,
        }
    }

    /// Whether answers found before may no longer hold: what is stored is looked up afresh by
    /// every request, everything else is not.
    fn outdates_answers(&self) -> bool {
        !matches!(self, Self::Store(_))
    }
}

impl World {
    /// Whether AWS would accept a change now, which is told before it takes effect.
    pub fn accepts(&self, change: &Change) -> Result<(), Rejection> {
        self.clone().apply(change)
    }

    /// Applies a change, or refuses it as AWS would and leaves the world as it was.
    pub fn apply(&mut self, change: &Change) -> Result<(), Rejection> {
        match change {
            Change::CreateGatewayEndpoint {
                endpoint,
                route_tables,
                policy,
            } => self.create_endpoint(*endpoint, route_tables, policy.as_ref())?,
            Change::ModifyVpcEndpoint {
                endpoint,
                add,
                remove,
            } => self.modify_endpoint(*endpoint, add, remove)?,
            Change::SetEndpointPolicy { endpoint, policy } => {
                self.set_endpoint_policy(*endpoint, policy)?;
            }
            Change::DeleteVpcEndpoint(endpoint) => self.delete_endpoint(*endpoint)?,
            Change::AssociateRouteTable(subnet, table) => {
                self.associate_table(*subnet, *table)?;
            }
            Change::CreateRoute(table, destination, target) => {
                self.create_route(*table, *destination, *target)?;
            }
            Change::ReplaceRoute(table, destination, target) => {
                self.edit_route(*table, *destination, Some(*target))?;
            }
            Change::DeleteRoute(table, destination) => {
                self.edit_route(*table, *destination, None)?;
            }
            Change::AuthorizeRule(group, direction, rule) => {
                self.authorize_rule(*group, *direction, rule)?;
            }
            Change::RevokeRule(group, direction, rule) => {
                self.revoke_rule(*group, *direction, rule)?;
            }
            Change::CreateAclEntry(acl, direction, rule) => {
                self.create_acl_entry(*acl, *direction, rule)?;
            }
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

    fn create_endpoint(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        route_tables: &[Id<RouteTable>],
        policy: Option<&AttachedPolicy>,
    ) -> Result<(), Rejection> {
        self.check_endpoint_routes(endpoint, route_tables)?;
        self.vpc_endpoints[endpoint].state = EndpointState::Available;
        self.vpc_endpoints[endpoint].policy = policy.cloned();
        self.associate(endpoint, route_tables);
        Ok(())
    }

    fn modify_endpoint(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        add: &[Id<RouteTable>],
        remove: &[Id<RouteTable>],
    ) -> Result<(), Rejection> {
        self.check_available(endpoint)?;
        self.check_endpoint_routes(endpoint, add)?;
        self.dissociate(endpoint, remove);
        self.associate(endpoint, add);
        Ok(())
    }

    fn set_endpoint_policy(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        policy: &AttachedPolicy,
    ) -> Result<(), Rejection> {
        self.check_available(endpoint)?;
        self.vpc_endpoints[endpoint].policy = Some(policy.clone());
        Ok(())
    }

    fn associate_table(
        &mut self,
        subnet: Id<Subnet>,
        table: Id<RouteTable>,
    ) -> Result<(), Rejection> {
        self.check_same_vpc(subnet, self.route_tables[table].vpc)?;
        self.subnets[subnet].route_table = Some(table);
        Ok(())
    }

    fn associate_acl(&mut self, subnet: Id<Subnet>, acl: Id<NetworkAcl>) -> Result<(), Rejection> {
        self.check_same_vpc(subnet, self.network_acls[acl].vpc)?;
        self.subnets[subnet].network_acl = Some(acl);
        Ok(())
    }

    fn check_available(&self, endpoint: Id<VpcEndpoint>) -> Result<(), Rejection> {
        if self.vpc_endpoints[endpoint].state == EndpointState::Available {
            return Ok(());
        }
        let name = self.vpc_endpoints.name(endpoint);
        let message = format!("`{name}` does not exist at this moment");
        Err(Rejection::new(
            "InvalidVpcEndpointId.NotFound",
            "GWE-26",
            message,
        ))
    }

    fn check_same_vpc(
        &self,
        subnet: Id<Subnet>,
        vpc: Id<super::vpc::Vpc>,
    ) -> Result<(), Rejection> {
        if self.subnets[subnet].vpc == vpc {
            return Ok(());
        }
        let message = format!("`{}` lies in another VPC", self.subnets.name(subnet));
        Err(Rejection::new("InvalidParameterValue", "VPC-01", message))
    }

    /// Refuses a table of another VPC, and a second endpoint of one service in one table (GWE-13).
    fn check_endpoint_routes(
        &self,
        endpoint: Id<VpcEndpoint>,
        tables: &[Id<RouteTable>],
    ) -> Result<(), Rejection> {
        let asked = &self.vpc_endpoints[endpoint];
        for table in tables {
            let name = self.route_tables.name(*table);
            if self.route_tables[*table].vpc != asked.vpc {
                let message = format!("`{name}` belongs to another VPC than the endpoint");
                return Err(Rejection::new(
                    "InvalidRouteTableId.NotFound",
                    "GWE-28",
                    message,
                ));
            }
            let holder =
                self.route_tables[*table]
                    .lines
                    .iter()
                    .find_map(|line| match line.target {
                        Target::VpcEndpoint(other) if other != endpoint => {
                            (self.vpc_endpoints[other].service == asked.service).then_some(other)
                        }
                        _ => None,
                    });
            if let Some(other) = holder {
                let other = self.vpc_endpoints.name(other);
                let message = format!("`{name}` already holds the route of `{other}`");
                return Err(Rejection::new("RouteAlreadyExists", "GWE-13", message));
            }
        }
        Ok(())
    }

    /// Puts an endpoint's routes into tables; twice is as good as once.
    pub(super) fn associate(&mut self, endpoint: Id<VpcEndpoint>, tables: &[Id<RouteTable>]) {
        // SIMPLIFIED: only S3's prefix lists are known, so other services' endpoints route nothing.
        let list = match self.vpc_endpoints[endpoint].service {
            EndpointService::S3(region) => self.s3_prefix_lists.get(&region).copied(),
            EndpointService::DynamoDb(_) | EndpointService::S3Global => None,
        };
        let Some(list) = list else {
            return;
        };
        for table in tables {
            let line = Line {
                destination: Destination::PrefixList(list),
                target: Target::VpcEndpoint(endpoint),
                origin: Origin::Endpoint,
            };
            let lines = &mut self.route_tables[*table].lines;
            if !lines.contains(&line) {
                lines.push(line);
            }
            self.route_tables[*table].settle(&self.prefix_lists);
            match &mut self.vpc_endpoints[endpoint].kind {
                EndpointKind::Gateway { route_tables } if !route_tables.contains(table) => {
                    route_tables.push(*table);
                }
                EndpointKind::Gateway { .. } => {}
            }
        }
    }

    fn dissociate(&mut self, endpoint: Id<VpcEndpoint>, tables: &[Id<RouteTable>]) {
        for table in tables {
            let lines = &mut self.route_tables[*table].lines;
            lines.retain(|line| line.target != Target::VpcEndpoint(endpoint));
            self.route_tables[*table].settle(&self.prefix_lists);
        }
        match &mut self.vpc_endpoints[endpoint].kind {
            EndpointKind::Gateway { route_tables } => route_tables.retain(|t| !tables.contains(t)),
        }
    }

    fn delete_endpoint(&mut self, endpoint: Id<VpcEndpoint>) -> Result<(), Rejection> {
        self.check_available(endpoint)?;
        let tables = match &self.vpc_endpoints[endpoint].kind {
            EndpointKind::Gateway { route_tables } => route_tables.clone(),
        };
        self.dissociate(endpoint, &tables);
        self.vpc_endpoints[endpoint].state = EndpointState::Deleted;
        Ok(())
    }

    fn delete_bucket(&mut self, id: Id<Bucket>) {
        let bucket = &mut self.buckets[id];
        bucket.exists = false;
        bucket.policy = None;
        bucket.acl.clear();
        bucket.created = None;
        bucket.objects.clear();
        bucket.stored.forget();
    }

    fn create_bucket(
        &mut self,
        id: Id<Bucket>,
        founding: Option<Founding>,
    ) -> Result<(), Rejection> {
        let name = self.buckets.name(id).to_owned();
        let today = self.day;
        let (access_block, ownership) = self.new_bucket_defaults();
        let bucket = &mut self.buckets[id];
        if bucket.exists {
            let message = format!("`{name}` exists already");
            return Err(Rejection::new("BucketAlreadyExists", "S3R-22", message));
        }
        bucket.exists = true;
        // A bucket made during a run is new to DNS for all of it (S3R-06).
        bucket.created.get_or_insert(today);
        if let Some(founding) = founding {
            bucket.account = founding.account;
            bucket.region = founding.region;
            bucket.block_public_access = access_block;
            bucket.ownership = ownership;
        }
        Ok(())
    }
}
