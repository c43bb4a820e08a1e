//! `stats`: totals, and a row per day on which anything happened.

use jiff::{ToSpan as _, civil::Date};
use kopir_sync::{Tiyn, ledger::DayStats};
use serde::Serialize;
use ts_rs::TS;

use super::tenge;
use crate::{App, WireError};

/// Statistics.
#[derive(Debug, Serialize, TS)]
pub struct StatsDoc {
    /// Where days begin.
    pub timezone: String,
    /// Over all the days asked for.
    pub totals: TotalsDoc,
    /// Oldest first; days without anything are left out.
    pub days: Vec<DayDoc>,
}

/// Sums over days.
#[derive(Debug, Clone, Copy, Default, Serialize, TS)]
pub struct TotalsDoc {
    /// Orders that have their deal.
    pub orders: u64,
    /// Orders that failed and wait.
    pub failed: u64,
    /// Sum of the orders that have their deal.
    #[serde(serialize_with = "tenge")]
    #[ts(type = "number")]
    pub amount_kzt: Tiyn,
}

/// A day.
#[derive(Debug, Serialize, TS)]
pub struct DayDoc {
    /// The day.
    #[ts(type = "string")]
    pub date: Date,
    /// Orders placed on it that have their deal.
    pub orders: u64,
    /// Orders placed on it that failed and wait.
    pub failed: u64,
    /// Sum of those that have their deal.
    #[serde(serialize_with = "tenge")]
    #[ts(type = "number")]
    pub amount_kzt: Tiyn,
    /// Contacts we created on it.
    pub contacts_created: u64,
    /// Deals we created on it.
    pub deals_created: u64,
    /// Deals we changed on it.
    pub deals_updated: u64,
    /// Errors of Kaspi.
    pub errors_kaspi: u64,
    /// Errors of amoCRM.
    pub errors_amocrm: u64,
    /// Answers that asked us to slow down.
    pub rate_limited: u64,
    /// From the first sight of an order to its deal, on average.
    pub avg_processing_ms: u64,
}

/// The statistics of the last `days` days, today included.
pub(crate) async fn stats(app: &App, days: u32) -> Result<StatsDoc, WireError> {
    let today = today(app);
    let from = today.saturating_sub((i64::from(days.max(1)) - 1).days());
    let days: Vec<DayDoc> =
        app.ledger.daily_stats(from, today).await?.into_iter().map(DayDoc::from).collect();
    let totals = days.iter().fold(TotalsDoc::default(), |sum, day| TotalsDoc {
        orders: sum.orders + day.orders,
        failed: sum.failed + day.failed,
        amount_kzt: sum.amount_kzt + day.amount_kzt,
    });
    Ok(StatsDoc { timezone: app.config.time_zone_name.clone(), totals, days })
}

/// Today, where the shop is.
pub(crate) fn today(app: &App) -> Date {
    app.clock.now().to_zoned(app.config.time_zone.clone()).date()
}

impl From<DayStats> for DayDoc {
    fn from(day: DayStats) -> Self {
        Self {
            date: day.date,
            orders: day.orders,
            failed: day.failed,
            amount_kzt: day.amount,
            contacts_created: day.contacts_created,
            deals_created: day.deals_created,
            deals_updated: day.deals_updated,
            errors_kaspi: day.errors_kaspi,
            errors_amocrm: day.errors_amocrm,
            rate_limited: day.rate_limited,
            avg_processing_ms: day.avg_processing_ms,
        }
    }
}
