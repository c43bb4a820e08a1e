//! What an administrator changes in the account while we are away.

use crate::sandbox::Sandbox;

impl Sandbox {
    /// Replaces the reasons for a loss, as ids and names. Leads keep the number of a reason that is gone.
    pub fn set_loss_reasons(&self, reasons: &[(u64, &str)]) {
        self.with(|world, _| {
            world.amocrm.loss_reasons = reasons.iter().map(|(id, name)| (*id, (*name).to_owned())).collect();
        });
    }
}
