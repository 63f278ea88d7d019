//! What holds of every picture: boxes stand apart or one in another, texts stay in their boxes, and
//! lines run past boxes, never through them.

#![expect(
    clippy::unwrap_used,
    reason = "a picture that cannot be read has failed"
)]

use std::fs;

use vpcsim::report::graph::{Sketch, svg};
use vpcsim::scenario::Scenario;
use vpcsim::world::build;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Rect {
    x: i32,
    y: i32,
    right: i32,
    bottom: i32,
}

impl Rect {
    fn holds(self, other: Self) -> bool {
        // What lines end at in a box reaches the box's edge.
        self.x <= other.x
            && self.y <= other.y
            && other.right <= self.right
            && other.bottom <= self.bottom
    }

    fn meets(self, other: Self) -> bool {
        self.x < other.right
            && other.x < self.right
            && self.y < other.bottom
            && other.y < self.bottom
    }
}

/// The value of an attribute of a tag.
fn value<'a>(tag: &'a str, name: &str) -> &'a str {
    let start = tag.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
    let length = tag[start..].find('"').unwrap();
    &tag[start..start + length]
}

fn number(tag: &str, name: &str) -> i32 {
    value(tag, name).parse().unwrap()
}

/// Boxes and frames.
fn rects(svg: &str) -> Vec<Rect> {
    let tags = svg.lines().filter(|line| line.starts_with("<rect class="));
    let tags = tags.filter(|tag| value(tag, "class") != "paper");
    tags.map(|tag| {
        let (x, y) = (number(tag, "x"), number(tag, "y"));
        Rect {
            x,
            y,
            right: x + number(tag, "width"),
            bottom: y + number(tag, "height"),
        }
    })
    .collect()
}

/// The room each text takes, and the text.
fn texts(svg: &str) -> Vec<(Rect, String)> {
    let tags = svg.lines().filter(|line| line.starts_with("<text class="));
    let set = tags.filter(|tag| value(tag, "class") != "heading");
    set.map(|tag| {
        let words = tag.rsplit_once("</text>").unwrap().0;
        let words = words.rsplit_once('>').unwrap().1;
        let words = words
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
        let words = words.replace("&quot;", "\"");
        let letters: i32 = words
            .chars()
            .map(|c| if c < '\u{2e80}' { 1 } else { 2 })
            .sum();
        // Common fixed-width faces are 0.602 of their size wide.
        let size = if value(tag, "class") == "title" {
            12
        } else {
            10
        };
        let width = letters * size * 602 / 1000;
        let (x, y) = (number(tag, "x"), number(tag, "y"));
        let rect = Rect {
            x,
            y: y - size + 2,
            right: x + width,
            bottom: y + 2,
        };
        (rect, words)
    })
    .collect()
}

/// The stretches of lines between their corners.
fn stretches(svg: &str) -> Vec<Rect> {
    let tags = svg
        .lines()
        .filter(|line| line.starts_with("<path class=\"line"));
    let mut all = Vec::new();
    for tag in tags {
        let path = value(tag, "d").replace('Q', "L");
        let numbers = path.replace(['M', 'L'], " ");
        let numbers: Vec<i32> = numbers
            .split_whitespace()
            .map(|n| n.parse().unwrap())
            .collect();
        let points: Vec<(i32, i32)> = numbers.chunks(2).map(|two| (two[0], two[1])).collect();
        for two in points.windows(2) {
            let ((a, b), (c, d)) = (two[0], two[1]);
            all.push(Rect {
                x: a.min(c),
                y: b.min(d),
                right: a.max(c) + 1,
                bottom: b.max(d) + 1,
            });
        }
    }
    all
}

fn check(name: &str, text: &str) {
    let loaded = Scenario::parse(text);
    let built = build(&loaded.scenario);
    let sketch = Sketch::of(&built.world, name);
    let svg = svg::render(&sketch);
    let rects = rects(&svg);
    for (position, one) in rects.iter().enumerate() {
        for other in &rects[position + 1..] {
            let is_well = !one.meets(*other) || one.holds(*other) || other.holds(*one);
            assert!(is_well, "{name}: {one:?} and {other:?}");
        }
    }
    let frames: Vec<Rect> = svg
        .lines()
        .zip(svg.lines().skip(1))
        .filter(|(line, _)| line.starts_with("<rect class=\"frame\""))
        .flat_map(|(line, _)| self::rects(line))
        .collect();
    let bottom = rects.iter().map(|rect| rect.bottom).max().unwrap_or(0);
    for (room, words) in texts(&svg) {
        // The key below the picture stands in no box.
        if room.y > bottom {
            continue;
        }
        let around = rects.iter().filter(|rect| rect.meets(room));
        for rect in around {
            assert!(
                rect.holds(room),
                "{name}: `{words}` at {room:?} runs over the edge of {rect:?}"
            );
        }
    }
    for stretch in stretches(&svg) {
        for rect in rects.iter().filter(|rect| !frames.contains(rect)) {
            let inner = Rect {
                x: rect.x + 1,
                y: rect.y + 1,
                right: rect.right - 1,
                bottom: rect.bottom - 1,
            };
            // What a line ends at stands in a box whose edge it crosses there.
            assert!(
                !inner.meets(stretch),
                "{name}: a line at {stretch:?} runs through {rect:?}"
            );
        }
    }
}

#[test]
fn boxes_texts_and_lines_keep_apart() {
    let mut seen = 0;
    for folder in ["scenarios", "tests/verbs", "tests/table4"] {
        let entries = fs::read_dir(folder).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.extension().is_some_and(|ending| ending == "ron") {
                check(
                    &path.display().to_string(),
                    &fs::read_to_string(&path).unwrap(),
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 8);
}

#[test]
fn long_and_strange_names_keep_to_their_boxes() {
    let name = "\\\"<&'>` 名前の長いゲートウェイとそのほかの名前を書く場所";
    let long = "x".repeat(200);
    for name in [name, long.as_str()] {
        let text = format!(
            "Scenario(accounts: {{ \"111122223333\": Account() }}, vpcs: {{ \"{name}\": Vpc( \
               account: \"111122223333\", region: \"us-west-2\", cidr_blocks: [\"10.0.0.0/16\"], \
               internet_gateway: \"{name}\", subnets: {{ \"{name}\": Subnet( \
                 availability_zone: \"us-west-2a\", cidr_block: \"10.0.1.0/24\") }} ) }}, \
             hosts: {{ \"{name}\": Host(subnet: \"{name}\") }})"
        );
        check("names", &text);
    }
}
