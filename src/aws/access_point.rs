//! Access points' names, ARNs and aliases.

use super::account::AccountId;
use super::region::Region;

/// What every alias of an access point ends in (AP-18).
pub const ALIAS_ENDING: &str = "-s3alias";

/// How much of an access point's name its alias begins with, so that the whole stays a name of at
/// most 63 characters.
const NAME_IN_ALIAS_MAX: usize = 20;

/// How many letters and digits AWS puts between the name and the ending of an alias.
const ALIAS_CODE_LEN: usize = 34;

/// Why S3 refuses `name` as an access point's, or `None` when it does not (AP-21).
///
/// ```
/// use vpcsim::aws::access_point::refusal;
/// assert_eq!(refusal("example-vpc-ap"), None);
/// for name in ["ap", "Example", "my.ap", "my_ap", "-ap1", "ap1-", "ap1-s3alias"] {
///     assert!(refusal(name).is_some(), "{name}");
/// }
/// ```
pub fn refusal(name: &str) -> Option<&'static str> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if !(3..=50).contains(&name.len()) {
        return Some("it must have 3 to 50 characters");
    }
    if !name.bytes().all(|byte| is_plain(byte) || byte == b'-') {
        return Some("it may hold lower-case letters, digits and hyphens only");
    }
    if name.starts_with('-') || name.ends_with('-') {
        return Some("it must not begin or end with a hyphen");
    }
    if name.ends_with(ALIAS_ENDING) {
        return Some("its ending is kept for aliases");
    }
    None
}

/// The ARN of the access point `name`; it stays the same when the access point is made again over
/// another bucket (AP-40).
///
/// ```
/// use vpcsim::aws::{access_point::arn, region::Region};
/// let account = "123456789012".parse().unwrap();
/// assert_eq!(
///     arn(account, Region::US_EAST_1, "ap1"),
///     "arn:aws:s3:us-east-1:123456789012:accesspoint/ap1"
/// );
/// ```
pub fn arn(account: AccountId, region: Region, name: &str) -> String {
    format!("arn:aws:s3:{region}:{account}:accesspoint/{name}")
}

/// The alias that stands for the alias AWS would make up: it begins with the name, and is another
/// one for each `number`, the how-many-eth access point of this ARN it is (AP-18, AP-40).
///
/// ```
/// use vpcsim::aws::{access_point::alias, bucket_name};
/// let alias = |number| alias("arn:aws:s3:us-east-1:123456789012:accesspoint/ap1", "ap1", number);
/// assert!(alias(0).starts_with("ap1-") && alias(0).ends_with("-s3alias"));
/// assert!(alias(0).len() <= 63);
/// assert_ne!(alias(0), alias(1));
/// ```
pub fn alias(arn: &str, name: &str, number: usize) -> String {
    let mut alias: String = name.chars().take(NAME_IN_ALIAS_MAX).collect();
    alias.push('-');
    let mut hash = FNV_BASIS;
    for byte in arn.bytes().chain(number.to_le_bytes()) {
        hash = mixed(hash, byte);
    }
    for _ in 0..ALIAS_CODE_LEN {
        hash = mixed(hash, 0);
        let digit = u32::try_from((hash >> 33) % 36).unwrap_or(0);
        alias.extend(char::from_digit(digit, 36));
    }
    alias.push_str(ALIAS_ENDING);
    alias
}

/// FNV-1a: all that is asked of the letters is that different ARNs get different ones.
pub(super) const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash after one byte more.
pub(super) fn mixed(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}
