//! `attain demo`: the example company, from raw files to an explained payout.

use super::run::text_table;
use crate::cli::Demo;
use crate::failure::Failure;
use crate::session::Session;
use crate::who::ctx;
use attain_app::explain::explanation;
use attain_app::run::compute;
use attain_core::explain;
use attain_store::user::{Role, User};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

macro_rules! example {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../../../../examples/adventure-works/", $name)).as_slice()),)*]
    };
}

/// The example company, carried in the program.
const FILES: [(&str, &[u8]); 13] = example![
    "attain.toml",
    "data/ATTRIBUTION.md",
    "model/datasets.toml",
    "model/goals.toml",
    "model/scales.toml",
    "model/kpis/finance.toml",
    "model/kpis/sales.toml",
    "model/plans/pay.toml",
    "model/scorecards/finance.toml",
    "model/scorecards/sales.toml",
    "data/sales_quotas.csv",
    "data/employees.csv",
    "data/reseller_sales.csv",
];

const FINANCE: &[u8] = include_bytes!("../../../../examples/adventure-works/data/finance.csv");

/// What is imported, in this order.
const DATASETS: [&str; 4] = ["employees", "sales_quotas", "reseller_sales", "finance"];

/// The quarter that is shown, and the person who is explained.
const PERIOD: &str = "2012-Q2";
const PERSON: &str = "286";

pub(super) async fn run(arguments: &Demo) -> Result<ExitCode, Failure> {
    let root = match &arguments.keep {
        Some(folder) => folder.clone(),
        None => std::env::temp_dir().join(format!("attain-demo-{}", std::process::id())),
    };
    unpack(&root)?;
    let mut result = show(&root).await;
    if let (Ok(_), Some(port)) = (&result, arguments.serve) {
        result = serve_pages(&root, port).await;
    }
    if arguments.keep.is_none() {
        let _ = std::fs::remove_dir_all(&root);
    } else {
        eprintln!("\nThe workspace stays in {}:", root.display());
        eprintln!("  cd {}", root.display());
        eprintln!("  attain run 2012-Q1              everybody's quarter");
        eprintln!("  attain explain 272 2012-Q1      a manager and his team");
        eprintln!("  attain explain 143 2011-Q3      the chief financial officer's budget");
        eprintln!("  attain check                    what is wrong with the model");
    }
    result
}

fn unpack(root: &Path) -> Result<(), Failure> {
    if root.join("attain.toml").exists() {
        return Err(Failure::Usage(format!(
            "`{}` is a workspace already",
            root.display()
        )));
    }
    for (name, bytes) in FILES.into_iter().chain([("data/finance.csv", FINANCE)]) {
        let path = root.join(name);
        let failed = |error| Failure::program(format!("cannot write `{}`", path.display()), error);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        std::fs::write(&path, bytes).map_err(failed)?;
    }
    Ok(())
}

async fn show(root: &Path) -> Result<ExitCode, Failure> {
    eprintln!("Attain: Adventure Works Cycles, a sample company by Microsoft (MIT licence)\n");
    let session = Session::open(Some(root)).await?;
    for name in DATASETS {
        import(&session, name).await?;
    }
    let model = session.model()?;
    let engine = session.engine(2).await?;
    let period = session.period(PERIOD)?;
    let run = compute(model, &engine, period, &|_| {})
        .await
        .map_err(|error| Failure::from_app(error, &session.sources))?;
    println!("\n{}", text_table(&run, model));
    crate::output::report(&run.calculation.diagnostics, &session.sources);
    let found = explanation(model, &run, &engine, &PERSON.into())
        .await
        .map_err(|error| Failure::from_app(error, &session.sources))?;
    if let Some(found) = found {
        println!("{}", explain::text(&found, &session.sources));
    }
    eprintln!("`attain demo --serve 8080` shows the same as pages.");
    eprintln!("What to try next: `attain demo --keep DIR` leaves this company in a folder, for");
    eprintln!(
        "`attain run`, `attain explain` and your own changes; `attain init DIR` starts yours."
    );
    Ok(ExitCode::SUCCESS)
}

/// Who looks at the demonstration, as which person and with which roles. Nobody has a password:
/// each signs in by a link that is good once.
const USERS: [(&str, &str, Option<&str>, &[Role]); 5] = [
    (
        "analyst",
        "Anna Analyst",
        None,
        &[Role::Administrator, Role::Designer],
    ),
    ("approver", "Amir Approver", None, &[Role::Approver]),
    ("second", "Sofia Second", None, &[Role::Approver]),
    (
        "manager",
        "Stephen Jiang",
        Some("272"),
        &[Role::Manager, Role::Employee],
    ),
    (
        "employee",
        "Pamela Ansman-Wolfe",
        Some(PERSON),
        &[Role::Employee],
    ),
];

async fn serve_pages(root: &Path, port: u16) -> Result<ExitCode, Failure> {
    let session = Session::open(Some(root)).await?;
    let ctx = ctx()?;
    for (id, name, person, roles) in USERS {
        let user = User {
            id: id.to_owned(),
            name: name.to_owned(),
            person: person.map(Into::into),
            roles: roles.iter().copied().collect(),
            active: true,
        };
        let added = session.store.user_insert(&ctx, &user).await;
        added.map_err(|error| session.failure(error.into()))?;
    }
    let users = USERS.map(|(id, ..)| id.to_owned());
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    super::serve::serve(session, address, false, &users).await
}

async fn import(session: &Session, name: &str) -> Result<(), Failure> {
    let file = format!("{name}.csv");
    let file = session.workspace.root.join("data").join(file);
    let rows = super::import::file(session, name, &file).await?;
    eprintln!("imported {rows:>6} rows of {name}");
    Ok(())
}
