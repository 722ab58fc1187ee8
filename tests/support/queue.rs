//! The queue, worked by a test instead of by a worker.

use reprint::{app, jobs, jobs::Kind};

use super::Studio;

impl Studio {
    /// Does every job of this studio that is due; answers how many were begun.
    pub fn work_off(&self) -> usize {
        self.work_off_with(&app::ROOMS.jobs(&self.served.portal.config))
    }

    /// The same with kinds of a test's own.
    pub fn work_off_with(&self, kinds: &[Kind]) -> usize {
        let tools = self.served.portal.tools();
        let work = jobs::work_off(&tools, kinds, self.id);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
        runtime.block_on(async { work.await.expect("Postgres is there") })
    }
}
