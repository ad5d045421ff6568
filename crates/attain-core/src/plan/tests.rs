//! What plans pay, by the table: a plan, its inputs, and what is printed.

use super::{TryFormat, try_plan};
use crate::text::Document;

/// The lines that a plan prints, as `person line amount`.
fn pays(plan: &str, inputs: &str) -> Vec<String> {
    let document = Document::new("plan.toml", format!("[plan.p]\ncurrency = \"EUR\"\n{plan}"));
    let inputs = Document::new("inputs.csv", inputs);
    match try_plan(&document, "p", &inputs, TryFormat::Csv) {
        Ok(text) => text
            .lines()
            .skip(1)
            .map(|line| line.replace(',', " "))
            .collect(),
        Err(found) => found.iter().map(crate::diag::Diagnostic::concise).collect(),
    }
}

/// The codes of what is refused.
fn refuses(plan: &str, inputs: &str) -> Vec<String> {
    let document = Document::new("plan.toml", format!("[plan.p]\ncurrency = \"EUR\"\n{plan}"));
    let inputs = Document::new("inputs.csv", inputs);
    let found = try_plan(&document, "p", &inputs, TryFormat::Csv).unwrap_err();
    found
        .iter()
        .map(|diagnostic| diagnostic.code.id.to_owned())
        .collect()
}

#[test]
fn income_of_60_000_at_90_percent() {
    let plan = "income = '60000'\nfixed = '30 %'";
    let lines = pays(plan, "person,kpi,attainment\nann,plan,90 %\n");
    assert_eq!(
        lines,
        [
            "ann plan 37800.00",
            "ann fixed 18000.00",
            "ann variable 37800.00",
            "ann total 55800.00"
        ]
    );
}

#[test]
fn weighted_scorecard_of_3_6() {
    let lines = pays(
        "bonus = '1'",
        "person,kpi,weight,score\nann,a,30 %,5\nann,b,70 %,3\n",
    );
    assert_eq!(lines, ["ann a 1.50", "ann b 2.10", "ann total 3.60"]);
}

#[test]
fn an_absent_part() {
    let inputs = |policy: &str| {
        format!(
            "person,kpi,weight,score,missing\nann,a,15 %,5,\nann,b,35 %,3,\nann,c,50 %,,{policy}\n"
        )
    };
    let plan = "bonus = '1'";
    assert_eq!(
        pays(plan, &inputs("ignore")),
        ["ann a 1.50", "ann b 2.10", "ann total 3.60"]
    );
    assert_eq!(
        pays(plan, &inputs("zero")),
        ["ann a 0.75", "ann b 1.05", "ann c 0.00", "ann total 1.80"]
    );
    assert_eq!(refuses(plan, &inputs("block")), ["K0535"]);
}

#[test]
fn the_bonus_comes_from_the_plan_or_from_the_person() {
    let inputs = "person,kpi,score,salary,bonus\nann,a,50 %,3000,1200\n";
    for (plan, total) in [
        ("bonus = '5000'", "2500.00"),
        ("bonus = 5000", "2500.00"),
        ("bonus = '20 % of salary'", "300.00"),
        ("bonus = 'salary'", "1500.00"),
        ("", "600.00"),
        ("bonus_per = 'year'\npaid_per = 'quarter'", "150.00"),
    ] {
        assert_eq!(
            pays(plan, inputs).last().unwrap(),
            &format!("ann total {total}"),
            "{plan}"
        );
    }
}

#[test]
fn threshold_cap_and_floor_below_on_and_above() {
    let plan = "bonus = '1000'\nthreshold = '70 %'\ncap = '120 %'\nfloor = '100'";
    for (score, total) in [
        ("69.99 %", "100.00"),
        ("70 %", "700.00"),
        ("119.99 %", "1199.90"),
        ("120 %", "1200.00"),
        ("120.01 %", "1200.00"),
    ] {
        let inputs = format!("person,kpi,score\nann,a,{score}\n");
        assert_eq!(
            pays(plan, &inputs).last().unwrap(),
            &format!("ann total {total}"),
            "{score}"
        );
    }
    let stated = format!("{plan}\norder = ['floor', 'cap', 'threshold']");
    assert_eq!(
        pays(&stated, "person,kpi,score\nann,a,50 %\n")
            .last()
            .unwrap(),
        "ann total 0.00"
    );
}

