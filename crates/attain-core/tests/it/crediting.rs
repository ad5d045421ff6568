//! One fact for several people, through a whole period.

use crate::company::Company;
use attain_core::num::plain;

const PEOPLE: &str = "person,name,position,unit,manager\n\
                      ann,Ann,seller,north,boss\nbob,Bob,seller,south,boss\n\
                      cid,Cid,seller,south,\nboss,Boss,head,north,\n";
const UNITS: &str = "unit,name\nnorth,North\nsouth,South\n";

/// Sellers by their own facts, a head by his team and by the company.
fn model(credit: &str) -> String {
    format!(
        "position.seller = {{ title = \"Seller\" }}\nposition.head = {{ title = \"Head\" }}\n\
         [dataset.sales]\nowner = \"seller\"\ndate = \"day\"\n{credit}\n\
         [dataset.sales.columns]\nseller = \"text\"\nsecond = \"text\"\nextra = \"text\"\n\
         deal = \"text\"\nshare = \"decimal(5,4)\"\nontop = \"boolean\"\nday = \"date\"\n\
         amount = \"decimal(12,2)\"\n\
         [kpi.own]\nkind = \"result\"\ndataset = \"sales\"\nmeasure = \"sum(amount)\"\ntarget = \"1000\"\n\
         [kpi.deals]\nkind = \"result\"\ndataset = \"sales\"\nmeasure = \"count(*)\"\ntarget = \"1\"\n\
         [kpi.mean]\nkind = \"result\"\ndataset = \"sales\"\nmeasure = \"avg(amount)\"\ntarget = \"1\"\n\
         missing = \"ignore\"\n\
         [kpi.best]\nkind = \"result\"\ndataset = \"sales\"\nmeasure = \"max(amount)\"\ntarget = \"1\"\n\
         missing = \"ignore\"\n\
         [kpi.team]\nkind = \"result\"\ndataset = \"sales\"\nmeasure = \"sum(amount)\"\ntarget = \"1\"\n\
         credit = \"team\"\n\
         [kpi.unit]\nkind = \"result\"\ndataset = \"sales\"\nmeasure = \"sum(amount)\"\ntarget = \"1\"\n\
         credit = \"unit\"\n\
         [kpi.all]\nkind = \"result\"\ndataset = \"sales\"\nmeasure = \"sum(amount)\"\ntarget = \"1\"\n\
         credit = \"company\"\n\
         [scorecard.sellers]\npositions = [\"seller\"]\nevery = \"month\"\n\
         kpis = [{{ kpi = \"own\" }}, {{ kpi = \"deals\" }}, {{ kpi = \"mean\" }}, {{ kpi = \"best\" }}]\n\
         [scorecard.heads]\npositions = [\"head\"]\nevery = \"month\"\n\
         kpis = [{{ kpi = \"team\" }}, {{ kpi = \"unit\" }}, {{ kpi = \"all\" }}]\n"
    )
}

fn company(credit: &str, credits: &str, facts: &str) -> Company {
    let model = model(credit);
    let mut files = vec![
        ("model/a.toml", model.as_str()),
        ("data/people.csv", PEOPLE),
        ("data/units.csv", UNITS),
        ("facts/sales.csv", facts),
    ];
    if !credits.is_empty() {
        files.push(("data/credits.csv", credits));
    }
    Company::new(&files).unwrap()
}

/// `person kpi actual` for each line, `-` where nothing is known.
fn actuals(company: &Company, wanted: &str) -> Vec<String> {
    let calculation = company.run("2024-01");
    wanted
        .split(", ")
        .map(|wanted| {
            let mut words = wanted.split(' ');
            let (person, kpi) = (words.next().unwrap(), words.next().unwrap());
            let result = calculation.result(&person.into()).unwrap();
            let line = result.lines.iter().find(|line| line.kpi.as_str() == kpi);
            let value = line.unwrap().actual.value.as_ref();
            let value = value.map_or("-".to_owned(), |value| value.plain());
            format!("{person} {kpi} {value}")
        })
        .collect()
}

const COLUMNS: &str = "credit = [\n{ column = \"seller\", share = \"70 %\" },\n\
                       { column = \"second\", share = \"30 %\" },\n\
                       { column = \"extra\", share = \"50 %\", overlay = true } ]";

