//! What a private hosted zone holds under a name.

use crate::world::name_service::{HostedZone, Record, is_within};

/// What a zone holds under a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Held<'z> {
    /// These records.
    Records(Vec<&'z Record>),
    /// Nothing, but there are names below it.
    Nothing,
    /// Not even the name.
    NoName,
}

/// What `zone` holds under `name`, which lies in it: its own records, or those of the nearest
/// wildcard that no other name stands before.
///
/// There is no falling through to public DNS when that is nothing (DNS-04).
pub(super) fn held<'z>(zone: &'z HostedZone, name: &str) -> Held<'z> {
    let exact = records(zone, |own| own == name);
    if !exact.is_empty() {
        return Held::Records(exact);
    }
    if exists(zone, name) {
        return Held::Nothing;
    }
    let mut below = name;
    while let Some((_, parent)) = below.split_once('.') {
        let wild = records(zone, |own| own.strip_prefix("*.") == Some(parent));
        if !wild.is_empty() {
            return Held::Records(wild);
        }
        if parent == zone.name || exists(zone, parent) {
            break;
        }
        below = parent;
    }
    Held::NoName
}

fn records(zone: &HostedZone, is_meant: impl Fn(&str) -> bool) -> Vec<&Record> {
    let all = zone.records.iter();
    all.filter(|record| is_meant(&record.name)).collect()
}

/// Whether the name is one of the zone's, or has one below it.
fn exists(zone: &HostedZone, name: &str) -> bool {
    name == zone.name
        || zone
            .records
            .iter()
            .any(|record| is_within(&record.name, name))
}

#[cfg(test)]
mod tests {
    use super::{Held, held};
    use crate::world::name_service::{HostedZone, Record, RecordData};

    #[test]
    fn a_zone_answers_alone() {
        let record = |name: &str| Record {
            name: name.to_owned(),
            data: RecordData::Cname(format!("to.{name}")),
        };
        let zone = HostedZone {
            name: "corp.example".to_owned(),
            vpcs: Vec::new(),
            records: [
                "*.corp.example",
                "a.corp.example",
                "x.y.corp.example",
                "*.w.corp.example",
            ]
            .map(record)
            .to_vec(),
        };
        for (name, expected) in [
            ("a.corp.example", Some("a.corp.example")),
            ("b.corp.example", Some("*.corp.example")),
            ("c.b.corp.example", Some("*.corp.example")),
            ("b.w.corp.example", Some("*.w.corp.example")),
            ("c.a.corp.example", None),
            ("z.y.corp.example", None),
            ("corp.example", None),
            ("y.corp.example", None),
        ] {
            let found = match held(&zone, name) {
                Held::Records(records) => Some(records[0].name.as_str()),
                Held::Nothing | Held::NoName => None,
            };
            assert_eq!(found, expected, "DNS-04: {name}");
        }
        assert_eq!(held(&zone, "y.corp.example"), Held::Nothing, "NODATA");
        assert_eq!(held(&zone, "c.a.corp.example"), Held::NoName, "NXDOMAIN");
    }
}
