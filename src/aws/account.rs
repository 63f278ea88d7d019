//! Account ids.

use std::fmt;
use std::str::FromStr;

/// A 12-digit AWS account id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(u64);

/// The account that stands for AWS itself: services' own buckets belong to it.
pub const AWS_OWNED: AccountId = AccountId(0);

/// Reads exactly twelve digits (IFE-13).
///
/// ```
/// use vpcsim::aws::account::AccountId;
/// let account: AccountId = "111122223333".parse().unwrap();
/// assert_eq!(account.to_string(), "111122223333");
/// assert!("12345678".parse::<AccountId>().is_err());
/// ```
impl FromStr for AccountId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("an account id has twelve digits");
        }
        text.parse()
            .map(Self)
            .map_err(|_| "an account id has twelve digits")
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}
