//! Unread counts are maintained instead of counted: whatever happens, they equal a recount.

use uuid::Uuid;

use super::{newest, say, say_with};
use crate::support::{studio::insert_person, *};

/// A recount for every user of a studio, as `name: count`. Unread are messages of others after the reader's mark; a user who joins
/// later has a mark at the end of what existed.
fn recount(studio: &Studio) -> Vec<String> {
    studio.set_up(|tx| {
        Ok(sql::texts(
            tx.conn(),
            "select u.name || ': ' || (
                select count(*) from conversations c
                left join read_marks r on r.conversation_id = c.id and r.user_id = u.id
                join messages m on m.conversation_id = c.id and m.id > coalesce(r.read_through, '00000000-0000-0000-0000-000000000000')
                where (u.client_id is null or c.client_id = u.client_id) and m.sender_id <> u.id and m.created_at >= u.created_at) as text
            from users u where u.state = 'active' and u.erased_at is null order by 1",
        ))
    })
}

/// The maintained counts in the same format, by conversation and in total, which must agree.
fn kept(studio: &Studio) -> Vec<String> {
    studio.set_up(|tx| {
        Ok(sql::texts(
            tx.conn(),
            "select u.name || ': ' || coalesce(sum(c.messages - coalesce(r.seen, 0)), 0) as text
            from users u
            left join conversations c on u.client_id is null or c.client_id = u.client_id
            left join read_marks r on r.conversation_id = c.id and r.user_id = u.id
            where u.state = 'active' and u.erased_at is null group by u.id, u.name, u.client_id, u.studio_id
            having coalesce(sum(c.messages - coalesce(r.seen, 0)), 0)
                = coalesce((select messages from message_totals where reach = coalesce(u.client_id, u.studio_id)), 0)
                - coalesce((select messages from messages_seen s where s.user_id = u.id), 0)
                and count(r.unread_from) = count(*) filter (where c.messages > coalesce(r.seen, 0))
            order by 1",
        ))
    })
}

#[track_caller]
fn agrees(studio: &Studio) {
    assert_eq!(kept(studio), recount(studio));
}

#[test]
fn twenty_concurrent_writers_and_readers_leave_the_right_count() {
    let studio = Studio::new();
    let (birch, north) = (studio.furnish(&studio.birch), studio.furnish(&studio.northlight));
    agrees(&studio);
    let before = recount(&studio);
    let acts: Vec<_> = (0..20)
        .map(|n| {
            let client = studio
                .sign_in([&studio.staff, &studio.admin, &studio.birch.manager, &studio.birch.member][n % 4]);
            let things = if n % 4 < 2 && n % 3 == 0 { &north } else { &birch };
            let page = format!("/projects/{}/messages", things.project);
            client.get(&page).expect(200);
            (client, things.project, things.conversation, n)
        })
        .collect();
    std::thread::scope(|scope| {
        for (client, project, conversation, n) in acts {
            scope.spawn(move || {
                for round in 0..5 {
                    say_with(&client, project, &format!("{n} in round {round}"), Uuid::new_v4()).expect(303);
                    let through = newest(&client, project).to_string();
                    client
                        .post(&format!("/conversations/{conversation}/read"), &[("through", &through)])
                        .expect(303);
                }
            });
        }
    });
    assert_ne!(recount(&studio), before);
    agrees(&studio);
}

#[test]
fn a_message_sent_twice_counts_once() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    ana.get(&format!("/projects/{project}/messages")).expect(200);
    let key = Uuid::new_v4();
    for _ in 0..3 {
        say_with(&ana, project, "Once", key).expect(303);
    }
    agrees(&studio);
    assert_eq!(jonas.get("/messages").expect(200).texts_of("#unread .count").concat(), "1");
}

#[test]
fn a_user_who_joins_later_has_nothing_unread() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let ana = studio.sign_in(&studio.birch.manager);
    say(&ana, project, "Before Lena came");
    let lena = Person::new("Lena Brandt", studio.staff.role);
    studio.set_up(|tx| insert_person(tx, &lena));
    let page = studio.sign_in(&lena);
    assert_eq!(page.get("/messages").expect(200).texts_of("#unread .count").concat(), "");
    say(&ana, project, "After");
    assert_eq!(page.get("/messages").expect(200).texts_of("#unread .count").concat(), "1");
    page.get("/").expect(200).says("After");
    agrees(&studio);
}

#[test]
fn archiving_and_erasing_leave_the_right_count() {
    let studio = Studio::new();
    let (birch, north) = (studio.furnish(&studio.birch), studio.furnish(&studio.northlight));
    let (admin, ana) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.birch.manager));
    say(&ana, birch.project, "One");
    say(&studio.sign_in(&studio.northlight.manager), north.project, "Two");
    admin.get(&format!("/clients/{}", studio.northlight.id)).expect(200);
    admin.post(&format!("/clients/{}/archive", studio.northlight.id), &[]).expect(303);
    agrees(&studio);
    let tom = &studio.birch.member;
    admin.post(&format!("/people/{}/erasure", tom.id), &[("name", tom.name)]).expect(303);
    agrees(&studio);
    admin.post(&format!("/clients/{}/erasure", studio.birch.id), &[("name", studio.birch.name)]).expect(303);
    agrees(&studio);
}
