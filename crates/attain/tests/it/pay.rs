//! Pay in its company, as a user types it: shared facts, unknown owners, balances, corrections.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const FILES: [(&str, &str); 6] = [
    (
        "attain.toml",
        "[company]\nname = \"Shared\"\ncurrency = \"EUR\"\n",
    ),
    (
        "model/model.toml",
        "position.seller = { title = \"Seller\" }\n\
         [dataset.sales]\nowner = \"seller\"\ndate = \"day\"\ncovers = \"years\"\n\
         credit = [{ column = \"seller\", share = \"70 %\" }, { column = \"second\", share = \"30 %\" }]\n\
         [dataset.sales.columns]\nseller = \"text\"\nsecond = \"text\"\nday = \"date\"\n\
         amount = \"decimal(12,2)\"\n\
         [kpi.sales]\nkind = \"result\"\ndataset = \"sales\"\nmeasure = \"sum(amount)\"\n\
         [plan.draw]\nmethod = \"commission\"\nrate = \"10 %\"\ndraw = { minimum = \"100\" }\n\
         [scorecard.seller]\npositions = [\"seller\"]\nevery = \"month\"\nplan = \"draw\"\n\
         kpis = [{ kpi = \"sales\", weight = \"100 %\" }]\n",
    ),
    (
        "data/people.csv",
        "person,name,position\nann,Ann,seller\nbob,Bob,seller\n",
    ),
    (
        "data/targets.csv",
        "kpi,target,from,to\nsales,1000,,2024-02-14\nsales,2000,2024-02-15,\n",
    ),
    (
        "data/corrections.csv",
        "period,person,amount,reason,who\n2024-02,bob,-5.5,counted twice,Eve\n",
    ),
    (
        "sales.csv",
        "seller,second,day,amount\nann,bob,2024-01-05,1000\nann,,2024-02-05,5000\n\
         bob,ann,2024-02-06,1000\nanm,,2024-02-07,1\n",
    ),
];

fn workspace() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in FILES {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The exit code, and what was said on both streams.
fn attain(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_attain"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

#[test]
fn shared_facts_are_paid_and_explained() {
    let folder = workspace();
    let run = |arguments: &[&str]| attain(folder.path(), arguments);
    let (code, _, told) = run(&["import", "sales", "sales.csv"]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("K0433") && told.contains("anm"), "{told}");
    let admit = ["import", "sales", "sales.csv", "--unknown-owners", "admit"];
    let (code, _, told) = run(&admit);
    assert_eq!(code, 0, "{told}");

    let (code, table, told) = run(&["run", "2024-02", "--format", "csv"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("note[K0552]: 1 row of `sales`"), "{told}");
    // In January Ann had 70 of her draw of 100, and Bob 30; both owe the rest.
    let expected = "person,period,kpi,actual,target,attainment,score,weight,payout\n\
        ann,2024-02,sales,5300,1517.241379310345,3.493181818182,3.493181818182,1,530.00\n\
        ann,2024-02,total,,,,3.493181818182,1,500.00\n\
        bob,2024-02,sales,700,1517.241379310345,0.461363636364,0.461363636364,1,70.00\n\
        bob,2024-02,total,,,,0.461363636364,1,100.00\n";
    assert_eq!(table, expected);

    let (_, json, _) = run(&["run", "2024-02", "--format", "json"]);
    assert!(json.contains("K0552"), "{json}");
    let (code, explained, told) = run(&["explain", "bob", "2024-02"]);
    assert_eq!(code, 0, "{told}");
    for line in [
        "70 % of each fact: 1 row of `sales`",
        "1000 from 2024-02-01 to 2024-02-14 (data/targets.csv:2)",
        "counted twice (by Eve) (data/corrections.csv:2)",
    ] {
        assert!(explained.contains(line), "{line}\n{explained}");
    }
}

#[test]
fn a_scale_of_levels_is_tried_with_the_levels_of_a_target() {
    let folder = workspace();
    fs::write(
        folder.path().join("scale.toml"),
        "[scale.l]\nkind = \"levels\"\n",
    )
    .unwrap();
    let at = [
        "try",
        "scale",
        "scale.toml",
        "l",
        "--at",
        "79 %,80 %,110 %,130 %",
        "--format",
        "csv",
    ];
    let levels = [
        "--minimum",
        "80 %",
        "--target",
        "100 %",
        "--desired",
        "120 %",
    ];
    let (code, out, told) = attain(folder.path(), &[&at[..], &levels[..]].concat());
    assert_eq!(code, 0, "{told}");
    assert_eq!(
        out,
        "input,output\n79 %,0\n80 %,0.5\n110 %,1.1\n130 %,1.2\n"
    );
    let (code, _, told) = attain(folder.path(), &at);
    assert_eq!(code, 1);
    assert!(told.contains("`--minimum`"), "{told}");
}

#[test]
fn goals_are_shown_as_a_tree() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/adventure-works");
    let (code, out, told) = attain(&example, &["goals"]);
    assert_eq!(code, 0, "{told}");
    for line in [
        "finance\n",
        "  revenue: Sell what was planned\n    - quota_attainment: Own sales against own quota (regional_manager, representative)",
        "learning\n  no goal",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
}
