//! The ids of Availability Zones, which mean the same zone in every account (VPC-07).

use super::region::Region;

/// Zones in which endpoints to other Regions cannot stand (IFE-31).
///
/// Source: AWS PrivateLink Guide, cross-Region enabled services, read 2026.
const WITHOUT_CROSS_REGION: [&str; 5] = [
    "use1-az3",
    "usw1-az2",
    "apne1-az3",
    "apne2-az2",
    "apne2-az4",
];

/// What the ids of a Region's zones begin with.
///
/// ```
/// use vpcsim::aws::{region::Region, zone_id};
/// for (region, short) in [("us-east-1", "use1"), ("ap-northeast-2", "apne2"), ("eu-central-1", "euc1")] {
///     assert_eq!(zone_id::short_name(Region::parse(region).unwrap()), short);
/// }
/// ```
pub fn short_name(region: Region) -> String {
    let mut short = String::new();
    for (position, part) in region.name().split('-').enumerate() {
        match part {
            _ if position == 0 => short.push_str(part),
            "northeast" => short.push_str("ne"),
            "northwest" => short.push_str("nw"),
            "southeast" => short.push_str("se"),
            "southwest" => short.push_str("sw"),
            _ => short.extend(part.chars().next()),
        }
    }
    short
}

/// The id of the zone that an account calls `name`, when it says no other: letters in their order,
/// so that `us-east-1a` is `use1-az1`.
///
/// ```
/// use vpcsim::aws::zone_id;
/// assert_eq!(zone_id::usual("us-east-1c").as_deref(), Some("use1-az3"));
/// assert_eq!(zone_id::usual("nowhere"), None);
/// ```
pub fn usual(name: &str) -> Option<String> {
    let region = Region::of_zone(name)?;
    let letter = name.bytes().last().filter(u8::is_ascii_lowercase)?;
    Some(format!("{}-az{}", short_name(region), letter - b'a' + 1))
}

/// Whether an endpoint to another Region can stand in a zone (IFE-31).
pub fn takes_cross_region(id: &str) -> bool {
    !WITHOUT_CROSS_REGION.contains(&id)
}
