//! Clients, and whose credentials they use.

use super::Builder;
use super::lookup::unknown;
use crate::diagnostic::Diagnostic;
use crate::policy::Principal as Identity;
use crate::scenario::Said;
use crate::scenario::client as written;
use crate::world::client::{Client, Retries};
use crate::world::host::Location;
use crate::world::iam::Principal;
use crate::world::{Id, World};

impl Builder<'_> {
    /// Every client.
    pub(super) fn clients(&mut self) {
        let scenario = self.scenario;
        for (name, client) in &scenario.clients {
            if let Some(built) = self.client(name, client) {
                self.world.clients.add(name.value.clone(), built);
            }
        }
    }

    fn client(&mut self, name: &Said<String>, client: &written::Client) -> Option<Client> {
        let host = self.find(|world: &World| &world.hosts, "host", &client.host);
        let region = match &client.region {
            Some(region) => self.region(region),
            None => host.map(|host| match self.world.hosts[host].location {
                Location::Vpc(interface) => {
                    let subnet = self.world.interfaces[interface].subnet;
                    self.world.vpcs[self.world.vpc_of(subnet)].region
                }
                Location::Internet(_) => self.world.hosts[host].near,
                Location::OnPremises(premises, _) => self.world.on_premises[premises].nearest,
            }),
        };
        let principal = match &client.credentials {
            Some(who) if who.value == "anonymous" => None,
            Some(who) => self.principal(who),
            None => host.and_then(|host| self.world.hosts[host].role),
        };
        if client.connections.value == 0 {
            let message = format!("`{}` may hold no connection at all", name.value);
            let fault = Diagnostic::error("bad-number", message, client.connections.at);
            self.fault(fault.help("give it at least 1"));
        }
        Some(Client {
            host: host?,
            principal,
            region: region?,
            connections_max: client.connections.value,
            connect_timeout: client.connect_timeout.0,
            read_timeout: client.read_timeout.0,
            keep_alive: client.keep_alive.0,
            tcp_keepalive: client.tcp_keepalive.map(|span| span.0),
            retries: self.retries(&client.retries),
            dns_cache: client.dns_cache,
            follows_region_redirects: client.follow_region_redirects,
            tls: client.tls,
        })
    }

    fn retries(&mut self, retries: &written::Retries) -> Retries {
        match retries {
            written::Retries::Off => {
                let zero = crate::time::Duration::ZERO;
                Retries {
                    attempts_max: 1,
                    base_delay: zero,
                    max_delay: zero,
                }
            }
            written::Retries::Standard(standard) => {
                if standard.max_attempts.value == 0 {
                    let at = standard.max_attempts.at;
                    let fault = Diagnostic::error("bad-number", "no attempt at all", at);
                    self.fault(fault.help("the first attempt counts: write at least 1"));
                }
                Retries {
                    attempts_max: standard.max_attempts.value,
                    base_delay: standard.base_delay.0,
                    max_delay: standard.max_delay.0,
                }
            }
        }
    }

    /// The principal `name` means: `account:name`, `root:account`, a role's or user's ARN, a
    /// bare name that only one account has, or `service:name` for an AWS service (POL-28).
    pub(super) fn principal(&mut self, name: &Said<String>) -> Option<Id<Principal>> {
        if let Some(service) = name.strip_prefix("service:") {
            return self.service(name, service);
        }
        let found = self.principals_called(name);
        match found.as_slice() {
            [one] => Some(*one),
            [] => {
                let known: Vec<String> = self
                    .world
                    .principals
                    .names()
                    .map(|full| {
                        full.split_once(':')
                            .map_or(full, |(_, bare)| bare)
                            .to_owned()
                    })
                    .collect();
                let known = known.iter().map(String::as_str);
                let fault = unknown("role or user", name, known);
                self.fault(fault);
                None
            }
            [..] => {
                let full: Vec<String> = found
                    .iter()
                    .map(|id| format!("`{}`", self.world.principals.name(*id)))
                    .collect();
                let message = format!("`{}` may be one of several", name.value);
                let help = format!("say which: {}", full.join(", "));
                self.fault(Diagnostic::error("ambiguous-name", message, name.at).help(help));
                None
            }
        }
    }

    /// An AWS service; it exists as soon as somebody names it.
    fn service(&mut self, name: &Said<String>, service: &str) -> Option<Id<Principal>> {
        if let Some(known) = self.world.principals.find(name) {
            return Some(known);
        }
        let identity = Identity::service(service);
        if !service.ends_with(".amazonaws.com")
            || Identity::parse(service).as_ref() != Some(&identity)
        {
            let message = format!("`{service}` is no AWS service principal");
            let help = "write for example `service:logging.s3.amazonaws.com`";
            self.fault(Diagnostic::error("bad-service", message, name.at).help(help));
            return None;
        }
        let principal = Principal {
            identity,
            account: None,
            policies: Vec::new(),
            boundary: None,
            session: None,
            tags: Vec::new(),
        };
        Some(self.world.principals.add(name.value.clone(), principal))
    }

    /// As [`Builder::principal`], without telling a fault.
    pub(super) fn principal_quietly(&self, name: &Said<String>) -> Option<Id<Principal>> {
        match self.principals_called(name).as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    fn principals_called(&self, name: &str) -> Vec<Id<Principal>> {
        let wanted = match ["arn:aws:iam::", "arn:aws:sts::"]
            .iter()
            .find_map(|start| name.strip_prefix(start)?.split_once(':'))
        {
            Some((account, "root")) => format!("root:{account}"),
            Some((account, rest)) => {
                format!("{account}:{}", rest.rsplit('/').next().unwrap_or(rest))
            }
            None => name.to_owned(),
        };
        if let Some(exact) = self.world.principals.find(&wanted) {
            return vec![exact];
        }
        let all = self.world.principals.ids();
        all.filter(|id| {
            let full = self.world.principals.name(*id);
            !full.starts_with("root:")
                && !full.starts_with("service:")
                && full.split_once(':').is_some_and(|(_, bare)| bare == name)
        })
        .collect()
    }
}
