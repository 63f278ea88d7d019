//! Many patterns asked at once: a tree over their literal starts, so that long lists stay cheap.

use super::arn_pattern::ArnPattern;
use super::bigrams::Bigrams;
use super::context::Context;
use super::pattern::{Match, Pattern};

/// What the index needs to know of a pattern.
pub(super) trait Matcher {
    /// The text every match starts with.
    fn literal_head(&self) -> &str;
    /// Pairs of bytes that every match contains after its literal start.
    fn required(&self) -> Bigrams;
    /// Whether `text` matches.
    fn matches(&self, text: &str, context: &Context) -> Match;
}

impl Matcher for Pattern {
    fn literal_head(&self) -> &str {
        Self::literal_head(self)
    }
    fn required(&self) -> Bigrams {
        Self::required(self)
    }
    fn matches(&self, text: &str, context: &Context) -> Match {
        Self::matches(self, text, context)
    }
}

impl Matcher for ArnPattern {
    fn literal_head(&self) -> &str {
        Self::literal_head(self)
    }
    fn required(&self) -> Bigrams {
        Self::required(self)
    }
    fn matches(&self, text: &str, context: &Context) -> Match {
        Self::matches(self, text, context)
    }
}

/// A list of patterns, any of which may match.
#[derive(Debug, Clone)]
pub(super) struct PatternIndex<M> {
    /// Sorted by literal start.
    patterns: Box<[M]>,
    /// What each pattern requires; empty when the list is short.
    required: Box<[Bigrams]>,
    nodes: Box<[Node]>,
}

/// One node of the tree: patterns `first..here` start with exactly the text read so far; those
/// that start with more of it are its children's.
#[derive(Debug, Clone)]
struct Node {
    /// Bytes of the literal start read when this node is reached.
    depth: usize,
    first: usize,
    here: usize,
    children: std::ops::Range<usize>,
}

/// Lists up to this long are simply walked.
const WALKED_MAX: usize = 4;

impl<M: Matcher> PatternIndex<M> {
    pub(super) fn new(mut patterns: Vec<M>) -> Self {
        patterns.sort_by(|a, b| a.literal_head().cmp(b.literal_head()));
        let mut nodes = Vec::new();
        let mut required = Vec::new();
        if patterns.len() > WALKED_MAX {
            build(&patterns, &mut nodes);
            required.extend(patterns.iter().map(M::required));
        }
        Self {
            required: required.into(),
            patterns: patterns.into(),
            nodes: nodes.into(),
        }
    }

    /// Every pattern.
    pub(super) fn patterns(&self) -> &[M] {
        &self.patterns
    }

    /// Whether any pattern matches; [`Match::Unknown`] when none does and one cannot tell.
    #[inline]
    pub(super) fn matches(&self, text: &str, context: &Context) -> Match {
        let mut answer = Match::No;
        let Some(mut node) = self.nodes.first() else {
            return self.any(0..self.patterns.len(), text, context, answer);
        };
        loop {
            answer = if node.here - node.first > WALKED_MAX {
                self.filtered(node, text, context, answer)
            } else {
                self.any(node.first..node.here, text, context, answer)
            };
            if answer == Match::Yes {
                return answer;
            }
            let Some(next) = text.as_bytes().get(node.depth) else {
                return answer;
            };
            let children = &self.nodes[node.children.clone()];
            let byte_of =
                |child: &Node| self.patterns[child.first].literal_head().as_bytes()[node.depth];
            let Ok(at) = children.binary_search_by(|child| byte_of(child).cmp(next)) else {
                return answer;
            };
            let child = &children[at];
            let head =
                &self.patterns[child.first].literal_head().as_bytes()[node.depth..child.depth];
            if !text.as_bytes()[node.depth..].starts_with(head) {
                return answer;
            }
            node = child;
        }
    }

    #[inline]
    fn any(
        &self,
        range: std::ops::Range<usize>,
        text: &str,
        context: &Context,
        before: Match,
    ) -> Match {
        let mut answer = before;
        for pattern in &self.patterns[range] {
            match pattern.matches(text, context) {
                Match::Yes => return Match::Yes,
                Match::No => {}
                Match::Unknown => answer = Match::Unknown,
            }
        }
        answer
    }
}

impl<M: Matcher> PatternIndex<M> {
    /// Asks the patterns of `node`, but only those whose parts may occur in the rest of the text.
    fn filtered(&self, node: &Node, text: &str, context: &Context, before: Match) -> Match {
        let mut answer = before;
        let rest = text.as_bytes().get(node.depth..).unwrap_or_default();
        let present = Bigrams::of(rest);
        let here = node.first..node.here;
        let patterns = self.patterns[here.clone()].iter();
        for (pattern, required) in patterns.zip(&self.required[here]) {
            if !present.may_contain(required) {
                continue;
            }
            match pattern.matches(text, context) {
                Match::Yes => return Match::Yes,
                Match::No => {}
                Match::Unknown => answer = Match::Unknown,
            }
        }
        answer
    }
}

/// Builds the tree breadth first, so that the children of a node lie side by side.
fn build<M: Matcher>(patterns: &[M], nodes: &mut Vec<Node>) {
    // INVARIANT: patterns are sorted, so those with a common start are neighbours.
    let mut ends = vec![patterns.len()];
    nodes.push(node(patterns, 0, patterns.len(), 0));
    let mut at = 0;
    while at < nodes.len() {
        let (depth, mut from, end) = (nodes[at].depth, nodes[at].here, ends[at]);
        let children = nodes.len();
        while from < end {
            let byte = patterns[from].literal_head().as_bytes()[depth];
            let same = patterns[from..end]
                .iter()
                .take_while(|p| p.literal_head().as_bytes()[depth] == byte)
                .count();
            nodes.push(node(patterns, from, from + same, depth + 1));
            ends.push(from + same);
            from += same;
        }
        nodes[at].children = children..nodes.len();
        at += 1;
    }
}

/// The node of patterns `first..end`, which share at least `depth` bytes; its own depth is all
/// they share.
fn node<M: Matcher>(patterns: &[M], first: usize, end: usize, depth: usize) -> Node {
    let head = |at: usize| patterns[at].literal_head().as_bytes();
    let shared = if first < end {
        // Sorted: what the first and the last share, all share.
        let common = head(first).iter().zip(head(end - 1));
        common.take_while(|(a, b)| a == b).count().max(depth)
    } else {
        depth
    };
    let here = (first..end)
        .take_while(|at| head(*at).len() == shared)
        .count();
    Node {
        depth: shared,
        first,
        here: first + here,
        children: 0..0,
    }
}
