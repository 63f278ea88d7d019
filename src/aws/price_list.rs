//! AWS's list prices in us-east-1, each with the day since which it holds and its source.

use jiff::civil::{Date, date};

use super::price::{Item, Price};
use crate::units::Money;

/// One price, as it was published.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What it is for.
    pub item: Item,
    /// The day since which it holds.
    pub since: Date,
    /// US dollars, in the words [`Price::parse`] reads.
    pub price: &'static str,
    /// Where it stands.
    pub source: &'static str,
}

const fn row(item: Item, since: Date, price: &'static str, source: &'static str) -> Row {
    Row {
        item,
        since,
        price,
        source,
    }
}

/// Since before anything here can be asked about.
const ALWAYS: Date = date(2006, 3, 14);

const VPC: &str = "Amazon VPC pricing, as listed in 2025 and 2026";
const EC2: &str = "Amazon EC2 On-Demand pricing, data transfer, as listed in 2025 and 2026";
const S3: &str = "Amazon S3 pricing, as listed in 2025 and 2026";
const TGW: &str = "AWS Transit Gateway pricing, as listed in 2025 and 2026";

/// Every price there has been; of several for one item the newest that already holds counts.
///
/// SIMPLIFIED: The prices of us-east-1, and for Multi-Region Access Points those of North America,
/// stand for every Region; a scenario's `prices` say others.
pub const PRICES: &[Row] = &[
    row(Item::NatGatewayHour, ALWAYS, "0.045", VPC),
    row(Item::NatGatewayData, ALWAYS, "0.045", VPC),
    row(Item::PublicIpv4Hour, ALWAYS, "0", VPC),
    row(
        Item::PublicIpv4Hour,
        date(2024, 2, 1),
        "0.005",
        "AWS News Blog, 2023-07-28",
    ),
    row(
        Item::GatewayEndpointData,
        ALWAYS,
        "0",
        "Gateway endpoints, AWS PrivateLink guide",
    ),
    row(
        Item::InterfaceEndpointHour,
        ALWAYS,
        "0.01",
        "AWS PrivateLink pricing, as listed in 2025 and 2026",
    ),
    row(
        Item::InterfaceEndpointData,
        ALWAYS,
        "0.01 up to 1 PB, 0.006 up to 5 PB, 0.004",
        "AWS PrivateLink pricing, as listed in 2025 and 2026",
    ),
    row(Item::TransitGatewayHour, ALWAYS, "0.05", TGW),
    row(Item::TransitGatewayData, ALWAYS, "0.02", TGW),
    row(
        Item::VpnHour,
        ALWAYS,
        "0.05",
        "AWS VPN pricing, as listed in 2025 and 2026",
    ),
    row(
        Item::DirectConnectHour1G,
        ALWAYS,
        "0.30",
        "AWS Direct Connect pricing, not read again since 2025",
    ),
    row(
        Item::DirectConnectHour10G,
        ALWAYS,
        "2.25",
        "AWS Direct Connect pricing, not read again since 2025",
    ),
    row(
        Item::DirectConnectHour100G,
        ALWAYS,
        "22.50",
        "AWS Direct Connect pricing, not read again since 2025",
    ),
    row(
        Item::DirectConnectOut,
        ALWAYS,
        "0.02",
        "AWS Direct Connect pricing, not read again since 2025",
    ),
    row(Item::CrossZoneData, ALWAYS, "0.01", EC2),
    row(Item::CrossZoneEndpointData, ALWAYS, "0.01", EC2),
    row(
        Item::CrossZoneEndpointData,
        date(2022, 4, 1),
        "0",
        "AWS What's New, 2022-04",
    ),
    row(Item::PeeringSameZoneData, ALWAYS, "0.01", EC2),
    row(
        Item::PeeringSameZoneData,
        date(2021, 5, 1),
        "0",
        "AWS What's New, 2021-05",
    ),
    row(Item::NearRegionData, ALWAYS, "0.01", EC2),
    row(Item::InterRegionData, ALWAYS, "0.02", EC2),
    row(
        Item::InternetOut,
        ALWAYS,
        "0 up to 1 GB, 0.09 up to 10 TB, 0.085 up to 50 TB, 0.07 up to 150 TB, 0.05",
        EC2,
    ),
    row(
        Item::InternetOut,
        date(2021, 12, 1),
        "0 up to 100 GB, 0.09 up to 10 TB, 0.085 up to 50 TB, 0.07 up to 150 TB, 0.05",
        "AWS News Blog, 2021-11-24",
    ),
    row(Item::InternetIn, ALWAYS, "0", EC2),
    row(Item::MultiRegionRouting, ALWAYS, "0.0033", S3),
    row(Item::MultiRegionAccelerationIn, ALWAYS, "0.0025", S3),
    row(Item::MultiRegionAccelerationOut, ALWAYS, "0.005", S3),
    row(Item::MultiRegionAccelerationFar, ALWAYS, "0.05", S3),
    row(Item::S3Put, ALWAYS, "0.005", S3),
    row(Item::S3Get, ALWAYS, "0.0004", S3),
    row(
        Item::ResolverHour,
        ALWAYS,
        "0.125",
        "Amazon Route 53 pricing, not read again since 2025",
    ),
];

/// The price of each kind of charge on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    /// In the order of [`Item::ALL`].
    prices: Vec<Price>,
}

impl Prices {
    /// The list prices of `day`.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use vpcsim::aws::{price::Item, price_list::Prices};
    /// let address = |day| Prices::on(day).first_paid(Item::PublicIpv4Hour).to_string();
    /// assert_eq!(address(date(2024, 1, 31)), "0.00");
    /// assert_eq!(address(date(2024, 2, 1)), "0.005");
    /// ```
    pub fn on(day: Date) -> Self {
        let price = |item: &Item| {
            let held = PRICES
                .iter()
                .filter(|row| row.item == *item && row.since <= day);
            let newest = held.max_by_key(|row| row.since);
            let text = newest.map_or("0", |row| row.price);
            // INVARIANT: every row is a price, which a test holds.
            Price::parse(text).unwrap_or(Price::free())
        };
        Self {
            prices: Item::ALL.iter().map(price).collect(),
        }
    }

    /// The price of one kind of charge.
    pub fn price(&self, item: Item) -> &Price {
        // INVARIANT: there is one price for each item, in their order.
        &self.prices[item as usize]
    }

    /// Puts a price of one's own in the list's place.
    pub fn set(&mut self, item: Item, price: Price) {
        self.prices[item as usize] = price;
    }

    /// What `count` of an item cost together, from the first on.
    pub fn amount(&self, item: Item, count: u128) -> Money {
        self.price(item).amount(count, item.unit())
    }

    /// The first price of an item that is not nothing.
    pub fn first_paid(&self, item: Item) -> Money {
        self.price(item).first_paid()
    }
}

#[cfg(test)]
mod tests {
    use super::{ALWAYS, Item, PRICES, Price};

    #[test]
    fn every_row_is_a_price_and_every_item_has_one_from_the_first_day() {
        for row in PRICES {
            assert!(Price::parse(row.price).is_ok(), "{row:?}");
        }
        for item in Item::ALL {
            let mut rows = PRICES.iter().filter(|row| row.item == *item);
            assert!(rows.any(|row| row.since == ALWAYS), "{item:?}");
        }
    }
}
