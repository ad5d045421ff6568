//! Real input: the AdventureWorks example against figures computed in another way.

mod program;
mod reference;

use program::{Cells, Changes, Run, Workspace};
use reference::{Amount, Company, Figure, Quarter, attainment, reference};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/adventure-works")
}

fn quarters(years: impl IntoIterator<Item = u16>) -> Vec<Quarter> {
    let of_year = |year| (1..=4).map(move |number| Quarter { year, number });
    years.into_iter().flat_map(of_year).collect()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// The reference itself, at some places that were looked up with another program (a pivot in exact
/// fractions), so that a slip in it does not become the truth.
#[test]
fn the_reference_is_right_where_it_was_looked_up() {
    let company = Company::read(&example().join("data"));
    for line in LOOKED_UP.lines().filter(|line| line.contains('|')) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [quarter, person, kpi, actual, target] = cells.as_slice() else {
            panic!("{line}");
        };
        let (year, number) = quarter.split_once("-Q").unwrap();
        let quarter = Quarter {
            year: year.parse().unwrap(),
            number: number.parse().unwrap(),
        };
        let figure = reference(&company, quarter)[&(person.parse().unwrap(), *kpi)];
        let want = match *target {
            "missing" => Amount::Missing,
            "refused" => Amount::Refused,
            "model" => Amount::FromModel,
            number => Amount::Known(decimal(number)),
        };
        let got = (figure.actual.shown(), figure.target);
        assert_eq!(got, (Some(decimal(actual)), want), "{line}");
    }
}

/// Quarter, person, KPI, actual, target. The teams of 272 and 277 in 2012-Q1 are without the
/// 321,000 of person 293, who starts a month after that quota's date.
const LOOKED_UP: &str = "
    2011-Q1 | 281 | quota_attainment      | 348807.3053     | 556000
    2011-Q1 | 272 | quota_attainment      | 22584.6955      | 7000
    2011-Q1 | 143 | budget_execution      | 4013374.35      | 3643160
    2011-Q2 | 281 | quota_attainment      | 339170.8773     | missing
    2011-Q2 | 277 | team_quota_attainment | 4027080.3403    | missing
    2011-Q3 | 286 | quota_attainment      | 307950.8959     | refused
    2011-Q3 | 272 | team_quota_attainment | 4952085.9807    | refused
    2011-Q3 | 143 | budget_execution      | 5793543.04      | 5374980
    2011-Q4 | 281 | gross_margin          | -0.022744001785 | model
    2011-Q4 | 290 | quota_attainment      | 0               | 93000
    2011-Q4 | 290 | team_quota_attainment | 729200.5511     | 2584000
    2011-Q4 | 143 | budget_execution      | 6792161.78      | refused
    2012-Q1 | 290 | quota_attainment      | 73732.4685      | 15000
    2012-Q1 | 272 | team_quota_attainment | 6533538.7982    | 6647000
    2012-Q1 | 277 | team_quota_attainment | 8288704.1255    | 8333000
    2012-Q1 | 143 | budget_execution      | 8351091.34      | missing
    2012-Q2 | 293 | quota_attainment      | 265987.4179     | 281000
    2012-Q2 | 286 | gross_margin          | 0.104251368976  | model
    2012-Q3 | 281 | resellers_served      | 39              | model
    2012-Q3 | 277 | team_quota_attainment | 5814080.106     | 8039000
    2012-Q4 | 294 | quota_attainment      | 0               | 132000
    2012-Q4 | 294 | team_quota_attainment | 49824.7142      | 610000
    2012-Q4 | 296 | gross_margin          | -0.336606737626 | model
    2012-Q4 | 296 | resellers_served      | 7               | model
";

#[test]
fn every_figure_equals_the_reference() {
    let workspace = Workspace::copy(&example(), &Changes::default());
    let company = Company::read(&workspace.data());
    let all = quarters([2011, 2012]).into_iter();
    let differences: String = all
        .map(|quarter| compare(&workspace.run(quarter), &company, quarter))
        .collect();
    assert!(differences.is_empty(), "\n{differences}");
}

/// The files of another year under the same names, and the model unedited, are enough.
#[test]
fn another_year_needs_no_other_model() {
    let changes = Changes {
        years_later: 1,
        ..Changes::default()
    };
    let workspace = Workspace::copy(&example(), &changes);
    let company = Company::read(&workspace.data());
    let all = quarters([2013]).into_iter();
    let differences: String = all
        .map(|quarter| compare(&workspace.run(quarter), &company, quarter))
        .collect();
    assert!(differences.is_empty(), "\n{differences}");
}

/// Neither the order of the rows nor the machine's time zone and language is part of the input.
#[test]
fn order_and_place_do_not_matter() {
    let changes = Changes {
        reversed: true,
        variables: &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "de_DE.UTF-8")],
        ..Changes::default()
    };
    let (here, there) = (
        Workspace::copy(&example(), &Changes::default()),
        Workspace::copy(&example(), &changes),
    );
    for quarter in quarters([2012]) {
        assert_eq!(
            here.run(quarter).stdout,
            there.run(quarter).stdout,
            "{}",
            quarter.name()
        );
    }
}

/// Every figure of the reference is in the output and the same there, and the output has no other.
/// Gives a line for each difference.
fn compare(run: &Run, company: &Company, quarter: Quarter) -> String {
    let figures = reference(company, quarter);
    let broken: BTreeSet<u32> = figures
        .iter()
        .filter(|(_, figure)| is_broken(figure))
        .map(|((person, _), _)| *person)
        .collect();
    let mut differences = Vec::new();
    for ((person, kpi), figure) in &figures {
        let is_blocked = broken.contains(person);
        match run.cells(*person, kpi) {
            None => differences.push(format!("{person} {kpi}: no row")),
            Some(cells) => {
                let wrong = compare_cells(kpi, figure, &cells, is_blocked);
                differences.extend(wrong.map(|text| format!("{person} {kpi}: {text}")));
            }
        }
    }
    for (person, kpi) in run.rows().filter(|(_, kpi)| kpi != "total") {
        if !figures.contains_key(&(person, kpi.as_str())) {
            differences.push(format!("{person} {kpi}: not expected"));
        }
    }
    if run.code != i32::from(!broken.is_empty()) {
        differences.push(format!("exit code {}", run.code));
    }
    let name = quarter.name();
    differences
        .iter()
        .map(|text| format!("{name} {text}\n"))
        .collect()
}

fn is_broken(figure: &Figure) -> bool {
    let known = |amount| matches!(amount, Amount::Known(_) | Amount::FromModel);
    !(known(figure.actual) && known(figure.target))
}

/// Of somebody who is blocked, what is known may be shown or not.
fn compare_cells(
    kpi: &str,
    figure: &Figure,
    cells: &Cells,
    is_blocked: bool,
) -> impl Iterator<Item = String> {
    let from_model = figure.target == Amount::FromModel;
    let target = if from_model {
        cells.target
    } else {
        figure.target.shown()
    };
    let attained = figure.actual.known().zip(target);
    let attained = attained.and_then(|(actual, target)| attainment(kpi, actual, target));
    let unsaid = (from_model && target.is_none() && !is_blocked).then(|| "no target".to_owned());
    [
        ("actual", cells.actual, figure.actual.shown()),
        ("target", cells.target, target),
        ("attainment", cells.attainment, attained),
    ]
    .into_iter()
    .filter(move |(_, got, want)| got != want && !(got.is_none() && is_blocked))
    .map(|(what, got, want)| format!("{what} is {got:?}, not {want:?}"))
    .chain(unsaid)
}
