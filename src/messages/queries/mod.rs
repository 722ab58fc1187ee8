//! The only SQL of the room.

pub mod unread;

use diesel::{
    dsl::{IntoBoxed, auto_type},
    pg::Pg,
    prelude::*,
    sql_types,
};

use super::{
    forms::MessageInput,
    model::{Conversation, Message, Subject, Thread},
};
use crate::{
    access::{Scope, visible},
    db::Tx,
    error::AppResult,
    kernel::{
        ids::{ClientId, ConversationId, MessageId, UserId},
        paging::{Page, PageSize},
    },
    prepared::prepared,
    schema::{conversations, messages, read_marks, users},
};

/// How many conversations a page lists.
const THREADS: PageSize = PageSize(40);
/// How many messages a page shows, and how many bytes of them: it ends before the message that would be more.
const MESSAGES: PageSize = PageSize(60);
const BYTES: usize = 256 * 1024;

#[auto_type]
fn with_senders() -> _ {
    messages::table.inner_join(users::table.on(users::id.eq(messages::sender_id)))
}

/// The messages an asker may see, with their senders.
fn visible<'a>(scope: Scope) -> IntoBoxed<'a, with_senders, Pg> {
    visible!(with_senders(), scope, |client| messages::client_id.eq(client))
}

/// The conversations an asker may see.
fn visible_conversations<'a>(scope: Scope) -> conversations::BoxedQuery<'a, Pg> {
    visible!(conversations::table, scope, |client| conversations::client_id.eq(client))
}

