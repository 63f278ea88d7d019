//! The pages that explain the reason codes, one for each, as `vpcsim explain CODE` prints them.

use crate::trace::Code;

/// Lists the codes once; a code's page is the file `pages/<CODE>.md` beside this one.
macro_rules! page_of {
    ($code:expr, $($name:ident = $text:literal,)*) => {
        match $code {
            $(Code::$name => include_str!(concat!("pages/", $text, ".md")),)*
        }
    };
}

/// The page of `code`: Markdown that reads well as plain text, in lines of at most 90 characters.
///
/// Every page has the same headings: what it means, why, how it shows, how to fix, the AWS source
/// and the rules it rests on.
///
/// ```
/// use vpcsim::{report::pages::page, trace::Code};
/// assert!(page(Code::GweCutover).starts_with("# GWE_CUTOVER\n"));
/// ```
#[expect(clippy::too_many_lines, reason = "a list of one line a code")]
pub fn page(code: Code) -> &'static str {
    page_of! {
        code,
        NoRouteToDestination = "NO_ROUTE_TO_DESTINATION",
        BadStateRoute = "BAD_STATE_ROUTE",
        EniSourceDestCheckRestriction = "ENI_SOURCE_DEST_CHECK_RESTRICTION",
        HostDoesNotAnswer = "HOST_DOES_NOT_ANSWER",
        AnswerUnknown = "ANSWER_UNKNOWN",
        ApplianceUnknown = "APPLIANCE_UNKNOWN",
        Elbv2ListenersMismatch = "ELBV2_LISTENERS_MISMATCH",
        Elbv2NoTargetsInAz = "ELBV2_NO_TARGETS_IN_AZ",
        Elbv2SourceAddressPreservation = "ELBV2_SOURCE_ADDRESS_PRESERVATION",
        RouteLeavesScenario = "ROUTE_LEAVES_SCENARIO",
        EniSgRulesMismatch = "ENI_SG_RULES_MISMATCH",
        SgHasNoRules = "SG_HAS_NO_RULES",
        SubnetAclRestriction = "SUBNET_ACL_RESTRICTION",
        IgwPublicIpAssociationForEgress = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
        IgwDestinationPrivate = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS",
        IgwPrivateIpAssociationForIngress = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
        NgwRequiresSourceInVpc = "NGW_REQUIRES_SOURCE_IN_VPC",
        NgwHasNoPublicIp = "NGW_HAS_NO_PUBLIC_IP",
        NgwErrorPortAllocation = "NGW_ERROR_PORT_ALLOCATION",
        VgwNoRouteOnPremises = "VGW_NO_ROUTE_ON_PREMISES",
        PcxRequiresAddressInVpcCidr = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR",
        TgwRouteAzRestriction = "TGW_ROUTE_AZ_RESTRICTION",
        TgwAttachVpcAzRestriction = "TGW_ATTACH_VPC_AZ_RESTRICTION",
        TgwAttachMissingTgwRtbAssociation = "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION",
        TgwRtbNoRouteToTgwAttachment = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
        TgwRtbBadStateRoute = "TGW_RTB_BAD_STATE_ROUTE",
        BadStateAttachment = "BAD_STATE_ATTACHMENT",
        GatewayRejectsSpoofedTraffic = "GATEWAY_REJECTS_SPOOFED_TRAFFIC",
        VgwPrivateIpAssociationForEgress = "VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS",
        VgwPrivateIpAssociationForIngress = "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
        VpceGatewayEgressSourceAddressRestriction = "VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION",
        DxgwNoRoute = "DXGW_NO_ROUTE",
        DxPublicOnlyAws = "DX_PUBLIC_ONLY_AWS",
        LinkDown = "LINK_DOWN",
        PremisesNoRoute = "PREMISES_NO_ROUTE",
        PremisesNoConnection = "PREMISES_NO_CONNECTION",
        PathMtuBlackHole = "PATH_MTU_BLACK_HOLE",
        EigwNoConnection = "EIGW_NO_CONNECTION",
        VpcBlockPublicAccessEnabled = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED",
        ProtocolRestriction = "PROTOCOL_RESTRICTION",
        EniNoAddressOfFamily = "ENI_NO_ADDRESS_OF_FAMILY",
        VpceGatewayDestination = "VPCE_GATEWAY_DESTINATION_RESTRICTION",
        NoPossibleDestination = "NO_POSSIBLE_DESTINATION",
        UnknownDestination = "UNKNOWN_DESTINATION",
        RoutingLoop = "ROUTING_LOOP",
        TcpPortClosed = "TCP_PORT_CLOSED",
        DnsResolverDisabled = "DNS_RESOLVER_DISABLED",
        DnsNameUnknown = "DNS_NAME_UNKNOWN",
        DnsNoData = "DNS_NO_DATA",
        TlsNameMismatch = "TLS_NAME_MISMATCH",
        GweCutover = "GWE_CUTOVER",
        GweWithdrawn = "GWE_WITHDRAWN",
        PathReplaced = "PATH_REPLACED",
        PathLost = "PATH_LOST",
        NatIdleTimeout = "NAT_IDLE_TIMEOUT",
        S3IdleClose = "S3_IDLE_CLOSE",
        ClientReadTimeout = "CLIENT_READ_TIMEOUT",
        S3PermanentRedirect = "S3_PERMANENT_REDIRECT",
        S3TemporaryRedirect = "S3_TEMPORARY_REDIRECT",
        S3IllegalLocation = "S3_ILLEGAL_LOCATION",
        S3WrongSigningRegion = "S3_WRONG_SIGNING_REGION",
        S3NoSuchBucket = "S3_NO_SUCH_BUCKET",
        S3NoSuchKey = "S3_NO_SUCH_KEY",
        S3KeyDisguised = "S3_KEY_DISGUISED",
        S3NoSuchBucketPolicy = "S3_NO_SUCH_BUCKET_POLICY",
        NgwNoConnection = "NGW_NO_CONNECTION",
        TargetPortRestriction = "TARGET_PORT_RESTRICTION",
        AsymmetricAnswer = "ASYMMETRIC_ANSWER",
        S3PolicyOfOtherAccount = "S3_POLICY_OF_OTHER_ACCOUNT",
        S3InvalidBucketName = "S3_INVALID_BUCKET_NAME",
        S3BucketAlreadyExists = "S3_BUCKET_ALREADY_EXISTS",
        S3BucketNotEmpty = "S3_BUCKET_NOT_EMPTY",
        S3MalformedPolicy = "S3_MALFORMED_POLICY",
        S3CrossRegionViaEndpoint = "S3_CROSS_REGION_VIA_ENDPOINT",
        S3EntityTooLarge = "S3_ENTITY_TOO_LARGE",
        IdentityExplicitDeny = "IDENTITY_EXPLICIT_DENY",
        IdentityNoAllow = "IDENTITY_NO_ALLOW",
        EndpointExplicitDeny = "ENDPOINT_EXPLICIT_DENY",
        EndpointNoAllow = "ENDPOINT_NO_ALLOW",
        BucketExplicitDeny = "BUCKET_EXPLICIT_DENY",
        BucketNoAllow = "BUCKET_NO_ALLOW",
        BoundaryExplicitDeny = "BOUNDARY_EXPLICIT_DENY",
        BoundaryNoAllow = "BOUNDARY_NO_ALLOW",
        SessionExplicitDeny = "SESSION_EXPLICIT_DENY",
        SessionNoAllow = "SESSION_NO_ALLOW",
        ScpExplicitDeny = "SCP_EXPLICIT_DENY",
        ScpNoAllow = "SCP_NO_ALLOW",
        RcpExplicitDeny = "RCP_EXPLICIT_DENY",
        RcpNoAllow = "RCP_NO_ALLOW",
        BpaRestrictsPublicBucket = "BPA_RESTRICTS_PUBLIC_BUCKET",
        BpaBlocksPublicPolicy = "BPA_BLOCKS_PUBLIC_POLICY",
        BpaBlocksPublicAcl = "BPA_BLOCKS_PUBLIC_ACL",
        AclNoGrant = "ACL_NO_GRANT",
        AclNotSupported = "ACL_NOT_SUPPORTED",
        ApOriginMismatch = "AP_ORIGIN_MISMATCH",
        ApExplicitDeny = "AP_EXPLICIT_DENY",
        ApNoAllow = "AP_NO_ALLOW",
        ApNeedsSignature = "AP_NEEDS_SIGNATURE",
        ApNeedsHttps = "AP_NEEDS_HTTPS",
        ApNeedsVirtualHost = "AP_NEEDS_VIRTUAL_HOST",
        ClientArnRegionMismatch = "CLIENT_ARN_REGION_MISMATCH",
        S3NoSuchUpload = "S3_NO_SUCH_UPLOAD",
        S3InvalidPart = "S3_INVALID_PART",
        S3InvalidRange = "S3_INVALID_RANGE",
        S3SlowDown = "S3_SLOW_DOWN",
        S3RequesterPays = "S3_REQUESTER_PAYS",
        TlsVersionRefused = "TLS_VERSION_REFUSED",
        ClientRefusesAddress = "CLIENT_REFUSES_ADDRESS",
        S3NoSuchAccessPoint = "S3_NO_SUCH_ACCESS_POINT",
        S3MethodNotAllowedViaAp = "S3_METHOD_NOT_ALLOWED_VIA_AP",
        S3AccessPointAlreadyOwned = "S3_ACCESS_POINT_ALREADY_OWNED",
        S3BucketHasAccessPoints = "S3_BUCKET_HAS_ACCESS_POINTS",
        S3AliasNotAccepted = "S3_ALIAS_NOT_ACCEPTED",
        S3CrossRegionCopyViaAp = "S3_CROSS_REGION_COPY_VIA_AP",
        MrapExplicitDeny = "MRAP_EXPLICIT_DENY",
        MrapNoAllow = "MRAP_NO_ALLOW",
        MrapNeedsSignature = "MRAP_NEEDS_SIGNATURE",
        MrapNeedsSigv4a = "MRAP_NEEDS_SIGV4A",
        MrapTokenNotGlobal = "MRAP_TOKEN_NOT_GLOBAL",
        MrapNeedsHttps = "MRAP_NEEDS_HTTPS",
        MrapNeedsGlobalEndpoint = "MRAP_NEEDS_GLOBAL_ENDPOINT",
        S3NoSuchMultiRegionAccessPoint = "S3_NO_SUCH_MULTI_REGION_ACCESS_POINT",
        S3OperationNotSupportedViaMrap = "S3_OPERATION_NOT_SUPPORTED_VIA_MRAP",
        S3BucketInMrap = "S3_BUCKET_IN_MRAP",
        ZoneDown = "AVAILABILITY_ZONE_DOWN",
        DnsHiddenByPrivateZone = "DNS_HIDDEN_BY_PRIVATE_ZONE",
        DnsEndpointNotAvailable = "DNS_ENDPOINT_NOT_AVAILABLE",
        DnsNoResolverThere = "DNS_NO_RESOLVER_THERE",
        DnsLoop = "DNS_LOOP",
        VpceIdleTimeout = "VPCE_IDLE_TIMEOUT",
        ConntrackAllowanceExceeded = "CONNTRACK_ALLOWANCE_EXCEEDED",
        ConntrackIdleTimeout = "CONNTRACK_IDLE_TIMEOUT",
        LinklocalAllowanceExceeded = "LINKLOCAL_ALLOWANCE_EXCEEDED",
        S3WrongNameForApi = "S3_WRONG_NAME_FOR_API",
        Outage = "OUTAGE",
        S3Unavailable = "S3_UNAVAILABLE",
        S3InternalError = "S3_INTERNAL_ERROR",
        DnsOutage = "DNS_OUTAGE",
        PacketLoss = "PACKET_LOSS",
        ClientAttemptTimeout = "CLIENT_ATTEMPT_TIMEOUT",
        ClientCallTimeout = "CLIENT_CALL_TIMEOUT",
        ClientPoolTimeout = "CLIENT_POOL_TIMEOUT",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: [&str; 6] = [
        "## What it means",
        "## Why",
        "## How it shows",
        "## How to fix",
        "## AWS source",
        "## Rules",
    ];

    /// Whether `word` is a rule id such as `RTE-10`: capitals and digits, a hyphen, digits.
    fn is_rule_id(word: &str) -> bool {
        let Some((area, number)) = word.split_once('-') else {
            return false;
        };
        let is_area = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        !area.is_empty()
            && area.chars().all(is_area)
            && !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit())
    }

    #[test]
    fn every_page_begins_with_its_code_and_a_sentence() {
        for &code in Code::ALL {
            let mut lines = page(code).lines();
            assert_eq!(lines.next(), Some(format!("# {code}").as_str()));
            assert_eq!(lines.next(), Some(""), "{code}: no space below the title");
            assert!(
                lines.next().is_some_and(|line| !line.is_empty()),
                "{code}: no summary"
            );
        }
    }

    #[test]
    fn every_page_has_all_headings_in_order() {
        for &code in Code::ALL {
            let headings: Vec<_> = page(code)
                .lines()
                .filter(|l| l.starts_with("## "))
                .collect();
            assert_eq!(headings, HEADINGS, "{code}");
        }
    }

    #[test]
    fn every_page_cites_a_rule() {
        for &code in Code::ALL {
            let rules = page(code)
                .split_once("## Rules")
                .map_or("", |(_, rules)| rules);
            let words = rules.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            assert!(words.into_iter().any(is_rule_id), "{code}: no rule id");
        }
    }

    #[test]
    fn every_line_fits_a_terminal() {
        for &code in Code::ALL {
            for line in page(code).lines() {
                assert!(line.chars().count() <= 90, "{code}: too long: {line}");
            }
        }
    }
}
