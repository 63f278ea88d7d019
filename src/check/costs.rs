//! Expectations about what a run costs.

use super::finding::Finding;
use crate::aws::price::Item;
use crate::cost::{Bill, Line};
use crate::diagnostic::Span;
use crate::scenario::quantity::Amount;
use crate::units::Money;

/// Which charges one expectation is about, and what they must come to.
#[derive(Debug, Clone, Default)]
pub(super) struct CostCheck {
    pub(super) span: Span,
    pub(super) client: Option<String>,
    pub(super) load: Option<String>,
    pub(super) item: Option<Item>,
    pub(super) of: Option<String>,
    pub(super) total: Option<Amount>,
    pub(super) at_most: Option<Money>,
    pub(super) at_least: Option<Money>,
}

impl CostCheck {
    pub(super) fn finding(self, bill: &Bill) -> Finding {
        let sum = bill.sum(|line| self.chooses(line));
        let is_total =
            |wanted: Amount| sum.rounded(wanted.decimals) == wanted.money.rounded(wanted.decimals);
        let is_met = self.total.is_none_or(is_total)
            && self.at_most.is_none_or(|most| sum <= most)
            && self.at_least.is_none_or(|least| sum >= least);
        Finding {
            span: self.span,
            is_met,
            says: self.words(),
            found: if is_met {
                String::new()
            } else {
                format!("it is ${sum}")
            },
        }
    }

    fn chooses(&self, line: &Line) -> bool {
        let cause = line.cause.as_ref();
        let is_client = |name: &String| cause.is_some_and(|cause| cause.client == *name);
        let is_load = |id: &String| cause.is_some_and(|cause| cause.load == *id);
        self.client.as_ref().is_none_or(is_client)
            && self.load.as_ref().is_none_or(is_load)
            && self.item.is_none_or(|item| item == line.item)
            && self.of.as_ref().is_none_or(|of| *of == line.of)
    }

    fn words(&self) -> String {
        let mut words = "the cost".to_owned();
        if let Some(item) = self.item {
            words.push_str(&format!(" of `{}`", item.name()));
        }
        for (what, name) in [("at", &self.of), ("for", &self.client), ("for", &self.load)] {
            if let Some(name) = name {
                words.push_str(&format!(" {what} `{name}`"));
            }
        }
        let total = self.total;
        let total = total.map(|total| format!("${}", total.money.rounded(total.decimals)));
        let most = self.at_most.map(|most| format!("at most ${most}"));
        let least = self.at_least.map(|least| format!("at least ${least}"));
        let bounds: Vec<String> = total.into_iter().chain(most).chain(least).collect();
        format!("{words} is {}", bounds.join(" and "))
    }
}
