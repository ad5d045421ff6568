//! What happens after a close: late facts, changed targets and rules, disputes, payroll, erasing.

use crate::close::closed;
use crate::desk::Desk;
use std::fs;

const LEAVES: &str = "closes/0001-2024-Q1/leaves.jsonl";

pub(crate) fn late_sale(desk: &Desk, user: &str) {
    let text = "order,sold_on,seller,amount\n50,2024-03-11,ann,50.00\n";
    fs::write(desk.path("late.csv"), text).unwrap();
    desk.by(user, "import sales late.csv").ends(0);
}

pub(crate) fn second_quarter(desk: &Desk, user: &str) {
    let text = "order,sold_on,seller,amount\n60,2024-05-01,ann,100.00\n61,2024-05-02,bob,100.00\n\
                62,2024-05-03,cleo,100.00\n63,2024-05-04,sven,100.00\n64,2024-05-05,dora,1.00\n";
    fs::write(desk.path("q2.csv"), text).unwrap();
    desk.by(user, "import sales q2.csv").ends(0);
}

#[test]
fn late_facts_are_paid_in_the_next_open_period() {
    let desk = closed();
    let before = desk.read(LEAVES);
    late_sale(&desk, "dee");
    desk.by("dee", "correct 2024-Q1")
        .ends(1)
        .says(&["error[K0632]", "attain period open 2024-Q2"]);
    desk.by("dee", "period open 2024-Q2").ends(0);
    let dry = desk
        .by("dee", "correct 2024-Q1 --dry-run --format csv")
        .ends(0)
        .out;
    // Ann: 50 of 200 at 80 %, and 50 of south's 100 at 20 %, of 1000.
    assert!(
        dry.contains("ann,own_sales,1000,1200,200,late facts +200\n"),
        "{dry}"
    );
    assert!(
        dry.contains("ann,unit_sales,214,314,100,late facts +100\n"),
        "{dry}"
    );
    // Cleo and Bob are of north: nothing changes for them.
    assert!(!dry.contains("cleo") && !dry.contains("bob"), "{dry}");
    let told = desk
        .by("dee", "correct 2024-Q1 --cause \"found in a drawer\"")
        .ends(0);
    told.says(&["booked into 2024-Q2"]);
    desk.by("dee", "correct 2024-Q1")
        .ends(0)
        .says(&["there is nothing to correct"]);
    desk.by("dee", "corrections 2024-Q1")
        .ends(0)
        .says(&["late facts +200 | found in a drawer"]);
    // The closed quarter is as it was.
    assert_eq!(before, desk.read(LEAVES));
    desk.by("x", "verify 2024-Q1").ends(0);
    second_quarter(&desk, "dee");
    let run = desk.by("dee", "run 2024-Q2 --format csv").ends(0).out;
    // Ann's quarter: 100/200 at 80 %, 200/100 at 20 %, and 300 of the first.
    assert!(run.contains("ann,2024-Q2,total,,,,0.8,1,1100.00"), "{run}");
    desk.by("dee", "period review 2024-Q2").ends(0);
    desk.by("app", "period approve 2024-Q2").ends(0);
    desk.by("eve", "period approve 2024-Q2").ends(0);
    desk.by("app", "close 2024-Q2")
        .ends(0)
        .says(&["as close 2"]);
    desk.by("x", "verify 2024-Q2")
        .ends(0)
        .says(&["it follows the close of 2024-Q1"]);
    let statement = desk.by("x", "statement ann 2024-Q2").ends(0);
    statement.says(&["correction", "300.00", "2024-Q1 (late facts +200"]);
    desk.by("x", "check --records")
        .ends(0)
        .says(&["ok      bundles of 2 closes"]);
}

