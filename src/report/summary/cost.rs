//! What a run costs, for people and for programs.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::Summary;
use crate::aws::price::{Item, Unit};
use crate::cost::{Bill, Line, MONTH_HOURS};
use crate::report::columns::{Cell, fit, set};
use crate::report::figures::count;
use crate::report::month;
use crate::report::paint::{Paint, Tone};
use crate::units::{Bytes, Money};

/// The widest name that is shown whole.
const NAME_MAX: usize = 22;
/// The widest path that is shown whole.
const PATH_MAX: usize = 40;

/// Lines that belong together: how many of what, what they cost, and what they would in a month.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    count: u128,
    amount: Money,
    month: Money,
}

/// The part of the page that tells the cost; empty when nothing is charged for.
pub(super) fn section(summary: &Summary, paint: Paint) -> String {
    let bill = &summary.bill;
    if bill.lines.is_empty() {
        return String::new();
    }
    let faint = |text: &str| Cell::right(text).tone(Tone::Faint);
    let mut rows = vec![vec![
        Cell::left("Cost in US dollars").tone(Tone::Heading),
        Cell::left(""),
        Cell::right(""),
        faint("this run"),
        faint("a month so"),
    ]];
    for ((of, item), sum) in sums(bill, |line| (line.of.as_str(), line.item)) {
        // What costs nothing is told where people choose it for that.
        let is_nothing = sum.amount == Money::ZERO && sum.month == Money::ZERO;
        if is_nothing && item != Item::GatewayEndpointData {
            continue;
        }
        rows.push(vec![
            Cell::left(format!("  {}", fit(of, NAME_MAX))),
            Cell::left(item.words()),
            Cell::right(amount_of(item, sum.count)),
            Cell::right(sum.amount.brief()),
            Cell::right(sum.month.brief()),
        ]);
    }
    rows.push(total(
        "  all together",
        "",
        bill.total(),
        bill.month(|_| true),
    ));
    let causes = causes(bill);
    if causes.len() > 1 {
        rows.push(vec![
            Cell::left("Cost by client and path").tone(Tone::Heading),
        ]);
        for ((client, path), sum) in causes {
            let client = format!("  {}", fit(&client, NAME_MAX));
            rows.push(total(&client, &fit(&path, PATH_MAX), sum.amount, sum.month));
        }
    }
    let note = paint.text(Tone::Faint, month::note(summary.ended));
    format!("{}{note}\n", set(&rows, 0, paint))
}

fn total(name: &str, path: &str, amount: Money, month: Money) -> Vec<Cell> {
    vec![
        Cell::left(name),
        Cell::left(path),
        Cell::right(""),
        Cell::right(amount.brief()),
        Cell::right(month.brief()),
    ]
}

/// How much was used: `730 h`, `10.0 TB`, `10,000`.
fn amount_of(item: Item, number: u128) -> String {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    match item.unit() {
        Unit::Hour => format!("{} h", count(number)),
        Unit::Gigabyte => Bytes(number).to_string(),
        Unit::Thousand | Unit::Million => count(number),
    }
}

/// What the requests of each client caused by each path.
fn causes(bill: &Bill) -> Vec<((String, String), Sum)> {
    let key = |line: &Line| {
        let cause = line.cause.as_ref();
        cause.map(|cause| {
            let path = match cause.via.as_slice() {
                [] => "direct".to_owned(),
                via => via.join(" → "),
            };
            (cause.client.clone(), path)
        })
    };
    let sums = sums_of(bill.lines.iter(), key).into_iter();
    sums.filter_map(|(key, sum)| Some((key?, sum))).collect()
}

fn sums<'b, K: std::hash::Hash + Eq>(
    bill: &'b Bill,
    key: impl Fn(&'b Line) -> K,
) -> IndexMap<K, Sum> {
    sums_of(bill.lines.iter(), key)
}

fn sums_of<'b, K: std::hash::Hash + Eq>(
    lines: impl Iterator<Item = &'b Line>,
    key: impl Fn(&'b Line) -> K,
) -> IndexMap<K, Sum> {
    let mut sums: IndexMap<K, Sum> = IndexMap::new();
    for line in lines {
        let sum = sums.entry(key(line)).or_default();
        sum.count += line.count;
        sum.amount += line.amount;
        sum.month += line.month;
    }
    sums
}

/// The same for programs: amounts are decimal text, exact.
pub(super) fn to_json(bill: &Bill) -> Value {
    let clients = bill.clients().into_iter().map(|client| {
        let amount = bill.sum(|line| line.is_of_client(client));
        let month = bill.month(|line| line.is_of_client(client));
        json!({ "client": client, "usd": amount.to_string(), "usd_a_month_so": month.to_string() })
    });
    let paths = causes(bill).into_iter().map(|((client, path), sum)| {
        json!({
            "client": client,
            "path": path,
            "usd": sum.amount.to_string(),
            "usd_a_month_so": sum.month.to_string(),
        })
    });
    json!({
        "currency": "USD",
        "usd": bill.total().to_string(),
        "usd_a_month_so": bill.month(|_| true).to_string(),
        "month_hours": MONTH_HOURS,
        "clients": clients.collect::<Vec<_>>(),
        "paths": paths.collect::<Vec<_>>(),
        "lines": bill.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

fn line(line: &Line) -> Value {
    let cause = line.cause.as_ref();
    let count = u64::try_from(line.count).unwrap_or(u64::MAX);
    json!({
        "item": line.item.name(),
        "of": line.of,
        "client": cause.map(|cause| &cause.client),
        "request": cause.map(|cause| &cause.load),
        "via": cause.map(|cause| &cause.via),
        "counted": line.item.unit().counted(),
        "count": count,
        "usd": line.amount.to_string(),
        "usd_a_month_so": line.month.to_string(),
        "rule": line.item.rule(),
    })
}
