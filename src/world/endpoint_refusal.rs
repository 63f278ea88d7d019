//! What AWS refuses about VPC endpoints: quotas, second owners of routes and of names.

use super::change::Rejection;
use super::gateway::{EndpointKind, EndpointState, VpcEndpoint};
use super::organization::PolicyLevel;
use super::route::{RouteTable, Target};
use super::vpc::Vpc;
use super::{Id, World};
use crate::aws::service::EndpointService;
use crate::policy::{self, Action, Context, Layer, Level, Principal, Query, Stack};
use crate::scenario::endpoint::{DnsRecordIpType, PrivateDns};

impl World {
    /// Refuses to edit what does not exist yet or no longer.
    pub(super) fn check_available(&self, endpoint: Id<VpcEndpoint>) -> Result<(), Rejection> {
        let name = self.vpc_endpoints.name(endpoint);
        match self.vpc_endpoints[endpoint].state {
            EndpointState::Available => Ok(()),
            EndpointState::Pending => {
                let message = format!("`{name}` is still pending");
                Err(Rejection::new("IncorrectState", "IFE-26", message))
            }
            EndpointState::Planned | EndpointState::Deleted => {
                let message = format!("`{name}` does not exist at this moment");
                let code = "InvalidVpcEndpointId.NotFound";
                Err(Rejection::new(code, "GWE-26", message))
            }
        }
    }

    /// AWS never gives an id twice, so only a planned endpoint can be created.
    pub(super) fn check_planned(&self, endpoint: Id<VpcEndpoint>) -> Result<(), Rejection> {
        if self.vpc_endpoints[endpoint].state == EndpointState::Planned {
            return Ok(());
        }
        let name = self.vpc_endpoints.name(endpoint);
        let message = format!("`{name}` was created before");
        Err(Rejection::new("InvalidParameter", "GWE-28", message))
    }

    /// Refuses more endpoints than the account's quotas allow (LIM-01, LIM-02).
    pub(super) fn check_quota(&self, endpoint: Id<VpcEndpoint>) -> Result<(), Rejection> {
        let asked = &self.vpc_endpoints[endpoint];
        let home = &self.vpcs[asked.vpc];
        let quotas = self.quotas_of(asked.vpc);
        let standing = self.vpc_endpoints.iter().filter(|(_, other)| {
            matches!(
                other.state,
                EndpointState::Available | EndpointState::Pending
            )
        });
        let (count, most, rule, whose) = match asked.kind {
            EndpointKind::Gateway { .. } => {
                let same = standing.filter(|(_, other)| {
                    let vpc = &self.vpcs[other.vpc];
                    other.interface_parts().is_none()
                        && (vpc.account, vpc.region) == (home.account, home.region)
                });
                let whose = "gateway endpoints of an account in a Region";
                (same.count(), quotas.gateway_endpoints, "LIM-01", whose)
            }
            EndpointKind::Interface(_) => {
                let same = standing.filter(|(_, other)| {
                    other.vpc == asked.vpc && other.interface_parts().is_some()
                });
                let whose = "interface endpoints of a VPC";
                (same.count(), quotas.interface_endpoints, "LIM-02", whose)
            }
        };
        if count < most as usize {
            return Ok(());
        }
        let message = format!("there are {count} {whose} already, which is the quota");
        Err(Rejection::new("VpcEndpointLimitExceeded", rule, message))
    }

