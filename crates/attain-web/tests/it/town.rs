//! A small company in memory, served on a port of its own.

use crate::client::Client;
use attain_app::office::{FactPort, Intake, Office, Upload};
use attain_app::sign_in::{Cost, NewToken, Secret, begin_session, new_token};
use attain_app::source::Answer;
use attain_app::store::user::{Role, User};
use attain_app::store::{Ctx, Store};
use attain_app::{FactSource, SourceError};
use attain_core::batch::Batch;
use attain_core::dataset::Dataset;
use attain_core::facts::memory::{MemoryBatch, MemoryFacts};
use attain_core::facts::{
    DetailQuery, FactAnswer, FactDetail, FactQuery, FactRow, FactValue, RowQuery,
};
use attain_core::model::Model;
use attain_core::period::Calendar;
use attain_web::{Settings, Site};
use jiff::Timestamp;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

pub(crate) const CHEAP: Cost = Cost {
    memory: 8,
    passes: 1,
};

const MODEL: &str = r#"
[dataset.visits]
owner = "who"
date = "day"
key = ["id"]
covers = "months"

[dataset.visits.columns]
id = { type = "integer", required = true }
who = { type = "text", required = true }
day = { type = "date", required = true }
city = "text"

[goal.reach]
title = "Be seen"
perspective = "customers"

[kpi.visits]
title = "Visits"
kind = "volume"
dataset = "visits"
measure = "count(*)"
target = "3"

[kpi.moscow]
title = "Visits in Moscow"
kind = "result"
goal = "reach"
indicator = "visits"
dataset = "visits"
measure = "count(*)"
where = ["city = 'Moscow'"]
target = "2"

[position.rep]
title = "Representative"

[scale.full]
kind = "linear"
cap = "120 %"

[scorecard.rep]
title = "Representative"
positions = ["rep"]
every = "month"
plan = "rep"
kpis = [{ kpi = "visits" }, { kpi = "moscow", weight = "100 %", scale = "full" }]

[plan.rep]
method = "weighted"
bonus = "1000"
"#;

const PEOPLE: &str = "person,name,position,manager,from,left\n\
    mia,Mia Manager,rep,,2020-01-01,\n\
    emil,Emil Employee,rep,mia,2020-01-01,\n\
    olga,Olga Other,rep,,2020-01-01,\n\
    fred,Fred Former,rep,mia,2020-01-01,2024-04-30\n";

#[derive(Debug)]
struct Memory(MemoryFacts);

fn ready<'a, T: Send + 'a>(
    found: Result<T, attain_core::facts::memory::MemoryFactsError>,
) -> Answer<'a, T> {
    let found = found.map_err(|error| SourceError {
        message: error.to_string(),
        source: None,
    });
    Box::pin(std::future::ready(found))
}

impl FactSource for Memory {
    fn scan<'a>(&'a self, query: &'a FactQuery) -> Answer<'a, FactAnswer> {
        ready(self.0.answer(query))
    }

    fn detail<'a>(&'a self, query: &'a DetailQuery) -> Answer<'a, FactDetail> {
        ready(self.0.detail(query))
    }

    fn rows<'a>(&'a self, query: &'a RowQuery) -> Answer<'a, Vec<FactRow>> {
        ready(self.0.rows(query))
    }
}

struct Port;

impl FactPort for Port {
    fn open(
        &self,
        _: &Path,
        model: &Model,
        _: Vec<Batch>,
    ) -> Result<Arc<dyn FactSource>, SourceError> {
        let mut facts = MemoryFacts::new(model.datasets.values().cloned());
        let mut batch = MemoryBatch::new("visits-1", "visits");
        batch.covers = Some((day(1), day(30)));
        for (id, (who, city)) in (1u32..).zip([
            ("emil", "Moscow"),
            ("emil", "Saratov"),
            ("emil", "<script>alert(1)</script>"),
            ("olga", "Moscow"),
        ]) {
            batch.push([
                FactValue::Number(id.into()),
                FactValue::Text(who.to_owned()),
                FactValue::Date(day(2)),
                FactValue::Text(city.to_owned()),
            ]);
        }
        facts.add(batch);
        Ok(Arc::new(Memory(facts)))
    }

