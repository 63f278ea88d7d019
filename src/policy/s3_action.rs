//! S3's actions and the kinds of resources each applies to.

use std::sync::LazyLock;

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

/// Every known action in full, by its number.
static NUMBERED: LazyLock<Vec<String>> =
    LazyLock::new(|| all().map(|(name, _)| format!("s3:{name}")).collect());

/// The number of an action, lower-cased and with its `s3:`, if it is a known one of S3.
pub(super) fn number(action: &str) -> Option<u8> {
    let at = NUMBERED.iter().position(|known| known == action)?;
    u8::try_from(at).ok()
}

/// A set of S3's actions, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct S3Actions([u64; 4]);

impl S3Actions {
    /// The actions, in full and lower-cased, of which `covers` is true.
    pub(super) fn covered_by(covers: impl Fn(&str) -> bool) -> Self {
        let mut set = Self::default();
        for (number, action) in (0u8..=u8::MAX).zip(NUMBERED.iter()) {
            if covers(action) {
                set.0[usize::from(number >> 6)] |= 1 << (number & 63);
            }
        }
        set
    }

    /// Whether the action of this number is in the set.
    #[inline]
    pub(super) fn contains(&self, number: u8) -> bool {
        self.0[usize::from(number >> 6)] & (1 << (number & 63)) != 0
    }
}

/// The known action nearest to `name`, which stands without `s3:`.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    crate::diagnostic::nearest(&lower, all().map(|(known, _)| known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_name_actions_once() {
        let mut names: Vec<&str> = all().map(|(name, _)| name).collect();
        assert!(names.len() <= 256, "a number is a byte");
        names.sort_unstable();
        assert!(
            names.windows(2).all(|pair| pair[0] != pair[1]),
            "no action stands twice"
        );
        let set = S3Actions::covered_by(|action| action.starts_with("s3:get"));
        for (action, inside) in [("s3:getobject", true), ("s3:putobject", false)] {
            assert_eq!(number(action).map(|n| set.contains(n)), Some(inside));
        }
        assert_eq!(number("s3:getobjectfast"), None);
    }
}
