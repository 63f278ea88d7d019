//! Plain values: text, numbers, addresses.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use ron::Deserializer;
use serde::de::{Deserializer as _, Visitor};

use super::node::Node;
use super::read::{Read, Reader};

/// The text of a string; borrowed, and so standing in the source itself, when nothing is escaped.
pub(super) fn text_of<'s>(
    node: Node<'s>,
    wanted: &str,
    reader: &mut Reader<'_>,
) -> Option<Cow<'s, str>> {
    if !node.is_string() {
        let help = if wanted != "a string" {
            format!("write {wanted}")
        } else if node.is_word() {
            format!("write it in quotes: `\"{}\"`", node.text)
        } else {
            "write it in double quotes".to_owned()
        };
        reader.wrong_type(node, wanted, &help);
        return None;
    }
    let text = Deserializer::from_str(node.text)
        .ok()
        .and_then(|mut ron| ron.deserialize_str(Text).ok());
    if text.is_none() {
        reader.wrong_type(node, wanted, "write it in double quotes");
    }
    text
}

struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

impl Read for String {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        text_of(node, "a string", reader).map(Cow::into_owned)
    }
}

impl Read for bool {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match node.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                reader.wrong_type(node, "a boolean", "write `true` or `false`");
                None
            }
        }
    }
}

impl Read for u64 {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        whole_number(node, Self::MAX, reader)
    }
}

impl Read for u32 {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        whole_number(node, Self::MAX.into(), reader).and_then(|n| n.try_into().ok())
    }
}

/// A whole number from 0 to `max`.
pub(super) fn whole_number(node: Node<'_>, max: u64, reader: &mut Reader<'_>) -> Option<u64> {
    let text = node.text;
    if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        reader.wrong_type(node, "a whole number", "write digits, without quotes");
        return None;
    }
    if let Some(number) = ron::from_str::<u64>(text).ok().filter(|n| *n <= max) {
        return Some(number);
    }
    let message = if text.starts_with('-') {
        format!("`{text}` is negative")
    } else if text.contains('.') {
        format!("`{text}` is not a whole number")
    } else {
        format!("`{text}` is too large")
    };
    reader.wrong_value(
        node,
        message,
        &format!("write a whole number from 0 to {max}"),
    );
    None
}

impl Read for IpAddr {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = text_of(node, "an address such as \"10.0.0.4\"", reader)?;
        let address = text.parse().ok();
        if address.is_none() {
            let help = match text.split_once('/') {
                Some((address, _)) if address.parse::<Self>().is_ok() => {
                    format!("write the address alone: `\"{address}\"`")
                }
                _ => "write for example `\"10.0.0.4\"`".to_owned(),
            };
            reader.wrong_value(node, format!("`{text}` is not an IP address"), &help);
        }
        address
    }
}

impl Read for IpNet {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = text_of(node, "a network such as \"10.0.0.0/16\"", reader)?;
        let Ok(network) = text.parse::<Self>() else {
            let help = match text.parse::<IpAddr>() {
                Ok(IpAddr::V4(host)) => format!("for this one address write `\"{host}/32\"`"),
                Ok(IpAddr::V6(host)) => format!("for this one address write `\"{host}/128\"`"),
                Err(_) => "write for example `\"10.0.0.0/16\"`".to_owned(),
            };
            reader.wrong_value(node, format!("`{text}` is not a network"), &help);
            return None;
        };
        if network != network.trunc() {
            let message = format!("`{text}` has bits set after its prefix");
            let help = format!("the network is `\"{}\"`", network.trunc());
            reader.wrong_value(node, message, &help);
            return None;
        }
        Some(network)
    }
}
