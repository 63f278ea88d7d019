//! Laws of replay: a log of any size is read in bounded memory, in order, and nothing in it stops
//! a run.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use vpcsim::engine::Chance;
use vpcsim::replay::{LOOK_AHEAD, Reading, Replayed};
use vpcsim::scenario::Scenario;
use vpcsim::scenario::replay::{Log, LogFile, LogFormat};
use vpcsim::time::Instant;
use vpcsim::trace::tally::{Kind, Tally};
use vpcsim::world::{Built, build};

const SCENE: &str = r#"Scenario(
    accounts: { "111122223333": Account(roles: { "app": Role(policies: [Managed("AmazonS3FullAccess")]) }) },
    hosts: { "laptop": Host(internet: "203.0.113.7", role: "app") },
    buckets: { "reports": Bucket(account: "111122223333", region: "us-west-2") },
    clients: { "cli": Client(host: "laptop") },
    workload: [Replay(id: "r", format: CloudTrail, file: "scenario.ron")],
)"#;

/// The scene with `log` in the place of its log.
fn scene(log: impl Log + 'static, format: LogFormat) -> Built {
    let files = std::collections::BTreeMap::from([("scenario.ron".to_owned(), SCENE.to_owned())]);
    let loaded = Scenario::load(&files, "scenario.ron");
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let mut built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:?}", built.faults);
    built.plan.replays[0].log = LogFile::new("log", Arc::new(log));
    built.plan.replays[0].format = format;
    built
}

/// Everything that is replayed of `text`.
fn replayed(text: &str, format: LogFormat) -> (Vec<Replayed>, Tally) {
    let built = scene(Text(text.as_bytes().into()), format);
    let mut reading = Reading::open(
        &built.world,
        &built.plan,
        &built.plan.replays[0],
        Chance::new(1),
    );
    let requests = std::iter::from_fn(|| reading.next_request()).collect();
    (requests, reading.tally().clone())
}

#[derive(Debug)]
struct Text(Arc<[u8]>);

impl Log for Text {
    fn open(&self) -> io::Result<Box<dyn BufRead + Send>> {
        Ok(Box::new(io::Cursor::new(Arc::clone(&self.0))))
    }
}

fn event(second: u64, key: &str) -> String {
    let (minute, second) = (second / 60, second % 60);
    format!(
        r#"{{"eventTime":"2026-03-01T{:02}:{:02}:{second:02}Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","sourceIPAddress":"203.0.113.7","userIdentity":{{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/app/i-0"}},"requestParameters":{{"bucketName":"reports","key":"{key}","Host":"reports.s3.us-west-2.amazonaws.com"}},"additionalEventData":{{"CipherSuite":"x","bytesTransferredOut":100}}}}"#,
        minute / 60,
        minute % 60,
    )
}

fn line(second: u64, key: &str) -> String {
    let (minute, second) = (second / 60, second % 60);
    format!(
        "0a reports [01/Mar/2026:{:02}:{:02}:{second:02} +0000] 203.0.113.7 arn:aws:sts::111122223333:assumed-role/app/i-0 \
         ID REST.GET.OBJECT {key} \"GET /{key} HTTP/1.1\" 200 - 100 100 7 6 \"-\" \"agent\" - h= SigV4 \
         TLS_AES_128_GCM_SHA256 AuthHeader reports.s3.us-west-2.amazonaws.com TLSv1.3 - -",
        minute / 60,
        minute % 60,
    )
}

/// A log that is made while it is read, and knows how much of it was.
#[derive(Debug, Clone)]
struct Made {
    events: u64,
    read: Arc<AtomicU64>,
}

struct Making {
    log: Made,
    next: u64,
    rest: Vec<u8>,
}

impl Log for Made {
    fn open(&self) -> io::Result<Box<dyn BufRead + Send>> {
        let log = self.clone();
        let making = Making {
            log,
            next: 0,
            rest: b"{\"Records\":[".to_vec(),
        };
        Ok(Box::new(BufReader::new(making)))
    }
}

impl Read for Making {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() && self.next < self.log.events {
            self.rest = (event(self.next / 8, "k") + ",").into_bytes();
            self.next += 1;
            self.log.read.store(self.next, Ordering::Relaxed);
        }
        let taken = buffer.len().min(self.rest.len());
        buffer[..taken].copy_from_slice(&self.rest[..taken]);
        self.rest.drain(..taken);
        Ok(taken)
    }
}

#[test]
fn a_long_log_is_never_held() {
    let read = Arc::new(AtomicU64::new(0));
    let events = 40_000;
    let log = Made {
        events,
        read: Arc::clone(&read),
    };
    let built = scene(log, LogFormat::CloudTrail);
    let mut reading = Reading::open(
        &built.world,
        &built.plan,
        &built.plan.replays[0],
        Chance::new(1),
    );
    // What a reader takes beyond the entry in hand: its buffer of 8 KiB.
    let buffered = 64;
    let mut made = 0;
    while let Some(request) = reading.next_request() {
        made += 1;
        assert!(reading.held() <= LOOK_AHEAD);
        let ahead = read.load(Ordering::Relaxed) - made;
        assert!(
            ahead <= LOOK_AHEAD as u64 + buffered,
            "{ahead} entries ahead at {made}"
        );
        assert!(request.number <= made + LOOK_AHEAD as u64);
    }
    assert_eq!(made, events);
    assert_eq!(reading.tally().entries, events);
}

