//! What an administrator changes in the account while we are away.
//!
//! Where the leads of a deleted stage go is a guess: amoCRM asks the administrator, who answers differently.

use super::{
    Account, ids,
    model::{Kind, is_final},
};
use crate::{Vendor, sandbox::Sandbox, world::Now};

impl Sandbox {
    /// Replaces the reasons for a loss, as ids and names. Leads keep the number of a reason that is gone.
    pub fn set_loss_reasons(&self, reasons: &[(u64, &str)]) {
        self.with(|world, _| {
            world.amocrm.loss_reasons = reasons.iter().map(|(id, name)| (*id, (*name).to_owned())).collect();
        });
    }

    /// Deletes a stage as [`ids::OWNER`]; its leads go to the first stage of the same pipeline. `false` for 142, 143,
    /// «Неразобранное», a pipeline's only other stage, and one that is not there.
    pub fn delete_stage(&self, stage_id: u64) -> bool {
        self.with(|world, now| {
            let now = world.vendor_now(Vendor::Amocrm, now);
            world.amocrm.drop_stage(stage_id, now)
        })
    }

    /// Deletes a pipeline as [`ids::OWNER`]; its leads go to the first stage of the main one. `false` for the main one,
    /// and for one that is not there.
    pub fn delete_pipeline(&self, pipeline_id: u64) -> bool {
        self.with(|world, now| {
            let now = world.vendor_now(Vendor::Amocrm, now);
            world.amocrm.drop_pipeline(pipeline_id, now)
        })
    }

    /// Switches a user off: nothing more can be put on the user's name, while the user's tokens go on working.
    /// `false` when there is none.
    pub fn deactivate_user(&self, user_id: u64) -> bool {
        self.with(|world, _| {
            let user = world.amocrm.users.iter_mut().find(|user| user.id == user_id);
            user.map(|user| user.is_active = false).is_some()
        })
    }
}

impl Account {
    fn drop_stage(&mut self, stage_id: u64, now: Now) -> bool {
        let is_open = |stage: &&super::model::Stage| stage.kind == 0 && !is_final(stage.id);
        let found = self.pipelines.iter_mut().find(|pipeline| {
            let mut open = pipeline.stages.iter().filter(is_open);
            open.clone().count() > 1 && open.any(|stage| stage.id == stage_id)
        });
        let Some(pipeline) = found else {
            return false;
        };
        pipeline.stages.retain(|stage| stage.id != stage_id);
        let to = (pipeline.id, pipeline.first_stage());
        self.move_leads(|place| place == (to.0, stage_id), to, now);
        true
    }

    fn drop_pipeline(&mut self, pipeline_id: u64, now: Now) -> bool {
        let before = self.pipelines.len();
        self.pipelines.retain(|pipeline| pipeline.is_main || pipeline.id != pipeline_id);
        let main = self.pipelines.iter().find(|pipeline| pipeline.is_main);
        let main = main.map(|pipeline| (pipeline.id, pipeline.first_stage()));
        let is_gone = self.pipelines.len() < before;
        if let Some(to) = main.filter(|_| is_gone) {
            self.move_leads(|place| place.0 == pipeline_id, to, now);
        }
        is_gone
    }

    /// Moves every lead that stands where `chosen` says, as the owner.
    fn move_leads(&mut self, chosen: impl Fn((u64, u64)) -> bool, to: (u64, u64), now: Now) {
        let leads = self.leads.values().filter(|lead| chosen((lead.pipeline_id, lead.status_id)));
        let ids: Vec<u64> = leads.map(|lead| lead.id).collect();
        for id in ids {
            let before = self.place_of(id);
            if let Some(lead) = self.leads.get_mut(&id) {
                (lead.pipeline_id, lead.status_id) = to;
                lead.closed_at = None;
                lead.updated_at = now.wall.as_second();
                lead.updated_by = ids::OWNER;
            }
            self.note_move(before, id, now);
            self.reindex(Kind::Leads, id, now);
        }
    }
}
