//! The names in expectations, looked up once.

use super::Check;
use super::attempts::AttemptsCheck;
use super::breaks::BreaksCheck;
use super::costs::CostCheck;
use super::refusals::RefusalCheck;
use super::requests::{Chosen, RequestsCheck, Wanted};
use super::transfers::TransfersCheck;
use crate::aws::price::Item;
use crate::aws::region::Region;
use crate::diagnostic::{Diagnostic, nearest};
use crate::scenario::expect::{
    AttemptsExpected, BreaksExpected, CostExpected, Expect, RejectionExpected, RequestsExpected,
    TransfersExpected,
};
use crate::scenario::quantity::Span;
use crate::scenario::{Said, Scenario};
use crate::time::Instant;
use crate::trace::Code;
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// Every expectation of a scenario, ready to listen.
pub(super) fn checks(
    scenario: &Scenario,
    world: &World,
    plan: &Plan,
) -> Result<Vec<Check>, Vec<Diagnostic>> {
    let mut names = Names {
        world,
        plan,
        faults: Vec::new(),
    };
    let checks = scenario
        .expect
        .iter()
        .map(|expect| match expect {
            Expect::Requests(expected) => Check::Requests(Box::new(names.requests(expected))),
            Expect::ConnectionsBroken(expected) => Check::Breaks(names.breaks(expected)),
            Expect::ChangeRejected(expected) => Check::Refusal(Names::refusal(expected)),
            Expect::Cost(expected) => Check::Cost(Box::new(names.cost(expected))),
            Expect::Attempts(expected) => Check::Attempts(names.attempts(expected)),
            Expect::Transfers(expected) => Check::Transfers(Box::new(names.transfers(expected))),
        })
        .collect();
    if names.faults.is_empty() {
        Ok(checks)
    } else {
        Err(names.faults)
    }
}

struct Names<'a> {
    world: &'a World,
    plan: &'a Plan,
    faults: Vec<Diagnostic>,
}

