//! What two designs cost: each charge before and after, over the same span of time.

use std::cmp::Ordering;

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::aws::price::{Item, Unit};
use crate::cost::{Bill, Ledger, MONTH_HOURS};
use crate::report::columns::{Cell, fit, set};
use crate::report::figures::seconds;
use crate::report::month;
use crate::report::paint::{Paint, Tone};
use crate::time::Instant;
use crate::units::Money;

/// The widest page, in characters.
const WIDTH: usize = 100;
/// The widest name that is shown whole.
const NAME_MAX: usize = 18;

/// What both designs cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostDiff {
    /// The end of the longer run, until which both are billed.
    pub until: Instant,
    /// Everything together.
    pub total: Sides,
    /// Every charge by kind and by who charges it, in the order of the first design, then of the
    /// second.
    pub lines: Vec<CostLine>,
}

/// One kind of charge at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostLine {
    /// What is charged.
    pub item: Item,
    /// Who charges it: a gateway, an endpoint, a line, `s3`.
    pub of: String,
    /// How much it is in both designs.
    pub sides: Sides,
}

/// One charge in the first and in the second design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sides {
    /// How many hours, bytes or requests.
    pub count: [u128; 2],
    /// What they cost.
    pub amount: [Money; 2],
    /// What they would cost if everything went on for a month as it did in the run.
    pub month: [Money; 2],
}

impl Sides {
    /// Whether both designs pay the same.
    pub fn is_same(&self) -> bool {
        self.amount[0] == self.amount[1] && self.month[0] == self.month[1]
    }

    fn add(&mut self, side: usize, (count, amount, month): (u128, Money, Money)) {
        self.count[side] += count;
        self.amount[side] += amount;
        self.month[side] += month;
    }
}

impl CostDiff {
    /// Bills the runs that the ledgers listened to, both until the longer one ended: what stands
    /// costs by the hour, and must not cost more for requests that take longer to end.
    pub(super) fn of(ledgers: [Ledger; 2]) -> Self {
        let until = ledgers[0].ended().max(ledgers[1].ended());
        let bills = ledgers.map(|ledger| Bill::of(&ledger.lasting(until)));
        let mut total = Sides::default();
        let mut lines: IndexMap<(String, Item), Sides> = IndexMap::new();
        for (side, bill) in bills.iter().enumerate() {
            for line in &bill.lines {
                let key = (line.of.clone(), line.item);
                let charge = (line.count, line.amount, line.month);
                lines.entry(key).or_default().add(side, charge);
                // Hours, bytes and requests make no sum.
                total.add(side, (0, line.amount, line.month));
            }
        }
        let lines = lines.into_iter();
        let lines = lines.map(|((of, item), sides)| CostLine { item, of, sides });
        Self {
            until,
            total,
            lines: lines.collect(),
        }
    }

    /// Whether every charge is the same in both designs.
    pub fn is_same(&self) -> bool {
        self.lines.iter().all(|line| line.sides.is_same())
    }
}

/// The part of the page that tells the cost; empty when nothing is charged for.
pub(super) fn section(cost: &CostDiff, paint: Paint) -> String {
    if cost.lines.is_empty() {
        return String::new();
    }
    let title = paint.text(Tone::Heading, "What it costs");
    if cost.is_same() {
        let [amount, month] = [cost.total.amount[0], cost.total.month[0]].map(Money::brief);
        return format!("\n{title}\n  ${amount} this run, ${month} a month so, in both designs\n");
    }
    let (shown, kept): (Vec<&CostLine>, Vec<&CostLine>) =
        cost.lines.iter().partition(|line| is_shown(line));
    let mut lines: Vec<(String, &str, Sides)> = shown
        .into_iter()
        .map(|line| {
            let name = format!("  {}", fit(&line.of, NAME_MAX));
            (name, line.item.words(), line.sides)
        })
        .collect();
    let mut rest = Sides::default();
    for line in kept {
        for side in [0, 1] {
            let sides = &line.sides;
            rest.add(side, (0, sides.amount[side], sides.month[side]));
        }
    }
    if rest != Sides::default() {
        lines.push(("  all else".to_owned(), "the same in both", rest));
    }
    lines.push(("  all together".to_owned(), "", cost.total));
    let note = format!("In US dollars. {}", month::note(cost.until));
    let note = paint.text(Tone::Faint, note);
    format!("\n{title}\n{}{note}\n", columns(&lines, paint))
}

/// Both spans of time beside each other where the page is wide enough, else below each other.
fn columns(lines: &[(String, &str, Sides)], paint: Paint) -> String {
    let beside = rows(lines, &Span::ALL);
    let page = set(&beside, 0, Paint::new(false));
    if page.lines().all(|line| line.chars().count() <= WIDTH) {
        return set(&beside, 0, paint);
    }
    let below = Span::ALL.map(|span| rows(lines, &[span]));
    set(&below.concat(), 0, paint)
}

