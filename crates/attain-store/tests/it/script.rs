//! A script that uses every write of the store once or more: the story of two quarters.

use crate::world::{World, batch, ctx, hash};
use attain_core::batch::Batch;
use attain_core::dataset::DatasetKind::{self, Events, Snapshot};
use attain_core::id::{BatchId, KpiId, PersonId};
use attain_core::num::Decimal;
use attain_core::period::Calendar;
use attain_store::acknowledgement::Acknowledgement;
use attain_store::adjustment::NewAdjustment;
use attain_store::batch::NewBatch;
use attain_store::correction::Correction;
use attain_store::credential::Credential;
use attain_store::dispute::{Decision, NewDispute, Verdict};
use attain_store::period::Close;
use attain_store::person::Person;
use attain_store::record::Edit;
use attain_store::run::{Run, RunPurpose, Stop};
use attain_store::session::Session;
use attain_store::survey::Invited;
use attain_store::target::{Figures, NewTarget, Side};
use attain_store::token::Token;
use attain_store::user::{Role, User};
use attain_store::{Ctx, Store, StoreError, Written};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::pin::Pin;

pub(crate) type Answer<'a> = Pin<Box<dyn Future<Output = Result<Written, StoreError>> + Send + 'a>>;

/// How a write is called.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct How {
    /// Added to the texts of what is written.
    pub(crate) variant: i64,
    /// Added to the revision that an edit names.
    pub(crate) shift: u64,
}

/// One write.
pub(crate) struct Act {
    /// The method.
    pub(crate) name: &'static str,
    pub(crate) user: &'static str,
    pub(crate) run: for<'a> fn(&'a Store, &'a Ctx, How) -> Answer<'a>,
}

/// Writes the whole story; answers the sequence numbers.
pub(crate) async fn perform(store: &Store) {
    for (second, act) in (1..).zip(script()) {
        let ctx = ctx(act.user, second);
        let answer = (act.run)(store, &ctx, How::default()).await;
        assert!(
            answer.is_ok(),
            "{} {second}: {}",
            act.name,
            answer.unwrap_err()
        );
    }
}

/// A store with the whole story in it.
pub(crate) async fn told(world: &World) -> Store {
    let store = world.open().await;
    perform(&store).await;
    store
}

pub(crate) fn run(id: &str, period: &str, purpose: RunPurpose) -> Run {
    Run {
        id: id.to_owned(),
        period: period.to_owned(),
        purpose,
        model_sha256: hash("m1"),
        batches: vec![BatchId::from("b2")],
        result: b"{\"total\":\"37800\"}".to_vec(),
        errors: 0,
        warnings: 2,
    }
}

/// A close, by the first characters of its manifest's hash and of the one before.
pub(crate) fn close(manifest: &str, previous: &str) -> Close {
    Close {
        manifest_sha256: hash(manifest),
        root: hash("b0"),
        previous_sha256: hash(previous),
        signature: "51".repeat(64),
        public_key: "9a".repeat(32),
    }
}

pub(crate) fn figures(target: i64) -> Figures {
    Figures {
        minimum: Some(Decimal::new(1_000, 1)),
        target: Decimal::new(target, 2),
        desired: None,
        baseline: Some(Decimal::ZERO),
        benchmark: None,
    }
}

pub(crate) fn user(id: &str, name: &str, roles: &[Role]) -> User {
    User {
        id: id.to_owned(),
        name: name.to_owned(),
        person: None,
        roles: roles.iter().copied().collect(),
        active: true,
    }
}

fn files(text: i64) -> BTreeMap<String, String> {
    [
        ("model/kpis/a.toml", format!("weight = \"{text} %\"\n")),
        ("attain.toml", "currency = \"EUR\"\n".to_owned()),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .into()
}

fn of(batch: &Batch, kind: DatasetKind) -> NewBatch<'_> {
    NewBatch {
        batch,
        kind,
        distinct_reason: None,
    }
}

macro_rules! script {
    ($($user:ident: $name:ident |$store:ident, $ctx:ident, $how:ident| $body:block)*) => {
        vec![$(Act {
            name: stringify!($name),
            user: stringify!($user),
            run: |$store, $ctx, $how| Box::pin(async move { $body }),
        }),*]
    };
}

