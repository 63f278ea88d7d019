//! `run --check-determinism`: whether a scenario runs twice alike.

use super::terminal::Terminal;
use crate::sim::{Equal, Parting, Twin, compare};

/// Runs it twice, tells on stderr what came of it, and whether both were the same.
pub(super) fn agree(twin: Twin<'_>, terminal: &mut Terminal) -> bool {
    let seen = compare(twin, twin);
    terminal.tell(&words(&seen));
    seen.is_ok()
}

fn words(seen: &Result<Equal, Parting>) -> String {
    match seen {
        Ok(Equal {
            events,
            fingerprint,
        }) => format!("ran twice alike: {events} events, fingerprint {fingerprint:016x}\n"),
        Err(Parting { event, one, other }) => {
            let told = |of: &Option<String>| {
                let of = of.as_deref();
                of.unwrap_or("nothing any more").to_owned()
            };
            format!(
                "error: two runs part at event {event}, which is a fault of vpcsim\n  \
                 one    {}\n  other  {}\n",
                told(one),
                told(other)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::engine::TieOrder;
    use crate::scenario::Scenario;
    use crate::sim::{Twin, compare};
    use crate::world::build;

    /// Runs that differ are made by two seeds: nothing else can make them, or it would be a fault.
    #[test]
    fn the_first_event_that_differs_is_told() {
        let text = r#"Scenario(
            accounts: { "111122223333": Account() },
            hosts: { "laptop": Host(internet: "203.0.113.7") },
            buckets: { "logs": Bucket(account: "111122223333", region: "us-east-1") },
            clients: { "reader": Client(host: "laptop") },
            workload: [Requests(id: "read", client: "reader", call: GetObject("s3://logs/k"), rate: Poisson("5/s"), count: 9)],
        )"#;
        let built = build(&Scenario::parse(text).scenario);
        let twin = |seed| Twin {
            world: &built.world,
            plan: &built.plan,
            seed,
            order: TieOrder::Stable,
        };
        let page = words(&compare(twin(1), twin(2)));
        let (first, rest) = page.split_once('\n').unwrap();
        assert_eq!(
            first,
            "error: two runs part at event 1, which is a fault of vpcsim"
        );
        for side in [
            "  one    RequestArrived of read at ",
            "  other  RequestArrived of read at ",
        ] {
            assert!(rest.contains(side), "{page}");
        }
        assert!(words(&compare(twin(1), twin(1))).starts_with("ran twice alike: "));
    }
}
