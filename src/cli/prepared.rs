//! A scenario from its file to a world that can be run.

use std::path::Path;

use super::disk::Disk;
use super::stop::Stop;
use super::terminal::{Format, Terminal};
use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::report::faults;
use crate::scenario::{Files, Loaded, Scenario};
use crate::world::plan::Plan;
use crate::world::{World, build};

/// A scenario that can be run.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) scenario: Scenario,
    pub(super) sources: Sources,
    pub(super) world: World,
    pub(super) plan: Plan,
    /// What is worth knowing but stops nothing.
    pub(super) warnings: Vec<Diagnostic>,
}

/// A scenario that cannot be run: its faults and its texts.
pub(super) type Faulty = (Vec<Diagnostic>, Sources);

impl Prepared {
    /// Builds what was loaded.
    pub(super) fn of(loaded: Loaded) -> Result<Self, Faulty> {
        let is_error = |fault: &Diagnostic| fault.severity == Severity::Error;
        let Loaded {
            scenario,
            sources,
            mut faults,
        } = loaded;
        if faults.iter().any(is_error) {
            return Err((faults, sources));
        }
        let built = build(&scenario);
        faults.extend(built.faults);
        if faults.iter().any(is_error) {
            return Err((faults, sources));
        }
        Ok(Self {
            scenario,
            sources,
            world: built.world,
            plan: built.plan,
            warnings: faults,
        })
    }

    /// Reads and builds the scenario at `path`, and tells its warnings.
    pub(super) fn read(path: &Path, format: Format, terminal: &mut Terminal) -> Result<Self, Stop> {
        Self::read_seeded(path, None, format, terminal)
    }

    /// The same with another seed than the scenario's, if one is given: the plan draws by it, too.
    pub(super) fn read_seeded(
        path: &Path,
        seed: Option<u64>,
        format: Format,
        terminal: &mut Terminal,
    ) -> Result<Self, Stop> {
        let mut loaded = Scenario::load(&Disk, text_of(path)?);
        loaded.scenario.seed = seed.unwrap_or(loaded.scenario.seed);
        Self::told(loaded, format, terminal)
    }

    /// The same from other files, with the clients and requests of the scenario at `workload`, if
    /// there is one, in place of its own.
    pub(super) fn read_with(
        (files, path): (&dyn Files, &str),
        workload: Option<&str>,
        format: Format,
        terminal: &mut Terminal,
    ) -> Result<Self, Stop> {
        let loaded = match workload {
            Some(workload) => Scenario::load_with(files, path, workload),
            None => Scenario::load(files, path),
        };
        Self::told(loaded, format, terminal)
    }

    fn told(loaded: Loaded, format: Format, terminal: &mut Terminal) -> Result<Self, Stop> {
        let prepared =
            Self::of(loaded).map_err(|(faults, sources)| Stop::Faults(faults, sources, format))?;
        let colour = terminal.has_colour_aside();
        let page = faults::render(&prepared.warnings, &prepared.sources, colour);
        terminal.tell(&page);
        Ok(prepared)
    }
}

/// `path` as a text, as scenarios name files.
pub(super) fn text_of(path: &Path) -> Result<&str, Stop> {
    path.to_str().ok_or_else(|| {
        let message = format!("the path `{}` is not UTF-8", path.display());
        Stop::because(message).help("give the file another name")
    })
}
