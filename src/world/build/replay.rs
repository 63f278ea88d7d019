//! Logs to be replayed: whom their requests may be made by, and in whose place.

use std::collections::{BTreeMap, BTreeSet};

use super::Builder;
use crate::aws::s3_operation::Operation;
use crate::diagnostic::Diagnostic;
use crate::scenario::client::{Client as WrittenClient, SessionToken, Signature};
use crate::scenario::replay as written;
use crate::time::{Duration, Instant};
use crate::world::Id;
use crate::world::address::Address;
use crate::world::call::{Call, Signing};
use crate::world::client::Client;
use crate::world::keys::Keys;
use crate::world::plan::{Load, SignedBy, Spacing};
use crate::world::replay::{Cast, Replay};

impl Builder<'_> {
    /// The replay at `position` among all, and a load for each client that may get requests of
    /// it.
    pub(super) fn replay(
        &mut self,
        replay: &written::Replay,
        position: u32,
        loads: &mut Vec<Load>,
    ) -> Replay {
        let id = match &replay.id {
            Some(id) => id.value.clone(),
            None => format!("replay/{}", position + 1),
        };
        let casts: Vec<Cast> = replay
            .map
            .clients
            .iter()
            .filter_map(|from| self.cast(from))
            .collect();
        let principals = replay.map.principals.iter();
        let principals = principals.map(|(pattern, who)| {
            let who = match who.value.as_str() {
                "anonymous" => None,
                _ => Some(self.principal(who)?),
            };
            Some((pattern.value.clone(), who))
        });
        let principals: Vec<_> = principals.flatten().collect();
        let mut buckets = BTreeMap::new();
        for (name, bucket) in &replay.map.buckets {
            if let Some(found) = self.find(|world| &world.buckets, "bucket", bucket) {
                buckets.insert(name.value.clone(), found);
            }
        }
        let clients: BTreeSet<Id<Client>> = self.world.clients.ids().collect();
        if clients.is_empty() {
            let fault = Diagnostic::error("no-client", "nobody can replay this", replay.span);
            self.fault(fault.help("add `clients` to the scenario: programs on its hosts"));
        }
        let mut by_client = BTreeMap::new();
        for client in clients {
            let load = self.replayed_load(&id, client, position);
            if let (Some(load), Ok(at)) = (load, u32::try_from(loads.len())) {
                by_client.insert(client, at);
                loads.push(load);
            }
        }
        Replay {
            id,
            log: replay.file.clone(),
            format: replay.format,
            start: Instant::ZERO + replay.start.0,
            casts,
            principals,
            buckets,
            loads: by_client,
        }
    }

    fn cast(&mut self, from: &written::From) -> Option<Cast> {
        let client = self.find(|world| &world.clients, "client", &from.client)?;
        Some(Cast {
            source: from.source.as_ref().map(|source| source.value),
            endpoint: from
                .endpoint
                .as_ref()
                .map(|endpoint| endpoint.value.clone()),
            principal: from
                .principal
                .as_ref()
                .map(|principal| principal.value.clone()),
            client,
        })
    }

    /// What requests of a replay count for that a client makes: it makes none by itself.
    fn replayed_load(&self, id: &str, client: Id<Client>, position: u32) -> Option<Load> {
        let name = self.world.clients.name(client);
        let written: &WrittenClient = self.scenario.clients.get(name)?;
        let address = Address {
            form: crate::scenario::call::NameForm::Regional,
            url: None,
            region: self.world.clients[client].region,
            addressing: written.addressing,
            use_arn_region: false,
            scheme: written.scheme,
            resolve_to: None,
        };
        let mut call = Call::plain(Operation::ListBuckets, address);
        call.signing = Signing {
            knows_sigv4a: written.signature == Signature::Automatic,
            has_global_token: written.session_token == SessionToken::AllRegions,
        };
        Some(Load {
            id: format!("{id}/{name}"),
            client,
            call,
            start: Instant::ZERO,
            spacing: Spacing::Constant(Duration::ZERO),
            count: 0,
            replay: Some(position),
            signed_by: SignedBy::Client,
            keys: Keys::Numbered,
            mix: None,
            transfer: None,
            at: None,
        })
    }
}
