//! Who acts on the command line: the account of the machine, or a user without one.

use crate::failure::Failure;
use attain_store::Ctx;
use std::sync::OnceLock;

/// Whom `--as` names.
static ACTING: OnceLock<String> = OnceLock::new();

/// Keeps what `--as` says, for the one command that this process runs.
pub(crate) fn act_as(name: Option<String>) {
    if let Some(name) = name {
        let _ = ACTING.set(name);
    }
}

/// Who acts, and when.
///
/// Whoever has an account on the machine acts from it, so two approvals by two accounts are two
/// people. Only a user who has none can be acted for, and then the trail names the account too.
pub(crate) fn ctx() -> Result<Ctx, Failure> {
    let now = jiff::Timestamp::now();
    let account = account();
    let asked = ACTING.get().cloned().or_else(|| variable("ATTAIN_USER"));
    let Some(asked) = asked.filter(|asked| *asked != account) else {
        return Ok(Ctx::new(account, now));
    };
    if !may_act_for(&asked) {
        return Err(Failure::Usage(format!(
            "`{asked}` has an account on this machine and acts from it; `{account}` cannot act for \
             him"
        )));
    }
    let mut ctx = Ctx::new(asked, now);
    ctx.account = Some(account);
    Ok(ctx)
}

/// A variable of the environment that says something.
#[expect(
    clippy::disallowed_methods,
    reason = "the user of the machine enters here"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The account whose process this is; where the machine has no name for it, what the environment
/// says.
fn account() -> String {
    let accounts = accounts();
    let own = accounts.iter().find(|(_, id)| Some(*id) == own_id());
    let said = || variable("USER").or_else(|| variable("LOGNAME"));
    own.map(|(name, _)| name.clone())
        // The environment may say anything, so it cannot name somebody who has an account.
        .or_else(|| said().filter(|said| !accounts.iter().any(|(name, _)| name == said)))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The machine's administrator can be anybody anyway.
fn may_act_for(name: &str) -> bool {
    own_id() == Some(0) || !accounts().iter().any(|(account, _)| account == name)
}

#[cfg(unix)]
fn own_id() -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").ok().map(|own| own.uid())
}

#[cfg(not(unix))]
fn own_id() -> Option<u32> {
    None
}

/// Names and numbers of the machine's accounts.
#[cfg(unix)]
#[expect(
    clippy::disallowed_methods,
    reason = "the user of the machine enters here"
)]
fn accounts() -> Vec<(String, u32)> {
    let text = std::fs::read("/etc/passwd").unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let account = |line: &str| {
        let mut fields = line.split(':');
        Some((fields.next()?.to_owned(), fields.nth(1)?.parse().ok()?))
    };
    text.lines().filter_map(account).collect()
}

#[cfg(not(unix))]
fn accounts() -> Vec<(String, u32)> {
    Vec::new()
}
