//! Counts the work of setting text, for tests, because time depends on the machine.

use std::cell::Cell;

thread_local! {
    static LETTERS: Cell<usize> = const { Cell::new(0) };
}

/// Adds letters that were processed; a letter counts each time.
pub fn done(letters: usize) {
    LETTERS.set(LETTERS.get() + letters);
}

/// Returns how many letters `work` processes.
pub fn of(work: impl FnOnce()) -> usize {
    let before = LETTERS.get();
    work();
    LETTERS.get() - before
}
