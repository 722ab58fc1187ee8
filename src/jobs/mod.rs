//! Work behind the pages: a queue in Postgres, worked by any number of workers.
