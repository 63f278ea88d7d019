//! A folder of what AWS's `describe` commands printed, turned into a scenario.
//!
//! Files are known by what stands in them, not by their names: `describe-vpcs` prints a list
//! called `Vpcs`, wherever it is kept and however it is wrapped. Folders named after an account or
//! a Region say whose the files in them are. Files may be missing.
//!
//! Each kind of thing has one file here, which says how its description reads as a scenario.

mod draft;
mod endpoint;
mod filter;
mod kind;
mod load_balancer;
mod members;
mod network_interface;
mod notes;
mod peering;
mod prefix_list;
mod premises;
mod route_table;
mod snapshot;
mod storage;
mod thing;
mod transit_gateway;
mod vpc;

pub use draft::Draft;
pub use notes::Note;

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::account::AccountId;
use crate::aws::region::Region;
use crate::diagnostic::{Diagnostic, Sources, Span};
use crate::policy::json;
use kind::Kind;
use notes::Notes;
use snapshot::Snapshot;
use thing::{File, Thing};

/// One file of a folder.
#[derive(Debug, Clone)]
pub struct Dump {
    /// Its path inside the folder, with `/` between its parts.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What came of a folder.
#[derive(Debug)]
pub struct Imported {
    /// The scenario, as far as it was understood.
    pub draft: Draft,
    /// What was not taken over, each once, with its file.
    pub notes: Vec<Note>,
    /// What is wrong with the files; nothing may be written when there is any.
    pub faults: Vec<Diagnostic>,
    /// The files' texts.
    pub sources: Sources,
}

/// Reads the files of `folder`, in the order of their paths.
///
/// ```
/// use vpcsim::import::describe::{Dump, read};
/// let vpcs = r#"{ "Vpcs": [{ "VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16" }] }"#;
/// let dump = Dump { path: "us-east-1/Vpcs.json".into(), text: vpcs.into() };
/// let imported = read("mine", vec![dump]);
/// assert!(imported.faults.is_empty());
/// assert!(imported.draft.text().contains(r#""vpc-1": Vpc("#));
/// ```
pub fn read(folder: &str, mut dumps: Vec<Dump>) -> Imported {
    dumps.sort_by(|a, b| a.path.cmp(&b.path));
    let mut sources = Sources::default();
    // Faults are counted under the name of the first text.
    sources.add(folder, "");
    let mut faults = Vec::new();
    let mut files = Vec::new();
    for dump in dumps {
        match file_of(dump, &mut sources) {
            Ok(file) => files.push(file),
            Err(fault) => faults.push(*fault),
        }
    }
    let mut notes = Notes::default();
    let snapshot = Snapshot::of(&files, &mut notes);
    if faults.is_empty() && snapshot.all(Kind::Vpc).next().is_none() {
        let message = "no VPC is described in this folder";
        let fault = Diagnostic::error("nothing-described", message, Span::default());
        let help = "keep what `aws ec2 describe-vpcs`, `describe-subnets` and so on print as files \
                    that end in `.json`";
        faults.push(Diagnostic {
            span: None,
            ..fault.help(help)
        });
    }
    let mut importer = Importer {
        snapshot: &snapshot,
        draft: Draft::default(),
        notes,
        faults,
        unlisted: BTreeSet::new(),
        tenants: network_interface::tenants(&snapshot),
        machines: network_interface::machines(&snapshot),
        lists: BTreeSet::new(),
        attached_vpcs: BTreeSet::new(),
        written_peerings: BTreeSet::new(),
        peered_vpcs: BTreeSet::new(),
        referencing_vpcs: BTreeSet::new(),
        written_vpns: BTreeSet::new(),
        written_endpoints: BTreeSet::new(),
        written_balancers: BTreeSet::new(),
    };
    importer.faults.extend(snapshot.faults.iter().cloned());
    importer.prefix_lists();
    importer.peerings();
    importer.premises();
    importer.transit_gateways();
    importer.vpcs();
    importer.hosts();
    importer.storage();
    importer.tell_unread();
    members::tell_strange(&snapshot, &mut importer.notes);
    let Importer {
        mut draft,
        notes,
        faults,
        ..
    } = importer;
    let notes = notes.into_list();
    draft.list(&notes);
    Imported {
        draft,
        notes,
        faults,
        sources,
    }
}

/// Reads one file, and what its path says.
fn file_of(dump: Dump, sources: &mut Sources) -> Result<File, Box<Diagnostic>> {
    let Dump { path, text } = dump;
    let read = json::read(text.trim_start_matches('\u{feff}'));
    let offset = text.len() - text.trim_start_matches('\u{feff}').len();
    let source = sources.add(path.clone(), text);
    let root = read.map_err(|wrong| {
        let byte = |at: usize| u32::try_from(at + offset).unwrap_or(u32::MAX);
        let span = Span {
            source,
            start: byte(wrong.place.start),
            end: byte(wrong.place.end),
        };
        let fault = Diagnostic::error("not-json", wrong.why, span);
        Box::new(fault.help("run the describe command again: this file is broken"))
    })?;
    let folders = || path.split('/').rev().skip(1);
    let account = folders().find(|part| part.parse::<AccountId>().is_ok());
    Ok(File {
        source,
        account: account.map(str::to_owned),
        region: folders().find_map(Region::parse),
        root,
        path,
    })
}

/// The work in hand: every part reads the snapshot, adds to the draft, and tells what is wrong.
struct Importer<'a> {
    snapshot: &'a Snapshot<'a>,
    draft: Draft,
    notes: Notes,
    faults: Vec<Diagnostic>,
    /// Kinds whose list was missed and told of.
    unlisted: BTreeSet<Kind>,
    /// Whose machines stand in which subnet.
    tenants: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Instances whose network interfaces are described.
    machines: BTreeSet<&'a str>,
    /// Prefix lists whose ranges are known.
    lists: BTreeSet<String>,
    /// Which VPC is attached to which Transit Gateway.
    attached_vpcs: BTreeSet<(String, String)>,
    /// Peering connections that are in the scenario.
    written_peerings: BTreeSet<String>,
    /// VPCs that an active one joins.
    peered_vpcs: BTreeSet<(String, String)>,
    /// Which Transit Gateway lets the groups of which VPC be referenced.
    referencing_vpcs: BTreeSet<(String, String)>,
    /// VPN connections that are.
    written_vpns: BTreeSet<String>,
    /// Interface endpoints that are.
    written_endpoints: BTreeSet<String>,
    /// Load balancers that are.
    written_balancers: BTreeSet<String>,
}

