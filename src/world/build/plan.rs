//! The workload: calls with their buckets, keys and names resolved.

use super::Builder;
use super::call::operation;
use super::endpoint_url::scheme_of;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::call as written;
use crate::scenario::client::{Addressing, Scheme, SessionToken, Signature};
use crate::scenario::workload::{Load as WrittenLoad, Request, Requests};
use crate::time::{Duration, Instant};
use crate::world::Id;
use crate::world::call::{Address, Call, Signing};
use crate::world::client::Client;
use crate::world::keys::Keys;
use crate::world::plan::{Load, Plan, Spacing};

impl Builder<'_> {
    /// Every load and every change.
    pub(super) fn plan(&mut self) -> Plan {
        let scenario = self.scenario;
        let mut loads: Vec<Load> = Vec::new();
        for load in &scenario.workload {
            let id = match load {
                WrittenLoad::Request(one) => &one.id,
                WrittenLoad::Requests(many) => &many.id,
                WrittenLoad::Mix(mix) => &mix.id,
            };
            let name = match id {
                Some(id) => id.value.clone(),
                None => unused_name(load.client(), &loads),
            };
            let first = format!("{name}/1");
            let taken = |load: &Load| load.id == name || load.id == first;
            if let (Some(id), true) = (id, loads.iter().any(taken)) {
                let message = format!("another request is called `{name}` too");
                let fault = Diagnostic::error("duplicate-id", message, id.at);
                self.fault(fault.help("give one of them another id"));
            }
            let built = self.loads(name, load, loads.len());
            loads.extend(built);
        }
        loads.extend(self.service_loads());
        Plan {
            loads,
            changes: self.changes(),
            probes: self.probes(),
        }
    }

    /// The loads of one that is written; `first` is the position of the first of them.
    fn loads(&mut self, id: String, load: &WrittenLoad, first: usize) -> Vec<Load> {
        match load {
            WrittenLoad::Request(one) => self.request(id, one).into_iter().collect(),
            WrittenLoad::Requests(many) => self.requests(id, many).into_iter().collect(),
            WrittenLoad::Mix(mix) => self.mix(&id, mix, first),
        }
    }

    fn request(&mut self, id: String, one: &Request) -> Option<Load> {
        let client = self.find(|world| &world.clients, "client", &one.client);
        let how = How {
            name: &one.name,
            region: one.region.as_ref(),
            addressing: one.addressing,
            scheme: one.scheme,
            presigned_by: one.presigned_by.as_ref(),
            resolve_to: one.resolve_to.as_ref().map(|address| address.value),
        };
        Some(Load {
            id,
            client: client?,
            call: self.call(client?, &one.call, &how)?,
            start: Instant::ZERO + one.at.0,
            spacing: Spacing::Constant(Duration::ZERO),
            count: 1,
            keys: Keys::Numbered,
            mix: None,
            at: Some(one.call.at),
        })
    }

    fn requests(&mut self, id: String, many: &Requests) -> Option<Load> {
        let client = self.find(|world| &world.clients, "client", &many.client);
        let how = How {
            name: &many.name,
            region: many.region.as_ref(),
            addressing: many.addressing,
            scheme: many.scheme,
            presigned_by: many.presigned_by.as_ref(),
            resolve_to: many.resolve_to.as_ref().map(|address| address.value),
        };
        let (spacing, count) = self.spacing(&many.rate, &many.count);
        Some(Load {
            keys: self.keys(&id, many.keys.as_ref()),
            id,
            client: client?,
            call: self.call(client?, &many.call, &how)?,
            start: Instant::ZERO + many.start.0,
            spacing,
            count,
            mix: None,
            at: Some(many.call.at),
        })
    }

    pub(super) fn call(
        &mut self,
        client: Id<Client>,
        call: &Said<written::Call>,
        how: &How<'_>,
    ) -> Option<Call> {
        let named = how.region.map(|region| self.region(region));
        let region = match named {
            Some(named) => named?,
            None => self.world.clients[client].region,
        };
        if let (written::NameForm::DashRegion, false) = (how.name, region.has_dash_name()) {
            let message = format!("{region} has no name of the dash form");
            let help = "only Regions launched before 2014 have `s3-<region>` (S3R-02)";
            self.fault(Diagnostic::error("no-dash-name", message, call.at).help(help));
        }
        let url = match how.name {
            written::NameForm::EndpointUrl(url) => Some(url),
            written::NameForm::Regional
            | written::NameForm::DashRegion
            | written::NameForm::LegacyGlobal
            | written::NameForm::DualStack => None,
        };
        let written_client = self.scenario.clients.get(self.world.clients.name(client))?;
        let address = Address {
            form: how.name.clone(),
            url: url.and_then(|url| self.endpoint_url(url)),
            region,
            addressing: how.addressing.unwrap_or(written_client.addressing),
            scheme: how
                .scheme
                .or_else(|| scheme_of(url?))
                .unwrap_or(written_client.scheme),
            resolve_to: how.resolve_to,
        };
        let mut built = Call::plain(operation(call), address);
        built.presigned_by = match how.presigned_by {
            Some(who) => Some(self.principal(who)?),
            None => None,
        };
        built.signing = Signing {
            knows_sigv4a: written_client.signature == Signature::Automatic,
            has_global_token: written_client.session_token == SessionToken::AllRegions,
        };
        self.fill(&mut built, call, region)?;
        if written_client.use_arn_region {
            built.follow_arn_region();
        }
        Some(built)
    }
}

/// How a request is addressed, as it is written.
pub(super) struct How<'a> {
    pub(super) name: &'a written::NameForm,
    pub(super) region: Option<&'a Said<String>>,
    pub(super) addressing: Option<Addressing>,
    pub(super) scheme: Option<Scheme>,
    pub(super) presigned_by: Option<&'a Said<String>>,
    pub(super) resolve_to: Option<std::net::IpAddr>,
}

/// `<client>/<position>`, where the position counts the client's own requests from 1.
fn unused_name(client: &str, loads: &[Load]) -> String {
    (1..=loads.len() + 1)
        .map(|position| format!("{client}/{position}"))
        .find(|name| loads.iter().all(|load| load.id != *name))
        .unwrap_or_default()
}
