//! `GET /orders`: what is asked for, checked in the marketplace's order, and which orders answer it.
//!
//! The order of the checks decides which message a request with several mistakes gets (contract §3.1).

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::{
    error, json_api_text,
    order::{OrderSpec, fold},
    render,
    shelf::{Shelved, joined},
    switches::{KaspiSort, KaspiSwitches, PageSizeOverMax, StatusFilter},
};
use crate::{answer::Answer, inbound::Inbound, world::Now};

const MAX_PAGE: usize = 100;
const MAX_WINDOW_MS: i64 = 14 * 24 * 3600 * 1000;
const STATES: [&str; 6] = ["NEW", "SIGN_REQUIRED", "PICKUP", "DELIVERY", "KASPI_DELIVERY", "ARCHIVE"];

/// A checked list request.
#[derive(Debug)]
struct Asked<'r> {
    page: usize,
    size: usize,
    from_ms: i64,
    to_ms: i64,
    state: Option<&'r str>,
    status: Option<&'r str>,
}

/// The answer to a list request over the orders of one shop.
pub(super) fn answer<'o>(
    inbound: &Inbound,
    orders: impl Iterator<Item = &'o Shelved>,
    switches: &KaspiSwitches,
    now: Now,
) -> Answer {
    let visible = orders.filter(|order| is_visible(&order.spec, switches, now));
    if let Some(code) = inbound.param("filter[orders][code]") {
        let found: Vec<&Shelved> = visible.filter(|order| order.spec.code == code).collect();
        let total = found.len();
        return document(inbound, &found, switches, total, total.min(1));
    }
    let asked = match check(inbound, switches, now) {
        Ok(asked) => asked,
        Err(title) => return error(StatusCode::BAD_REQUEST, &title),
    };
    let mut rows: Vec<&Shelved> = visible.filter(|order| asked.wants(&order.spec, switches)).collect();
    sort(&mut rows, switches.sort);
    let total = rows.len();
    let skipped = asked.page.saturating_mul(asked.size);
    let page: Vec<&Shelved> = rows.into_iter().skip(skipped).take(asked.size).collect();
    document(inbound, &page, switches, total, total.div_ceil(asked.size))
}

/// Whether the bank has approved the order and the marketplace shows it.
pub(super) fn is_visible(order: &OrderSpec, switches: &KaspiSwitches, now: Now) -> bool {
    let lag = order.approved_after.saturating_add(switches.visibility_lag);
    let lag = SignedDuration::try_from(lag).unwrap_or(SignedDuration::MAX);
    order.created_at.checked_add(lag).is_ok_and(|visible_at| visible_at <= now.wall)
}

fn check<'r>(inbound: &'r Inbound, switches: &KaspiSwitches, now: Now) -> Result<Asked<'r>, String> {
    let page = number(inbound, "number")?;
    let size = number(inbound, "size")?;
    let size = match switches.page_size_over_max {
        _ if size == 0 => return Err("Pagination value [size] must be positive.".to_owned()),
        PageSizeOverMax::Clamp => size.min(MAX_PAGE),
        PageSizeOverMax::Refuse if size > MAX_PAGE => {
            return Err(format!("Pagination value [size] must not exceed {MAX_PAGE}."));
        }
        PageSizeOverMax::Refuse | PageSizeOverMax::Honour => size,
    };
    let from_ms = instant(inbound, "$ge")?
        .ok_or_else(|| "Required filter [orders][creationDate][$ge] is empty.".to_owned())?;
    let to_ms = instant(inbound, "$le")?.unwrap_or_else(|| now.wall.as_millisecond());
    let width_ms = to_ms.saturating_sub(from_ms);
    let is_exact = switches.refuse_window_of_14_days && width_ms == MAX_WINDOW_MS;
    if is_exact || (switches.refuse_window_over_14_days && width_ms > MAX_WINDOW_MS) {
        return Err("Filter [orders][creationDate] must not exceed 14 days.".to_owned());
    }
    let state = inbound.param("filter[orders][state]");
    match state {
        None if switches.state_required => return Err("Required filter [orders][state] is empty.".to_owned()),
        Some(state) if !STATES.contains(&state) => {
            return Err("Unknown value of filter [orders][state].".to_owned());
        }
        None | Some(_) => {}
    }
    Ok(Asked { page, size, from_ms, to_ms, state, status: inbound.param("filter[orders][status]") })
}

fn number(inbound: &Inbound, name: &str) -> Result<usize, String> {
    let text = inbound.param(&format!("page[{name}]")).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| format!("Required pagination value [{name}] is empty."))?;
    text.parse().map_err(|_| format!("Pagination value [{name}] is not a number."))
}

fn instant(inbound: &Inbound, operator: &str) -> Result<Option<i64>, String> {
    let Some(text) =
        inbound.param(&format!("filter[orders][creationDate][{operator}]")).filter(|t| !t.is_empty())
    else {
        return Ok(None);
    };
    let ms = text.parse::<i64>().ok().filter(|ms| Timestamp::from_millisecond(*ms).is_ok());
    ms.map(Some)
        .ok_or_else(|| format!("Filter [orders][creationDate][{operator}] is not a number of milliseconds."))
}

impl Asked<'_> {
    fn wants(&self, order: &OrderSpec, switches: &KaspiSwitches) -> bool {
        let created = order.created_at.as_millisecond();
        let (state, status) = render::shown_stage(order, switches);
        let by_status = match switches.status_filter {
            StatusFilter::Honoured => true,
            StatusFilter::IgnoredWithoutState => self.state.is_some(),
            StatusFilter::Ignored => false,
        };
        (self.from_ms..=self.to_ms).contains(&created)
            && self
                .state
                .map_or(switches.archive_without_state || state != "ARCHIVE", |wanted| wanted == state)
            && (!by_status || self.status.is_none_or(|wanted| wanted == status))
    }
}

fn sort(rows: &mut [&Shelved], by: KaspiSort) {
    let placed =
        |a: &Shelved, b: &Shelved| (a.spec.created_at, &a.spec.code).cmp(&(b.spec.created_at, &b.spec.code));
    match by {
        KaspiSort::CreationDesc => rows.sort_by(|a, b| placed(b, a)),
        KaspiSort::CreationAsc => rows.sort_by(|a, b| placed(a, b)),
        KaspiSort::Shuffled => rows.sort_by_key(|order| fold(&order.spec.code)),
    }
}

fn document(
    inbound: &Inbound,
    orders: &[&Shelved],
    switches: &KaspiSwitches,
    total: usize,
    pages: usize,
) -> Answer {
    let data: Vec<&str> = orders.iter().map(|order| order.resource(switches)).collect();
    let included = match inbound.param("include[orders]") {
        Some("entries") => {
            let entries: Vec<&str> = orders.iter().map(|order| order.entries(switches)).collect();
            entries.into_iter().filter(|entries| !entries.is_empty()).collect::<Vec<_>>().join(",")
        }
        Some("user") => joined(orders.iter().filter_map(|order| render::user(&order.spec, switches))),
        _ => String::new(),
    };
    let data = data.join(",");
    let meta = format!(r#"{{"pageCount":{pages},"totalCount":{total}}}"#);
    json_api_text(format!(r#"{{"data":[{data}],"included":[{included}],"meta":{meta}}}"#))
}
