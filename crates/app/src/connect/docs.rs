//! What the faces are told of the connections.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// A Kaspi token that works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KaspiFactsDoc {
    /// Orders placed within the last 14 days.
    pub orders: u64,
    /// Of them those that are not finished.
    pub open: u64,
}

/// An access to amoCRM that works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AmoFactsDoc {
    /// The account's host.
    pub account: String,
    /// The account's name.
    pub name: String,
    /// Who granted the access, where amoCRM tells.
    pub user: Option<String>,
    /// Whether that is an administrator: only one creates the field of the order code.
    pub admin: bool,
    /// Whether the field of the order code is there already.
    pub has_field: bool,
    /// How the access is kept alive.
    pub kind: AccessKind,
    /// When the access ends, where it says so.
    #[ts(type = "string | null")]
    pub expires_at: Option<Timestamp>,
    /// How many pipelines there are.
    pub pipelines: u64,
    /// How many users there are; `null` where only an administrator may see them.
    #[ts(type = "number | null")]
    pub users: Option<u64>,
}

/// How an access to amoCRM is kept alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccessKind {
    /// A token of one day to five years; a person makes the next one.
    LongLived,
    /// A pair that Köpir renews.
    Oauth,
}

/// The health of the access to amoCRM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AccessDoc {
    /// How it is kept alive.
    pub kind: AccessKind,
    /// When it ends unless it is renewed: of a pair the right to renew it. `null` where it does not say so.
    #[ts(type = "string | null")]
    pub ends_at: Option<Timestamp>,
    /// When the access token that is in use ends.
    #[ts(type = "string | null")]
    pub expires_at: Option<Timestamp>,
    /// Whole days left, 0 on the last one and after it.
    #[ts(type = "number | null")]
    pub days_left: Option<u64>,
    /// When the pair was renewed last.
    #[ts(type = "string | null")]
    pub renewed_at: Option<Timestamp>,
    /// Whether a person is to renew it soon, or now.
    pub notice: Option<AccessNotice>,
}

/// How pressing the end of an access is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccessNotice {
    /// Less than 30 days.
    Month,
    /// Less than 7 days.
    Week,
    /// Less than a day.
    Day,
    /// It has ended.
    Over,
}

/// The page on which a person agrees in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConsentPageDoc {
    /// Its address.
    pub url: String,
    /// How long the answer is waited for, in seconds.
    pub seconds: u64,
}

/// Both connections, as the settings show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectionsDoc {
    /// The shop.
    pub kaspi: Option<KaspiConnectionDoc>,
    /// The account.
    pub amocrm: Option<AmoConnectionDoc>,
    /// The redirect that the integration in amoCRM must name, letter by letter.
    pub redirect_uri: String,
    /// The integration's id, where one was entered.
    pub client_id: Option<String>,
    /// Whether the integration's secret key is kept.
    pub has_client_secret: bool,
    /// The proxy: `system`, `none`, or its address without a password.
    pub proxy: String,
    /// Where the secrets lie.
    pub secrets: SecretsPlace,
}

/// The shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KaspiConnectionDoc {
    /// What its owner calls it.
    pub name: Option<String>,
    /// Whether the environment names the token: then it is changed there and not here.
    pub fixed: bool,
}

/// The account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AmoConnectionDoc {
    /// Its host.
    pub account: String,
    /// The access.
    pub access: AccessDoc,
    /// The pipeline of new deals.
    #[ts(type = "number | null")]
    pub pipeline: Option<i64>,
    /// Their first stage.
    #[ts(type = "number | null")]
    pub stage: Option<i64>,
    /// Whether the environment names the token: then it is changed there and not here.
    pub fixed: bool,
}

/// Where the secrets lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretsPlace {
    /// Sealed, the key in the keychain of Windows.
    WindowsKeychain,
    /// Sealed, the key in the keychain of macOS.
    MacKeychain,
    /// Sealed, the key in the Secret Service.
    SecretService,
    /// Sealed, the key derived from a passphrase.
    Passphrase,
}

/// What a person's passphrase would do for the secret store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Passphrase {
    /// Nothing: the store has its key.
    Needless,
    /// Nothing is sealed yet: it would do where the system has no keychain.
    Possible,
    /// The store was sealed with one, and is not opened without it.
    Awaited,
}

/// How far the connection is, for the onboarding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct SetupDoc {
    /// Kaspi is connected.
    pub kaspi: bool,
    /// amoCRM is connected.
    pub amocrm: bool,
    /// A pipeline and a stage are chosen.
    pub stage: bool,
}

/// The fields of a deal that Köpir uses or could use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FieldsDoc {
    /// Whether the access may create fields; else an administrator must.
    pub admin: bool,
    /// The fields, that of the order code first.
    pub fields: Vec<DealFieldDoc>,
}

/// A field of a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DealFieldDoc {
    /// Its code, which stays.
    pub code: String,
    /// Its name as it is, or as it would be created.
    pub name: String,
    /// Whether nothing works without it.
    pub required: bool,
    /// Whether it is there.
    pub exists: bool,
}
