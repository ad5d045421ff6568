//! What one person was paid in a closed period, with the proof that it is part of the close.

use crate::access::{UseCase, absent};
use crate::caller::Caller;
use crate::close::bundle_folder;
use crate::error::AppError;
use crate::identity::Identities;
use crate::payroll::money;
use attain_core::json::Json;
use attain_core::num::Decimal;
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_core::seal::{Slip, check_slip};
use attain_store::bundle::{Seal, bundle_read};
use std::path::Path;

/// A statement.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The slip: statement, root, proof.
    pub slip: Slip,
    /// The signature.
    pub seal: Seal,
    /// What the person is called.
    pub name: String,
    /// The person.
    pub person: String,
}

/// The statement of a person, if the caller may see him.
///
/// # Errors
/// If he may not, nobody of this key was paid, or the period is not closed: all alike.
pub async fn statement(
    caller: &Caller,
    organisation: &Organisation,
    folder: &Path,
    person: &str,
    period: Period,
) -> Result<Statement, AppError> {
    let scope = caller.scope(UseCase::StatementRead, organisation, period)?;
    let scope = scope.in_closed_period();
    let nobody = || AppError::Refused(vec![absent(person)]);
    let found = scope.find(organisation, person).ok_or_else(nobody)?;
    let close = caller.store.close_fetch(&period.to_string()).await?.value;
    let (bundle, seal) = bundle_read(&bundle_folder(folder, close.number, &close.period))?;
    // Who is paid what is sealed; the table of people could have been changed since.
    let identities = Identities::of_bundle(&bundle);
    let key = identities.key(&found).ok_or_else(nobody)?;
    let his = |slip: &Slip| {
        let person = slip.leaf.content.get("person").and_then(Json::as_text);
        person.is_some_and(|person| attain_core::transcript::key_of(person) == key)
    };
    let slip = bundle.slips().into_iter().find(his).ok_or_else(nobody)?;
    Ok(Statement {
        name: identities.name(key).unwrap_or_default().to_owned(),
        person: found.to_string(),
        slip,
        seal,
    })
}

impl Statement {
    /// As people read it.
    #[must_use]
    pub fn text(&self) -> String {
        let content = &self.slip.leaf.content;
        let text = |json: &Json, name: &str| {
            let found = json.get(name).and_then(Json::as_text);
            found.unwrap_or_default().to_owned()
        };
        let amount = |json: &Json, name: &str| {
            let written = text(json, name);
            Decimal::from_str_exact(&written).map_or(written, money)
        };
        let mut out = format!(
            "{} ({}), {}, statement\n\n",
            self.name,
            self.person,
            text(content, "period")
        );
        let currency = text(content, "currency");
        for line in content
            .get("lines")
            .and_then(Json::as_list)
            .unwrap_or_default()
        {
            out.push_str(&format!(
                "{:<32} {:>16}\n",
                text(line, "id"),
                amount(line, "payout")
            ));
        }
        out.push_str(&format!(
            "{:<32} {:>16} {currency}\n",
            "total",
            amount(content, "total")
        ));
        let reason = text(content, "reason");
        if !reason.is_empty() {
            out.push_str(&format!("\ncorrection: {reason}\n"));
        }
        let manifest = &self.slip.manifest;
        let proof: Vec<String> = self.slip.proof.iter().map(ToString::to_string).collect();
        let holds = if check_slip(&self.slip).is_empty() && self.seal.is_of(manifest) {
            "checked"
        } else {
            "BROKEN"
        };
        out.push_str(&format!(
            "\nclose {} of {}, by {}, approved by {}\nroot       {}\nstatement  {} of {}\nproof      \
             {}\nsigned by  {}\nproof and signature: {holds}\n",
            manifest.number,
            manifest.closed_at,
            manifest.closed_by,
            manifest.approved_by.join(" and "),
            manifest.root,
            self.slip.index,
            manifest.leaves,
            proof.join("\n           "),
            self.seal.public_key,
        ));
        out
    }
}
