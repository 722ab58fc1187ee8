//! The threads that hash passwords: as many as there are processors, of lower priority than all others. A hash takes a quarter of a second
//! of a processor, so whoever signs in gets what the pages leave over, and all of it.

use std::{
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use tokio::sync::oneshot;

use crate::error::{AppError, AppResult};

/// So many may wait; the next are asked to come back. At a quarter of a second each this is as long as anyone waits for a page.
const MOST_WAITING: usize = 100;
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// A nice value: beside a thread of the usual priority such a thread gets a tenth of a processor, so that sign-ins go on, slowly, while
/// pages are asked for without end.
const NICE: i32 = 10;

type Work = Box<dyn FnOnce() + Send>;

/// Where the threads take their work from; they start when there is some.
static QUEUE: LazyLock<mpsc::Sender<Work>> = LazyLock::new(|| {
    let (queue, waiting) = mpsc::channel();
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..thread::available_parallelism().map_or(2, NonZero::get) {
        let waiting = waiting.clone();
        let started = thread::Builder::new().name("hashing".to_owned()).spawn(move || run_worker(&waiting));
        if let Err(error) = started {
            tracing::error!(%error, "a thread that hashes passwords could not be started");
        }
    }
    queue
});

/// One's place among those who wait, given up when dropped.
struct Place;

impl Place {
    fn take() -> AppResult<Self> {
        if WAITING.fetch_add(1, Ordering::Relaxed) >= MOST_WAITING {
            WAITING.fetch_sub(1, Ordering::Relaxed);
            return Err(AppError::Unavailable("too many passwords are being checked".into()));
        }
        Ok(Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Does `work` on one of the threads, in order. Whoever stops waiting before it begins saves it.
///
/// # Errors
/// Unavailable, when too many wait; internal, when `work` panics.
pub async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> AppResult<T> {
    let _place = Place::take()?;
    let (done, outcome) = oneshot::channel();
    let work = Box::new(move || {
        if !done.is_closed() {
            let _ = done.send(work());
        }
    });
    QUEUE.send(work).map_err(AppError::internal)?;
    outcome.await.map_err(AppError::internal)
}

fn run_worker(waiting: &Mutex<mpsc::Receiver<Work>>) {
    if let Err(error) = lower_priority() {
        tracing::warn!(%error, "passwords are hashed at the priority of pages");
    }
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        // Who waits for it learns of a panic; the thread goes on.
        let _ = catch_unwind(AssertUnwindSafe(work));
    }
}

/// Lowers the priority of the thread that calls it. Elsewhere a nice value is the whole process's.
#[cfg(target_os = "linux")]
fn lower_priority() -> std::io::Result<()> {
    let done = rustix::process::setpriority_process(None, NICE);
    done.map_err(|error| std::io::Error::from_raw_os_error(error.raw_os_error()))
}

#[cfg(not(target_os = "linux"))]
fn lower_priority() -> std::io::Result<()> {
    Err(std::io::Error::other(format!("a thread cannot be made {NICE} nicer here")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_told_and_the_threads_go_on() {
        let tries = 2 * thread::available_parallelism().map_or(2, NonZero::get);
        for _ in 0..tries {
            assert!(matches!(run(|| panic!("as told")).await, Err::<(), _>(AppError::Internal(_))));
        }
        assert_eq!(run(|| 7).await.unwrap(), 7);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn they_are_of_lower_priority_and_nobody_else_is() {
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let usual = nice();
        let theirs = run(nice).await.unwrap();
        assert!(theirs > usual || usual >= NICE, "{theirs} and {usual}");
        assert_eq!(nice(), usual);
    }

    #[tokio::test]
    async fn whoever_leaves_the_queue_is_not_worked_for() {
        let worked = Arc::new(AtomicUsize::new(0));
        let counted = worked.clone();
        let (open, shut) = mpsc::channel::<()>();
        let shut = Arc::new(Mutex::new(shut));
        let threads = thread::available_parallelism().map_or(2, NonZero::get);
        let busy: Vec<_> = (0..threads)
            .map(|_| {
                let shut = shut.clone();
                tokio::spawn(run(move || shut.lock().unwrap().recv().is_ok()))
            })
            .collect();
        tokio::task::yield_now().await;
        let left = run(move || counted.fetch_add(1, Ordering::SeqCst));
        assert!(tokio::time::timeout(std::time::Duration::from_millis(50), left).await.is_err());
        drop(open);
        for one in busy {
            one.await.unwrap().unwrap();
        }
        run(|| ()).await.unwrap();
        assert_eq!(worked.load(Ordering::SeqCst), 0);
    }
}
