use super::*;
use crate::error::AppError;
use crate::source::{Answer, FactSource};
use attain_core::diag::Diagnostics;
use attain_core::facts::{
    Credit, DetailQuery, FactAnswer, FactDetail, FactQuery, FactRow, Group, RowQuery,
};
use attain_core::organisation::{AssignmentDraft, Organisation, Origin};
use attain_core::period::{Calendar, Period};
use attain_store::user::User;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

/// 1 leads 2, who leads 3 until May, when 3 goes over to 9. 4 leads 5 and has left since.
fn company() -> Organisation {
    let draft = |key: &str, manager: Option<&str>| {
        let mut draft = AssignmentDraft::new(key, Origin::unknown());
        draft.manager = manager.map(str::to_owned);
        draft
    };
    let mut before = draft("3", Some("2"));
    before.to = Some(date(2024, 4, 30));
    let mut after = draft("3", Some("9"));
    after.from = Some(date(2024, 5, 1));
    let mut left = draft("4", Some("1"));
    left.left = Some(date(2024, 12, 31));
    let drafts = vec![
        draft("1", None),
        draft("2", Some("1")),
        before,
        after,
        left,
        draft("5", Some("4")),
        draft("9", None),
    ];
    let diagnostics = Diagnostics::new();
    let organisation = Organisation::build(drafts, Vec::new(), &diagnostics);
    assert!(diagnostics.is_empty());
    organisation
}

fn quarter(number: i8) -> Period {
    let calendar = Calendar::new(1).unwrap();
    calendar.parse(&format!("2024-Q{number}")).unwrap()
}

fn user(person: &str, roles: &[Role]) -> User {
    User {
        id: "u".to_owned(),
        name: "U".to_owned(),
        person: Some(person.into()),
        roles: roles.iter().copied().collect(),
        active: true,
    }
}

const TODAY: Date = date(2025, 6, 1);

