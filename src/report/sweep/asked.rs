//! What a sweep was asked: of which scenario, over which values, with which seeds.

use serde_json::{Value, json};

/// The version of the shape of a sweep's files.
const VERSION: u64 = 1;

/// What a sweep was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The version of vpcsim that makes the runs.
    pub vpcsim: String,
    /// The scenario's name.
    pub scenario: String,
    /// A fingerprint of all its texts.
    pub texts: String,
    /// What is swept, in order; the first changes slowest.
    pub axes: Vec<Axis>,
    /// The seeds, which change fastest.
    pub seeds: Vec<u64>,
    /// How many runs that makes.
    pub runs: u64,
}

/// One setting and its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// The path of the setting.
    pub path: String,
    /// Its values as they were written.
    pub values: Vec<String>,
}

impl Asked {
    /// As one JSON object.
    pub fn to_json(&self) -> Value {
        let axes = self.axes.iter();
        let axes = axes.map(|axis| json!({ "path": axis.path, "values": axis.values }));
        json!({
            "version": VERSION,
            "vpcsim": self.vpcsim,
            "scenario": self.scenario,
            "texts": self.texts,
            "settings": axes.collect::<Vec<_>>(),
            "seeds": self.seeds,
            "runs": self.runs,
        })
    }

    /// Reads what [`Asked::to_json`] wrote.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let unknown = || "it does not say which sweep it is of".to_owned();
        let json: Value = serde_json::from_str(text).map_err(|_| unknown())?;
        if json["version"].as_u64() != Some(VERSION) {
            return Err(unknown());
        }
        let word = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(unknown);
        let list = |value: &Value| value.as_array().cloned().ok_or_else(unknown);
        let axes = list(&json["settings"])?.into_iter().map(|axis| {
            let values = list(&axis["values"])?;
            Ok(Axis {
                path: word(&axis["path"])?,
                values: values.iter().map(word).collect::<Result<_, _>>()?,
            })
        });
        let seeds = list(&json["seeds"])?;
        let seeds = seeds.iter().map(|seed| seed.as_u64().ok_or_else(unknown));
        Ok(Self {
            vpcsim: word(&json["vpcsim"])?,
            scenario: word(&json["scenario"])?,
            texts: word(&json["texts"])?,
            axes: axes.collect::<Result<_, String>>()?,
            seeds: seeds.collect::<Result<_, _>>()?,
            runs: json["runs"].as_u64().ok_or_else(unknown)?,
        })
    }

    /// Why another sheet is not of the same sweep.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        let differs = |what: &str, a: &str, b: &str| {
            (a != b).then(|| format!("they are of different {what}: `{a}` and `{b}`"))
        };
        differs("versions of vpcsim", &self.vpcsim, &other.vpcsim)
            .or_else(|| differs("scenarios", &self.scenario, &other.scenario))
            .or_else(|| {
                let what = "texts of the scenario, by their fingerprints";
                differs(what, &self.texts, &other.texts)
            })
            .or_else(|| (self != other).then(|| "they sweep over different values".to_owned()))
    }
}
