//! What a period takes from other periods and from what people write down by hand.

use crate::company::Company;

const MODEL: &str = "position.seller = { title = \"Seller\" }\n\
    [dataset.sales]\nowner = \"seller\"\ndate = \"day\"\n\
    [dataset.sales.columns]\nseller = \"text\"\nday = \"date\"\namount = \"decimal(12,2)\"\n\
    [dataset.quotas]\nowner = \"seller\"\ndate = \"day\"\n\
    [dataset.quotas.columns]\nseller = \"text\"\nday = \"date\"\nquota = \"decimal(12,2)\"\n\
    [kpi.sales]\nkind = \"result\"\ndataset = \"sales\"\nmeasure = \"sum(amount)\"\n";

const CARD: &str = "[plan.bonus]\nbonus = \"1000\"\n[scorecard.seller]\npositions = [\"seller\"]\n\
    every = \"quarter\"\nplan = \"bonus\"\nkpis = [{ kpi = \"sales\", weight = \"100 %\" }]\n";

fn company(kpi: &str, more: &[(&str, &str)]) -> Company {
    let model = format!("{MODEL}{kpi}\n{CARD}");
    let mut files = vec![
        ("model/a.toml", model.as_str()),
        ("data/people.csv", "person,name,position\nann,Ann,seller\n"),
        (
            "facts/sales.csv",
            "seller,day,amount\nann,2024-01-05,1460\n",
        ),
    ];
    files.extend_from_slice(more);
    Company::new(&files).unwrap()
}

#[test]
fn a_target_of_a_dataset_changes_on_the_day_of_its_row() {
    let quotas = "seller,day,quota\nann,2024-01-01,1000\nann,2024-02-15,1910\n";
    let target = |policy: &str| {
        let kpi = format!(
            "target = {{ dataset = \"quotas\", column = \"quota\", on_duplicate = \"{policy}\" }}"
        );
        let company = company(&kpi, &[("facts/quotas.csv", quotas)]);
        let calculation = company.run("2024-Q1");
        let line = &calculation.results[0].lines[0];
        line.target
            .as_ref()
            .and_then(|found| found.target.target)
            .map(|value| value.to_string())
    };
    assert_eq!(target("change").as_deref(), Some("1460"));
    assert_eq!(target("sum").as_deref(), Some("2910"));
    assert_eq!(target("refuse"), None);
}

#[test]
fn the_explanation_shows_the_pieces_of_a_target() {
    let targets = "kpi,target,from,to\nsales,1000,,2024-02-14\nsales,1910,2024-02-15,\n";
    let text = company("", &[("data/targets.csv", targets)]).explanation("ann", "2024-Q1");
    for line in [
        "target      1460               the mean by days of",
        "1000 from 2024-01-01 to 2024-02-14 (data/targets.csv)",
        "1910 from 2024-02-15 to 2024-03-31 (data/targets.csv)",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn lines_that_contradict_each_other_are_refused() {
    let targets = "kpi,target,from,to\nsales,1000,,2024-02-14\nsales,1910,2024-02-14,\n";
    let model = format!("{MODEL}{CARD}");
    let codes = |files: &[(&str, &str)]| -> Vec<String> {
        let mut all = vec![("model/a.toml", model.as_str())];
        all.extend_from_slice(files);
        let errors = Company::new(&all).err().unwrap_or_default();
        errors.iter().map(|found| found.code.to_string()).collect()
    };
    assert_eq!(codes(&[("data/targets.csv", targets)]), ["K0204"]);
    let amounts = "period,person,name,amount\n2024-Q1,ann,advance,1\n2024-Q1,ann,advance,2\n";
    assert_eq!(codes(&[("data/amounts.csv", amounts)]), ["K0204"]);
    let corrections = "period,person,amount,reason,plan\n2024-Q1,ann,1,,\n2024-Q9,ann,1,why,\n\
                       2024-Q1,ann,1,why,none\n";
    assert_eq!(
        codes(&[("data/corrections.csv", corrections)]),
        ["K0202", "K0105", "K0341"]
    );
}

#[test]
fn corrections_are_explained_and_strangers_reported() {
    let corrections = "period,person,amount,reason,who,line\n\
        2024-Q1,ann,-50.25,counted twice,Eve,sales\n2024-Q1,ann,10,rounding,,\n\
        2024-Q1,nobody,10,rounding,,\n2024-Q2,other,10,rounding,,\n";
    let company = company(
        "target = \"1460\"",
        &[("data/corrections.csv", corrections)],
    );
    let text = company.explanation("ann", "2024-Q1");
    for line in [
        "of `sales`: counted twice (by Eve) (data/corrections.csv)",
        "correction  10                 rounding (data/corrections.csv)",
        "total       959.75",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let calculation = company.run("2024-Q1");
    let errors = calculation
        .diagnostics
        .iter()
        .filter(|found| found.is_error());
    let errors: Vec<String> = errors.map(|found| found.concise()).collect();
    assert_eq!(errors, ["error[K0341]: `nobody` is in no list of people"]);
}
