//! What `terraform show -json` prints of a plan or a state, turned into a scenario.
//!
//! ```text
//! JSON ──► Plan: every resource with what is known of it, and how it was written
//!            │  references: what an argument leads to when its value is not known yet
//!            ▼
//!          one file here for each kind of thing ──► the text of a scenario
//! ```
//!
//! Things are called by the ids that AWS gave them, and before they have any by their addresses.
//! What is not understood is listed, each once, with its address.

mod address;
mod plan;
mod block;
mod reference;
mod naming;
mod home;
mod policy;
mod vpc;
mod route;
mod rule;
mod security_group;
mod network_acl;
mod prefix_list;
mod endpoint;
mod peering;
mod transit_gateway;
mod premises;
mod iam;
mod storage;
mod host;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;
use serde_json::Value;

use crate::aws::account::AccountId;
use crate::diagnostic::{Diagnostic, Sources, Span};
use crate::import::ron::{Map, Record, Value as Written};
use plan::{Plan, Thing};
use reference::{Found, References};

/// What came of a plan or a state.
#[derive(Debug)]
pub struct Imported {
    /// The text of the scenario, as far as the plan was understood.
    pub text: String,
    /// What was not taken over, each once, with its address.
    pub notes: Vec<String>,
    /// What is wrong with the file; nothing may be written when there is any.
    pub faults: Vec<Diagnostic>,
    /// The file's text.
    pub sources: Sources,
}

/// The most lines of what was left out that a text tells at its head.
const NOTES_MAX: usize = 60;

/// Reads the plan or the state `text`, known as `name`.
///
/// ```
/// use vpcsim::import::terraform::read;
/// let plan = r#"{ "format_version": "1.2", "planned_values": { "root_module": { "resources": [
///     { "address": "aws_vpc.main", "mode": "managed", "type": "aws_vpc", "name": "main",
///       "values": { "cidr_block": "10.0.0.0/16" } } ] } } }"#;
/// let imported = read("plan.json", plan);
/// assert!(imported.faults.is_empty());
/// assert!(imported.text.contains(r#""vpc-main": Vpc("#));
/// ```
pub fn read(name: &str, text: &str) -> Imported {
    let mut sources = Sources::default();
    sources.add(name, text);
    let mut faults = Vec::new();
    let shown = match shown(text) {
        Ok(shown) => shown,
        Err(fault) => {
            faults.push(*fault);
            Value::Null
        }
    };
    let plan = Plan::of(&shown);
    faults.extend(twins(&plan, text));
    let mut importer = Importer::of(&plan);
    let mut scenario = importer.scenario();
    importer.tell_unread();
    let notes: Vec<String> = importer.notes.into_iter().collect();
    if !faults.is_empty() {
        scenario = Record::new("Scenario");
    }
    Imported {
        text: scenario.text(&preface(name, &notes)),
        notes,
        faults,
        sources,
    }
}

/// Lists at the head of the text what is not in it.
fn preface(name: &str, notes: &[String]) -> Vec<String> {
    let mut lines = vec![format!("Imported from {name}, which Terraform printed.")];
    if !notes.is_empty() {
        lines.push("Not as it is written there:".to_owned());
    }
    lines.extend(notes.iter().take(NOTES_MAX).map(|note| format!("- {note}")));
    if let Some(more) = notes.len().checked_sub(NOTES_MAX).filter(|more| *more > 0) {
        lines.push(format!("- and {more} more"));
    }
    lines
}

/// The JSON, if it is what `terraform show -json` prints in a version that is known.
fn shown(text: &str) -> Result<Value, Box<Diagnostic>> {
    let plain = text.trim_start_matches('\u{feff}');
    let skipped = text.len() - plain.len();
    let help = "run `terraform show -json` again: this file is broken";
    let shown: Value = serde_json::from_str(plain).map_err(|fault| {
        let line_start = plain
            .split_inclusive('\n')
            .take(fault.line().saturating_sub(1));
        let at = line_start.map(str::len).sum::<usize>() + fault.column().saturating_sub(1);
        let words = fault.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        let place = place(text, skipped + at.min(plain.len()), 1);
        Box::new(Diagnostic::error("not-json", words, place).help(help))
    })?;
    let at = text.find("\"format_version\"").unwrap_or(0);
    let version = shown.get("format_version").and_then(Value::as_str);
    let help = "give what `terraform show -json PLAN` or `terraform show -json` prints";
    let Some(version) = version else {
        let message = "this is neither a plan nor a state of Terraform: it has no `format_version`";
        let help = if shown.get("terraform_version").is_some() {
            "this is a state file itself; give what `terraform show -json` prints of it"
        } else {
            help
        };
        return Err(Box::new(
            Diagnostic::error("not-terraform", message, place(text, 0, 1)).help(help),
        ));
    };
    // Since Terraform 1.0 a larger first number means a shape that old readers do not understand.
    if !matches!(version.split('.').next(), Some("0" | "1")) {
        let message = format!("format version {version} is not known");
        let length = "\"format_version\"".len();
        let help = "versions 0 and 1 are: Terraform 0.12 to 1.x print them";
        let fault = Diagnostic::error("unknown-version", message, place(text, at, length));
        return Err(Box::new(fault.help(help)));
    }
    if shown.get("planned_values").is_none() && shown.get("values").is_none() {
        let message = "there is nothing in it: no `planned_values` and no `values`";
        let fault = Diagnostic::error("nothing-described", message, place(text, at, 1));
        return Err(Box::new(fault.help(help)));
    }
    Ok(shown)
}

