//! Switches from JSON: `{"amocrm": {"index_lag_ms": 5000}, "kaspi": {"auto_accept": true}}`.
//!
//! Only those that process tests have a use for; an unknown name is an error, so that a test cannot turn nothing.

use std::time::Duration;

use serde_json::{Map, Value};

use super::Wrong;
use crate::{AmoSwitches, DuplicateControl, KaspiSwitches, RefreshGrace, sandbox::Sandbox};

impl Sandbox {
    /// Sets what is named. Nothing is set when anything is wrong.
    pub(super) fn set_switches(&self, body: &Value) -> Result<Value, Wrong> {
        self.with(|world, _| {
            let (mut kaspi, mut amocrm) = (world.kaspi.switches().clone(), world.amocrm.switches.clone());
            for (vendor, switches) in body.as_object().into_iter().flatten() {
                let switches =
                    switches.as_object().ok_or_else(|| format!("{vendor}: an object is needed"))?;
                match vendor.as_str() {
                    "kaspi" => set_kaspi(&mut kaspi, switches)?,
                    "amocrm" => set_amocrm(&mut amocrm, switches)?,
                    other => return Err(format!("kaspi or amocrm, not {other}")),
                }
            }
            world.kaspi.set_switches(kaspi);
            world.amocrm.switches = amocrm;
            Ok(Value::Null)
        })
    }
}

fn set_kaspi(switches: &mut KaspiSwitches, values: &Map<String, Value>) -> Result<(), Wrong> {
    for (name, value) in values {
        match name.as_str() {
            "auto_accept" => switches.auto_accept = flag(name, value)?,
            "included_incomplete" => switches.included_incomplete = flag(name, value)?,
            "entries_relationship_data" => switches.entries_relationship_data = flag(name, value)?,
            "offer_absent" => switches.offer_absent = flag(name, value)?,
            "hang_tool_user_agents" => switches.hang_tool_user_agents = flag(name, value)?,
            "state_required" => switches.state_required = flag(name, value)?,
            "unknown_enums" => switches.unknown_enums = flag(name, value)?,
            "visibility_lag_ms" => switches.visibility_lag = Duration::from_millis(whole(name, value)?),
            "rate_limit_per_second" => switches.rate_limit_per_second = limit(name, value)?,
            "unauthorized_status" => {
                switches.unauthorized_status =
                    u16::try_from(whole(name, value)?).map_err(|e| e.to_string())?;
            }
            other => return Err(format!("kaspi has no switch {other}")),
        }
    }
    Ok(())
}

fn set_amocrm(switches: &mut AmoSwitches, values: &Map<String, Value>) -> Result<(), Wrong> {
    for (name, value) in values {
        match name.as_str() {
            "rate_limit_per_second" => switches.rate_limit_per_second = limit(name, value)?,
            "block_after_refusals" => switches.block_after_refusals = limit(name, value)?,
            "order_honoured" => switches.order_honoured = flag(name, value)?,
            "filter_enabled" => switches.filter_enabled = flag(name, value)?,
            "index_lag_ms" => switches.index_lag = Duration::from_millis(whole(name, value)?),
            "list_lag_ms" => switches.list_lag = Duration::from_millis(whole(name, value)?),
            "subscription_ended" => switches.subscription_ended = flag(name, value)?,
            "refresh_grace" => switches.refresh_grace = refresh_grace(value)?,
            "redirect_uri" => {
                value
                    .as_str()
                    .ok_or("redirect_uri: a text is needed")?
                    .clone_into(&mut switches.redirect_uri);
            }
            "duplicate_control" => switches.duplicate_control = duplicate_control(value)?,
            other => return Err(format!("amocrm has no switch {other}")),
        }
    }
    Ok(())
}

fn refresh_grace(value: &Value) -> Result<RefreshGrace, Wrong> {
    match value.as_str() {
        Some("until_new_used") => Ok(RefreshGrace::UntilNewUsed),
        Some("none") => Ok(RefreshGrace::None),
        Some(_) | None => Err("refresh_grace: until_new_used or none".to_owned()),
    }
}

fn duplicate_control(value: &Value) -> Result<DuplicateControl, Wrong> {
    match value.as_str() {
        Some("off") => Ok(DuplicateControl::Off),
        Some("update_by_phone") => Ok(DuplicateControl::UpdateByPhone),
        Some("keep_by_phone") => Ok(DuplicateControl::KeepByPhone),
        Some(_) | None => Err("duplicate_control: off, update_by_phone or keep_by_phone".to_owned()),
    }
}

fn flag(name: &str, value: &Value) -> Result<bool, Wrong> {
    value.as_bool().ok_or_else(|| format!("{name}: true or false"))
}

fn whole(name: &str, value: &Value) -> Result<u64, Wrong> {
    value.as_u64().ok_or_else(|| format!("{name}: a whole number is needed"))
}

/// A whole number, or null for no limit.
fn limit(name: &str, value: &Value) -> Result<Option<u32>, Wrong> {
    if value.is_null() {
        return Ok(None);
    }
    whole(name, value).map(|n| Some(u32::try_from(n).unwrap_or(u32::MAX)))
}
