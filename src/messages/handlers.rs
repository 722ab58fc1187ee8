//! Reading and writing.

use actix_web::web::Data;

use super::{
    actions,
    forms::{BeforeQuery, MessageForm, Part, PartQuery, ReadForm},
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
    has_later: bool,
}

async fn reading(viewer: &Viewer, db: &Db, id: ProjectId, part: PartQuery) -> AppResult<Reading> {
    let (reader, has_unread) = (viewer.user, viewer.unread_messages > 0);
    db.read(viewer, move |tx| {
        let project = projects::header(tx, id)?;
        let conversation = queries::conversation(tx, id, reader)?;
        let mark = match part {
            PartQuery { before: None, at: None } if has_unread => conversation.read_through,
            _ => None,
        };
        // What is unread may begin before the newest that a page shows: then the page begins there.
        let edge = if mark.is_some() { queries::before_newest(tx, conversation.id)? } else { None };
        let (messages, has_earlier, has_later) =
            match mark.filter(|mark| edge.is_some_and(|edge| *mark <= edge)) {
                Some(mark) => {
                    let (messages, has_later) = queries::messages_after(tx, conversation.id, mark)?;
                    (messages, !mark.uuid().is_nil(), has_later)
                }
                None => {
                    let (messages, has_earlier) = queries::messages_of(tx, conversation.id, part.before)?;
                    (messages, has_earlier, part.before.is_some())
                }
            };
        Ok(Reading { project, conversation, messages, has_earlier, has_later })
    })
    .await
}

const END: PartQuery = PartQuery { before: None, at: Some(Part::End) };

fn page(reading: Reading, viewer: UserId, form: Filled<MessageForm>, ui: &Ui) -> Show {
    let Reading { project, conversation, messages, has_earlier, has_later } = reading;
    let first = messages.first().filter(|_| has_earlier);
    let earlier = first.map(|first| format!("{}?before={}", urls::project_messages(project.id), first.id));
    let last = messages.last().map(|last| {
        let is_seen = conversation.read_through.is_some_and(|mark| mark >= last.id);
        (last.id, is_seen || last.sender_id == viewer)
    });
    let is_before_all = |mark: MessageId| first.is_some_and(|first| mark < first.id);
    Show {
        project,
        tab: "messages",
        conversation: conversation.id,
        viewer,
        seen: conversation.read_through,
        skips_unread: !has_later && conversation.read_through.is_some_and(is_before_all),
        entries: Entry::all(messages, conversation, viewer, ui.around.zone),
        earlier: earlier.unwrap_or_default(),
        is_newest: !has_later,
        last,
        form,
    }
}

/// A project's conversation.
pub async fn show(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    UrlQuery(part): UrlQuery<PartQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let reading = reading(&viewer, &db, id, part).await?;
    let form = Filled::of(MessageForm::fresh());
    ui.page(&page(reading, viewer.user, form, &ui))
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
            let reading = reading(&viewer, &db, id, END).await?;
            return ui.refuse(&page(reading, sender, form, &ui));
        }
    };
    let message = match db.write(&viewer, move |tx| actions::send(tx, id, sender, &input)).await {
        Ok(Once::Done(message)) => message,
        Ok(Once::Taken(first)) => {
            let reading = reading(&viewer, &db, id, END).await?;
            return ui.conflict(&page(reading, sender, form.said_other(&first.body), &ui));
        }
        Err(AppError::Conflict(why)) => {
            let reading = reading(&viewer, &db, id, END).await?;
            let form = form.refused(Faults::one("body", Fault::new(why)));
            return ui.conflict(&page(reading, sender, form, &ui));
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