#[test]
fn each_difference_has_its_cause() {
    let desk = closed();
    desk.by("dee", "period open 2024-Q2").ends(0);
    late_sale(&desk, "dee");
    desk.by("dee", "correct 2024-Q1")
        .ends(0)
        .says(&["late facts +200"]);
    desk.replace("data/targets.csv", "own_sales,,,200", "own_sales,,,100");
    let told = desk.by("dee", "correct 2024-Q1 --format csv").ends(0);
    assert!(
        told.out
            .contains("ann,own_sales,1200,2400,1200,changed targets +1200\n"),
        "{}",
        told.out
    );
    assert!(!told.out.contains("late facts"), "{}", told.out);
    // Cleo was in the north all the time; now it turns out that she came to the south in March.
    desk.replace(
        "data/people.csv",
        "cleo,Cleo Claus,north,seller,bob",
        "cleo,Cleo Claus,south,seller,sven",
    );
    let told = desk.by("dee", "correct 2024-Q1").ends(0);
    assert!(
        told.out.contains("changed people") && !told.out.contains("rules"),
        "{}",
        told.out
    );
    desk.replace("model/pay.toml", "bonus = \"1000\"", "bonus = \"1100\"");
    let told = desk.by("dee", "correct 2024-Q1 --format csv").ends(0);
    assert!(
        told.out
            .contains("ann,own_sales,2400,2640,240,changed rules +240\n"),
        "{}",
        told.out
    );
    assert!(!told.out.contains("targets"), "{}", told.out);
    desk.by("dee", "correct 2024-Q1")
        .ends(0)
        .says(&["nothing to correct"]);
}

/// A run that was made before a correction was booked does not pay it: it cannot be reviewed.
#[test]
fn a_run_without_a_booked_correction_cannot_be_reviewed() {
    let desk = closed();
    second_quarter(&desk, "dee");
    desk.by("dee", "run 2024-Q2 --keep").ends(0);
    late_sale(&desk, "dee");
    desk.by("dee", "correct 2024-Q1").ends(0);
    desk.by("dee", "period review 2024-Q2")
        .ends(1)
        .says(&["booked since", "calculate again"]);
    desk.by("dee", "run 2024-Q2")
        .ends(0)
        .says(&["kept as run 2024-Q2.2"]);
    desk.by("dee", "period review 2024-Q2").ends(0);
}

#[test]
fn a_model_is_drafted_approved_by_another_and_published() {
    let desk = Desk::new();
    desk.by("deb", "model draft v1 --title first")
        .ends(0)
        .says(&["is a draft"]);
    desk.by("deb", "model approve v1")
        .ends(1)
        .says(&["needs it checked"]);
    desk.by("deb", "model check v1")
        .ends(0)
        .says(&["is checked"]);
    desk.by("deb", "model approve v1")
        .ends(1)
        .says(&["another person"]);
    desk.by("app", "model approve v1").ends(0);
    desk.by("deb", "model publish v1 --from 2024-01-01")
        .ends(0)
        .says(&["in force from 2024-01-01"]);
    let before = desk.by("deb", "run 2024-Q1 --format csv").ends(0).out;
    // Files that are edited are a draft: what was published counts.
    desk.replace("model/pay.toml", "bonus = \"1000\"", "bonus = \"2000\"");
    let run = desk.by("deb", "run 2024-Q1 --format csv").ends(0);
    assert_eq!(run.out, before);
    run.says(&["the model is version `v1`, in force for 2024-Q1; the files here differ"]);
    desk.by("deb", "model diff v1")
        .ends(0)
        .says(&["plan.sales.bonus: `1000` becomes `2000`"]);
    let told = desk.by("deb", "what-if . 2024-Q1 --format csv").ends(0);
    told.says(&["ann,Ann Adler,1214,2428,1214", "nothing was changed"]);
    desk.by("deb", "model draft v2").ends(0);
    desk.by("deb", "model check v2").ends(0);
    desk.by("app", "model approve v2").ends(0);
    desk.by("app", "model publish v2 --from 2024-04-01").ends(0);
    assert_eq!(
        desk.by("deb", "run 2024-Q1 --format csv").ends(0).out,
        before
    );
    desk.by("deb", "model draft v1")
        .ends(1)
        .says(&["published"]);
    desk.by("deb", "model list")
        .ends(0)
        .says(&["v1", "v2", "2024-04-01", "published"]);
    desk.by("deb", "model diff v1 v2")
        .ends(0)
        .says(&["becomes `2000`"]);
}

