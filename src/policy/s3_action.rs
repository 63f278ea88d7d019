//! S3's actions and the kinds of resources each applies to.

use super::context::Context;
use super::pattern::{Match, Pattern};

/// What an S3 action applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum S3Scope {
    /// A bucket (or an access point standing in for it).
    Bucket,
    /// An object.
    Object,
    /// No resource: only `*` matches (denials, trap 9).
    Nothing,
    /// Something else: an access point, a job, a lens.
    Other,
}

/// Actions on objects (Service Authorization Reference, Amazon S3).
const OBJECT: &str = "abortmultipartupload bypassgovernanceretention deleteobject \
deleteobjecttagging deleteobjectversion deleteobjectversiontagging getobject getobjectacl \
getobjectattributes getobjectlegalhold getobjectretention getobjecttagging getobjecttorrent \
getobjectversion getobjectversionacl getobjectversionattributes getobjectversionforreplication \
getobjectversiontagging getobjectversiontorrent initiatereplication listmultipartuploadparts \
objectowneroverridetobucketowner putobject putobjectacl putobjectlegalhold putobjectretention \
putobjecttagging putobjectversionacl putobjectversiontagging replicatedelete replicateobject \
replicatetags restoreobject updateobjectencryption";

/// Actions on buckets.
const BUCKET: &str = "createbucket createbucketmetadatatableconfiguration deletebucket \
deletebucketmetadatatableconfiguration deletebucketownershipcontrols deletebucketpolicy \
deletebucketwebsite getaccelerateconfiguration getanalyticsconfiguration getbucketabac getbucketacl \
getbucketcors getbucketlocation getbucketlogging getbucketmetadatatableconfiguration \
getbucketnotification getbucketobjectlockconfiguration getbucketownershipcontrols getbucketpolicy \
getbucketpolicystatus getbucketpublicaccessblock getbucketrequestpayment getbuckettagging \
getbucketversioning getbucketwebsite getencryptionconfiguration \
getintelligenttieringconfiguration getinventoryconfiguration getlifecycleconfiguration \
getmetricsconfiguration getreplicationconfiguration listbucket listbucketmultipartuploads \
listbucketversions pausereplication putaccelerateconfiguration putanalyticsconfiguration \
putbucketabac putbucketacl putbucketcors putbucketlogging putbucketnotification \
putbucketobjectlockconfiguration putbucketownershipcontrols putbucketpolicy \
putbucketpublicaccessblock putbucketrequestpayment putbuckettagging putbucketversioning \
putbucketwebsite putencryptionconfiguration putintelligenttieringconfiguration \
putinventoryconfiguration putlifecycleconfiguration putmetricsconfiguration \
putreplicationconfiguration updatebucketmetadatainventorytableconfiguration \
updatebucketmetadatajournaltableconfiguration";

/// Actions without resource.
const NOTHING: &str = "createjob getaccesspoint getaccountpublicaccessblock listaccesspoints \
listaccesspointsforobjectlambda listallmybuckets listjobs listmultiregionaccesspoints \
liststoragelensconfigurations liststoragelensgroups putaccesspointpublicaccessblock \
putaccountpublicaccessblock putstoragelensconfiguration createstoragelensgroup \
listaccessgrantsinstances";

/// Actions on access points, jobs, lenses and grants.
const OTHER: &str = "createaccesspoint createaccesspointforobjectlambda \
createmultiregionaccesspoint deleteaccesspoint deleteaccesspointforobjectlambda \
deleteaccesspointpolicy deleteaccesspointpolicyforobjectlambda deletejobtagging \
deletemultiregionaccesspoint deletestoragelensconfiguration deletestoragelensconfigurationtagging \
deletestoragelensgroup describejob describemultiregionaccesspointoperation \
getaccesspointconfigurationforobjectlambda getaccesspointforobjectlambda getaccesspointpolicy \
getaccesspointpolicyforobjectlambda getaccesspointpolicystatus \
getaccesspointpolicystatusforobjectlambda getdataaccess getjobtagging getmultiregionaccesspoint \
getmultiregionaccesspointpolicy getmultiregionaccesspointpolicystatus \
getmultiregionaccesspointroutes getstoragelensconfiguration getstoragelensconfigurationtagging \
getstoragelensdashboard getstoragelensgroup listcallersaccessgrants listtagsforresource \
putaccesspointconfigurationforobjectlambda putaccesspointpolicy \
putaccesspointpolicyforobjectlambda putjobtagging putmultiregionaccesspointpolicy \
putstoragelensconfigurationtagging submitmultiregionaccesspointroutes tagresource untagresource \
updatejobpriority updatejobstatus updatestoragelensgroup associateaccessgrantsidentitycenter \
createaccessgrant createaccessgrantsinstance createaccessgrantslocation deleteaccessgrant \
deleteaccessgrantsinstance deleteaccessgrantsinstanceresourcepolicy deleteaccessgrantslocation \
dissociateaccessgrantsidentitycenter getaccessgrant getaccessgrantsinstance \
getaccessgrantsinstanceforprefix getaccessgrantsinstanceresourcepolicy getaccessgrantslocation \
listaccessgrants listaccessgrantslocations putaccessgrantsinstanceresourcepolicy \
updateaccessgrantslocation";

/// All actions, lower-cased, without `s3:`.
fn all() -> impl Iterator<Item = (&'static str, S3Scope)> {
    let of = |names: &'static str, scope| names.split_whitespace().map(move |name| (name, scope));
    of(OBJECT, S3Scope::Object)
        .chain(of(BUCKET, S3Scope::Bucket))
        .chain(of(NOTHING, S3Scope::Nothing))
        .chain(of(OTHER, S3Scope::Other))
}

/// The scopes of the actions that `pattern`, lower-cased and with its `s3:`, stands for.
pub(super) fn scopes(pattern: &Pattern) -> Vec<S3Scope> {
    let context = Context::default();
    let mut scopes: Vec<S3Scope> = all()
        .filter(|(name, _)| pattern.matches(&format!("s3:{name}"), &context) == Match::Yes)
        .map(|(_, scope)| scope)
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

/// The known action nearest to `name`, which stands without `s3:`.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    crate::diagnostic::nearest(&lower, all().map(|(known, _)| known))
}
