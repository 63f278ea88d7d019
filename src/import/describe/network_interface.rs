//! Network interfaces, and the machines they belong to.

use std::collections::{BTreeMap, BTreeSet};

use super::Importer;
use super::kind::Kind;
use super::snapshot::Snapshot;
use super::thing::Thing;
use crate::import::ron::{Record, Value};

impl<'a> Importer<'a> {
    /// Every machine, by its network interfaces.
    pub(super) fn hosts(&mut self) {
        let snapshot = self.snapshot;
        let mut by_instance: BTreeMap<&str, Vec<Thing<'a>>> = BTreeMap::new();
        for (_, interface) in snapshot.all(Kind::NetworkInterface) {
            let attachment = interface.inner("Attachment");
            if let Some(instance) = attachment.and_then(|it| it.text("InstanceId")) {
                by_instance.entry(instance).or_default().push(interface);
            }
        }
        for (id, instance) in snapshot.all(Kind::Instance) {
            let listed = by_instance.entry(id_of(&instance, id)).or_default();
            if listed.is_empty() {
                listed.extend(instance.list("NetworkInterfaces"));
            }
        }
        for (id, mut interfaces) in by_instance {
            interfaces.sort_by_key(device_index);
            if let Some(first) = interfaces.first() {
                self.host(id, first);
            }
        }
    }

    fn host(&mut self, id: &str, interface: &Thing<'a>) {
        if !self.is_known(Kind::Subnet, interface, "SubnetId") {
            return;
        }
        let instance = self.snapshot.find(Kind::Instance, id);
        let public = interface.inner("Association");
        let record = Record::new("Host")
            .with_some("subnet", interface.text("SubnetId"))
            .with_some("account", self.tenant(interface))
            .with_some("private_ip", interface.address("PrivateIpAddress"))
            .with_some("elastic_ip", public.and_then(|it| it.address("PublicIp")))
            .with_list("security_groups", self.groups_of(interface));
        let name = instance.and_then(|instance| instance.name_tag());
        self.draft.hosts.insert(id, name, record);
    }

    /// Whose machine it is, in a subnet of somebody else.
    fn tenant(&self, interface: &Thing<'a>) -> Option<&'a str> {
        let subnet = interface.text("SubnetId")?;
        let subnet = self.snapshot.find(Kind::Subnet, subnet)?;
        let owner = subnet.text("OwnerId")?;
        interface.text("OwnerId").filter(|tenant| *tenant != owner)
    }

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
}

/// Whose machines stand in which subnet.
pub(super) fn tenants<'a>(snapshot: &Snapshot<'a>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut tenants: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, interface) in snapshot.all(Kind::NetworkInterface) {
        let attachment = interface.inner("Attachment");
        let is_machine = attachment.is_some_and(|it| it.text("InstanceId").is_some());
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

fn id_of<'a>(instance: &Thing<'a>, otherwise: &'a str) -> &'a str {
    instance.text("InstanceId").unwrap_or(otherwise)
}

fn device_index(interface: &Thing<'_>) -> i64 {
    let attachment = interface.inner("Attachment");
    let index = attachment.and_then(|it| it.number("DeviceIndex"));
    index.unwrap_or(i64::MAX)
}