    fn prepare<'a>(
        &'a self,
        _: &'a Path,
        _: &'a Dataset,
        _: Calendar,
        upload: Upload,
    ) -> Answer<'a, Intake> {
        let intake = Intake {
            rows: u64::try_from(upload.bytes.len()).unwrap_or_default(),
            rejected: 1,
            faults: 1,
            refused: upload.name,
            ..Intake::default()
        };
        Box::pin(std::future::ready(Ok(intake)))
    }
}

fn day(day: i8) -> jiff::civil::Date {
    jiff::civil::date(2024, 6, day)
}

fn clock() -> Timestamp {
    Timestamp::now()
}

/// A served company; its folder goes with it.
pub(crate) struct Town {
    pub(crate) site: Arc<Site>,
    pub(crate) store: Store,
    pub(crate) address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Town {
    /// A company without users.
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        std::fs::create_dir_all(root.join("model")).unwrap();
        std::fs::create_dir_all(root.join("data")).unwrap();
        let company = "[company]\nname = \"Town\"\ncurrency = \"EUR\"\n";
        std::fs::write(root.join("attain.toml"), company).unwrap();
        std::fs::write(root.join("model/all.toml"), MODEL).unwrap();
        std::fs::write(root.join("data/people.csv"), PEOPLE).unwrap();
        let records = root.join("records.db").display().to_string();
        let store = Store::open(&records).await.unwrap();
        let office = Office::new(root.clone(), store.clone(), Box::new(Port));
        let settings = Settings {
            clock,
            cost: CHEAP,
            https: false,
            key: root.join("closing.key"),
        };
        let site = Arc::new(Site::new(office, settings));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = Arc::clone(&site);
        tokio::spawn(
            async move { attain_web::serve(served, listener, std::future::pending()).await },
        );
        Self {
            site,
            store,
            address,
            _folder: folder,
        }
    }

    /// A company with a user for each role, and one who has left.
    pub(crate) async fn peopled() -> Self {
        let town = Self::empty().await;
        for (name, role) in Role::NAMES {
            let person = match role {
                Role::Manager => Some("mia"),
                Role::Employee => Some("emil"),
                _ => None,
            };
            town.add(name, person, &[role]).await;
        }
        let everything: Vec<Role> = Role::NAMES.iter().map(|(_, role)| *role).collect();
        town.add("former", Some("fred"), &everything).await;
        town
    }

    pub(crate) async fn add(&self, id: &str, person: Option<&str>, roles: &[Role]) {
        let user = User {
            id: id.to_owned(),
            name: format!("User {id}"),
            person: person.map(Into::into),
            roles: roles.iter().copied().collect(),
            active: true,
        };
        self.store.user_insert(&self.ctx(id), &user).await.unwrap();
    }

    pub(crate) fn ctx(&self, user: &str) -> Ctx {
        Ctx::new(user, clock())
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// A browser of a user who has signed in.
    pub(crate) async fn signed_in(&self, user: &str) -> Client {
        let secret = begin_session(&self.store, &self.ctx(user), "test")
            .await
            .unwrap();
        let mut client = self.client();
        let session = ("attain_session".to_owned(), secret.reveal().to_owned());
        client.cookies.insert(session.0, session.1);
        client
    }

    /// A program with a token of a user.
    pub(crate) async fn program(&self, user: &str, scopes: &[&str]) -> Client {
        let new = NewToken {
            title: "test".to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            days: 1,
        };
        let secret: Secret = new_token(&self.store, &self.ctx(user), &new).await.unwrap();
        let mut client = self.client();
        client.token = Some(secret.reveal().to_owned());
        client
    }
}
