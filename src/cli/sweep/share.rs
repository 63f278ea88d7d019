//! Which runs of a sweep are this process's: all, one shard of them, or those that are named.

use super::values::Bad;

/// Where a batch system says which of many alike jobs this one is.
struct Place {
    /// The variable with the job's number.
    number: &'static str,
    /// The one that says at which number they begin; 0 without it.
    first: Option<&'static str>,
    /// The one that says how far their numbers lie apart; 1 without it.
    step: Option<&'static str>,
}

const PLACES: [Place; 3] = [
    Place {
        number: "AWS_BATCH_JOB_ARRAY_INDEX",
        first: None,
        step: None,
    },
    Place {
        number: "JOB_COMPLETION_INDEX",
        first: None,
        step: None,
    },
    Place {
        number: "SLURM_ARRAY_TASK_ID",
        first: Some("SLURM_ARRAY_TASK_MIN"),
        step: Some("SLURM_ARRAY_TASK_STEP"),
    },
];

/// One of several parts of a sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shard {
    /// Which, from 1.
    pub(super) number: u64,
    /// Of how many.
    pub(super) of: u64,
}

impl Shard {
    /// Reads `2/16`, or `auto/16`: then `environment` knows which.
    pub(super) fn parse(
        text: &str,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Bad> {
        let help = "write `--shard 2/16`, or `--shard auto/16` in a job of a batch system";
        let bad = |what: &str| (format!("`--shard {text}`: {what}"), help.to_owned());
        let (number, of) = text
            .split_once('/')
            .ok_or_else(|| bad("it is one part of several"))?;
        let of: u64 = of
            .parse()
            .map_err(|_| bad("the second number says how many parts"))?;
        let number = if number == "auto" || number.is_empty() {
            number_of_job(environment).map_err(|what| bad(&what))?
        } else {
            number
                .parse()
                .map_err(|_| bad("the first number says which part"))?
        };
        if !(1..=of).contains(&number) {
            return Err(bad(&format!(
                "there is no part {number} of {of}; parts count from 1"
            )));
        }
        Ok(Self { number, of })
    }

    /// Whether a run is one of this part's: every so many.
    pub(super) fn has(self, run: u64) -> bool {
        (run + self.of - self.number).is_multiple_of(self.of) && run >= self.number
    }
}

/// Which of its jobs a batch system says this is, from 1.
fn number_of_job(environment: impl Fn(&str) -> Option<String>) -> Result<u64, String> {
    for place in &PLACES {
        let Some(said) = environment(place.number) else {
            continue;
        };
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let other = |name: Option<&str>, default: u64| match name.and_then(&environment) {
            Some(text) => number(&text),
            None => Some(default),
        };
        let position = || {
            let after = number(&said)?.checked_sub(other(place.first, 0)?)?;
            let step = other(place.step, 1)?.max(1);
            after.is_multiple_of(step).then_some(after / step + 1)
        };
        return position().ok_or_else(|| {
            format!(
                "`{}` is `{said}`, which is no number of a job",
                place.number
            )
        });
    }
    let names: Vec<&str> = PLACES.iter().map(|place| place.number).collect();
    Err(format!("none of {} is set", names.join(", ")))
}

/// Reads `3,7-9` as the runs 3, 7, 8 and 9 of `all`.
pub(super) fn runs_of(text: &str, all: u64) -> Result<Vec<u64>, Bad> {
    let help = format!("write numbers from 1 to {all}: `--runs 3,7-9`");
    let bad = || (format!("`--runs {text}` names no runs"), help.clone());
    let mut runs = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let first: u64 = first.trim().parse().map_err(|_| bad())?;
        let last: u64 = last.trim().parse().map_err(|_| bad())?;
        if first == 0 || first > last || last > all {
            return Err(bad());
        }
        runs.extend(first..=last);
    }
    runs.sort_unstable();
    runs.dedup();
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use super::{Shard, runs_of};

    #[test]
    fn shards_are_disjoint_and_complete() {
        for of in 1..7 {
            for run in 1..40 {
                let owners = (1..=of).filter(|number| {
                    Shard {
                        number: *number,
                        of,
                    }
                    .has(run)
                });
                assert_eq!(owners.count(), 1, "{run} of {of}");
            }
        }
    }

    #[test]
    fn batch_systems_say_which_shard_it_is() {
        let with = |set: &'static [(&str, &str)]| {
            let environment = move |name: &str| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            Shard::parse("auto/4", environment).map(|shard| shard.number)
        };
        assert_eq!(with(&[("AWS_BATCH_JOB_ARRAY_INDEX", "0")]), Ok(1));
        assert_eq!(with(&[("JOB_COMPLETION_INDEX", "3")]), Ok(4));
        assert_eq!(
            with(&[("SLURM_ARRAY_TASK_ID", "1"), ("SLURM_ARRAY_TASK_MIN", "1")]),
            Ok(1)
        );
        assert_eq!(with(&[("SLURM_ARRAY_TASK_ID", "2")]), Ok(3));
        let stepped = |id| {
            let place = move |name: &str| {
                let found = match name {
                    "SLURM_ARRAY_TASK_ID" => id,
                    "SLURM_ARRAY_TASK_MIN" => "5",
                    "SLURM_ARRAY_TASK_STEP" => "3",
                    _ => return None,
                };
                Some(found.to_owned())
            };
            Shard::parse("auto/4", place).map(|shard| shard.number)
        };
        assert_eq!(["5", "8", "14"].map(stepped), [Ok(1), Ok(2), Ok(4)]);
        assert!(stepped("4").is_err() && stepped("6").is_err() && stepped("17").is_err());
        for wrong in [
            &[][..],
            &[("JOB_COMPLETION_INDEX", "4")],
            &[("JOB_COMPLETION_INDEX", "x")],
        ] {
            assert!(with(wrong).is_err(), "{wrong:?}");
        }
        for wrong in ["3", "0/4", "5/4", "1/0", "a/4"] {
            assert!(Shard::parse(wrong, |_| None).is_err(), "{wrong}");
        }
    }

    #[test]
    fn runs_are_named_by_numbers_and_ranges() {
        assert_eq!(runs_of("3,7-9,8", 9), Ok(vec![3, 7, 8, 9]));
        for wrong in ["", "0", "9-7", "3-10", "x"] {
            assert!(runs_of(wrong, 9).is_err(), "{wrong}");
        }
    }
}
