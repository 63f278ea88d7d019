//! Proto.
use vpcsim::tcp::*;
use vpcsim::time::*;
use vpcsim::units::*;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let off0: u64 = std::env::args().nth(2).map_or(0, |x| x.parse().unwrap());
    let t0 = std::time::Instant::now();
    for line in text.lines().skip(1) {
        let f: Vec<f64> = line.split(',').map(|x| x.parse().unwrap()).collect();
        let rtt = Duration::from_secs_f64(f[0] / 1e3);
        let rate = BitsPerSecond((f[1] * 1e6) as u64);
        let flows = f[4] as usize;
        let ser = |b: u64| Duration::from_secs_f64(b as f64 * 8.0 / rate.0 as f64);
        let mut race = Race::new(rate, rtt, Mss::new(f[3] as u32));
        let hs = rtt + ser(58) + ser(58);
        let starts: Vec<Instant> = (0..flows).map(|i| Instant::ZERO + Duration::from_secs_f64(f[5] * i as f64) + Duration::from_nanos(off0)).collect();
        for (i, s) in starts.iter().enumerate() {
            let off = if f[5] == 0.0 { ser(608).times(i as u64) } else { Duration::ZERO };
            race.join(*s + hs + ser(608) + off + rtt.divided_by(2), Sender::new(Mss::new(f[3] as u32)).after_handshake(*s + ser(58) + (if f[5] == 0.0 { ser(58).times(i as u64) } else { Duration::ZERO }) + rtt.divided_by(2), *s + hs + ser(54) + off + rtt.divided_by(2)), Bytes(f[2] as u64), rtt);
        }
        race.run();
        let ts: Vec<f64> = (0..flows).map(|i| race.finished(i).map_or(f64::NAN, |t| t.since(starts[i]).as_secs_f64())).collect();
        let min = ts.iter().copied().fold(f64::MAX, f64::min);
        let max = ts.iter().copied().fold(0.0, f64::max);
        let mean = ts.iter().sum::<f64>() / flows as f64;
        let e = |m: f64, r: f64| (m / r - 1.0) * 100.0;
        println!("{:60} {:.6} {:.6} {:.6} | {:+.2} {:+.2} {:+.2}", line, min, mean, max, e(min, f[7]), e(mean, f[8]), e(max, f[9]));
    }
    eprintln!("{:?}", t0.elapsed());
}
