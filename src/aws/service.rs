//! The names of VPC endpoint services.

use super::region::Region;

/// A service that a VPC endpoint can lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndpointService {
    /// `com.amazonaws.<region>.s3`
    S3(Region),
    /// `com.amazonaws.<region>.dynamodb`: modelled as a prefix list with nothing behind it.
    DynamoDb(Region),
    /// `com.amazonaws.s3-global.accesspoint` (MRAP-01)
    S3Global,
}

impl EndpointService {
    /// Reads a service name; `None` when the simulator does not know it.
    ///
    /// ```
    /// use vpcsim::aws::{region::Region, service::EndpointService};
    /// let name = "com.amazonaws.us-east-1.s3";
    /// assert_eq!(EndpointService::parse(name), Some(EndpointService::S3(Region::US_EAST_1)));
    /// ```
    pub fn parse(name: &str) -> Option<Self> {
        let rest = name.strip_prefix("com.amazonaws.")?;
        if rest == "s3-global.accesspoint" {
            return Some(Self::S3Global);
        }
        let (region, service) = rest.split_once('.')?;
        let region = Region::parse(region)?;
        match service {
            "s3" => Some(Self::S3(region)),
            "dynamodb" => Some(Self::DynamoDb(region)),
            _ => None,
        }
    }

    /// The service name as AWS writes it.
    pub fn name(self) -> String {
        match self {
            Self::S3(region) => format!("com.amazonaws.{region}.s3"),
            Self::DynamoDb(region) => format!("com.amazonaws.{region}.dynamodb"),
            Self::S3Global => "com.amazonaws.s3-global.accesspoint".to_owned(),
        }
    }

    /// The domains that private DNS takes over, each with every name below it (DNS-10, DNS-16).
    ///
    /// ```
    /// use vpcsim::aws::service::EndpointService;
    /// let s3 = EndpointService::parse("com.amazonaws.us-east-1.s3").unwrap();
    /// assert!(s3.private_domains().contains(&"s3-control.us-east-1.amazonaws.com".to_owned()));
    /// ```
    pub fn private_domains(self) -> Vec<String> {
        match self {
            Self::S3(region) => ["s3", "s3-accesspoint", "s3-control"]
                .iter()
                .map(|name| format!("{name}.{region}.amazonaws.com"))
                .collect(),
            Self::DynamoDb(_) => Vec::new(),
            Self::S3Global => vec!["accesspoint.s3-global.amazonaws.com".to_owned()],
        }
    }

    /// The Region whose endpoint this is; none for the global one.
    pub fn region(self) -> Option<Region> {
        match self {
            Self::S3(region) | Self::DynamoDb(region) => Some(region),
            Self::S3Global => None,
        }
    }
}