/// Conversations by their newest message, newest first. `$1`: the reader, `$2`: below which message, `$3`: how many. What is unread is kept by
/// triggers: the migration unread_counts. The limit stands within, and with `offset 0` the rest is looked up by its keys: Postgres would read
/// whole tables to join them for as long as they are small.
macro_rules! threads {
    ($client:literal) => {
        concat!(
            "select c.id, c.project_id, p.name as project, c.client_id, k.name as client, m.id as last_id, left(m.body, 160) as excerpt,
                m.created_at as said_at, u.name as sender, m.sender_id = $1 as is_own, least(100, c.messages - coalesce(r.seen, 0)) as unread
            from (select * from conversations where last_message_id < $2 ",
            $client,
            " order by last_message_id desc limit $3) c
            left join lateral (select p.name from projects p where p.studio_id = c.studio_id and p.id = c.project_id offset 0) p on true
            cross join lateral (select k.name from clients k where k.studio_id = c.studio_id and k.id = c.client_id offset 0) k
            cross join lateral (select m.* from messages m where m.studio_id = c.studio_id and m.id = c.last_message_id offset 0) m
            cross join lateral (select u.name from users u where u.studio_id = c.studio_id and u.id = m.sender_id offset 0) u
            left join lateral (select r.seen from read_marks r
                where r.studio_id = c.studio_id and r.conversation_id = c.id and r.user_id = $1 offset 0) r on true
            order by c.last_message_id desc"
        )
    };
}

/// A page of conversations by their newest message, from below a message on.
pub fn threads(tx: &mut Tx, reader: UserId, before: Option<MessageId>) -> AppResult<Page<Thread>> {
    // Said to Postgres apart from the policies, which no index can serve.
    let statement = match tx.scope.client() {
        Some(_) => threads!("and client_id = $4"),
        None => threads!(""),
    };
    let below = before.map_or(uuid::Uuid::max(), MessageId::uuid);
    let threads: Vec<Thread> = prepared(statement)
        .bind::<sql_types::Uuid, _>(reader)
        .bind::<sql_types::Uuid, _>(below)
        .bind::<sql_types::BigInt, _>(THREADS.to_read())
        .bind::<sql_types::Nullable<sql_types::Uuid>, _>(tx.scope.client())
        .load(tx.conn())?;
    Ok(THREADS.page(threads, |thread| thread.last_id))
}

/// A conversation. Before its first message it has no row, only the id it will have.
pub fn conversation(tx: &mut Tx, about: Subject, reader: UserId) -> AppResult<Conversation> {
    let mark = read_marks::table
        .filter(read_marks::conversation_id.eq(conversations::id))
        .filter(read_marks::user_id.eq(reader))
        .select(read_marks::read_through)
        .single_value();
    let all = visible_conversations(tx.scope);
    let its = match about {
        Subject::Project(project) => all.filter(conversations::project_id.eq(project)),
        Subject::Client(_) => all.filter(conversations::id.eq(about.conversation())),
    };
    let row: Option<(ConversationId, Option<MessageId>)> =
        its.select((conversations::id, mark)).first(tx.conn()).optional()?;
    let (id, read_through) = row.unwrap_or((about.conversation(), None));
    Ok(Conversation { id, read_through })
}

/// The newest messages of a conversation, or the newest below one of them: oldest first; the next page is of earlier ones.
pub fn messages_of(
    tx: &mut Tx,
    conversation: ConversationId,
    before: Option<MessageId>,
) -> AppResult<Page<Message>> {
    let mut query = visible(tx.scope).filter(messages::conversation_id.eq(conversation));
    if let Some(before) = before {
        query = query.filter(messages::id.lt(before));
    }
    let query = query.order(messages::id.desc()).limit(MESSAGES.to_read());
    let found: Vec<Message> = query.select(Message::as_select()).load(tx.conn())?;
    Ok(fitting(&found).page(found, |message| message.id).reversed())
}

/// How many of these messages a page shows: one at least.
fn fitting(found: &[Message]) -> PageSize {
    let together = found.iter().scan(0, |bytes, message| {
        *bytes += message.body.len();
        Some(*bytes)
    });
    PageSize(together.take(MESSAGES.0).take_while(|&bytes| bytes <= BYTES).count().max(1))
}

/// The newest message of a conversation that its newest page does not show, however short the messages are.
pub fn before_newest(tx: &mut Tx, conversation: ConversationId) -> AppResult<Option<MessageId>> {
    let query = messages::table.filter(messages::conversation_id.eq(conversation)).select(messages::id);
    Ok(query.order(messages::id.desc()).offset(MESSAGES.0 as i64).first(tx.conn()).optional()?)
}

/// The messages of a conversation that follow one of them: oldest first; the next page is of later ones.
pub fn messages_after(
    tx: &mut Tx,
    conversation: ConversationId,
    mark: MessageId,
) -> AppResult<Page<Message>> {
    let query = visible(tx.scope)
        .filter(messages::conversation_id.eq(conversation))
        .filter(messages::id.gt(mark))
        .order(messages::id)
        .limit(MESSAGES.to_read());
    let found: Vec<Message> = query.select(Message::as_select()).load(tx.conn())?;
    Ok(fitting(&found).page(found, |message| message.id))
}

/// A message.
pub fn message(tx: &mut Tx, id: MessageId) -> AppResult<Message> {
    Ok(visible(tx.scope).filter(messages::id.eq(id)).select(Message::as_select()).first(tx.conn())?)
}

/// A conversation which nobody else writes to until the transaction ends.
#[derive(QueryableByName)]
pub struct Locked {
    #[diesel(sql_type = sql_types::Uuid)]
    pub client_id: ClientId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub conversation: ConversationId,
    /// Whether its project is archived.
    #[diesel(sql_type = sql_types::Bool)]
    pub is_archived: bool,
}

/// Locks the conversation of what `$there` finds: its client, its project if it has one, and the conversation if there is one already.
macro_rules! locked {
    ($there:literal) => {
        concat!(
            "with there as materialized (",
            $there,
            "),
            inserted as (
                insert into conversations (id, client_id, project_id, created_at)
                select $3, client_id, project, $4 from there where found is null
                on conflict do nothing)
            select client_id, coalesce(found, $3) as conversation, is_archived,
                pg_advisory_xact_lock(hashtextextended(coalesce(found, $3)::text, 0))
            from there"
        )
    };
}

/// Whose a conversation is, and its id; it is inserted where there is none yet. Waits until no other transaction writes to it, and keeps
/// others waiting until this one ends. Nothing more is written about an erased client.
pub fn lock_conversation(tx: &mut Tx, about: Subject) -> AppResult<Locked> {
    // The insert comes after the lock: of two first messages the second finds the row of the first, which has the same id.
    let (statement, id) = match about {
        Subject::Project(project) => (
            locked!(
                "select p.client_id, p.id as project, p.archived_at is not null as is_archived, c.id as found
                from projects p left join conversations c on c.studio_id = p.studio_id and c.project_id = p.id
                where p.id = $1 and ($2::uuid is null or p.client_id = $2)"
            ),
            project.uuid(),
        ),
        Subject::Client(client) => (
            locked!(
                "select k.id as client_id, null::uuid as project, false as is_archived, c.id as found
                from clients k left join conversations c on c.studio_id = k.studio_id and c.id = k.id
                where k.id = $1 and ($2::uuid is null or k.id = $2) and k.erased_at is null"
            ),
            client.uuid(),
        ),
    };
    Ok(prepared(statement)
        .bind::<sql_types::Uuid, _>(id)
        .bind::<sql_types::Nullable<sql_types::Uuid>, _>(tx.scope.client())
        .bind::<sql_types::Uuid, _>(about.conversation())
        .bind::<sql_types::Timestamptz, _>(tx.now)
        .get_result(tx.conn())?)
}

/// Inserts a message, and answers it as it is read. None, where the sender has used its key already.
pub fn insert(
    tx: &mut Tx,
    (client, conversation): (ClientId, ConversationId),
    sender: UserId,
    input: &MessageInput,
) -> AppResult<Option<Message>> {
    let inserted = prepared(
        "with inserted as (
            insert into messages (id, client_id, conversation_id, sender_id, client_key, body, created_at)
            values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
            returning studio_id, id, conversation_id, sender_id, body, created_at)
        select m.id, m.conversation_id, m.sender_id, m.body, m.created_at, u.name as sender, u.role <> 'client' as is_studio,
            u.avatar_id
        from inserted m join users u on u.studio_id = m.studio_id and u.id = m.sender_id",
    )
    .bind::<sql_types::Uuid, _>(MessageId::new())
    .bind::<sql_types::Uuid, _>(client)
    .bind::<sql_types::Uuid, _>(conversation)
    .bind::<sql_types::Uuid, _>(sender)
    .bind::<sql_types::Uuid, _>(input.key)
    .bind::<sql_types::Text, _>(input.body.clone())
    .bind::<sql_types::Timestamptz, _>(tx.now);
    Ok(inserted.get_result(tx.conn()).optional()?)
}

