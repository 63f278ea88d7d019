//! Values of options that are more than plain text: numbers, ACLs, tags, policies, shorthand.

use super::arguments::{Arguments, fault};
use crate::scenario::acl::Acl;
use crate::scenario::policy_text::PolicyText;
use crate::scenario::read::Reader;
use crate::scenario::{Map, Said};

/// The number an option says.
pub(super) fn number(
    arguments: &mut Arguments,
    name: &'static str,
    reader: &mut Reader<'_>,
) -> Option<u32> {
    let value = arguments.value(name)?;
    let number = value.parse().ok();
    if number.is_none() {
        let message = format!("`{}` is no number", value.value);
        fault(message, value.at, "write a whole number", reader);
    }
    number
}

/// The canned ACL `--acl` names.
pub(super) fn acl(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Acl> {
    let name = arguments.value("--acl")?;
    let canned = [
        Acl::Private,
        Acl::PublicRead,
        Acl::PublicReadWrite,
        Acl::AuthenticatedRead,
        Acl::BucketOwnerRead,
        Acl::BucketOwnerFullControl,
        Acl::LogDeliveryWrite,
    ];
    let found = canned.into_iter().find(|acl| acl.canned() == Some(&name));
    if found.is_none() {
        let message = format!("`{}` is no canned ACL", name.value);
        let help = "write for example `private` or `bucket-owner-full-control`";
        fault(message, name.at, help, reader);
    }
    found
}

/// The tags in `--tagging 'class=internal&team=blue'`.
pub(super) fn tags(arguments: &mut Arguments) -> Map<String> {
    let Some(tagging) = arguments.value("--tagging") else {
        return Map::default();
    };
    let pairs = tagging.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (Said::new(name.to_owned(), tagging.at), value.to_owned()))
        .collect()
}

/// The policy in `--policy`: JSON, or `file://policy.json` beside the scenario.
pub(super) fn policy(
    arguments: &mut Arguments,
    reader: &mut Reader<'_>,
) -> Option<Said<PolicyText>> {
    let value = arguments.needed("--policy", reader)?;
    let text = match value.strip_prefix("file://") {
        Some(path) => PolicyText::in_file(&Said::new(path.to_owned(), value.at), reader)?,
        None => PolicyText::written_at(value.value.as_str(), value.at),
    };
    Some(Said::new(text, value.at))
}

/// The value of `key` in the CLI's shorthand `Key=value,Other=value`.
pub(super) fn part(shorthand: &Said<String>, key: &str) -> Option<Said<String>> {
    let mut parts = shorthand.split(',').filter_map(|part| part.split_once('='));
    let (_, value) = parts.find(|(name, _)| *name == key)?;
    Some(Said::new(value.to_owned(), shorthand.at))
}