/// The ten who ask.
fn actors() -> Vec<(&'static str, Actor)> {
    let everything: Vec<Role> = Role::NAMES.iter().map(|(_, role)| *role).collect();
    let mut actors: Vec<(&'static str, Actor)> = Role::NAMES
        .iter()
        .map(|(name, role)| (*name, Actor::of_user(&user("2", &[*role]), Via::Session)))
        .collect();
    actors.push(("nobody", Actor::anonymous()));
    let token = user("2", &everything);
    actors.push(("token", Actor::of_user(&token, Via::Token)));
    let former = user("4", &everything);
    actors.push((
        "former",
        Actor::of_user(&former, Via::Session).on(&company(), TODAY),
    ));
    actors
}

/// What an actor gets of himself, of somebody of his team, of another and of nobody, in an open
/// period and in a closed one: `y` or `.`, and `-` where he is refused.
fn cell(name: &str, actor: &Actor, use_case: UseCase) -> String {
    let organisation = company();
    let Ok(scope) = actor.scope(use_case, &organisation, quarter(1)) else {
        assert!(actor.may(use_case).is_err());
        return "-".to_owned();
    };
    let keys = if name == "former" {
        ["4", "5", "9", "77"]
    } else {
        ["2", "3", "9", "77"]
    };
    let seen = |scope: &Scope| -> String {
        let found = keys.map(|key| match scope.find(&organisation, key) {
            Some(_) => 'y',
            None => '.',
        });
        found.iter().collect()
    };
    let (open, closed) = (seen(&scope), seen(&scope.in_closed_period()));
    if open == closed {
        open
    } else {
        format!("{open}→{closed}")
    }
}

/// The table as the reference shows it.
fn grid() -> String {
    let actors = actors();
    let mut out = "| use-case |".to_owned();
    for (name, _) in &actors {
        out.push_str(&format!(" {name} |"));
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(actors.len()));
    out.push('\n');
    for use_case in UseCase::ALL {
        out.push_str(&format!("| {} |", use_case.words()));
        for (name, actor) in &actors {
            out.push_str(&format!(" {} |", cell(name, actor, *use_case)));
        }
        out.push('\n');
    }
    out
}

#[test]
fn every_use_case_and_actor_is_as_the_reference_shows() {
    let page = include_str!("../../../../docs/reference/access.md");
    let grid = grid();
    assert!(
        page.contains(&grid),
        "docs/reference/access.md should hold:\n{grid}"
    );
}

#[test]
fn nobody_ever_sees_who_is_not_there_and_the_answers_are_alike() {
    for (name, actor) in actors() {
        for use_case in UseCase::ALL {
            let Ok(scope) = actor.scope(*use_case, &company(), quarter(1)) else {
                continue;
            };
            assert_eq!(scope.find(&company(), "77"), None, "{name} {use_case:?}");
        }
    }
    // One function answers for both, and knows nothing but the key that was asked for.
    assert_eq!(absent("77").message, absent("9").message.replace('9', "77"));
}

#[test]
fn a_manager_sees_his_team_as_it_was_in_the_period() {
    let manager = Actor::of_user(&user("2", &[Role::Manager]), Via::Session);
    let sees = |quarter: Period| {
        let scope = manager.scope(UseCase::StatementRead, &company(), quarter);
        scope.unwrap().find(&company(), "3").is_some()
    };
    // 3 went over to 9 in May: in the first and second quarter he was his on some days.
    assert_eq!([1, 2, 3].map(|n| sees(quarter(n))), [true, true, false]);
    // Above him, 1 sees the whole tree.
    let top = Actor::of_user(&user("1", &[Role::Manager]), Via::Session);
    let scope = top.scope(UseCase::StatementRead, &company(), quarter(1));
    let scope = scope.unwrap();
    let seen: Vec<String> = company()
        .people()
        .filter(|person| scope.sees(&person.id))
        .map(|person| person.id.to_string())
        .collect();
    assert_eq!(seen, ["1", "2", "3", "4", "5"]);
}

#[test]
fn roles_add_up_and_never_take_away() {
    // Payroll sees everybody once closed; as a manager he sees his team before, too.
    let both = Actor::of_user(&user("2", &[Role::Manager, Role::Payroll]), Via::Session);
    let scope = both
        .scope(UseCase::StatementRead, &company(), quarter(1))
        .unwrap();
    assert!(scope.sees(&"3".into()) && !scope.sees(&"9".into()));
    assert!(scope.in_closed_period().sees(&"9".into()));
}

#[test]
fn a_disabled_user_is_nobody() {
    let mut disabled = user("2", &[Role::Administrator, Role::Auditor]);
    disabled.active = false;
    let actor = Actor::of_user(&disabled, Via::CommandLine);
    for use_case in UseCase::ALL {
        assert!(matches!(actor.may(*use_case), Err(AppError::Refused(_))));
    }
}

#[test]
fn no_role_but_the_administrator_changes_users_and_he_sees_no_pay() {
    for (_, role) in Role::NAMES {
        let changes = reach(UseCase::UserWrite, role) != Reach::Never;
        assert_eq!(changes, role == Role::Administrator);
    }
    for pay in [
        UseCase::ResultRead,
        UseCase::StatementRead,
        UseCase::PayrollExport,
    ] {
        assert_eq!(reach(pay, Role::Administrator), Reach::Never);
    }
}

#[test]
fn the_auditor_reads_everything_and_writes_nothing() {
    for use_case in UseCase::ALL {
        let name = use_case.name();
        let reads = name.ends_with("Read") || matches!(use_case, UseCase::WhatIf);
        let expected = match use_case {
            UseCase::SelfWrite => Reach::Own,
            _ if reads => Reach::All,
            _ => Reach::Never,
        };
        assert_eq!(reach(*use_case, Role::Auditor), expected, "{name}");
    }
}

#[test]
fn groups_under_five_are_not_compared() {
    assert_eq!(
        [0, 1, 4, 5, 6].map(comparable),
        [false, false, false, true, true]
    );
}

/// A source that tells which owners it was asked about.
struct Echo;

impl FactSource for Echo {
    fn scan<'a>(&'a self, query: &'a FactQuery) -> Answer<'a, FactAnswer> {
        let uncredited = u64::try_from(query.credits.len()).unwrap();
        Box::pin(async move {
            Ok(FactAnswer {
                uncredited,
                ..FactAnswer::default()
            })
        })
    }

    fn detail<'a>(&'a self, _: &'a DetailQuery) -> Answer<'a, FactDetail> {
        Box::pin(async { Ok(FactDetail::default()) })
    }

    fn rows<'a>(&'a self, query: &'a RowQuery) -> Answer<'a, Vec<FactRow>> {
        let owners = query.credits.iter().map(|credit| credit.owner.clone());
        let values = owners.map(attain_core::facts::FactValue::Text).collect();
        let row = FactRow {
            batch: "b-1".into(),
            file: 0,
            row: 1,
            values,
        };
        Box::pin(async move { Ok(vec![row]) })
    }
}

#[tokio::test]
async fn the_fact_source_answers_only_about_those_in_scope() {
    let (model, _) = attain_core::model::load(&[
        attain_core::text::Document::new(
            "attain.toml".to_owned(),
            "[company]\nname = \"A\"\ncurrency = \"EUR\"\n",
        ),
        attain_core::text::Document::new(
            "model/datasets.toml".to_owned(),
            "[dataset.sales]\nkind = \"events\"\nowner = \"who\"\ndate = \"day\"\n\
             [dataset.sales.columns]\nwho = { type = \"text\" }\nday = { type = \"date\" }\n",
        ),
    ]);
    let model = model.unwrap();
    let manager = Actor::of_user(&user("2", &[Role::Manager]), Via::Session);
    let scope = manager
        .scope(UseCase::FactRead, &company(), quarter(1))
        .unwrap();
    let source = ScopedFacts::new(&Echo, &scope, &model, &company());
    let credit = |owner: &str| Credit {
        owner: owner.to_owned(),
        from: date(2024, 1, 1),
        to: date(2024, 3, 31),
        group: Group(0),
    };
    let query = |credits: Vec<Credit>| RowQuery {
        dataset: "sales".into(),
        days: None,
        conditions: Vec::new(),
        credits,
        columns: Vec::new(),
        page: None,
    };
    let owners = |rows: Vec<FactRow>| -> BTreeSet<String> {
        let values = rows.into_iter().flat_map(|row| row.values);
        values
            .map(|value| attain_core::model::text_of(&value))
            .collect()
    };
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    // Everybody's rows become those in scope; out of scope and absent both vanish.
    let asked = query(Vec::new());
    let all: BTreeSet<String> = named(&["2", "3"]);
    assert_eq!(owners(source.rows(&asked).await.unwrap()), all);
    let asked = query(vec![credit("3"), credit("9"), credit("77")]);
    let some: BTreeSet<String> = named(&["3"]);
    assert_eq!(owners(source.rows(&asked).await.unwrap()), some);
    for key in ["9", "77"] {
        let asked = query(vec![credit(key)]);
        assert_eq!(source.rows(&asked).await.unwrap(), Vec::new());
    }
    let everything = FactQuery {
        credited_by: None,
        known: Default::default(),
        dataset: "sales".into(),
        from: date(2024, 1, 1),
        to: date(2024, 3, 31),
        credits: vec![credit("3"), credit("9")],
        everything: Some(Group(1)),
        measures: Vec::new(),
    };
    assert_eq!(source.scan(&everything).await.unwrap().uncredited, 0);
}
