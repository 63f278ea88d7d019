//! What AWS charges for: each kind of charge, its unit, and its price in steps.

use crate::units::{Bytes, Money, NotAQuantity};

/// What a price is for one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// An hour of a thing's existence; an hour that has begun counts.
    Hour,
    /// A gigabyte.
    ///
    /// SIMPLIFIED: A gigabyte of the bill is 10⁹ bytes, and only bodies count, not the heads of
    /// requests and packets.
    Gigabyte,
    /// A thousand requests.
    Thousand,
    /// A million queries.
    Million,
}

impl Unit {
    /// How many things that are counted one by one are in it.
    pub fn size(self) -> u128 {
        match self {
            Self::Hour => 1,
            Self::Gigabyte => 1_000_000_000,
            Self::Thousand => 1_000,
            Self::Million => 1_000_000,
        }
    }

    /// What is counted: `hours`, `bytes`, `requests`.
    pub fn counted(self) -> &'static str {
        match self {
            Self::Hour => "hours",
            Self::Gigabyte => "bytes",
            Self::Thousand => "requests",
            Self::Million => "queries",
        }
    }

    /// After a price: `0.045 an hour`.
    pub fn each(self) -> &'static str {
        match self {
            Self::Hour => "an hour",
            Self::Gigabyte => "a GB",
            Self::Thousand => "a thousand",
            Self::Million => "a million",
        }
    }
}

/// Lists the kinds of charges once: its name in scenarios and reports, its unit, what it is in
/// words, and its rule.
macro_rules! items {
    ($($(#[$doc:meta])* $item:ident: $name:literal, $unit:ident, $words:literal, $rule:literal;)*) => {
        /// A kind of charge on AWS's bill.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Item {
            $($(#[$doc])* $item,)*
        }

        impl Item {
            /// Every kind, in the order of its declaration.
            pub const ALL: &[Self] = &[$(Self::$item,)*];

            /// Its name in scenarios and reports, `nat-gateway-hour`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$item => $name,)* }
            }

            /// What its price is for one of.
            pub fn unit(self) -> Unit {
                match self { $(Self::$item => Unit::$unit,)* }
            }

            /// What it is, in words.
            pub fn words(self) -> &'static str {
                match self { $(Self::$item => $words,)* }
            }

            /// The rule it rests on.
            pub fn rule(self) -> &'static str {
                match self { $(Self::$item => $rule,)* }
            }
        }
    };
}

items! {
    /// A NAT gateway stands (COST-03).
    NatGatewayHour: "nat-gateway-hour", Hour, "NAT gateway", "COST-03";
    /// A NAT gateway processes, in both directions (COST-03).
    NatGatewayData: "nat-gateway-gb", Gigabyte, "processed by NAT gateway", "COST-03";
    /// A public IPv4 address is held (COST-04).
    PublicIpv4Hour: "public-ipv4-hour", Hour, "public IPv4 address", "COST-04";
    /// Bytes pass a gateway endpoint (COST-01).
    GatewayEndpointData: "gateway-endpoint-gb", Gigabyte, "by gateway endpoint", "COST-01";
    /// An interface endpoint stands in a zone (COST-05).
    InterfaceEndpointHour: "interface-endpoint-hour", Hour, "interface endpoint, a zone", "COST-05";
    /// An interface endpoint processes, in both directions (COST-06).
    InterfaceEndpointData: "interface-endpoint-gb", Gigabyte, "processed by interface endpoint", "COST-06";
    /// Something is attached to a Transit Gateway (COST-08).
    TransitGatewayHour: "transit-gateway-attachment-hour", Hour, "Transit Gateway attachment", "COST-08";
    /// A Transit Gateway processes what its attachments send (COST-08).
    TransitGatewayData: "transit-gateway-gb", Gigabyte, "processed by Transit Gateway", "COST-08";
    /// A Site-to-Site VPN connection stands (COST-09).
    VpnHour: "vpn-connection-hour", Hour, "VPN connection", "COST-09";
    /// A Direct Connect port of up to 1 Gbps (COST-10).
    DirectConnectHour1G: "direct-connect-1g-hour", Hour, "Direct Connect port, 1 Gbps", "COST-10";
    /// A Direct Connect port of up to 10 Gbps (COST-10).
    DirectConnectHour10G: "direct-connect-10g-hour", Hour, "Direct Connect port, 10 Gbps", "COST-10";
    /// A Direct Connect port of up to 100 Gbps (COST-10).
    DirectConnectHour100G: "direct-connect-100g-hour", Hour, "Direct Connect port, 100 Gbps", "COST-10";
    /// Bytes leave AWS by Direct Connect (COST-10, COST-23).
    DirectConnectOut: "direct-connect-out-gb", Gigabyte, "out by Direct Connect", "COST-10";
    /// Bytes cross zones on the way to a NAT gateway, a peer or a host (COST-11).
    CrossZoneData: "cross-zone-gb", Gigabyte, "between zones", "COST-11";
    /// Bytes cross zones on the way to an interface endpoint or a Transit Gateway (COST-12).
    CrossZoneEndpointData: "cross-zone-endpoint-gb", Gigabyte, "between zones, to an endpoint", "COST-12";
    /// Bytes pass a peering connection within one zone (COST-11).
    PeeringSameZoneData: "peering-same-zone-gb", Gigabyte, "by peering within a zone", "COST-11";
    /// Bytes go from N. Virginia to Ohio or back (COST-15).
    NearRegionData: "near-region-gb", Gigabyte, "between us-east-1 and us-east-2", "COST-15";
    /// Bytes go from one Region to another (COST-15).
    InterRegionData: "inter-region-gb", Gigabyte, "between Regions", "COST-15";
    /// Bytes leave AWS for the internet or through a VPN (COST-16, COST-09).
    InternetOut: "internet-out-gb", Gigabyte, "out to the internet", "COST-16";
    /// Bytes come into AWS (COST-17).
    InternetIn: "internet-in-gb", Gigabyte, "in from outside AWS", "COST-17";
    /// A Multi-Region Access Point routes, in both directions (COST-18).
    MultiRegionRouting: "mrap-routing-gb", Gigabyte, "routed by Multi-Region Access Point", "COST-18";
    /// Bytes are accelerated into AWS to a Multi-Region Access Point (COST-19).
    MultiRegionAccelerationIn: "mrap-acceleration-in-gb", Gigabyte, "accelerated into AWS", "COST-19";
    /// Bytes are accelerated out of AWS from a Multi-Region Access Point (COST-19).
    MultiRegionAccelerationOut: "mrap-acceleration-out-gb", Gigabyte, "accelerated out of AWS", "COST-19";
    /// Bytes are accelerated to or from another continent (COST-19).
    MultiRegionAccelerationFar: "mrap-acceleration-far-gb", Gigabyte, "accelerated to another continent", "COST-19";
    /// S3 is asked to write, copy or list (COST-21).
    S3Put: "s3-put-requests", Thousand, "PUT, COPY, POST and LIST requests", "COST-21";
    /// S3 is asked for anything else (COST-21).
    S3Get: "s3-get-requests", Thousand, "GET and other requests", "COST-21";
    /// A network interface of a Resolver endpoint stands (COST-22).
    ResolverHour: "resolver-endpoint-hour", Hour, "Resolver endpoint, a zone", "COST-22";
}

