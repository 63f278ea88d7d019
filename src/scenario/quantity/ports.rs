//! Sets of TCP and UDP ports.

use std::fmt;

use crate::scenario::node::Node;
use crate::scenario::read::{Read, Reader};
use crate::scenario::scalar::{text_of, whole_number};

/// A set of ports: `"443"`, `"1024-65535"`, `"80,443"` or `"all"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ports {
    ranges: Ranges,
}

/// First and last port of each range, as written. Nearly all sets are one range, which is read in
/// place: rules are asked for every packet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Ranges {
    None,
    One([(u16, u16); 1]),
    Many(Vec<(u16, u16)>),
}

impl Ports {
    /// Every port.
    pub const ALL: Self = Self {
        ranges: Ranges::One([(0, u16::MAX)]),
    };
    /// No port.
    pub const NONE: Self = Self {
        ranges: Ranges::None,
    };

    /// The ports from `first` to `last`, both included.
    pub fn range(first: u16, last: u16) -> Self {
        Self {
            ranges: Ranges::One([(first, last)]),
        }
    }

    /// Whether `port` is one of them.
    pub fn contains(&self, port: u16) -> bool {
        self.ranges()
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&port))
    }

    /// First and last port of each range, as written.
    pub fn ranges(&self) -> &[(u16, u16)] {
        match &self.ranges {
            Ranges::None => &[],
            Ranges::One(one) => one,
            Ranges::Many(many) => many,
        }
    }

    /// Whether every port is among them.
    pub fn is_all(&self) -> bool {
        self.ranges().contains(&(0, u16::MAX))
    }

    fn parse(text: &str) -> Result<Self, String> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::ALL);
        }
        let ranges: Result<Vec<_>, String> = text.split(',').map(range).collect();
        ranges.map(|ranges| Self {
            ranges: match ranges.as_slice() {
                [one] => Ranges::One([*one]),
                _ => Ranges::Many(ranges),
            },
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
        for (index, (first, last)) in self.ranges().iter().enumerate() {
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

#[cfg(test)]
mod tests {
    use super::Ports;

    #[test]
    fn ports_are_read_as_people_write_them() {
        for (text, inside, outside) in [
            ("443", &[443][..], &[442, 444][..]),
            ("1024-65535", &[1024, 65535], &[0, 1023]),
            ("80, 443", &[80, 443], &[81]),
            ("0-0", &[0], &[1]),
            ("ALL", &[0, 65535], &[]),
            ("20-22,8000-8080", &[21, 8080], &[23, 7999]),
        ] {
            let ports = Ports::parse(text).unwrap();
            assert!(inside.iter().all(|port| ports.contains(*port)), "{text}");
            assert!(!outside.iter().any(|port| ports.contains(*port)), "{text}");
            assert_eq!(Ports::parse(&ports.to_string()), Ok(ports), "{text}");
        }
        assert!(!Ports::NONE.contains(0) && Ports::ALL.is_all());
    }

    #[test]
    fn what_is_no_port_is_told() {
        for (text, why) in [
            ("", "`` is not a port"),
            ("80,", "`` is not a port"),
            ("65536", "port `65536` is above 65535"),
            ("-1", "port `-1` is negative"),
            ("90-80", "the range `90-80` runs backwards"),
            ("https", "`https` is not a port"),
            ("1-2-3", "`2-3` is not a port"),
        ] {
            assert_eq!(Ports::parse(text), Err(why.to_owned()), "{text}");
        }
    }
}
