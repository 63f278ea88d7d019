//! Network interfaces, and the machines they belong to.

use std::collections::{BTreeMap, BTreeSet};

use super::Importer;
use super::kind::Kind;
use super::snapshot::Snapshot;
use super::thing::Thing;
use crate::import::ron::{Map, Record, Value};

/// What stands behind a network interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind<'a> {
    /// An instance, by its id.
    Instance(&'a str),
    /// Something that is written as a thing of its own: a NAT gateway, an attachment.
    Written,
    /// An interface endpoint, by its id.
    Endpoint(&'a str),
    /// A node of a network load balancer.
    Balancer,
    /// Nothing that takes connections: it is attached to nothing, or to a Lambda function.
    Nobody,
    /// A service's own machine.
    Service,
}

impl<'a> Importer<'a> {
    /// Every machine, and whatever else has a network interface.
    pub(super) fn hosts(&mut self) {
        let snapshot = self.snapshot;
        let mut by_instance: BTreeMap<&str, Vec<Thing<'a>>> = BTreeMap::new();
        for (id, interface) in snapshot.all(Kind::NetworkInterface) {
            match behind(&interface) {
                Behind::Instance(instance) => {
                    by_instance.entry(instance).or_default().push(interface);
                }
                Behind::Written => {}
                Behind::Endpoint(endpoint) => self.endpoint_interface(id, endpoint, &interface),
                Behind::Balancer => self.balancer_interface(id, &interface),
                Behind::Nobody => self.lone_interface(id, &interface, Some("Nothing"), None),
                Behind::Service => self.lone_interface(id, &interface, Some("Unknown"), None),
            }
        }
        for (id, instance) in snapshot.all(Kind::Instance) {
            if by_instance.contains_key(id) {
                continue;
            }
            let embedded: Vec<Thing<'a>> = instance.list("NetworkInterfaces").collect();
            let own = instance.text("InstanceId").filter(|_| !embedded.is_empty());
            if let Some(own) = own {
                by_instance.insert(own, embedded);
            } else {
                let state = state_of(&instance).unwrap_or("there");
                let what = format!("the instance `{id}` is {state} and has no interface");
                self.notes.unread(instance.file, what);
            }
        }
        for (id, mut interfaces) in by_instance {
            interfaces.sort_by_key(device_index);
            self.machine(id, &interfaces);
        }
    }

    /// An instance: its first interface is the machine's own, the others stand below it.
    fn machine(&mut self, id: &str, interfaces: &[Thing<'a>]) {
        let Some((first, further)) = interfaces.split_first() else {
            return;
        };
        let Some(record) = self.interface_record("Host", first) else {
            return;
        };
        let mut others = Map::default();
        for interface in further {
            if let (Some(id), Some(record)) = (
                interface.text("NetworkInterfaceId"),
                self.interface_record("NetworkInterface", interface),
            ) {
                others.insert(id, interface.name_tag(), record);
            }
        }
        let instance = self.snapshot.find(Kind::Instance, id);
        if let Some(instance) = instance.filter(|it| it.inner("IamInstanceProfile").is_some()) {
            let what = "the roles of instance profiles";
            self.notes.unread(instance.file, what);
        }
        let is_off = instance.is_some_and(|it| !matches!(state_of(&it), Some("running") | None));
        let record = record
            .with_some("account", self.tenant(first))
            .with_map("network_interfaces", others)
            .with_some("answers", is_off.then(|| word("Nothing")));
        let name = instance.and_then(|instance| instance.name_tag());
        self.draft.hosts.insert(id, name, record);
    }

    /// An interface that is no instance's: what answers there, if anybody knows.
    pub(super) fn lone_interface(
        &mut self,
        id: &str,
        interface: &Thing<'a>,
        answers: Option<&str>,
        listens: Option<&str>,
    ) {
        let Some(record) = self.interface_record("Host", interface) else {
            return;
        };
        let record = record
            .with_some("listens", listens)
            .with_some("answers", answers.map(word));
        let note = interface.text("Description").or(interface.name_tag());
        self.draft.hosts.insert(id, note, record);
    }

    /// The interface of an endpoint to a service that is not simulated: services of AWS answer
    /// HTTPS there and nothing else (IFE-22).
    fn endpoint_interface(&mut self, id: &str, endpoint: &str, interface: &Thing<'a>) {
        let described = self.snapshot.find(Kind::VpcEndpoint, endpoint);
        let service = described.and_then(|it| it.text("ServiceName"));
        match service {
            Some(_) if self.written_endpoints.contains(endpoint) => {}
            Some(service) if service.starts_with("com.amazonaws.vpce.") => {
                self.lone_interface(id, interface, Some("Unknown"), None);
            }
            Some(service) if service.starts_with("com.amazonaws.") => {
                self.lone_interface(id, interface, Some("Listeners"), Some("443"));
            }
            Some(_) | None => self.lone_interface(id, interface, Some("Unknown"), None),
        }
    }

    /// The interface of a load balancer that could not be written as one.
    fn balancer_interface(&mut self, id: &str, interface: &Thing<'a>) {
        let is_written = interface
            .text("Description")
            .and_then(|text| text.strip_prefix("ELB "))
            .is_some_and(|name| self.written_balancers.contains(name));
        if !is_written {
            self.lone_interface(id, interface, Some("Unknown"), None);
        }
    }

    /// What every interface says: where it stands, its addresses, its groups.
    fn interface_record(&mut self, name: &'static str, interface: &Thing<'a>) -> Option<Record> {
        if !self.is_known(Kind::Subnet, interface, "SubnetId") {
            return None;
        }
        let addresses = interface.list("PrivateIpAddresses");
        let (mut first, mut secondary) = (None, Vec::new());
        for address in addresses {
            if address.is("Primary") {
                first = public_of(&address);
                continue;
            }
            let record = Record::new("SecondaryAddress")
                .with_some("private_ip", address.address("PrivateIpAddress"))
                .with_some("elastic_ip", public_of(&address));
            secondary.push(Value::from(record));
        }
        let mut v6 = interface.list("Ipv6Addresses");
        let own_v6 = v6.next().and_then(|it| it.address("Ipv6Address"));
        if v6.next().is_some() {
            let id = interface.text("NetworkInterfaceId").unwrap_or_default();
            let what = format!("all but the first IPv6 address of `{id}`");
            self.notes.unread(interface.file, what);
        }
        let is_unchecked = interface.flag("SourceDestCheck") == Some(false);
        let record = Record::new(name)
            .with_some("subnet", interface.text("SubnetId"))
            .with_some("private_ip", interface.address("PrivateIpAddress"))
            .with_list("secondary_private_ips", secondary)
            .with_some("ipv6_address", own_v6)
            .with_some("elastic_ip", public_of(interface).or(first))
            .with_list("security_groups", self.groups_of(interface))
            .with_some("source_dest_check", is_unchecked.then_some(false));
        Some(record)
    }

    /// Whose machine it is, in a subnet of somebody else.
    fn tenant(&self, interface: &Thing<'a>) -> Option<&'a str> {
        let subnet = interface.text("SubnetId")?;
        let subnet = self.snapshot.find(Kind::Subnet, subnet)?;
        let owner = subnet.text("OwnerId")?;
        interface.text("OwnerId").filter(|tenant| *tenant != owner)
    }

    /// The security groups of an interface or an endpoint.
    pub(super) fn groups_of(&mut self, interface: &Thing<'a>) -> Vec<Value> {
        let mut groups = Vec::new();
        for group in interface.list("Groups") {
            if self.is_known(Kind::SecurityGroup, &group, "GroupId") {
                groups.extend(group.text("GroupId").map(Value::from));
            }
        }
        groups
    }

    /// The accounts whose machines stand in a subnet of somebody else (VPC-08).
    pub(super) fn shared_with(&mut self, id: &str, subnet: &Thing<'a>) -> Vec<Value> {
        let owner = subnet.text("OwnerId");
        let tenants = self.tenants.get(id).into_iter().flatten();
        let tenants = tenants.filter(|tenant| owner.is_some_and(|owner| owner != **tenant));
        let found: Vec<&str> = tenants.copied().collect();
        self.draft
            .accounts
            .extend(found.iter().map(|&account| account.to_owned()));
        found.into_iter().map(Value::from).collect()
    }

    /// What a route to an interface or an instance names: the machine by its first interface,
    /// else the interface.
    pub(super) fn routed_interface(&self, route: &Thing<'a>) -> Option<&'a str> {
        let id = route.text("NetworkInterfaceId")?;
        let interface = self.snapshot.find(Kind::NetworkInterface, id)?;
        match behind(&interface) {
            Behind::Instance(instance) if device_index(&interface) == 0 => Some(instance),
            Behind::Instance(_) | Behind::Nobody | Behind::Service => Some(id),
            Behind::Written | Behind::Endpoint(_) | Behind::Balancer => None,
        }
    }
}

/// What stands behind an interface.
fn behind<'a>(interface: &Thing<'a>) -> Behind<'a> {
    let about = interface.text("Description").unwrap_or_default();
    let kind = interface.text("InterfaceType").unwrap_or("interface");
    let attachment = interface.inner("Attachment");
    if let Some(instance) = attachment.and_then(|it| it.text("InstanceId")) {
        return Behind::Instance(instance);
    }
    if let Some(endpoint) = about.strip_prefix("VPC Endpoint Interface ") {
        return Behind::Endpoint(endpoint);
    }
    match kind {
        "nat_gateway" | "transit_gateway" => return Behind::Written,
        "network_load_balancer" => return Behind::Balancer,
        "lambda" => return Behind::Nobody,
        _ => {}
    }
    if about.starts_with("Interface for NAT Gateway ")
        || about.starts_with("Network Interface for Transit Gateway Attachment ")
    {
        Behind::Written
    } else if about.starts_with("ELB net/") {
        Behind::Balancer
    } else if about.starts_with("AWS Lambda VPC ENI")
        || (attachment.is_none() && !interface.is("RequesterManaged"))
    {
        Behind::Nobody
    } else {
        Behind::Service
    }
}

/// Instances whose network interfaces are described, beside them or in them.
pub(super) fn machines<'a>(snapshot: &Snapshot<'a>) -> BTreeSet<&'a str> {
    let attached = snapshot
        .all(Kind::NetworkInterface)
        .filter_map(|(_, interface)| match behind(&interface) {
            Behind::Instance(id) => Some(id),
            Behind::Written
            | Behind::Endpoint(_)
            | Behind::Balancer
            | Behind::Nobody
            | Behind::Service => None,
        });
    let whole = snapshot.all(Kind::Instance);
    let whole = whole.filter(|(_, it)| it.list("NetworkInterfaces").next().is_some());
    attached
        .chain(whole.filter_map(|(_, it)| it.text("InstanceId")))
        .collect()
}

/// Whose machines stand in which subnet.
pub(super) fn tenants<'a>(snapshot: &Snapshot<'a>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut tenants: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, interface) in snapshot.all(Kind::NetworkInterface) {
        let is_machine = matches!(behind(&interface), Behind::Instance(_));
        if let (true, Some(subnet), Some(owner)) = (
            is_machine,
            interface.text("SubnetId"),
            interface.text("OwnerId"),
        ) {
            tenants.entry(subnet).or_default().insert(owner);
        }
    }
    tenants
}

fn word(word: &str) -> Value {
    Value::Word(word.to_owned())
}

fn state_of<'a>(instance: &Thing<'a>) -> Option<&'a str> {
    instance.inner("State")?.text("Name")
}

fn public_of(address: &Thing<'_>) -> Option<std::net::IpAddr> {
    address.inner("Association")?.address("PublicIp")
}

fn device_index(interface: &Thing<'_>) -> i64 {
    let attachment = interface.inner("Attachment");
    let index = attachment.and_then(|it| it.number("DeviceIndex"));
    index.unwrap_or(i64::MAX)
}
