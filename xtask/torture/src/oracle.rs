//! What must hold in the end, read from amoCRM's side and from the ledger's.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail, ensure};
use kopir_sandbox::{Contact, Lead, Vendor};

use crate::{kopir::Kopir, shop::Shop};

/// A failure shows this many complaints.
const SHOWN: usize = 20;

/// What stands in amoCRM.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) deals: usize,
    pub(crate) lost: usize,
    pub(crate) double: usize,
    pub(crate) contacts: usize,
    pub(crate) notes: usize,
}

/// Every order has one deal with its price, contact and note; every buyer has one contact; the ledger agrees; and a
/// further poll has nothing to do.
pub(crate) async fn check(shop: &Shop, kopir: &Kopir) -> Result<Figures> {
    let (figures, mut complaints) = amocrm(shop)?;
    complaints.extend(ledger(shop, kopir).await?);
    if !complaints.is_empty() {
        let shown: Vec<&str> = complaints.iter().take(SHOWN).map(String::as_str).collect();
        let (lost, double) = (figures.lost, figures.double);
        bail!("{lost} lost, {double} double, {} complaints:\n  {}", complaints.len(), shown.join("\n  "));
    }
    shop.sandbox.clear_requests();
    let ran = kopir.run(&["poll"]).await?;
    ensure!(ran.code == Some(0), "a poll with nothing to do fails: {}", ran.json);
    let asked = shop.sandbox.request_count(Vendor::Amocrm);
    ensure!(asked == 0, "a poll with nothing to do sent amoCRM {asked} requests: {}", ran.json);
    kopir.check_log()?;
    Ok(figures)
}

fn amocrm(shop: &Shop) -> Result<(Figures, Vec<String>)> {
    let field = shop.sandbox.lead_field_id("KASPI_ORDER_CODE").context("the field of the code is missing")?;
    let (leads, notes) = (shop.sandbox.leads(), shop.sandbox.notes());
    let contacts = contacts_by_phone(shop.sandbox.contacts());
    let mut deals: BTreeMap<String, Vec<&Lead>> = BTreeMap::new();
    for lead in &leads {
        deals.entry(lead.field_text(field).unwrap_or_default()).or_default().push(lead);
    }
    let mut figures =
        Figures { deals: leads.len(), contacts: contacts.len(), notes: notes.len(), ..Figures::default() };
    let mut complaints = Vec::new();
    for (code, found) in &deals {
        if !shop.placed.contains_key(code) {
            complaints.push(format!("{} deals with the code `{code}`, which nobody ordered", found.len()));
        }
    }
    for (code, placed) in &shop.placed {
        let found = deals.get(code).map(Vec::as_slice).unwrap_or_default();
        let [deal] = found else {
            figures.lost += usize::from(found.is_empty());
            figures.double += usize::from(found.len() > 1);
            complaints.push(format!("order {code} has {} deals", found.len()));
            continue;
        };
        if deal.price != placed.tenge {
            complaints.push(format!("order {code}: {} instead of {} tenge", deal.price, placed.tenge));
        }
        let expected = placed.phone.as_ref().and_then(|phone| contacts.get(phone)?.first().copied());
        let linked: Vec<u64> = deal.contacts.iter().map(|contact| contact.id).collect();
        if linked != Vec::from_iter(expected) || (placed.phone.is_some() && expected.is_none()) {
            complaints.push(format!("order {code}: contacts {linked:?} instead of {expected:?}"));
        }
        let of_deal = notes.iter().filter(|note| note.entity_type == "leads" && note.entity_id == deal.id);
        let texts: Vec<&str> = of_deal.filter_map(|note| note.text()).collect();
        if texts.len() != 1 || !texts[0].contains(code.as_str()) {
            complaints.push(format!("order {code} has {} notes: {texts:?}", texts.len()));
        }
    }
    for (phone, ids) in contacts.iter().filter(|(_, ids)| ids.len() > 1) {
        complaints.push(format!("{} contacts with the phone {phone}: {ids:?}", ids.len()));
    }
    Ok((figures, complaints))
}

/// Contacts by the last ten digits of their phones.
fn contacts_by_phone(contacts: Vec<Contact>) -> BTreeMap<String, BTreeSet<u64>> {
    let mut by_phone: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for contact in contacts {
        for phone in contact.phones() {
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            let key = digits[digits.len().saturating_sub(10)..].to_owned();
            by_phone.entry(key).or_default().insert(contact.id);
        }
    }
    by_phone
}

async fn ledger(shop: &Shop, kopir: &Kopir) -> Result<Vec<String>> {
    let rows = kopir.orders().await?;
    let done: BTreeSet<&str> =
        rows.iter().filter(|row| row["phase"] == "done").filter_map(|row| row["code"].as_str()).collect();
    let undone = shop.placed.keys().filter(|code| !done.contains(code.as_str()));
    let mut complaints: Vec<String> = undone.map(|code| format!("the ledger has not done {code}")).collect();
    if rows.len() != shop.placed.len() {
        complaints.push(format!("the ledger has {} orders of {}", rows.len(), shop.placed.len()));
    }
    Ok(complaints)
}
