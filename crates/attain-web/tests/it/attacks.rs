//! Forged forms, scripts in text fields, bodies that are too long, headers that must be there.

use crate::town::Town;

#[tokio::test]
async fn forms_of_others_are_not_taken() {
    let town = Town::peopled().await;
    let mut victim = town.signed_in("administrator").await;
    let fields = [("user", "eve"), ("name", "Eve"), ("role", "administrator")];
    assert_eq!(victim.post_raw("/users", &fields).await.status, 403);
    let mut other = town.signed_in("auditor").await;
    let foreign = other.form().await;
    let with = |form: &str| {
        let mut all = vec![("form".to_owned(), form.to_owned())];
        all.extend(fields.map(|(name, value)| (name.to_owned(), value.to_owned())));
        all
    };
    for form in ["", "x", foreign.as_str()] {
        let owned = with(form);
        let all: Vec<(&str, &str)> = owned
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(victim.post_raw("/users", &all).await.status, 403, "{form}");
    }
    for header in [
        ("Origin", "https://evil.example"),
        ("Sec-Fetch-Site", "cross-site"),
    ] {
        victim.headers = vec![(header.0.to_owned(), header.1.to_owned())];
        assert_eq!(
            victim.post("/users", &fields).await.status,
            403,
            "{header:?}"
        );
    }
    victim.headers.clear();
    assert_eq!(victim.post("/users", &fields).await.status, 200);
}

fn payloads() -> Vec<String> {
    let scripts = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe src=javascript:alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<body onload=alert(1)>",
        "<input autofocus onfocus=alert(1)>",
        "<math><mtext></script>",
        "<style>@import'//evil'</style>",
        "<!--<img src=x onerror=alert(1)>-->",
        "<details open ontoggle=alert(1)>",
        "<object data=javascript:alert(1)>",
    ];
    let openings = ["", "\">", "'>", "</textarea>", "</title>"];
    let all = openings
        .iter()
        .flat_map(|open| scripts.iter().map(move |run| format!("{open}{run}")));
    all.collect()
}

/// Sixty payloads in every text field that comes back: none arrives as markup.
#[tokio::test]
async fn scripts_stay_text() {
    let town = Town::peopled().await;
    let mut designer = town.signed_in("designer").await;
    let mut administrator = town.signed_in("administrator").await;
    let mut nobody = town.client();
    assert_eq!(payloads().len(), 60);
    for payload in payloads() {
        let encoded = crate::client::encode(&payload);
        let mut bodies = Vec::new();
        for path in [
            "/search?q=",
            "/catalogue?q=",
            "/results/2024-06?q=",
            "/batches?q=",
            "/catalogue/scales/full?at=",
            "/catalogue/edit?file=",
        ] {
            bodies.push(designer.get(&format!("{path}{encoded}")).await.body);
        }
        let text = format!("[kpi.x]\ntitle = '''{payload}'''\nkind = \"{payload}\"\n");
        for action in ["check", "save"] {
            let fields = [
                ("file", "model/x.toml"),
                ("text", &*text),
                ("hash", &*payload),
                ("action", action),
            ];
            bodies.push(designer.post("/catalogue/edit", &fields).await.body);
        }
        let fields = [
            ("user", &*payload),
            ("password", &*payload),
            ("next", &*payload),
        ];
        bodies.push(nobody.post("/sign-in", &fields).await.body);
        let fields = [
            ("user", &*payload),
            ("name", &*payload),
            ("role", "employee"),
        ];
        bodies.push(administrator.post("/users", &fields).await.body);
        for body in bodies {
            assert!(!body.contains(&payload), "{payload}: {body}");
        }
    }
}

/// Facts come from files that nobody has looked through.
#[tokio::test]
async fn scripts_in_facts_stay_text() {
    let town = Town::peopled().await;
    let mut employee = town.signed_in("employee").await;
    let rows = employee
        .get("/people/emil/2024-06/moscow/rows?show=all")
        .await;
    assert!(
        rows.body.contains("&lt;script&gt;alert(1)"),
        "{}",
        rows.body
    );
    assert!(!rows.body.contains("<script>alert"), "{}", rows.body);
}

#[tokio::test]
async fn long_bodies_are_cut_off() {
    let town = Town::peopled().await;
    let mut designer = town.signed_in("designer").await;
    let long = "a".repeat(3 * 1024 * 1024);
    let fields = [
        ("file", "model/x.toml"),
        ("text", &*long),
        ("action", "check"),
    ];
    assert_eq!(designer.post("/catalogue/edit", &fields).await.status, 413);
}

/// What every page tells the browser; and no page needs what that forbids.
#[tokio::test]
async fn pages_run_nothing_of_their_own() {
    let town = Town::peopled().await;
    let mut auditor = town.signed_in("auditor").await;
    let mut designer = town.signed_in("designer").await;
    for path in [
        "/company/2024-06",
        "/results/2024-06",
        "/strategy/2024-06",
        "/catalogue",
        "/periods",
        "/people/emil/2024-06",
        "/people/emil/2024-06/moscow",
        "/batches",
        "/account",
        "/trail",
        "/users",
        "/api",
        "/processes",
        "/no-such-page",
    ] {
        let page = auditor.get(path).await;
        check(path, &page);
    }
    for path in ["/import", "/catalogue/edit?file=model/all.toml"] {
        let page = designer.get(path).await;
        check(path, &page);
    }
}

fn check(path: &str, page: &crate::client::Answer) {
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{path}: {policy}"
    );
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
        ("referrer-policy", "same-origin"),
    ] {
        assert_eq!(page.header(name), Some(value), "{path}");
    }
    for forbidden in [
        " style=",
        "<style",
        " onclick=",
        " onload=",
        "<script>",
        "javascript:",
    ] {
        assert!(!page.body.contains(forbidden), "{path}: {forbidden}");
    }
    assert!(
        page.body.contains("<main") && page.body.contains("class=\"skip\""),
        "{path}"
    );
}

/// An edit is not written over what somebody else wrote meanwhile.
#[tokio::test]
async fn edits_do_not_overwrite_each_other() {
    let town = Town::peopled().await;
    let mut designer = town.signed_in("designer").await;
    let page = designer
        .get("/catalogue/edit?file=model/goal.toml")
        .await
        .body;
    let hash = page
        .split("name=\"hash\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let text = "[goal.more]\r\ntitle = \"More\"\r\nperspective = \"finance\"\r\n";
    let fields = [
        ("file", "model/goal.toml"),
        ("text", text),
        ("hash", hash),
        ("action", "save"),
    ];
    assert_eq!(designer.post("/catalogue/edit", &fields).await.status, 303);
    let stale = designer.post("/catalogue/edit", &fields).await;
    assert_eq!(stale.status, 422);
    assert!(stale.body.contains("K0756"), "{}", stale.body);
    assert!(
        designer
            .get("/strategy/2024-06")
            .await
            .body
            .contains("More")
    );
}