#[test]
fn columns_share_a_fact_and_what_is_empty_falls_to_the_others() {
    let facts = "seller,second,extra,day,amount\n\
                 ann,bob,cid,2024-01-05,1000\nann,,,2024-01-06,100\n,bob,,2024-01-07,10\n\
                 ann,ann,ann,2024-01-08,1\n";
    let company = company(COLUMNS, "", facts);
    // Bob's shares are 300 and all of 10. Cid's overlay stays his own: neither a team nor a unit
    // has it. The head leads Ann and Bob; Ann is in his unit.
    let expected = "ann own 801.5, ann deals 3.2, bob own 310, bob deals 1.3, cid own 500, \
                    cid deals 0.5, cid best 1000, boss team 1111, boss unit 801, boss all 1111";
    assert_eq!(actuals(&company, expected).join(", "), expected);
    let mean = actuals(&company, "bob mean ?").join("");
    assert_eq!(
        mean,
        format!(
            "bob mean {}",
            plain(attain_core::num::parse_number("238.461538461538").unwrap())
        )
    );
}

const ROWS: &str = "credit = { fact = [\"deal\"], share = \"share\", overlay = \"ontop\" }";

#[test]
fn rows_state_the_shares_of_a_fact() {
    let facts = "deal,seller,share,ontop,day,amount\n\
                 a,ann,0.7,,2024-01-05,1000\na,bob,0.3,false,2024-01-05,1000\n\
                 a,cid,0.5,true,2024-01-05,1000\nb,ann,1,,2024-01-05,500\n";
    let company = company(ROWS, "", facts);
    let expected = "ann own 1200, ann deals 1.7, bob own 300, cid own 500, boss team 1500, \
                    boss unit 1200, boss all 1500";
    assert_eq!(actuals(&company, expected).join(", "), expected);
}

#[test]
fn shares_that_do_not_add_up_block_those_who_have_them() {
    let facts = "deal,seller,share,ontop,day,amount\n\
                 a,ann,0.7,,2024-01-05,1000\na,bob,0.4,,2024-01-05,1000\n\
                 a,boss,0.4,true,2024-01-05,1000\nb,cid,1,,2024-01-05,500\n";
    let calculation = company(ROWS, "", facts).run("2024-01");
    let blocked = calculation.results.iter().filter(|result| result.blocked);
    let blocked: Vec<&str> = blocked.map(|result| result.person.as_str()).collect();
    assert_eq!(blocked, ["ann", "bob", "boss"]);
    let errors = calculation
        .diagnostics
        .iter()
        .filter(|found| found.is_error());
    let errors: Vec<String> = errors.map(|found| found.concise()).collect();
    let expected = "error[K0605]: the shares of fact `a` in `sales` add up to 110 %, not 100 %";
    assert_eq!(errors, [expected]);
}

#[test]
fn a_list_shares_what_an_owner_has_and_adds_overlays() {
    let credits = "dataset,column,value,person,share,kind,from,to\n\
                   sales,,house,ann,60 %,,,\nsales,,house,bob,40 %,,,\n\
                   sales,seller,cid,cid,50 %,split,2024-01-10,2024-01-20\n\
                   sales,,cid,bob,50 %,,2024-01-10,2024-01-20\n\
                   sales,deal,big,cid,10 %,overlay,,\n";
    let facts = "seller,deal,day,amount\nhouse,big,2024-01-05,1000\ncid,,2024-01-09,1\n\
                 cid,,2024-01-10,10\ncid,,2024-01-20,10\ncid,big,2024-01-21,100\n";
    let company = company("", credits, facts);
    let expected = "ann own 600, bob own 410, cid own 221, boss team 1010, boss unit 600, \
                    boss all 1121";
    assert_eq!(actuals(&company, expected).join(", "), expected);
    assert!(
        company
            .run("2024-01")
            .diagnostics
            .iter()
            .all(|found| found.code.id != "K0552")
    );
}

