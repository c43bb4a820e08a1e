//! What amoCRM's contract leaves open or what differs by account, with at most
//! [`MOST_REQUESTS`] reads.

use kopir_amocrm::{Account, Amo, Contact, Error, Lead, ListLook, ListQuery, Order};
use kopir_sync::{AccountId, CODE_FIELD};

use super::answer::Answer;

/// Ten reads; a token that is renewed on the way costs two more.
pub(super) const MOST_REQUESTS: u64 = 12;
/// The questions, in the order they are shown.
pub(super) const QUESTIONS: [&str; 13] = [
    "filter_told",
    "filter_honoured",
    "user",
    "users_list",
    "code_field",
    "catalogs",
    "order_by_id",
    "order_by_change",
    "next_link_host",
    "search_by_digits",
    "search_by_code",
    "customers",
    "unsorted",
];
const PAGE: u16 = 50;
/// The last digits of a phone, by which it is searched.
const PHONE_DIGITS: usize = 10;

/// The account, the answers as far as they go, and what ended the questions early.
pub(super) async fn ask(amo: &Amo) -> (Option<AccountId>, Vec<Answer>, Option<Error>) {
    let mut answers = Vec::new();
    let account = match amo.account().await {
        Ok(account) => account,
        Err(error) => return (None, answers, Some(error)),
    };
    let failed = put(amo, &account, &mut answers).await.err();
    answers.sort_by_key(|answer| QUESTIONS.iter().position(|name| *name == answer.name));
    (Some(AccountId(account.id.0)), answers, failed)
}

async fn put(amo: &Amo, account: &Account, answers: &mut Vec<Answer>) -> Result<(), Error> {
    answers.extend(of_account(account));
    answers.extend(users(amo, account).await?);

    let fields = amo.look("leads/custom_fields", [("limit", "250".to_owned())]).await?;
    let field = fields.rows.iter().find(|row| row.code.as_deref() == Some(CODE_FIELD));
    answers.push(match field.map(|field| field.kind.as_deref()) {
        Some(Some("text")) => Answer::open("code_field", "present"),
        Some(_) => Answer::new("code_field", "other_type", &["present", "absent"]),
        None => Answer::open("code_field", "absent"),
    });
    answers.push(match amo.look("catalogs", [("limit", "250".to_owned())]).await {
        Ok(catalogs) => {
            let has_products = catalogs.rows.iter().any(|row| row.kind.as_deref() == Some("products"));
            let word = match (has_products, catalogs.rows.len()) {
                (true, _) => "products",
                (false, 0) => "none",
                (false, _) => "lists",
            };
            Answer::open("catalogs", word).counted(catalogs.rows.len(), catalogs.rows.len())
        }
        Err(Error::Forbidden { .. } | Error::NotFound) => Answer::open("catalogs", "forbidden"),
        Err(error) => return Err(error),
    });

    let newest = amo.leads(ListQuery::new(Order::IdDesc).limit(PAGE)).await?.items;
    let oldest = amo.look("leads", first_by_id()).await?;
    answers.push(order_by_id(&newest, &oldest));
    answers.push(next_link(amo, &newest, &oldest));
    answers.push(filter(amo, account, &newest).await?);

    let contacts = amo.contacts(ListQuery::new(Order::UpdatedDesc).limit(PAGE)).await?.items;
    answers.push(order_by_change(&contacts));
    answers.push(by_digits(amo, &contacts).await?);
    let coded = field.and_then(|field| {
        let text = |lead: &Lead| lead.field_text(kopir_amocrm::FieldId(field.id)).map(str::to_owned);
        newest.iter().rev().find_map(|lead| Some((lead.id, text(lead)?)))
    });
    answers.push(match coded {
        None => Answer::unknown("search_by_code", "no_code"),
        Some((lead, code)) => {
            let found = amo.search_leads(&code, 1).await?.items.iter().any(|hit| hit.id == lead);
            Answer::new("search_by_code", if found { "found" } else { "not_found" }, &["found"])
        }
    });
    Ok(())
}

fn of_account(account: &Account) -> Vec<Answer> {
    let switch = |is_on: Option<bool>| match is_on {
        Some(true) => "on",
        Some(false) => "off",
        None => "not_told",
    };
    let customers = match account.customers_mode.as_deref() {
        Some("unavailable") => "unavailable",
        Some("disabled") => "off",
        Some(_) => "on",
        None => "not_told",
    };
    vec![
        Answer::new("filter_told", switch(account.is_api_filter_enabled), &["on", "off"]),
        Answer::open("customers", customers),
        Answer::open("unsorted", switch(account.is_unsorted_on)),
    ]
}

