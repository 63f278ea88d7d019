//! VPC endpoints.

use std::net::IpAddr;

use super::policy_text::PolicyText;
use super::record::{choice, record};
use super::{Map, Said};

choice! {
    /// A VPC endpoint by kind.
    pub enum VpcEndpoint {
        /// A route target for a service's public addresses.
        Gateway(GatewayEndpoint),
        /// Network interfaces with private addresses that stand for a service.
        Interface(InterfaceEndpoint),
    }
}

impl VpcEndpoint {
    /// Its policy, when one is written.
    pub fn policy(&self) -> Option<&Said<PolicyText>> {
        match self {
            Self::Gateway(written) => written.policy.as_ref(),
            Self::Interface(written) => written.policy.as_ref(),
        }
    }

    /// The VPC it says it is in.
    pub fn vpc(&self) -> Option<&Said<String>> {
        match self {
            Self::Gateway(written) => written.vpc.as_ref(),
            Self::Interface(written) => written.vpc.as_ref(),
        }
    }

    /// The service it leads to.
    pub fn service(&self) -> &Said<String> {
        match self {
            Self::Gateway(written) => &written.service,
            Self::Interface(written) => &written.service,
        }
    }
}

record! {
    /// A gateway endpoint.
    pub struct GatewayEndpoint {
        /// The VPC; only where it is created on the timeline, elsewhere the VPC it stands in.
        pub vpc: Option<Said<String>>,
        /// The service name, `com.amazonaws.us-east-1.s3`.
        pub service: Said<String>,
        /// The route tables that get its route.
        pub route_tables: Vec<Said<String>>,
        /// Its policy; full access when absent (GWE-02).
        pub policy: Option<Said<PolicyText>>,
        /// Which addresses of the service it carries; IPv6 since 2024-11 (GWE-09).
        pub ip_address_type: IpAddressType = IpAddressType::Ipv4,
        /// Which records the service's names get in the VPC; all but the default need both DNS
        /// attributes of the VPC (GWE-29).
        pub dns_record_ip_type: DnsRecordIpType = DnsRecordIpType::ServiceDefined,
    }
}

choice! {
    /// Which records the names of an endpoint get.
    #[derive(Copy, Eq)]
    pub enum DnsRecordIpType {
        /// Whatever the service has.
        ServiceDefined,
        /// IPv4 addresses only.
        Ipv4,
        /// IPv6 addresses only.
        Ipv6,
        /// Both.
        Dualstack,
    }
}

record! {
    /// An interface endpoint.
    pub struct InterfaceEndpoint {
        /// The VPC; only where it is created on the timeline, elsewhere the VPC it stands in.
        pub vpc: Option<Said<String>>,
        /// The service name, `com.amazonaws.us-east-1.s3` or
        /// `com.amazonaws.s3-global.accesspoint` (MRAP-01).
        pub service: Said<String>,
        /// The subnets that get a network interface each, at most one a zone (IFE-19).
        pub subnets: Vec<Said<String>>,
        /// Addresses of those interfaces, by subnet; the next free ones when absent.
        pub private_ips: Map<Said<IpAddr>>,
        /// Security groups of the interfaces; the VPC's default one when none is given (IFE-09).
        pub security_groups: Vec<Said<String>>,
        /// Its policy; full access when absent.
        pub policy: Option<Said<PolicyText>>,
        /// Whether the service's ordinary names lead to it; off for S3, on for
        /// `s3-global.accesspoint` when absent (DNS-16).
        pub private_dns: Option<PrivateDns>,
        /// Its address family (IFE-32).
        pub ip_address_type: IpAddressType = IpAddressType::Ipv4,
        /// The part after the endpoint's id in its names; made from the id when absent.
        pub name_suffix: Option<Said<String>>,
    }
}

choice! {
    /// Whether a service's ordinary names lead to an interface endpoint (DNS-10 to DNS-14).
    #[derive(Copy, Eq)]
    pub enum PrivateDns {
        /// Only the endpoint's own names do.
        Off,
        /// Every query in the VPC does.
        On,
        /// Only queries that come in by an inbound resolver endpoint do (DNS-12).
        InboundResolverOnly,
    }
}

choice! {
    /// An address family.
    #[derive(Copy, Eq)]
    pub enum IpAddressType {
        /// IPv4 only.
        Ipv4,
        /// IPv6 only.
        Ipv6,
        /// Both.
        Dualstack,
    }
}
