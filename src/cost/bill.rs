//! The bill of a run: every charge as a line, and what the lines come to.

use indexmap::IndexMap;

use super::ledger::{Book, Ledger, Road};
use crate::aws::price::Item;
use crate::aws::price_list::Prices;
use crate::units::Money;

/// Hours of a month, as AWS reckons.
pub const MONTH_HOURS: u64 = 730;

/// One hour, in nanoseconds.
const HOUR_NS: u128 = 3_600_000_000_000;

/// What a run costs.
///
/// INVARIANT: the lines of one kind of charge add up to its price for all they count together, to
/// the last femtodollar; every sum here is a sum of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bill {
    /// Every charge.
    pub lines: Vec<Line>,
    /// What went which way, charged or not.
    pub traffic: Vec<Traffic>,
}

/// One charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is charged.
    pub item: Item,
    /// Who charges it: a gateway, an endpoint, a line, `s3`.
    pub of: String,
    /// Whose requests caused it; none for what stands whether it is used or not.
    pub cause: Option<Use>,
    /// How many hours, bytes or requests.
    pub count: u128,
    /// What they cost.
    pub amount: Money,
    /// What they would cost if everything went on for a month as it did in the run.
    pub month: Money,
}

/// What went one way for the requests of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traffic {
    /// Whose requests, and by which way.
    pub cause: Use,
    /// Bytes to S3.
    pub up: u64,
    /// Bytes from S3.
    pub down: u64,
}

/// Whose requests caused a charge, and by which way they went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The client.
    pub client: String,
    /// The id of the request.
    pub load: String,
    /// The gateways and endpoints they passed.
    pub via: Vec<String>,
}

impl Bill {
    /// The bill of what `ledger` counted, by the prices of its world.
    ///
    /// SIMPLIFIED: Everybody is on one bill, as accounts with consolidated billing are: steps of a
    /// price count what all clients use in all Regions, and each pays its share.
    ///
    /// SIMPLIFIED: Queries through Resolver endpoints are not counted, only the endpoints' hours.
    pub fn of(ledger: &Ledger) -> Self {
        let mut lines = standing(ledger);
        lines.extend(usage(ledger));
        let ended = u128::from(ledger.ended.nanos());
        share_out(&ledger.prices, &mut lines, ended);
        Self {
            lines,
            traffic: traffic(ledger),
        }
    }

    /// Everything together.
    pub fn total(&self) -> Money {
        self.sum(|_| true)
    }

    /// What the chosen lines come to.
    pub fn sum(&self, is_meant: impl Fn(&Line) -> bool) -> Money {
        let meant = self.lines.iter().filter(|line| is_meant(line));
        meant.map(|line| line.amount).sum()
    }

    /// The same for a month that goes on so.
    pub fn month(&self, is_meant: impl Fn(&Line) -> bool) -> Money {
        let meant = self.lines.iter().filter(|line| is_meant(line));
        meant.map(|line| line.month).sum()
    }

    /// Clients that caused charges, in the order of the lines.
    pub fn clients(&self) -> Vec<&str> {
        let causes = self.lines.iter().filter_map(|line| line.cause.as_ref());
        let names: IndexMap<&str, ()> = causes.map(|cause| (cause.client.as_str(), ())).collect();
        names.into_keys().collect()
    }
}

impl Line {
    /// Whether `client` caused it.
    pub fn is_of_client(&self, client: &str) -> bool {
        self.cause
            .as_ref()
            .is_some_and(|cause| cause.client == client)
    }
}

fn line(item: Item, of: &str, cause: Option<Use>, count: u128) -> Line {
    Line {
        item,
        of: of.to_owned(),
        cause,
        count,
        amount: Money::ZERO,
        month: Money::ZERO,
    }
}

/// What stands, used or not. What still stood at the end stands all month.
fn standing(ledger: &Ledger) -> Vec<Line> {
    let hours = ledger.standing.hours(ledger.ended).into_iter();
    let lines = hours.map(|it| {
        let count = u128::from(it.hours);
        let amount = ledger.prices.amount(it.item, count);
        let month = u128::from(it.left * MONTH_HOURS);
        Line {
            amount,
            month: ledger.prices.amount(it.item, month.max(count)),
            ..line(it.item, &it.owner, None, count)
        }
    });
    lines.collect()
}

fn cause(book: &Book, road: &Road) -> Use {
    Use {
        client: book.client.clone(),
        load: book.load.clone(),
        via: road.via.clone(),
    }
}

fn traffic(ledger: &Ledger) -> Vec<Traffic> {
    let books = ledger.books.iter();
    let all = books.flat_map(|book| {
        book.roads().map(|(road, passed)| Traffic {
            cause: cause(book, road),
            up: passed.up,
            down: passed.down,
        })
    });
    all.collect()
}

/// What was used, without its price.
fn usage(ledger: &Ledger) -> Vec<Line> {
    let mut lines = Vec::new();
    for book in &ledger.books {
        for (road, passed) in book.roads() {
            let cause = || Some(cause(book, road));
            for (item, of, flow) in &road.charges {
                let count = flow.of(passed.up, passed.down);
                if count > 0 {
                    lines.push(line(*item, of, cause(), count));
                }
            }
            if let Some(item) = book.request.filter(|_| passed.requests > 0) {
                lines.push(line(item, "s3", cause(), u128::from(passed.requests)));
            }
        }
    }
    lines
}

/// Prices all used of one kind together and gives each line its share.
fn share_out(prices: &Prices, lines: &mut [Line], ended_ns: u128) {
    for item in Item::ALL.iter().copied() {
        let is_meant = |line: &Line| line.item == item && line.cause.is_some();
        let meant = lines.iter().filter(|line| is_meant(line));
        let all: u128 = meant.map(|line| line.count).sum();
        let amount = prices.amount(item, all);
        let month = prices.amount(item, for_a_month(all, ended_ns));
        let mut before = 0;
        for line in lines.iter_mut().filter(|line| is_meant(line)) {
            let after = before + line.count;
            line.amount = amount.part(after, all) - amount.part(before, all);
            line.month = month.part(after, all) - month.part(before, all);
            before = after;
        }
    }
}

/// How many it would be if a run of so many nanoseconds went on for a month.
fn for_a_month(count: u128, ended_ns: u128) -> u128 {
    let month_ns = u128::from(MONTH_HOURS) * HOUR_NS;
    // A run that ends in the last hour of a month is a month.
    if ended_ns.div_ceil(HOUR_NS) >= u128::from(MONTH_HOURS) || ended_ns == 0 {
        return count;
    }
    count.saturating_mul(month_ns) / ended_ns
}

#[cfg(test)]
mod tests {
    use super::{HOUR_NS, MONTH_HOURS, for_a_month};

    #[test]
    fn a_run_of_an_hour_is_taken_730_times_and_longer_ones_less() {
        for (hours, times) in [(1, 730), (73, 10), (730, 1), (1_000, 1)] {
            assert_eq!(for_a_month(7, hours * HOUR_NS), 7 * times);
        }
        assert_eq!(for_a_month(7, 0), 7);
        assert_eq!(MONTH_HOURS, 730);
    }
}
