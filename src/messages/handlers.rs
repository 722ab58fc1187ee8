//! Reading and writing.

use actix_web::web::Data;

use super::{
    actions,
    forms::{BeforeQuery, MessageForm, ReadForm},
    model::{Conversation, Message},
    pages::{Entry, Index, Sent, Show, Unread},
    queries,
};
use crate::{
    access::Viewer,
    db::Db,
    error::{AppError, AppResult},
    kernel::ids::{ConversationId, MessageId, ProjectId, UserId},
    projects::{self, Header},
    urls,
    web::{Fault, Faults, Filled, Id, Keyed, Once, PostForm, Ui, UrlQuery},
};

/// Every conversation the viewer is part of.
pub async fn index(
    viewer: Viewer,
    UrlQuery(query): UrlQuery<BeforeQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let reader = viewer.user;
    let (threads, next) = db.read(&viewer, move |tx| queries::threads(tx, reader, query.before)).await?;
    let older = next.map(|before| format!("{}?before={before}", urls::MESSAGES)).unwrap_or_default();
    ui.page(&Index { threads, older })
}

/// How many messages the viewer has not seen, for pages that are open.
pub async fn unread(viewer: Viewer, ui: Ui) -> AppResult {
    ui.piece(&Unread { count: viewer.unread_messages })
}

/// What a conversation's page shows, as it was read.
struct Reading {
    project: Header,
    conversation: Conversation,
    messages: Vec<Message>,
    has_earlier: bool,
}

async fn reading(viewer: &Viewer, db: &Db, id: ProjectId, before: Option<MessageId>) -> AppResult<Reading> {
    let reader = viewer.user;
    db.read(viewer, move |tx| {
        let project = projects::header(tx, id)?;
        let conversation = queries::conversation(tx, id, reader)?;
        let (messages, has_earlier) = queries::messages_of(tx, conversation.id, before)?;
        Ok(Reading { project, conversation, messages, has_earlier })
    })
    .await
}

fn page(reading: Reading, viewer: UserId, is_newest: bool, form: Filled<MessageForm>, ui: &Ui) -> Show {
    let Reading { project, conversation, messages, has_earlier } = reading;
    let first = messages.first().filter(|_| has_earlier);
    let earlier = first.map(|first| format!("{}?before={}", urls::project_messages(project.id), first.id));
    let last = messages.last().map(|last| {
        let is_seen = conversation.read_through.is_some_and(|mark| mark >= last.id);
        (last.id, is_seen || last.sender_id == viewer)
    });
    Show {
        project,
        tab: "messages",
        conversation: conversation.id,
        viewer,
        entries: Entry::all(messages, conversation, viewer, ui.around.zone),
        earlier: earlier.unwrap_or_default(),
        is_newest,
        last,
        form,
    }
}

/// A project's conversation.
pub async fn show(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    UrlQuery(query): UrlQuery<BeforeQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let reading = reading(&viewer, &db, id, query.before).await?;
    let form = Filled::of(MessageForm::fresh());
    ui.page(&page(reading, viewer.user, query.before.is_none(), form, &ui))
}

/// Says something. Said again with the same key, it is answered as it was the first time. In an archived project it comes back.
pub async fn send(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    PostForm(form): PostForm<MessageForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let sender = viewer.user;
    let input = match form.clone().parse() {
        Ok(input) => input,
        Err(form) => {
            let reading = reading(&viewer, &db, id, None).await?;
            return ui.refuse(&page(reading, sender, true, form, &ui));
        }
    };
    let message = match db.write(&viewer, move |tx| actions::send(tx, id, sender, &input)).await {
        Ok(Once::Done(message)) => message,
        Ok(Once::Taken(first)) => {
            let reading = reading(&viewer, &db, id, None).await?;
            return ui.conflict(&page(reading, sender, true, form.said_other(&first.body), &ui));
        }
        Err(AppError::Conflict(why)) => {
            let reading = reading(&viewer, &db, id, None).await?;
            let form = form.refused(Faults::one("body", Fault::new(why)));
            return ui.conflict(&page(reading, sender, true, form, &ui));
        }
        Err(error) => return Err(error),
    };
    if !ui.is_htmx() {
        return ui.go_to(format!("{}#end", urls::project_messages(id)));
    }
    let day = Some(ui.around.zone.date_of(message.created_at));
    ui.piece(&Sent { entry: Entry { message, day, is_first_unread: false } })
}

/// Notes how far the viewer has seen a conversation.
pub async fn read(
    viewer: Viewer,
    Id(id): Id<ConversationId>,
    PostForm(form): PostForm<ReadForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let reader = viewer.user;
    db.write(&viewer, move |tx| actions::mark_read(tx, id, reader, form.through)).await?;
    if ui.is_htmx() {
        // The count comes over the stream, to every tab alike.
        return Ok(actix_web::HttpResponse::NoContent().finish());
    }
    ui.go_to(urls::MESSAGES)
}