fn place(text: &str, start: usize, length: usize) -> Span {
    let start = start.min(text.len());
    let byte = |at: usize| u32::try_from(at.min(text.len())).unwrap_or(u32::MAX);
    Span {
        start: byte(start),
        end: byte(start + length),
        ..Span::default()
    }
}

/// Two things of one kind with one id.
fn twins(plan: &Plan<'_>, text: &str) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut faults = Vec::new();
    for thing in plan.things.iter().filter(|thing| !thing.is_data) {
        // Of these the id is the scenario's name; other resources share ids with what they change.
        let is_named = ["aws_vpc", "aws_subnet", "aws_security_group"].contains(&thing.kind);
        let Some(id) = thing.text("id").filter(|_| is_named) else {
            continue;
        };
        if let Some(first) = seen.insert((thing.kind, id), thing.address) {
            let address = Value::String(thing.address.to_owned()).to_string();
            let at = text.find(&address).unwrap_or(0);
            let message = format!("`{}` and `{first}` have one id, `{id}`", thing.address);
            let fault = Diagnostic::error("duplicate-id", message, place(text, at, address.len()));
            faults.push(fault.help("a state tells each thing once: print it again"));
        }
    }
    faults
}

/// The work in hand: every part reads the plan and tells what is not taken over.
struct Importer<'a> {
    plan: &'a Plan<'a>,
    references: References<'a>,
    /// What each thing is called in the scenario, by position.
    names: Vec<String>,
    /// The VPC each thing stands in, as far as it is known.
    homes: BTreeMap<usize, usize>,
    /// Things that are taken over, or whose absence was told.
    read: BTreeSet<usize>,
    notes: IndexSet<String>,
    /// The account of things that do not tell theirs.
    account: String,
    /// Accounts by number, with their principals.
    accounts: BTreeMap<String, iam::Principals>,
    /// Networks on premises by name.
    sites: BTreeMap<String, premises::Site>,
}

impl<'a> Importer<'a> {
    fn of(plan: &'a Plan<'a>) -> Self {
        let mut importer = Self {
            references: References::of(plan),
            names: naming::names(plan),
            homes: BTreeMap::new(),
            read: BTreeSet::new(),
            notes: IndexSet::new(),
            account: String::new(),
            accounts: BTreeMap::new(),
            sites: BTreeMap::new(),
            plan,
        };
        importer.account = importer.usual_account();
        importer.find_homes();
        importer
    }

    fn scenario(&mut self) -> Record {
        self.principals();
        let prefix_lists = self.prefix_lists();
        let vpcs = self.vpcs();
        let peerings = self.peerings();
        let transit_gateways = self.transit_gateways();
        let lines = self.lines();
        let hosts = self.hosts();
        let storage = self.storage();
        Record::new("Scenario")
            // AWS has taken the policies, or will say itself what is wrong with them.
            .with("policy_validation", Written::Word("Lenient".to_owned()))
            .with_map("accounts", self.accounts_map())
            .with_map("prefix_lists", prefix_lists)
            .with_map("vpcs", vpcs)
            .with_map("vpc_peering_connections", peerings)
            .with_map("transit_gateways", transit_gateways)
            .with_map("on_premises", self.sites_map())
            .with_map("direct_connect_gateways", lines.gateways)
            .with_map("virtual_interfaces", lines.interfaces)
            .with_map("vpn_connections", lines.vpns)
            .with_map("hosts", hosts)
            .with_map("buckets", storage.buckets)
            .with_map("access_points", storage.access_points)
    }

    /// Every resource of these kinds, by position.
    fn all(&self, kinds: &[&str]) -> Vec<usize> {
        let things = self.plan.things.iter().enumerate();
        let found = things.filter(|(_, thing)| !thing.is_data && kinds.contains(&thing.kind));
        found.map(|(at, _)| at).collect()
    }

    fn thing(&self, at: usize) -> &'a Thing<'a> {
        &self.plan.things[at]
    }

    fn name(&self, at: usize) -> String {
        self.names[at].clone()
    }

    /// The comment above a thing: its address.
    fn remark(&self, at: usize) -> String {
        self.thing(at).address.to_owned()
    }

