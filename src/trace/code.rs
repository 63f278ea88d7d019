//! The closed list of reason codes; stable for ever, never reused.
//!
//! Network codes bear the names of AWS's Reachability Analyzer where it has one; the others are
//! named in its style. Each has a page, which `vpcsim explain CODE` prints.

use std::fmt;

/// Defines the codes once: their names in the program and for people.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Why something was stopped, broken or refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as people write it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

codes! {
    /// No line of the route table matches (RTE-10).
    NoRouteToDestination = "NO_ROUTE_TO_DESTINATION",
    /// The winning route's target is gone: blackhole (RTE-11).
    BadStateRoute = "BAD_STATE_ROUTE",
    /// No rule of the interface's security groups allows it (SG-01).
    EniSgRulesMismatch = "ENI_SG_RULES_MISMATCH",
    /// The interface's security groups have no rule at all for this direction.
    SgHasNoRules = "SG_HAS_NO_RULES",
    /// A network ACL's rule, or its implicit deny, drops it (NACL-01).
    SubnetAclRestriction = "SUBNET_ACL_RESTRICTION",
    /// Leaving by an internet gateway needs a public address (VPC-02).
    IgwPublicIpAssociationForEgress = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
    /// An internet gateway does not carry packets to private addresses.
    IgwDestinationPrivate = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS",
    /// No interface has this public address.
    IgwPrivateIpAssociationForIngress = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
    /// A NAT gateway translates only for sources that may use it (NAT-06).
    NgwRequiresSourceInVpc = "NGW_REQUIRES_SOURCE_IN_VPC",
    /// A private NAT gateway has no way to the internet (NAT-10).
    NgwHasNoPublicIp = "NGW_HAS_NO_PUBLIC_IP",
    /// A NAT gateway's port range to this destination is used up (NAT-02).
    NgwErrorPortAllocation = "NGW_ERROR_PORT_ALLOCATION",
    /// The packet belongs to no connection that this NAT gateway carries: nothing outside can
    /// begin one, and nothing inside can answer through it one that came another way (NAT-01).
    NgwNoConnection = "NGW_NO_CONNECTION",
    /// No network stands behind the virtual private gateway for this address.
    VgwNoRouteOnPremises = "VGW_NO_ROUTE_ON_PREMISES",
    /// Both ends of what a peering connection carries must lie in its two VPCs (PEER-04, PEER-05).
    PcxRequiresAddressInVpcCidr = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR",
    /// The Transit Gateway is not attached in the sender's zone (TGW-05).
    TgwRouteAzRestriction = "TGW_ROUTE_AZ_RESTRICTION",
    /// The Transit Gateway's attachment has no interface in the VPC (TGW-05).
    TgwAttachVpcAzRestriction = "TGW_ATTACH_VPC_AZ_RESTRICTION",
    /// The attachment the packet comes from has no route table (TGW-04).
    TgwAttachMissingTgwRtbAssociation = "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION",
    /// No route of the Transit Gateway's table matches (TGW-01).
    TgwRtbNoRouteToTgwAttachment = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
    /// The Transit Gateway's winning route is a blackhole (TGW-03).
    TgwRtbBadStateRoute = "TGW_RTB_BAD_STATE_ROUTE",
    /// The attachment does not work: its other side has not accepted (TGW-08).
    BadStateAttachment = "BAD_STATE_ATTACHMENT",
    /// A gateway carries only what the VPC's own addresses send (RTE-15).
    GatewayRejectsSpoofedTraffic = "GATEWAY_REJECTS_SPOOFED_TRAFFIC",
    /// A virtual private gateway carries only what its VPC's own addresses send (VPN-05).
    VgwPrivateIpAssociationForEgress = "VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS",
    /// From on premises only addresses of the VPC are reached (DX-01, VPN-05).
    VgwPrivateIpAssociationForIngress = "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
    /// A gateway endpoint serves only its own VPC (GWE-15).
    VpceGatewayEgressSourceAddressRestriction = "VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION",
    /// The Direct Connect gateway leads to nothing with this address (DX-05, DX-06).
    DxgwNoRoute = "DXGW_NO_ROUTE",
    /// A public virtual interface reaches public addresses of AWS only (DX-03).
    DxPublicOnlyAws = "DX_PUBLIC_ONLY_AWS",
    /// The line is cut, and its ends have not noticed yet (DX-10).
    LinkDown = "LINK_DOWN",
    /// The router on premises knows no way there.
    PremisesNoRoute = "PREMISES_NO_ROUTE",
    /// Nothing outside can begin a connection to a network on premises.
    PremisesNoConnection = "PREMISES_NO_CONNECTION",
    /// Full-size packets vanish and nobody tells their sender (TCP-21).
    PathMtuBlackHole = "PATH_MTU_BLACK_HOLE",
    /// An egress-only internet gateway carries only connections that begin inside (VPC-05).
    EigwNoConnection = "EIGW_NO_CONNECTION",
    /// VPC Block Public Access lets nothing pass between the VPC and the internet (VPC-06).
    VpcBlockPublicAccessEnabled = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED",
    /// The gateway does not carry this kind of packet, as IPv6 through a NAT gateway (NAT-11).
    ProtocolRestriction = "PROTOCOL_RESTRICTION",
    /// The sender has no address of the destination's family, IPv4 or IPv6 (DNS-21).
    EniNoAddressOfFamily = "ENI_NO_ADDRESS_OF_FAMILY",
    /// A gateway endpoint carries only its own service's addresses.
    VpceGatewayDestination = "VPCE_GATEWAY_DESTINATION_RESTRICTION",
    /// The interface drops what is neither from nor for an address of its own.
    EniSourceDestCheckRestriction = "ENI_SOURCE_DEST_CHECK_RESTRICTION",
    /// Nothing runs at the address: the machine is stopped, or the interface attached to nothing.
    HostDoesNotAnswer = "HOST_DOES_NOT_ANSWER",
    /// The packet reaches something of which nobody knows what it answers.
    AnswerUnknown = "ANSWER_UNKNOWN",
    /// The packet reaches an appliance; what it does with it is not known.
    ApplianceUnknown = "APPLIANCE_UNKNOWN",
    /// The load balancer has no listener for this protocol and port.
    Elbv2ListenersMismatch = "ELBV2_LISTENERS_MISMATCH",
    /// The load balancer's node has no target to send to.
    Elbv2NoTargetsInAz = "ELBV2_NO_TARGETS_IN_AZ",
    /// The load balancer would send the packet to its own sender, under its own address.
    Elbv2SourceAddressPreservation = "ELBV2_SOURCE_ADDRESS_PRESERVATION",
    /// The route leads to something that is not in the scenario.
    RouteLeavesScenario = "ROUTE_LEAVES_SCENARIO",
    /// The address lies in the VPC, but nothing has it.
    NoPossibleDestination = "NO_POSSIBLE_DESTINATION",
    /// The address is on no network that is simulated.
    UnknownDestination = "UNKNOWN_DESTINATION",
    /// The service does not answer on this port, and does not say so.
    TargetPortRestriction = "TARGET_PORT_RESTRICTION",
    /// The answer came under another address than was asked, or to somebody else (RTE-16).
    AsymmetricAnswer = "ASYMMETRIC_ANSWER",
    /// The packet went round in circles.
    RoutingLoop = "ROUTING_LOOP",
    /// The host is there but nothing listens on the port (TCP-01).
    TcpPortClosed = "TCP_PORT_CLOSED",
    /// The Availability Zone has failed, and everything in it with it (IFE-21).
    ZoneDown = "AVAILABILITY_ZONE_DOWN",
    /// The VPC resolver is turned off (DNS-01).
    DnsResolverDisabled = "DNS_RESOLVER_DISABLED",
    /// No such name.
    DnsNameUnknown = "DNS_NAME_UNKNOWN",
    /// A private zone answers for the name's domain, and does not hold it (DNS-04).
    DnsHiddenByPrivateZone = "DNS_HIDDEN_BY_PRIVATE_ZONE",
    /// The interface endpoint the name belongs to is pending, deleted or not yet created (IFE-26).
    DnsEndpointNotAvailable = "DNS_ENDPOINT_NOT_AVAILABLE",
    /// Nothing takes queries at the address they are forwarded to.
    DnsNoResolverThere = "DNS_NO_RESOLVER_THERE",
    /// The name leads from name to name, or resolver to resolver, without an end.
    DnsLoop = "DNS_LOOP",
    /// The name has no address of the kind asked for.
    DnsNoData = "DNS_NO_DATA",
    /// The certificate does not cover the name (S3R-19).
    TlsNameMismatch = "TLS_NAME_MISMATCH",
    /// A gateway endpoint took the connection's path over (TCP-10).
    GweCutover = "GWE_CUTOVER",
    /// A gateway endpoint gave the connection's path up (TCP-13).
    GweWithdrawn = "GWE_WITHDRAWN",
    /// Another change moved the connection to a path its far end does not know (TCP-19).
    PathReplaced = "PATH_REPLACED",
    /// A change left the open connection without a way (RTE-11, NACL-05).
    PathLost = "PATH_LOST",
    /// The NAT gateway had forgotten the idle connection (NAT-03).
    NatIdleTimeout = "NAT_IDLE_TIMEOUT",
    /// The interface endpoint had forgotten the idle connection (IFE-25).
    VpceIdleTimeout = "VPCE_IDLE_TIMEOUT",
    /// The host's security groups hold as many tracked connections as they can (SG-15).
    ConntrackAllowanceExceeded = "CONNTRACK_ALLOWANCE_EXCEEDED",
    /// The host's security groups had forgotten the idle connection (SG-12).
    ConntrackIdleTimeout = "CONNTRACK_IDLE_TIMEOUT",
    /// The network interface asks its VPC's resolver more often than it may (DNS-20).
    LinklocalAllowanceExceeded = "LINKLOCAL_ALLOWANCE_EXCEEDED",
    /// S3 had closed the idle connection (TCP-09).
    S3IdleClose = "S3_IDLE_CLOSE",
    /// The client gave up waiting for the next byte (TCP-03).
    ClientReadTimeout = "CLIENT_READ_TIMEOUT",
    /// The bucket lives in another Region than the endpoint asked (S3R-04).
    S3PermanentRedirect = "S3_PERMANENT_REDIRECT",
    /// The bucket is too new for the global name (S3R-06).
    S3TemporaryRedirect = "S3_TEMPORARY_REDIRECT",
    /// S3 does not redirect to this Region (S3R-07).
    S3IllegalLocation = "S3_ILLEGAL_LOCATION",
    /// The request was signed for another Region (S3R-05).
    S3WrongSigningRegion = "S3_WRONG_SIGNING_REGION",
    /// There is no bucket of this name (S3R-09).
    S3NoSuchBucket = "S3_NO_SUCH_BUCKET",
    /// There is no object under this key (S3R-09).
    S3NoSuchKey = "S3_NO_SUCH_KEY",
    /// There is no such object, and the caller may not know it (S3R-09).
    S3KeyDisguised = "S3_KEY_DISGUISED",
    /// The bucket has no policy (CFG-05).
    S3NoSuchBucketPolicy = "S3_NO_SUCH_BUCKET_POLICY",
    /// Another account asks for the bucket's policy, which no policy can open to it.
    S3PolicyOfOtherAccount = "S3_POLICY_OF_OTHER_ACCOUNT",
    /// The bucket's name breaks the naming rules (S3R-22).
    S3InvalidBucketName = "S3_INVALID_BUCKET_NAME",
    /// The bucket's name is taken (S3R-22).
    S3BucketAlreadyExists = "S3_BUCKET_ALREADY_EXISTS",
    /// The bucket still holds objects.
    S3BucketNotEmpty = "S3_BUCKET_NOT_EMPTY",
    /// S3 refuses the policy as it is written (CFG-01).
    S3MalformedPolicy = "S3_MALFORMED_POLICY",
    /// VPC endpoints carry no cross-Region copies (S3R-14).
    S3CrossRegionViaEndpoint = "S3_CROSS_REGION_VIA_ENDPOINT",
    /// The name is for another of S3's APIs than the request (IFE-08).
    S3WrongNameForApi = "S3_WRONG_NAME_FOR_API",
    /// The object is too large for one request (LIM-14).
    S3EntityTooLarge = "S3_ENTITY_TOO_LARGE",
    /// An identity-based policy denies it.
    IdentityExplicitDeny = "IDENTITY_EXPLICIT_DENY",
    /// No identity-based policy allows it.
    IdentityNoAllow = "IDENTITY_NO_ALLOW",
    /// The VPC endpoint's policy denies it (POL-05).
    EndpointExplicitDeny = "ENDPOINT_EXPLICIT_DENY",
    /// The VPC endpoint's policy does not allow it (POL-06).
    EndpointNoAllow = "ENDPOINT_NO_ALLOW",
    /// The bucket policy denies it (POL-12).
    BucketExplicitDeny = "BUCKET_EXPLICIT_DENY",
    /// The bucket policy does not allow it (POL-21).
    BucketNoAllow = "BUCKET_NO_ALLOW",
    /// The permissions boundary denies it.
    BoundaryExplicitDeny = "BOUNDARY_EXPLICIT_DENY",
    /// The permissions boundary does not allow it (POL-24).
    BoundaryNoAllow = "BOUNDARY_NO_ALLOW",
    /// The session policy denies it.
    SessionExplicitDeny = "SESSION_EXPLICIT_DENY",
    /// The session policy does not allow it (POL-25).
    SessionNoAllow = "SESSION_NO_ALLOW",
    /// A service control policy of the caller's organization denies it (SCP-02).
    ScpExplicitDeny = "SCP_EXPLICIT_DENY",
    /// Some level of the caller's organization does not allow it (SCP-02).
    ScpNoAllow = "SCP_NO_ALLOW",
    /// A resource control policy of the owner's organization denies it (RCP-01).
    RcpExplicitDeny = "RCP_EXPLICIT_DENY",
    /// No resource control policy allows it, which AWS's full access prevents (RCP-01).
    RcpNoAllow = "RCP_NO_ALLOW",
    /// The bucket's policy is public, so the bucket is shut to other accounts (BPA-06).
    BpaRestrictsPublicBucket = "BPA_RESTRICTS_PUBLIC_BUCKET",
    /// Block Public Access takes no public policy (BPA-05).
    BpaBlocksPublicPolicy = "BPA_BLOCKS_PUBLIC_POLICY",
    /// Block Public Access takes no public ACL (BPA-03).
    BpaBlocksPublicAcl = "BPA_BLOCKS_PUBLIC_ACL",
    /// No ACL grants it where only an ACL could (ACL-05, BPA-04).
    AclNoGrant = "ACL_NO_GRANT",
    /// The bucket takes no ACLs (S3R-17, ACL-02).
    AclNotSupported = "ACL_NOT_SUPPORTED",
    /// The access point is for one VPC, and the request did not come through an endpoint of it
    /// (AP-03).
    ApOriginMismatch = "AP_ORIGIN_MISMATCH",
    /// The access point's policy denies it.
    ApExplicitDeny = "AP_EXPLICIT_DENY",
    /// The access point's policy does not allow it, and its Allow is needed (POL-18).
    ApNoAllow = "AP_NO_ALLOW",
    /// Access points serve no unsigned requests (AP-15).
    ApNeedsSignature = "AP_NEEDS_SIGNATURE",
    /// Access points are served over HTTPS only (AP-35).
    ApNeedsHttps = "AP_NEEDS_HTTPS",
    /// An access point stands in the host name, never in the path (AP-35).
    ApNeedsVirtualHost = "AP_NEEDS_VIRTUAL_HOST",
    /// The access point's ARN is of another Region than the client's, which its SDK refuses to
    /// follow (AP-37).
    ClientArnRegionMismatch = "CLIENT_ARN_REGION_MISMATCH",
    /// No upload in parts of this key has begun, or it has ended.
    S3NoSuchUpload = "S3_NO_SUCH_UPLOAD",
    /// A part that cannot be: its number, its size, or that there is none.
    S3InvalidPart = "S3_INVALID_PART",
    /// Nothing of the object lies in the range that is asked for.
    S3InvalidRange = "S3_INVALID_RANGE",
    /// More requests than a prefix takes in a second (S3R-10).
    S3SlowDown = "S3_SLOW_DOWN",
    /// The requester must say that it pays (S3R-16).
    S3RequesterPays = "S3_REQUESTER_PAYS",
    /// S3 takes no such old version of TLS (IFE-18).
    TlsVersionRefused = "TLS_VERSION_REFUSED",
    /// The SDK's endpoint rules know no address for what it is told (AP-37).
    ClientRefusesAddress = "CLIENT_REFUSES_ADDRESS",
    /// No such access point (AP-38).
    S3NoSuchAccessPoint = "S3_NO_SUCH_ACCESS_POINT",
    /// The operation is for buckets, not for access points (AP-34).
    S3MethodNotAllowedViaAp = "S3_METHOD_NOT_ALLOWED_VIA_AP",
    /// An access point of that name exists (AP-20).
    S3AccessPointAlreadyOwned = "S3_ACCESS_POINT_ALREADY_OWNED",
    /// Access points lead to the bucket still (S3R-18, AP-42).
    S3BucketHasAccessPoints = "S3_BUCKET_HAS_ACCESS_POINTS",
    /// Aliases stand for buckets only, not for access points (AP-19).
    S3AliasNotAccepted = "S3_ALIAS_NOT_ACCEPTED",
    /// Copies through access points stay in one Region (AP-23).
    S3CrossRegionCopyViaAp = "S3_CROSS_REGION_COPY_VIA_AP",
    /// The Multi-Region Access Point's policy denies it (MRAP-16).
    MrapExplicitDeny = "MRAP_EXPLICIT_DENY",
    /// The Multi-Region Access Point's policy does not allow it, and its Allow is needed (MRAP-36).
    MrapNoAllow = "MRAP_NO_ALLOW",
    /// Multi-Region Access Points serve no unsigned requests (MRAP-15).
    MrapNeedsSignature = "MRAP_NEEDS_SIGNATURE",
    /// Multi-Region Access Points need a signature that is good in every Region (MRAP-27).
    MrapNeedsSigv4a = "MRAP_NEEDS_SIGV4A",
    /// The session token is not good in every Region (MRAP-28).
    MrapTokenNotGlobal = "MRAP_TOKEN_NOT_GLOBAL",
    /// Multi-Region Access Points are served over HTTPS only (MRAP-27).
    MrapNeedsHttps = "MRAP_NEEDS_HTTPS",
    /// What was reached is not the endpoint of Multi-Region Access Points, or is no other
    /// (MRAP-02).
    MrapNeedsGlobalEndpoint = "MRAP_NEEDS_GLOBAL_ENDPOINT",
    /// No such Multi-Region Access Point, or not yet (MRAP-26).
    S3NoSuchMultiRegionAccessPoint = "S3_NO_SUCH_MULTI_REGION_ACCESS_POINT",
    /// Multi-Region Access Points do not take the operation (MRAP-29).
    S3OperationNotSupportedViaMrap = "S3_OPERATION_NOT_SUPPORTED_VIA_MRAP",
    /// A Multi-Region Access Point holds the bucket still (MRAP-34).
    S3BucketInMrap = "S3_BUCKET_IN_MRAP",
    /// Something on the way is out of order and swallows every packet.
    Outage = "OUTAGE",
    /// S3 of the Region is out of order and answers nobody.
    S3Unavailable = "S3_UNAVAILABLE",
    /// Something failed inside S3.
    S3InternalError = "S3_INTERNAL_ERROR",
    /// The resolver of the VPC is out of order and answers nobody.
    DnsOutage = "DNS_OUTAGE",
    /// Packets were lost, and the client did not wait for their repetition.
    PacketLoss = "PACKET_LOSS",
    /// The client stopped waiting for an attempt as a whole.
    ClientAttemptTimeout = "CLIENT_ATTEMPT_TIMEOUT",
    /// The client stopped waiting for a call with all its attempts.
    ClientCallTimeout = "CLIENT_CALL_TIMEOUT",
    /// No connection of the client became free in time.
    ClientPoolTimeout = "CLIENT_POOL_TIMEOUT",
}

impl Code {
    /// The code of this name, in any case, with `-` as good as `_`.
    ///
    /// ```
    /// use vpcsim::trace::Code;
    /// assert_eq!(Code::parse("gwe-cutover"), Some(Code::GweCutover));
    /// ```
    pub fn parse(name: &str) -> Option<Self> {
        let wanted = name.trim().replace('-', "_").to_ascii_uppercase();
        Self::ALL.iter().copied().find(|code| code.name() == wanted)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