pub(crate) fn script() -> Vec<Act> {
    let mut acts = people();
    acts.extend(imports());
    acts.extend(models());
    acts.extend(agreements());
    acts.extend(first_quarter());
    acts.extend(aftermath());
    acts.extend(survey());
    acts.extend(signing_in());
    acts
}

fn people() -> Vec<Act> {
    script! {
        root: user_insert |store, ctx, how| {
            let name = format!("Anna Ångström {}", how.variant);
            let roles = [Role::Administrator, Role::Auditor];
            store.user_insert(ctx, &user("anna", &name, &roles)).await
        }
        root: user_update |store, ctx, how| {
            let mut anna = user("anna", "Anna", &[Role::Administrator]);
            anna.person = Some(PersonId::from("k1"));
            store.user_update(ctx, 1 + how.shift, &anna).await
        }
        anna: person_insert |store, ctx, how| {
            let person = Person {
                key: PersonId::from("k1"),
                identifier: Some(format!("P-4711-{}", how.variant)),
                name: None,
                erased_reason: None,
            };
            store.person_insert(ctx, &person).await
        }
        anna: person_update |store, ctx, how| {
            let name = Some("Secret Name");
            store.person_update(ctx, Edit::new("k1", 1 + how.shift), Some("P-4712"), name).await
        }
    }
}

fn imports() -> Vec<Act> {
    script! {
        anna: batch_insert |store, ctx, how| {
            let mut batch = batch("b1", "sales", "c1");
            batch.bytes += how.variant.unsigned_abs();
            store.batch_insert(ctx, of(&batch, Events)).await
        }
        anna: batch_supersede |store, ctx, how| {
            let batch = batch("b2", "sales", "c2");
            let new = of(&batch, Events);
            let reason = format!("a till was missing {}", how.variant);
            store.batch_supersede(ctx, &BatchId::from("b1"), &reason, new).await
        }
        anna: batch_insert |store, ctx, how| {
            let mut batch = batch("p1", "people", "c3");
            batch.bytes += how.variant.unsigned_abs();
            store.batch_insert(ctx, of(&batch, Snapshot)).await
        }
        anna: batch_insert |store, ctx, how| {
            let mut batch = batch("p2", "people", "c4");
            batch.bytes += how.variant.unsigned_abs();
            store.batch_insert(ctx, of(&batch, Snapshot)).await
        }
        anna: batch_retract |store, ctx, how| {
            let reason = format!("the wrong company {}", how.variant);
            store.batch_retract(ctx, &BatchId::from("p2"), &reason).await
        }
    }
}

fn models() -> Vec<Act> {
    script! {
        dora: model_insert |store, ctx, how| {
            store.model_insert(ctx, "m1", "Sales 2012", files(how.variant)).await
        }
        dora: model_update |store, ctx, how| {
            store.model_update(ctx, Edit::new("m1", 1 + how.shift), "Sales 2012", files(40)).await
        }
        dora: model_check |store, ctx, how| {
            store.model_check(ctx, Edit::new("m1", 2 + how.shift)).await
        }
        anna: model_approve |store, ctx, how| {
            store.model_approve(ctx, Edit::new("m1", 3 + how.shift)).await
        }
        anna: model_publish |store, ctx, how| {
            let from = jiff::civil::date(2012, 7, 1);
            store.model_publish(ctx, Edit::new("m1", 4 + how.shift), from).await
        }
    }
}

