//! Bundles: written, read, signed; and the second verifier, which knows only the specification.

use attain_core::json::Json;
use attain_core::seal::{Bundle, Hash, Leaf, LeafKind, Manifest, START, Slip, check, check_slip};
use attain_store::bundle::{Key, Seal, bundle_read, bundle_write, slip_read, slip_text};
use std::path::{Path, PathBuf};
use std::process::Command;

fn object(fields: &[(&str, &str)]) -> Json {
    Json::object(fields.iter().map(|(name, text)| (*name, Json::from(*text))))
}

fn leaf(kind: LeafKind, number: u8, content: Json) -> Leaf {
    Leaf {
        kind,
        salt: [number; 32],
        content,
    }
}

fn statement(number: u8, payouts: &[&str], total: &str, currency: &str) -> Leaf {
    let lines = payouts
        .iter()
        .map(|payout| object(&[("kpi", "k"), ("payout", payout)]))
        .collect();
    let person = format!("k{number}");
    let mut content = object(&[
        ("currency", currency),
        ("person", &person),
        ("total", total),
    ]);
    if let Json::Object(fields) = &mut content {
        fields.insert("lines".to_owned(), Json::List(lines));
    }
    leaf(LeafKind::Statement, number, content)
}

fn leaves() -> Vec<Leaf> {
    vec![
        leaf(
            LeafKind::Model,
            1,
            object(&[
                ("path", "attain.toml"),
                ("text", "a = \"é\\\"\n\t😀\u{1}\""),
            ]),
        ),
        leaf(LeafKind::Batch, 2, object(&[("id", "b2")])),
        leaf(
            LeafKind::Identity,
            3,
            object(&[("name", "Anna Ångström"), ("person", "k5")]),
        ),
        leaf(
            LeafKind::Identity,
            4,
            object(&[("name", "Ben"), ("person", "k6")]),
        ),
        statement(5, &["37800", "-0.05", "0.05"], "37800", "EUR"),
        statement(6, &["0.333333333333"], "0.333333333333", "EUR"),
        statement(7, &[], "0", "CHF"),
    ]
}

