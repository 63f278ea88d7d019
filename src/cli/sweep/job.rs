//! A sweep ready to run: the scenario's texts, and how each value is written into them.

use std::path::Path;

use super::super::prepared::{Prepared, text_of};
use super::super::stop::Stop;
use super::both::Both;
use super::grid::{Cell, Grid};
use crate::check::Checker;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::summary::{Subject, Summarist};
use crate::report::sweep::{Asked, Axis, row};
use crate::scenario::{Scenario, Setting, Texts};
use crate::sim;

/// A sweep ready to run.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) asked: Asked,
    grid: Grid,
    /// Every text of the scenario, by path.
    texts: Texts,
    /// The path of the scenario itself.
    main: String,
    /// By setting, then by value: which of the ways to write it is right.
    forms: Vec<Vec<usize>>,
}

impl Job {
    /// A sweep over `grid` of a scenario that can be run; every value must make one that can be
    /// run too.
    pub(super) fn new(
        prepared: &Prepared,
        file: &Path,
        grid: Grid,
        runs: u64,
    ) -> Result<Self, Stop> {
        let main = text_of(file)?.to_owned();
        let texts: Texts = prepared
            .sources
            .iter()
            .map(|(_, source)| (source.name.clone(), source.text.clone()))
            .collect();
        let axes = grid.swept.iter().map(|swept| Axis {
            path: swept.setting.path.clone(),
            values: swept.values.clone(),
        });
        let asked = Asked {
            vpcsim: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: file
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            texts: fingerprint(&texts),
            axes: axes.collect(),
            seeds: grid.seeds.clone(),
            runs,
        };
        let mut forms = Vec::new();
        for swept in &grid.swept {
            let values = swept.values.iter();
            let right = values.map(|value| form(&texts, &main, &swept.setting, value));
            forms.push(right.collect::<Result<_, _>>()?);
        }
        Ok(Self {
            asked,
            grid,
            texts,
            main,
            forms,
        })
    }

    /// Makes one run, and gives its row.
    pub(super) fn run(&self, run: u64) -> Result<String, Stop> {
        let cell = self.grid.cell(run);
        let (texts, values) = self.edited(&cell)?;
        let stop = |faults: &[Diagnostic]| {
            let set: Vec<String> = self
                .asked
                .axes
                .iter()
                .zip(&values)
                .map(|(axis, value)| format!("{}={value}", axis.path))
                .collect();
            faulty(&format!("run {run} with {}", set.join(" ")), faults)
        };
        let mut loaded = Scenario::load(&texts, &self.main);
        loaded.scenario.seed = cell.seed;
        let prepared = Prepared::of(loaded).map_err(|(faults, _)| stop(&faults))?;
        let (world, plan) = (&prepared.world, &prepared.plan);
        let checker =
            Checker::new(&prepared.scenario, world, plan).map_err(|faults| stop(&faults))?;
        let mut both = Both {
            summarist: Summarist::new(world, plan),
            checker,
        };
        sim::run(world.clone(), plan, cell.seed, &mut both);
        let findings = both.checker.findings();
        let met = findings.iter().filter(|finding| finding.is_met).count();
        let subject = Subject {
            scenario: self.asked.scenario.clone(),
            title: String::new(),
            seed: cell.seed,
        };
        let summary = both
            .summarist
            .finish(world, plan, &prepared.sources, subject);
        let expectations = (met, findings.len() - met);
        Ok(row(&self.asked, (run, &values), &summary, expectations))
    }

    /// The texts with the values of one combination in them, and those values.
    fn edited(&self, cell: &Cell) -> Result<(Texts, Vec<String>), Stop> {
        let mut texts = self.texts.clone();
        let mut values = Vec::new();
        for ((swept, position), forms) in self.grid.swept.iter().zip(&cell.values).zip(&self.forms)
        {
            let value = &swept.values[*position];
            let edits = edits(&texts, &self.main, &swept.setting, value)?;
            let form = forms[*position].min(edits.len().saturating_sub(1));
            if let Some((file, text)) = edits.into_iter().nth(form) {
                texts.insert(file, text);
            }
            values.push(value.clone());
        }
        Ok((texts, values))
    }
}

fn edits(
    texts: &Texts,
    main: &str,
    setting: &Setting,
    value: &str,
) -> Result<Vec<(String, String)>, Stop> {
    let edits = setting.edits(texts, main, value);
    edits.map_err(|wrong| Stop::because(wrong.message).help(wrong.help))
}

/// Which of the ways to write a value gives a scenario that can be run.
fn form(texts: &Texts, main: &str, setting: &Setting, value: &str) -> Result<usize, Stop> {
    let mut least: Option<Vec<Diagnostic>> = None;
    for (position, (file, text)) in edits(texts, main, setting, value)?.into_iter().enumerate() {
        let mut edited = texts.clone();
        edited.insert(file, text);
        let faults = match Prepared::of(Scenario::load(&edited, main)) {
            Err((faults, _)) => faults,
            Ok(prepared) => {
                match Checker::new(&prepared.scenario, &prepared.world, &prepared.plan) {
                    Ok(_) => return Ok(position),
                    Err(faults) => faults,
                }
            }
        };
        if least
            .as_ref()
            .is_none_or(|least| faults.len() < least.len())
        {
            least = Some(faults);
        }
    }
    let what = format!("`--set {}={value}`", setting.path);
    Err(faulty(&what, &least.unwrap_or_default()))
}

/// What stands in the way of a scenario with values that were set.
fn faulty(what: &str, faults: &[Diagnostic]) -> Stop {
    let error = faults
        .iter()
        .find(|fault| fault.severity == Severity::Error);
    match error {
        Some(fault) => Stop::because(format!("{what}: {}", fault.message)).help(fault.help.clone()),
        None => Stop::because(format!("{what}: the scenario cannot be run")),
    }
}

/// A fingerprint of names and texts (FNV-1a, 64 bits).
fn fingerprint(texts: &Texts) -> String {
    let bytes = texts.iter().flat_map(|(name, text)| {
        let name = name.rsplit('/').next().unwrap_or(name);
        name.bytes().chain([0]).chain(text.bytes()).chain([0])
    });
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