impl Item {
    /// The kind of this name.
    ///
    /// ```
    /// use vpcsim::aws::price::Item;
    /// assert_eq!(Item::parse("nat-gateway-gb"), Some(Item::NatGatewayData));
    /// ```
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|item| item.name() == name)
    }
}

/// A price in steps: so much for each of the first so many, less for those after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// Each with the count at which it ends; the last one has no end.
    steps: Vec<(u128, Money)>,
}

impl Price {
    /// Reads `0.045` or `0.01 up to 1 PB, 0.006 up to 5 PB, 0.004`.
    ///
    /// ```
    /// use vpcsim::aws::price::{Price, Unit};
    /// let price = Price::parse("0 up to 100 GB, 0.09").unwrap();
    /// assert_eq!(price.amount(150_000_000_000, Unit::Gigabyte).to_string(), "4.50");
    /// assert!(Price::parse("0.01 up to 1 PB").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, NotAQuantity> {
        let mut steps: Vec<(u128, Money)> = Vec::new();
        let parts: Vec<&str> = text.split(',').collect();
        for (position, part) in parts.iter().enumerate() {
            let is_last = position + 1 == parts.len();
            let (price, end) = match part.split_once("up to") {
                Some((price, end)) if !is_last => (price, u128::from(end.parse::<Bytes>()?.0)),
                None if is_last => (*part, u128::MAX),
                Some(_) | None => {
                    let why = "every step but the last ends with `up to` and an amount".to_owned();
                    return Err(NotAQuantity { why });
                }
            };
            let price: Money = price.parse()?;
            let is_rising = steps.last().is_none_or(|(before, _)| *before < end);
            if price < Money::ZERO || !is_rising {
                let why = "prices are not negative, and steps end one after the other".to_owned();
                return Err(NotAQuantity { why });
            }
            steps.push((end, price));
        }
        Ok(Self { steps })
    }

    /// Nothing at all.
    pub(super) fn free() -> Self {
        Self {
            steps: vec![(u128::MAX, Money::ZERO)],
        }
    }

    /// What `count` of what a `unit` holds cost, all steps from the first on.
    pub fn amount(&self, count: u128, unit: Unit) -> Money {
        let mut begin = 0;
        let mut amount = Money::ZERO;
        for (end, price) in &self.steps {
            let part = count.min(*end).saturating_sub(begin);
            amount += price.part(part, unit.size());
            begin = *end;
        }
        amount
    }

    /// The first price that is not nothing: what one more costs when it costs anything.
    pub fn first_paid(&self) -> Money {
        let paid = self.steps.iter().map(|(_, price)| *price);
        paid.into_iter()
            .find(|price| *price > Money::ZERO)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, Price, Unit};

    #[test]
    fn names_and_positions_agree() {
        for (position, item) in Item::ALL.iter().enumerate() {
            assert_eq!(*item as usize, position);
            assert_eq!(Item::parse(item.name()), Some(*item));
        }
    }

    #[test]
    fn steps_are_paid_one_after_the_other() {
        let price = Price::parse("0.01 up to 1 PB, 0.006 up to 5 PB, 0.004").unwrap();
        for (petabytes, amount) in [
            (0, "0.00"),
            (1, "10000.00"),
            (2, "16000.00"),
            (6, "38000.00"),
        ] {
            let bytes = petabytes * 1_000_000_000_000_000;
            assert_eq!(price.amount(bytes, Unit::Gigabyte).to_string(), amount);
        }
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for text in [
            "",
            "a",
            "-1",
            "1 up to 2",
            "1, 2",
            "1 up to 5 GB, 2 up to 3 GB, 1",
            "1 up to x, 2",
        ] {
            assert!(Price::parse(text).is_err(), "{text}");
        }
    }
}
