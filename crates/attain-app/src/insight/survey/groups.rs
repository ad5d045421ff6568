//! Which groups may be published, so that none is small and no difference of groups is either.

use attain_core::id::UnitId;
use attain_core::organisation::Organisation;
use std::collections::{BTreeMap, BTreeSet};

/// A unit, or the company: `None`.
pub type Node = Option<UnitId>;

/// Which unit is part of which. What is part of nothing else is part of the company.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    parents: BTreeMap<UnitId, UnitId>,
}

impl Tree {
    /// The units of an organisation.
    #[must_use]
    pub fn new(organisation: &Organisation) -> Self {
        let parents = organisation.units();
        let parents = parents.filter_map(|unit| Some((unit.id.clone(), unit.parent.clone()?)));
        Self::of(parents)
    }

    /// Units with the units that they are part of. A loop is cut where it closes.
    #[must_use]
    pub fn of(parents: impl IntoIterator<Item = (UnitId, UnitId)>) -> Self {
        let mut tree = Self::default();
        for (unit, parent) in parents {
            let above = tree.chain(&Some(parent.clone()));
            if !above.contains(&Some(unit.clone())) {
                tree.parents.insert(unit, parent);
            }
        }
        tree
    }

    /// What a node is part of; `None` for the company.
    fn parent(&self, node: &Node) -> Option<Node> {
        let unit = node.as_ref()?;
        Some(self.parents.get(unit).cloned())
    }

    /// A node and all that it is part of, up to the company.
    #[must_use]
    pub fn chain(&self, node: &Node) -> Vec<Node> {
        std::iter::successors(Some(node.clone()), |node| self.parent(node)).collect()
    }

    /// All nodes above the given ones, themselves included, with their children.
    fn children<'a>(
        &self,
        nodes: impl Iterator<Item = &'a Node>,
    ) -> BTreeMap<Node, BTreeSet<Node>> {
        let mut children: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
        children.insert(None, BTreeSet::new());
        for node in nodes {
            for one in self.chain(node) {
                if let Some(parent) = self.parent(&one) {
                    children.entry(parent).or_default().insert(one.clone());
                }
                children.entry(one).or_default();
            }
        }
        children
    }
}

/// The groups whose results are published, from how many answers each unit gave by itself (without
/// its parts).
///
/// A group is a unit with all its parts, or the company. The groups of a tree lie within each other
/// or apart, so everything that can be worked out from their results is worked out from the
/// *remainders*: what a published group has beyond the published groups within it. The algorithm
/// makes every remainder either empty or of at least `smallest` answers. From the bottom up, one
/// is published if it has that many answers; if its remainder is not empty and too small, the
/// published group within it that has the smallest remainder of its own is taken back
/// (complementary suppression), by name where two are equal, and the remainder now holds it.
#[must_use]
pub fn published(tree: &Tree, answers: &BTreeMap<Node, u64>, smallest: u64) -> BTreeSet<Node> {
    let mut state = Suppression {
        children: tree.children(answers.keys()),
        answers,
        smallest: smallest.max(1),
        published: BTreeMap::new(),
    };
    state.settle(&None);
    state.published.into_keys().collect()
}

struct Suppression<'a> {
    children: BTreeMap<Node, BTreeSet<Node>>,
    answers: &'a BTreeMap<Node, u64>,
    smallest: u64,
    /// Each published group with its remainder and the published groups directly within it.
    published: BTreeMap<Node, (u64, Vec<Node>)>,
}

/// What is known of a node when all below it is settled.
struct Settled {
    /// All answers.
    all: u64,
    /// Those that are in no published group.
    loose: u64,
    /// The outermost published groups.
    tops: Vec<Node>,
}

impl Suppression<'_> {
    fn settle(&mut self, node: &Node) -> Settled {
        let own = self.answers.get(node).copied().unwrap_or(0);
        let mut here = Settled {
            all: own,
            loose: own,
            tops: Vec::new(),
        };
        for child in self.children.get(node).cloned().unwrap_or_default() {
            let below = self.settle(&child);
            here.all = here.all.saturating_add(below.all);
            here.loose = here.loose.saturating_add(below.loose);
            here.tops.extend(below.tops);
        }
        if here.all < self.smallest {
            return here;
        }
        while here.loose > 0 && here.loose < self.smallest && !here.tops.is_empty() {
            self.take_back(&mut here);
        }
        self.published.insert(node.clone(), (here.loose, here.tops));
        Settled {
            all: here.all,
            loose: 0,
            tops: vec![node.clone()],
        }
    }

    /// Takes the outermost group with the smallest remainder back. One without a remainder frees
    /// nobody, so it is taken last; but it opens the way to those within it.
    fn take_back(&mut self, here: &mut Settled) {
        let remainder = |node: &Node| self.published.get(node).map_or(0, |(rest, _)| *rest);
        let key = |node: &Node| match remainder(node) {
            0 => (u64::MAX, node.clone()),
            rest => (rest, node.clone()),
        };
        let Some(smallest) = here.tops.iter().min_by_key(|node| key(node)).cloned() else {
            return;
        };
        here.tops.retain(|node| *node != smallest);
        if let Some((rest, within)) = self.published.remove(&smallest) {
            here.loose = here.loose.saturating_add(rest);
            here.tops.extend(within);
        }
    }
}