/// The span of time that an amount is for.
#[derive(Debug, Clone, Copy)]
enum Span {
    Run,
    Month,
}

impl Span {
    const ALL: [Self; 2] = [Self::Run, Self::Month];

    fn words(self) -> &'static str {
        match self {
            Self::Run => "this run",
            Self::Month => "a month so",
        }
    }

    fn amounts(self, sides: &Sides) -> [Money; 2] {
        match self {
            Self::Run => sides.amount,
            Self::Month => sides.month,
        }
    }
}

/// What differs, and what costs nothing where people choose it for that.
fn is_shown(line: &CostLine) -> bool {
    let is_chosen = line.item == Item::GatewayEndpointData;
    !line.sides.is_same() || (is_chosen && line.sides.count[0] != line.sides.count[1])
}

/// The lines with their amounts for each of the spans, and the names of columns before them.
fn rows(lines: &[(String, &str, Sides)], spans: &[Span]) -> Vec<Vec<Cell>> {
    let faint = |text: &str| Cell::right(text).tone(Tone::Faint);
    let blank = || vec![Cell::left(""), Cell::left("")];
    let (mut upper, mut lower) = (blank(), blank());
    for span in spans {
        upper.extend([span.words(), "", ""].map(faint));
        lower.extend(["before", "after", "change"].map(faint));
    }
    let mut rows = vec![upper, lower];
    for (name, what, sides) in lines {
        let mut cells = vec![Cell::left(name), Cell::left(*what)];
        for span in spans {
            let [before, after] = span.amounts(sides);
            cells.push(Cell::right(before.brief()));
            cells.push(Cell::right(after.brief()));
            cells.push(change(before, after));
        }
        rows.push(cells);
    }
    rows
}

/// `+0.45`, `-32.85`, `–`
fn change(before: Money, after: Money) -> Cell {
    let change = (after - before).brief();
    match after.cmp(&before) {
        Ordering::Greater => Cell::right(format!("+{change}")).tone(Tone::Bad),
        Ordering::Less => Cell::right(change).tone(Tone::Good),
        Ordering::Equal => Cell::right("–").tone(Tone::Faint),
    }
}

/// The same for programs: amounts are decimal text, exact.
pub(super) fn to_json(cost: &CostDiff) -> Value {
    json!({
        "currency": "USD",
        "until_s": seconds(cost.until),
        "month_hours": MONTH_HOURS,
        "usd": amounts(cost.total.amount),
        "usd_a_month_so": amounts(cost.total.month),
        "lines": cost.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

fn line(line: &CostLine) -> Value {
    let unit: Unit = line.item.unit();
    let [before, after] = line
        .sides
        .count
        .map(|count| u64::try_from(count).unwrap_or(u64::MAX));
    json!({
        "item": line.item.name(),
        "of": line.of,
        "counted": unit.counted(),
        "count": { "before": before, "after": after },
        "usd": amounts(line.sides.amount),
        "usd_a_month_so": amounts(line.sides.month),
        "rule": line.item.rule(),
    })
}

fn amounts([before, after]: [Money; 2]) -> Value {
    json!({
        "before": before.to_string(),
        "after": after.to_string(),
        "change": (after - before).to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::{CostDiff, CostLine, Sides, WIDTH, section};
    use crate::aws::price::Item;
    use crate::report::paint::Paint;
    use crate::time::Instant;
    use crate::units::Money;

    fn page(items: &[Item], cents: i128) -> String {
        let line = |item: Item| CostLine {
            item,
            of: "a-gateway-with-a-long-name".to_owned(),
            sides: Sides {
                count: [1, 2],
                amount: [Money(cents * 10_000_000_000_000), Money::ZERO],
                month: [Money(cents * 10_000_000_000_000), Money::ZERO],
            },
        };
        let cost = CostDiff {
            until: Instant::from_nanos(1),
            total: line(Item::S3Get).sides,
            lines: items.iter().map(|item| line(*item)).collect(),
        };
        section(&cost, Paint::new(false))
    }

    /// Large amounts are told for the run first and for a month below.
    #[test]
    fn no_page_is_wider_than_it_may_be() {
        for cents in [1, 100_000, 10_000_000, 123_456_789_000] {
            let page = page(Item::ALL, cents);
            let widest = page.lines().map(|line| line.chars().count()).max();
            assert!(widest.unwrap() <= WIDTH, "{page}");
        }
        let is_beside = |cents| {
            let page = page(&[Item::S3Get], cents);
            page.lines().any(|line| line.matches("before").count() == 2)
        };
        assert!(is_beside(1) && !is_beside(123_456_789_000));
    }
}