/// Who we are. Only an administrator sees the users.
async fn users(amo: &Amo, account: &Account) -> Result<[Answer; 2], Error> {
    let users = match amo.look("users", [("limit", "250".to_owned())]).await {
        Ok(users) => users.rows,
        Err(Error::Forbidden { .. }) => {
            return Ok([Answer::open("user", "not_admin"), Answer::open("users_list", "forbidden")]);
        }
        Err(Error::NotFound) => {
            return Ok([
                Answer::open("user", "not_admin"),
                Answer::new("users_list", "refused", &["shown", "forbidden"]).refused(404, "no_text"),
            ]);
        }
        Err(error) => return Err(error),
    };
    let user = match users.iter().find(|user| user.id == account.current_user_id.0) {
        None => Answer::unknown("user", "many_users"),
        Some(user) => Answer::open("user", if user.is_admin { "admin" } else { "not_admin" }),
    };
    Ok([user, Answer::open("users_list", "shown").counted(users.len(), users.len())])
}

fn first_by_id() -> [(&'static str, String); 3] {
    [("page", "1".to_owned()), ("limit", "1".to_owned()), ("order[id]", "asc".to_owned())]
}

/// Everything that keeps us from a second deal goes by this order.
fn order_by_id(newest: &[Lead], oldest: &ListLook) -> Answer {
    const NAME: &str = "order_by_id";
    let (Some(last), Some(oldest), 2..) = (newest.last(), oldest.rows.first(), newest.len()) else {
        return Answer::unknown(NAME, "few_leads");
    };
    let is_honoured = newest.is_sorted_by(|a, b| a.id > b.id) && oldest.id <= last.id.0;
    Answer::new(NAME, if is_honoured { "honoured" } else { "ignored" }, &["honoured"])
        .counted(newest.len(), newest.len())
}

/// The mirror of contacts is kept fresh by this order.
fn order_by_change(contacts: &[Contact]) -> Answer {
    const NAME: &str = "order_by_change";
    let differ =
        contacts.iter().any(|contact| Some(contact.updated_at) != contacts.first().map(|c| c.updated_at));
    if !differ {
        return Answer::unknown(NAME, "few_contacts");
    }
    let is_honoured = contacts.is_sorted_by(|a, b| a.updated_at >= b.updated_at);
    Answer::new(NAME, if is_honoured { "honoured" } else { "ignored" }, &["honoured"])
        .counted(contacts.len(), contacts.len())
}

/// Pages are counted, links are not followed: any host is fine.
fn next_link(amo: &Amo, newest: &[Lead], oldest: &ListLook) -> Answer {
    const NAME: &str = "next_link_host";
    if newest.len() < 2 {
        return Answer::unknown(NAME, "few_leads");
    }
    match oldest.next_host.as_deref() {
        None => Answer::new(NAME, "none", &["account", "another"]),
        Some(host) if Some(host) == amo.base_url().host_str() => Answer::open(NAME, "account"),
        Some(_) => Answer::open(NAME, "another"),
    }
}

/// Whether `filter[id]` leaves out the other leads; the account says whether it should.
async fn filter(amo: &Amo, account: &Account, newest: &[Lead]) -> Result<Answer, Error> {
    const NAME: &str = "filter_honoured";
    let (Some(wanted), 2..) = (newest.last(), newest.len()) else {
        return Ok(Answer::unknown(NAME, "few_leads"));
    };
    let expected: &[&str] = match account.is_api_filter_enabled {
        Some(true) => &["honoured"],
        Some(false) => &["ignored"],
        None => &["honoured", "ignored"],
    };
    let query = [("limit", PAGE.to_string()), ("filter[id][]", wanted.id.0.to_string())];
    let found = amo.look("leads", query).await?.rows;
    let others = found.iter().filter(|row| row.id != wanted.id.0).count();
    let word = if others == 0 { "honoured" } else { "ignored" };
    Ok(Answer::new(NAME, word, expected).counted(others, found.len()))
}

/// Whether the last ten digits of a phone find its contact.
async fn by_digits(amo: &Amo, contacts: &[Contact]) -> Result<Answer, Error> {
    const NAME: &str = "search_by_digits";
    // The one changed longest ago: a fresh one may not be in the index yet.
    let known = contacts.iter().rev().find_map(|contact| {
        let digits: Vec<String> = contact
            .phones()
            .map(|phone| phone.chars().filter(char::is_ascii_digit).collect())
            .filter(|digits: &String| digits.len() >= PHONE_DIGITS)
            .collect();
        let digits = digits.into_iter().next()?;
        Some((contact.id, digits[digits.len() - PHONE_DIGITS..].to_owned()))
    });
    let Some((contact, digits)) = known else { return Ok(Answer::unknown(NAME, "no_phone")) };
    let found = amo.search_contacts(&digits, 1).await?.items.iter().any(|hit| hit.id == contact);
    Ok(Answer::new(NAME, if found { "found" } else { "not_found" }, &["found"]))
}