    /// Refuses an endpoint to another Region to accounts whose service control policies do not allow
    /// `vpce:AllowMultiRegion` (IFE-30).
    ///
    /// SIMPLIFIED: who creates an endpoint is not asked, and his own policies are taken to allow it.
    pub(super) fn check_multi_region(&self, endpoint: Id<VpcEndpoint>) -> Result<(), Rejection> {
        let asked = &self.vpc_endpoints[endpoint];
        let home = &self.vpcs[asked.vpc];
        let is_other = |region| region != home.region;
        let owner = self.account_name(home.account);
        let levels = self.control_levels(home.account);
        let (Some(owner), Some(levels), true) =
            (owner, levels, asked.service.region().is_some_and(is_other))
        else {
            return Ok(());
        };
        let stack = Stack {
            scp: Some(levels.map(as_layer).collect()),
            ..Stack::default()
        };
        let Some(principal) = Principal::parse(&format!("arn:aws:iam::{owner}:root")) else {
            return Ok(());
        };
        let query = Query {
            principal: &principal,
            action: &Action::new("vpce:AllowMultiRegion"),
            resource: "*",
            resource_account: Some(owner),
            context: &Context::of(&principal),
        };
        let decision = policy::explain(&stack, &query);
        if !decision
            .blocked_by
            .iter()
            .any(|gate| gate.layer == Layer::Scp)
        {
            return Ok(());
        }
        let message = format!(
            "a service control policy over {owner} does not allow vpce:AllowMultiRegion, which \
             `{}` needs for {}",
            self.vpc_endpoints.name(endpoint),
            asked.service.name()
        );
        Err(Rejection::new("UnauthorizedOperation", "IFE-30", message))
    }

    /// Refuses private DNS where AWS does: before it existed (IFE-05), in VPCs without DNS names
    /// (DNS-02), without the gateway endpoint that the inbound-only form needs (DNS-13), and
    /// beside another owner of the names (DNS-15).
    pub(super) fn check_private_dns(
        &self,
        endpoint: Id<VpcEndpoint>,
        wanted: PrivateDns,
    ) -> Result<(), Rejection> {
        if wanted == PrivateDns::Off {
            return Ok(());
        }
        let asked = &self.vpc_endpoints[endpoint];
        let home = &self.vpcs[asked.vpc];
        let vpc = self.vpcs.name(asked.vpc);
        let refuse = |rule, message| Err(Rejection::new("InvalidParameter", rule, message));
        let service = asked.service.name();
        let is_offered = match asked.service {
            EndpointService::S3(_) => self.features.s3_private_dns,
            EndpointService::S3Global => wanted == PrivateDns::On,
            EndpointService::DynamoDb(_) => false,
        };
        if !is_offered {
            let message = format!("`{service}` does not offer this form of private DNS");
            return refuse("IFE-05", message);
        }
        if !home.enable_dns_support || !home.enable_dns_hostnames {
            let message = format!(
                "private DNS needs both enableDnsSupport and enableDnsHostnames of `{vpc}`"
            );
            return refuse("DNS-02", message);
        }
        if wanted == PrivateDns::InboundResolverOnly && !self.has_gateway(asked.vpc, asked.service)
        {
            let message = format!(
                "private DNS only for inbound resolver endpoints: `{vpc}` must have a gateway \
                 endpoint for the service"
            );
            return refuse("DNS-13", message);
        }
        if let Some(other) = self.private_dns_owner(endpoint) {
            let message = format!(
                "there is already a conflicting DNS domain for `{service}` in `{vpc}`: {other}"
            );
            return refuse("DNS-15", message);
        }
        Ok(())
    }

    /// Refuses records of its own to a gateway endpoint in a VPC without DNS names (GWE-29).
    ///
    /// SIMPLIFIED: the records a gateway endpoint asks for are not made; S3's names keep theirs.
    pub(super) fn check_record_type(&self, endpoint: Id<VpcEndpoint>) -> Result<(), Rejection> {
        let asked = &self.vpc_endpoints[endpoint];
        let home = &self.vpcs[asked.vpc];
        let needs_names = match asked.kind {
            EndpointKind::Gateway { records, .. } => records != DnsRecordIpType::ServiceDefined,
            EndpointKind::Interface(_) => false,
        };
        if !needs_names || (home.enable_dns_support && home.enable_dns_hostnames) {
            return Ok(());
        }
        let message = format!(
            "a DNS record IP type needs both enableDnsSupport and enableDnsHostnames of `{}`",
            self.vpcs.name(asked.vpc)
        );
        Err(Rejection::new("InvalidParameter", "GWE-29", message))
    }

