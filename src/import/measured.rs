//! What was measured on a real network: `ping` and `nmap`, one line each of `probes.json`.

use std::net::IpAddr;

use super::describe::Dump;
use crate::diagnostic::{Diagnostic, Sources, Span};
use crate::policy::json::{self, Node, Value};
use crate::scenario::quantity::Protocol;

/// One measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Its name.
    pub id: String,
    /// The address of the machine that asked.
    pub from: IpAddr,
    /// The instance that asked, when its id is known.
    pub instance: Option<String>,
    /// The address that was asked.
    pub to: IpAddr,
    /// The protocol.
    pub protocol: Protocol,
    /// The port; zero for ICMP.
    pub port: u16,
    /// What came out.
    pub observed: Observed,
    /// The time to live of the answer, when it was noted.
    pub ttl: Option<u8>,
}

/// What came out, in the words of `nmap` and `ping`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed {
    /// Somebody listens.
    Open,
    /// A reset came back.
    Closed,
    /// Nothing came back.
    Filtered,
    /// The echo request was answered.
    Reply,
    /// It was not.
    NoReply,
}

impl Observed {
    const ALL: [Self; 5] = [
        Self::Open,
        Self::Closed,
        Self::Filtered,
        Self::Reply,
        Self::NoReply,
    ];

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == text)
    }

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Filtered => "filtered",
            Self::Reply => "reply",
            Self::NoReply => "no_reply",
        }
    }

    /// Whether something came back.
    pub fn is_answered(self) -> bool {
        match self {
            Self::Open | Self::Closed | Self::Reply => true,
            Self::Filtered | Self::NoReply => false,
        }
    }

    fn is_of(self, protocol: Protocol) -> bool {
        let is_echo = matches!(self, Self::Reply | Self::NoReply);
        is_echo == (protocol == Protocol::Icmp)
    }
}

/// Reads a file of measurements: `{ "probes": [{ "src", "dst", "protocol", "port", "observed",
/// "ttl" }] }`, or the list alone. Whatever else stands there is passed over.
///
/// ```
/// use vpcsim::import::{describe::Dump, measured::{self, Observed}};
/// let text = r#"[{ "src": "10.0.0.4", "dst": "10.0.0.5", "protocol": "icmp", "observed": "reply" }]"#;
/// let dump = Dump { path: "probes.json".into(), text: text.into() };
/// let (found, faults, _) = measured::read(dump);
/// assert!(faults.is_empty());
/// assert_eq!(found[0].observed, Observed::Reply);
/// ```
pub fn read(dump: Dump) -> (Vec<Measured>, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let source = sources.add(dump.path, dump.text);
    let span = |place: &std::ops::Range<usize>| Span {
        source,
        start: u32::try_from(place.start).unwrap_or(u32::MAX),
        end: u32::try_from(place.end).unwrap_or(u32::MAX),
    };
    let root = match json::read(&sources.text(source).text) {
        Ok(root) => root,
        Err(wrong) => {
            let fault = Diagnostic::error("not-json", wrong.why, span(&wrong.place));
            return (Vec::new(), vec![fault], sources);
        }
    };
    let list = match &root.value {
        Value::List(list) => Some(list),
        _ => match member(&root, "probes").map(|node| &node.value) {
            Some(Value::List(list)) => Some(list),
            _ => None,
        },
    };
    let mut faults = Vec::new();
    let mut found = Vec::new();
    if list.is_none() {
        let message = "there is no list of probes";
        let help = "a file of measurements holds `{ \"probes\": [ … ] }`";
        faults.push(Diagnostic::error("no-probes", message, span(&(0..1))).help(help));
    }
    for (number, node) in list.into_iter().flatten().enumerate() {
        match measured(node, number + 1) {
            Ok(one) => found.push(one),
            Err((message, place)) => {
                let fault = Diagnostic::error("bad-probe", message, span(&place));
                let help = "see `src`, `dst`, `protocol` (tcp, udp, icmp), `port`, `observed` (open, \
                            closed, filtered, reply, no_reply)";
                faults.push(fault.help(help));
            }
        }
    }
    (found, faults, sources)
}

type Wrong = (String, std::ops::Range<usize>);

fn measured(node: &Node, number: usize) -> Result<Measured, Wrong> {
    let wrong = |what: &str, name: &str| {
        let place = member(node, name).unwrap_or(node).place.clone();
        Err((format!("probe {number} {what}"), place))
    };
    let (Some(from), Some(to)) = (address(node, "src"), address(node, "dst")) else {
        let name = if address(node, "src").is_none() {
            "src"
        } else {
            "dst"
        };
        return wrong(&format!("has no address as `{name}`"), name);
    };
    let protocol = match text(node, "protocol") {
        Some("tcp") => Protocol::Tcp,
        Some("udp") => Protocol::Udp,
        Some("icmp") => Protocol::Icmp,
        Some(_) | None => return wrong("has no known protocol", "protocol"),
    };
    let port = whole(node, "port").and_then(|port| u16::try_from(port).ok());
    let port = match (protocol, port) {
        (Protocol::Icmp | Protocol::All, _) => 0,
        (Protocol::Tcp | Protocol::Udp, Some(port)) => port,
        (Protocol::Tcp | Protocol::Udp, None) => return wrong("has no port", "port"),
    };
    let observed = text(node, "observed").and_then(Observed::parse);
    let Some(observed) = observed.filter(|one| one.is_of(protocol)) else {
        return wrong("does not say what was observed", "observed");
    };
    Ok(Measured {
        id: text(node, "id").map_or_else(|| format!("probe {number}"), str::to_owned),
        from,
        instance: text(node, "src_instance").map(str::to_owned),
        to,
        protocol,
        port,
        observed,
        ttl: whole(node, "ttl").and_then(|ttl| u8::try_from(ttl).ok()),
    })
}

fn member<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    let Value::Object(members) = &node.value else {
        return None;
    };
    let found = members.iter().find(|member| member.name == name);
    found.map(|member| &member.value)
}

fn text<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    match &member(node, name)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn whole(node: &Node, name: &str) -> Option<u32> {
    match &member(node, name)?.value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}

fn address(node: &Node, name: &str) -> Option<IpAddr> {
    text(node, name)?.parse().ok()
}
