//! The matrix as a table for people: hosts as rows, targets as columns, a legend below.

use indexmap::{IndexMap, IndexSet};

use super::{asked_briefly, name, path, signer};
use crate::journey::matrix::{Answer, Matrix};
use crate::report::columns::{Cell, fit, set};
use crate::report::figures::counted;
use crate::report::paint::{Paint, Tone};
use crate::trace::{Code, Outcome};
use crate::world::World;

/// The widest table, in characters.
const WIDTH: usize = 120;
/// The widest column, in characters.
const COLUMN_WIDTH: usize = 36;
/// The most rows; more hosts are told together where they get the same answers.
const ROWS_MAX: usize = 40;

/// Short words for reasons that often stop a connection; the others are told by their codes.
const BRIEF: [(Code, &str); 14] = [
    (Code::NoRouteToDestination, "no route"),
    (Code::BadStateRoute, "blackhole"),
    (Code::EniSgRulesMismatch, "security group"),
    (Code::SgHasNoRules, "security group"),
    (Code::SubnetAclRestriction, "network ACL"),
    (Code::IgwPublicIpAssociationForEgress, "no public IP"),
    (Code::NgwHasNoPublicIp, "private NAT"),
    (Code::NoPossibleDestination, "nobody there"),
    (Code::UnknownDestination, "nobody there"),
    (Code::DnsNameUnknown, "no such name"),
    (Code::DnsNoData, "no address"),
    (Code::DnsResolverDisabled, "no resolver"),
    (Code::AsymmetricAnswer, "asymmetric"),
    (Code::RoutingLoop, "loop"),
];

/// One row: whoever gets these answers.
struct Row {
    hosts: Vec<String>,
    signer: String,
    cells: Vec<(String, Tone)>,
}

/// Shows the matrix; with colours when `colour`.
pub fn render(world: &World, matrix: &Matrix, colour: bool) -> String {
    let paint = Paint::new(colour);
    if matrix.askers.is_empty() || matrix.targets.is_empty() {
        return "there is nothing to ask: the scenario has no hosts, or no buckets and no endpoint \
                names\n"
            .to_owned();
    }
    let rows = rows(world, matrix);
    let shown = &rows[..rows.len().min(ROWS_MAX)];
    let mut page = String::new();
    let mut first = 0;
    while first < matrix.targets.len() {
        let last = block_end(world, matrix, shown, first);
        if first > 0 {
            page.push('\n');
        }
        page.push_str(&block(world, matrix, shown, first..last, paint));
        first = last;
    }
    let left: usize = rows[shown.len()..].iter().map(|row| row.hosts.len()).sum();
    if left > 0 {
        let words = format!(
            "… and {} more, all of them in --format json",
            counted(left as u64, "host")
        );
        page.push_str(&paint.text(Tone::Notable, words));
        page.push('\n');
    }
    page.push('\n');
    page.push_str(&legend(world, matrix, paint));
    page
}

/// A row for each host; for each kind of host when there are too many.
fn rows(world: &World, matrix: &Matrix) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut known: IndexMap<(String, Vec<String>), usize> = IndexMap::new();
    let is_folded = matrix.askers.len() > ROWS_MAX;
    for (asker, answers) in matrix.askers.iter().zip(&matrix.rows) {
        let host = world.hosts.name(asker.host).to_owned();
        let cells: Vec<(String, Tone)> = answers.iter().map(|one| cell(world, one)).collect();
        let signer = signer(world, asker).unwrap_or_else(|| "unsigned".to_owned());
        if is_folded {
            let words = cells.iter().map(|(words, _)| words.clone()).collect();
            let entry = known.entry((signer.clone(), words));
            let position = *entry.or_insert(rows.len());
            if let Some(row) = rows.get_mut(position) {
                row.hosts.push(host);
                continue;
            }
        }
        rows.push(Row {
            hosts: vec![host],
            signer,
            cells,
        });
    }
    rows
}

/// The words of a cell: `200 vpce-1`, `403 bucket igw-1`, `– no route`.
fn cell(world: &World, answer: &Answer) -> (String, Tone) {
    if !answer.is_connected() {
        let why = answer.reasons.first();
        let why = why.map_or(answer.finding.name(), |why| brief(why.code));
        return (format!("– {why}"), Tone::Bad);
    }
    let way = path(answer).words(world).replace(" → ", "→");
    let (what, tone) = match answer.outcome {
        None => ("open".to_owned(), Tone::Good),
        Some(outcome) => {
            let tone = if outcome.is_served() {
                Tone::Good
            } else {
                Tone::Notable
            };
            (outcome_words(outcome), tone)
        }
    };
    (format!("{what} {way}"), tone)
}

