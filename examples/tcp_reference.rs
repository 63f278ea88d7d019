//! Compares the TCP model with a table of transfer times from a packet-level simulator.
//!
//! `cargo run --release --example tcp_reference -- FILE.csv`
//!
//! Columns: `rtt_ms,bottleneck_mbps,bytes,mss,flows,stagger_s,handshake_s,min_s,mean_s,max_s`;
//! each flow connects, sends a request of 500 bytes and receives `bytes`; times run from the SYN
//! to the last byte. Exit code 1 when the bounds do not hold.

use std::fmt;
use std::io::Write as _;
use std::process::ExitCode;

use vpcsim::sim::tcp::{Bottleneck, Mss, Sender, Transfer, connect_time};
use vpcsim::time::{Duration, Instant};
use vpcsim::units::{BitsPerSecond, Bytes};

const REQUEST: Bytes = Bytes(500);

/// One setting of the table.
struct Setting {
    round_trip: Duration,
    rate: BitsPerSecond,
    body: Bytes,
    mss: Mss,
    flows: u32,
    stagger: Duration,
}

/// What was measured or computed for a setting, in seconds.
#[derive(Clone, Copy)]
struct Times {
    handshake: f64,
    min: f64,
    mean: f64,
    max: f64,
}

/// How far the model is from the reference, in per cent.
struct Row {
    flows: u32,
    off: Times,
}

fn main() -> ExitCode {
    match compare() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(fault) => {
            let _ = writeln!(std::io::stderr(), "error: {fault}");
            ExitCode::from(2)
        }
    }
}

fn compare() -> Result<bool, Box<dyn std::error::Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("expected the path of a table (CSV)")?;
    let text = std::fs::read_to_string(&path).map_err(|fault| format!("`{path}`: {fault}"))?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:>7} {:>6} {:>10} {:>5} {:>5} {:>8} | {:^29} | {:^29} | {:^20}",
        "rtt",
        "Mbps",
        "bytes",
        "mss",
        "flows",
        "stagger",
        "reference: min mean max",
        "model",
        "error %"
    )?;
    let mut rows = Vec::new();
    for (number, line) in text
        .lines()
        .enumerate()
        .skip(1)
        .filter(|(_, line)| !line.is_empty())
    {
        let (setting, reference) =
            read(line).ok_or_else(|| format!("line {}: `{line}`", number + 1))?;
        let model = setting.run();
        let off = reference.compared_with(model);
        writeln!(
            out,
            "{setting} | {reference} | {model} | {:+6.2} {:+6.2} {:+6.2}",
            off.min, off.mean, off.max
        )?;
        rows.push(Row {
            flows: setting.flows,
            off,
        });
    }
    summarize(&mut out, &rows)
}

/// Prints the summary; whether the bounds hold.
fn summarize(
    out: &mut impl std::io::Write,
    rows: &[Row],
) -> Result<bool, Box<dyn std::error::Error>> {
    let share_within = |rows: &[&Row], bound: f64| {
        let within = rows
            .iter()
            .filter(|row| row.off.mean.abs() <= bound)
            .count();
        if rows.is_empty() {
            100.0
        } else {
            percent(within, rows.len())
        }
    };
    let worst = |rows: &[&Row], error: fn(&Times) -> f64| {
        rows.iter()
            .map(|row| error(&row.off).abs())
            .fold(0.0, f64::max)
    };
    let single: Vec<&Row> = rows.iter().filter(|row| row.flows == 1).collect();
    let several: Vec<&Row> = rows.iter().filter(|row| row.flows > 1).collect();
    let (close, near) = (share_within(&single, 5.0), share_within(&single, 15.0));
    let (mean, ends) = (
        worst(&several, |off| off.mean),
        worst(&several, |off| off.min.abs().max(off.max.abs())),
    );
    let all: Vec<&Row> = rows.iter().collect();
    writeln!(
        out,
        "\nsingle flows:  {:3} rows, {close:.1} % within 5 % (bound: 95), {near:.1} % within 15 % (bound: 100), worst {:.2} %",
        single.len(),
        worst(&single, |off| off.mean)
    )?;
    writeln!(
        out,
        "several flows: {:3} rows, worst mean {mean:.2} % (bound: 10), worst min or max {ends:.2} % (bound: 20)",
        several.len()
    )?;
    writeln!(
        out,
        "handshake:     worst {:.2} %",
        worst(&all, |off| off.handshake)
    )?;
    let holds = close >= 95.0 && near >= 100.0 && mean <= 10.0 && ends <= 20.0;
    writeln!(
        out,
        "{}",
        if holds {
            "the bounds hold"
        } else {
            "THE BOUNDS DO NOT HOLD"
        }
    )?;
    Ok(holds)
}

#[expect(clippy::cast_precision_loss, reason = "a table has few rows")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

fn read(line: &str) -> Option<(Setting, Times)> {
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    let number = |place: usize| fields.get(place)?.parse::<f64>().ok();
    let setting = Setting {
        round_trip: Duration::from_secs_f64(number(0)? / 1e3),
        rate: format!("{} Mbps", fields.get(1)?).parse().ok()?,
        body: Bytes(fields.get(2)?.parse().ok()?),
        mss: Mss::new(fields.get(3)?.parse().ok()?),
        flows: fields.get(4)?.parse().ok()?,
        stagger: Duration::from_secs_f64(number(5)?),
    };
    let times = Times {
        handshake: number(6)?,
        min: number(7)?,
        mean: number(8)?,
        max: number(9)?,
    };
    Some((setting, times))
}

impl Setting {
    fn run(&self) -> Times {
        let start = |key: u32| Instant::ZERO + self.stagger.times(key.into());
        let mut link = Bottleneck::new(self.rate);
        let mut arrivals = Vec::new();
        for key in 0..self.flows {
            while let Some(at) = link.next_change().filter(|at| *at < start(key)) {
                link.advance(at, &mut arrivals);
            }
            let sender = Sender::new(self.mss);
            let transfer = Transfer {
                key,
                sender,
                body: self.body,
                round_trip: self.round_trip,
                rate_max: self.rate,
            };
            link.call(start(key), transfer, REQUEST);
        }
        while let Some(at) = link.next_change() {
            link.advance(at, &mut arrivals);
        }
        let taken = arrivals
            .iter()
            .map(|arrival| arrival.at.since(start(arrival.key)).as_secs_f64());
        let taken: Vec<f64> = taken.collect();
        Times {
            handshake: connect_time(self.round_trip, self.rate).as_secs_f64(),
            min: taken.iter().copied().fold(f64::INFINITY, f64::min),
            mean: taken.iter().sum::<f64>() / f64::from(self.flows),
            max: taken.iter().copied().fold(0.0, f64::max),
        }
    }
}

impl Times {
    fn compared_with(&self, model: Self) -> Self {
        let off = |reference: f64, model: f64| 100.0 * (model / reference - 1.0);
        Self {
            handshake: off(self.handshake, model.handshake),
            min: off(self.min, model.min),
            mean: off(self.mean, model.mean),
            max: off(self.max, model.max),
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:>7} {:>6} {:>10} {:>5} {:>5} {:>8}",
            self.round_trip.to_string(),
            self.rate.0 / 1_000_000,
            self.body.0,
            self.mss.bytes(),
            self.flows,
            self.stagger.to_string()
        )
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:9.6} {:9.6} {:9.6}", self.min, self.mean, self.max)
    }
}
