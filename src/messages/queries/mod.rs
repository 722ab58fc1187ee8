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
/// How many messages a page shows, and how many bytes of them: the page ends before the message that would exceed either.
const MESSAGES: PageSize = PageSize(60);
const BYTES: usize = 256 * 1024;

#[auto_type]
fn with_senders() -> _ {
    messages::table.inner_join(users::table.on(users::id.eq(messages::sender_id)))
}

/// The messages within the scope, with their senders.
fn visible<'a>(scope: Scope) -> IntoBoxed<'a, with_senders, Pg> {
    visible!(with_senders(), scope, |client| messages::client_id.eq(client))
}

/// The conversations within the scope.
fn visible_conversations<'a>(scope: Scope) -> conversations::BoxedQuery<'a, Pg> {
    visible!(conversations::table, scope, |client| conversations::client_id.eq(client))
}

/// Conversations in descending order of their newest message. `$1`: the reader, `$2`: only those whose newest message is below this
/// id, `$3`: limit. The counts behind `unread` are maintained by triggers (migration unread_counts). The limit is in a subquery,
/// and `offset 0` keeps the rest as key lookups: while the tables are small, Postgres would otherwise read all of them to join
/// them.
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

/// A page of conversations in descending order of their newest message, beginning below `before`.
pub fn threads(tx: &mut Tx, reader: UserId, before: Option<MessageId>) -> AppResult<Page<Thread>> {
    // Stated in the query as well as in the policies, which cannot use an index.
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

/// A conversation as seen by `reader`. It has no row before its first message, only the id that it will get.
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

/// The newest messages of a conversation, or the newest ones below `before`, in ascending order. The next page holds earlier ones.
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

/// How many of these messages fit on a page: at least one.
fn fitting(found: &[Message]) -> PageSize {
    let together = found.iter().scan(0, |bytes, message| {
        *bytes += message.body.len();
        Some(*bytes)
    });
    PageSize(together.take(MESSAGES.0).take_while(|&bytes| bytes <= BYTES).count().max(1))
}

/// The newest message that the newest page of a conversation leaves out even if all messages are short.
pub fn before_newest(tx: &mut Tx, conversation: ConversationId) -> AppResult<Option<MessageId>> {
    let query = messages::table.filter(messages::conversation_id.eq(conversation)).select(messages::id);
    Ok(query.order(messages::id.desc()).offset(MESSAGES.0 as i64).first(tx.conn()).optional()?)
}

/// The messages of a conversation that follow `mark`, in ascending order. The next page holds later ones.
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

/// A conversation that is locked until the transaction ends.
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

/// Takes the lock on the conversation of what `$there` finds, and inserts the conversation if it does not exist. Returns its client
/// and id.
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

/// Locks a conversation until the transaction ends, after waiting for any other transaction that holds the lock, and inserts its
/// row if there is none. Not found if the client has been erased.
pub fn lock_conversation(tx: &mut Tx, about: Subject) -> AppResult<Locked> {
    // The insert follows the lock, so of two concurrent first messages the second finds the row inserted by the first: both use the
    // same id.
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

/// Inserts a message and returns it with its sender. Returns `None` if the sender has already used the key.
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

/// The message that was sent with this key, if any.
pub fn find_by_key(tx: &mut Tx, sender: UserId, key: uuid::Uuid) -> AppResult<Option<Message>> {
    let query = visible(tx.scope).filter(messages::sender_id.eq(sender)).filter(messages::client_key.eq(key));
    Ok(query.select(Message::as_select()).first(tx.conn()).optional()?)
}

/// The client that a conversation belongs to.
pub fn client_of(tx: &mut Tx, conversation: ConversationId) -> AppResult<ClientId> {
    let query = visible_conversations(tx.scope).filter(conversations::id.eq(conversation));
    Ok(query.select(conversations::client_id).first(tx.conn())?)
}

/// Moves a reader's mark forward to a message. Returns whether it moved.
pub fn move_mark(
    tx: &mut Tx,
    conversation: ConversationId,
    reader: UserId,
    through: MessageId,
) -> AppResult<bool> {
    // Readers and senders take the same lock on the conversation before they touch the marks, so no message arrives in between.
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
