//! Quantities of a scenario, each read from the words people use for it.

mod amount;
mod ports;

use std::ops::Deref;

use super::node::Node;
use super::read::{Read, Reader, did_you_mean, quoted};
use super::scalar::{text_of, whole_number};
use crate::aws::sdk::Sdk;
use crate::time::Duration;
use crate::units::{BitsPerSecond, Bytes, PerHourMilli};

pub use amount::Amount;
pub use ports::Ports;

/// Declares a quantity: a value of a lower floor that a scenario can say.
macro_rules! quantity {
    ($(#[$about:meta])* $name:ident($inner:ty), $wanted:literal) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl $name {
            const WANTED: &str = $wanted;
        }

        impl Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl From<$name> for $inner {
            fn from(quantity: $name) -> Self {
                quantity.0
            }
        }
    };
}

quantity! {
    /// A length of time, or a moment counted from the start: `"30s"`, `"1.5 ms"`.
    Span(Duration), "a duration such as \"30s\""
}

quantity! {
    /// An amount of data: `"8 MiB"`, or a number of bytes.
    Size(Bytes), "a size such as \"8 MiB\""
}

quantity! {
    /// A speed of data: `"5 Gbps"`.
    Speed(BitsPerSecond), "a speed such as \"5 Gbps\""
}

quantity! {
    /// How often something happens: `"20/s"`.
    Frequency(PerHourMilli), "a frequency such as \"20/s\""
}

quantity! {
    /// A share of a whole, in millionths: `"0.5%"`.
    Share(u32), "a share such as \"0.5%\""
}

quantity! {
    /// A day: `"2021-06-01"`.
    Date(jiff::civil::Date), "a day such as \"2021-06-01\""
}

impl Span {
    /// `s` seconds.
    pub const fn secs(s: u64) -> Self {
        Self(Duration::from_secs(s))
    }

    /// `ms` milliseconds.
    pub const fn millis(ms: u64) -> Self {
        Self(Duration::from_millis(ms))
    }

    /// `us` microseconds.
    pub const fn micros(us: u64) -> Self {
        Self(Duration::from_micros(us))
    }
}

impl Size {
    /// `n` times 1024 bytes.
    pub const fn kib(n: u64) -> Self {
        Self(Bytes(n.saturating_mul(1 << 10)))
    }
}

impl Speed {
    /// `n` times 10⁹ bits per second.
    pub const fn gbps(n: u64) -> Self {
        Self(BitsPerSecond(n.saturating_mul(1_000_000_000)))
    }
}

impl Read for Span {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = text_of(node, Self::WANTED, reader)?;
        match text.parse() {
            Ok(duration) => Some(Self(duration)),
            Err(fault) => {
                let help = format!("write {}", Self::WANTED);
                reader.wrong_value(node, format!("`{text}`: {fault}"), &help);
                None
            }
        }
    }
}

impl Read for Size {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if node.kind() == "a number" {
            return whole_number(node, u64::MAX, reader).map(|bytes| Self(Bytes(bytes)));
        }
        measured(node, Self::WANTED, reader).map(Self)
    }
}

impl Read for Speed {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        measured(node, Self::WANTED, reader).map(Self)
    }
}

impl Read for Frequency {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        measured(node, Self::WANTED, reader).map(Self)
    }
}

impl Read for Share {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = text_of(node, Self::WANTED, reader)?;
        let share = text.strip_suffix('%').and_then(|number| {
            let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            if whole.is_empty() || part.len() > 4 || !digits(whole) || !digits(part) {
                return None;
            }
            let whole: u32 = whole.parse().ok().filter(|whole| *whole <= 100)?;
            let part: u32 = format!("{part:0<4}").parse().ok()?;
            Some(whole * 10_000 + part).filter(|share| *share <= 1_000_000)
        });
        if share.is_none() {
            let message = format!("`{text}` is not a share");
            reader.wrong_value(node, message, "write 0% to 100%, for example `\"0.5%\"`");
        }
        share.map(Self)
    }
}

impl Read for Sdk {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = text_of(node, "an SDK such as \"boto3\"", reader)?;
        let found = Self::parse(&text);
        if found.is_none() {
            let names: Vec<&str> = Self::ALL.iter().map(|sdk| sdk.name()).collect();
            let otherwise = format!("write one of {}", quoted(&names));
            let help = did_you_mean(&text, &names, &otherwise);
            reader.wrong_value(
                node,
                format!("`{text}` is no SDK that is known here"),
                &help,
            );
        }
        found
    }
}

impl Read for Date {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = text_of(node, Self::WANTED, reader)?;
        let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let day = text.parse().ok().filter(|_| is_plain).map(Self);
        if day.is_none() {
            let help = "write year, month and day: `\"2021-06-01\"`";
            reader.wrong_value(node, format!("`{text}` is not a day"), help);
        }
        day
    }
}

/// A number and its unit.
fn measured<T>(node: Node<'_>, wanted: &str, reader: &mut Reader<'_>) -> Option<T>
where
    T: std::str::FromStr<Err = crate::units::NotAQuantity>,
{
    let text = text_of(node, wanted, reader)?;
    match text.parse() {
        Ok(amount) => Some(amount),
        Err(_) if text.trim_start().starts_with('-') => {
            let help = format!("write {wanted}");
            reader.wrong_value(node, format!("`{text}` is negative"), &help);
            None
        }
        Err(fault) => {
            let message = format!(
                "`{text}` is not {}",
                wanted.split(" such").next().unwrap_or(wanted)
            );
            reader.wrong_value(node, message, &fault.why);
            None
        }
    }
}

/// A transport protocol of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// Every protocol, `-1` in AWS's API.
    All,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// ICMP.
    Icmp,
}

impl Read for Protocol {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        const KNOWN: [(&str, Protocol); 8] = [
            ("tcp", Protocol::Tcp),
            ("udp", Protocol::Udp),
            ("icmp", Protocol::Icmp),
            ("all", Protocol::All),
            ("-1", Protocol::All),
            ("6", Protocol::Tcp),
            ("17", Protocol::Udp),
            ("1", Protocol::Icmp),
        ];
        let text = text_of(node, "a protocol such as \"tcp\"", reader)?;
        let found = KNOWN
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(&text));
        if found.is_none() {
            let names = ["tcp", "udp", "icmp", "all"];
            let otherwise = format!("write one of {}", quoted(&names));
            let help = did_you_mean(&text.to_ascii_lowercase(), &names, &otherwise);
            reader.wrong_value(node, format!("`{text}` is not a protocol"), &help);
        }
        found.map(|(_, protocol)| *protocol)
    }
}
