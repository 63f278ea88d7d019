//! What a connection leads to: one of S3's names, with or without TLS.

use std::collections::BTreeMap;
use std::net::IpAddr;

use indexmap::IndexSet;

use crate::aws::region::Region;
use crate::aws::s3_host::S3Host;
use crate::dns::Name;
use crate::s3;
use crate::scenario::client::Scheme;
use crate::world::Id;
use crate::world::call::Call;

/// What a connection leads to; connections are shared by requests with the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Target {
    /// The host name.
    pub(super) host: S3Host,
    /// The same as it is looked up.
    pub(super) name: Name,
    /// The port.
    pub(super) port: u16,
    /// With or without TLS.
    pub(super) scheme: Scheme,
    /// The address to use whatever the name resolves to.
    pub(super) address: Option<IpAddr>,
}

/// Every target of a run, each once.
#[derive(Debug, Default)]
pub(super) struct Targets {
    known: IndexSet<Target>,
    /// Where each load goes, by Region: asking the SDK is slow.
    asked: BTreeMap<(usize, Region), Id<Target>>,
}

impl Targets {
    /// The target of the load at position `load`, which is `call`, when it is sent to `region`.
    pub(super) fn of(&mut self, load: usize, call: &Call, region: Region) -> Id<Target> {
        if let Some(known) = self.asked.get(&(load, region)) {
            return *known;
        }
        let id = self.of_one(call, region);
        self.asked.insert((load, region), id);
        id
    }

    /// The target of a call that is no load's, when it is sent to `region`.
    pub(super) fn of_one(&mut self, call: &Call, region: Region) -> Id<Target> {
        let host = s3::host_for(call, region);
        let target = Target {
            name: Name::from(&host),
            host,
            port: call.address.port(),
            scheme: call.address.scheme,
            address: call.address.resolve_to,
        };
        Id::at(self.known.insert_full(target).0)
    }

    /// What the id stands for.
    pub(super) fn target(&self, id: Id<Target>) -> &Target {
        &self.known[id.index()]
    }
}
