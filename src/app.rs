//! Puts the portal together: the middleware in order, and the routes of each room.

use std::{any::Any, net::TcpListener, sync::Arc, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::{Compress, from_fn},
    web::{self, Data},
};
use tracing_actix_web::TracingLogger;

use crate::{
    access::FindViewer,
    accounts, activity, clients,
    config::Config,
    dashboard,
    db::Db,
    error::{AppError, AppResult},
    events::Positions,
    files, invoices,
    jobs::Tools,
    kernel::time::Clock,
    live::{self, Live},
    messages,
    operations::{self, Running, metrics},
    privacy, projects,
    room::Rooms,
    storage::{BlobStore, InPostgres},
    studio,
    tenancy::{Studios, find_studio},
    web::{
        assets::{Assets, asset},
        caller,
        client_address::settle_address,
        csrf,
        error_pages::error_pages,
        form::MOST_FORM_BYTES,
        held::{Held, hold_bodies, hold_requests},
        kept::{KeptRoutes, only_show},
        pace::pace_bodies,
        pages::Pages,
        palette,
        refusals::refuse_compressed_bodies,
        request_id::{RequestSpan, name_request},
        route,
        security_headers::security_headers,
        session,
        shell::Rail,
        throttle::{self, Throttle},
    },
};

/// The rooms in order: each may use those before it.
pub const ROOMS: Rooms = Rooms(&[
    accounts::ROOM,
    studio::ROOM,
    clients::ROOM,
    activity::ROOM,
    projects::ROOM,
    files::ROOM,
    messages::ROOM,
    invoices::ROOM,
    dashboard::ROOM,
    privacy::ROOM,
    operations::ROOM,
]);

/// The state that the rooms share for the life of the process. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    pub config: Data<Config>,
    pub db: Data<Db>,
    pub studios: Data<Studios>,
    pub live: Data<Live>,
    pub rail: Data<Rail>,
    pub assets: Data<Assets>,
    pub storage: Data<dyn BlobStore>,
    pub running: Data<Running>,
    pub throttle: Data<Throttle>,
    pub held: Data<Held>,
    pub kept_routes: Data<KeptRoutes>,
    pub pages: Data<Pages>,
}

impl Portal {
    /// Creates the shared state. Does not connect to anything yet.
    pub fn new(config: Config, clock: Arc<dyn Clock>) -> Self {
        let db = Db::new(&config.database, clock);
        let storage: Arc<dyn BlobStore> = Arc::new(InPostgres::new(db.clone()));
        Self {
            studios: Data::new(Studios::new(db.clone(), config.web.public_url.clone())),
            live: Data::new(Live::new(ROOMS.live())),
            rail: Data::new(ROOMS.rail()),
            assets: Data::new(Assets::new(config.web.assets_dir.clone())),
            storage: Data::from(storage),
            running: Data::new(Running::default()),
            throttle: Data::new(Throttle::new(ROOMS.credentials())),
            held: Data::new(Held::new(&config.held)),
            kept_routes: Data::new(KeptRoutes::of(&ROOMS.routes())),
            pages: Data::new(route::pages(&ROOMS.routes())),
            db: Data::new(db),
            config: Data::new(config),
        }
    }

    /// What the rooms' jobs can use.
    pub fn tools(&self) -> Tools {
        Tools {
            config: self.config.clone(),
            db: self.db.clone(),
            studios: self.studios.clone(),
            storage: self.storage.clone(),
        }
    }

    /// Prepares for shutdown: the readiness probe reports not ready, and event streams end.
    pub fn close(&self) {
        self.running.close();
        self.live.close();
    }

