//! A portal as `reprint serve` runs it, in this process and on a port of its own.

use std::{
    collections::HashMap,
    net::TcpListener,
    sync::{Arc, OnceLock, mpsc},
};

use actix_web::dev::ServerHandle;
use reprint::{
    app::Portal,
    config::{Config, DatabaseConfig},
    db::Db,
    kernel::{
        secret::{Secret, Token},
        time::{Clock, SystemClock},
    },
};

use super::{Studio, cluster::cluster};

/// A portal that is being served. Clones are cheap; dropping the last one stops the server.
#[derive(Clone)]
pub struct Served {
    pub portal: Portal,
    /// The same database with the role that owns the tables, for writing test data.
    pub owning: Db,
    pub port: u16,
    _running: Arc<Running>,
}

/// Stops a server, its streams and its threads when dropped, without waiting for requests in progress.
struct Running {
    portal: Portal,
    server: ServerHandle,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.portal.close();
        drop(self.server.stop(false)); // the call itself stops the server; there is no need to await it
    }
}

/// The portal that most tests share, with the system clock.
pub fn portal() -> Served {
    static PORTAL: OnceLock<Served> = OnceLock::new();
    let shared = PORTAL.get_or_init(|| {
        let served = Served::with(Arc::new(SystemClock), &[("DATABASE_POOL_SIZE", "8")]);
        // As long as there is only one studio, it responds under every host name, and that is cached for a few seconds.
        for _ in 0..2 {
            Studio::at(&served);
        }
        served
    });
    shared.clone()
}

impl Served {
    /// A portal for one test, with another clock or other variables.
    pub fn with(clock: Arc<dyn Clock>, variables: &[(&str, &str)]) -> Self {
        prepare();
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let owner = variables.iter().find(|(name, _)| *name == "MIGRATION_DATABASE_URL");
        let owning = DatabaseConfig {
            url: Secret::new(owner.map_or_else(|| cluster().owner_url.clone(), |(_, url)| (*url).to_owned())),
            pool_size: config(port, variables).database.pool_size.min(8).div_ceil(2),
            ..config(port, variables).database
        };
        let owning = Db::new(&owning, clock.clone());
        let portal = Portal::new(config(port, variables), clock);
        let (tell, told) = mpsc::channel();
        let serving = portal.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = serving.serve(listener).expect("the listener can be used");
                tell.send(server.handle()).expect("the test waits for the server");
                server.await.expect("the server stops without an error");
            });
        });
        let running = Running { portal: portal.clone(), server: told.recv().expect("the server starts") };
        Self { portal, owning, port, _running: Arc::new(running) }
    }
}

fn config(port: u16, variables: &[(&str, &str)]) -> Config {
    let mut environment = HashMap::from([
        ("DATABASE_URL", cluster().app_url.clone()),
        ("SECRET_KEY", Token::random().text()),
        ("METRICS_TOKEN", Token::random().text()),
        ("PUBLIC_URL", format!("http://localhost:{port}")),
        ("PORT", port.to_string()),
        // Tests share connections and should wait for one rather than fail. The portal of a single test needs few.
        ("DATABASE_WAIT_SECONDS", "30".to_owned()),
        ("DATABASE_POOL_SIZE", "4".to_owned()),
        // All tests share one address, and some send very many requests.
        ("THROTTLE_CREDENTIALS", "1000000".to_owned()),
        ("THROTTLE_CREDENTIALS_IN_ALL", "1000000".to_owned()),
        ("THROTTLE_STRANGERS", "1000000".to_owned()),
        ("THROTTLE_SENT", "1000000".to_owned()),
        ("THROTTLE_READ", "1000000".to_owned()),
        ("UPLOADS_PER_ADDRESS", "1000".to_owned()),
        ("DOWNLOADS_PER_ADDRESS", "1000".to_owned()),
        ("BODIES_PER_ADDRESS", "1000".to_owned()),
        ("REQUESTS_PER_ADDRESS", "1000".to_owned()),
        // Tests check thousands of passwords. The default work factor has a test of its own.
        ("PASSWORD_COST", "4".to_owned()),
        // Tests run their jobs themselves.
        ("WORK_QUEUE", "false".to_owned()),
    ]);
    environment.extend(variables.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Config::read(|name| environment.get(name).cloned()).expect("the tests' environment is complete")
}

/// Initializes what `main` initializes first. `TEST_LOG=debug` shows the portal's log.
fn prepare() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let filter = std::env::var("TEST_LOG").unwrap_or_else(|_| "error".into());
        let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    });
}
