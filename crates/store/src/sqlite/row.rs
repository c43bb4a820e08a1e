//! Columns as our types. What does not read is named, never guessed.

use jiff::Timestamp;
use kopir_sync::{
    ContactId, Deal, DealId, Event, EventRow, LedgerError, OrderCode, Phone, PhoneHash, PipelineId, ShopId,
    StageId, Substage, Tiyn,
    ledger::{
        BuyerRow, DetailsRow, ErrorRow, JournalId, JournalRow, NoteState, OrderRow, Phase, Reconciled,
        RunRow, ShopRow, Source, StageOwner, Trouble, WriteKind, WritePhase,
    },
};
use sqlx::{Decode, Row as _, Sqlite, Type, sqlite::SqliteRow};

use crate::instant;

/// A row of a table.
pub(super) struct Columns<'r> {
    row: &'r SqliteRow,
    table: &'static str,
}

type Read<T> = Result<T, LedgerError>;

impl<'r> Columns<'r> {
    pub(super) fn new(table: &'static str, row: &'r SqliteRow) -> Self {
        Self { row, table }
    }

    fn unreadable(&self, column: &str) -> LedgerError {
        LedgerError::Unreadable { place: format!("{}.{column}", self.table) }
    }

    fn get<T: Decode<'r, Sqlite> + Type<Sqlite>>(&self, column: &str) -> Read<T> {
        self.row.try_get(column).map_err(|_| self.unreadable(column))
    }

    pub(super) fn number(&self, column: &str) -> Read<u64> {
        u64::try_from(self.get::<i64>(column)?).map_err(|_| self.unreadable(column))
    }

    pub(super) fn amount(&self, column: &str) -> Read<Tiyn> {
        self.get(column).map(Tiyn::new)
    }

    pub(super) fn text(&self, column: &str) -> Read<String> {
        self.get(column)
    }

    pub(super) fn text_or_none(&self, column: &str) -> Read<Option<String>> {
        self.get(column)
    }

    pub(super) fn instant(&self, column: &str) -> Read<Timestamp> {
        self.instant_or_none(column)?.ok_or_else(|| self.unreadable(column))
    }

    pub(super) fn instant_or_none(&self, column: &str) -> Read<Option<Timestamp>> {
        let text: Option<String> = self.get(column)?;
        text.map(|text| instant::parse(&text).ok_or_else(|| self.unreadable(column))).transpose()
    }

    fn flag(&self, column: &str) -> Read<bool> {
        self.get(column)
    }

    fn number_or_none(&self, column: &str) -> Read<Option<u64>> {
        let number: Option<i64> = self.get(column)?;
        number.map(|number| u64::try_from(number).map_err(|_| self.unreadable(column))).transpose()
    }

    pub(super) fn id(&self, column: &str) -> Read<i64> {
        self.get(column)
    }

    fn id_or_none<T>(&self, column: &str, make: impl Fn(i64) -> T) -> Read<Option<T>> {
        Ok(self.get::<Option<i64>>(column)?.map(make))
    }

    fn word<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>) -> Read<T> {
        read(&self.text(column)?).ok_or_else(|| self.unreadable(column))
    }

    fn word_or_none<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>) -> Read<Option<T>> {
        let text = self.text_or_none(column)?;
        text.map(|text| read(&text).ok_or_else(|| self.unreadable(column))).transpose()
    }

    pub(super) fn order(&self) -> Read<OrderRow> {
        let trouble = match self.text_or_none("last_error_code")? {
            Some(code) => {
                Some(Trouble { code, message: self.text_or_none("last_error")?.unwrap_or_default() })
            }
            None => None,
        };
        let milliseconds = jiff::SignedDuration::from_millis(self.get("first_seen_ms")?);
        Ok(OrderRow {
            code: self.code()?,
            kaspi_id: self.text("kaspi_order_id")?,
            shop: self.shop_id()?,
            state: self.text("kaspi_state")?,
            status: self.text("kaspi_status")?,
            substage: self.word_or_none("kaspi_substage", Substage::from_stored)?,
            amount: self.amount("amount_tiyn")?,
            created_at: self.instant("order_created_at_utc")?,
            hand_over_by: self.instant_or_none("planned_at_utc")?,
            carried: self.text_or_none("checksum")?,
            phase: self.phase()?,
            due_at: self.instant_or_none("due_at_utc")?,
            deal: self.id_or_none("amocrm_lead_id", DealId)?,
            contact: self.id_or_none("amocrm_contact_id", ContactId)?,
            marked_without_contact: self.flag("marked_without_contact")?,
            adopted: self.flag("adopted")?,
            note: self.word("note_state", NoteState::from_stored)?,
            written: self.word("written", |text| serde_json::from_str(text).ok())?,
            stage_owner: self.word_or_none("stage_owner", StageOwner::from_stored)?,
            retry_count: self.get("retry_count")?,
            failing_since: self.instant_or_none("failing_since_utc")?,
            trouble,
            first_seen_at: self.instant("first_seen_at_utc")? + milliseconds,
            last_seen_at: self.instant("last_seen_at_utc")?,
            last_synced_at: self.instant_or_none("last_synced_at_utc")?,
        })
    }

    pub(super) fn code(&self) -> Read<OrderCode> {
        self.text("order_code").map(|code| OrderCode::new(&code))
    }

    pub(super) fn phase(&self) -> Read<Phase> {
        self.word("phase", Phase::from_stored)
    }

    fn shop_id(&self) -> Read<ShopId> {
        self.text("shop_id").map(ShopId::from_stored)
    }

    pub(super) fn buyer(&self) -> Read<BuyerRow> {
        let phone = self.text_or_none("phone")?;
        let phone =
            phone.map(|text| Phone::parse(&text).ok_or_else(|| self.unreadable("phone"))).transpose()?;
        let phone_hash = self.text_or_none("phone_hash")?.map(PhoneHash::from_stored);
        Ok(BuyerRow { code: self.code()?, name: self.text_or_none("name")?, phone, phone_hash })
    }

    pub(super) fn details(&self) -> Read<DetailsRow> {
        Ok(DetailsRow {
            code: self.code()?,
            goods: self.word("goods", |text| serde_json::from_str(text).ok())?,
            payment_mode: self.text_or_none("payment_mode")?,
            credit_months: self.get("credit_months")?,
            delivery_mode: self.text_or_none("delivery_mode")?,
            planned_at: self.instant_or_none("planned_at_utc")?,
        })
    }

    pub(super) fn shop(&self) -> Read<ShopRow> {
        Ok(ShopRow {
            id: self.shop_id()?,
            connected_at: self.instant("connected_at_utc")?,
            complete_to: self.instant("complete_to_utc")?,
            swept_at: self.instant("swept_at_utc")?,
            reconciled: self.reconciled()?,
        })
    }

    fn reconciled(&self) -> Read<Option<Reconciled>> {
        let Some(at) = self.instant_or_none("reconciled_at_utc")? else { return Ok(None) };
        Ok(Some(Reconciled {
            at,
            archive_began_at: self.instant("archive_began_at_utc")?,
            archive_to: self.instant_or_none("archive_to_utc")?,
        }))
    }

    pub(super) fn journal(&self) -> Read<JournalRow> {
        Ok(JournalRow {
            id: JournalId(self.number("id")?),
            code: self.code()?,
            kind: self.word("kind", WriteKind::from_stored)?,
            phase: self.word("phase", WritePhase::from_stored)?,
            payload: self.text("payload")?,
            floor: DealId(self.id("floor_lead_id")?),
            planned_at: self.instant("planned_at_utc")?,
            sent_at: self.instant_or_none("sent_at_utc")?,
            looked_at: self.instant_or_none("looked_at_utc")?,
            finished_at: self.instant_or_none("finished_at_utc")?,
            deal: self.id_or_none("amocrm_lead_id", DealId)?,
            contact_created: self.flag("contact_created")?,
            processing_ms: self.number_or_none("processing_ms")?,
        })
    }

    pub(super) fn deal(&self) -> Read<Deal> {
        Ok(Deal {
            id: DealId(self.id("deal_id")?),
            code: self.code()?,
            pipeline: PipelineId(self.id("pipeline_id")?),
            stage: StageId(self.id("stage_id")?),
            price: self.get("price")?,
            updated_at: self.instant("updated_at_utc")?,
            contact: self.id_or_none("contact_id", ContactId)?,
        })
    }

    pub(super) fn event(&self) -> Read<EventRow> {
        let params = self.text("params")?;
        Ok(EventRow {
            at: self.instant("at_utc")?,
            code: self.code()?,
            event: self.word("kind", |kind| Event::from_stored(kind, &params))?,
        })
    }

    pub(super) fn error(&self) -> Read<ErrorRow> {
        Ok(ErrorRow {
            at: self.instant("created_at_utc")?,
            source: self.word("source", Source::from_stored)?,
            trouble: Trouble { code: self.text("code")?, message: self.text("message")? },
            order: self.text_or_none("order_code")?.map(|code| OrderCode::new(&code)),
        })
    }

    pub(super) fn run(&self) -> Read<RunRow> {
        Ok(RunRow {
            command: self.text("command")?,
            started_at: self.instant("started_at_utc")?,
            finished_at: self.instant("finished_at_utc")?,
            outcome: self.text("outcome")?,
            requests_kaspi: self.number("requests_kaspi")?,
            requests_amocrm: self.number("requests_amocrm")?,
            rate_limited: self.number("rate_limited")?,
        })
    }
}