    /// Serves on a listener until the server is told to stop. Call [`Portal::close`] first: an open event stream delays shutdown.
    ///
    /// # Errors
    /// If the listener cannot be used.
    pub fn serve(&self, listener: TcpListener) -> std::io::Result<Server> {
        metrics::start();
        let portal = self.clone();
        let live = self.live.clone().into_inner();
        live::start(
            live,
            self.config.database.clone(),
            (**self.db).clone(),
            self.assets.clone().into_inner(),
        );
        let server = HttpServer::new(move || {
            let positions: Arc<dyn Positions> = portal.live.clone().into_inner();
            // The middleware wrapped last is the first to see a request.
            App::new()
                .app_data(ROOMS)
                .app_data(FindViewer(caller::viewer))
                .app_data(portal.config.clone())
                .app_data(portal.db.clone())
                .app_data(portal.studios.clone())
                .app_data(portal.live.clone())
                .app_data(Data::from(positions))
                .app_data(portal.rail.clone())
                .app_data(portal.assets.clone())
                .app_data(portal.storage.clone())
                .app_data(portal.running.clone())
                .app_data(portal.throttle.clone())
                .app_data(portal.held.clone())
                .app_data(portal.kept_routes.clone())
                .app_data(portal.pages.clone())
                .app_data(web::PayloadConfig::new(MOST_FORM_BYTES))
                .wrap(from_fn(pace_bodies))
                .wrap(from_fn(refuse_compressed_bodies))
                .wrap(from_fn(error_pages))
                .wrap(Compress::default())
                .wrap(from_fn(security_headers))
                .wrap(from_fn(metrics::measure))
                .wrap(TracingLogger::<RequestSpan>::new())
                .wrap(from_fn(name_request))
                .route("/assets/accent/{colour}.css", web::get().to(palette::stylesheet))
                .route("/assets/{hash}/{path:.*}", web::get().to(asset))
                .configure(|config| route::register(ROOMS.outside(), config))
                .service(
                    web::scope("")
                        .wrap(from_fn(caller::watch))
                        .wrap(from_fn(only_show))
                        .wrap(from_fn(csrf::protect))
                        .wrap(from_fn(hold_bodies))
                        .wrap(from_fn(throttle::guard))
                        .wrap(from_fn(accounts::note_sessions))
                        .wrap(session::middleware(&portal.config, (**portal.db).clone()))
                        .wrap(from_fn(csrf::refuse_foreign))
                        .wrap(from_fn(find_studio))
                        .wrap(from_fn(hold_requests))
                        .wrap(from_fn(settle_address))
                        .configure(|config| route::register(ROOMS.routes(), config))
                        .default_service(web::to(nowhere)),
                )
        });
        let patience = self.config.web.body_patience;
        let workers = std::thread::available_parallelism().map_or(2, usize::from).min(4);
        Ok(server
            .workers(workers)
            .max_connections(MOST_CONNECTIONS / workers)
            .tcp_nodelay(true) // the last piece of a page must not wait 40 ms for the one before it to be acknowledged
            .client_request_timeout(Duration::from_secs(5))
            .on_connect(move |connection, _| limit_idle_writes(connection, patience))
            .shutdown_timeout(3)
            .disable_signals()
            .listen(listener)?
            .run())
    }
}

/// Connections per instance, over all server workers: the 4,000 pages that may have an event stream open, and half as many again.
/// Requests outside the lanes (styles, scripts) use up to 40 KB per slow reader, so that all of them together fit into 512 MB.
const MOST_CONNECTIONS: usize = 6_000;

/// The size of a connection's send buffer. What exceeds it stays in the process, where the transfer rate is measured.
const MOST_UNSENT: u32 = 16 * 1024;

/// Makes the kernel close a connection whose peer accepts no data for `patience`. The server itself has no write timeout.
fn limit_idle_writes(connection: &dyn Any, patience: Duration) {
    let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
    #[cfg(target_os = "linux")]
    {
        let socket = socket2::SockRef::from(stream);
        let set = socket
            .set_tcp_user_timeout(Some(patience))
            .and_then(|()| socket.set_tcp_notsent_lowat(MOST_UNSENT));
        if let Err(error) = set {
            tracing::warn!(%error, "cannot set the write timeout of a connection");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (stream, patience, MOST_UNSENT);
}

async fn nowhere() -> AppResult {
    Err(AppError::NotFound)
}