#[test]
fn a_row_scale_takes_the_share_of_each_row() {
    let scale = "[scale.each]\nkind = \"tiers\"\non = \"actual\"\ngives = \"amount\"\n\
                 applies = \"row\"\ntiers = [{ up_to = \"100\", rate = \"10 %\" }, { rate = \"20 %\" }]\n\
                 [plan.p]\nmethod = \"commission\"\n\
                 [scorecard.paid]\npositions = [\"paid\"]\nevery = \"month\"\nplan = \"p\"\n\
                 kpis = [{ kpi = \"own\", scale = \"each\" }]\n[position.paid]\ntitle = \"P\"\n";
    let model = model(COLUMNS) + scale;
    let company = Company::new(&[
        ("model/a.toml", &model),
        (
            "data/people.csv",
            "person,name,position\nann,Ann,paid\nbob,Bob,paid\n",
        ),
        (
            "facts/sales.csv",
            "seller,second,day,amount\nann,bob,2024-01-05,1000\nann,,2024-01-06,50\n",
        ),
    ]);
    let calculation = company.unwrap().run("2024-01");
    assert!(!calculation.has_errors(), "{:#?}", calculation.diagnostics);
    let paid: Vec<String> = calculation
        .results
        .iter()
        .map(|result| result.payout.as_ref().unwrap().total.to_string())
        .collect();
    // Ann: 700 -> 10 + 120, and 50 -> 5. Bob: 300 -> 10 + 40.
    assert_eq!(paid, ["135.00", "50.00"]);
}

#[test]
fn rows_of_nobody_are_told() {
    let facts =
        "seller,day,amount\nann,2024-01-05,1\nanm,2024-01-05,1\n,2024-01-05,1\nboss,2024-01-05,1\n";
    let calculation = company("", "", facts).run("2024-01");
    let notes: Vec<String> = calculation
        .diagnostics
        .iter()
        .map(|found| found.concise())
        .collect();
    let expected = "note[K0552]: 2 rows of `sales` from 2024-01-01 to 2024-01-31 belong to nobody \
                    whom the company knows by `seller`; they count for the company only";
    assert_eq!(
        notes
            .iter()
            .filter(|note| note.contains("K0552"))
            .collect::<Vec<_>>(),
        [expected]
    );
}

#[test]
fn explanations_show_each_share() {
    let facts = "seller,second,extra,day,amount\nann,bob,,2024-01-05,1000\nbob,,,2024-01-06,5\n";
    let text = company(COLUMNS, "", facts).explanation("bob", "2024-01");
    for line in [
        "30 % of each fact by `second`: 1 row of `sales`, it qualifies",
        "100 % of each fact: 1 row of `sales`, it qualifies",
        "1 failed second is not null",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn what_cannot_be_shared_is_refused() {
    let refused = |credit: &str, credits: &str, more: &str| -> Vec<String> {
        let model = model(credit) + more;
        let files = [
            ("model/a.toml", model.as_str()),
            ("data/people.csv", PEOPLE),
            ("data/units.csv", UNITS),
            ("data/credits.csv", credits),
        ];
        let errors = Company::new(&files).err().unwrap_or_default();
        errors.iter().map(|found| found.code.to_string()).collect()
    };
    let head = "dataset,column,value,person,share,kind,from,to\n";
    let list = |line: &str| format!("{head}{line}\n");
    let customers = "[kpi.customers]\nkind = \"result\"\ndataset = \"sales\"\nmeasure = \"count(distinct deal)\"\ntarget = \"1\"\n";
    for (credit, credits, more, code) in [
        (
            "credit = [{ column = \"seller\", share = \"70 %\" }]",
            head.to_owned(),
            "",
            "K0605",
        ),
        (
            "credit = [{ column = \"sellr\", share = \"100 %\" }]",
            head.to_owned(),
            "",
            "K0341",
        ),
        (
            "credit = { fact = \"deal\", share = \"seller\" }",
            head.to_owned(),
            "",
            "K0102",
        ),
        (
            "credit = { fact = \"deal\", share = \"share\", overlay = \"share\" }",
            head.to_owned(),
            "",
            "K0102",
        ),
        (COLUMNS, head.to_owned(), customers, "K0323"),
        ("", list("sales,,a,ann,60 %,,,"), "", "K0605"),
        ("", list("sales,,a,ann,120 %,overlay,,"), "", "K0244"),
        ("", list("sales,deal,a,ann,100 %,,,"), "", "K0551"),
        ("", list("sale,,a,ann,100 %,,,"), "", "K0341"),
        ("", list("sales,,a,ann,100 %,most,,"), "", "K0203"),
        (
            "",
            list("sales,,a,ann,100 %,,2024-02-01,2024-01-01"),
            "",
            "K0205",
        ),
    ] {
        assert_eq!(
            refused(credit, &credits, more),
            [code],
            "{credit} {credits}"
        );
    }
    assert!(refused("", &list("sales,deal,a,ann,100 %,overlay,,"), "").is_empty());
}
