//! The public addresses of S3 by Region, as AWS's managed prefix lists hold them.

use std::net::IpAddr;

use ipnet::IpNet;

use super::region::Region;

/// Main public ranges of S3 by Region.
///
/// SIMPLIFIED: only the large, long-lived IPv4 ranges of each Region are listed, and Regions
/// without an entry get a range of their own from the block kept for documentation; a scenario's
/// `prefix_lists` replaces any of them (RTE-19). Source: AWS's published address ranges, 2026-11.
const S3_RANGES: [(&str, &[&str]); 16] = [
    ("us-east-1", &["52.216.0.0/15", "3.5.0.0/19"]),
    ("us-east-2", &["52.219.80.0/20", "3.5.128.0/22"]),
    ("us-west-1", &["52.219.112.0/21", "3.5.160.0/22"]),
    (
        "us-west-2",
        &["52.218.128.0/17", "52.92.128.0/17", "3.5.80.0/21"],
    ),
    ("ca-central-1", &["52.95.144.0/22", "3.5.252.0/22"]),
    ("sa-east-1", &["52.95.240.0/22", "3.5.232.0/22"]),
    (
        "eu-west-1",
        &["52.218.0.0/17", "52.92.0.0/17", "3.5.64.0/21"],
    ),
    ("eu-west-2", &["52.95.148.0/22", "3.5.244.0/22"]),
    ("eu-west-3", &["52.95.154.0/23", "3.5.224.0/22"]),
    ("eu-central-1", &["52.219.44.0/22", "3.5.136.0/22"]),
    ("eu-north-1", &["52.95.168.0/22", "3.5.216.0/22"]),
    ("ap-south-1", &["52.219.64.0/22", "3.5.212.0/23"]),
    ("ap-southeast-1", &["52.219.40.0/22", "3.5.148.0/22"]),
    ("ap-southeast-2", &["52.95.128.0/21", "3.5.164.0/22"]),
    ("ap-northeast-1", &["52.219.0.0/20", "3.5.152.0/22"]),
    ("ap-northeast-2", &["52.219.56.0/22", "3.5.140.0/23"]),
];

/// Main public IPv6 ranges of S3 by Region (same sources and limits).
const S3_RANGES_V6: [(&str, &str); 5] = [
    ("us-east-1", "2600:1ff8:8000::/40"),
    ("us-east-2", "2600:1ff8:a000::/40"),
    ("us-west-2", "2600:1ff8:4000::/40"),
    ("eu-west-1", "2a05:d07a:8000::/40"),
    ("eu-central-1", "2a05:d07a:4000::/40"),
];

/// Addresses that answer for Multi-Region Access Points everywhere (GWE-22).
pub const MRAP_ANYCAST: &str = "52.94.233.0/26";

/// The id AWS gives the S3 prefix list of `region`, `pl-…`.
///
/// Ids that people meet often are the real ones; the rest are made up and stable.
pub fn s3_prefix_list_id(region: Region) -> String {
    match region.name() {
        "us-east-1" => "pl-63a5400a".to_owned(),
        "us-east-2" => "pl-7ba54012".to_owned(),
        "us-west-1" => "pl-6ba54002".to_owned(),
        "us-west-2" => "pl-68a54001".to_owned(),
        "eu-west-1" => "pl-6da54004".to_owned(),
        "eu-central-1" => "pl-6ea54007".to_owned(),
        _ => format!("pl-5a5400{:02x}", region.index()),
    }
}

/// The IPv4 ranges of S3 in `region`, in a fixed order.
pub fn s3_ranges(region: Region) -> Vec<IpNet> {
    let listed = S3_RANGES.iter().find(|(name, _)| *name == region.name());
    match listed {
        Some((_, ranges)) => ranges
            .iter()
            .filter_map(|range| range.parse().ok())
            .collect(),
        None => made_up(region).into_iter().collect(),
    }
}

/// The IPv6 ranges of S3 in `region`.
pub fn s3_ranges_v6(region: Region) -> Vec<IpNet> {
    let listed = S3_RANGES_V6.iter().find(|(name, _)| *name == region.name());
    match listed {
        Some((_, range)) => range.parse().into_iter().collect(),
        None => format!("2600:1ff8:{:02x}00:100::/56", region.index())
            .parse()
            .into_iter()
            .collect(),
    }
}

/// Whether `address` lies in a range that stands for Multi-Region Access Points.
pub fn is_mrap_anycast(address: IpAddr) -> bool {
    MRAP_ANYCAST
        .parse::<IpNet>()
        .is_ok_and(|range| range.contains(&address))
}

fn made_up(region: Region) -> Option<IpNet> {
    format!("52.95.{}.0/24", 176 + region.index()).parse().ok()
}
