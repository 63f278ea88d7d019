//! Loading a scenario: its text, the scenario files it includes, and the policy files it names.

use std::collections::BTreeMap;

use super::files::{NoFiles, folder_of};
use super::node::{Node, Parts};
use super::read::{Read, Reader};
use super::syntax;
use super::{Said, Scenario};
use crate::diagnostic::{Diagnostic, SourceId, Sources, Span};

/// Where texts come from; only `cli` reads real files.
pub trait Files {
    /// The bytes of the file at `path`, or why there are none.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// Texts in memory, by path.
impl Files for BTreeMap<String, String> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let text = self.get(path).ok_or("there is no such file")?;
        Ok(text.clone().into_bytes())
    }
}

/// All that came of loading a scenario.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What could be read; empty when nothing could.
    pub scenario: Scenario,
    /// Every text that was read, the scenario's first.
    pub sources: Sources,
    /// Every fault, in the order of their places.
    pub faults: Vec<Diagnostic>,
}

/// Fields that only the main file may have.
const MAIN_ONLY: [&str; 5] = ["title", "seed", "as_of", "policy_validation", "model"];

/// The longest chain of files that include each other.
const CHAIN_MAX: usize = 32;

impl Scenario {
    /// Reads the scenario at `path` and all the files it names, each relative to the file that
    /// names it and inside the main file's folder.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use vpcsim::scenario::Scenario;
    /// let files = BTreeMap::from([
    ///     ("s/main.ron".to_owned(), r#"Scenario(seed: 7, include: ["more/b.ron"])"#.to_owned()),
    ///     ("s/more/b.ron".to_owned(), r#"(buckets: {"b": Bucket(account: "1", region: "r")})"#.to_owned()),
    /// ]);
    /// let loaded = Scenario::load(&files, "s/main.ron");
    /// assert!(loaded.faults.is_empty());
    /// assert!(loaded.scenario.buckets.contains_key("b"));
    /// ```
    pub fn load(files: &dyn Files, path: &str) -> Loaded {
        let (root, name) = path.split_at(folder_of(path).len());
        let mut reader = Reader::new(files, root.to_owned());
        let scenario = match reader.open(name, None) {
            Ok(source) => Loading::of(&mut reader).file(name, source),
            Err(fault) => {
                reader.fault(*fault);
                None
            }
        };
        finish(scenario, reader)
    }

    /// Reads the scenario at `path` with the workload of the one at `workload`, in place of its own:
    /// the same requests put to several designs.
    ///
    /// Everything that stands in `workload` is added; its seed counts, and its day and model where
    /// the design has none. Files that it names are relative to itself.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use vpcsim::scenario::Scenario;
    /// let files = BTreeMap::from([
    ///     ("d/net.ron".to_owned(), r#"(hosts: { "web": Host(internet: "203.0.113.7") })"#.to_owned()),
    ///     ("w/asks.ron".to_owned(), r#"(seed: 9, clients: { "c": Client(host: "web") })"#.to_owned()),
    /// ]);
    /// let loaded = Scenario::load_with(&files, "d/net.ron", "w/asks.ron");
    /// assert!(loaded.faults.is_empty() && loaded.scenario.clients.contains_key("c"));
    /// assert_eq!(loaded.scenario.seed, 9);
    /// ```
    pub fn load_with(files: &dyn Files, path: &str, workload: &str) -> Loaded {
        let (root, name) = path.split_at(folder_of(path).len());
        let mut reader = Reader::new(files, root.to_owned());
        let mut parts = [(root, name), workload.split_at(folder_of(workload).len())]
            .map(|(root, name)| {
                root.clone_into(&mut reader.root);
                reader.opened.clear();
                match reader.open(name, None) {
                    Ok(source) => Loading::of(&mut reader).file(name, source),
                    Err(fault) => {
                        reader.fault(*fault);
                        None
                    }
                }
            })
            .into_iter();
        let (design, asks) = (parts.next().flatten(), parts.next().flatten());
        let scenario = design.zip(asks).map(|(mut design, mut asks)| {
            design.workload.clear();
            design.seed = asks.seed;
            design.as_of = design.as_of.or(asks.as_of.take());
            design.model = design.model.or(asks.model.take());
            design.absorb(asks, &mut reader.faults);
            design
        });
        finish(scenario, reader)
    }

    /// Reads a text that names no files.
    ///
    /// ```
    /// let loaded = vpcsim::scenario::Scenario::parse("Scenario(sed: 7)");
    /// assert_eq!(loaded.faults[0].message, "`Scenario` has no field `sed`");
    /// ```
    pub fn parse(text: &str) -> Loaded {
        let name = "scenario.ron";
        let mut reader = Reader::new(&NoFiles, String::new());
        let scenario = match reader.add(name, text.as_bytes().to_vec(), None) {
            Ok(source) => Loading::of(&mut reader).file(name, source),
            Err(fault) => {
                reader.fault(*fault);
                None
            }
        };
        finish(scenario, reader)
    }
}

/// A scenario in which nothing exists and nothing happens.
impl Default for Scenario {
    fn default() -> Self {
        Self::parse("()").scenario
    }
}

fn finish(scenario: Option<Scenario>, reader: Reader<'_>) -> Loaded {
    let mut faults = reader.faults;
    faults.sort_by_key(|fault| fault.span);
    Loaded {
        scenario: scenario.unwrap_or_default(),
        sources: reader.sources,
        faults,
    }
}

/// The files on the way from the main one to the one being read.
struct Loading<'r, 'f> {
    reader: &'r mut Reader<'f>,
    chain: Vec<(String, Option<Span>)>,
    seen: Vec<String>,
}

