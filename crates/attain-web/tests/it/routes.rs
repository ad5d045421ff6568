//! Every route, asked by ten actors, answers as the table of use-cases says.

use crate::client::{Answer, Client};
use crate::town::Town;
use attain_app::access::{Actor, Via};
use attain_core::organisation::Organisation;
use attain_web::{RouteInfo, listed};

const ACTORS: [&str; 10] = [
    "administrator",
    "designer",
    "approver",
    "manager",
    "employee",
    "payroll",
    "auditor",
    "nobody",
    "token",
    "former",
];

async fn actor(town: &Town, name: &str) -> Actor {
    let via = if name == "token" {
        Via::Token
    } else {
        Via::Session
    };
    let user = if name == "token" { "auditor" } else { name };
    if name == "nobody" {
        return Actor::anonymous();
    }
    let actor = Actor::fetch(&town.store, user, via).await.unwrap();
    actor.on(&organisation(), jiff::civil::date(2025, 1, 1))
}

/// Only who has left matters here.
fn organisation() -> Organisation {
    let mut draft = attain_core::organisation::AssignmentDraft::new(
        "fred",
        attain_core::organisation::Origin::unknown(),
    );
    draft.left = Some(jiff::civil::date(2024, 4, 30));
    Organisation::build(
        vec![draft],
        Vec::new(),
        &attain_core::diag::Diagnostics::new(),
    )
}

async fn client(town: &Town, name: &str) -> Client {
    match name {
        "nobody" => town.client(),
        "token" => town.program("auditor", &["read", "write"]).await,
        name => town.signed_in(name).await,
    }
}

/// A path with something in its places; nothing that exists, so that nothing is changed.
fn path(route: &RouteInfo) -> String {
    let parts = route.path.split('/').map(|part| match part {
        "{period}" => "2024-06",
        part if part.starts_with('{') => "nothing",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn ask(client: &mut Client, route: &RouteInfo) -> Answer {
    match route.method {
        "GET" => client.get(&path(route)).await,
        _ => client.post(&path(route), &[]).await,
    }
}

#[tokio::test]
async fn every_route_asks_who_is_there() {
    let town = Town::peopled().await;
    let mut wrong = Vec::new();
    for name in ACTORS {
        let who = actor(&town, name).await;
        for route in listed() {
            // Signing out and the like would end the session that the next route needs.
            let mut client = client(&town, name).await;
            let answer = ask(&mut client, &route).await;
            let sent = answer
                .header("location")
                .unwrap_or_default()
                .starts_with("/sign-in?next=");
            let turned_away = answer.status == 401 || answer.status == 403 || sent;
            let expected = match route.need {
                None => route.path == "/metrics" && name != "administrator",
                Some(use_case) => who.may(use_case).is_err(),
            };
            if turned_away != expected || answer.status >= 500 || answer.status == 0 {
                wrong.push(format!(
                    "{name} {} {}: {}",
                    route.method, route.path, answer.status
                ));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// A token for reading does not write, and one for metrics does neither.
#[tokio::test]
async fn scopes_of_tokens_are_kept() {
    let town = Town::peopled().await;
    for (scopes, read, write, metrics) in [
        (&["read"][..], 200, 403, 401),
        (&["write"][..], 403, 404, 401),
        (&["metrics"][..], 403, 403, 200),
    ] {
        let mut program = town.program("administrator", scopes).await;
        assert_eq!(
            program.get("/api/v1/batches").await.status,
            read,
            "{scopes:?}"
        );
        let import = "/api/v1/datasets/nothing/batches?name=a.csv";
        let answer = program.send("POST", import, "text/csv", b"a").await;
        assert_eq!(answer.status, write, "{scopes:?}");
        assert_eq!(program.get("/metrics").await.status, metrics, "{scopes:?}");
    }
    let mut forged = town.client();
    forged.token = Some("atn_0_0".to_owned());
    assert_eq!(forged.get("/api/v1/batches").await.status, 401);
}

/// Who is out of sight is as if he were not there.
#[tokio::test]
async fn out_of_sight_is_not_there() {
    let town = Town::peopled().await;
    let mut employee = town.signed_in("employee").await;
    let own = employee.get("/people/emil/2024-06").await;
    assert_eq!(own.status, 200);
    assert!(own.body.contains("Emil Employee"), "{}", own.body);
    for part in ["", "/moscow", "/moscow/rows"] {
        let other = employee.get(&format!("/people/olga/2024-06{part}")).await;
        let nobody = employee.get(&format!("/people/zoe/2024-06{part}")).await;
        assert_eq!((other.status, nobody.status), (404, 404));
        let without = |answer: &Answer, name: &str| answer.body.replace(name, "");
        assert_eq!(without(&other, "olga"), without(&nobody, "zoe"));
    }
    for list in [
        "/results/2024-06",
        "/company/2024-06",
        "/search?q=o",
        "/api/v1/results/2024-06",
    ] {
        assert!(!employee.get(list).await.body.contains("Olga"), "{list}");
    }
    let mut manager = town.signed_in("manager").await;
    let team = manager.get("/company/2024-06").await.body;
    assert!(team.contains("Emil") && !team.contains("Olga"), "{team}");
}

/// A number of the scorecard leads to its rows, and to those that did not qualify.
#[tokio::test]
async fn a_number_leads_to_its_rows() {
    let town = Town::peopled().await;
    let mut employee = town.signed_in("employee").await;
    let card = employee.get("/people/emil/2024-06").await.body;
    assert!(
        card.contains("href=\"/people/emil/2024-06/moscow\""),
        "{card}"
    );
    assert!(card.contains("plan indicator"), "{card}");
    let why = employee.get("/people/emil/2024-06/moscow").await.body;
    assert!(
        why.contains("city = &#39;Moscow&#39;") || why.contains("city = 'Moscow'"),
        "{why}"
    );
    let rows = "/people/emil/2024-06/moscow/rows?part=0";
    let counted = employee
        .get(&format!("{rows}&show=qualified&format=csv"))
        .await;
    assert_eq!(
        counted.body.matches("Moscow,").count() + counted.body.matches("Moscow\r").count(),
        1
    );
    let failed = employee
        .get(&format!("{rows}&show=failed&condition=0&format=csv"))
        .await;
    assert!(failed.body.contains("Saratov"), "{}", failed.body);
    assert!(failed.body.contains("# Period: 2024-06"), "{}", failed.body);
    let book = employee.get(&format!("{rows}&format=xlsx")).await;
    assert_eq!(book.status, 200);
    assert!(
        book.header("content-disposition")
            .unwrap()
            .contains(".xlsx")
    );
}

/// Nothing but the table makes a route.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads our own source")]
fn routes_are_made_in_one_place() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains(".route(") {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    assert_eq!(found, ["route.rs"]);
}
