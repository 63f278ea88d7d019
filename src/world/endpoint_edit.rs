//! How VPC endpoints come, change and go.

use std::net::IpAddr;

use super::change::{Change, Rejection};
use super::gateway::{EndpointKind, EndpointState, VpcEndpoint};
use super::iam::AttachedPolicy;
use super::route::{Destination, Line, Origin, RouteTable, Target};
use super::vpc::NetworkInterface;
use super::{Id, World};
use crate::aws::service::EndpointService;
use crate::scenario::endpoint::{IpAddressType, PrivateDns};

impl World {
    /// Brings a planned gateway endpoint into being, at once (GWE-19).
    pub(super) fn create_gateway_endpoint(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        route_tables: &[Id<RouteTable>],
        policy: Option<&AttachedPolicy>,
    ) -> Result<(), Rejection> {
        self.check_planned(endpoint)?;
        self.check_quota(endpoint)?;
        self.check_record_type(endpoint)?;
        self.check_endpoint_routes(endpoint, route_tables)?;
        self.vpc_endpoints[endpoint].state = EndpointState::Available;
        self.vpc_endpoints[endpoint].policy = policy.cloned();
        self.associate(endpoint, route_tables);
        Ok(())
    }

    /// Marks an interface endpoint that AWS has accepted as pending (IFE-26).
    pub(super) fn begin_endpoint(&mut self, change: &Change, endpoint: Id<VpcEndpoint>) {
        let built = &mut self.vpc_endpoints[endpoint];
        built.state = EndpointState::Pending;
        if let (
            Change::CreateInterfaceEndpoint { private_dns, .. },
            EndpointKind::Interface(parts),
        ) = (change, &mut built.kind)
        {
            parts.private_dns = *private_dns;
        }
    }

    /// Makes a planned or pending interface endpoint available: its addresses answer, and so do
    /// its names (IFE-26). Connections that are open stay as they are (IFE-28).
    pub(super) fn create_interface_endpoint(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        private_dns: PrivateDns,
        policy: Option<&AttachedPolicy>,
    ) -> Result<(), Rejection> {
        if self.vpc_endpoints[endpoint].state != EndpointState::Pending {
            self.check_planned(endpoint)?;
            self.check_quota(endpoint)?;
            self.check_multi_region(endpoint)?;
            self.check_private_dns(endpoint, private_dns)?;
        }
        let built = &mut self.vpc_endpoints[endpoint];
        built.state = EndpointState::Available;
        built.policy = policy.cloned();
        if let EndpointKind::Interface(parts) = &mut built.kind {
            parts.private_dns = private_dns;
        }
        self.attach_endpoint(endpoint);
        Ok(())
    }

    /// Lets the addresses of an interface endpoint answer in its VPC, and no others (IFE-32).
    fn attach_endpoint(&mut self, endpoint: Id<VpcEndpoint>) {
        self.detach_endpoint(endpoint);
        let built = &self.vpc_endpoints[endpoint];
        let Some(parts) = built.interface_parts() else {
            return;
        };
        for id in &parts.interfaces {
            for address in parts.addresses_of(&self.interfaces[*id]) {
                self.vpcs[built.vpc].addresses.insert(address, *id);
            }
        }
    }

    /// Takes the addresses of an interface endpoint away: whoever still knows them is dropped
    /// (IFE-27).
    pub(super) fn detach_endpoint(&mut self, endpoint: Id<VpcEndpoint>) {
        let built = &self.vpc_endpoints[endpoint];
        let interfaces = built.interface_parts().map(|parts| &parts.interfaces);
        for id in interfaces.into_iter().flatten() {
            let interface = &self.interfaces[*id];
            let addresses = &mut self.vpcs[built.vpc].addresses;
            addresses.remove(&interface.private_ip);
            if let Some(address) = interface.ipv6_address {
                addresses.remove(&address);
            }
        }
    }

    /// Lets a service's ordinary names lead to an interface endpoint, or no longer.
    pub(super) fn set_private_dns(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        wanted: PrivateDns,
    ) -> Result<(), Rejection> {
        self.check_available(endpoint)?;
        self.check_private_dns(endpoint, wanted)?;
        let name = self.vpc_endpoints.name(endpoint).to_owned();
        match &mut self.vpc_endpoints[endpoint].kind {
            EndpointKind::Interface(parts) => parts.private_dns = wanted,
            EndpointKind::Gateway { .. } => {
                let message = format!("`{name}` is a gateway endpoint, which has no private DNS");
                return Err(Rejection::new("InvalidParameter", "GWE-18", message));
            }
        }
        Ok(())
    }