#[test]
fn one_file_of_records_is_the_same_as_one_event_a_line() {
    let events: Vec<String> = (0..20).map(|n| event(n, &format!("k{n}"))).collect();
    let file = format!("{{\"Records\":[{}]}}", events.join(","));
    let set = format!("{{ \"Records\": [\n{}\n]\n}}\n", events.join(",\n"));
    let lines = events.join("\n");
    let seen = |text: &str| {
        let (requests, tally) = replayed(text, LogFormat::CloudTrail);
        assert_eq!(tally.replayed, 20);
        let seen = requests
            .iter()
            .map(|it| (it.at, it.number, it.own.call.key.clone()));
        seen.collect::<Vec<_>>()
    };
    assert_eq!(seen(&file), seen(&lines));
    assert_eq!(seen(&set), seen(&lines));
}

#[test]
fn both_kinds_of_logs_tell_the_same_requests() {
    let trail: Vec<String> = (0..20).map(|n| event(3 * n, &format!("k{n}"))).collect();
    let access: Vec<String> = (0..20).map(|n| line(3 * n, &format!("k{n}"))).collect();
    let of = |text: &[String], format| {
        let (requests, _) = replayed(&text.join("\n"), format);
        let seen = requests.iter().map(|it| {
            let call = &it.own.call;
            (
                it.at,
                it.number,
                call.operation,
                call.key.clone(),
                call.address.clone(),
            )
        });
        seen.collect::<Vec<_>>()
    };
    let trail = of(&trail, LogFormat::CloudTrail);
    assert_eq!(trail.len(), 20);
    assert_eq!(trail, of(&access, LogFormat::S3AccessLog));
}

#[test]
fn an_entry_that_is_far_too_late_is_made_late_and_told() {
    let mut events: Vec<String> = (0..LOOK_AHEAD as u64 + 10)
        .map(|n| event(100 + n / 100, "k"))
        .collect();
    events.push(event(1, "late"));
    let (requests, tally) = replayed(&events.join("\n"), LogFormat::CloudTrail);
    assert_eq!(tally.late, 1);
    assert!(requests.is_sorted_by_key(|request| request.at));
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(7), cases: 64, ..ProptestConfig::default() })]

    /// Slight disorder costs nothing: the requests come in order of time, each at its distance.
    #[test]
    fn slight_disorder_is_put_in_order(seconds in prop::collection::vec(0_u64..7_200, 1..80)) {
        let events: Vec<String> = seconds.iter().map(|second| event(*second, "k")).collect();
        let (requests, tally) = replayed(&events.join("\n"), LogFormat::CloudTrail);
        prop_assert_eq!(tally.late, 0);
        prop_assert!(requests.is_sorted_by_key(|request| request.at));
        let first = *seconds.iter().min().unwrap();
        for request in requests {
            let told = seconds[usize::try_from(request.number).unwrap() - 1] - first;
            prop_assert_eq!(request.at.since(Instant::ZERO).nanos() / 1_000_000_000, told);
        }
    }

    /// Whatever stands between whole entries, these are replayed, and everything is counted.
    #[test]
    fn nothing_in_a_log_is_fatal(noise in prop::collection::vec("[ -~]{0,60}", 0..12), is_trail in any::<bool>()) {
        let (format, whole) = if is_trail {
            (LogFormat::CloudTrail, event(5, "k"))
        } else {
            (LogFormat::S3AccessLog, line(5, "k"))
        };
        let mut text = String::new();
        for piece in &noise {
            // A brace may open something that swallows what follows it; that is not the claim here.
            let piece = piece.replace(['{', '}'], "-");
            text.push_str(&format!("{piece}\n{whole}\n"));
        }
        let (requests, tally) = replayed(&text, format);
        prop_assert_eq!(requests.len(), noise.len());
        let left: u64 = tally.left.values().map(|left| left.count).sum();
        prop_assert_eq!(tally.entries, tally.replayed + left);
    }

    /// A log cut off anywhere loses at most its last entry.
    #[test]
    fn a_log_that_breaks_off_loses_only_its_last_entry(cut in 0_usize..3_000) {
        let events: Vec<String> = (0..6).map(|n| event(n, "k")).collect();
        let text = format!("{{\"Records\":[{}]}}", events.join(","));
        let cut = cut.min(text.len());
        let (requests, tally) = replayed(&text[..cut], LogFormat::CloudTrail);
        let mut ends = events.iter().scan(11, |end, event| {
            *end += event.len() + 1;
            Some(*end)
        });
        let whole = ends.by_ref().take_while(|end| *end <= cut).count();
        prop_assert_eq!(requests.len(), whole);
        prop_assert!(tally.of(Kind::Unreadable) <= 1);
    }
}
