//! Who sees and does what, as users find it on the command line.

use crate::desk::Desk;

/// A desk with an administrator `boss`, a manager `sven`, an employee `ann`, a designer.
fn staffed() -> Desk {
    let desk = Desk::new();
    desk.by("boss", "user add boss")
        .ends(0)
        .says(&["user boss: administrator"]);
    for line in [
        "user add deb --role designer --role approver",
        "user add sven --person sven --role manager",
        "user add ann --person ann --role employee",
        "user add pia --role payroll",
        "user add audi --role auditor",
    ] {
        desk.by("boss", line).ends(0);
    }
    desk
}

fn people(out: &str) -> Vec<&str> {
    let mut people: Vec<&str> = out
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    people.dedup();
    people
}

#[test]
fn each_sees_his_part_of_a_run() {
    let desk = staffed();
    let run = |user: &str| desk.by(user, "run 2024-Q1 --format csv");
    assert_eq!(
        people(&run("deb").ends(0).out),
        ["ann", "bob", "cleo", "dora", "nora", "sven"]
    );
    assert_eq!(
        people(&run("audi").ends(0).out),
        ["ann", "bob", "cleo", "dora", "nora", "sven"]
    );
    // Ann came to Sven in mid-quarter.
    assert_eq!(people(&run("sven").ends(0).out), ["ann", "sven"]);
    assert_eq!(people(&run("ann").ends(0).out), ["ann"]);
    for user in ["boss", "pia", "stranger"] {
        let told = run(user).ends(1).says(&["may not read results"]);
        assert_eq!(told.out, "", "{user}");
    }
}

#[test]
fn out_of_scope_and_absent_get_one_answer() {
    let desk = staffed();
    let there = desk.by("ann", "explain bob 2024-Q1").ends(1);
    let absent = desk.by("ann", "explain zzz 2024-Q1").ends(1);
    assert_eq!(there.err.replace("bob", "zzz"), absent.err);
    assert_eq!((there.out.as_str(), absent.out.as_str()), ("", ""));
    desk.by("ann", "explain ann 2024-Q1")
        .ends(0)
        .says(&["Ann Adler"]);
}

/// What changes outside somebody's scope changes no byte of what he is answered.
#[test]
fn changes_out_of_scope_leave_every_answer_as_it_was() {
    let desk = staffed();
    let asked = [
        "run 2024-Q1 --format csv",
        "run 2024-Q1 --format json",
        "explain ann 2024-Q1",
    ];
    let answers = || asked.map(|line| desk.by("ann", line).ends(0).out);
    let before = answers();
    // Cleo sells more in March, for north; Ann is measured by south and by herself.
    std::fs::write(
        desk.path("more.csv"),
        "order,sold_on,seller,amount\n99,2024-03-21,cleo,999.00\n",
    )
    .unwrap();
    desk.by("boss", "import sales more.csv").ends(0);
    let cleo = desk.by("deb", "run 2024-Q1 --format csv").ends(0).out;
    assert!(cleo.contains("cleo,2024-Q1,own_sales,1099,"), "{cleo}");
    assert_eq!(before, answers());
    // The same in her own scope does change them, so the comparison can fail.
    std::fs::write(
        desk.path("hers.csv"),
        "order,sold_on,seller,amount\n98,2024-03-21,ann,1.00\n",
    )
    .unwrap();
    desk.by("boss", "import sales hers.csv").ends(0);
    assert_ne!(before, answers());
}

#[test]
fn only_an_administrator_changes_users() {
    let desk = staffed();
    desk.by("ann", "user roles ann administrator")
        .ends(1)
        .says(&["error[K0709]", "may not change users"]);
    desk.by("boss", "user roles boss employee")
        .ends(1)
        .says(&["the last active administrator"]);
    desk.by("boss", "user disable ann")
        .ends(0)
        .says(&["user ann: employee, disabled"]);
    desk.by("ann", "run 2024-Q1")
        .ends(1)
        .says(&["no active user"]);
    desk.by("audi", "user list")
        .ends(0)
        .says(&["sven", "disabled"]);
    desk.by("boss", "user add x --role manger")
        .ends(1)
        .says(&["did you mean `manager`"]);
}

/// What tells of all together is only for those who see everybody.
#[test]
fn nobody_learns_of_others_by_another_command() {
    let desk = staffed();
    for line in [
        "forecast 2024-Q1",
        "forecast 2024-Q1 --person bob",
        "effectiveness 2024-Q1",
        "signals 2024-Q1",
        "try measure sales sum(amount) 2024-Q1",
        "runs list 2024-Q1 --as pia",
        "what-if . 2024-Q1",
        "corrections 2024-Q1 --as pia",
        "check --records",
        "batches",
        "payroll 2024-Q1",
        "backup x.db",
        "user list",
    ] {
        let told = desk.by("ann", line);
        if line.contains("--as pia") {
            // Payroll has no part in runs, and sees nothing of a period that is open.
            assert!(
                told.code == 1 || told.out.is_empty(),
                "{line}: {}",
                told.out
            );
            continue;
        }
        assert_eq!(
            (told.code, told.out.as_str()),
            (1, ""),
            "{line}: {}",
            told.err
        );
    }
}