    /// Replaces a network interface of an endpoint by one with another address: the old address is
    /// nobody's from now on, and names lead to the new one (IFE-27).
    pub(super) fn replace_endpoint_address(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        interface: Id<NetworkInterface>,
        address: IpAddr,
    ) -> Result<(), Rejection> {
        self.check_available(endpoint)?;
        let (vpc, old) = (
            self.vpc_endpoints[endpoint].vpc,
            &self.interfaces[interface],
        );
        let subnet = &self.subnets[old.subnet];
        let refusal = if !subnet.contains(address) {
            Some(("InvalidParameterValue", "lies outside its subnet"))
        } else if self.vpcs[vpc].addresses.contains_key(&address) {
            Some(("InvalidIPAddress.InUse", "is used already"))
        } else {
            None
        };
        if let Some((code, why)) = refusal {
            return Err(Rejection::new(code, "IFE-27", format!("`{address}` {why}")));
        }
        self.detach_endpoint(endpoint);
        self.interfaces[interface].private_ip = address;
        self.attach_endpoint(endpoint);
        Ok(())
    }

    /// Gives a gateway endpoint's routes to tables and takes them from others.
    pub(super) fn move_endpoint_routes(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        add: &[Id<RouteTable>],
        remove: &[Id<RouteTable>],
    ) -> Result<(), Rejection> {
        self.check_available(endpoint)?;
        if self.vpc_endpoints[endpoint].interface_parts().is_some() {
            let name = self.vpc_endpoints.name(endpoint);
            let message = format!("`{name}` is an interface endpoint, which has no route tables");
            return Err(Rejection::new("InvalidParameter", "IFE-01", message));
        }
        self.check_endpoint_routes(endpoint, add)?;
        self.dissociate(endpoint, remove);
        self.associate(endpoint, add);
        Ok(())
    }

    /// Replaces an endpoint's policy.
    pub(super) fn set_endpoint_policy(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        policy: &AttachedPolicy,
    ) -> Result<(), Rejection> {
        self.check_available(endpoint)?;
        self.vpc_endpoints[endpoint].policy = Some(policy.clone());
        Ok(())
    }

    /// Deletes an endpoint: its routes, addresses and names go with it (GWE-26, IFE-27).
    pub(super) fn delete_endpoint(&mut self, endpoint: Id<VpcEndpoint>) -> Result<(), Rejection> {
        if self.vpc_endpoints[endpoint].state != EndpointState::Pending {
            self.check_available(endpoint)?;
        }
        self.check_needed_by_private_dns(endpoint)?;
        let tables = match &self.vpc_endpoints[endpoint].kind {
            EndpointKind::Gateway { route_tables, .. } => route_tables.clone(),
            EndpointKind::Interface(_) => Vec::new(),
        };
        self.dissociate(endpoint, &tables);
        self.detach_endpoint(endpoint);
        self.vpc_endpoints[endpoint].state = EndpointState::Deleted;
        Ok(())
    }

    /// Puts an endpoint's routes into tables; twice is as good as once.
    fn associate(&mut self, endpoint: Id<VpcEndpoint>, tables: &[Id<RouteTable>]) {
        // SIMPLIFIED: only S3's prefix lists are known, so other services' endpoints route nothing.
        let built = &self.vpc_endpoints[endpoint];
        let (EndpointService::S3(region), EndpointKind::Gateway { families, .. }) =
            (built.service, &built.kind)
        else {
            return;
        };
        // IPv6 has a prefix list of its own (GWE-09).
        let v4 = self.s3_prefix_lists.get(&region).copied();
        let v6 = self.s3_prefix_lists_v6.get(&region).copied();
        let lists = [
            v4.filter(|_| *families != IpAddressType::Ipv6),
            v6.filter(|_| *families != IpAddressType::Ipv4),
        ];
        for table in tables {
            for list in lists.into_iter().flatten() {
                let line = Line {
                    destination: Destination::PrefixList(list),
                    target: Target::VpcEndpoint(endpoint),
                    origin: Origin::Endpoint,
                };
                let lines = &mut self.route_tables[*table].lines;
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
            self.route_tables[*table].settle(&self.prefix_lists);
            match &mut self.vpc_endpoints[endpoint].kind {
                EndpointKind::Gateway { route_tables, .. } if !route_tables.contains(table) => {
                    route_tables.push(*table);
                }
                EndpointKind::Gateway { .. } | EndpointKind::Interface(_) => {}
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
            EndpointKind::Gateway { route_tables, .. } => {
                route_tables.retain(|t| !tables.contains(t));
            }
            EndpointKind::Interface(_) => {}
        }
    }
}
