//! The outbox: mail is written with the change that causes it, and sent by a job.
