//! The threads that hash passwords: one per processor, at a lower priority than all others. A hash takes a quarter of a
//! second of processor time, so hashing uses whatever serving pages leaves idle.

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

/// The maximum number of queued requests; further ones are asked to try again later. At a quarter of a second each,
/// this is as long as anyone can be expected to wait for a page.
const MOST_WAITING: usize = 100;
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// A nice value at which a thread gets about a tenth of a processor next to one of normal priority, so that sign-ins
/// still make progress while pages are requested continuously.
const NICE: i32 = 10;

type Work = Box<dyn FnOnce() + Send>;

/// The work queue of the hashing threads, which start when it is first used.
static QUEUE: LazyLock<mpsc::Sender<Work>> = LazyLock::new(|| {
    let (queue, waiting) = mpsc::channel();
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..thread::available_parallelism().map_or(2, NonZero::get) {
        let waiting = waiting.clone();
        let started = thread::Builder::new().name("hashing".to_owned()).spawn(move || run_worker(&waiting));
        if let Err(error) = started {
            tracing::error!(%error, "could not start a password hashing thread");
        }
    }
    queue
});

/// A place in the queue, given up when dropped.
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

/// Runs `work` on one of the threads, in order of arrival. Work whose caller stops waiting before it begins is skipped.
///
/// # Errors
/// Unavailable, if the queue is full; internal, if `work` panics.
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
        tracing::warn!(%error, "could not lower the priority of a password hashing thread");
    }
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        // The caller learns of a panic through the dropped channel; the thread carries on.
        let _ = catch_unwind(AssertUnwindSafe(work));
    }
}

/// Lowers the priority of the calling thread. On other systems a nice value applies to the whole process.
#[cfg(target_os = "linux")]
fn lower_priority() -> std::io::Result<()> {
    let done = rustix::process::setpriority_process(None, NICE);
    done.map_err(|error| std::io::Error::from_raw_os_error(error.raw_os_error()))
}

#[cfg(not(target_os = "linux"))]
fn lower_priority() -> std::io::Result<()> {
    Err(std::io::Error::other(format!("this system cannot set a nice value of {NICE} for a single thread")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_reported_and_the_threads_carry_on() {
        let tries = 2 * thread::available_parallelism().map_or(2, NonZero::get);
        for _ in 0..tries {
            assert!(matches!(run(|| panic!("on purpose")).await, Err::<(), _>(AppError::Internal(_))));
        }
        assert_eq!(run(|| 7).await.unwrap(), 7);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn only_the_hashing_threads_have_a_lower_priority() {
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let normal = nice();
        let hashing = run(nice).await.unwrap();
        assert!(hashing > normal || normal >= NICE, "{hashing} and {normal}");
        assert_eq!(nice(), normal);
    }

    #[tokio::test]
    async fn work_of_a_caller_who_stopped_waiting_is_skipped() {
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
