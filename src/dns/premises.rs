//! Resolvers on premises: public DNS, except for domains that are forwarded into a VPC.

use super::lookup::{Asker, Lookup, Reply};
use super::{Answer, Name};
use crate::trace::{About, Code, Reason};
use crate::world::name_service::is_within;
use crate::world::on_premises::OnPremises;
use crate::world::{Id, Place};

impl Lookup<'_> {
    /// Asks the resolver of a network on premises for one of its hosts: the inbound
    /// endpoint of the most specific domain that is forwarded, else public DNS (DNS-09, DNS-24).
    pub(super) fn ask_on_premises(
        &mut self,
        id: Id<OnPremises>,
        asker: Asker,
        name: &Name,
    ) -> Reply {
        let world = self.world;
        let premises = &world.on_premises[id];
        let forwards = premises.forwards.iter();
        let found = forwards
            .filter(|(domain, _)| is_within(name.as_str(), domain))
            .max_by_key(|(domain, _)| domain.len());
        let Some((_, endpoint)) = found else {
            return self.ask_public(name);
        };
        let place = About::Place(Place::ResolverEndpoint(*endpoint));
        let mut last = Reply::silence(Code::DnsNoResolverThere, place);
        for interface in &world.resolver_endpoints[*endpoint].interfaces {
            let target = world.interfaces[*interface].private_ip;
            let line = premises.routes.route_for(target).map(|route| route.to);
            last = match line {
                Some(line) if world.is_line_up(line) => self.ask_inbound(*interface, asker, name),
                Some(line) => {
                    let cut = Reason::new(Code::LinkDown, About::Place(line.place()));
                    Reply::without(Answer::Timeout, cut)
                }
                None => {
                    let router = About::Place(Place::OnPremises(id));
                    Reply::without(Answer::Timeout, Reason::new(Code::PremisesNoRoute, router))
                }
            };
            if last.answer != Answer::Timeout {
                break;
            }
        }
        last
    }
}
