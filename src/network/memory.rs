//! What the network remembers of one connection: translations, the endpoint, tracked state.

use std::net::IpAddr;

use crate::world::gateway::{EgressOnlyInternetGateway, VpcEndpoint};
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Place};

/// The most address translations in a row that a connection can pass.
const TRANSLATIONS_MAX: usize = 4;

/// What the network remembers of one connection, so that its answers find the way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory {
    /// The VPC endpoint it went through: S3 answers by the same (GWE-01).
    pub(super) endpoint: Option<Id<VpcEndpoint>>,
    /// The egress-only internet gateway it left by: its answers come back there (VPC-05).
    pub(super) egress_only: Option<Id<EgressOnlyInternetGateway>>,
    /// Whether it passes something whose connections security groups always track (SG-11).
    pub(super) is_always_tracked: bool,
    /// The endpoint's network interface it arrived at, from which answers leave (IFE-01).
    pub(super) interface: Option<Id<NetworkInterface>>,
    /// Whether the security groups where it began keep state for it (SG-10).
    pub(super) is_tracked_near: bool,
    /// Whether the security groups where it arrived do.
    pub(super) is_tracked_far: bool,
    /// What a network load balancer made of it, until the answer has passed it.
    pub(super) balanced: Option<Balanced>,
    translations: [Option<Translation>; TRANSLATIONS_MAX],
}

/// A connection that a network load balancer has sent on: address and port of each party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Balanced {
    /// The node it came in at.
    pub(super) node: Id<NetworkInterface>,
    /// Who asked.
    pub(super) client: (IpAddr, u16),
    /// Whom it asked: the node.
    pub(super) front: (IpAddr, u16),
    /// Who was chosen.
    pub(super) target: (IpAddr, u16),
    /// Whom the target sees: the client, or the node.
    pub(super) source: (IpAddr, u16),
}

/// One entry of the table of something that translates addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Translation {
    /// Whose entry.
    pub(super) at: Place,
    /// Address and port behind it.
    pub(super) inside: (IpAddr, u16),
    /// Address and port in front of it.
    pub(super) outside: (IpAddr, u16),
}

impl Memory {
    /// Nothing yet.
    pub(super) fn empty() -> Self {
        Self {
            endpoint: None,
            egress_only: None,
            is_always_tracked: false,
            interface: None,
            is_tracked_near: true,
            is_tracked_far: true,
            balanced: None,
            translations: [None; TRANSLATIONS_MAX],
        }
    }

    /// Notes a translation; `false` when the place has one already or the row is too long: the
    /// connection goes in circles.
    pub(super) fn remember(&mut self, translation: Translation) -> bool {
        if self.entries().any(|known| known.at == translation.at) {
            return false;
        }
        match self.translations.iter_mut().find(|slot| slot.is_none()) {
            Some(slot) => {
                *slot = Some(translation);
                true
            }
            None => false,
        }
    }

    /// The entry of `at` by which an answer to this address and port is known again.
    pub(super) fn known(&self, at: Place, outside: (IpAddr, u16)) -> Option<Translation> {
        self.entries()
            .find(|entry| entry.at == at && entry.outside == outside)
    }

    /// Whether any NAT gateway was passed.
    pub(super) fn is_translated(&self) -> bool {
        self.entries()
            .any(|entry| matches!(entry.at, Place::NatGateway(_)))
    }

    fn entries(&self) -> impl Iterator<Item = Translation> {
        self.translations.iter().flatten().copied()
    }
}