#[test]
fn the_parts_share_the_rounded_total() {
    let inputs = "person,kpi,score\nann,a,1\nann,b,1\nann,c,1\n";
    assert_eq!(
        pays("bonus = '100'", inputs),
        [
            "ann a 33.34",
            "ann b 33.33",
            "ann c 33.33",
            "ann total 100.00"
        ]
    );
    assert_eq!(
        pays("bonus = '100'\nrounding = { step = '0.05' }", inputs),
        [
            "ann a 33.35",
            "ann b 33.35",
            "ann c 33.30",
            "ann total 100.00"
        ]
    );
    assert_eq!(
        pays(
            "bonus = '100'\nrounding = { decimals = 0, mode = 'floor' }",
            inputs
        )[0],
        "ann a 34"
    );
}

#[test]
fn what_is_refused() {
    let one = "person,kpi,weight,score\nann,a,30 %,1\n";
    for (plan, inputs, codes) in [
        ("bonus = '1'", one, vec!["K0240"]),
        (
            "bonus = '1'\nweights = 'normalize'",
            "person,kpi,weight,score\nann,a,0,1\n",
            vec!["K0536"],
        ),
        ("", "person,kpi,score\nann,a,1\n", vec!["K0537"]),
        ("bonus = 'x y'", one, vec!["K0241"]),
        ("bonus = '20 %'", one, vec!["K0241"]),
        ("bonus = '1'\nfixed = '30 %'", one, vec!["K0243"]),
        ("fixed = '130 %'", one, vec!["K0244"]),
        (
            "bonus = '1'\ncap = '2'\norder = ['floor']",
            one,
            vec!["K0245"],
        ),
        (
            "bonus = '1'\ncap = '2'\norder = ['cpa']",
            one,
            vec!["K0245", "K0245"],
        ),
        ("bonus = '1'\nrounding = { step = '0' }", one, vec!["K0242"]),
        ("bonus = '1'\nspeed = '3'", one, vec!["K0201"]),
    ] {
        assert_eq!(refuses(plan, inputs), codes, "{plan}");
    }
}