fn outcome_words(outcome: Outcome) -> String {
    match outcome {
        Outcome::Denied { gate, .. } => format!("403 {}", gate.token()),
        Outcome::Error(error) => error.status().to_string(),
        Outcome::Served(_)
        | Outcome::NxDomain
        | Outcome::NoData
        | Outcome::DnsTimeout
        | Outcome::ConnectTimeout
        | Outcome::Reset
        | Outcome::Stall
        | Outcome::MtuBlackHole
        | Outcome::TlsFailure
        | Outcome::ClientError => outcome.to_string(),
    }
}

fn brief(code: Code) -> &'static str {
    let known = BRIEF.iter().find(|(known, _)| *known == code);
    known.map_or(code.name(), |(_, words)| words)
}

/// The first column that no longer fits beside those from `first` on.
fn block_end(world: &World, matrix: &Matrix, rows: &[Row], first: usize) -> usize {
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let hosts = widest(&mut rows.iter().map(|row| host_words(row).chars().count()));
    let signers = widest(&mut rows.iter().map(|row| row.signer.chars().count()));
    let mut taken = hosts + 2 + signers.max(2) + 2;
    let mut last = first;
    for (column, target) in matrix.targets.iter().enumerate().skip(first) {
        let cells = rows.iter().map(|row| row.cells[column].0.chars().count());
        let title = name(world, target).chars().count();
        let width = cells.chain([title]).max().unwrap_or(0).min(COLUMN_WIDTH);
        taken += width + 2;
        if taken > WIDTH && last > first {
            break;
        }
        last = column + 1;
    }
    last
}

fn host_words(row: &Row) -> String {
    match row.hosts.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

fn block(
    world: &World,
    matrix: &Matrix,
    rows: &[Row],
    columns: std::ops::Range<usize>,
    paint: Paint,
) -> String {
    let targets = &matrix.targets[columns.clone()];
    let mut titles = vec![Cell::left("host"), Cell::left("as")];
    let mut asks = vec![Cell::left(""), Cell::left("")];
    for target in targets {
        titles.push(Cell::left(fit(name(world, target), COLUMN_WIDTH)));
        asks.push(Cell::left(asked_briefly(target)).tone(Tone::Faint));
    }
    let titles = titles.into_iter().map(|cell| cell.tone(Tone::Strong));
    let mut table = vec![titles.collect(), asks];
    for row in rows {
        let mut cells = vec![
            Cell::left(host_words(row)).tone(Tone::Strong),
            Cell::left(row.signer.clone()).tone(Tone::Faint),
        ];
        for (words, tone) in &row.cells[columns.clone()] {
            cells.push(Cell::left(fit(words, COLUMN_WIDTH)).tone(*tone));
        }
        table.push(cells);
    }
    set(&table, 0, paint)
}

/// How many cells are connected and authorised, and what their words mean, as far as they occur.
fn legend(world: &World, matrix: &Matrix, paint: Paint) -> String {
    let all: Vec<&Answer> = matrix.rows.iter().flatten().collect();
    let connected: Vec<&Answer> = all
        .iter()
        .copied()
        .filter(|one| one.is_connected())
        .collect();
    let judged = |wanted: bool| {
        let cells = connected.iter();
        let first = cells
            .clone()
            .find(|one| one.is_authorised() == Some(wanted));
        let count = cells
            .filter(|one| one.is_authorised() == Some(wanted))
            .count();
        (count, first)
    };
    let (allowed, refused) = (judged(true), judged(false));
    let mut page = format!(
        "{}: {} connected; of these S3 allows {}, refuses {}\n",
        counted(all.len() as u64, "cell"),
        connected.len(),
        allowed.0,
        refused.0
    );
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (sample, meaning) in [
        (allowed.1, "connected by this way, and allowed"),
        (refused.1, "connected by this way, and refused by this gate"),
    ] {
        if let Some(sample) = sample {
            let words = fit(&cell(world, sample).0, COLUMN_WIDTH);
            rows.push(vec![Cell::left(words), Cell::left(meaning)]);
        }
    }
    let stopped = all.iter().filter(|one| !one.is_connected());
    let codes = stopped.filter_map(|one| one.reasons.first());
    let codes: IndexSet<Code> = codes.map(|why| why.code).collect();
    rows.extend(codes.into_iter().map(|code| {
        let meaning = format!("not connected; see `vpcsim explain {}`", code.name());
        vec![
            Cell::left(format!("– {}", brief(code))),
            Cell::left(meaning),
        ]
    }));
    page.push_str(&paint.text(Tone::Faint, set(&rows, 2, Paint::new(false))));
    page
}
