//! PostgreSQL behind a wire that breaks just after COMMIT was sent: the write is stored or not,
//! and nobody was told. A retry with the same key does it exactly once.

use crate::script::{How, script};
use crate::world::{World, ctx};
use attain_store::{Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the wire does when it sees a COMMIT.
const PASS: u8 = 0;
/// Lets it through and breaks before the answer comes back.
const LOSE_ANSWER: u8 = 1;
/// Breaks before it gets through.
const LOSE_COMMIT: u8 = 2;

/// A wire to the server; answers its own port.
async fn wire(server: String, mode: Arc<AtomicU8>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&server).await.unwrap();
            tokio::spawn(carry(client, server, Arc::clone(&mode)));
        }
    });
    port
}

async fn carry(mut client: TcpStream, mut server: TcpStream, mode: Arc<AtomicU8>) {
    let (mut up, mut down) = ([0; 65_536], [0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Ok(length @ 1..) = read else { return };
                let commits = up[..length].windows(7).any(|window| window == b"COMMIT\0");
                let mode = if commits { mode.swap(PASS, Ordering::SeqCst) } else { PASS };
                if mode == LOSE_COMMIT {
                    return;
                }
                server.write_all(&up[..length]).await.unwrap();
                if mode == LOSE_ANSWER {
                    // The server has done its work when it answers; the answer ends here.
                    let _ = server.read(&mut down).await;
                    return;
                }
            }
            read = server.read(&mut down) => {
                let Ok(length @ 1..) = read else { return };
                if client.write_all(&down[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn address(url: &str) -> &str {
    url.split('@').nth(1).unwrap().split('/').next().unwrap()
}

async fn every_write_is_done_exactly_once(world: World) {
    let mode = Arc::new(AtomicU8::new(PASS));
    let port = wire(address(&world.url).to_owned(), Arc::clone(&mode)).await;
    let url = world
        .url
        .replace(address(&world.url), &format!("127.0.0.1:{port}"));
    let store = Store::open(&url).await.unwrap();
    for (sequence, act) in (1..).zip(script()) {
        let ctx = ctx(act.user, 1).with_key(format!("key {sequence}"));
        for fault in [LOSE_COMMIT, LOSE_ANSWER] {
            mode.store(fault, Ordering::SeqCst);
            let lost = (act.run)(&store, &ctx, How::default()).await;
            assert_eq!(
                mode.load(Ordering::SeqCst),
                PASS,
                "the wire broke in {}",
                act.name
            );
            match lost {
                Err(error @ StoreError::CommitUnknown(_)) => assert!(error.is_passing()),
                other => panic!("{} {sequence}: {other:?}", act.name),
            }
        }
        let answer = (act.run)(&store, &ctx, How::default()).await;
        let answer = answer.unwrap_or_else(|error| panic!("{} {sequence}: {error}", act.name));
        assert_eq!(answer.sequence, sequence, "{}", act.name);
    }
    let head = store.audit_head().await.unwrap().unwrap();
    assert_eq!(head.stamp.sequence, u64::try_from(script().len()).unwrap());
    assert_eq!(store.records_check(&[]).await.unwrap(), []);
}

#[test]
fn postgres() {
    crate::world::run(World::postgres, every_write_is_done_exactly_once);
}
