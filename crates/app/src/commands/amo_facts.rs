//! What an account is, for a person who has just connected it.

use jiff::Timestamp;
use kopir_amocrm::{Account, Amo, EntityKind, Error as AmoError, token_claims};
use kopir_sync::{CODE_FIELD, Stop};

use crate::WireError;

/// An account behind a token that need not be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmoFacts {
    /// The account's number.
    pub account_id: i64,
    /// Its name.
    pub name: String,
    /// Its host.
    pub host: String,
    /// Who gave the token; `None` where the token may not see the users.
    pub user_name: Option<String>,
    /// Whether that is an administrator.
    pub is_admin: bool,
    /// How many pipelines there are.
    pub pipelines: usize,
    /// How many users; `None` where the token may not see them.
    pub users: Option<usize>,
    /// When the token ends, where it says so.
    pub token_expires_at: Option<Timestamp>,
    /// Whether the field of the order code is there.
    pub has_code_field: bool,
}

/// Whether the token is an administrator's. Only administrators see the list of users.
pub(crate) async fn is_admin(amo: &Amo, account: &Account) -> Result<bool, AmoError> {
    match amo.users().await {
        Ok(users) => Ok(users.iter().any(|user| user.id == account.current_user_id && user.is_admin())),
        Err(AmoError::Forbidden { .. } | AmoError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Reads them: four requests, five where there are many fields.
pub async fn amocrm_facts(amo: &Amo) -> Result<AmoFacts, WireError> {
    read(amo).await.map_err(|error| WireError::from(&Stop::from(error)))
}

async fn read(amo: &Amo) -> Result<AmoFacts, AmoError> {
    let account = amo.account().await?;
    let users = match amo.users().await {
        Ok(users) => Some(users),
        Err(AmoError::Forbidden { .. } | AmoError::NotFound) => None,
        Err(error) => return Err(error),
    };
    let user = users.iter().flatten().find(|user| user.id == account.current_user_id);
    let fields = amo.custom_fields(EntityKind::Leads).await?;
    Ok(AmoFacts {
        account_id: account.id.0,
        host: amo.base_url().host_str().unwrap_or_default().to_owned(),
        user_name: user.map(|user| user.name.clone()),
        is_admin: user.is_some_and(kopir_amocrm::User::is_admin),
        pipelines: amo.pipelines().await?.len(),
        users: users.as_ref().map(Vec::len),
        token_expires_at: token_claims(&amo.access_token().await?).expires_at,
        has_code_field: fields.iter().any(|field| field.code.as_deref() == Some(CODE_FIELD)),
        name: account.name,
    })
}
