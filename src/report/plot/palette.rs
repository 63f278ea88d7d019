//! Colours that can be told apart in light, in dark and in print.

use plotters::style::RGBColor;

use super::curve::Pen;

/// A colour on light ground and its twin on dark ground.
struct Twin {
    light: RGBColor,
    dark: &'static str,
}

/// Background.
pub(super) const GROUND: RGBColor = RGBColor(255, 255, 255);
/// Text that is read.
pub(super) const INK: RGBColor = RGBColor(31, 35, 40);
/// Text that is looked up.
pub(super) const FAINT: RGBColor = RGBColor(99, 108, 118);
/// Lines behind everything.
pub(super) const GRID: RGBColor = RGBColor(222, 226, 231);
pub(super) const BLUE: RGBColor = RGBColor(9, 105, 218);
pub(super) const GREEN: RGBColor = RGBColor(45, 145, 75);
pub(super) const ORANGE: RGBColor = RGBColor(217, 119, 6);
pub(super) const RED: RGBColor = RGBColor(192, 28, 40);
pub(super) const PURPLE: RGBColor = RGBColor(130, 80, 223);
pub(super) const TEAL: RGBColor = RGBColor(13, 129, 138);

/// Quantiles of latency as they are drawn, one over the other: the lower ones are wider, so that
/// those above hide nothing.
pub(super) const QUANTILES: [(u64, Pen); 3] =
    [(50, pen(BLUE, 4)), (90, pen(TEAL, 2)), (99, pen(ORANGE, 1))];

const fn pen(colour: RGBColor, width: u32) -> Pen {
    Pen {
        colour,
        width,
        dots: false,
    }
}

/// Colours for things without a meaning of their own, in order.
pub(super) const SERIES: [RGBColor; 6] = [BLUE, ORANGE, PURPLE, TEAL, RED, GREEN];

const TWINS: [Twin; 10] = [
    Twin {
        light: GROUND,
        dark: "#15181d",
    },
    Twin {
        light: INK,
        dark: "#e6eaf0",
    },
    Twin {
        light: FAINT,
        dark: "#9aa4b2",
    },
    Twin {
        light: GRID,
        dark: "#2f3640",
    },
    Twin {
        light: BLUE,
        dark: "#58a6ff",
    },
    Twin {
        light: GREEN,
        dark: "#3fb950",
    },
    Twin {
        light: ORANGE,
        dark: "#f0a03c",
    },
    Twin {
        light: RED,
        dark: "#ff6b67",
    },
    Twin {
        light: PURPLE,
        dark: "#bc8cff",
    },
    Twin {
        light: TEAL,
        dark: "#39c5cf",
    },
];

/// Lets a picture follow the colour scheme of the window it is shown in; in print it is light.
pub(super) fn with_both_schemes(svg: &str) -> String {
    let mut rules = String::new();
    for Twin { light, dark } in TWINS {
        let light = format!("#{:02X}{:02X}{:02X}", light.0, light.1, light.2);
        rules.push_str(&format!(
            "[fill=\"{light}\"]{{fill:{dark}}}[stroke=\"{light}\"]{{stroke:{dark}}}"
        ));
    }
    let style = format!(
        "<style>text{{font-family:system-ui,-apple-system,\"Segoe UI\",sans-serif}}\
         @media screen and (prefers-color-scheme:dark){{{rules}}}</style>"
    );
    // INVARIANT: the first tag that ends is the one that opens the picture.
    match svg.find('>') {
        Some(end) => format!("{}>\n{style}{}", &svg[..end], &svg[end + 1..]),
        None => svg.to_owned(),
    }
}
