//! Reachability questions: who asks whom for what.

use super::Builder;
use crate::diagnostic::{Diagnostic, nearest};
use crate::scenario::Said;
use crate::scenario::probe as written;
use crate::scenario::quantity::Protocol;
use crate::world::probe::{Finding, Goal, Probe};

impl Builder<'_> {
    /// Every probe.
    pub(super) fn probes(&mut self) -> Vec<Probe> {
        let scenario = self.scenario;
        let written = scenario.probes.iter();
        written.filter_map(|probe| self.probe(probe)).collect()
    }

    fn probe(&mut self, probe: &written::Probe) -> Option<Probe> {
        let from = self.find(|world| &world.hosts, "host", &probe.from);
        let to = self.goal(&probe.to);
        let port = self.port(&probe.port);
        if probe.protocol == Protocol::All {
            let message = "a packet has one protocol, and `all` is none";
            let help = "write `tcp`, `udp` or `icmp`";
            self.fault(Diagnostic::error("wrong-value", message, probe.from.at).help(help));
        }
        let expect = self.finding(probe);
        let id = probe.id.as_ref().map_or_else(
            || format!("{} → {}", probe.from.value, probe.to.value),
            |id| id.value.clone(),
        );
        Some(Probe {
            id,
            from: from?,
            to: to?,
            protocol: probe.protocol,
            port: port?,
            expect,
            span: probe.id.as_ref().unwrap_or(&probe.from).at,
        })
    }

    fn goal(&mut self, to: &Said<String>) -> Option<Goal> {
        let goal = Goal::parse(to, &self.world);
        if goal.is_none() {
            let message = format!("`{}` is neither an address nor a name", to.value);
            let help = "write for example `10.0.1.10`, `logs.s3.us-east-1.amazonaws.com` or a host \
                        of the scenario, without scheme, port and path";
            self.fault(Diagnostic::error("bad-address", message, to.at).help(help));
        }
        goal
    }

    pub(super) fn port(&mut self, port: &Said<u32>) -> Option<u16> {
        let found = u16::try_from(port.value).ok().filter(|port| *port > 0);
        if found.is_none() {
            let message = format!("{} is no port", port.value);
            let help = "ports are numbered from 1 to 65535";
            self.fault(Diagnostic::error("bad-port", message, port.at).help(help));
        }
        found
    }

    fn finding(&mut self, probe: &written::Probe) -> Option<Finding> {
        let word = probe.expect.as_ref()?;
        let found = Finding::parse(word).filter(|finding| finding.is_of(probe.protocol));
        if found.is_none() {
            let fitting = Finding::ALL
                .into_iter()
                .filter(|finding| finding.is_of(probe.protocol))
                .map(Finding::name);
            let known: Vec<String> = fitting.clone().map(|name| format!("`{name}`")).collect();
            let help = match nearest(word, fitting) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of {}", known.join(", ")),
            };
            let message = format!("no such probe comes out `{}`", word.value);
            self.fault(Diagnostic::error("wrong-value", message, word.at).help(help));
        }
        found
    }
}
