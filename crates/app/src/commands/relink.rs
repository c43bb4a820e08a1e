//! `relink`: another deal for an order.

use kopir_sync::{CannotLink, DealId, OrderCode};
use serde::Serialize;
use ts_rs::TS;
use url::Url;

use super::{options, order::unknown_order};
use crate::{App, Exit, PassRequest, Watch, WireError, codes};

/// An order and its new deal.
#[derive(Debug, Serialize, TS)]
pub struct RelinkDoc {
    /// `relink`.
    pub command: &'static str,
    /// Whether it only showed.
    pub dry_run: bool,
    /// The order.
    pub order: String,
    /// The deal, as it was found.
    pub deal: LinkedDealDoc,
    /// The deal that the order had before.
    pub previous_deal_id: Option<i64>,
    /// Whether amoCRM's answer was lost: the next pass makes sure.
    pub pending: bool,
    /// Whether the deal before keeps the order's code, because amoCRM refuses to take it out.
    pub code_left_behind: bool,
}

/// A deal that a person named.
#[derive(Serialize, TS)]
pub struct LinkedDealDoc {
    /// Its id.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The stage it stands in.
    pub stage: Option<String>,
    /// Its sum.
    pub amount_kzt: Option<i64>,
}

/// Names of deals hold those of buyers.
impl std::fmt::Debug for LinkedDealDoc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkedDealDoc").field("id", &self.id).finish_non_exhaustive()
    }
}

impl RelinkDoc {
    /// How the process ends.
    pub const fn exit(&self) -> Exit {
        match (self.pending, self.code_left_behind) {
            (true, _) => Exit::Unreachable,
            (false, true) => Exit::SomeFailed,
            (false, false) => Exit::Done,
        }
    }
}

/// Gives the order the deal with this id, or at this address.
pub(crate) async fn relink(
    app: &App,
    order: &OrderCode,
    deal: &str,
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<RelinkDoc, WireError> {
    let id = deal_id(deal, app.config.amocrm.base_url.as_ref())?;
    let engine = app.engine(request.patience).await?;
    let relinked = engine.relink(order, id, &options(app, request, &watch.stop)).await;
    if let Some(reason) = relinked.refused {
        return Err(refusal(reason, order, id));
    }
    if let Some(stop) = &relinked.report.stopped {
        return Err(WireError::from(stop));
    }
    let found = relinked.found.ok_or_else(|| WireError::new(codes::INTERNAL).param("detail", "relink"))?;
    Ok(RelinkDoc {
        command: "relink",
        dry_run: request.dry_run || app.config.dry_run,
        order: order.to_string(),
        deal: LinkedDealDoc { id: found.id.0, name: found.name, stage: found.stage, amount_kzt: found.price },
        previous_deal_id: relinked.previous.map(|deal| deal.0),
        pending: relinked.report.open_doubts > 0,
        code_left_behind: !relinked.report.failures.is_empty(),
    })
}

fn refusal(reason: CannotLink, order: &OrderCode, deal: DealId) -> WireError {
    match reason {
        CannotLink::UnknownOrder => unknown_order(order),
        CannotLink::LeftOut => WireError::new(codes::ORDER_SKIPPED).param("order", order),
        CannotLink::InDoubt => WireError::new(codes::RELINK_DOUBT).param("order", order),
        CannotLink::NoSuchDeal => WireError::new(codes::RELINK_NO_DEAL).param("deal", deal),
        CannotLink::DeletedDeal => WireError::new(codes::RELINK_DELETED).param("deal", deal),
        CannotLink::DealOf(other) => {
            WireError::new(codes::RELINK_TAKEN).param("deal", deal).param("order", other)
        }
        CannotLink::NotTaken(words) => {
            WireError::new(codes::RELINK_REFUSED).param("deal", deal).param("detail", words)
        }
    }
}

/// The id that was typed, or that of a pasted address: `https://example.amocrm.ru/leads/detail/123`.
fn deal_id(text: &str, base: Option<&Url>) -> Result<DealId, WireError> {
    let text = text.trim();
    let unreadable = || WireError::new(codes::RELINK_DEAL).param("value", text);
    let digits = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.to_owned()
    } else {
        let address = Url::parse(text).or_else(|_| Url::parse(&format!("https://{text}")));
        let address = address.map_err(|_| unreadable())?;
        let id = address.path().strip_prefix("/leads/detail/").ok_or_else(unreadable)?;
        let host = address.host_str().unwrap_or_default();
        if let Some(ours) = base.and_then(Url::host_str).filter(|ours| *ours != host) {
            return Err(WireError::new(codes::RELINK_OTHER_ACCOUNT)
                .param("expected", ours)
                .param("found", host));
        }
        id.trim_end_matches('/').to_owned()
    };
    let id = digits.parse().ok().filter(|id| *id > 0);
    id.map(DealId).ok_or_else(unreadable)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("15198335", Ok(15_198_335))]
    #[case(" 15198335 ", Ok(15_198_335))]
    #[case("https://example.amocrm.ru/leads/detail/15198335", Ok(15_198_335))]
    #[case("https://example.amocrm.ru/leads/detail/15198335/?tab_id=1#notes", Ok(15_198_335))]
    #[case("example.amocrm.ru/leads/detail/15198335", Ok(15_198_335))]
    #[case("https://other.amocrm.ru/leads/detail/15198335", Err(codes::RELINK_OTHER_ACCOUNT))]
    #[case("https://example.amocrm.ru/contacts/detail/15198335", Err(codes::RELINK_DEAL))]
    #[case("https://example.amocrm.ru/leads/detail/add", Err(codes::RELINK_DEAL))]
    #[case("", Err(codes::RELINK_DEAL))]
    #[case("0", Err(codes::RELINK_DEAL))]
    #[case("-5", Err(codes::RELINK_DEAL))]
    #[case("99999999999999999999", Err(codes::RELINK_DEAL))]
    #[case("сделка 5", Err(codes::RELINK_DEAL))]
    fn a_deal_is_named_by_its_id_or_its_address(#[case] text: &str, #[case] expected: Result<i64, &str>) {
        let base = Url::parse("https://example.amocrm.ru").unwrap();
        let read = deal_id(text, Some(&base));
        assert_eq!(read.map(|deal| deal.0).map_err(|error| error.code), expected);
    }
}
