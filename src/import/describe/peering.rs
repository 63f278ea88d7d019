//! VPC peering connections.

use super::Importer;
use super::kind::Kind;
use crate::import::ron::{Record, Value};

impl Importer<'_> {
    /// Every peering connection both of whose VPCs are described.
    pub(super) fn peerings(&mut self) {
        let snapshot = self.snapshot;
        for (id, peering) in snapshot.all(Kind::VpcPeeringConnection) {
            let side = |name: &str| peering.inner(name)?.text("VpcId");
            let (asks, asked) = (side("RequesterVpcInfo"), side("AccepterVpcInfo"));
            let state = peering.inner("Status");
            let state = state.and_then(|it| it.text("Code")).unwrap_or("active");
            let status = match state {
                "active" => None,
                "pending-acceptance" | "provisioning" | "initiating-request" => {
                    Some(Value::Word("PendingAcceptance".to_owned()))
                }
                // Routes to what is gone are told as blackholes.
                _ => {
                    let what = format!("the peering connection `{id}` is {state}");
                    self.notes.unread(peering.file, what);
                    continue;
                }
            };
            let is_here =
                |vpc: Option<&str>| vpc.is_some_and(|vpc| snapshot.find(Kind::Vpc, vpc).is_some());
            if !is_here(asks) || !is_here(asked) {
                let what =
                    format!("the peering connection `{id}`, one side of which is not described");
                self.notes.unread(peering.file, what);
                continue;
            }
            if let (Some(asks), Some(asked), None) = (asks, asked, &status) {
                let pair = (asks.to_owned(), asked.to_owned());
                self.peered_vpcs.insert(pair);
            }
            let record = Record::new("VpcPeeringConnection")
                .with_some("requester", asks)
                .with_some("accepter", asked)
                .with_some("status", status);
            self.written_peerings.insert(id.to_owned());
            self.draft.peerings.insert(id, peering.name_tag(), record);
        }
    }
}