impl<'a> Importer<'a> {
    /// Whether an id that `thing` names is described; otherwise a fault at its place, or a note
    /// when no list of that kind is in the folder.
    fn is_known(&mut self, kind: Kind, thing: &Thing<'a>, member: &str) -> bool {
        let Some(id) = thing.text(member) else {
            return false;
        };
        self.is_known_as(kind, id, thing.file, thing.span_of(member))
    }

    fn is_known_as(&mut self, kind: Kind, id: &str, file: &'a File, place: Span) -> bool {
        if self.snapshot.find(kind, id).is_some() {
            return true;
        }
        let noun = kind.shape().noun;
        if self.snapshot.lists(kind) {
            let message = format!("no {noun} `{id}` is described in this folder");
            let help = "the files must be of one moment: run the describe commands again";
            let fault = Diagnostic::error("unknown-id", message, place);
            self.faults.push(fault.label("points nowhere").help(help));
        } else if self.unlisted.insert(kind) {
            let list = kind.shape().lists[0];
            self.notes.tell(
                file,
                format!("names a {noun}, but no list of `{list}` is in the folder"),
            );
        }
        false
    }

    /// Lists kinds of things that are recognised and not taken over.
    fn tell_unread(&mut self) {
        for kind in UNREAD {
            let shape = kind.shape();
            let things = self.snapshot.all(*kind);
            for (_, thing) in things {
                self.notes
                    .unread(thing.file, format!("`{}`", shape.lists[0]));
            }
        }
    }

    /// The account a thing belongs to, noted as one of the scenario's.
    fn account_of(&mut self, thing: &Thing<'a>) -> String {
        let owner = thing.text("OwnerId").or(thing.text("ownerAccount"));
        let owner = owner.or(thing.file.account.as_deref());
        let account = owner.filter(|id| id.parse::<AccountId>().is_ok());
        if account.is_none() {
            let what = format!("does not say whose it is; account {UNSAID} stands for its owner");
            self.notes.tell(thing.file, what);
        }
        let account = account.unwrap_or(UNSAID);
        self.draft.accounts.insert(account.to_owned());
        account.to_owned()
    }
}

/// Kinds that are recognised and not taken over.
const UNREAD: &[Kind] = &[
    Kind::DbInstance,
    Kind::DirectConnectGateway,
    Kind::DirectConnectAssociation,
    Kind::VirtualInterface,
];

/// Stands for an owner nobody named.
const UNSAID: &str = "999999999999";
