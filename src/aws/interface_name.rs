//! The names of an interface endpoint: Regional and zonal, with the label that says which API.

use std::fmt;

use super::region::Region;

/// What every such name ends with.
const ENDING: &str = ".vpce.amazonaws.com";

/// A name of an interface endpoint for S3, without what may stand in front of its label (IFE-06).
///
/// AWS: the names are public records; whoever asks is told the private addresses (DNS-07).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InterfaceName {
    /// What `*` was replaced by; none when it was left out or is none of the three (IFE-08).
    pub label: Option<Label>,
    /// The endpoint's id with its suffix, `vpce-1a2b3c4d-5e6f`.
    pub endpoint: String,
    /// The zone, in a zonal name (IFE-07).
    pub zone: Option<String>,
    /// The service's Region; none for `com.amazonaws.s3-global.accesspoint`.
    pub region: Option<Region>,
}

/// Which of S3's APIs a name is for (IFE-08).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Buckets, in the path or in front of the label.
    Bucket,
    /// Access points (IFE-12).
    AccessPoint,
    /// S3 Control (IFE-12).
    Control,
}

impl Label {
    const ALL: [Self; 3] = [Self::Bucket, Self::AccessPoint, Self::Control];

    /// The label as it stands in names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bucket => "bucket",
            Self::AccessPoint => "accesspoint",
            Self::Control => "control",
        }
    }
}

impl InterfaceName {
    /// Splits a name into what stands in front of the label and the name proper; `None` when it is
    /// no endpoint's.
    ///
    /// ```
    /// use vpcsim::aws::interface_name::{InterfaceName, Label};
    /// let text = "logs.bucket.vpce-1a2b3c4d-5e6f-us-east-1a.s3.us-east-1.vpce.amazonaws.com";
    /// let (front, name) = InterfaceName::split(text).unwrap();
    /// assert_eq!((front, name.label), (Some("logs"), Some(Label::Bucket)));
    /// assert_eq!(name.endpoint, "vpce-1a2b3c4d-5e6f");
    /// assert_eq!(name.zone.as_deref(), Some("us-east-1a"));
    /// assert_eq!(format!("logs.{name}"), text);
    /// ```
    pub fn split(host: &str) -> Option<(Option<&str>, Self)> {
        let rest = host.strip_suffix(ENDING)?;
        let (rest, region) = if let Some(rest) = rest.strip_suffix(".accesspoint.s3-global") {
            (rest, None)
        } else {
            let (rest, region) = rest.rsplit_once('.')?;
            let region = Region::parse(region).filter(|found| found.name() == region)?;
            (rest.strip_suffix(".s3")?, Some(region))
        };
        let (front, own) = match rest.rsplit_once('.') {
            Some((front, own)) => (Some(front), own),
            None => (None, rest),
        };
        let (endpoint, zone) = without_zone(own, region);
        let (front, label) = front.map_or((None, None), |front| label_of(front, region));
        let name = Self {
            label,
            endpoint: endpoint.to_owned(),
            zone: zone.map(str::to_owned),
            region,
        };
        (!own.is_empty()).then_some((front, name))
    }

    /// The same name for one API.
    #[must_use]
    pub fn labelled(mut self, label: Label) -> Self {
        self.label = Some(label);
        self
    }
}

/// Takes the zone off the end of `vpce-1a2b3c4d-5e6f-us-east-1a`.
fn without_zone(own: &str, region: Option<Region>) -> (&str, Option<&str>) {
    let cuts = own.match_indices('-').map(|(at, _)| own.split_at(at));
    let mut zonal = cuts.filter_map(|(endpoint, zone)| {
        let zone = zone.strip_prefix('-')?;
        let of = Region::of_zone(zone)?;
        (!endpoint.is_empty() && region.is_none_or(|region| region == of))
            .then_some((endpoint, zone))
    });
    match zonal.next() {
        Some((endpoint, zone)) => (endpoint, Some(zone)),
        None => (own, None),
    }
}

/// Takes the label off the end of what stands in front of the endpoint's own label.
fn label_of(front: &str, region: Option<Region>) -> (Option<&str>, Option<Label>) {
    let (before, last) = match front.rsplit_once('.') {
        Some((before, last)) => (Some(before), last),
        None => (None, front),
    };
    let label = Label::ALL.into_iter().find(|label| label.name() == last);
    match label.filter(|_| region.is_some()) {
        Some(label) => (before, Some(label)),
        None => (Some(front), None),
    }
}

impl fmt::Display for InterfaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(label) = self.label {
            write!(f, "{}.", label.name())?;
        }
        f.write_str(&self.endpoint)?;
        if let Some(zone) = &self.zone {
            write!(f, "-{zone}")?;
        }
        match self.region {
            Some(region) => write!(f, ".s3.{region}{ENDING}"),
            None => write!(f, ".accesspoint.s3-global{ENDING}"),
        }
    }
}
