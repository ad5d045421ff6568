use super::*;
use crate::num::parse_number;
use proptest::prelude::*;

/// The tree as RFC 6962 defines it: split at the largest power of two below the count.
fn by_definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(b""),
        [leaf] => *leaf,
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            let mut bytes = vec![1];
            bytes.extend(by_definition(&leaves[..split]).0);
            bytes.extend(by_definition(&leaves[split..]).0);
            Hash::of(&bytes)
        }
    }
}

fn path_by_definition(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let split = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(split);
    let (mut path, other) = if index < split {
        (path_by_definition(index, left), right)
    } else {
        (path_by_definition(index - split, right), left)
    };
    path.push(by_definition(other));
    path
}

fn hashes(count: usize) -> Vec<Hash> {
    (0..count)
        .map(|n| leaf_hash(n.to_string().as_bytes()))
        .collect()
}

/// The vectors that implementations of RFC 6962 share.
#[test]
fn known_roots() {
    let inputs: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    for (count, root) in roots.iter().enumerate() {
        let leaves = inputs[..count]
            .iter()
            .map(|input| leaf_hash(input))
            .collect();
        assert_eq!(
            Tree::new(leaves).root().to_string(),
            *root,
            "{count} leaves"
        );
    }
}

#[test]
fn every_leaf_of_every_small_tree_is_proven_as_defined() {
    for count in (0..40).chain([63, 64, 65, 127, 128, 129]) {
        let leaves = hashes(count);
        let tree = Tree::new(leaves.clone());
        let root = tree.root();
        assert_eq!(root, by_definition(&leaves), "{count}");
        let size = u64::try_from(count).unwrap();
        for (index, leaf) in leaves.iter().enumerate() {
            let proof = tree.proof(index).unwrap();
            assert_eq!(
                proof,
                path_by_definition(index, &leaves),
                "{index} of {count}"
            );
            let at = u64::try_from(index).unwrap();
            assert!(is_included(*leaf, at, size, &proof, root));
            assert!(!is_included(
                *leaf,
                at,
                size,
                &[&proof[..], &[root]].concat(),
                root
            ));
            assert!(proof.is_empty() || !is_included(*leaf, at, size, &proof[1..], root));
            assert!(!is_included(*leaf, size, size, &proof, root));
            if let Some(other) = leaves.get(index + 1) {
                assert!(!is_included(*other, at, size, &proof, root));
                assert!(!is_included(*leaf, at + 1, size, &proof, root));
            }
        }
        assert_eq!(tree.proof(count), None);
    }
}

fn statement(person: &str, payouts: &[&str], total: &str) -> Leaf {
    let lines = payouts
        .iter()
        .map(|payout| Json::object([("kpi", Json::from("k")), ("payout", Json::from(*payout))]));
    Leaf {
        kind: LeafKind::Statement,
        salt: [7; 32],
        content: Json::object([
            ("currency", Json::from("EUR")),
            ("lines", Json::List(lines.collect())),
            ("person", Json::from(person)),
            ("total", Json::from(total)),
        ]),
    }
}

fn identity(person: &str, name: &str) -> Leaf {
    Leaf {
        kind: LeafKind::Identity,
        salt: [9; 32],
        content: Json::object([("name", Json::from(name)), ("person", Json::from(person))]),
    }
}

fn head() -> Manifest {
    Manifest {
        period: "2012-Q3".to_owned(),
        number: 1,
        previous: START,
        leaves: 0,
        root: START,
        totals: Vec::new(),
        result: Hash::of(b"result"),
        model: Hash::of(b"model"),
        closed_at: "2012-10-05T10:00:00.000000Z".to_owned(),
        closed_by: "anna".to_owned(),
        approved_by: vec!["anna".to_owned(), "ben".to_owned()],
    }
}

fn bundle() -> Bundle {
    let leaves = vec![
        identity("k1", "Anna Ångström"),
        statement("k1", &["10.5", "-0.5"], "10"),
        statement("k2", &["32"], "32"),
    ];
    Bundle::new(head(), leaves).unwrap()
}

fn reread(bundle: &Bundle) -> Bundle {
    read(&bundle.manifest.text(), &bundle.leaves_text()).unwrap()
}

#[test]
fn a_bundle_is_read_as_it_was_written() {
    let bundle = bundle();
    let again = reread(&bundle);
    assert_eq!(again.manifest, bundle.manifest);
    assert_eq!(again.leaves, bundle.leaves);
    assert_eq!(check(&again), []);
    assert_eq!(again.manifest.totals[0].total, parse_number("42").unwrap());
    assert_eq!(again.manifest.totals[0].statements, 2);
}

#[test]
fn erasing_a_person_keeps_every_hash() {
    let mut bundle = bundle();
    let (root, hash) = (bundle.manifest.root, bundle.manifest.hash());
    bundle.erase(|content| content.get("person") == Some(&Json::from("k1")));
    let again = reread(&bundle);
    assert!(!again.leaves_text().contains("Anna"));
    assert!(
        !again.leaves_text().contains(&"09".repeat(32)),
        "the salt is gone too"
    );
    assert!(
        again.leaves_text().contains("\"k1\""),
        "what he was paid stays"
    );
    assert_eq!(check(&again), []);
    assert_eq!((again.manifest.root, again.manifest.hash()), (root, hash));
}

