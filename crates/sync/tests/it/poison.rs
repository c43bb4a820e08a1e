//! Rows that amoCRM will never take, in batches with others: the others never wait for them.
//!
//! Between engine and sandbox stands a gate that refuses what a test wants refused, in the words it wants, and rewrites
//! answers. The sandbox's own refusals are in `refusals`.

use std::{future::Future, pin::Pin, sync::Arc};

use kopir_amocrm::{Amo, LongLivedToken};
use kopir_http::{Channel, Limiter, Request, Response, SeededRng, Transport, TransportError};
use kopir_sandbox::{AMOCRM_TOKEN, AMOCRM_URL, Vendor};
use kopir_sync::ledger::{NoteState, Phase};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::bridge::Bridge;

const COMPLEX: &str = "/api/v4/leads/complex";
const NOTES: &str = "/api/v4/leads/notes";

/// What a batch with these rows is answered; `None`: amoCRM decides.
type Refuse = Box<dyn Fn(&str, &[Value]) -> Option<Value> + Send + Sync>;
/// What becomes of an answer.
type Rewrite = Box<dyn Fn(&str, Value) -> Value + Send + Sync>;

struct Gate {
    inner: Box<dyn Transport>,
    refuse: Refuse,
    rewrite: Rewrite,
}

impl Transport for Gate {
    fn send(
        &self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + '_>> {
        Box::pin(async move {
            let path = request.url.path().to_owned();
            if !matches!(path.as_str(), COMPLEX | NOTES) || request.body.is_empty() {
                return self.inner.send(request).await;
            }
            let rows: Vec<Value> = serde_json::from_slice(&request.body).unwrap();
            let refusal = (self.refuse)(&path, &rows);
            // A refused batch is counted and takes its time like any other: it is sent, as an empty one.
            let request = if refusal.is_some() { Request { body: "[]".into(), ..request } } else { request };
            let response = self.inner.send(request).await?;
            if let Some(refusal) = refusal {
                let status = 400.try_into().unwrap();
                return Ok(Response { status, body: refusal.to_string().into(), ..response });
            }
            let Ok(answer) = serde_json::from_slice(&response.body) else { return Ok(response) };
            Ok(Response { body: (self.rewrite)(&path, answer).to_string().into(), ..response })
        })
    }
}

fn gated(refuse: Refuse, rewrite: Rewrite) -> Bridge {
    let bridge = Bridge::new();
    let (sandbox, clock) = (bridge.sandbox.clone(), bridge.clock.clone());
    bridge.with_rules(|parts| {
        let gate = Gate { inner: Box::new(sandbox.transport()), refuse, rewrite };
        let limiter = Limiter::in_memory(6, clock.clone());
        let channel = Channel::new(Arc::new(gate), limiter, clock.clone(), Arc::new(SeededRng::new(1)));
        let token = LongLivedToken::new(&SecretString::from(AMOCRM_TOKEN));
        parts.amo = Amo::new(Arc::new(channel), AMOCRM_URL.parse().unwrap(), Arc::new(token));
    })
}

/// How a refusal names the rows it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    Named,
    Unnamed,
    /// It names rows, but none of ours.
    Foreign,
}

/// Refuses every batch of `path` that holds one of these orders.
fn refusing(path: &'static str, poison: &[u32], words: Words) -> Refuse {
    let poison: Vec<String> = poison.iter().copied().map(code).collect();
    Box::new(move |asked, rows| {
        if asked != path {
            return None;
        }
        let named = |row: &&Value| poison.iter().any(|code| row["request_id"] == **code);
        let bad: Vec<&Value> = rows.iter().filter(named).collect();
        let errors = json!([{"code": "NotSupportedChoice", "path": "name", "detail": "Не подходит."}]);
        let errors: Vec<Value> = bad
            .iter()
            .map(|row| {
                let id = if words == Words::Named { row["request_id"].clone() } else { json!("elsewhere") };
                json!({"request_id": id, "errors": errors})
            })
            .collect();
        let plain = json!({"title": "Bad Request", "status": 400, "detail": "Не подходит."});
        let whole = json!({"validation-errors": errors, "title": "Bad Request", "status": 400});
        (!bad.is_empty()).then_some(if words == Words::Unnamed { plain } else { whole })
    })
}

fn as_it_is() -> Rewrite {
    Box::new(|_, answer| answer)
}

fn code(number: u32) -> String {
    format!("{}", 780_000_000 + number)
}

/// Fifty orders of fifty buyers, one full batch.
fn put_fifty(bridge: &Bridge) {
    for number in 0..50 {
        put(bridge, number);
    }
}

fn put(bridge: &Bridge, number: u32) {
    let phone = format!("7000001{number:03}");
    bridge.put(bridge.order(&code(number)).buyer("Ая", "С", &phone));
}

/// How often a batch was sent to `path`.
fn sent(bridge: &Bridge, path: &str) -> usize {
    let asked = bridge.sandbox.requests();
    asked
        .iter()
        .filter(|one| one.vendor == Vendor::Amocrm && one.method == "POST" && one.path == path)
        .count()
}

#[tokio::test(start_paused = true)]
async fn named_rows_are_set_aside_in_one_go() {
    let bridge = gated(refusing(COMPLEX, &[3, 44], Words::Named), as_it_is());
    put_fifty(&bridge);
    let report = bridge.poll().await;
    assert_eq!((report.counts.created, report.counts.failed), (48, 2), "{report:?}");
    assert!(report.failures.iter().all(|failure| failure.message.contains("Не подходит.")), "{report:?}");
    assert_eq!(sent(&bridge, COMPLEX), 2, "the refused batch, and the rest");
}

