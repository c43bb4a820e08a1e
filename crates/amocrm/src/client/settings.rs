//! How the account is set up: itself, pipelines, users, fields, catalogs.

use http::{Method, StatusCode};

use super::{Amo, MAX_BATCH};
use crate::{
    Account, Catalog, CustomField, EntityKind, Error, LossReason, NewField, Pipeline, Unreadable, User,
    parse_account, parse_catalogs, parse_custom_fields, parse_loss_reasons, parse_pipelines, parse_users,
};

impl Amo {
    /// The account. Open to every user: the connection test.
    pub async fn account(&self) -> Result<Account, Error> {
        let with = "is_api_filter_enabled,datetime_settings,version";
        let url = self.url("account", [("with", with.to_owned())]);
        self.read("GET /account", url, parse_account).await?.ok_or_else(|| {
            Error::malformed(StatusCode::NO_CONTENT, Unreadable::shape("account", "the body is empty"))
        })
    }

    /// All pipelines with their statuses. amoCRM does not page them (50 at most).
    pub async fn pipelines(&self) -> Result<Vec<Pipeline>, Error> {
        let url = self.url("leads/pipelines", []);
        Ok(self.read("GET /leads/pipelines", url, parse_pipelines).await?.unwrap_or_default())
    }

    /// The reasons that a lost lead may be given; none where the account has none, or does not show them to this user.
    pub async fn loss_reasons(&self) -> Result<Vec<LossReason>, Error> {
        let read = self.read_all("GET /leads/loss_reasons", "leads/loss_reasons", parse_loss_reasons).await;
        match read {
            Err(Error::NotFound | Error::Forbidden { .. }) => Ok(Vec::new()),
            read => read,
        }
    }

    /// All users. [`Error::Forbidden`] unless the token is an administrator's.
    pub async fn users(&self) -> Result<Vec<User>, Error> {
        self.read_all("GET /users", "users", parse_users).await
    }

    /// All custom fields of leads or contacts.
    pub async fn custom_fields(&self, kind: EntityKind) -> Result<Vec<CustomField>, Error> {
        self.read_all("GET /custom_fields", fields_path(kind), parse_custom_fields).await
    }

    /// Creates custom fields. [`Error::Forbidden`] unless the token is an administrator's.
    pub async fn create_custom_fields(
        &self,
        kind: EntityKind,
        fields: &[NewField],
    ) -> Result<Vec<CustomField>, Error> {
        let rows = fields.iter().collect();
        let parse = |body: &[u8]| parse_custom_fields(body).map(|page| page.items);
        self.write("POST /custom_fields", Method::POST, fields_path(kind), rows, MAX_BATCH, parse).await
    }

    /// All catalogs (10 at most; none where the plan has no lists).
    pub async fn catalogs(&self) -> Result<Vec<Catalog>, Error> {
        self.read_all("GET /catalogs", "catalogs", parse_catalogs).await
    }
}

fn fields_path(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Leads => "leads/custom_fields",
        EntityKind::Contacts => "contacts/custom_fields",
    }
}
