//! Which stages rules could name, by what the stages are called. Pure.

use kopir_sync::{Place, StageId, StageRules, Standing, Target, ledger::fold};

use super::rows::{end_of, for_each, go};
use crate::commands::{PipelineDoc, StageDoc};

/// How words of a stage's name begin that tell of a standing; of several the first row counts.
const WORDS: [(Standing, &[&str]); 10] = [
    (Standing::PreOrder, &["предзаказ", "алдын ала", "pre-order", "preorder", "pre order"]),
    (Standing::SignRequired, &["подпис", "на подпис", "қол қою", "signing", "signature", "to be signed"]),
    (Standing::ReturnRequested, &["возвра", "қайтар", "return"]),
    (Standing::Cancelling, &["отмен", "отказ", "бас тарт", "cancel"]),
    (Standing::Pickup, &["самовывоз", "выдач", "к выдаче", "өзі алып", "pickup", "pick-up"]),
    (
        Standing::OwnDelivery,
        &["доставка магазин", "своя доставк", "наша доставк", "дүкен жеткіз", "own delivery"],
    ),
    (
        Standing::InDelivery,
        &["в доставке", "в пути", "передан ", "жолда", "in delivery", "in transit", "on the way"],
    ),
    (
        Standing::HandOver,
        &["передач", "готов", "отгруз", "тапсыр", "дайын", "hand-over", "handover", "hand over", "ready"],
    ),
    (Standing::Packing, &["упаков", "сбор", "комплект", "қапта", "жина", "pack", "assembl"]),
    (Standing::InDelivery, &["достав", "отправ", "жеткіз", "deliver", "shipp"]),
];

/// One rule for each standing: a new order's deal goes to `first`, an end closes the deal, and what the names of the
/// pipeline's stages tell of goes there. The rest is left where it is.
pub fn suggest(pipelines: &[PipelineDoc], first: Place) -> StageRules {
    let stages = pipelines.iter().find(|pipeline| pipeline.id == first.pipeline.0);
    let stages: Vec<(Standing, Place)> = stages
        .into_iter()
        .flat_map(|pipeline| &pipeline.stages)
        .filter(|stage| stage.kind != 1)
        .map(|stage| (stage, Place { stage: StageId(stage.id), ..first }))
        .filter(|(_, place)| !place.is_closed())
        .filter_map(|(stage, place)| Some((told_by(stage)?, place)))
        .collect();
    let stage_for = |standing| stages.iter().find(|(told, _)| *told == standing).map(|(_, place)| *place);
    for_each(|standing| {
        let place = match standing {
            Standing::New => Some(first),
            // Goods that come back, whoever has sent them.
            Standing::Cancelling => stage_for(standing).or_else(|| stage_for(Standing::ReturnRequested)),
            _ => end_of(standing).map(|stage| Place { stage, ..first }).or_else(|| stage_for(standing)),
        };
        place.map_or(Target::Leave, go)
    })
}

fn told_by(stage: &StageDoc) -> Option<Standing> {
    let name = format!("{} ", fold(&stage.name));
    let begins_a_word = |word: &str| {
        let before = |at: usize| name[..at].chars().next_back();
        name.match_indices(word).any(|(at, _)| before(at).is_none_or(|char| !char.is_alphanumeric()))
    };
    WORDS.into_iter().find(|(_, words)| words.iter().any(|word| begins_a_word(word))).map(|(told, _)| told)
}

#[cfg(test)]
mod tests {
    use kopir_sync::PipelineId;
    use rstest::rstest;

    use super::*;

    const FIRST: Place = Place { pipeline: PipelineId(1), stage: StageId(11) };

    fn pipelines(names: &[&str]) -> Vec<PipelineDoc> {
        let stage = |(id, name): (i64, &&str)| StageDoc { id, name: (*name).to_owned(), kind: 0 };
        let mut stages = vec![StageDoc { id: 10, name: "Предзаказ".to_owned(), kind: 1 }];
        stages.extend((11..).zip(names).map(stage));
        stages.push(StageDoc { id: 143, name: "Возврат".to_owned(), kind: 0 });
        let other = StageDoc { id: 90, name: "Самовывоз".to_owned(), kind: 0 };
        let of = |id, stages| PipelineDoc { id, name: String::new(), stages };
        vec![of(2, vec![other]), of(1, stages)]
    }

    /// Where deals of orders that stand so go; none: they stay.
    fn places(rules: &StageRules) -> Vec<(Standing, i64)> {
        let standings = for_each(|_| Target::Leave);
        let signs = standings.0.iter().zip(&rules.0).map(|(sign, rule)| {
            let (state, status) =
                (sign.state.as_deref().unwrap_or("X"), sign.status.as_deref().unwrap_or("X"));
            (Standing::of(state, status, sign.substage), rule.target)
        });
        let gone = signs.filter_map(|(standing, target)| match target {
            Target::Go { place, .. } => Some((standing, place.stage.0)),
            Target::Leave | Target::End(_) => None,
        });
        let mut gone: Vec<_> = gone.collect();
        gone.sort_unstable();
        gone
    }

    const ENDS: [(Standing, i64); 4] = [
        (Standing::New, 11),
        (Standing::Completed, 142),
        (Standing::Cancelled, 143),
        (Standing::Returned, 143),
    ];

    #[rstest]
    #[case(&["Новый заказ", "Упаковка", "Доставка"], &[(Standing::Packing, 12), (Standing::InDelivery, 13)])]
    #[case(
        &["Заказ", "Предзаказы", "Сборка", "Готов к отгрузке", "Передан курьеру", "Возврат"],
        &[
            (Standing::PreOrder, 12),
            (Standing::Packing, 13),
            (Standing::HandOver, 14),
            (Standing::InDelivery, 15),
            (Standing::Cancelling, 16),
            (Standing::ReturnRequested, 16),
        ]
    )]
    #[case(
        &["Жаңа", "Қаптау", "Тапсыруға дайын", "Жолда", "Бас тартылды", "Қайтару"],
        &[
            (Standing::Packing, 12),
            (Standing::HandOver, 13),
            (Standing::InDelivery, 14),
            (Standing::Cancelling, 15),
            (Standing::ReturnRequested, 16),
        ]
    )]
    #[case(
        &["Assigned", "Packing", "Ready to ship", "In transit", "Pick-up point"],
        &[
            (Standing::Packing, 12),
            (Standing::HandOver, 13),
            (Standing::InDelivery, 14),
            (Standing::Pickup, 15),
        ]
    )]
    #[case(&["Первичный контакт", "Переговоры", "Недоставленные"], &[])]
    fn stages_are_known_by_their_names(#[case] names: &[&str], #[case] expected: &[(Standing, i64)]) {
        let mut expected = [&ENDS[..], expected].concat();
        expected.sort_unstable();
        assert_eq!(places(&suggest(&pipelines(names), FIRST)), expected);
    }

    #[test]
    fn a_pipeline_that_is_not_there_tells_nothing() {
        let mut expected = ENDS.to_vec();
        expected.sort_unstable();
        assert_eq!(places(&suggest(&[], FIRST)), expected);
    }
}
