//! What Kaspi's contract leaves open, asked with at most [`MOST_REQUESTS`] reads.
//!
//! Six lists, one for each state, are looked at from many sides; a handful of odd requests follow. Each is sent once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use kopir_kaspi::{Error, Kaspi, ListQuestion, OrderId, OrdersPage, State, Status};

use super::{answer::Answer, orders::Orders};

/// Six lists, and seven odd requests.
pub(super) const MOST_REQUESTS: u64 = 13;
/// The questions, in the order they are shown.
pub(super) const QUESTIONS: [&str; 16] = [
    "state_optional",
    "status_filter_with_state",
    "status_filter_alone",
    "sort_order",
    "page_size_over_100",
    "entries_included",
    "phone_open",
    "phone_completed",
    "phone_cancelled",
    "phone_returned",
    "customer_id_when_masked",
    "window_14_days",
    "window_over_14_days",
    "code_digits",
    "padded_id",
    "unknown_words",
];
const STATES: [State; 6] =
    [State::NEW, State::SIGN_REQUIRED, State::PICKUP, State::DELIVERY, State::KASPI_DELIVERY, State::ARCHIVE];
const DAY: i64 = 24;
const PAGE: u32 = 100;

/// What came of an odd request.
enum Heard<T> {
    Answer(T),
    /// Refused: the HTTP status, and the class of the words.
    Refused(u16, &'static str),
}

/// The answers as far as they go, and what ended the questions early.
pub(super) async fn ask(kaspi: &Kaspi) -> (Vec<Answer>, Option<Error>) {
    let mut answers = Vec::new();
    let failed = put(kaspi, &mut answers).await.err();
    (answers, failed)
}

async fn put(kaspi: &Kaspi, answers: &mut Vec<Answer>) -> Result<(), Error> {
    let now = kaspi.channel().vendor_clock().now();
    let recent = |state: Option<State>, status: Option<Status>, size: u32| ListQuestion {
        state,
        status,
        from: now - SignedDuration::from_hours(13 * DAY),
        to: now,
        size,
    };
    let mut lists = BTreeMap::new();
    for state in STATES {
        lists.insert(state.clone(), kaspi.ask(&recent(Some(state), None, PAGE)).await?);
    }
    let orders = Orders::new(&lists);
    answers.extend(orders.answers());

    let all = heard(kaspi.ask(&recent(None, None, PAGE)).await)?;
    answers.push(state_optional(&orders, &all));

    answers.push(match orders.status_to_ask() {
        None => Answer::unknown("status_filter_with_state", "no_orders"),
        Some((state, status)) => {
            let page = heard(kaspi.ask(&recent(Some(state), Some(status.clone()), PAGE)).await)?;
            filter("status_filter_with_state", &page, &status)
        }
    });
    let is_optional = matches!(all, Heard::Answer(_));
    answers.push(match orders.status_to_ask() {
        _ if !is_optional => Answer::unknown("status_filter_alone", "needs_state"),
        None => Answer::unknown("status_filter_alone", "no_orders"),
        Some((_, status)) => {
            let page = heard(kaspi.ask(&recent(None, Some(status.clone()), PAGE)).await)?;
            filter("status_filter_alone", &page, &status)
        }
    });

    let (largest, total) = orders.largest();
    let page = heard(kaspi.ask(&recent(Some(largest.clone()), None, PAGE + 1)).await)?;
    answers.push(page_size(&page, total));

    answers.push(window(kaspi, "window_14_days", &["accepted"], &largest, now, SignedDuration::ZERO).await?);
    let over = SignedDuration::from_secs(1);
    answers.push(window(kaspi, "window_over_14_days", &["refused"], &largest, now, over).await?);

    answers.push(padded(kaspi, &orders).await?);
    answers.sort_by_key(|answer| QUESTIONS.iter().position(|name| *name == answer.name));
    Ok(())
}

/// A refusal is an answer too; whatever says nothing of the question ends the probe.
fn heard<T>(answer: Result<T, Error>) -> Result<Heard<T>, Error> {
    match answer {
        Ok(answer) => Ok(Heard::Answer(answer)),
        Err(Error::BadRequest { status, titles }) => {
            let text = match titles.as_slice() {
                [] => "no_text",
                titles if titles.iter().any(|title| title.contains("14") || title.contains("100")) => {
                    "names_limit"
                }
                _ => "other_text",
            };
            Ok(Heard::Refused(status.as_u16(), text))
        }
        Err(Error::NotFound) => Ok(Heard::Refused(404, "no_text")),
        Err(Error::Server { status }) => Ok(Heard::Refused(status.as_u16(), "no_text")),
        Err(error) => Err(error),
    }
}

/// Whether a list without a state holds every order that the lists of the states hold.
fn state_optional(orders: &Orders<'_>, all: &Heard<OrdersPage>) -> Answer {
    const NAME: &str = "state_optional";
    let page = match all {
        Heard::Refused(status, text) => return Answer::new(NAME, "no", &["yes"]).refused(*status, text),
        Heard::Answer(page) => page,
    };
    let (found, all) = match (page.page_count, page.total_count) {
        (Some(0 | 1), _) | (None, None) => {
            let here: BTreeSet<&OrderId> = page.orders.iter().map(|order| &order.id).collect();
            (orders.ids().intersection(&here).count(), orders.ids().len())
        }
        (_, total) => {
            let total = total.map_or(page.orders.len(), |total| total as usize);
            (total.min(orders.total()), orders.total())
        }
    };
    if all == 0 {
        return Answer::unknown(NAME, "no_orders");
    }
    Answer::new(NAME, if found >= all { "yes" } else { "partly" }, &["yes"]).counted(found, all)
}

/// Whether every order that came has the status that was asked for. Both are expected: the client never relies on it.
fn filter(name: &str, page: &Heard<OrdersPage>, asked: &Status) -> Answer {
    match page {
        Heard::Refused(status, text) => {
            Answer::new(name, "refused", &["honoured", "ignored"]).refused(*status, text)
        }
        Heard::Answer(page) => {
            let others = page.orders.iter().filter(|order| order.status != *asked).count();
            Answer::open(name, if others == 0 { "honoured" } else { "ignored" })
                .counted(others, page.orders.len())
        }
    }
}

fn page_size(page: &Heard<OrdersPage>, total: usize) -> Answer {
    const NAME: &str = "page_size_over_100";
    match page {
        Heard::Refused(status, text) => Answer::open(NAME, "refused").refused(*status, text),
        Heard::Answer(page) => {
            let rows = page.orders.len() + page.unreadable.len();
            let word = match rows {
                _ if total <= PAGE as usize => "accepted",
                rows if rows > PAGE as usize => "honoured",
                _ => "clamped",
            };
            Answer::open(NAME, word).counted(rows, total)
        }
    }
}

async fn window(
    kaspi: &Kaspi,
    name: &str,
    expected: &[&str],
    state: &State,
    now: Timestamp,
    over: SignedDuration,
) -> Result<Answer, Error> {
    let from = now - SignedDuration::from_hours(14 * DAY) - over;
    let question = ListQuestion { state: Some(state.clone()), status: None, from, to: now, size: 1 };
    Ok(match heard(kaspi.ask(&question).await)? {
        Heard::Answer(_) => Answer::new(name, "accepted", expected),
        Heard::Refused(status, text) => Answer::new(name, "refused", expected).refused(status, text),
    })
}

/// Whether the padding that base64 would have does harm. Nine digits need none.
async fn padded(kaspi: &Kaspi, orders: &Orders<'_>) -> Result<Answer, Error> {
    const NAME: &str = "padded_id";
    let Some((bare, padded)) = orders.ids().into_iter().find_map(|id| Some((id, padded_form(id)?))) else {
        return Ok(Answer::unknown(NAME, "no_padding"));
    };
    Ok(match heard(kaspi.by_id(&padded).await)? {
        Heard::Answer(Some(order))
            if order.id == *bare || padded_form(&order.id).as_ref() == Some(&padded) =>
        {
            Answer::open(NAME, "accepted")
        }
        Heard::Answer(_) => Answer::new(NAME, "another", &["accepted", "refused"]),
        Heard::Refused(status, text) => Answer::open(NAME, "refused").refused(status, text),
    })
}

fn padded_form(id: &OrderId) -> Option<OrderId> {
    let text = id.as_str();
    let lacking = (4 - text.len() % 4) % 4;
    if lacking == 0 || text.ends_with('=') {
        return None;
    }
    OrderId::new(format!("{text}{}", "=".repeat(lacking)))
}