fn manifest(number: u64, previous: Hash) -> Manifest {
    Manifest {
        period: format!("2012-Q{number}"),
        number,
        previous,
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

/// Two closes, one after the other.
fn written(folder: &Path) -> (Key, Vec<PathBuf>) {
    let key = Key::create(&folder.join("key"), [42; 32]).unwrap();
    let mut previous = START;
    let mut paths = Vec::new();
    for number in 1..=2 {
        let bundle = Bundle::new(manifest(number, previous), leaves()).unwrap();
        previous = bundle.manifest.hash();
        let path = folder.join(format!("close-{number}"));
        bundle_write(&path, &bundle, &key.sign(&bundle.manifest)).unwrap();
        paths.push(path);
    }
    (key, paths)
}

/// What the second verifier says: whether all is good, and its words.
fn second(arguments: &[&str], paths: &[PathBuf]) -> (bool, String) {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/verify_bundle.py");
    let output = Command::new("python3")
        .arg(tool)
        .args(arguments)
        .args(paths)
        .output();
    let output = output.expect("the second verifier needs python3");
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(error, "", "the verifier itself failed");
    (
        output.status.success(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

#[test]
fn both_verifiers_agree_on_good_bundles() {
    let folder = tempfile::tempdir().unwrap();
    let (key, paths) = written(folder.path());
    for path in &paths {
        let (bundle, seal) = bundle_read(path).unwrap();
        assert_eq!(check(&bundle), []);
        assert!(seal.is_of(&bundle.manifest));
        assert_eq!(seal.public_key, key.public_key());
    }
    let (first, last) = (
        bundle_read(&paths[0]).unwrap().0,
        bundle_read(&paths[1]).unwrap().0,
    );
    assert!(last.manifest.follows(&first.manifest) && !first.manifest.follows(&last.manifest));
    let (good, said) = second(&["--key", &key.public_key()], &paths);
    assert!(good, "{said}");
    assert!(
        said.contains(&format!(
            "ok 2012-Q2 close 2 manifest {}",
            last.manifest.hash()
        )),
        "{said}"
    );

    // Closes in another order, or with one left out, are not linked.
    let (good, said) = second(&[], &[paths[1].clone(), paths[0].clone()]);
    assert!(!good && said.contains("not the close after"), "{said}");
    // Another key.
    let (good, said) = second(&["--key", &"00".repeat(32)], &paths);
    assert!(!good && said.contains("another key"), "{said}");
}

#[test]
fn both_verifiers_agree_after_an_erasure() {
    let folder = tempfile::tempdir().unwrap();
    let (_, paths) = written(folder.path());
    let (mut bundle, seal) = bundle_read(&paths[0]).unwrap();
    bundle.erase(|content| content.get("person") == Some(&Json::from("k5")));
    let path = folder.path().join("erased");
    bundle_write(&path, &bundle, &seal).unwrap();
    let (read, seal) = bundle_read(&path).unwrap();
    assert_eq!(check(&read), []);
    assert!(seal.is_of(&read.manifest));
    assert!(!read.leaves_text().contains("Anna"));
    let (good, said) = second(&[], &[path]);
    assert!(good, "{said}");
}

fn first_accepts(path: &Path) -> bool {
    bundle_read(path)
        .is_ok_and(|(bundle, seal)| check(&bundle).is_empty() && seal.is_of(&bundle.manifest))
}

/// A file, what stands in it, and what is put in its place.
const FORGERIES: [(&str, &str, &str); 21] = [
    ("signature.json", "{", "{\"a\":1,"),
    ("leaves.jsonl", "37800", "37801"),
    (
        "leaves.jsonl",
        "\"person\":\"k5\",\"total\"",
        "\"person\":\"k9\",\"total\"",
    ),
    ("leaves.jsonl", "\"CHF\"", "\"EUR\""),
    ("leaves.jsonl", "Anna", "Anne"),
    (
        "leaves.jsonl",
        "{\"content\":{\"id\":\"b2\"}",
        "{\"content\": {\"id\":\"b2\"}",
    ),
    ("leaves.jsonl", "\"kind\":\"batch\"", "\"kind\":\"input\""),
    ("leaves.jsonl", "\"kind\":\"batch\"", "\"kind\":\"other\""),
    ("leaves.jsonl", "\\u0001", "\\u0002"),
    ("leaves.jsonl", "\\u0001", "\\u001"),
    ("leaves.jsonl", "0202020202", "0202020203"),
    ("leaves.jsonl", "\"total\":\"0\"", "\"total\":\"-0\""),
    ("leaves.jsonl", "\"total\":\"0\"", "\"total\":0"),
    ("manifest.json", "\"anna\",\"ben\"", "\"anna\",\"zoe\""),
    (
        "manifest.json",
        "\"closed_by\":\"anna\"",
        "\"closed_by\":\"zoe\"",
    ),
    ("manifest.json", "\"leaves\":7", "\"leaves\":8"),
    ("manifest.json", "\"statements\":2", "\"statements\":3"),
    ("manifest.json", "2012-Q1", "2012-Q4"),
    ("manifest.json", "\"number\":1", "\"number\":1.0"),
    ("signature.json", "ed25519", "ed25518"),
    ("signature.json", "\"signature\":\"", "\"signature\":\"00"),
];

#[test]
fn both_verifiers_refuse_every_forgery() {
    let folder = tempfile::tempdir().unwrap();
    let (_, paths) = written(folder.path());
    assert!(first_accepts(&paths[0]));
    for (name, old, new) in FORGERIES {
        let path = paths[0].join(name);
        let good = text(&path);
        let forged = good.replace(old, new);
        assert_ne!(forged, good, "{old} is not in {name}");
        std::fs::write(&path, forged).unwrap();
        assert!(
            !first_accepts(&paths[0]),
            "{old} -> {new}: the first accepts it"
        );
        let (accepts, said) = second(&[], &paths[..1]);
        assert!(!accepts, "{old} -> {new}: the second accepts it: {said}");
        std::fs::write(&path, good).unwrap();
    }
    // A line less, a line more, lines in another order; a signature of another manifest.
    let path = paths[0].join("leaves.jsonl");
    let good = text(&path);
    let lines: Vec<&str> = good.lines().collect();
    let mut swapped = lines.clone();
    swapped.swap(4, 5);
    for forged in [
        lines[1..].join("\n"),
        [&lines[..], &lines[6..]].concat().join("\n"),
        swapped.join("\n"),
    ] {
        std::fs::write(&path, forged + "\n").unwrap();
        assert!(!first_accepts(&paths[0]) && !second(&[], &paths[..1]).0);
    }
    std::fs::write(&path, good).unwrap();
    std::fs::copy(
        paths[1].join("signature.json"),
        paths[0].join("signature.json"),
    )
    .unwrap();
    assert!(!first_accepts(&paths[0]) && !second(&[], &paths[..1]).0);
}

#[test]
fn both_verifiers_agree_on_slips() {
    let folder = tempfile::tempdir().unwrap();
    let (_, paths) = written(folder.path());
    let (bundle, seal) = bundle_read(&paths[0]).unwrap();
    let slips = bundle.slips();
    assert_eq!(slips.len(), 3);
    let path = folder.path().join("slip.json");
    let judge = |slip: &Slip, seal: &Seal| {
        std::fs::write(&path, slip_text(slip, seal)).unwrap();
        let (read, read_seal) = slip_read(&text(&path)).unwrap();
        let first = check_slip(&read).is_empty() && read_seal.is_of(&read.manifest);
        let (second, said) = second(&["--slip"], std::slice::from_ref(&path));
        assert_eq!(first, second, "{said}");
        first
    };
    for (at, slip) in slips.iter().enumerate() {
        assert!(judge(slip, &seal));
        let other = &slips[(at + 1) % slips.len()];
        assert!(!judge(
            &Slip {
                leaf: other.leaf.clone(),
                ..slip.clone()
            },
            &seal
        ));
        assert!(!judge(
            &Slip {
                index: other.index,
                ..slip.clone()
            },
            &seal
        ));
        assert!(
            !judge(
                &Slip {
                    proof: other.proof.clone(),
                    ..slip.clone()
                },
                &seal
            ) || other.proof == slip.proof
        );
        let mut longer = slip.clone();
        longer.proof.push(START);
        assert!(!judge(&longer, &seal));
    }
}

#[test]
fn keys_are_private_and_signatures_are_those_of_the_standard() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    // RFC 8032, section 7.1, test 1: the public key of this secret.
    let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let secret: Hash = secret.parse().unwrap();
    let key = Key::create(&path, secret.0).unwrap();
    let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assert_eq!(key.public_key(), public);
    assert_eq!(Key::open(&path).unwrap().public_key(), public);
    assert!(
        !format!("{key:?}").contains("9d61"),
        "the secret is not printed"
    );
    assert!(
        Key::create(&path, [1; 32]).is_err(),
        "no key is written over"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(
            Key::open(&path).is_err(),
            "a key that others can read is refused"
        );
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test looks at the files themselves"
)]
fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