/// The message that a sender's key was used for, if it was.
pub fn find_by_key(tx: &mut Tx, sender: UserId, key: uuid::Uuid) -> AppResult<Option<Message>> {
    let query = visible(tx.scope).filter(messages::sender_id.eq(sender)).filter(messages::client_key.eq(key));
    Ok(query.select(Message::as_select()).first(tx.conn()).optional()?)
}

/// Whose conversation it is.
pub fn client_of(tx: &mut Tx, conversation: ConversationId) -> AppResult<ClientId> {
    let query = visible_conversations(tx.scope).filter(conversations::id.eq(conversation));
    Ok(query.select(conversations::client_id).first(tx.conn())?)
}

/// Moves a reader's mark forward to a message, and tells whether it moved.
pub fn move_mark(
    tx: &mut Tx,
    conversation: ConversationId,
    reader: UserId,
    through: MessageId,
) -> AppResult<bool> {
    // No message arrives meanwhile: a sender holds the conversation before the marks, and so does who reads.
    let moved = diesel::sql_query(
        "with held as materialized (select pg_advisory_xact_lock(hashtextextended($1::text, 0)))
            insert into read_marks (conversation_id, user_id, client_id, read_through, read_at)
            select c.id, $2, c.client_id, $3, $4 from held cross join conversations c where c.id = $1
            on conflict (studio_id, conversation_id, user_id) do update
                set read_through = excluded.read_through, read_at = excluded.read_at
                where read_marks.read_through < excluded.read_through",
    )
    .bind::<sql_types::Uuid, _>(conversation)
    .bind::<sql_types::Uuid, _>(reader)
    .bind::<sql_types::Uuid, _>(through)
    .bind::<sql_types::Timestamptz, _>(tx.now)
    .execute(tx.conn())?;
    Ok(moved > 0)
}
