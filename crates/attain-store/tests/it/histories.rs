//! Random histories of many clients against a model that does one thing after another.

use crate::periods::Q3;
use crate::script::{close, run, user};
use crate::world::{World, both, ctx};
use attain_core::period::Calendar;
use attain_store::audit::AuditLine;
use attain_store::period::PeriodState::{self, Approved, Calculated, Closed, InReview, Open};
use attain_store::record::Edit;
use attain_store::run::{Run, RunPurpose};
use attain_store::{Store, StoreError, Written};
use std::collections::BTreeSet;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use tokio::task::JoinSet;

both!(
    every_history_could_have_been_made_one_after_another,
    a_write_that_is_given_up_leaves_nothing
);

const CLIENTS: u64 = 16;
const TURNS: u64 = 6;

/// Numbers that look random and come from a seed (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// A period as the rules say, in a few lines.
#[derive(Debug, Clone)]
struct Model {
    state: PeriodState,
    approvers: BTreeSet<String>,
    frozen: bool,
    revision: u64,
}

impl Model {
    /// Does what a line of the trail says, and fails if the rules forbid it.
    fn follow(&mut self, line: &AuditLine) {
        let (by, state) = (line.stamp.by.clone(), self.state);
        let thawed =
            |allowed: bool| assert!(allowed && !self.frozen, "{} in {self:?}", line.action);
        match line.action.as_str() {
            "period_calculate" => {
                thawed(state <= Calculated);
                self.state = Calculated;
            }
            "period_submit" => {
                thawed(state == Calculated);
                self.state = InReview;
            }
            "period_approve" => {
                thawed(state == InReview && !self.approvers.contains(&by));
                self.approvers.insert(by);
                if self.approvers.len() == 2 {
                    self.state = Approved;
                }
            }
            "period_reopen" => {
                thawed(state == InReview || state == Approved);
                self.state = Open;
                self.approvers.clear();
            }
            "period_close" => {
                thawed(state == Approved);
                self.state = Closed;
            }
            "period_freeze" | "period_thaw" => {
                assert_ne!(state, Closed);
                self.frozen = line.action == "period_freeze";
            }
            other => panic!("{other}"),
        }
        self.revision += 1;
    }
}

async fn turn(store: &Store, dice: &mut Dice, who: &str) -> Result<Written, StoreError> {
    let ctx = ctx(who, 1);
    let revision = store.period_fetch(Q3).await?.revision;
    let edit = Edit::new(Q3, revision);
    match dice.roll(14) {
        0..=2 => store.period_calculate(&ctx, edit, "r1").await,
        3..=5 => store.period_submit(&ctx, edit).await,
        6..=9 => store.period_approve(&ctx, edit, None).await,
        10 => store.period_reopen(&ctx, edit, "late").await,
        11 => store.period_freeze(&ctx, Q3, "a ghost").await,
        12 => store.period_thaw(&ctx, Q3, "no ghost").await,
        _ => store.period_close(&ctx, edit, &close("1", "0")).await,
    }
}

async fn client(store: Store, seed: u64) -> u64 {
    let mut dice = Dice(seed);
    let who = format!("user {}", seed % 5);
    let mut done = 0;
    for _ in 0..TURNS {
        match turn(&store, &mut dice, &who).await {
            Ok(_) => done += 1,
            Err(
                StoreError::Stale { .. } | StoreError::State { .. } | StoreError::SamePerson { .. },
            ) => {}
            Err(error) => panic!("seed {seed}: {error}"),
        }
    }
    done
}

async fn every_history_could_have_been_made_one_after_another(world: World) {
    for seed in 0..5 {
        let world = world.another().await;
        let store = world.open().await;
        let period = Calendar::new(1).unwrap().parse(Q3).unwrap();
        store.period_open(&ctx("anna", 1), period).await.unwrap();
        let run = Run {
            batches: Vec::new(),
            ..run("r1", Q3, RunPurpose::Period)
        };
        store.run_insert(&ctx("anna", 1), &run, &[]).await.unwrap();
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            clients.spawn(client(store.clone(), seed * CLIENTS + number));
        }
        let done: u64 = clients.join_all().await.into_iter().sum();
        let lines = store.audit_list(2, 10_000).await.unwrap();
        assert_eq!(u64::try_from(lines.len()).unwrap(), done, "seed {seed}");
        let mut model = Model {
            state: Open,
            approvers: BTreeSet::new(),
            frozen: false,
            revision: 1,
        };
        for line in &lines {
            model.follow(line);
        }
        let kept = store.period_fetch(Q3).await.unwrap();
        assert_eq!(
            (kept.value.state, kept.value.frozen),
            (model.state, model.frozen)
        );
        assert_eq!(kept.revision, model.revision, "seed {seed}");
        assert_eq!(store.records_check(&[]).await.unwrap(), [], "seed {seed}");
        store.close().await;
        world.remove().await;
    }
}

/// A browser that is closed drops the future at any point. What was not answered is there as a
/// whole or not at all, the next write gets its turn, and a retry does it once.
async fn a_write_that_is_given_up_leaves_nothing(world: World) {
    let store = world.open().await;
    let mut finished = false;
    for polls in 0..60 {
        let id = format!("u{polls}");
        let ctx = ctx("root", 1).with_key(&id);
        let user = user(&id, "U", &[]);
        {
            let mut write = pin!(store.user_insert(&ctx, &user));
            let mut context = Context::from_waker(Waker::noop());
            for _ in 0..polls {
                if let Poll::Ready(answer) = write.as_mut().poll(&mut context) {
                    answer.unwrap();
                    finished = true;
                    break;
                }
                // The drivers' own tasks and threads go on meanwhile.
                tokio::task::yield_now().await;
                std::thread::yield_now();
                store.audit_head().await.unwrap();
            }
        }
        store.user_insert(&ctx, &user).await.unwrap();
    }
    assert!(finished, "some of them must get to their end");
    assert_eq!(store.user_list().await.unwrap().len(), 60);
    assert_eq!(
        store.audit_head().await.unwrap().unwrap().stamp.sequence,
        60
    );
    assert_eq!(store.records_check(&[]).await.unwrap(), []);
}