    /// What already owns the ordinary names of an endpoint's service in its VPC.
    fn private_dns_owner(&self, endpoint: Id<VpcEndpoint>) -> Option<String> {
        let asked = &self.vpc_endpoints[endpoint];
        let rival = self.vpc_endpoints.iter().find(|(id, other)| {
            *id != endpoint
                && (other.vpc, other.service) == (asked.vpc, asked.service)
                && self.private_dns_of(*id) != PrivateDns::Off
        });
        if let Some((rival, _)) = rival {
            return Some(self.vpc_endpoints.name(rival).to_owned());
        }
        let domains = asked.service.private_domains();
        let zone = self
            .hosted_zones
            .iter()
            .find(|(_, zone)| zone.vpcs.contains(&asked.vpc) && domains.contains(&zone.name));
        zone.map(|(zone, _)| self.hosted_zones.name(zone).to_owned())
    }

    /// Whether and for whom an endpoint's service is led to it now; off while there is none.
    pub fn private_dns_of(&self, endpoint: Id<VpcEndpoint>) -> PrivateDns {
        let endpoint = &self.vpc_endpoints[endpoint];
        match (endpoint.state, endpoint.interface_parts()) {
            (EndpointState::Available | EndpointState::Pending, Some(parts)) => parts.private_dns,
            (
                EndpointState::Available
                | EndpointState::Pending
                | EndpointState::Planned
                | EndpointState::Deleted,
                _,
            ) => PrivateDns::Off,
        }
    }

    fn has_gateway(&self, vpc: Id<Vpc>, service: EndpointService) -> bool {
        self.gateways_for(vpc, service) > 0
    }

    fn gateways_for(&self, vpc: Id<Vpc>, service: EndpointService) -> usize {
        let gateways = self.vpc_endpoints.iter().filter(|(_, other)| {
            (other.vpc, other.service, other.state) == (vpc, service, EndpointState::Available)
                && other.interface_parts().is_none()
        });
        gateways.count()
    }

    /// Refuses to delete the last gateway endpoint of a VPC whose interface endpoint leans on it
    /// (DNS-13).
    pub(super) fn check_needed_by_private_dns(
        &self,
        endpoint: Id<VpcEndpoint>,
    ) -> Result<(), Rejection> {
        let asked = &self.vpc_endpoints[endpoint];
        if asked.interface_parts().is_some() || self.gateways_for(asked.vpc, asked.service) > 1 {
            return Ok(());
        }
        let leaning = self.vpc_endpoints.iter().find(|(id, other)| {
            (other.vpc, other.service) == (asked.vpc, asked.service)
                && self.private_dns_of(*id) == PrivateDns::InboundResolverOnly
        });
        let Some((leaning, _)) = leaning else {
            return Ok(());
        };
        let message = format!(
            "`{}` has private DNS only for inbound resolver endpoints, which needs this gateway \
             endpoint",
            self.vpc_endpoints.name(leaning)
        );
        Err(Rejection::new("InvalidParameter", "DNS-13", message))
    }

    /// Refuses a table of another VPC, and a second endpoint of one service in one table (GWE-13).
    pub(super) fn check_endpoint_routes(
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
            if self.counted_routes(*table) >= self.quotas_of(asked.vpc).routes as usize {
                let message = format!("`{name}` holds no more routes");
                return Err(Rejection::new("RouteLimitExceeded", "LIM-04", message));
            }
        }
        Ok(())
    }
}

/// The service control policies of one level of an organization, as a layer.
fn as_layer<'a>((id, level): (&'a str, &'a PolicyLevel)) -> Level<'a> {
    Level {
        id,
        policies: level.service_control.iter().map(AsRef::as_ref).collect(),
    }
}
