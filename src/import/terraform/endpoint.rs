//! VPC endpoints and what is associated with them.

use super::home::{SUBNETS, TABLES};
use super::{Importer, add, texts, word};
use crate::aws::service::EndpointService;
use crate::import::ron::{Map, Record, Value as Written};

const ENDPOINT: [&str; 1] = ["aws_vpc_endpoint"];

impl Importer<'_> {
    /// A VPC's endpoints for S3 and what else the simulator knows.
    pub(super) fn endpoints(&mut self, vpc: usize) -> Map {
        let mut map = Map::default();
        for at in self.inside(vpc, &ENDPOINT) {
            let thing = self.thing(at);
            let service = thing.text("service_name").unwrap_or_default();
            let kind = thing.text("vpc_endpoint_type").unwrap_or("Gateway");
            let known = EndpointService::parse(service);
            let record = match (known, kind) {
                (Some(EndpointService::S3(_) | EndpointService::DynamoDb(_)), "Gateway") => {
                    self.gateway_endpoint(at, service)
                }
                (Some(EndpointService::S3(_) | EndpointService::S3Global), "Interface") => {
                    self.interface_endpoint(at, service)
                }
                _ => {
                    let why = format!("endpoints of kind {kind} for `{service}` are not simulated");
                    self.leave(at, why);
                    continue;
                }
            };
            self.read.insert(at);
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        map
    }

    fn gateway_endpoint(&mut self, at: usize, service: &str) -> Written {
        let mut tables = self.many(at, "route_table_ids", &TABLES);
        tables.extend(self.associated(
            at,
            ("aws_vpc_endpoint_route_table_association", "route_table_id"),
            &TABLES,
        ));
        tables.retain(|table| self.is_here(*table));
        let record = Record::new("Gateway")
            .with("service", service)
            .with("route_tables", Written::List(self.named(tables)))
            .with_some("policy", self.endpoint_policy(at))
            .with_some("ip_address_type", self.family(at));
        record.into()
    }

    fn interface_endpoint(&mut self, at: usize, service: &str) -> Written {
        let mut subnets = self.many(at, "subnet_ids", &SUBNETS);
        for position in 0..self.thing(at).blocks("subnet_configuration").len() {
            let block = ("subnet_configuration", position);
            let found = self
                .references
                .in_block(self.thing(at), block, "subnet_id", &SUBNETS);
            subnets.extend(self.told(at, "subnet_configuration", found));
        }
        subnets.extend(self.associated(
            at,
            ("aws_vpc_endpoint_subnet_association", "subnet_id"),
            &SUBNETS,
        ));
        subnets.retain(|subnet| self.has_subnet(*subnet));
        let mut groups = self.groups_of(at, "security_group_ids");
        for link in self.all(&["aws_vpc_endpoint_security_group_association"]) {
            if self.one(link, "vpc_endpoint_id", &ENDPOINT) == Some(at) {
                self.read.insert(link);
                groups.extend(self.groups_of(link, "security_group_id"));
            }
        }
        groups.dedup();
        let thing = self.thing(at);
        let options = thing.blocks("dns_options").first();
        let option = "private_dns_only_for_inbound_resolver_endpoint";
        let is_inbound = options
            .and_then(|it| it.get(option))
            .and_then(serde_json::Value::as_bool);
        let private_dns = match (thing.is("private_dns_enabled"), is_inbound) {
            (false, _) => "Off",
            (true, Some(true)) => "InboundResolverOnly",
            (true, _) => "On",
        };
        let record = Record::new("Interface")
            .with("service", service)
            .with("subnets", Written::List(self.named(subnets)))
            .with_list("security_groups", texts(groups))
            .with_some("policy", self.endpoint_policy(at))
            .with("private_dns", word(private_dns))
            .with_some("ip_address_type", self.family(at));
        record.into()
    }

    fn endpoint_policy(&mut self, at: usize) -> Option<Written> {
        for apart in self.all(&["aws_vpc_endpoint_policy"]) {
            if self.one(apart, "vpc_endpoint_id", &ENDPOINT) == Some(at) {
                self.read.insert(apart);
                return self.policy(apart, "policy");
            }
        }
        self.policy(at, "policy")
    }

    fn family(&mut self, at: usize) -> Option<Written> {
        match self.thing(at).text("ip_address_type")? {
            "ipv6" => Some(word("Ipv6")),
            "dualstack" => Some(word("Dualstack")),
            _ => None,
        }
    }

    /// What is associated with an endpoint by resources of their own.
    fn associated(
        &mut self,
        endpoint: usize,
        (kind, argument): (&str, &str),
        kinds: &[&str],
    ) -> Vec<usize> {
        let mut found = Vec::new();
        for at in self.all(&[kind]) {
            if self.one(at, "vpc_endpoint_id", &ENDPOINT) == Some(endpoint) {
                self.read.insert(at);
                found.extend(self.one(at, argument, kinds));
            }
        }
        found
    }

    /// The names of things, each once.
    pub(super) fn named(&self, mut things: Vec<usize>) -> Vec<Written> {
        things.sort_unstable();
        things.dedup();
        things.into_iter().map(|at| self.name(at).into()).collect()
    }
}
