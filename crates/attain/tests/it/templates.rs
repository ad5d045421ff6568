//! Role templates: each alone, some together, all together; what their guides print is what the
//! program prints, and what it computes is what plain sums over the sample files give.

mod guide;
mod sums;

use attain_app::Workspace;
use attain_core::{principle, process};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A role, the person who holds it, and the kind of period that he is paid for.
struct Role {
    name: &'static str,
    person: &'static str,
    monthly: bool,
}

const fn role(name: &'static str, person: &'static str, monthly: bool) -> Role {
    Role {
        name,
        person,
        monthly,
    }
}

const ROLES: [Role; 9] = [
    role("general-director", "helen", false),
    role("production-manager", "peter", false),
    role("head-of-finance", "fiona", false),
    role("head-of-commercial", "carl", false),
    role("head-of-commercial-marketing", "bianca", false),
    role("project-manager", "mara", false),
    role("sales", "anna", true),
    role("advertising", "ada", true),
    role("hr-specialist", "rosa", false),
];

/// The four that are named first.
const FOUR: [&str; 4] = [
    "production-manager",
    "head-of-finance",
    "head-of-commercial",
    "project-manager",
];

const QUARTERS: [&str; 7] = [
    "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3",
];

fn months() -> Vec<String> {
    let month = |year: u32, number: u32| format!("{year}-{number:02}");
    let first = (1..=12).map(|number| month(2025, number));
    first
        .chain((1..=9).map(|number| month(2026, number)))
        .collect()
}

/// A workspace from templates.
struct Company(TempDir);

impl Company {
    fn of(roles: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let company = Self(folder);
        let mut arguments = vec!["init", "company"];
        for role in roles {
            arguments.extend(["--template", role]);
        }
        let (code, _, err) = run(company.0.path(), &arguments);
        assert_eq!(code, 0, "{err}");
        company
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("company")
    }

    fn attain(&self, arguments: &[&str]) -> String {
        let (code, out, err) = run(&self.path(), arguments);
        assert_eq!(code, 0, "{arguments:?}\n{out}\n{err}");
        out
    }

    /// Nothing at all to say about the model.
    fn checks_clean(&self) {
        let (code, out, err) = run(&self.path(), &["check"]);
        let told = format!("{out}{err}");
        assert_eq!(code, 0, "{told}");
        for severity in ["error[", "warning[", "note["] {
            assert!(!told.contains(severity), "{told}");
        }
        let workspace = Workspace::open(&self.path()).unwrap();
        let model = workspace.checked().unwrap();
        let coverage = process::coverage(model);
        assert_eq!(coverage.gaps(), 0, "{coverage:#?}");
        let health = principle::health(model);
        assert_eq!(health.score, Some(100.into()), "{health:#?}");
    }

    /// The rows of one person in one period, as they are printed.
    fn rows(&self, person: &str, period: &str) -> Vec<String> {
        let out = self.attain(&["run", period, "--format", "csv"]);
        let rows: Vec<String> = out
            .lines()
            .filter(|line| line.starts_with(&format!("{person},")))
            .map(str::to_owned)
            .collect();
        assert!(!rows.is_empty(), "{person} has no rows in {period}:\n{out}");
        rows
    }
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_attain"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates")
}

/// All files below a folder, by their names within it.
fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap();
                found.insert(name.to_string_lossy().replace('\\', "/"), path);
            }
        }
    }
    found
}

/// One template alone: clean, every period runs with pay for everybody who is paid, one person is
/// explained, and nobody is paid without a reason.
fn alone(role: &Role) {
    let company = Company::of(&[role.name]);
    company.checks_clean();
    let months = months();
    let periods: Vec<&str> = if role.monthly {
        months.iter().map(String::as_str).collect()
    } else {
        QUARTERS.to_vec()
    };
    let mut paid = BTreeSet::new();
    for period in &periods {
        let rows = company.rows(role.person, period);
        sums::hold(&company, role.name, period, &rows);
        let total = rows.last().unwrap().rsplit(',').next().unwrap().to_owned();
        assert!(total.parse::<rust_decimal::Decimal>().is_ok(), "{rows:#?}");
        paid.insert(total);
    }
    assert!(
        paid.len() > periods.len() / 2,
        "{}: pay moves with results: {paid:?}",
        role.name
    );
    let last = periods.last().unwrap();
    let told = company.attain(&["explain", role.person, last]);
    assert!(told.contains("\npay\n"), "{told}");
    guide::holds(&company, role.name);
}

macro_rules! alone {
    ($($test:ident: $index:literal),* $(,)?) => {
        $(#[test]
        fn $test() {
            alone(&ROLES[$index]);
        })*
    };
}

alone!(
    a_general_director: 0,
    a_production_manager: 1,
    a_head_of_finance: 2,
    a_head_of_commercial: 3,
    a_head_of_commercial_with_marketing: 4,
    a_project_manager: 5,
    a_salesperson: 6,
    an_advertising_specialist: 7,
    an_hr_specialist: 8,
);