    /// Tells something of a thing that is not as it is written.
    fn note(&mut self, at: usize, what: impl AsRef<str>) {
        let address = self.thing(at).address;
        self.read.insert(at);
        self.notes.insert(format!("{address}: {}", what.as_ref()));
    }

    /// A thing is left out, and why.
    fn leave(&mut self, at: usize, why: impl AsRef<str>) {
        self.note(at, format!("left out: {}", why.as_ref()));
    }

    /// The one thing of these kinds that an argument leads to. When the plan does not tell which,
    /// but there is only one of them at all, it is that one, and told.
    fn one(&mut self, at: usize, argument: &str, kinds: &[&str]) -> Option<usize> {
        let found = self.references.argument(self.thing(at), argument, kinds);
        self.the_one(at, argument, kinds, &found)
    }

    fn the_one(
        &mut self,
        at: usize,
        argument: &str,
        kinds: &[&str],
        found: &Found,
    ) -> Option<usize> {
        match found.things.as_slice() {
            [one] => return Some(*one),
            [] => {}
            several => {
                let several = several
                    .iter()
                    .map(|it| format!("`{}`", self.thing(*it).address));
                let several = several.collect::<Vec<_>>().join(", ");
                self.note(
                    at,
                    format!("`{argument}` may be any of {several}: the plan does not tell which"),
                );
                return None;
            }
        }
        if found.lost.is_empty() {
            return None;
        }
        let strays = found.strays();
        if let [only] = self.all(kinds).as_slice() {
            let only = *only;
            let taken = self.thing(only).address;
            self.note(at, format!("`{argument}` comes by {strays}, which a plan does not tell: taken for `{taken}`, the only one"));
            return Some(only);
        }
        self.note(
            at,
            format!("`{argument}` comes by {strays}, which a plan does not tell"),
        );
        None
    }

    /// All things of these kinds that an argument leads to; what leads elsewhere is told.
    fn many(&mut self, at: usize, argument: &str, kinds: &[&str]) -> Vec<usize> {
        let found = self.references.argument(self.thing(at), argument, kinds);
        self.told(at, argument, found)
    }

    fn told(&mut self, at: usize, argument: &str, found: Found) -> Vec<usize> {
        let strays = found.strays();
        if !strays.is_empty() {
            self.note(
                at,
                format!("`{argument}` names {strays}, which is not in the plan"),
            );
        }
        found.things
    }

    /// Whether an argument is written, known or not.
    fn is_said(&self, at: usize, argument: &str, kinds: &[&str]) -> bool {
        !self
            .references
            .argument(self.thing(at), argument, kinds)
            .is_nothing()
    }

    /// Lists resources of which nobody made anything.
    fn tell_unread(&mut self) {
        for (at, thing) in self.plan.things.iter().enumerate() {
            if !thing.is_data && !self.read.contains(&at) {
                self.notes
                    .insert(format!("{}: not understood, left out", thing.address));
            }
        }
    }

    /// The account that most of the plan is about.
    fn usual_account(&mut self) -> String {
        let things = &self.plan.things;
        let asked = things.iter().find(|it| it.kind == "aws_caller_identity");
        let told = asked
            .and_then(|it| it.text("account_id"))
            .filter(|id| is_account(id));
        let known = things
            .iter()
            .filter(|it| !it.is_data)
            .find_map(|it| account_in(it));
        told.or(known).map_or_else(
            || {
                let account = "111122223333";
                self.notes
                    .insert(format!("no account is known: {account} stands for it"));
                account.to_owned()
            },
            str::to_owned,
        )
    }

    /// Whose a thing is; the account is one of the scenario's from now on.
    fn account_of(&mut self, at: usize) -> String {
        let account =
            account_in(self.thing(at)).map_or_else(|| self.account.clone(), str::to_owned);
        self.accounts.entry(account.clone()).or_default();
        account
    }
}

fn is_account(text: &str) -> bool {
    text.parse::<AccountId>().is_ok()
}

/// The account that a thing's own values tell.
fn account_in<'a>(thing: &Thing<'a>) -> Option<&'a str> {
    let owner = thing.text("owner_id").filter(|id| is_account(id));
    let of_arn = || {
        thing
            .text("arn")?
            .split(':')
            .nth(4)
            .filter(|id| is_account(id))
    };
    owner.or_else(of_arn)
}

/// A bare word of a scenario.
fn word(text: &str) -> Written {
    Written::Word(text.to_owned())
}

/// Names as a list of texts.
fn texts(names: Vec<String>) -> Vec<Written> {
    names.into_iter().map(Written::from).collect()
}

/// A map with one comment for each of its things.
fn add(map: &mut Map, name: String, remark: impl Into<Option<String>>, value: impl Into<Written>) {
    map.insert(name, remark.into(), value);
}
