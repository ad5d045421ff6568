//! Who asks.

use super::scope::Scope;
use super::table::{Reach, UseCase, by_token, reach, when_left};
use crate::error::AppError;
use attain_core::diag::Diagnostic;
use attain_core::id::PersonId;
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_core::rules;
use attain_store::user::{Role, User};
use attain_store::{Store, StoreError};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// How somebody came to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// At the machine that holds the records.
    CommandLine,
    /// Signed in to the pages.
    Session,
    /// A program, with a token of the user.
    Token,
}

/// Whether somebody belongs to the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A user of the company.
    Active,
    /// His person has left the company: what is about himself is what he sees.
    Left,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    name: String,
    person: Option<PersonId>,
    rights: Rights,
    via: Via,
    standing: Standing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rights {
    /// Nobody has signed in.
    None,
    /// There are no users yet: whoever holds the records may do everything.
    Owner,
    Roles(BTreeSet<Role>),
}

impl Actor {
    /// Nobody in particular. He may do nothing.
    #[must_use]
    pub fn anonymous() -> Self {
        Self {
            name: "nobody".to_owned(),
            person: None,
            rights: Rights::None,
            via: Via::Session,
            standing: Standing::Active,
        }
    }

    /// A user as the records have him. One who was disabled is nobody.
    #[must_use]
    pub fn of_user(user: &User, via: Via) -> Self {
        let rights = if user.active {
            Rights::Roles(user.roles.clone())
        } else {
            Rights::None
        };
        Self {
            name: user.id.clone(),
            person: user.person.clone(),
            rights,
            via,
            standing: Standing::Active,
        }
    }

    /// The user of a name. Where nobody is a user yet, whoever stands at the machine may do
    /// everything; an unknown name is nobody.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn fetch(store: &Store, name: &str, via: Via) -> Result<Self, AppError> {
        match store.user_fetch(name).await {
            Ok(kept) => Ok(Self::of_user(&kept.value, via)),
            Err(StoreError::NotFound { .. }) => {
                let nobody_yet = store.user_list().await?.is_empty();
                let rights = match via {
                    Via::CommandLine if nobody_yet => Rights::Owner,
                    _ => Rights::None,
                };
                Ok(Self {
                    name: name.to_owned(),
                    person: None,
                    rights,
                    via,
                    standing: Standing::Active,
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The same, as somebody who may have left by `today`.
    #[must_use]
    pub fn on(mut self, organisation: &Organisation, today: Date) -> Self {
        let person = self
            .person
            .as_ref()
            .and_then(|person| organisation.person(person.as_str()));
        if person.is_some_and(|person| person.left.is_some_and(|left| left < today)) {
            self.standing = Standing::Left;
        }
        self
    }

    /// What he is called in the records.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The person whose results are his own.
    #[must_use]
    pub fn person(&self) -> Option<&PersonId> {
        self.person.as_ref()
    }

    /// Whether there are no users yet, and he holds the records.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        self.rights == Rights::Owner
    }

    /// Whether nobody is behind it: not signed in, unknown or disabled.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.rights == Rights::None
    }

    /// His roles.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        let roles = match &self.rights {
            Rights::Roles(roles) => Some(roles),
            _ => None,
        };
        roles.into_iter().flatten().copied()
    }

    /// How far he may go: the farthest of his roles.
    #[must_use]
    pub fn reach(&self, use_case: UseCase) -> Reach {
        if self.via == Via::Token && !by_token(use_case) {
            return Reach::Never;
        }
        match &self.rights {
            Rights::None => Reach::Never,
            Rights::Owner => Reach::All,
            Rights::Roles(_) if self.standing == Standing::Left => when_left(use_case),
            Rights::Roles(roles) => roles
                .iter()
                .map(|role| reach(use_case, *role))
                .max()
                .unwrap_or(Reach::Never),
        }
    }

    /// Whether he may do it at all. Where it is about people, ask for the [`Actor::scope`] instead.
    ///
    /// # Errors
    /// [`AppError::Refused`] with what he may not and who may.
    pub fn may(&self, use_case: UseCase) -> Result<(), AppError> {
        match self.reach(use_case) {
            Reach::Never => Err(AppError::Refused(vec![self.refusal(use_case)])),
            _ => Ok(()),
        }
    }

    /// Whether he may do it for everybody: for what tells of all together.
    ///
    /// # Errors
    /// [`AppError::Refused`] if he may not, or only for some.
    pub fn everybody(&self, use_case: UseCase) -> Result<(), AppError> {
        match self.reach(use_case) {
            Reach::All => Ok(()),
            _ => Err(AppError::Refused(vec![self.refusal(use_case)])),
        }
    }

    /// Whose results he sees by it in a period, as the organisation was then.
    ///
    /// # Errors
    /// [`AppError::Refused`] if he may not do it at all.
    pub fn scope(
        &self,
        use_case: UseCase,
        organisation: &Organisation,
        period: Period,
    ) -> Result<Scope, AppError> {
        self.may(use_case)?;
        // Payroll's reach is wider once a period is closed, and nothing before; his own is his own.
        let mut scope = Scope::nobody();
        let reaches: BTreeSet<Reach> = match &self.rights {
            Rights::Roles(roles) if self.standing == Standing::Active => {
                roles.iter().map(|role| reach(use_case, *role)).collect()
            }
            _ => BTreeSet::from([self.reach(use_case)]),
        };
        for reach in reaches {
            scope.widen(reach, self.person.as_ref(), organisation, period);
        }
        Ok(scope)
    }

    fn refusal(&self, use_case: UseCase) -> Diagnostic {
        let message = match &self.rights {
            Rights::None => format!("`{}` may not {}", self.name, use_case.words()),
            _ => format!("user `{}` may not {}", self.name, use_case.words()),
        };
        let roles: Vec<&str> = Role::NAMES
            .iter()
            .filter(|(_, role)| reach(use_case, *role) != Reach::Never)
            .map(|(name, _)| *name)
            .collect();
        let help = match (&self.rights, self.via) {
            (Rights::None, Via::CommandLine) => format!(
                "he is no active user of these records; an administrator adds him: \
                 attain user add {} --role {}",
                self.name,
                roles.first().unwrap_or(&"employee")
            ),
            (Rights::None, _) => "sign in".to_owned(),
            (_, Via::Token) if !by_token(use_case) => {
                "a person does this himself, not a program with a token".to_owned()
            }
            _ => format!("these roles may: {}", roles.join(", ")),
        };
        Diagnostic::error(rules::NOT_ALLOWED_TO, message).with_help(help)
    }
}
