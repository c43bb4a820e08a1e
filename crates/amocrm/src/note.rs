//! Notes on a lead's card.
//!
//! Nothing keeps amoCRM from taking the same note twice: read the notes before one is sent again.

use std::fmt;

use kopir_http::Page;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{LeadId, NoteId, Unreadable, UserId, created::Created, wire};

/// A note. Source: amoCRM docs, events and notes.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Note {
    /// Its number.
    pub id: NoteId,
    /// The lead it hangs on.
    #[serde(rename = "entity_id")]
    pub lead: LeadId,
    /// Who wrote it; 0 is a robot.
    #[serde(default)]
    pub created_by: Option<UserId>,
    /// `common`, `call_in`, `attachment`…; other words are carried.
    #[serde(default, rename = "note_type", deserialize_with = "wire::or_default")]
    pub kind: String,
    /// The shape depends on the kind, so only the text is looked for in it.
    #[serde(default)]
    params: Value,
}

impl Note {
    /// Its text, where its kind has one.
    pub fn text(&self) -> Option<&str> {
        self.params.get("text").and_then(Value::as_str)
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Note")
            .field("id", &self.id)
            .field("lead", &self.lead)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// A plain note to write.
#[derive(Clone, PartialEq, Eq)]
pub struct NewNote {
    /// On which lead.
    pub lead: LeadId,
    /// What it says.
    pub text: String,
    /// Comes back with the new number. Not kept by amoCRM.
    pub request_id: String,
}

impl fmt::Debug for NewNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewNote").field("lead", &self.lead).finish_non_exhaustive()
    }
}

/// A [`NewNote`] on the wire.
#[derive(Serialize)]
pub(crate) struct NoteRequest<'a> {
    entity_id: LeadId,
    note_type: &'static str,
    params: Params<'a>,
    request_id: &'a str,
}

#[derive(Serialize)]
struct Params<'a> {
    text: &'a str,
}

impl<'a> From<&'a NewNote> for NoteRequest<'a> {
    fn from(note: &'a NewNote) -> Self {
        Self {
            entity_id: note.lead,
            note_type: "common",
            params: Params { text: &note.text },
            request_id: &note.request_id,
        }
    }
}

/// Reads a page of `GET /leads/{id}/notes`.
pub fn parse_notes(body: &[u8]) -> Result<Page<Note>, Unreadable> {
    wire::page("notes", body)
}

/// Reads the answer of `POST /leads/notes`.
pub fn parse_created_notes(body: &[u8]) -> Result<Vec<Created<NoteId>>, Unreadable> {
    wire::page("notes", body).map(|page| page.items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_every_kind_are_read() {
        let notes = parse_notes(
            br#"{"_embedded":{"notes":[
                {"id":1,"entity_id":70,"created_by":0,"note_type":"common","params":{"text":"a word"}},
                {"id":2,"entity_id":70,"note_type":"call_in","params":{"duration":60}},
                {"id":3,"entity_id":70,"note_type":"odd","params":[]},
                {"id":4,"entity_id":70,"note_type":null,"params":null}]}}"#,
        )
        .unwrap()
        .items;
        assert_eq!(notes.iter().map(Note::text).collect::<Vec<_>>(), [Some("a word"), None, None, None]);
        assert!(!format!("{notes:?}").contains("word"));
    }
}
