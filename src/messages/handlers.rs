//! The pages of conversations, and the requests that write to them.

use super::{
    actions,
    forms::{MessageForm, Part, PartQuery, ReadForm},
    model::{Conversation, Message, Subject},
    pages::{Entry, Index, OfClient, Sent, Show, Talk, Unread},
    queries,
};
use crate::{
    clients::{self, Client},
    kernel::ids::{ClientId, ConversationId, MessageId, ProjectId, UserId},
    projects::{self, Header},
    web::prelude::*,
};

/// Lists the conversations that the viewer takes part in.
pub async fn index(
    viewer: Viewer,
    UrlQuery(Before { before }): UrlQuery<Before<MessageId>>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let reader = viewer.user;
    let page = db.read(&viewer, move |tx| queries::threads(tx, reader, before)).await?;
    let older = older(urls::MESSAGES, &page);
    let own = viewer.role.client().map(urls::client_messages).unwrap_or_default();
    ui.page(&Index { threads: page.items, older, own })
}

/// The number of unread messages and of turns, for the rail of open pages.
pub async fn unread(viewer: Viewer, ui: Ui) -> AppResult {
    ui.piece(&Unread { count: viewer.unread_messages, turns: viewer.turns })
}

/// What a conversation is about, as its page shows it.
enum Place {
    Project(Header),
    Client(Client),
}

/// What was read from the database for a conversation's page.
struct Reading {
    place: Place,
    conversation: Conversation,
    messages: Vec<Message>,
    has_earlier: bool,
    has_later: bool,
}

async fn reading(viewer: &Viewer, db: &Db, about: Subject, part: PartQuery) -> AppResult<Reading> {
    let (reader, has_unread) = (viewer.user, viewer.unread_messages > 0);
    db.read(viewer, move |tx| {
        let place = match about {
            Subject::Project(id) => Place::Project(projects::header(tx, id)?),
            Subject::Client(id) => Place::Client(clients::find(tx, id)?),
        };
        let conversation = queries::conversation(tx, about, reader)?;
        let mark = match part {
            PartQuery { before: None, at: None } if has_unread => conversation.read_through,
            _ => None,
        };
        let (messages, has_earlier, has_later) = shown(tx, conversation.id, part.before, mark)?;
        Ok(Reading { place, conversation, messages, has_earlier, has_later })
    })
    .await
}

/// The messages of a page, and whether there are earlier and later ones. Normally this is the newest page, but if the first unread
/// message after `mark` is older than that, the page begins there.
fn shown(
    tx: &mut Tx,
    conversation: ConversationId,
    before: Option<MessageId>,
    mark: Option<MessageId>,
) -> AppResult<(Vec<Message>, bool, bool)> {
    let after = |tx: &mut Tx, mark: MessageId| {
        let page = queries::messages_after(tx, conversation, mark)?;
        Ok((page.items, !mark.uuid().is_nil(), page.next.is_some()))
    };
    let edge = if mark.is_some() { queries::before_newest(tx, conversation)? } else { None };
    if let Some(mark) = mark.filter(|mark| edge.is_some_and(|edge| *mark <= edge)) {
        return after(tx, mark);
    }
    let page = queries::messages_of(tx, conversation, before)?;
    // Long messages may fill the page, so that it begins later than `before_newest` suggests.
    let oldest = page.items.first().filter(|_| page.next.is_some()).map(|message| message.id);
    match mark.filter(|mark| oldest.is_some_and(|oldest| *mark < oldest)) {
        Some(mark) => after(tx, mark),
        None => Ok((page.items, page.next.is_some(), before.is_some())),
    }
}

const END: PartQuery = PartQuery { before: None, at: Some(Part::End) };

/// Renders the conversation's page with the method `with` of `Ui`.
macro_rules! answer {
    ($ui:expr, $with:ident, $reading:expr, $viewer:expr, $form:expr) => {{
        let (place, talk) = talk($reading, $viewer, $form, $ui);
        match place {
            Place::Project(project) => $ui.$with(&Show { project, tab: "messages", talk }),
            Place::Client(client) => $ui.$with(&OfClient { client, talk }),
        }
    }};
}

