//! A database for each test, and what the tests share.

use attain_core::batch::{Batch, ControlTotal, ImportedFile};
use attain_core::id::{BatchId, DatasetId};
use attain_store::{Ctx, Store};
use jiff::Timestamp;
use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// Runs tests on both databases: `both!(name)` makes `name::sqlite` and `name::postgres` of
/// `async fn name(world: World)`.
macro_rules! both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[test]
            fn sqlite() {
                crate::world::run(crate::world::World::sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                crate::world::run(crate::world::World::postgres, super::$name);
            }
        }
    )*};
}
pub(crate) use both;

/// A database of a test's own.
pub(crate) struct World {
    pub(crate) url: String,
    pub(crate) is_sqlite: bool,
    /// For files of the test; the SQLite database is among them.
    pub(crate) folder: tempfile::TempDir,
    schema: String,
}

impl World {
    pub(crate) async fn sqlite() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("records.db").display());
        Some(Self {
            url,
            is_sqlite: true,
            folder,
            schema: String::new(),
        })
    }

    pub(crate) async fn postgres() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Some(server) = setting("ATTAIN_TEST_POSTGRES") else {
            assert_eq!(
                setting("ATTAIN_TEST_SKIP_POSTGRES").as_deref(),
                Some("1"),
                "the tests on PostgreSQL need a server: run them with `.ci/postgres cargo test …`, \
                 or leave them out with ATTAIN_TEST_SKIP_POSTGRES=1"
            );
            return None;
        };
        // A schema is as good as a database of its own, and quicker to make.
        let (base, _) = server.rsplit_once('/').unwrap();
        let database = format!("{base}/attain_test");
        if try_execute(&database, "SELECT 1").await.is_err() {
            // Another test may be quicker.
            let _ = try_execute(&server, "CREATE DATABASE attain_test").await;
        }
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let schema = format!("test_{}_{number}", std::process::id());
        execute(&database, &format!("CREATE SCHEMA {schema}")).await;
        Some(Self {
            url: format!("{database}?options[search_path]={schema}"),
            is_sqlite: false,
            folder: tempfile::tempdir().unwrap(),
            schema,
        })
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("records.db")
    }

    /// The SQLite database as it lies on the disk.
    #[expect(
        clippy::disallowed_methods,
        reason = "the test looks at the file itself"
    )]
    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.file()).unwrap()
    }

    /// Runs statements past the store, as somebody with full rights on the database would.
    pub(crate) async fn tamper(&self, sql: &str) {
        execute(&self.url, sql).await;
    }

    /// Statements of somebody with full rights, which a rule of the schema must refuse.
    pub(crate) async fn refuses(&self, sql: &str, rule: &str) {
        let refused = try_execute(&self.url, sql).await.unwrap_err().to_string();
        assert!(refused.contains(rule), "{sql}: {refused}");
    }

    /// The URL of the database in which this world is a schema, and the schema.
    pub(crate) fn postgres_names(&self) -> (String, &str) {
        let (database, _) = self.url.split_once('?').unwrap();
        (database.to_owned(), &self.schema)
    }

    /// A second world of the same kind.
    pub(crate) async fn another(&self) -> Self {
        let made = if self.is_sqlite {
            Self::sqlite().await
        } else {
            Self::postgres().await
        };
        made.unwrap()
    }

    /// Removes a world that [`World::another`] made.
    pub(crate) async fn remove(self) {
        self.drop_schema().await;
    }

    async fn drop_schema(&self) {
        if !self.is_sqlite {
            self.tamper(&format!("DROP SCHEMA {} CASCADE", self.schema))
                .await;
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are configured by the environment"
)]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Runs statements on a connection of its own.
pub(crate) async fn execute(url: &str, sql: &str) {
    try_execute(url, sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn try_execute(url: &str, sql: &str) -> Result<(), sqlx::Error> {
    use sqlx::{AssertSqlSafe, Connection};
    let sql = AssertSqlSafe(sql.to_owned());
    if url.starts_with("postgres") {
        let mut conn = sqlx::PgConnection::connect(url).await?;
        sqlx::raw_sql(sql).execute(&mut conn).await?;
        conn.close().await
    } else {
        let mut conn = sqlx::SqliteConnection::connect(url).await?;
        sqlx::raw_sql(sql).execute(&mut conn).await?;
        conn.close().await
    }
}

/// Runs a test in a world, several tasks at a time, and removes the world afterwards.
pub(crate) fn run<M, T>(make: impl FnOnce() -> M, test: impl FnOnce(World) -> T)
where
    M: Future<Output = Option<World>>,
    T: Future<Output = ()>,
{
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let Some(world) = make().await else {
            return;
        };
        let twin = World {
            url: world.url.clone(),
            is_sqlite: world.is_sqlite,
            folder: tempfile::tempdir().unwrap(),
            schema: world.schema.clone(),
        };
        test(world).await;
        twin.drop_schema().await;
    });
}

/// A write by a user at a second of a made-up day.
pub(crate) fn ctx(user: &str, second: i64) -> Ctx {
    Ctx::new(user, moment(second))
}

pub(crate) fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

/// A hash for tests: the text, filled up to 64 characters.
pub(crate) fn hash(text: &str) -> String {
    format!("{text:0>64}")
}

pub(crate) fn batch(id: &str, dataset: &str, content: &str) -> Batch {
    let date = |day| jiff::civil::date(2012, 7, day);
    Batch {
        id: BatchId::from(id),
        dataset: DatasetId::from(dataset),
        path: format!("{dataset}/{id}.parquet"),
        bytes: 1_234,
        sha256: hash(id),
        content_sha256: hash(content),
        rows: 3,
        covers: Some((date(1), date(31))),
        files: vec![ImportedFile {
            name: "été \"q\".csv".to_owned(),
            bytes: 99,
            sha256: hash("f"),
            rows: 3,
        }],
        totals: vec![ControlTotal {
            column: "amount".to_owned(),
            sum: "-79228162514264337593543950.335".parse().unwrap(),
        }],
    }
}