impl Names<'_> {
    fn requests(&mut self, expected: &RequestsExpected) -> RequestsCheck {
        let chosen = Chosen {
            load: expected.id.as_ref().and_then(|id| self.load(id)),
            client: expected.client.as_ref().and_then(|name| self.client(name)),
            after: expected.after.as_ref().map(|span| Instant::ZERO + span.0),
            before: expected.before.as_ref().map(|span| Instant::ZERO + span.0),
        };
        let list = |names: &Vec<Said<String>>| names.iter().map(|n| n.value.clone()).collect();
        let wanted = Wanted {
            outcome: expected.outcome.as_ref().map(|outcome| full(outcome)),
            via: expected.via.as_ref().map(list),
            first_via: expected.first_via.as_ref().map(list),
            faster_than: expected.faster_than.map(|span| span.0),
            slower_than: expected.slower_than.map(|span| span.0),
            region: expected.region.as_ref().and_then(|name| self.region(name)),
            attempts: expected.attempts.as_ref().map(|count| count.value),
            reused: expected.reused,
            reason: expected.reason.as_ref().and_then(|name| self.code(name)),
            keys: expected
                .keys
                .iter()
                .map(|(key, value)| (key.value.clone(), value.value.clone()))
                .collect(),
            absent_keys: expected
                .absent_keys
                .iter()
                .map(|key| key.value.clone())
                .collect(),
            count: expected.count.as_ref().map(|count| count.value),
            share_percent: expected.share_percent.value,
        };
        if wanted.share_percent > 100 {
            let at = expected.share_percent.at;
            let fault = Diagnostic::error("bad-number", "a share above 100 percent", at);
            self.faults.push(fault.help("write 0 to 100"));
        }
        RequestsCheck {
            span: expected.span,
            chosen,
            wanted,
            ..RequestsCheck::default()
        }
    }

    fn breaks(&mut self, expected: &BreaksExpected) -> BreaksCheck {
        let change = expected.at.as_ref().map(|span| {
            let at = Instant::ZERO + span.0;
            let changes = self.plan.changes.iter().enumerate();
            let there: Vec<usize> = changes
                .filter(|(_, change)| change.at == at)
                .map(|(n, _)| n)
                .collect();
            (at, there)
        });
        if let Some((at, there)) = &change
            && there.is_empty()
        {
            let message = format!("nothing on the timeline happens at {at}");
            let fault = Diagnostic::error("no-such-change", message, expected.span);
            self.faults
                .push(fault.help("`at` is the moment of a change of the timeline"));
        }
        BreaksCheck {
            span: expected.span,
            client: expected.client.as_ref().and_then(|name| self.client(name)),
            change,
            wanted: expected.count.value,
            cause: expected.cause.as_ref().and_then(|name| self.code(name)),
            seen: 0,
            other_causes: Vec::new(),
        }
    }

    fn attempts(&mut self, expected: &AttemptsExpected) -> AttemptsCheck {
        let moment = |span: Option<Span>| span.map(|span| Instant::ZERO + span.0);
        let number = |said: &Option<Said<u64>>| said.as_ref().map(|said| said.value);
        AttemptsCheck {
            span: expected.span,
            client: expected.client.as_ref().and_then(|name| self.client(name)),
            after: moment(expected.after),
            before: moment(expected.before),
            outcome: expected.outcome.as_ref().map(|outcome| full(outcome)),
            at_least: number(&expected.at_least),
            at_most: number(&expected.at_most),
            seen: 0,
        }
    }

    fn transfers(&mut self, expected: &TransfersExpected) -> TransfersCheck {
        TransfersCheck {
            span: expected.span,
            load: expected.id.as_ref().and_then(|id| self.load(id)),
            client: expected.client.as_ref().and_then(|name| self.client(name)),
            outcome: expected.outcome.as_ref().map(|outcome| full(outcome)),
            faster_than: expected.faster_than.map(|span| span.0),
            slower_than: expected.slower_than.map(|span| span.0),
            requests: expected.requests.as_ref().map(|said| said.value),
            moved: expected.moved.as_ref().map(|size| size.value.0),
            at_once: expected.at_once.as_ref().map(|said| said.value),
            count: expected.count.as_ref().map(|said| said.value),
            ..TransfersCheck::default()
        }
    }

    fn refusal(expected: &RejectionExpected) -> RefusalCheck {
        RefusalCheck {
            span: expected.span,
            at: Instant::ZERO + expected.at.0,
            code: expected.code.value.clone(),
            seen: Vec::new(),
        }
    }

    fn cost(&mut self, expected: &CostExpected) -> CostCheck {
        let bounds = [&expected.total, &expected.at_most, &expected.at_least];
        if bounds.iter().all(|bound| bound.is_none()) {
            let message = "an expectation about cost that says nothing about it";
            let fault = Diagnostic::error("missing-field", message, expected.span);
            self.faults
                .push(fault.help("write `total`, `at_most` or `at_least`"));
        }
        CostCheck {
            span: expected.span,
            client: expected
                .client
                .as_ref()
                .and_then(|name| Some(self.client(name)?.0)),
            load: expected.id.as_ref().and_then(|id| Some(self.load(id)?.0)),
            item: expected.item.as_ref().and_then(|name| self.item(name)),
            of: expected.of.as_ref().map(|name| name.value.clone()),
            total: expected.total.as_ref().map(|total| total.value),
            at_most: expected.at_most.as_ref().map(|bound| bound.money),
            at_least: expected.at_least.as_ref().map(|bound| bound.money),
        }
    }

    fn item(&mut self, name: &Said<String>) -> Option<Item> {
        let found = Item::parse(name);
        if found.is_none() {
            let known = Item::ALL.iter().map(|item| item.name());
            self.unknown("price", name, known);
        }
        found
    }

    fn load(&mut self, id: &Said<String>) -> Option<(String, u32)> {
        let found = self.plan.loads.iter().position(|load| load.id == id.value);
        if found.is_none() {
            let known = self.plan.loads.iter().map(|load| load.id.as_str());
            self.unknown("request", id, known);
        }
        Some((id.value.clone(), u32::try_from(found?).ok()?))
    }

    fn client(&mut self, name: &Said<String>) -> Option<(String, Id<Client>)> {
        let found = self.world.clients.find(name);
        if found.is_none() {
            self.unknown("client", name, self.world.clients.names());
        }
        Some((name.value.clone(), found?))
    }

    fn region(&mut self, name: &Said<String>) -> Option<Region> {
        let found = Region::parse(name);
        if found.is_none() {
            self.unknown("Region", name, Region::all().map(Region::name));
        }
        found
    }

    fn code(&mut self, name: &Said<String>) -> Option<Code> {
        let found = Code::parse(name);
        if found.is_none() {
            self.unknown(
                "reason code",
                name,
                Code::ALL.iter().map(|code| code.name()),
            );
        }
        found
    }

    fn unknown<'n>(
        &mut self,
        kind: &str,
        name: &Said<String>,
        known: impl Iterator<Item = &'n str>,
    ) {
        let message = format!("no {kind} is called `{}`", name.value);
        let help = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
        let fault = Diagnostic::error("unknown-id", message, name.at).label("not found");
        self.faults.push(fault.help(help.unwrap_or_default()));
    }
}

/// `403{bucket,explicit}` is short for `403 AccessDenied{bucket,explicit}`.
fn full(outcome: &str) -> String {
    outcome.replacen("403{", "403 AccessDenied{", 1)
}