#[test]
fn text_and_json_say_the_same() {
    let document = Document::new(
        "plan.toml",
        "[plan.p]\ntitle = \"Sales\"\ncurrency = \"EUR\"\nbonus = \"1000\"\ncap = \"80 %\"\n",
    );
    let inputs = Document::new("inputs.csv", "person,kpi,score\n\"a,b\",x,90 %\n");
    let print = |format| try_plan(&document, "p", &inputs, format).unwrap();
    assert_eq!(
        print(TryFormat::Csv),
        "person,line,amount\n\"a,b\",x,800.00\n\"a,b\",total,800.00\n"
    );
    assert_eq!(
        print(TryFormat::Json),
        "{\"people\":[{\"lines\":[{\"amount\":\"800.00\",\"line\":\"x\"},\
         {\"amount\":\"800.00\",\"line\":\"total\"}],\"person\":\"a,b\"}],\"plan\":\"p\"}\n"
    );
    let text = print(TryFormat::Text);
    let expected = [
        "plan Sales",
        "",
        "a,b",
        "  bonus at 100 %                 1000  1000",
        "  score                           0.9  (1 x 0.9) / 1",
        "  earned                          900  1000 x 0.9",
        "  cap                             800  900 is above 80 %",
        "  --",
        "  x                            800.00  EUR",
        "  total                        800.00  EUR",
    ];
    assert_eq!(text.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_too_large_is_refused() {
    let most = "9999999999999999999999999999";
    let plan = format!("bonus = \"{most}\"");
    assert_eq!(refuses(&plan, "person,kpi,score\nann,a,100\n"), ["K0601"]);
    assert_eq!(
        refuses(
            "method = 'commission'\nrate = '9'",
            &format!("person,kpi,actual\nann,a,{most}\n")
        ),
        ["K0601"]
    );
}

#[test]
fn what_inputs_are_refused() {
    let plan = "bonus = '1'\nproration = { by = 'days' }";
    for (inputs, code) in [
        ("person,kpi,score,period\nann,a,1,2024-13\n", "K0105"),
        (
            "person,kpi,score,period_from\nann,a,1,2024-01-01\n",
            "K0205",
        ),
        ("person,kpi,score,period,speed\nann,a,1,2024,3\n", "K0201"),
        (
            "person,kpi,score,period\nann,a,1,2024\nann,a,2,2024\n",
            "K0204",
        ),
        (
            "person,kpi,score,period,bonus\nann,a,1,2024,5\nann,,,2024,6\n",
            "K0204",
        ),
        (
            "person,kpi,score,period,leaver\nann,a,1,2024,ugly\n",
            "K0203",
        ),
        (
            "person,kpi,score,period,missing\nann,a,1,2024,skip\n",
            "K0203",
        ),
        ("person,kpi,score,period,scale\nann,a,,2024,none\n", "K0233"),
        (
            "person,kpi,actual,period,target,target_to\nann,a,,2024,5,2024-12-30\n",
            "K0504",
        ),
        (
            "person,kpi,score,period,credit\nann,a,1,2024,130 %\n",
            "K0244",
        ),
        ("person,kpi,score\nann,a,1\n", "K0543"),
    ] {
        assert_eq!(refuses(plan, inputs)[0], code, "{inputs}");
    }
}

/// Plans and inputs of the reference, with a piece taken out or doubled, never panic.
#[test]
fn broken_texts_are_refused_and_never_panic() {
    let page = include_str!("../../../../docs/reference/plan.md");
    let blocks: Vec<&str> = page.split("```").collect();
    let body = |kind: &'static str| move |block: &&&str| block.starts_with(kind);
    let plans: Vec<&str> = blocks.iter().filter(body("toml\n")).copied().collect();
    let inputs: Vec<&str> = blocks
        .iter()
        .filter(body("csv inputs\n"))
        .copied()
        .collect();
    let mut tried = 0;
    // A few places in the daily loop, many in the full sweep.
    let cuts = if option_env!("ATTAIN_SWEEP") == Some("full") {
        48
    } else {
        6
    };
    for (plan, inputs) in plans.iter().zip(&inputs) {
        let plan = plan.strip_prefix("toml\n").unwrap();
        let inputs = inputs.strip_prefix("csv inputs\n").unwrap();
        let name = plan
            .split("[plan.")
            .nth(1)
            .unwrap()
            .split(']')
            .next()
            .unwrap();
        for cut in 0..cuts {
            let at = |text: &str| text.len() * cut / cuts;
            let broken = |text: &str| {
                let from = text.floor_char_boundary(at(text));
                let to = text.ceil_char_boundary((from + 7).min(text.len()));
                [
                    format!("{}{}", text.get(..from).unwrap(), text.get(to..).unwrap()),
                    format!("{}{}", text.get(..to).unwrap(), text.get(from..).unwrap()),
                ]
            };
            for plan in broken(plan).iter().map(String::as_str).chain([plan]) {
                for inputs in broken(inputs).iter().map(String::as_str).chain([inputs]) {
                    let document = Document::new("plan.toml", plan);
                    let inputs = Document::new("inputs.csv", inputs);
                    if let Err(found) = try_plan(&document, name, &inputs, TryFormat::Text) {
                        assert!(!found.is_empty(), "{plan}\n{}", inputs.text);
                    }
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 1_000, "only {tried} were tried");
}
