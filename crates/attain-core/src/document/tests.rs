//! What people are told, and when it is another version.

use super::{Paper, PaperKind, papers};
use crate::diag::Diagnostics;
use crate::model::load;
use crate::text::Document;
use jiff::civil::date;

const MODEL: &str = r#"
[dataset.d]
title = "Sales book"
owner = "p"
date = "t"
key = ["i"]
[dataset.d.columns]
i = "integer"
t = "date"
p = "text"
a = "decimal(12,2)"
[position.seller]
title = "Seller of <things>"
[position.boss]
[goal.growth]
title = "Grow"
perspective = "finance"
[process.selling]
owner = "boss"
tasks = ["Sell"]
[responsibility.selling]
process = "selling"
task = "Sell"
responsible = ["seller"]
[kpi.sales]
title = "Own sales"
kind = "result"
unit = "EUR"
owner = "boss"
goal = "growth"
indicator = "orders"
dataset = "d"
measure = "sum(a)"
where = ["a > 0"]
[kpi.orders]
title = "Orders | all"
kind = "volume"
dataset = "d"
measure = "count(*)"
target = "5"
[scale.steps]
kind = "step"
steps = [["80 %", "50 %"], ["100 %", "100 %"]]
[scorecard.seller]
positions = ["seller"]
every = "month"
plan = "p"
kpis = [{ kpi = "sales", weight = "100 %", scale = "steps" }, { kpi = "orders" }]
[plan.p]
title = "Sales plan"
income = "60000"
fixed = "30 %"
threshold = "50 %"
cap = "150 %"
gates = [{ kpi = "sales", at_least = "60 %", otherwise = "50 %" }]
proration = { by = "workdays" }
"#;

fn written(model: &str, targets: &str) -> Vec<Paper> {
    let (model, found) = load(&[
        Document::new(
            "attain.toml",
            "[company]\nname = \"Acme\"\ncurrency = \"EUR\"\n",
        ),
        Document::new("model/m.toml", model),
        Document::new("data/units.csv", "unit,name\nn,North\n"),
        Document::new("data/targets.csv", targets),
        Document::new(
            "data/people.csv",
            "person,name,unit,position,bonus,left\n1,Ann,n,seller,900,\n2,Bob,n,boss,,\n3,Cy,n,seller,,2025-12-31\n",
        ),
    ]);
    let errors: Vec<String> = found
        .iter()
        .filter(|one| one.is_error())
        .map(|one| one.concise())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    let model = model.unwrap();
    let organisation = model.organisation(&Diagnostics::new());
    papers(&model, &organisation, date(2026, 1, 15))
}

const TARGETS: &str = "kpi,position,minimum,target,desired\nsales,seller,800,1000,1200\n";

#[test]
fn everybody_who_takes_part_gets_his_documents() {
    let papers = written(MODEL, TARGETS);
    let ids: Vec<&str> = papers.iter().map(|paper| paper.id.as_str()).collect();
    // Bob has no scorecard; Cy has left.
    assert_eq!(ids, ["regulation", "sheet-seller-month", "memo-1"]);
    let regulation = papers[0].markdown();
    for part in [
        "# Bonus regulation of Acme\n",
        "| Grow | finance | the company |",
        "- The income at 100 % is 60000 EUR: 30 % of it is fixed, 70 % is the bonus at 100 %.",
        "- Below a score of 50 % nothing is paid.",
        "- Unless sales attainment is at least 60 %, everything is multiplied by 50 %.",
        "counted in working days, and of the part of full time.",
        "- No more than 150 % of the bonus at 100 % is paid.",
        "- Measured: `sum(a)` over Sales book (own), only rows where `a > 0`.",
        "- Shown beside it: Orders | all (plan indicator).",
        "- From 80 % of attainment: 50 %.",
    ] {
        assert!(regulation.contains(part), "{part}\n{regulation}");
    }
    let sheet = papers[1].markdown();
    for part in [
        "| selling | Sell | does it |",
        "| Own sales | every period | 800 | 1000 | 1200 |",
        "| Orders \\| all |  | plan indicator | shown |  |",
    ] {
        assert!(sheet.contains(part), "{part}\n{sheet}");
    }
    let memo = papers[2].markdown();
    for part in [
        "Ann, you work as Seller of <things> in North.",
        "Your bonus: 900 EUR.",
        &format!("version `{}`", papers[0].version().get(..12).unwrap()),
    ] {
        assert!(memo.contains(part), "{part}\n{memo}");
    }
}

#[test]
fn a_version_changes_with_the_words_and_only_with_them() {
    let before = written(MODEL, TARGETS);
    let same = written(
        &MODEL.replace("[dataset.d]\n", "[dataset.d]\n# a remark\n"),
        TARGETS,
    );
    assert_eq!(before, same);
    let other = written(MODEL, &TARGETS.replace("1000", "1001"));
    let versions = |papers: &[Paper]| papers.iter().map(Paper::version).collect::<Vec<_>>();
    let changed: Vec<bool> = versions(&before)
        .iter()
        .zip(&versions(&other))
        .map(|(a, b)| a != b)
        .collect();
    // The target stands in the sheet, and the memo names the sheet's version.
    assert_eq!(changed, [false, true, true]);
}

#[test]
fn html_is_safe_and_text_is_plain() {
    let papers = written(MODEL, TARGETS);
    let html = papers[2].html();
    assert!(
        html.contains("Seller of &lt;things&gt;") && !html.contains("<things>"),
        "{html}"
    );
    assert!(
        html.contains("<code>attain explain 1 PERIOD</code>"),
        "{html}"
    );
    let text = papers[0].text();
    assert!(!text.contains('`'), "{text}");
    assert!(text.contains("Grow  finance      the company"), "{text}");
    let long: Vec<&str> = text
        .lines()
        .filter(|line| line.chars().count() > 80)
        .collect();
    assert!(long.iter().all(|line| line.contains("  ")), "{long:?}");
    assert_eq!(papers[1].kind, PaperKind::Sheet);
    assert_eq!(papers[2].subject(), "document:memo-1");
}
