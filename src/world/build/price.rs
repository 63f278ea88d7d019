//! Prices of one's own, put in the place of AWS's list prices.

use super::Builder;
use crate::aws::price::{Item, Price};
use crate::diagnostic::{Diagnostic, nearest};
use std::sync::Arc;

impl Builder<'_> {
    /// Puts the scenario's `prices` in the place of those of its day.
    pub(super) fn prices(&mut self) {
        for (name, price) in &self.scenario.prices {
            let Some(item) = Item::parse(name) else {
                let message = format!("AWS charges for no `{}`", name.value);
                let names = Item::ALL.iter().map(|item| item.name());
                let help = match nearest(name, names.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "the prices are `{}`",
                        names.collect::<Vec<_>>().join("`, `")
                    ),
                };
                let fault = Diagnostic::error("unknown-id", message, name.at);
                self.fault(fault.help(help));
                continue;
            };
            match Price::parse(price) {
                Ok(price) => Arc::make_mut(&mut self.world.prices).set(item, price),
                Err(fault) => {
                    let message = format!("`{}` is not a price: {fault}", price.value);
                    let help = "write dollars, `0.045`, or steps: `0 up to 100 GB, 0.09`";
                    let fault = Diagnostic::error("wrong-value", message, price.at);
                    self.fault(fault.help(help));
                }
            }
        }
    }
}