#[test]
fn an_agreed_target_counts_and_changes_only_for_a_reason() {
    let desk = Desk::new();
    desk.by("boss", "user add boss").ends(0);
    desk.by("boss", "user add sven --person sven --role manager")
        .ends(0);
    desk.by("boss", "user add ann --person ann --role employee")
        .ends(0);
    desk.by("boss", "user add deb --role designer").ends(0);
    let line = "target propose ann own_sales 2024-Q1 --target 500";
    desk.by("ann", line)
        .ends(1)
        .says(&["may not propose targets"]);
    desk.by("sven", "target propose bob own_sales 2024-Q1 --target 1")
        .ends(1)
        .says(&["K0710"]);
    desk.by("sven", line)
        .ends(0)
        .says(&["target 2024-Q1/own_sales/ann: 500, proposed"]);
    let target = |user: &str| {
        let out = desk.by(user, "run 2024-Q1 --format csv").ends(0).out;
        out.lines()
            .find(|line| line.starts_with("ann,2024-Q1,own_sales"))
            .unwrap()
            .to_owned()
    };
    assert!(target("deb").contains(",250,200,"));
    desk.by("sven", "target agree 2024-Q1/own_sales/ann")
        .ends(0);
    desk.by("ann", "target agree 2024-Q1/own_sales/ann")
        .ends(0)
        .says(&["agreed by sven and ann"]);
    assert!(target("deb").contains(",250,500,"));
    let change = "target change 2024-Q1/own_sales/ann --target 250";
    desk.by("sven", change)
        .ends(1)
        .says(&["changes only for a reason"]);
    desk.by("sven", &format!("{change} --reason \"south was split\""))
        .ends(0)
        .says(&["changed"]);
    desk.by("ann", "target list 2024-Q1")
        .ends(0)
        .says(&["south was split"]);
}

#[test]
fn a_dispute_has_its_history() {
    let desk = closed();
    late_sale(&desk, "dee");
    desk.by("boss", "user add boss").ends(0);
    for line in [
        "user add ann --person ann --role employee",
        "user add sven --person sven --role manager",
        "user add bob --person bob --role manager",
        "user add app --role approver",
    ] {
        desk.by("boss", line).ends(0);
    }
    let raise = "dispute raise 2024-Q1 own_sales --question \"where is my sale of March\"";
    desk.by("app", raise)
        .ends(1)
        .says(&["may not raise a dispute"]);
    desk.by("ann", "dispute raise 2024-Q1 tax --question x")
        .ends(1)
        .says(&["no line `tax`"]);
    desk.by("ann", raise)
        .ends(0)
        .says(&["2024-Q1.dispute-1 is raised"]);
    let answer = "dispute answer 2024-Q1.dispute-1 --answer \"it came late\"";
    desk.by("bob", answer)
        .ends(1)
        .says(&["there is no dispute"]);
    desk.by("sven", answer).ends(0).says(&["is answered"]);
    desk.by("app", "period open 2024-Q2").ends(0);
    desk.by("app", "correct 2024-Q1").ends(0);
    let list = desk
        .by("app", "corrections 2024-Q1 --format csv")
        .ends(0)
        .out;
    let correction = list
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .to_owned();
    let decide = format!(
        "dispute decide 2024-Q1.dispute-1 accepted --reason right --correction {correction}"
    );
    desk.by("sven", &decide)
        .ends(1)
        .says(&["may not decide disputes"]);
    desk.by("app", &decide).ends(0).says(&["is decided"]);
    desk.by("ann", "dispute list 2024-Q1")
        .ends(0)
        .says(&["it came late", "accepted by app: right, correction"]);
    assert_eq!(desk.by("bob", "dispute list 2024-Q1").ends(0).out, "");
}

