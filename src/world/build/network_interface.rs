//! Network interfaces beside a host's first one, and further addresses of any.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Builder;
use super::gateway::Wanted;
use super::vpc::taken;
use crate::diagnostic::{Diagnostic, Span};
use crate::scenario::Said;
use crate::scenario::host as written;
use crate::scenario::network_interface::SecondaryAddress;
use crate::world::Id;
use crate::world::host::Host;
use crate::world::vpc::{InterfaceOwner, NetworkInterface};

impl Builder<'_> {
    /// A host's interfaces beside its first one.
    pub(super) fn further_interfaces(
        &mut self,
        id: Id<Host>,
        host: &written::Host,
        taken_ips: &mut BTreeSet<IpAddr>,
    ) -> Vec<Id<NetworkInterface>> {
        let mut found = Vec::new();
        for (name, interface) in &host.network_interfaces {
            let Some(subnet) = self.find(|world| &world.subnets, "subnet", &interface.subnet)
            else {
                continue;
            };
            self.check_zone(host, &interface.subnet);
            // A machine's first interface is called after the machine, `eni-web`.
            if self.world.interfaces.find(name).is_some() {
                self.fault(taken("network interface", name));
                continue;
            }
            let wanted = Wanted {
                name,
                subnet,
                private_ip: interface.private_ip.as_ref(),
                public_ip: interface.elastic_ip.as_ref().map(|address| address.value),
                groups: &interface.security_groups,
                ipv6_address: interface.ipv6_address.as_ref(),
                owner: InterfaceOwner::Host(id),
                secondary: &interface.secondary_private_ips,
                source_dest_check: interface.source_dest_check,
            };
            found.extend(self.interface(&wanted, taken_ips));
        }
        found
    }

    /// All interfaces of a machine are in one Availability Zone.
    fn check_zone(&mut self, host: &written::Host, subnet: &Said<String>) {
        let zone = |name: &str| {
            let found = self.world.subnets.find(name)?;
            Some(self.world.subnets[found].availability_zone.clone())
        };
        let (here, there) = (host.subnet.as_deref().and_then(|it| zone(it)), zone(subnet));
        if here.is_some() && here == there {
            return;
        }
        let message = format!("`{}` is in another zone than the machine", subnet.value);
        let help = "a network interface is attached to a machine of its own Availability Zone";
        let code = "InvalidParameterCombination";
        self.fault(Diagnostic::error(code, message, subnet.at).help(help));
    }

    /// The further addresses of an interface, each checked.
    pub(super) fn secondary_ips(&mut self, wanted: &Wanted<'_>) -> Vec<(IpAddr, Option<IpAddr>)> {
        let mut found = Vec::new();
        for address in wanted.secondary {
            self.check_private(&address.private_ip, wanted.subnet);
            let elastic = address.elastic_ip.as_ref().map(|elastic| elastic.value);
            found.push((address.private_ip.value, elastic));
        }
        found
    }

    /// Lets an interface answer at its further addresses.
    pub(super) fn attach_secondary(
        &mut self,
        id: Id<NetworkInterface>,
        addresses: &[SecondaryAddress],
    ) {
        let vpc = self.world.vpc_of(self.world.interfaces[id].subnet);
        for address in addresses {
            let private = address.private_ip.value;
            self.world.vpcs[vpc].addresses.insert(private, id);
            if let Some(elastic) = &address.elastic_ip {
                self.stand_for(elastic.value, id, elastic.at);
            }
        }
    }

    /// A public address stands for an interface, and for no other.
    pub(super) fn stand_for(&mut self, public: IpAddr, id: Id<NetworkInterface>, at: Span) {
        if self.world.public_addresses.insert(public, id).is_some() {
            let message = format!("`{public}` is used twice");
            let help = "an Elastic IP belongs to one interface";
            let code = "Resource.AlreadyAssociated";
            self.fault(Diagnostic::error(code, message, at).help(help));
        }
    }
}

/// Every address that is written of a host.
pub(super) fn written_of(host: &written::Host) -> Vec<&Said<IpAddr>> {
    let own = [
        &host.private_ip,
        &host.elastic_ip,
        &host.internet,
        &host.ipv6_address,
    ];
    let further = host
        .network_interfaces
        .values()
        .flat_map(|it| [&it.private_ip, &it.elastic_ip, &it.ipv6_address]);
    let secondary = host
        .network_interfaces
        .values()
        .flat_map(|it| &it.secondary_private_ips)
        .chain(&host.secondary_private_ips);
    let secondary = secondary.flat_map(|it| [Some(&it.private_ip), it.elastic_ip.as_ref()]);
    own.into_iter()
        .chain(further)
        .map(Option::as_ref)
        .chain(secondary)
        .flatten()
        .collect()
}