fn talk(reading: Reading, viewer: UserId, form: MessageForm, ui: &Ui) -> (Place, Talk) {
    let Reading { place, conversation, messages, has_earlier, has_later } = reading;
    let (about, client, archived) = match &place {
        Place::Project(project) => {
            (Subject::Project(project.id), project.client_name.clone(), project.archived_at.is_some())
        }
        Place::Client(client) => (Subject::Client(client.id), client.name.clone(), false),
    };
    let first = messages.first().filter(|_| has_earlier);
    let earlier = first.map(|first| format!("{}?before={}", about.page(), first.id));
    let last = messages.last().map(|last| {
        let is_seen = conversation.read_through.is_some_and(|mark| mark >= last.id);
        (last.id, is_seen || last.sender_id == viewer)
    });
    let is_before_all = |mark: MessageId| first.is_some_and(|first| mark < first.id);
    let talk = Talk {
        about,
        client,
        archived,
        conversation: conversation.id,
        viewer,
        seen: conversation.read_through,
        skips_unread: !has_later && conversation.read_through.is_some_and(is_before_all),
        entries: Entry::all(messages, conversation, viewer, ui.around.zone),
        earlier: earlier.unwrap_or_default(),
        is_newest: !has_later,
        last,
        form,
    };
    (place, talk)
}

/// Shows a project's conversation.
pub async fn show(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    UrlQuery(part): UrlQuery<PartQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    open(&viewer, Subject::Project(id), part, &db, &ui).await
}

/// Shows a client's conversation, which belongs to no project and exists before the client has any.
pub async fn show_of_client(
    viewer: Viewer,
    Id(id): Id<ClientId>,
    UrlQuery(part): UrlQuery<PartQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    open(&viewer, Subject::Client(id), part, &db, &ui).await
}

async fn open(viewer: &Viewer, about: Subject, part: PartQuery, db: &Db, ui: &Ui) -> AppResult {
    let reading = reading(viewer, db, about, part).await?;
    answer!(ui, page, reading, viewer.user, MessageForm::fresh())
}

/// Sends a message to a project's conversation.
pub async fn send(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    PostForm(form): PostForm<MessageForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    write(&viewer, Subject::Project(id), form, &db, &ui).await
}

/// Sends a message to a client's conversation.
pub async fn send_to_client(
    viewer: Viewer,
    Id(id): Id<ClientId>,
    PostForm(form): PostForm<MessageForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    write(&viewer, Subject::Client(id), form, &db, &ui).await
}

/// Sends a message. A repeated request with the same key gets the same response as the first. If the project is archived, the form
/// comes back with the text in it.
async fn write(viewer: &Viewer, about: Subject, mut form: MessageForm, db: &Db, ui: &Ui) -> AppResult {
    let sender = viewer.user;
    let Some(input) = form.parse() else {
        let reading = reading(viewer, db, about, END).await?;
        return answer!(ui, refuse, reading, sender, form);
    };
    let message = match db.write(viewer, move |tx| actions::send(tx, about, sender, &input)).await {
        Ok(Once::Done(message)) => message,
        Ok(Once::Taken(first)) => {
            let reading = reading(viewer, db, about, END).await?;
            return answer!(ui, conflict, reading, sender, form.key_was_used_for(&first.body));
        }
        Err(AppError::Conflict(why)) => {
            let reading = reading(viewer, db, about, END).await?;
            let form = form.refused(|form| &mut form.body, Fault::new(why));
            return answer!(ui, conflict, reading, sender, form);
        }
        Err(error) => return Err(error),
    };
    if !ui.is_htmx() {
        return ui.go_to(format!("{}#end", about.page()));
    }
    let day = Some(ui.around.zone.date_of(message.created_at));
    ui.piece(&Sent { entry: Entry { message, day, is_first_unread: false } })
}

/// Records how far the viewer has read a conversation.
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
        // The new count reaches every tab of the reader over the event stream.
        return Ok(actix_web::HttpResponse::NoContent().finish());
    }
    ui.go_to(urls::MESSAGES)
}