fn agreements() -> Vec<Act> {
    script! {
        anna: period_open |store, ctx, how| {
            let quarter = ["2012-Q3", "2012-Q2"][usize::from(how.variant > 0)];
            store.period_open(ctx, Calendar::new(1).unwrap().parse(quarter).unwrap()).await
        }
        anna: period_open |store, ctx, how| {
            let quarter = ["2012-Q4", "2012-Q2"][usize::from(how.variant > 0)];
            store.period_open(ctx, Calendar::new(1).unwrap().parse(quarter).unwrap()).await
        }
        mia: target_propose |store, ctx, how| {
            let kpi = KpiId::from("new_customers");
            let figures = figures(300_000 + how.variant);
            let new = NewTarget { id: "t1", subject: "k1", kpi: &kpi, period: "2012-Q3", figures };
            store.target_propose(ctx, new).await
        }
        mia: target_agree |store, ctx, how| {
            store.target_agree(ctx, Edit::new("t1", 1 + how.shift), Side::Manager).await
        }
        emil: target_agree |store, ctx, how| {
            store.target_agree(ctx, Edit::new("t1", 2 + how.shift), Side::Employee).await
        }
        mia: target_update |store, ctx, how| {
            let reason = Some("Saratov opened later");
            store.target_update(ctx, Edit::new("t1", 3 + how.shift), figures(250_000), reason).await
        }
        anna: adjustment_propose |store, ctx, how| {
            let new = NewAdjustment {
                id: "a1",
                period: "2012-Q3",
                person: &PersonId::from("k1"),
                amount: Decimal::new(15_000 + how.variant, 2),
                currency: "EUR",
                reason: "stood in for a colleague",
            };
            store.adjustment_propose(ctx, new).await
        }
        anna: adjustment_update |store, ctx, how| {
            let edit = Edit::new("a1", 1 + how.shift);
            store.adjustment_update(ctx, edit, Decimal::new(-5, 1), "counted twice").await
        }
        ben: adjustment_approve |store, ctx, how| {
            store.adjustment_approve(ctx, Edit::new("a1", 2 + how.shift)).await
        }
        ben: adjustment_withdraw |store, ctx, how| {
            let edit = Edit::new("a1", 3 + how.shift);
            store.adjustment_withdraw(ctx, edit, "the colleague was there").await
        }
    }
}

fn first_quarter() -> Vec<Act> {
    script! {
        anna: run_insert |store, ctx, how| {
            let mut run = run("r1", "2012-Q3", RunPurpose::Period);
            run.warnings += how.variant.unsigned_abs();
            let stop = Stop {
                rule: "above-3-medians".to_owned(),
                subject: "k1".to_owned(),
                message: "37,800 is 4.1 times the median of k1".to_owned(),
            };
            store.run_insert(ctx, &run, &[stop]).await
        }
        anna: period_calculate |store, ctx, how| {
            store.period_calculate(ctx, Edit::new("2012-Q3", 1 + how.shift), "r1").await
        }
        anna: period_freeze |store, ctx, how| {
            store.period_freeze(ctx, "2012-Q3", &format!("a ghost {}", how.variant)).await
        }
        anna: period_thaw |store, ctx, how| {
            store.period_thaw(ctx, "2012-Q3", &format!("no ghost {}", how.variant)).await
        }
        anna: period_submit |store, ctx, how| {
            store.period_submit(ctx, Edit::new("2012-Q3", 4 + how.shift)).await
        }
        ben: period_reopen |store, ctx, how| {
            store.period_reopen(ctx, Edit::new("2012-Q3", 5 + how.shift), "a fact came late").await
        }
        anna: period_calculate |store, ctx, how| {
            store.period_calculate(ctx, Edit::new("2012-Q3", 6 + how.shift), "r1").await
        }
        anna: period_submit |store, ctx, how| {
            store.period_submit(ctx, Edit::new("2012-Q3", 7 + how.shift)).await
        }
        ben: run_stop_explain |store, ctx, how| {
            let reason = format!("a very good quarter {}", how.variant);
            store.run_stop_explain(ctx, "r1/1", &reason).await
        }
        anna: period_approve |store, ctx, how| {
            store.period_approve(ctx, Edit::new("2012-Q3", 8 + how.shift), Some("fine")).await
        }
        ben: period_approve |store, ctx, how| {
            store.period_approve(ctx, Edit::new("2012-Q3", 9 + how.shift), None).await
        }
        anna: period_close |store, ctx, how| {
            let edit = Edit::new("2012-Q3", 10 + how.shift);
            store.period_close(ctx, edit, &close("1", "0")).await
        }
    }
}

