//! What a shop wants of its deals: the rules that the planner follows.

use jiff::tz::TimeZone;

use crate::{Order, Outcome, PipelineId, StageId, UserId, note::NoteTemplate};

/// The rules of one shop.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Where new deals go.
    pub pipeline: PipelineId,
    /// Their first stage.
    pub stage: StageId,
    /// Who is responsible; `None`: amoCRM chooses.
    pub responsible: Option<UserId>,
    /// States whose orders become deals.
    pub allowed_states: Vec<String>,
    /// The note of a new deal.
    pub note: NoteTemplate,
    /// Language of generated words in deals and notes.
    pub words: Words,
    /// The zone of dates in texts.
    pub time_zone: TimeZone,
    /// The shop's name, for notes.
    pub shop_name: Option<String>,
}

impl Rules {
    /// The stage a new deal of this order is created in: the configured one while the order is open, won or lost when it
    /// has ended.
    pub fn first_stage(&self, order: &Order) -> StageId {
        match order.outcome() {
            Outcome::Open => self.stage,
            Outcome::Completed => StageId::WON,
            Outcome::Lost => StageId::LOST,
        }
    }
}

/// The language of what Köpir writes into amoCRM.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Words {
    /// Russian.
    #[default]
    Ru,
    /// Kazakh.
    Kk,
    /// English.
    En,
}

impl Words {
    /// The tag of a deal that has no contact because no phone is known.
    pub const fn no_phone_tag(self) -> &'static str {
        match self {
            Self::Ru => "без телефона",
            Self::Kk => "телефонсыз",
            Self::En => "no phone",
        }
    }

    /// The tag of every deal of ours.
    pub const KASPI_TAG: &'static str = "kaspi";
}
