//! Eras are dates: which of AWS's behaviours hold on the day of a scenario.

use jiff::civil::{Date, date};

/// The rules of one day. Rules ask this value; nothing else compares dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stands for one dated change of AWS"
)]
pub struct Features {
    /// S3 interface endpoints exist (2021-02).
    pub s3_interface_endpoints: bool,
    /// Multi-Region Access Points exist, and their endpoint (2021-09, MRAP-01).
    pub multi_region_access_points: bool,
    /// Interface endpoints for S3 offer private DNS (2023-03, IFE-05).
    pub s3_private_dns: bool,
    /// New buckets have Block Public Access on and ACLs off (2023-04, BPA-12, ACL-02).
    pub closed_new_buckets: bool,
    /// `aws:VpcSourceIp` exists (COND-05).
    pub vpc_source_ip_key: bool,
    /// `aws:Ec2InstanceSourceVpc` and its private address exist (2023-02, COND-27).
    pub ec2_instance_keys: bool,
    /// `aws:VpceAccount`, `aws:VpceOrgID`, `aws:VpceOrgPaths` exist (2025-08-29, COND-07).
    pub vpce_keys: bool,
    /// `aws:SourceVpcArn` exists (2025-11, COND-08).
    pub source_vpc_arn_key: bool,
    /// Resource control policies exist (2024-11, RCP-01).
    pub resource_control_policies: bool,
    /// Denials say which kind of policy denied (2024-11, POL-36).
    pub enriched_denials: bool,
    /// Denials say so across the accounts of an organization too (2025-06, POL-36).
    pub organization_denials: bool,
    /// Gateway and interface endpoints can carry IPv6 (2024-11, GWE-09).
    pub ipv6_endpoints: bool,
    /// Interface endpoints reach other Regions' S3 (2025-11, IFE-30).
    pub cross_region_interface_endpoints: bool,
    /// Multi-Region Access Points may hold other accounts' buckets (2023-03, MRAP-07).
    pub cross_account_mrap: bool,
    /// Regions of a Multi-Region Access Point can be made passive (2022-11, MRAP-23).
    pub mrap_failover: bool,
    /// Multi-Region Access Points take copies (2024-11, MRAP-29) and buckets of Regions that must
    /// be switched on first (LIM-12).
    pub mrap_copies: bool,
    /// Access points have aliases (2021-07, AP-18).
    pub access_point_aliases: bool,
    /// Access points of other accounts' buckets exist (2022-11, AP-36).
    pub cross_account_access_points: bool,
    /// Inter-Region peering carries 8500 bytes instead of 1500 (PEER-07).
    pub jumbo_inter_region_peering: bool,
    /// Security groups can be referenced over a Transit Gateway (2024-09, SG-07).
    pub tgw_security_group_references: bool,
    /// Crossing zones to an interface endpoint or Transit Gateway is free (2022-04, COST-12).
    pub free_cross_zone_to_endpoints: bool,
    /// Public IPv4 addresses are charged (2024-02, COST-04).
    pub public_ipv4_charge: bool,
    /// Denied requests of outsiders are not charged to the bucket's owner (2024-05, COST-21).
    pub free_outsider_denials: bool,
    /// VPCs behind one Direct Connect gateway reach each other by an announced supernet (2021-11,
    /// DX-06).
    pub direct_connect_neighbours: bool,
    /// A VPC can block all public access (2024-11, VPC-06).
    pub vpc_block_public_access: bool,
}

impl Features {
    /// What holds on `day`.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use vpcsim::aws::era::Features;
    /// assert!(!Features::on(date(2022, 1, 1)).s3_private_dns);
    /// assert!(Features::on(date(2023, 6, 1)).s3_private_dns);
    /// ```
    pub fn on(day: Date) -> Self {
        let since = |year, month, from| day >= date(year, month, from);
        Self {
            s3_interface_endpoints: since(2021, 2, 2),
            multi_region_access_points: since(2021, 9, 2),
            vpc_source_ip_key: since(2019, 12, 3),
            tgw_security_group_references: since(2024, 9, 25),
            ec2_instance_keys: since(2023, 2, 1),
            s3_private_dns: since(2023, 3, 14),
            cross_account_mrap: since(2023, 3, 1),
            mrap_failover: since(2022, 11, 28),
            mrap_copies: since(2024, 11, 13),
            access_point_aliases: since(2021, 7, 26),
            cross_account_access_points: since(2022, 11, 30),
            closed_new_buckets: since(2023, 4, 5),
            free_cross_zone_to_endpoints: since(2022, 4, 1),
            public_ipv4_charge: since(2024, 2, 1),
            free_outsider_denials: since(2024, 5, 13),
            resource_control_policies: since(2024, 11, 13),
            enriched_denials: since(2024, 11, 13),
            organization_denials: since(2025, 6, 16),
            direct_connect_neighbours: since(2021, 11, 18),
            ipv6_endpoints: since(2024, 11, 13),
            vpc_block_public_access: since(2024, 11, 19),
            jumbo_inter_region_peering: since(2024, 11, 13),
            vpce_keys: since(2025, 8, 29),
            source_vpc_arn_key: since(2025, 11, 15),
            cross_region_interface_endpoints: since(2025, 11, 15),
        }
    }

    /// What holds today, by this catalogue.
    pub fn newest() -> Self {
        Self::on(NEWEST_DAY)
    }
}

/// The day a scenario is set on when it names none.
pub const NEWEST_DAY: Date = date(2026, 11, 1);
