//! VPC peering connections, which one side asks for and the other accepts.

use super::home::VPCS;
use super::{Importer, add, word};
use crate::import::ron::{Map, Record};

const PEERING: [&str; 1] = ["aws_vpc_peering_connection"];

impl Importer<'_> {
    /// Peering connections between VPCs of the plan.
    pub(super) fn peerings(&mut self) -> Map {
        let mut map = Map::default();
        for at in self.all(&PEERING) {
            let Some((requester, accepter)) = self.peers(at) else {
                let strays = self
                    .references
                    .argument(self.thing(at), "peer_vpc_id", &VPCS)
                    .strays();
                self.leave(at, format!("the other VPC {strays} is not in the plan"));
                continue;
            };
            self.read.insert(at);
            let is_active = self.is_accepted(at);
            let record = Record::new("VpcPeeringConnection")
                .with("requester", self.name(requester))
                .with("accepter", self.name(accepter))
                .with_some("status", (!is_active).then(|| word("PendingAcceptance")));
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        for options in self.all(&["aws_vpc_peering_connection_options"]) {
            self.note(options, "names resolved across a peering are not simulated");
        }
        map
    }

    /// Both VPCs of a peering, when they are in the scenario.
    pub(super) fn peers(&mut self, at: usize) -> Option<(usize, usize)> {
        let requester = self.one(at, "vpc_id", &VPCS)?;
        let accepter = self.one(at, "peer_vpc_id", &VPCS)?;
        let is_known = |vpc: usize| self.thing(vpc).text("cidr_block").is_some();
        (is_known(requester) && is_known(accepter)).then_some((requester, accepter))
    }

    fn is_accepted(&mut self, at: usize) -> bool {
        let thing = self.thing(at);
        let mut is_accepted =
            thing.is("auto_accept") || thing.text("accept_status") == Some("active");
        for accepter in self.all(&["aws_vpc_peering_connection_accepter"]) {
            if self.one(accepter, "vpc_peering_connection_id", &PEERING) == Some(at) {
                self.read.insert(accepter);
                is_accepted |= self.thing(accepter).is("auto_accept");
            }
        }
        is_accepted
    }
}