#[test]
fn a_slip_proves_its_statement_and_no_other() {
    let slips = bundle().slips();
    assert_eq!(slips.len(), 2);
    for slip in &slips {
        let again = Slip::parse(&slip.to_json()).unwrap();
        assert_eq!(&again, slip);
        assert_eq!(check_slip(&again), []);
    }
    let mut forged = slips[0].clone();
    forged.leaf = statement("k1", &["11"], "11");
    assert_eq!(check_slip(&forged).len(), 1);
    let mut swapped = slips[0].clone();
    swapped.leaf = slips[1].leaf.clone();
    assert_eq!(check_slip(&swapped).len(), 1);
    let mut moved = slips[0].clone();
    moved.index = slips[1].index;
    assert_eq!(check_slip(&moved).len(), 1);
}

#[test]
fn what_was_changed_is_found() {
    let good = bundle();
    let (manifest, leaves) = (good.manifest.text(), good.leaves_text());
    let table: [(&str, String, String); 9] = [
        (
            "an amount",
            manifest.clone(),
            leaves.replace("\"32\"", "\"33\""),
        ),
        (
            "a line",
            manifest.clone(),
            leaves.replacen("\"32\"", "\"33\"", 1),
        ),
        ("two people", manifest.clone(), {
            leaves
                .replace("\"k1\"", "\"k9\"")
                .replace("\"k2\"", "\"k1\"")
                .replace("k9", "k2")
        }),
        ("a leaf less", manifest.clone(), {
            let rest: Vec<&str> = leaves.lines().skip(1).collect();
            rest.join("\n") + "\n"
        }),
        ("an order", manifest.clone(), {
            let lines: Vec<&str> = leaves.lines().rev().collect();
            lines.join("\n") + "\n"
        }),
        (
            "a salt",
            manifest.clone(),
            leaves.replace(&"07".repeat(32), &"08".repeat(32)),
        ),
        (
            "a total",
            manifest.replace("\"42\"", "\"43\""),
            leaves.clone(),
        ),
        (
            "a place",
            manifest.replace("\"number\":1", "\"number\":2"),
            leaves.clone(),
        ),
        (
            "a count",
            manifest.replace("\"leaves\":3", "\"leaves\":4"),
            leaves.clone(),
        ),
    ];
    for (what, manifest, leaves) in table {
        assert_ne!(check(&read(&manifest, &leaves).unwrap()), [], "{what}");
    }
}

#[test]
fn what_is_not_the_form_is_refused() {
    let good = bundle();
    let (manifest, leaves) = (good.manifest.text(), good.leaves_text());
    for (bad, expected) in [
        (manifest.replace(",\"root\"", ", \"root\""), "canonical"),
        (manifest.replace("\"root\"", "\"rooz\""), "root"),
        (manifest.replace("bundle-1", "bundle-2"), "format"),
        (
            manifest.replace("{\"approved_by\"", "{\"a\":1,\"approved_by\""),
            "does not know",
        ),
        (manifest.replace("\"42\"", "\"42.0\""), "total"),
        (
            manifest.replace(&"00".repeat(32), &"0G".repeat(32)),
            "previous",
        ),
    ] {
        let problem = read(&bad, &leaves).unwrap_err();
        assert!(problem.message.contains(expected), "{bad}: {problem}");
    }
    for (bad, expected) in [
        (leaves.trim_end().to_owned(), "end"),
        (leaves.replace("identity", "entity"), "kind"),
        (leaves.replace("\"salt\":\"07", "\"salt\":\"7"), "salt"),
        (leaves.replace("}\n", "} \n"), "canonical"),
        (
            format!(
                "{leaves}{{\"erased\":\"{}\",\"kind\":\"statement\"}}\n",
                START
            ),
            "erased",
        ),
    ] {
        let problem = read(&manifest, &bad).unwrap_err();
        assert!(problem.message.contains(expected), "{bad}: {problem}");
    }
    for bad in ["+1", "-0", "1e3", "1.", ".5", "01", "1_0", " 1", "", "x"] {
        assert!(Bundle::new(head(), vec![statement("k", &[bad], bad)]).is_err());
    }
}

#[test]
fn hashes_have_one_form() {
    let good = "0a".repeat(32);
    assert_eq!(good.parse::<Hash>().unwrap().to_string(), good);
    for bad in [
        "",
        good.trim_start_matches('0'),
        &good.to_uppercase(),
        &good.replace("0a", "+a"),
        &good.replace('a', "g"),
    ] {
        assert!(bad.parse::<Hash>().is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn any_byte_that_changes_shows(at in 0..10_000_usize, bit in 0..8_u32) {
        let good = bundle();
        let mut bytes = good.leaves_text().into_bytes();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        if let Ok(text) = String::from_utf8(bytes)
            && let Ok(read) = read(&good.manifest.text(), &text)
        {
            prop_assert_ne!(check(&read), []);
        }
    }
}
