//! `attain goals`: the strategy as a tree.

use crate::failure::Failure;
use crate::session::open_workspace;
use attain_core::cascade::goal_tree;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let workspace = open_workspace(workspace)?;
    let sources = workspace.sources();
    let model = workspace
        .checked()
        .map_err(|error| Failure::from_app(error, &sources))?;
    print!("{}", goal_tree(model));
    Ok(super::code(false))
}
