//! `attain serve`: the pages and the HTTP API.

use crate::cli::Serve;
use crate::failure::Failure;
use crate::session::Session;
use crate::wire::Port;
use attain_app::office::Office;
use attain_app::sign_in::Cost;
use attain_web::{Settings, Site};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

fn clock() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

pub(super) async fn run(arguments: &Serve, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    if !arguments.https && !arguments.listen.is_loopback() {
        return Err(Failure::Usage(format!(
            "{} can be reached by others: end TLS in front of the program and say `--https`",
            arguments.listen
        )));
    }
    let session = Session::open(workspace).await?;
    let address = SocketAddr::new(arguments.listen, arguments.port);
    serve(session, address, arguments.https, &arguments.sign_in).await
}

/// Serves a workspace until Ctrl-C.
pub(super) async fn serve(
    session: Session,
    address: SocketAddr,
    https: bool,
    links: &[String],
) -> Result<ExitCode, Failure> {
    let sources = session.sources.clone();
    let key = key_path(&session);
    let office = Office::new(session.workspace.root, session.store, Box::new(Port));
    let settings = Settings {
        clock,
        cost: Cost::default(),
        https,
        key,
    };
    let site = Arc::new(Site::new(office, settings));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| Failure::program(format!("cannot listen on {address}"), error))?;
    let here = listener
        .local_addr()
        .map_err(|error| Failure::program("cannot tell the address", error))?;
    eprintln!("Attain is at http://{here}/ until Ctrl-C.");
    let failed = |error| Failure::from_app(error, &sources);
    if let Some(code) = site.set_up_code().await.map_err(failed)? {
        eprintln!("There is no user yet. Set the first one up at http://{here}/set-up");
        eprintln!(
            "with this code, which is good until then: {}",
            code.reveal()
        );
    }
    for user in links {
        let code = site.sign_in_code(user).map_err(failed)?;
        let code = code.reveal();
        eprintln!("Sign in once as {user:<12} http://{here}/sign-in/link/{code}");
    }
    attain_web::serve(site, listener, stopped())
        .await
        .map_err(|error| Failure::program("the service failed", error))?;
    Ok(ExitCode::SUCCESS)
}

fn key_path(session: &Session) -> PathBuf {
    let given = std::env::var_os("ATTAIN_KEY").map(PathBuf::from);
    given.unwrap_or_else(|| session.workspace.root.join("keys/closing.key"))
}

/// Comes true at Ctrl-C.
async fn stopped() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