/// The four named roles are one company.
#[test]
fn four_roles_in_one_company() {
    let company = Company::of(&FOUR);
    company.checks_clean();
    for period in QUARTERS {
        let out = company.attain(&["run", period, "--format", "csv"]);
        for person in ["peter", "fiona", "carl", "mara", "milan"] {
            assert!(out.contains(&format!("{person},{period},total,")), "{out}");
        }
    }
    company.attain(&["explain", "carl", "2026-Q1"]);
}

/// All nine together, and nobody's result or pay differs from what it is in his template alone.
#[test]
fn nine_roles_in_one_company_change_nothing_for_anybody() {
    let names: Vec<&str> = ROLES.iter().map(|role| role.name).collect();
    let company = Company::of(&names);
    company.checks_clean();
    for period in QUARTERS {
        company.attain(&["run", period]);
    }
    for month in ["2025-01", "2025-06", "2026-09"] {
        company.attain(&["run", month]);
    }
    for role in &ROLES {
        let alone = Company::of(&[role.name]);
        let period = if role.monthly { "2026-08" } else { "2026-Q2" };
        assert_eq!(
            company.rows(role.person, period),
            alone.rows(role.person, period)
        );
    }
    let told = company.attain(&["explain", "helen", "2026-Q3"]);
    assert!(told.contains("director_profit"), "{told}");
}

/// The program carries every file of `templates/`, and a workspace of all roles has them all.
#[test]
fn no_file_of_a_template_is_left_behind() {
    let names: Vec<&str> = ROLES.iter().map(|role| role.name).collect();
    let company = Company::of(&names);
    let made = files(&company.path());
    for (name, path) in files(&source()) {
        let (part, inner) = name.split_once('/').unwrap();
        let target = match inner {
            "GUIDE.md" => format!("guides/{part}.md"),
            inner => inner.to_owned(),
        };
        let text = fs::read_to_string(&made[&target]).unwrap();
        let wanted = fs::read_to_string(path).unwrap();
        let wanted = wanted
            .replace("{name}", "My Company")
            .replace("{currency}", "EUR");
        if target.ends_with(".csv") {
            let managed = target == "data/people.csv";
            for line in wanted.lines() {
                assert!(
                    managed || text.lines().any(|other| other == line),
                    "{name}: {line}"
                );
            }
        } else {
            assert_eq!(text, wanted, "{name}");
        }
    }
    for name in made.keys().filter(|name| name.starts_with("samples/")) {
        let dataset = name.trim_start_matches("samples/").trim_end_matches(".csv");
        let batches = company.attain(&["batches", dataset]);
        assert!(batches.contains(&format!("{dataset}-1")), "{batches}");
    }
}

/// Somebody else's currency and name, and two months of his own.
#[test]
fn name_and_currency_are_the_users_own() {
    let folder = TempDir::new().unwrap();
    let arguments = [
        "init",
        "ours",
        "--template",
        "sales",
        "--name",
        "Ours",
        "--currency",
        "jpy",
    ];
    let (code, _, err) = run(folder.path(), &arguments);
    assert_eq!(code, 0, "{err}");
    assert!(
        err.contains("attain run 2026-09"),
        "the next command is named: {err}"
    );
    let main = fs::read_to_string(folder.path().join("ours/attain.toml")).unwrap();
    assert!(
        main.contains("name = \"Ours\"") && main.contains("currency = \"JPY\""),
        "{main}"
    );
    let (code, out, _) = run(&folder.path().join("ours"), &["explain", "anna", "2026-09"]);
    assert_eq!(code, 0);
    assert!(out.lines().next().unwrap().ends_with(" JPY"), "{out}");
}

#[test]
fn templates_are_listed_and_mistakes_are_told() {
    let folder = TempDir::new().unwrap();
    let (code, list, _) = run(folder.path(), &["init", "--list"]);
    assert_eq!(code, 0);
    assert_eq!(list.lines().count(), ROLES.len());
    for role in &ROLES {
        assert!(
            list.lines().any(|line| line.starts_with(role.name)),
            "{list}"
        );
    }
    let (code, _, err) = run(folder.path(), &["init", "x", "--template", "sale,hr"]);
    assert_ne!(code, 0);
    assert!(
        err.contains("no template `sale`; did you mean `sales`?"),
        "{err}"
    );
    assert!(err.contains("no template `hr`"), "{err}");
    assert!(!folder.path().join("x").exists(), "nothing is made");
    fs::create_dir(folder.path().join("full")).unwrap();
    fs::write(folder.path().join("full/mine.txt"), "mine").unwrap();
    let (code, _, err) = run(folder.path(), &["init", "full", "--template", "sales"]);
    assert_ne!(code, 0);
    assert!(err.contains("is not empty"), "{err}");
    assert_eq!(files(&folder.path().join("full")).len(), 1);
}
