//! The least that a comparable server does: actix with a channel per page, as in its examples. The bench runs it as a separate
//! process.

use std::sync::Mutex;

use actix_web::{
    App, HttpResponse, HttpServer,
    http::header::CONTENT_TYPE,
    web::{self, Bytes, Data},
};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

type Pages = Mutex<Vec<mpsc::Sender<Bytes>>>;

/// Serves until the process is killed.
pub fn serve(port: u16) -> std::io::Result<()> {
    let pages: Data<Pages> = Data::default();
    let serving = async move {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(pages.clone())
                .route("/health/ready", web::get().to(HttpResponse::Ok))
                .route("/live", web::get().to(hear))
                .route("/say", web::post().to(say))
        });
        let workers = std::thread::available_parallelism().map_or(2, usize::from).min(4);
        server.workers(workers).tcp_nodelay(true).bind(("127.0.0.1", port))?.run().await
    };
    actix_web::rt::System::new().block_on(serving)
}

async fn hear(pages: Data<Pages>) -> HttpResponse {
    let (sender, frames) = mpsc::channel(64);
    pages.lock().expect("no panic").push(sender);
    let frames = ReceiverStream::new(frames).map(Ok::<Bytes, actix_web::Error>);
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/event-stream")).streaming(frames)
}

async fn say(pages: Data<Pages>, frame: Bytes) -> HttpResponse {
    pages.lock().expect("no panic").retain(|page| page.try_send(frame.clone()).is_ok());
    HttpResponse::NoContent().finish()
}