#[test]
fn payroll_gets_the_same_bytes_each_time() {
    let desk = closed();
    desk.by("boss", "user add boss").ends(0);
    desk.by("boss", "user add pia --role payroll").ends(0);
    desk.by("boss", "payroll 2024-Q1")
        .ends(1)
        .says(&["may not export to payroll"]);
    let long = desk.by("pia", "payroll 2024-Q1").ends(0);
    assert!(
        long.out
            .contains("ann,Ann Adler,2024-Q1,own_sales,1000.00,EUR\r\n"),
        "{}",
        long.out
    );
    long.says(&["\"rows\":12", "\"statements\":6"]);
    let wide = desk
        .by("pia", "payroll 2024-Q1 --template wide")
        .ends(0)
        .out;
    assert!(
        wide.starts_with("person,name,period,own_sales,team_sales,unit_sales,total,currency\r\n"),
        "{wide}"
    );
    let book = "payroll 2024-Q1 --format xlsx --out pay.xlsx";
    desk.by("pia", book).ends(0);
    let bytes = fs::read(desk.path("pay.xlsx")).unwrap();
    fs::remove_file(desk.path("pay.xlsx")).unwrap();
    desk.by("pia", book).ends(0);
    assert_eq!(bytes, fs::read(desk.path("pay.xlsx")).unwrap());
    fs::write(desk.path("pay.xlsx"), "x").unwrap();
    desk.by("pia", book).ends(1).says(&["holds something else"]);
    // Not closed: nothing to export.
    desk.by("pia", "payroll 2024-Q2").ends(1);
}

#[test]
fn records_are_copied_and_brought_back() {
    let desk = closed();
    let told = desk.by("x", "backup copy.db").ends(0).out;
    let witness = told.split_whitespace().last().unwrap().to_owned();
    desk.by("x", "period open 2024-Q2").ends(0);
    desk.by("x", "restore copy.db").ends(1).says(&["--replace"]);
    desk.by(
        "x",
        &format!("restore copy.db --replace --witness {witness}"),
    )
    .ends(0);
    let periods = desk.by("x", "periods").ends(0).out;
    assert!(
        periods.contains("2024-Q1") && !periods.contains("2024-Q2"),
        "{periods}"
    );
    desk.by("x", &format!("check --records --witness {witness}"))
        .ends(0);
    // The witness of what was written after the copy shows that it is an old one.
    let newer = format!("999:{}", "0".repeat(64));
    desk.by("x", &format!("check --records --witness {newer}"))
        .ends(1)
        .says(&["BROKEN  witnesses", "cut short"]);
}

#[test]
fn erasing_somebody_keeps_all_roots_valid() {
    let desk = closed();
    let root = desk.read("closes/0001-2024-Q1/manifest.json");
    assert!(desk.read(LEAVES).contains("Cleo Claus"));
    desk.by("x", "erase cleo --reason \"she asked for it\"")
        .ends(0)
        .says(&["from 1 bundles"]);
    assert!(!desk.read(LEAVES).contains("Cleo") && !desk.read(LEAVES).contains("\"cleo\""));
    assert_eq!(root, desk.read("closes/0001-2024-Q1/manifest.json"));
    desk.by("x", "verify 2024-Q1")
        .ends(0)
        .says(&["the close is good"]);
    desk.by("x", "verify 2024-Q1 --facts facts")
        .ends(0)
        .says(&["open    somebody was erased"]);
    desk.by("x", "check --records").ends(0);
    desk.by("x", "erase cleo --reason again").ends(1);
    desk.by("x", "payroll 2024-Q1").ends(0).says(&["erased:"]);
}