impl<'r, 'f> Loading<'r, 'f> {
    fn of(reader: &'r mut Reader<'f>) -> Self {
        Self {
            reader,
            chain: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// Reads one file and all that it includes.
    fn file(&mut self, path: &str, source: SourceId) -> Option<Scenario> {
        let text = self.reader.sources.text(source).text.clone();
        let node = match syntax::check(&text, source) {
            Ok(node) => node,
            Err(fault) => {
                self.reader.fault(*fault);
                return None;
            }
        };
        if !self.seen.is_empty() {
            self.refuse_main_fields(node);
        }
        self.seen.push(path.to_owned());
        folder_of(path).clone_into(&mut self.reader.folder);
        let mut scenario = Scenario::read(node, self.reader)?;
        for included in std::mem::take(&mut scenario.include) {
            folder_of(path).clone_into(&mut self.reader.folder);
            self.chain.push((path.to_owned(), Some(included.at)));
            let known_faults = self.reader.faults.len();
            match self.included(&included) {
                Some(part) => scenario.absorb(part, &mut self.reader.faults),
                None if self.reader.faults.len() > known_faults => scenario.lose_some(),
                None => {}
            }
            self.chain.pop();
        }
        Some(scenario)
    }

    fn included(&mut self, included: &Said<String>) -> Option<Scenario> {
        let path = match self.reader.inside(included) {
            Ok(path) => path,
            Err(fault) => {
                self.reader.fault(*fault);
                return None;
            }
        };
        if self.chain.iter().any(|(above, _)| *above == path) {
            let fault = self.cycle(&path, included.at);
            self.reader.fault(fault);
            return None;
        }
        if self.seen.contains(&path) {
            return None;
        }
        if self.chain.len() >= CHAIN_MAX {
            let message = format!("more than {CHAIN_MAX} files include each other");
            let fault = Diagnostic::error("include-depth", message, included.at)
                .help("include the files from the main one");
            self.reader.fault(fault);
            return None;
        }
        match self.reader.open(&path, Some(included.at)) {
            Ok(source) => self.file(&path, source),
            Err(fault) => {
                self.reader.fault(*fault);
                None
            }
        }
    }

    fn cycle(&self, path: &str, at: Span) -> Diagnostic {
        let from = self.chain.iter().position(|(above, _)| above == path);
        let circle = &self.chain[from.unwrap_or(0)..];
        let mut names: Vec<String> = circle.iter().map(|(name, _)| format!("`{name}`")).collect();
        names.push(format!("`{path}`"));
        let mut fault = Diagnostic::error("include-cycle", "these files include each other", at)
            .label("comes back to where it began")
            .help(format!(
                "{}; leave one of these out",
                names.join(" includes ")
            ));
        for (_, place) in &circle[..circle.len() - 1] {
            if let Some(place) = place {
                fault = fault.related(*place, "on this way");
            }
        }
        fault
    }

    fn refuse_main_fields(&mut self, node: Node<'_>) {
        let Some(Parts::Named(fields)) = node.brackets().and_then(Node::parts) else {
            return;
        };
        for (name, _) in fields {
            if MAIN_ONLY.contains(&name.text) {
                let message = format!("`{}` belongs in the main file", name.text);
                let fault = Diagnostic::error("main-file-only", message, name.at)
                    .help("an included file adds things; it does not set what holds for all");
                self.reader.fault(fault);
            }
        }
    }
}

impl Scenario {
    /// Remembers that things are missing, so that their ids are not called unknown.
    fn lose_some(&mut self) {
        self.accounts.lose_some();
        self.organizations.lose_some();
        self.prefix_lists.lose_some();
        self.vpcs.lose_some();
        self.vpc_peering_connections.lose_some();
        self.transit_gateways.lose_some();
        self.on_premises.lose_some();
        self.direct_connect_gateways.lose_some();
        self.virtual_interfaces.lose_some();
        self.vpn_connections.lose_some();
        self.hosted_zones.lose_some();
        self.resolver_endpoints.lose_some();
        self.resolver_rules.lose_some();
        self.hosts.lose_some();
        self.buckets.lose_some();
        self.access_points.lose_some();
        self.multi_region_access_points.lose_some();
        self.clients.lose_some();
    }

    /// Adds the things of an included file; lists go on in order.
    fn absorb(&mut self, part: Self, faults: &mut Vec<Diagnostic>) {
        self.accounts.absorb(part.accounts, faults);
        self.organizations.absorb(part.organizations, faults);
        self.prefix_lists.absorb(part.prefix_lists, faults);
        self.vpcs.absorb(part.vpcs, faults);
        self.vpc_peering_connections
            .absorb(part.vpc_peering_connections, faults);
        self.transit_gateways.absorb(part.transit_gateways, faults);
        self.on_premises.absorb(part.on_premises, faults);
        self.direct_connect_gateways
            .absorb(part.direct_connect_gateways, faults);
        self.virtual_interfaces
            .absorb(part.virtual_interfaces, faults);
        self.vpn_connections.absorb(part.vpn_connections, faults);
        self.hosted_zones.absorb(part.hosted_zones, faults);
        self.resolver_endpoints
            .absorb(part.resolver_endpoints, faults);
        self.resolver_rules.absorb(part.resolver_rules, faults);
        self.hosts.absorb(part.hosts, faults);
        self.buckets.absorb(part.buckets, faults);
        self.access_points.absorb(part.access_points, faults);
        self.multi_region_access_points
            .absorb(part.multi_region_access_points, faults);
        self.clients.absorb(part.clients, faults);
        self.workload.extend(part.workload);
        self.probes.extend(part.probes);
        self.timeline.extend(part.timeline);
        self.expect.extend(part.expect);
    }
}
