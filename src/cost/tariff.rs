//! What one exchange costs by itself.

use super::charge::{Charge, Flow};
use crate::aws::price::{Item, Unit};
use crate::aws::price_list::Prices;
use crate::trace::Attempt;
use crate::units::Money;

/// What a gigabyte costs on one way, each charge taken together, and a request at its end.
///
/// Where the first of a month cost nothing, or more than later ones, the first price that is paid
/// counts: what one more costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tariff {
    /// A gigabyte to S3.
    pub up: Money,
    /// A gigabyte from S3.
    pub down: Money,
    /// A request that S3 charges for.
    pub request: Money,
}

impl Tariff {
    /// The tariff of a way with these `charges`, for requests of this kind.
    pub fn of(prices: &Prices, charges: &[Charge], request: Option<Item>) -> Self {
        let mut tariff = Self::default();
        for charge in charges {
            let price = prices.first_paid(charge.item);
            match charge.flow {
                Flow::Both => {
                    tariff.up += price;
                    tariff.down += price;
                }
                Flow::Up => tariff.up += price,
                Flow::Down => tariff.down += price,
            }
        }
        if let Some(item) = request {
            tariff.request = prices.first_paid(item).part(1, item.unit().size());
        }
        tariff
    }

    /// What an attempt costs; its request only when S3 charges for the answer.
    pub fn cost(&self, attempt: &Attempt, is_billed: bool) -> Money {
        let gigabyte = Unit::Gigabyte.size();
        let up = self.up.part(attempt.sent.0.into(), gigabyte);
        let down = self.down.part(attempt.received.0.into(), gigabyte);
        let asked = if is_billed { self.request } else { Money::ZERO };
        up + down + asked
    }
}
