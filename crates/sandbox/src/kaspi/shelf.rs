//! An order of a shop, with its part of a list's answer as it was last written.
//!
//! The same order is listed again and again, and how it is written depends on it and the switches alone.

use std::{cell::OnceCell, fmt::Write as _};

use serde_json::Value;

use super::{
    order::OrderSpec,
    render::{self, Place},
    switches::KaspiSwitches,
};

/// An order that is listed.
#[derive(Debug)]
pub(super) struct Shelved {
    pub(super) spec: OrderSpec,
    resource: OnceCell<String>,
    entries: OnceCell<String>,
}

impl Shelved {
    pub(super) fn new(spec: OrderSpec) -> Self {
        Self { spec, resource: OnceCell::new(), entries: OnceCell::new() }
    }

    /// The switches have changed: it is written anew.
    pub(super) fn forget_text(&mut self) {
        self.resource.take();
        self.entries.take();
    }

    /// Its resource in a list.
    pub(super) fn resource(&self, switches: &KaspiSwitches) -> &str {
        self.resource.get_or_init(|| render::order(&self.spec, switches, Place::List).to_string())
    }

    /// The resources of its entries, or of the last one only where the switch says so.
    pub(super) fn entries(&self, switches: &KaspiSwitches) -> &str {
        self.entries.get_or_init(|| {
            let lines = &self.spec.lines;
            let skipped = if switches.included_incomplete { lines.len().saturating_sub(1) } else { 0 };
            let entries = lines.iter().enumerate().skip(skipped);
            joined(entries.map(|(number, line)| render::entry(&self.spec, number, line, switches)))
        })
    }
}

/// JSON values in a row.
pub(super) fn joined(values: impl Iterator<Item = Value>) -> String {
    let mut text = String::new();
    for value in values {
        let comma = if text.is_empty() { "" } else { "," };
        write!(text, "{comma}{value}").expect("a string takes any text");
    }
    text
}
