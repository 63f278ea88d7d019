//! VPC Block Public Access: whether internet gateways of an account carry anything (VPC-06).

use super::vpc::{InterfaceOwner, NetworkInterface, Subnet, Vpc};
use super::{Id, World};
use crate::scenario::vpc_block_public_access::BlockMode;

/// The setting of one Region of an account.
#[derive(Debug, Clone)]
pub struct VpcBlockPublicAccess {
    /// What is blocked.
    pub mode: BlockMode,
    /// VPCs and subnets that are left out, and how far.
    pub exclusions: Vec<Exclusion>,
}

/// A VPC or subnet that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exclusion {
    /// What is left out.
    pub what: Excluded,
    /// Whether connections may begin outside too.
    pub is_bidirectional: bool,
}

/// What is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excluded {
    /// A whole VPC.
    Vpc(Id<Vpc>),
    /// One subnet.
    Subnet(Id<Subnet>),
}

impl World {
    /// Whether VPC Block Public Access lets an interface exchange packets with the internet.
    ///
    /// Where only ingress is blocked, what begins inside still leaves by NAT gateways and
    /// egress-only internet gateways, but not under an interface's own public IPv4 address. A
    /// subnet or VPC that is left out for egress may begin connections. (VPC-06)
    pub fn may_meet_internet(
        &self,
        interface: Id<NetworkInterface>,
        begins_inside: bool,
        is_egress_only: bool,
    ) -> bool {
        let it = &self.interfaces[interface];
        let vpc = self.vpc_of(it.subnet);
        let owner = (self.vpcs[vpc].account, self.vpcs[vpc].region);
        let Some(setting) = self.vpc_block_public_access.get(&owner) else {
            return true;
        };
        let excluded = setting.exclusions.iter().filter(|it_is| match it_is.what {
            Excluded::Vpc(out) => out == vpc,
            Excluded::Subnet(out) => out == it.subnet,
        });
        let mut is_left_out = false;
        for exclusion in excluded {
            is_left_out |= exclusion.is_bidirectional
                || (begins_inside && setting.mode == BlockMode::BlockBidirectional);
        }
        let is_translated = match it.owner {
            InterfaceOwner::NatGateway(_) => true,
            InterfaceOwner::Host(_)
            | InterfaceOwner::TransitGateway(_)
            | InterfaceOwner::VpcEndpoint(_)
            | InterfaceOwner::LoadBalancer(_)
            | InterfaceOwner::ResolverEndpoint(_) => false,
        };
        let only_goes_out = begins_inside && (is_translated || is_egress_only);
        is_left_out || (setting.mode == BlockMode::BlockIngress && only_goes_out)
    }
}