fn aftermath() -> Vec<Act> {
    script! {
        emil: dispute_raise |store, ctx, how| {
            let new = NewDispute {
                id: "d1",
                period: "2012-Q3",
                person: &PersonId::from("k1"),
                line: "new_customers",
                run: "r1",
                question: &format!("where are the 4,000 from Saratov? {}", how.variant),
                deadline: jiff::civil::date(2012, 11, 30),
            };
            store.dispute_raise(ctx, new).await
        }
        mia: dispute_answer |store, ctx, how| {
            let edit = Edit::new("d1", 1 + how.shift);
            store.dispute_answer(ctx, edit, "they are not from Moscow").await
        }
        anna: run_insert |store, ctx, how| {
            let mut run = run("r2", "2012-Q3", RunPurpose::WhatIf);
            run.warnings += how.variant.unsigned_abs();
            store.run_insert(ctx, &run, &[]).await
        }
        anna: correction_insert |store, ctx, how| {
            let correction = Correction {
                id: "c1".to_owned(),
                corrects: "2012-Q3".to_owned(),
                booked_in: "2012-Q4".to_owned(),
                person: PersonId::from("k1"),
                line: "new_customers".to_owned(),
                amount: Decimal::new(12_345 + how.variant, 2),
                currency: "EUR".to_owned(),
                cause: "late facts".to_owned(),
                run: "r2".to_owned(),
            };
            store.correction_insert(ctx, "r2", &[correction]).await
        }
        ben: dispute_decide |store, ctx, how| {
            let decision = Decision {
                verdict: Verdict::Accepted,
                reason: "40 were from Moscow after all".to_owned(),
                correction: Some("c1".to_owned()),
            };
            store.dispute_decide(ctx, Edit::new("d1", 2 + how.shift), &decision).await
        }
        emil: acknowledgement_insert |store, ctx, how| {
            let acknowledgement = Acknowledgement {
                id: "k1-plan".to_owned(),
                person: PersonId::from("k1"),
                subject: format!("plan:sales-2012{}", how.variant),
                sha256: hash("words"),
            };
            store.acknowledgement_insert(ctx, &acknowledgement).await
        }
        anna: person_erase |store, ctx, how| {
            store.person_erase(ctx, Edit::new("k1", 2 + how.shift), "has left, asked for it").await
        }
    }
}

fn credential(second: i64) -> Credential {
    Credential {
        id: "anna".to_owned(),
        password_hash: Some("$argon2id$".to_owned()),
        totp_secret: None,
        totp_step: None,
        invitation: None,
        sessions_from: Timestamp::from_second(second).unwrap(),
    }
}

fn signing_in() -> Vec<Act> {
    script! {
        anna: credential_insert |store, ctx, how| {
            store.credential_insert(ctx, &credential(how.variant)).await
        }
        anna: credential_update |store, ctx, how| {
            store.credential_update(ctx, 1 + how.shift, &credential(7)).await
        }
        anna: session_insert |store, ctx, how| {
            let session = Session {
                id: hash("s1"),
                user: "anna".to_owned(),
                until: Timestamp::from_second(50_000 + how.variant).unwrap(),
                agent: "Firefox".to_owned(),
                ended_at: None,
            };
            store.session_insert(ctx, &session).await
        }
        anna: session_end |store, ctx, how| {
            store.session_end(ctx, &hash("s1"), 1 + how.shift).await
        }
        anna: token_insert |store, ctx, how| {
            let token = Token {
                id: "t1".to_owned(),
                user: "anna".to_owned(),
                title: "Payroll".to_owned(),
                secret_sha256: hash("t1"),
                scopes: vec!["read".to_owned()],
                until: Timestamp::from_second(50_000 + how.variant).unwrap(),
                revoked: false,
            };
            store.token_insert(ctx, &token).await
        }
        anna: token_revoke |store, ctx, how| {
            store.token_revoke(ctx, "t1", 1 + how.shift).await
        }
        anna: person_insert_all |store, ctx, how| {
            let person = |number: i64| Person {
                key: format!("k-all-{number}").as_str().into(),
                identifier: Some(format!("all-{number}-{}", how.variant)),
                name: Some("Somebody".to_owned()),
                erased_reason: None,
            };
            store.person_insert_all(ctx, &[person(1), person(2)]).await
        }
    }
}

/// A survey, from its opening to its close.
fn survey() -> Vec<Act> {
    script! {
        anna: survey_open |store, ctx, how| {
            let survey = format!("climate{}", how.variant);
            store.survey_open(ctx, &survey, "2012-Q3").await
        }
        anna: survey_invite |store, ctx, how| {
            let invited = Invited {
                sha256: hash("a0"),
                person: PersonId::from(format!("k{}", how.variant)),
                unit: None,
                used: false,
            };
            store.survey_invite(ctx, "climate0:2012-Q3", &[invited]).await
        }
        anna: survey_close |store, ctx, how| {
            store.survey_close(ctx, Edit::new("climate0:2012-Q3", 1 + how.shift)).await
        }
    }
}
