//! `attain user`: who may do what.

use crate::cli::{TextFormat, User};
use crate::failure::Failure;
use crate::output::table;
use crate::session::Session;
use attain_app::access::Role;
use attain_app::users;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(command: &User, workspace: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = Session::open(workspace).await?;
    let caller = session.caller().await?;
    let done = match command {
        User::Add(add) => {
            let new = users::NewUser {
                id: add.id.clone(),
                name: add.name.clone().unwrap_or_else(|| add.id.clone()),
                person: add.person.as_deref().map(Into::into),
                roles: roles(&add.roles)?,
            };
            users::add(&caller, new).await
        }
        User::Roles(given) => users::set_roles(&caller, &given.id, roles(&given.roles)?).await,
        User::Person(given) => {
            let person = given.person.as_deref().map(Into::into);
            users::set_person(&caller, &given.id, person).await
        }
        User::Disable(given) => users::set_active(&caller, &given.id, false).await,
        User::Enable(given) => users::set_active(&caller, &given.id, true).await,
        User::List(list) => {
            let all = users::list(&caller).await.map_err(|e| session.failure(e))?;
            let all: Vec<_> = all.into_iter().map(|kept| kept.value).collect();
            print!("{}", shown(&all, list.format));
            return Ok(super::code(false));
        }
    };
    let user = done.map_err(|error| session.failure(error))?;
    let active = if user.active { "" } else { ", disabled" };
    println!("user {}: {}{active}", user.id, words(&user.roles));
    Ok(super::code(false))
}

fn roles(words: &[String]) -> Result<BTreeSet<Role>, Failure> {
    let names = || Role::NAMES.iter().map(|(name, _)| *name);
    let parse = |word: &String| {
        let found = Role::NAMES.iter().find(|(name, _)| name == word);
        found.map(|(_, role)| *role).ok_or_else(|| {
            let close = attain_core::diag::closest(word, names());
            let known: Vec<&str> = names().collect();
            Failure::Usage(match close {
                Some(close) => format!("there is no role `{word}`; did you mean `{close}`?"),
                None => format!("there is no role `{word}`; roles are {}", known.join(", ")),
            })
        })
    };
    words.iter().map(parse).collect()
}

fn words(roles: &BTreeSet<Role>) -> String {
    let words: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    if words.is_empty() {
        "no role".to_owned()
    } else {
        words.join(", ")
    }
}

fn shown(users: &[attain_store::user::User], format: TextFormat) -> String {
    let person = |user: &attain_store::user::User| user.person.as_ref().map(ToString::to_string);
    match format {
        TextFormat::Json => {
            let values: Vec<_> = users
                .iter()
                .map(|user| {
                    let roles: Vec<&str> = user.roles.iter().map(|role| role.name()).collect();
                    json!({
                        "id": user.id, "name": user.name, "person": person(user),
                        "roles": roles, "active": user.active,
                    })
                })
                .collect();
            format!("{:#}\n", serde_json::Value::from(values))
        }
        TextFormat::Text => {
            let rows: Vec<Vec<String>> = users
                .iter()
                .map(|user| {
                    vec![
                        user.id.clone(),
                        user.name.clone(),
                        person(user).unwrap_or_default(),
                        words(&user.roles),
                        if user.active { "" } else { "disabled" }.to_owned(),
                    ]
                })
                .collect();
            table(&["user", "name", "person", "roles", ""], &rows)
        }
    }
}
