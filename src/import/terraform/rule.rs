//! What rules of security groups and network ACLs have in common: protocols and ports.

/// A protocol in the scenario's words; none when it has no word for it.
pub(super) fn protocol(text: &str) -> Option<&'static str> {
    Some(match text.to_ascii_lowercase().as_str() {
        "-1" | "all" => "all",
        "tcp" | "6" => "tcp",
        "udp" | "17" => "udp",
        "icmp" | "1" => "icmp",
        _ => return None,
    })
}

/// Ports in the scenario's words; none when all are meant. Of ICMP, the first is the type.
pub(super) fn ports(protocol: &str, from: Option<i64>, to: Option<i64>) -> Option<String> {
    let (from, to) = match protocol {
        "tcp" | "udp" => (from?, to?),
        "icmp" => (from?, from?),
        _ => return None,
    };
    if from < 0 || (from, to) == (0, 65_535) {
        return None;
    }
    Some(if from == to {
        from.to_string()
    } else {
        format!("{from}-{to}")
    })
}