/// Under which group the answers of each unit are kept, from how many of its people are asked: the
/// smallest group around it that has `smallest` people of its own. So the kept answers themselves
/// are in no smaller group.
#[must_use]
pub fn groups(tree: &Tree, asked: &BTreeMap<Node, u64>, smallest: u64) -> BTreeMap<Node, Node> {
    let children = tree.children(asked.keys());
    let mut members: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    let loose = gather(&None, &children, asked, smallest, &mut members);
    let size = |nodes: &[Node]| -> u64 {
        nodes
            .iter()
            .map(|node| asked.get(node).copied().unwrap_or(0))
            .sum()
    };
    // What is left at the top joins the smallest group, and both are the company's.
    let mut rest = loose;
    let left = size(&rest);
    if left > 0
        && left < smallest
        && let Some(group) = members
            .iter()
            .min_by_key(|(name, nodes)| (size(nodes), (*name).clone()))
            .map(|(name, _)| name.clone())
    {
        rest.extend(members.remove(&group).unwrap_or_default());
    }
    members.entry(None).or_default().extend(rest);
    let pairs = members
        .into_iter()
        .flat_map(|(group, nodes)| nodes.into_iter().map(move |node| (node, group.clone())));
    pairs.collect()
}

/// Makes groups below a node; gives the units that found none.
fn gather(
    node: &Node,
    children: &BTreeMap<Node, BTreeSet<Node>>,
    asked: &BTreeMap<Node, u64>,
    smallest: u64,
    members: &mut BTreeMap<Node, Vec<Node>>,
) -> Vec<Node> {
    let mut loose = vec![node.clone()];
    for child in children.get(node).into_iter().flatten() {
        loose.extend(gather(child, children, asked, smallest, members));
    }
    let people: u64 = loose
        .iter()
        .map(|node| asked.get(node).copied().unwrap_or(0))
        .sum();
    if people >= smallest && node.is_some() {
        members.insert(node.clone(), loose);
        return Vec::new();
    }
    loose
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::chance::Chance;

    fn unit(number: usize) -> UnitId {
        UnitId::from(format!("u{number:02}"))
    }

    /// A tree of chance with answers of chance: many small units.
    fn organisation(chance: &mut Chance) -> (Tree, BTreeMap<Node, u64>) {
        let units = 1 + chance.below(14);
        let mut parents = Vec::new();
        let mut answers = BTreeMap::new();
        for number in 0..units {
            if number > 0 && chance.unit() < 0.8 {
                parents.push((unit(number), unit(chance.below(number))));
            }
            let size = if chance.unit() < 0.3 {
                0
            } else {
                chance.below(12)
            };
            answers.insert(Some(unit(number)), u64::try_from(size).unwrap());
        }
        answers.insert(None, u64::try_from(chance.below(4)).unwrap());
        (Tree::of(parents), answers)
    }

    /// Everybody with the published groups that he is in.
    fn signatures(
        tree: &Tree,
        answers: &BTreeMap<Node, u64>,
        groups: &BTreeSet<Node>,
    ) -> BTreeMap<BTreeSet<Node>, u64> {
        let mut classes = BTreeMap::new();
        for (node, count) in answers {
            let inside: BTreeSet<Node> = tree.chain(node).into_iter().collect();
            let seen: BTreeSet<Node> = inside.intersection(groups).cloned().collect();
            *classes.entry(seen).or_insert(0) += count;
        }
        classes
    }

    /// People who are in the same published groups cannot be told apart by any arithmetic over the
    /// results, whatever the groups are. So it is enough that no such class is small.
    #[test]
    fn no_arithmetic_over_published_results_reaches_fewer_than_five() {
        let (mut several, mut taken_back) = (0, 0);
        for seed in 0..1000 {
            let mut chance = Chance::new(seed);
            let (tree, answers) = organisation(&mut chance);
            let found = published(&tree, &answers, 5);
            for (classes, count) in signatures(&tree, &answers, &found) {
                let open = classes.is_empty() || count == 0 || count >= 5;
                assert!(open, "seed {seed}: {count} in {classes:?} of {answers:?}");
            }
            let total: u64 = answers.values().sum();
            assert_eq!(
                found.contains(&None),
                total >= 5,
                "seed {seed}: the company"
            );
            several += usize::from(found.len() > 2);
            let alone = |node: &&Node| answers.get(node).copied().unwrap_or(0) >= 5;
            taken_back += answers
                .keys()
                .filter(alone)
                .filter(|node| !found.contains(node))
                .count();
        }
        assert!(
            several > 400,
            "only {several} published more than two groups"
        );
        assert!(
            taken_back > 50,
            "suppression was hardly needed: {taken_back}"
        );
    }

    #[test]
    fn the_smallest_group_is_taken_back_for_a_small_rest() {
        let tree = Tree::of([(unit(1), unit(0)), (unit(2), unit(0)), (unit(3), unit(0))]);
        let answers = [(Some(unit(1)), 6), (Some(unit(2)), 9), (Some(unit(3)), 2)].into();
        let found = published(&tree, &answers, 5);
        let names = [None, Some(unit(0)), Some(unit(2))];
        assert_eq!(found, names.into(), "u01 would give away the two of u03");
    }

    #[test]
    fn answers_are_kept_under_groups_of_five_or_more() {
        for seed in 0..1000 {
            let mut chance = Chance::new(seed);
            let (tree, asked) = organisation(&mut chance);
            let found = groups(&tree, &asked, 5);
            let mut sizes: BTreeMap<&Node, u64> = BTreeMap::new();
            for (node, count) in &asked {
                let group = &found[node];
                assert!(tree.chain(node).contains(group), "seed {seed}");
                *sizes.entry(group).or_default() += count;
            }
            let total: u64 = asked.values().sum();
            for (group, size) in sizes {
                assert!(
                    size >= 5 || size == 0 || total < 5,
                    "seed {seed}: {size} in {group:?}"
                );
            }
        }
    }
}
