//! What the explained request costs: each charge on its way, and the price it rests on.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::Explained;
use super::outline::Outline;
use crate::aws::price::{Item, Unit};
use crate::aws::region::Region;
use crate::cost;
use crate::report::paint::Tone;
use crate::s3;
use crate::trace::{Outcome, Way};
use crate::units::{Bytes, Money};
use crate::world::World;

/// One charge: how many bytes or requests, and what they cost by the first price that is paid.
struct Charged {
    item: Item,
    of: String,
    count: u128,
    amount: Money,
}

/// Adds the charges of the request: as it went in the run, or as it goes on its journey.
pub(super) fn add(explained: &Explained<'_>, outline: &mut Outline) {
    let charged = charged(explained);
    if charged.is_empty() {
        return;
    }
    outline.heading("What it costs");
    let total: Money = charged.iter().map(|charge| charge.amount).sum();
    outline.add(1, format!("${}", total.brief()), Tone::Strong);
    for charge in &charged {
        let unit = charge.item.unit();
        let count = u64::try_from(charge.count).unwrap_or(u64::MAX);
        let how_many = match unit {
            Unit::Gigabyte => Bytes(count).to_string(),
            Unit::Hour | Unit::Thousand | Unit::Million => count.to_string(),
        };
        let price = explained.world.prices.first_paid(charge.item);
        let words = format!(
            "{} {}, {how_many} at ${price} {}: ${}",
            charge.of,
            charge.item.words(),
            unit.each(),
            charge.amount.brief()
        );
        outline.add(2, words, Tone::Plain);
        outline.rule(charge.item.rule());
    }
}

/// The same for programs.
pub(super) fn to_json(explained: &Explained<'_>) -> Value {
    let charged = charged(explained);
    let total: Money = charged.iter().map(|charge| charge.amount).sum();
    let lines = charged.iter().map(|charge| {
        json!({
            "item": charge.item.name(),
            "of": charge.of,
            "counted": charge.item.unit().counted(),
            "count": u64::try_from(charge.count).unwrap_or(u64::MAX),
            "usd": charge.amount.to_string(),
            "rule": charge.item.rule(),
        })
    });
    json!({ "usd": total.to_string(), "lines": lines.collect::<Vec<_>>() })
}

fn charged(explained: &Explained<'_>) -> Vec<Charged> {
    let Explained {
        world,
        plan,
        journey,
        record,
    } = *explained;
    let load = &plan.loads[journey.load];
    let mut counts: IndexMap<(Item, String), u128> = IndexMap::new();
    let mut count = |way: &Way, region: Option<Region>, bytes: (Bytes, Bytes), outcome: Outcome| {
        let (sent, received) = bytes;
        for charge in cost::charges(world, way, region) {
            let key = (charge.item, world.place_name(charge.of));
            *counts.entry(key).or_default() += charge.flow.of(sent.0, received.0);
        }
        if let Some(item) = cost::request_item(load.call.operation)
            && cost::is_billed(world, load, outcome, region)
        {
            *counts.entry((item, "s3".to_owned())).or_default() += 1;
        }
    };
    match record {
        Some(record) => {
            for attempt in &record.attempts {
                if let Some(way) = &attempt.way {
                    let bytes = (attempt.sent, attempt.received);
                    count(way, attempt.region, bytes, attempt.outcome);
                }
            }
        }
        None => {
            for leg in &journey.legs {
                if let (Some(trip), Some(answer)) = (&leg.trip, &leg.answer) {
                    let bytes = (load.call.size, answer.answer.received);
                    let region = s3::region_reached(world, &load.call, &trip.way);
                    count(&trip.way, region, bytes, leg.outcome);
                }
            }
        }
    }
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    counts
        .map(|((item, of), count)| priced(world, item, of, count))
        .collect()
}

fn priced(world: &World, item: Item, of: String, count: u128) -> Charged {
    let price = world.prices.first_paid(item);
    Charged {
        item,
        of,
        count,
        amount: price.part(count, item.unit().size()),
    }
}
