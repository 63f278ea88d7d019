//! Instances: the machines of the scenario.

use super::home::SUBNETS;
use super::{Importer, add, texts};
use crate::import::ron::{Map, Record};

const INSTANCE: [&str; 1] = ["aws_instance"];

impl Importer<'_> {
    /// Every instance in a subnet of the plan, called by its name there.
    pub(super) fn hosts(&mut self) -> Map {
        let mut map = Map::default();
        for at in self.all(&INSTANCE) {
            let subnet = self.one(at, "subnet_id", &SUBNETS);
            let Some(subnet) = subnet.filter(|subnet| self.has_subnet(*subnet)) else {
                self.leave(at, "its subnet is not in the plan");
                continue;
            };
            self.read.insert(at);
            let (has_elastic_ip, elastic_ip) = self.elastic_ip(at);
            let thing = self.thing(at);
            let is_public = match thing.flag("associate_public_ip_address") {
                Some(is_public) => is_public,
                None => self.thing(subnet).is("map_public_ip_on_launch"),
            };
            let is_public = (is_public || has_elastic_ip) && elastic_ip.is_none();
            let ipv6 = thing
                .texts("ipv6_addresses")
                .first()
                .map(|it| (*it).to_owned());
            let role = if thing.values.get("iam_instance_profile").is_some()
                || thing.expression("iam_instance_profile").is_some()
            {
                self.role_of(at, "iam_instance_profile")
            } else {
                None
            };
            let record = Record::new("Host")
                .with("subnet", self.name(subnet))
                .with_some("private_ip", thing.text("private_ip"))
                .with_some("ipv6_address", ipv6)
                .with_some("public_ip", is_public.then_some(true))
                .with_some("elastic_ip", elastic_ip)
                .with_list("security_groups", {
                    let groups = self.groups_of(at, "vpc_security_group_ids");
                    texts(groups)
                })
                .with_some("role", role);
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        for at in self.all(&["aws_eip"]) {
            // Those of NAT gateways and instances were read with them.
            if !self.read.contains(&at) {
                self.note(
                    at,
                    "bears no address of anything that is simulated, left out",
                );
            }
        }
        map
    }

    /// Whether an instance has an Elastic IP, and which, when it is known.
    fn elastic_ip(&mut self, instance: usize) -> (bool, Option<String>) {
        for at in self.all(&["aws_eip_association"]) {
            if self.is_said(at, "instance_id", &INSTANCE)
                && self.one(at, "instance_id", &INSTANCE) == Some(instance)
            {
                self.read.insert(at);
                let known = self.thing(at).text("public_ip").map(str::to_owned);
                return (true, known.or_else(|| self.address_of(at, "allocation_id")));
            }
        }
        for at in self.all(&["aws_eip"]) {
            if self.is_said(at, "instance", &INSTANCE)
                && self.one(at, "instance", &INSTANCE) == Some(instance)
            {
                self.read.insert(at);
                return (true, self.thing(at).text("public_ip").map(str::to_owned));
            }
        }
        (false, None)
    }
}