#[tokio::test(start_paused = true)]
async fn an_unnamed_row_is_found_by_halving() {
    // 50, 25, 13, 7, 4, 2, 1 and the 49 others; where the bad row stands later, good halves go between.
    for (number, requests) in [(0, 8), (31, 11), (49, 11)] {
        for words in [Words::Unnamed, Words::Foreign] {
            let bridge = gated(refusing(COMPLEX, &[number], words), as_it_is());
            put_fifty(&bridge);
            let report = bridge.poll().await;
            assert_eq!((report.counts.created, report.counts.failed), (49, 1), "{number}: {report:?}");
            assert_eq!(report.failures[0].order.as_str(), code(number));
            assert_eq!(sent(&bridge, COMPLEX), requests, "{number}, {words:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn however_many_rows_are_bad_the_others_become_deals_in_the_same_pass() {
    let many: Vec<u32> = (0..50).filter(|number| number % 5 < 3).collect();
    for (poison, requests) in [(&[0, 1][..], 15), (&[10, 40], 22), (&many, 68)] {
        for words in [Words::Named, Words::Unnamed, Words::Foreign] {
            let bridge = gated(refusing(COMPLEX, poison, words), as_it_is());
            put_fifty(&bridge);
            let report = bridge.poll().await;
            let failed = u64::try_from(poison.len()).unwrap();
            assert_eq!((report.counts.created, report.counts.failed), (50 - failed, failed), "{words:?}");
            assert_eq!(bridge.sandbox.leads().len(), 50 - poison.len());
            let requests = if words == Words::Named { 2 } else { requests };
            assert_eq!(sent(&bridge, COMPLEX), requests, "{poison:?}, {words:?}");
        }
    }
}

/// Two weeks of retries: whatever else is bought meanwhile has its deal in the pass that sees it first.
#[tokio::test(start_paused = true)]
async fn an_order_that_fails_for_two_weeks_holds_up_nobody() {
    let bridge = gated(refusing(COMPLEX, &[0], Words::Unnamed), as_it_is());
    put(&bridge, 0);
    bridge.poll().await;
    let mut passes = 0;
    let mut bought = 0;
    while let Some(due) = bridge.row(&code(0)).await.due_at {
        passes += 1;
        assert!(passes < 500, "it is retried for two weeks, not for ever");
        bridge
            .later(due.duration_since(kopir_http::Clock::now(&*bridge.clock)).unsigned_abs().as_secs() + 1)
            .await;
        // A few in the first minute, then one a day; later in the list than the bad one, as everything new is.
        let is_new = passes < 5 || passes % 24 == 0;
        if is_new {
            bought += 1;
            put(&bridge, bought);
        }
        let report = bridge.poll().await;
        assert!(report.stopped.is_none(), "{report:?}");
        assert_eq!((report.counts.created, report.counts.failed), (u64::from(is_new), 1), "pass {passes}");
    }
    assert!(passes > 300 && bought > 14, "{passes}, {bought}");
    assert_eq!(bridge.row(&code(0)).await.phase, Phase::Waiting);
    assert_eq!(bridge.sandbox.leads().len(), usize::try_from(bought).unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_row_answered_under_a_foreign_name_is_looked_for_and_not_sent_again() {
    for others in [0, 2] {
        let rename: Rewrite = Box::new(|path, mut answer| {
            if path == COMPLEX {
                answer[0]["request_id"] = json!(["elsewhere"]);
            }
            answer
        });
        let bridge = gated(Box::new(|_, _| None), rename);
        for number in 0..=others {
            put(&bridge, number);
        }
        let report = bridge.poll().await;
        assert!(report.stopped.is_none() && report.open_doubts == 0, "{report:?}");
        assert_eq!((report.counts.created, report.counts.adopted), (u64::from(others), 1), "{report:?}");
        for number in 0..=others {
            assert_eq!(bridge.deals(&code(number)).len(), 1, "{number}");
            assert_eq!(bridge.row(&code(number)).await.note, NoteState::Done, "{number}");
        }
        assert_eq!(sent(&bridge, COMPLEX), 1);
        assert_eq!(bridge.poll().await.counts.created, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_note_that_is_not_taken_holds_up_no_other_note() {
    for (words, requests) in [(Words::Named, 2), (Words::Unnamed, 13), (Words::Foreign, 13)] {
        let bridge = gated(refusing(NOTES, &[31], words), as_it_is());
        put_fifty(&bridge);
        let report = bridge.poll().await;
        assert!(report.stopped.is_none(), "{report:?}");
        assert_eq!((report.counts.created, report.counts.failed), (50, 1), "{words:?}: {report:?}");
        assert!(report.failures[0].message.contains("Не подходит."), "{report:?}");
        assert_eq!(sent(&bridge, NOTES), requests, "{words:?}");
        for number in 0..50 {
            let row = bridge.row(&code(number)).await;
            assert_eq!((row.phase, row.note == NoteState::Done), (Phase::Done, number != 31), "{number}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn however_many_notes_are_bad_the_others_are_written_in_the_same_pass() {
    let bad: Vec<u32> = (0..50).filter(|number| number % 5 < 3).collect();
    for words in [Words::Named, Words::Unnamed, Words::Foreign] {
        let bridge = gated(refusing(NOTES, &bad, words), as_it_is());
        put_fifty(&bridge);
        let report = bridge.poll().await;
        assert_eq!((report.counts.created, report.counts.failed), (50, 30), "{words:?}");
        for number in 0..50 {
            let is_done = bridge.row(&code(number)).await.note == NoteState::Done;
            assert_eq!(is_done, !bad.contains(&number), "{words:?}: {number}");
        }
    }
}
