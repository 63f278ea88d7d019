//! What things are called in the scenario: by the id that AWS gave them, or else by their address.

use std::collections::BTreeSet;

use super::plan::{Plan, Thing};

/// The beginnings of AWS's ids, by type.
const PREFIXES: [(&str, &str); 25] = [
    ("aws_vpc", "vpc"),
    ("aws_default_vpc", "vpc"),
    ("aws_subnet", "subnet"),
    ("aws_default_subnet", "subnet"),
    ("aws_route_table", "rtb"),
    ("aws_default_route_table", "rtb"),
    ("aws_internet_gateway", "igw"),
    ("aws_egress_only_internet_gateway", "eigw"),
    ("aws_nat_gateway", "nat"),
    ("aws_vpc_endpoint", "vpce"),
    ("aws_security_group", "sg"),
    ("aws_network_acl", "acl"),
    ("aws_default_network_acl", "acl"),
    ("aws_vpc_peering_connection", "pcx"),
    ("aws_ec2_transit_gateway", "tgw"),
    ("aws_ec2_transit_gateway_vpc_attachment", "tgw-attach"),
    ("aws_ec2_transit_gateway_peering_attachment", "tgw-attach"),
    ("aws_ec2_transit_gateway_route_table", "tgw-rtb"),
    ("aws_vpn_gateway", "vgw"),
    ("aws_vpn_connection", "vpn"),
    ("aws_dx_gateway", "dxgw"),
    ("aws_dx_private_virtual_interface", "dxvif"),
    ("aws_dx_transit_virtual_interface", "dxvif"),
    ("aws_dx_public_virtual_interface", "dxvif"),
    ("aws_ec2_managed_prefix_list", "pl"),
];

/// The name of each thing of a plan, by position; no two are the same.
pub(super) fn names(plan: &Plan<'_>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let names = plan.things.iter().map(|thing| {
        let wanted = wanted(thing);
        let mut name = wanted.clone();
        let mut number = 1;
        while !taken.insert(name.clone()) {
            number += 1;
            name = format!("{wanted}-{number}");
        }
        name
    });
    names.collect()
}

fn wanted(thing: &Thing<'_>) -> String {
    let prefix = PREFIXES.iter().find(|(kind, _)| *kind == thing.kind);
    match (prefix, thing.text("id")) {
        // Ids of Direct Connect gateways have no beginning of their own.
        (Some((_, "dxgw")), Some(id)) => format!("dxgw-{id}"),
        (Some(_), Some(id)) => id.to_owned(),
        (Some((_, prefix)), None) => format!("{prefix}-{}", plain(thing)),
        (None, _) => plain(thing),
    }
}

/// The address in letters, digits and hyphens, without the type.
fn plain(thing: &Thing<'_>) -> String {
    let calls = thing
        .calls
        .iter()
        .flat_map(|call| [Some(call.name.as_str()), call.key.as_deref()]);
    let own = [Some(thing.name), thing.key.as_deref()];
    let words: Vec<String> = calls.chain(own).flatten().map(word).collect();
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

fn word(text: &str) -> String {
    let plain = text.chars().map(|c| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    });
    plain.collect::<String>().trim_matches('-').to_owned()
}
