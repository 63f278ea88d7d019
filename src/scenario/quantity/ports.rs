//! Sets of TCP and UDP ports.

use std::borrow::Cow;
use std::fmt;

use crate::scenario::node::Node;
use crate::scenario::read::{Read, Reader};
use crate::scenario::scalar::{text_of, whole_number};

/// A set of ports: `"443"`, `"1024-65535"`, `"80,443"` or `"all"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ports {
    /// First and last port of each range, as written.
    ranges: Cow<'static, [(u16, u16)]>,
}

impl Ports {
    /// Every port.
    pub const ALL: Self = Self {
        ranges: Cow::Borrowed(&[(0, u16::MAX)]),
    };
    /// No port.
    pub const NONE: Self = Self {
        ranges: Cow::Borrowed(&[]),
    };

    /// The ports from `first` to `last`, both included.
    pub fn range(first: u16, last: u16) -> Self {
        Self {
            ranges: Cow::Owned(vec![(first, last)]),
        }
    }

    /// Whether `port` is one of them.
    pub fn contains(&self, port: u16) -> bool {
        self.ranges
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&port))
    }

    /// First and last port of each range, as written.
    pub fn ranges(&self) -> &[(u16, u16)] {
        &self.ranges
    }

    /// Whether every port is among them.
    pub fn is_all(&self) -> bool {
        self.ranges.contains(&(0, u16::MAX))
    }

    fn parse(text: &str) -> Result<Self, String> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::ALL);
        }
        let ranges: Result<Vec<_>, String> = text.split(',').map(range).collect();
        ranges.map(|ranges| Self {
            ranges: Cow::Owned(ranges),
        })
    }
}

fn range(text: &str) -> Result<(u16, u16), String> {
    let text = text.trim();
    if text.starts_with('-') {
        return Err(format!("port `{text}` is negative"));
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (port(first)?, port(last)?);
    if first > last {
        return Err(format!("the range `{text}` runs backwards"));
    }
    Ok((first, last))
}

fn port(text: &str) -> Result<u16, String> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("`{text}` is not a port"));
    }
    text.parse()
        .map_err(|_| format!("port `{text}` is above 65535"))
}

/// Prints what could be written: `443`, `80,1024-65535`, `all`; nothing for no port.
impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_all() {
            return f.write_str("all");
        }
        for (index, (first, last)) in self.ranges.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{first}")?;
            if first != last {
                write!(f, "-{last}")?;
            }
        }
        Ok(())
    }
}

impl Read for Ports {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if node.kind() == "a number" {
            let port = whole_number(node, u16::MAX.into(), reader)?;
            return u16::try_from(port).ok().map(|port| Self::range(port, port));
        }
        let text = text_of(node, "ports such as \"443\" or \"1024-65535\"", reader)?;
        match Self::parse(&text) {
            Ok(ports) => Some(ports),
            Err(message) => {
                let help =
                    "write for example `\"443\"`, `\"1024-65535\"`, `\"80,443\"` or `\"all\"`";
                reader.wrong_value(node, message, help);
                None
            }
        }
    }
}
