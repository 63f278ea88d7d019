//! What the network remembers of one connection: translations, the endpoint, tracked state.

use std::net::IpAddr;

use crate::world::Id;
use crate::world::gateway::{NatGateway, VpcEndpoint};
use crate::world::vpc::NetworkInterface;

/// The most NAT gateways in a row that a connection can pass.
const TRANSLATIONS_MAX: usize = 4;

/// What the network remembers of one connection, so that its answers find the way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory {
    /// The VPC endpoint it went through: S3 answers by the same (GWE-01).
    pub(super) endpoint: Option<Id<VpcEndpoint>>,
    /// The endpoint's network interface it arrived at, from which answers leave (IFE-01).
    pub(super) interface: Option<Id<NetworkInterface>>,
    /// Whether the security groups where it began keep state for it (SG-10).
    pub(super) is_tracked_near: bool,
    /// Whether the security groups where it arrived do.
    pub(super) is_tracked_far: bool,
    translations: [Option<Translation>; TRANSLATIONS_MAX],
}

/// One entry of a NAT gateway's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Translation {
    /// Whose entry.
    pub(super) nat: Id<NatGateway>,
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
            interface: None,
            is_tracked_near: true,
            is_tracked_far: true,
            translations: [None; TRANSLATIONS_MAX],
        }
    }

    /// Notes a translation; `false` when the gateway has one already or the row is too long: the
    /// connection goes in circles.
    pub(super) fn remember(&mut self, translation: Translation) -> bool {
        if self.entries().any(|known| known.nat == translation.nat) {
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

    /// The entry of `nat` by which an answer to this address and port is known again.
    pub(super) fn known(&self, nat: Id<NatGateway>, outside: (IpAddr, u16)) -> Option<Translation> {
        self.entries()
            .find(|entry| entry.nat == nat && entry.outside == outside)
    }

    /// Whether any NAT gateway was passed.
    pub(super) fn is_translated(&self) -> bool {
        self.translations[0].is_some()
    }

    fn entries(&self) -> impl Iterator<Item = Translation> {
        self.translations.iter().flatten().copied()
    }
}
