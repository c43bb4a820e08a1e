//! What a shop wants of its deals: the rules that the planner follows.

use jiff::tz::TimeZone;

use crate::{
    LossReasonId, Order, Outcome, PipelineId, Place, StageId, Standing, Substage, UserId, note::NoteTemplate,
    order,
};

/// Longest tag made of Kaspi's own words.
const MAX_TAG: usize = 60;

/// The rules of one shop.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Where new deals go.
    pub pipeline: PipelineId,
    /// Their first stage.
    pub stage: StageId,
    /// Where a deal stands while its order stands where. Empty: see [`StageRules`].
    pub stages: StageRules,
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

/// Where a deal stands while its order stands where. The first rule that matches counts. Without a rule that does, an open
/// order's deal begins in the configured stage and is left where it is, a completed one is won, a cancelled or returned one
/// is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StageRules(pub Vec<StageRule>);

/// One rule: which orders it is for, and what it wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageRule {
    /// Orders of this state; `None`: of any.
    pub state: Option<String>,
    /// Of this status.
    pub status: Option<String>,
    /// Of this substage.
    pub substage: Option<Substage>,
    /// What becomes of the deal.
    pub target: Target,
}

/// What a rule wants of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// It is left where it is.
    Leave,
    /// It is closed in the pipeline it stands in.
    End(StageId),
    /// It goes here.
    Go {
        /// Where.
        place: Place,
        /// Why it was lost, where it is.
        reason: Option<LossReasonId>,
        /// What of a deal that a person has moved.
        after_person: AfterPerson,
    },
}

/// Whether the end of an order also moves a deal that a person has moved within its pipeline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AfterPerson {
    /// It does.
    #[default]
    EndsAlways,
    /// Only deals that nobody touched are moved.
    OnlyUntouched,
}

impl StageRule {
    fn is_for(&self, state: &str, status: &str, substage: Option<Substage>) -> bool {
        self.state.as_ref().is_none_or(|wanted| wanted == state)
            && self.status.as_ref().is_none_or(|wanted| wanted == status)
            && self.substage.is_none_or(|wanted| Some(wanted) == substage)
    }
}

impl StageRules {
    /// Which of the rules counts for an order that stands so. `None`: what holds without rules.
    pub fn counting(&self, state: &str, status: &str, substage: Option<Substage>) -> Option<usize> {
        self.0.iter().position(|rule| rule.is_for(state, status, substage))
    }

    /// What becomes of the deal of an order that stands so.
    pub fn target(&self, state: &str, status: &str, substage: Option<Substage>) -> Target {
        if let Some(at) = self.counting(state, status, substage) {
            return self.0[at].target;
        }
        match order::outcome(status) {
            Outcome::Open => Target::Leave,
            Outcome::Completed => Target::End(StageId::WON),
            Outcome::Lost => Target::End(StageId::LOST),
        }
    }
}

impl Rules {
    /// What the rules want of this order's deal.
    pub fn target(&self, order: &Order) -> Target {
        self.stages.target(&order.state, &order.status, order.substage)
    }

    /// Where a new deal of this order begins.
    pub fn first_place(&self, order: &Order) -> Place {
        let stage = match self.target(order) {
            Target::Go { place, .. } => return place,
            Target::End(stage) => stage,
            Target::Leave => self.stage,
        };
        Place { pipeline: self.pipeline, stage }
    }

    /// The tag that tells where an order stands.
    pub fn standing_tag(&self, order: &Order) -> String {
        match self.words.standing(order.standing()) {
            Some(words) => format!("Kaspi: {words}"),
            None => format!("Kaspi: {} {}", order.state, order.status).chars().take(MAX_TAG).collect(),
        }
    }

    /// Every place that a deal may be put.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let first = Place { pipeline: self.pipeline, stage: self.stage };
        let others = self.stages.0.iter().filter_map(|rule| match rule.target {
            Target::Go { place, .. } => Some(place),
            Target::Leave | Target::End(_) => None,
        });
        std::iter::once(first).chain(others)
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

    /// Where an order stands. `None`: Kaspi's own words are all there is.
    pub const fn standing(self, standing: Standing) -> Option<&'static str> {
        let [ru, kk, en] = match standing {
            Standing::New => ["новый", "жаңа", "new"],
            Standing::SignRequired => ["на подписании", "қол қоюда", "to be signed"],
            Standing::PreOrder => ["предзаказ", "алдын ала тапсырыс", "pre-order"],
            Standing::Pickup => ["самовывоз", "өзі алып кету", "pickup"],
            Standing::OwnDelivery => ["доставка магазина", "дүкен жеткізуі", "own delivery"],
            Standing::Packing => ["упаковка", "қаптау", "packing"],
            Standing::HandOver => ["передача", "тапсыру", "hand-over"],
            Standing::InDelivery => ["в доставке", "жеткізілуде", "in delivery"],
            Standing::Cancelling => {
                ["отменяется при доставке", "жеткізу кезінде бас тартылуда", "being cancelled"]
            }
            Standing::ReturnRequested => ["возвращает покупатель", "сатып алушы қайтаруда", "being returned"],
            Standing::Completed => ["выдан", "берілді", "delivered"],
            Standing::Cancelled => ["отменён", "бас тартылды", "cancelled"],
            Standing::Returned => ["возвращён", "қайтарылды", "returned"],
            Standing::Unknown => return None,
        };
        Some(match self {
            Self::Ru => ru,
            Self::Kk => kk,
            Self::En => en,
        })
    }

    /// Why a note tells of an order's end instead of moving its deal.
    pub const fn stage_is_a_persons(self) -> &'static str {
        match self {
            Self::Ru => "Сделку ведёт менеджер: этап не меняем.",
            Self::Kk => "Мәмілені менеджер жүргізеді: кезеңін өзгертпейміз.",
            Self::En => "A manager looks after the deal: its stage is left as it is.",
        }
    }
}
