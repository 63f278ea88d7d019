//! AWS Regions: names, launch dates, opt-in, and how far they are from one another.

use std::fmt;

use crate::time::Duration;

/// One AWS Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u8);

/// What is known of one Region.
struct Facts {
    name: &'static str,
    /// Year and month of launch.
    launched: (i16, i8),
    opt_in: bool,
    /// Rough place in degrees, for distances nobody has published.
    latitude: f64,
    longitude: f64,
}

const fn facts(
    name: &'static str,
    launched: (i16, i8),
    opt_in: bool,
    latitude: f64,
    longitude: f64,
) -> Facts {
    Facts {
        name,
        launched,
        opt_in,
        latitude,
        longitude,
    }
}

/// Commercial Regions; order is fixed for ever, as it numbers [`Region`].
///
/// Source: AWS's list of Regions and launch announcements, read 2026-11.
const REGIONS: [Facts; 34] = [
    facts("us-east-1", (2006, 8), false, 38.9, -77.4),
    facts("us-east-2", (2016, 10), false, 40.0, -83.0),
    facts("us-west-1", (2009, 12), false, 37.4, -121.9),
    facts("us-west-2", (2011, 11), false, 45.8, -119.7),
    facts("ca-central-1", (2016, 12), false, 45.5, -73.6),
    facts("ca-west-1", (2023, 12), true, 51.0, -114.1),
    facts("mx-central-1", (2025, 1), true, 20.6, -100.4),
    facts("sa-east-1", (2011, 12), false, -23.5, -46.6),
    facts("eu-west-1", (2007, 11), false, 53.3, -6.3),
    facts("eu-west-2", (2016, 12), false, 51.5, -0.1),
    facts("eu-west-3", (2017, 12), false, 48.9, 2.4),
    facts("eu-central-1", (2014, 10), false, 50.1, 8.7),
    facts("eu-central-2", (2022, 11), true, 47.4, 8.5),
    facts("eu-north-1", (2018, 12), false, 59.3, 18.1),
    facts("eu-south-1", (2020, 4), true, 45.5, 9.2),
    facts("eu-south-2", (2022, 11), true, 41.6, -0.9),
    facts("me-south-1", (2019, 7), true, 26.1, 50.6),
    facts("me-central-1", (2022, 8), true, 24.5, 54.4),
    facts("il-central-1", (2023, 8), true, 32.1, 34.8),
    facts("af-south-1", (2020, 4), true, -33.9, 18.4),
    facts("ap-east-1", (2019, 4), true, 22.3, 114.2),
    facts("ap-east-2", (2025, 6), true, 25.0, 121.5),
    facts("ap-south-1", (2016, 6), false, 19.1, 72.9),
    facts("ap-south-2", (2022, 11), true, 17.4, 78.5),
    facts("ap-southeast-1", (2010, 4), false, 1.3, 103.8),
    facts("ap-southeast-2", (2012, 11), false, -33.9, 151.2),
    facts("ap-southeast-3", (2021, 12), true, -6.2, 106.8),
    facts("ap-southeast-4", (2023, 1), true, -37.8, 145.0),
    facts("ap-southeast-5", (2024, 8), true, 3.1, 101.7),
    facts("ap-southeast-7", (2025, 1), true, 13.8, 100.5),
    facts("ap-northeast-1", (2011, 3), false, 35.7, 139.7),
    facts("ap-northeast-2", (2016, 1), false, 37.6, 127.0),
    facts("ap-northeast-3", (2021, 3), false, 34.7, 135.5),
    facts("ap-southeast-6", (2025, 9), true, -36.8, 174.8),
];

/// Round trips that are known better than a great circle tells, in milliseconds (LAT-02).
const MEASURED_MS: [(&str, &str, u64); 3] = [
    ("us-east-1", "us-east-2", 12),
    ("us-east-1", "us-west-2", 65),
    ("us-east-1", "eu-west-1", 70),
];

impl Region {
    /// N. Virginia, once called US Standard (GWE-08).
    pub const US_EAST_1: Self = Self(0);

    /// The Region of this name; `None` when there is none. `US Standard` is `us-east-1` (GWE-08).
    ///
    /// ```
    /// use vpcsim::aws::region::Region;
    /// assert_eq!(Region::parse("US Standard"), Some(Region::US_EAST_1));
    /// assert_eq!(Region::parse("us-west-9"), None);
    /// ```
    pub fn parse(name: &str) -> Option<Self> {
        if name == "US Standard" {
            return Some(Self::US_EAST_1);
        }
        let position = REGIONS.iter().position(|facts| facts.name == name)?;
        u8::try_from(position).ok().map(Self)
    }

    /// Every Region, in the fixed order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u8..).map(Self).take(REGIONS.len())
    }

    /// Its position in [`Region::all`], for tables by Region.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Its name, `us-east-1`.
    pub fn name(self) -> &'static str {
        REGIONS[self.index()].name
    }

    /// Whether an account must enable it first.
    pub fn is_opt_in(self) -> bool {
        REGIONS[self.index()].opt_in
    }

    /// Whether it was launched after 2019-03-20: S3 does not redirect to such Regions (S3R-07).
    pub fn is_launched_after_redirects_ended(self) -> bool {
        REGIONS[self.index()].launched > (2019, 3)
    }

    /// Whether S3 also answers at `s3-<region>.amazonaws.com` (S3R-02): only the oldest Regions.
    pub fn has_dash_name(self) -> bool {
        REGIONS[self.index()].launched < (2014, 1) || self.name() == "eu-central-1"
    }

    /// Whether S3 also answers at `s3-fips.<region>.amazonaws.com`: in the United States and Canada.
    pub fn has_fips_name(self) -> bool {
        ["us-", "ca-"]
            .iter()
            .any(|start| self.name().starts_with(start))
    }

    /// Whether its website names are written with a dash, `s3-website-us-east-1` (GWE-24).
    pub fn has_dash_website(self) -> bool {
        REGIONS[self.index()].launched < (2014, 1)
    }

    /// The Region a zone name such as `us-east-1a` or `us-east-1-bos-1a` lies in.
    pub fn of_zone(zone: &str) -> Option<Self> {
        let base = zone.strip_suffix(|last: char| last.is_ascii_lowercase())?;
        Self::parse(base)
    }

    /// The round trip to `other` over AWS's backbone.
    ///
    /// SIMPLIFIED: where AWS publishes nothing, a great circle at two thirds of the speed of light
    /// with a quarter of detour stands for the fibre (LAT-02).
    pub fn round_trip_to(self, other: Self) -> Duration {
        if self == other {
            return Duration::ZERO;
        }
        let (a, b) = (self.name(), other.name());
        let known = MEASURED_MS
            .iter()
            .find(|(x, y, _)| (*x, *y) == (a, b) || (*x, *y) == (b, a));
        if let Some((_, _, ms)) = known {
            return Duration::from_millis(*ms);
        }
        let kilometres = great_circle_km(&REGIONS[self.index()], &REGIONS[other.index()]);
        Duration::from_secs_f64(kilometres * 1.25 * 2.0 / 200_000.0)
    }
}

fn great_circle_km(a: &Facts, b: &Facts) -> f64 {
    let radians = core::f64::consts::PI / 180.0;
    let (lat_a, lat_b) = (a.latitude * radians, b.latitude * radians);
    let turn = (b.longitude - a.longitude) * radians;
    let cosine =
        libm::sin(lat_a) * libm::sin(lat_b) + libm::cos(lat_a) * libm::cos(lat_b) * libm::cos(turn);
    libm::acos(cosine.clamp(-1.0, 1.0)) * 6_371.0
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
