//! NAT gateways, their addresses, and the further ones they get.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Builder;
use super::gateway::{Wanted, made_up};
use super::vpc::taken;
use crate::diagnostic::Diagnostic;
use crate::scenario::vpc::{Connectivity, NatGateway as WrittenNat};
use crate::scenario::{Map, Said};
use crate::world::Id;
use crate::world::change::Change;
use crate::world::gateway::NatGateway;
use crate::world::vpc::InterfaceOwner;

impl Builder<'_> {
    /// NAT gateways with their addresses.
    pub(super) fn nat_gateways(
        &mut self,
        gateways: &Map<WrittenNat>,
        taken_ips: &mut BTreeSet<IpAddr>,
    ) {
        for (name, nat) in gateways {
            let Some(subnet) = self.find(|world| &world.subnets, "subnet", &nat.subnet) else {
                continue;
            };
            if self.world.nat_gateways.find(name).is_some() {
                self.fault(taken("NAT gateway", name));
            }
            let is_public = nat.connectivity == Connectivity::Public;
            if let (false, Some(address)) = (is_public, &nat.elastic_ip) {
                let message = "a private NAT gateway has no Elastic IP";
                let help = "drop `elastic_ip`, or make it `Public`";
                self.fault(Diagnostic::error("InvalidParameter", message, address.at).help(help));
            }
            let public_ip = match &nat.elastic_ip {
                Some(address) => Some(address.value),
                None if is_public => made_up(name, taken_ips),
                None => None,
            };
            let gateway = Id::at(self.world.nat_gateways.len());
            let wanted = Wanted {
                name,
                subnet,
                private_ip: nat.private_ip.as_ref(),
                public_ip,
                groups: &[],
                ipv6_address: None,
                owner: InterfaceOwner::NatGateway(gateway),
            };
            let Some(interface) = self.interface(&wanted, taken_ips) else {
                continue;
            };
            let built = NatGateway {
                interface,
                is_public,
                secondary_ips: Vec::new(),
            };
            self.world.nat_gateways.add(name.value.clone(), built);
            for address in &nat.secondary_elastic_ips {
                let refused = self.world.add_nat_address(gateway, address.value).err();
                if let Some(refused) = refused {
                    let fault = Diagnostic::error(refused.code, refused.message, address.at);
                    let help = "write up to seven further addresses that nobody else has";
                    self.fault(fault.help(help));
                }
            }
        }
    }

    /// A NAT gateway gets a further address.
    pub(super) fn add_nat_address(
        &mut self,
        name: &Said<String>,
        address: &Said<IpAddr>,
    ) -> Option<Change> {
        let nat = self.find(|world| &world.nat_gateways, "NAT gateway", name)?;
        Some(Change::AddNatAddress(nat, address.value))
    }
}
