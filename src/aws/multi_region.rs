//! Multi-Region Access Points' ARNs and aliases, and the Regions whose buckets they may hold.

use super::access_point::{FNV_BASIS, mixed};
use super::account::AccountId;
use super::region::Region;

/// What every alias of a Multi-Region Access Point ends in (MRAP-35).
pub const ALIAS_ENDING: &str = ".mrap";

/// The most Regions, and so buckets, of one (MRAP-34, LIM-12).
pub const REGIONS_MAX: usize = 17;

/// The most of them that an account may have (LIM-12).
pub const PER_ACCOUNT_MAX: usize = 100;

/// How many letters and digits AWS puts before the ending of an alias.
const ALIAS_CODE_LEN: usize = 13;

/// The ARN of the Multi-Region Access Point with this alias: it names no Region, and the alias
/// instead of the name (MRAP-10, MRAP-31).
///
/// ```
/// use vpcsim::aws::multi_region::arn;
/// let account = "123456789012".parse().unwrap();
/// assert_eq!(
///     arn(account, "mfzwi23gnjvgw.mrap"),
///     "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap"
/// );
/// ```
pub fn arn(account: AccountId, alias: &str) -> String {
    format!("arn:aws:s3::{account}:accesspoint/{alias}")
}

/// Whether `text` can be an alias: a letter, further letters and digits, and the ending.
///
/// ```
/// use vpcsim::aws::multi_region::is_alias;
/// assert!(is_alias("mfzwi23gnjvgw.mrap"));
/// for text in ["mfzwi23gnjvgw", "1a.mrap", "M.mrap", "a-b.mrap", ".mrap"] {
///     assert!(!is_alias(text), "{text}");
/// }
/// ```
pub fn is_alias(text: &str) -> bool {
    let Some(code) = text.strip_suffix(ALIAS_ENDING) else {
        return false;
    };
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.len() <= 63
        && code.bytes().all(is_plain)
        && code
            .bytes()
            .next()
            .is_some_and(|first| first.is_ascii_lowercase())
}

/// The alias that stands for the one AWS would make up: another one for each `number`, the
/// how-many-eth of this account and name it is, as aliases are never used again (MRAP-35).
///
/// ```
/// use vpcsim::aws::multi_region::{alias, is_alias};
/// let account = "123456789012".parse().unwrap();
/// assert!(is_alias(&alias(account, "reports", 0)));
/// assert_ne!(alias(account, "reports", 0), alias(account, "reports", 1));
/// ```
pub fn alias(account: AccountId, name: &str, number: usize) -> String {
    let owner = account.to_string();
    let text = owner
        .bytes()
        .chain(name.bytes())
        .chain(number.to_le_bytes());
    let mut hash = text.fold(FNV_BASIS, mixed);
    let mut alias = String::from("m");
    while alias.len() < ALIAS_CODE_LEN {
        hash = mixed(hash, 0);
        let digit = u32::try_from((hash >> 33) % 36).unwrap_or(0);
        alias.extend(char::from_digit(digit, 36));
    }
    alias.push_str(ALIAS_ENDING);
    alias
}

/// Whether buckets of `region` may be in one: all Regions that need not be switched on first, and
/// since 2024-11 twelve of the others (MRAP-34, LIM-12).
///
/// SIMPLIFIED: which of the Regions that must be switched on are supported is not looked up: all
/// of them count since 2024-11.
pub fn is_supported(region: Region, takes_opt_in: bool) -> bool {
    takes_opt_in || !region.is_opt_in()
}
