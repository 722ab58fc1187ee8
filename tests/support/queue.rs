//! Runs the jobs of the queue within a test, instead of in a worker.

use diesel::RunQueryDsl;
use reprint::{app, jobs, jobs::Kind};

use super::Studio;

impl Studio {
    /// Runs every due job of this studio. Returns how many were started.
    pub fn work_off(&self) -> usize {
        self.work_off_with(&app::ROOMS.jobs(&self.served.portal.config))
    }

    /// Skips the time in which a sending can be taken back, and sends the invoices that are on their way. Other jobs stay in the queue.
    pub fn send_what_is_on_its_way(&self) {
        let at_once = "update jobs set run_at = created_at where kind = 'invoices.send'";
        self.set_up(|tx| Ok(diesel::sql_query(at_once).execute(tx.conn())?));
        let mut kinds = app::ROOMS.jobs(&self.served.portal.config);
        kinds.retain(|kind| kind.name == "invoices.send");
        self.work_off_with(&kinds);
    }

    /// Like [`Studio::work_off`], with the given kinds of jobs.
    pub fn work_off_with(&self, kinds: &[Kind]) -> usize {
        let tools = self.served.portal.tools();
        let work = jobs::work_off(&tools, kinds, self.id);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
        runtime.block_on(async { work.await.expect("Postgres is there") })
    }
}
