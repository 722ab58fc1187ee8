use super::{link_to, sessions_of, state_of};
use crate::support::{PASSWORD, Studio};

#[test]
fn an_admin_invites_a_colleague() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    admin.get("/people/invitations").expect(200);
    let fields = [("name", "Mira Sand"), ("email", "mira@studio.example"), ("place", "staff")];
    admin.post("/people/invitations", &fields).expect(303);
    admin.get("/people").expect(200).says("Mira Sand").says("invited").says("Jonas Weber");
    admin.get("/people?of=clients").expect(200).says("Ana Keller").says("Northlight");
    let (link, _) = link_to(&studio, "invitation", "mira@studio.example").unwrap();
    let mira = studio.visit();
    mira.get(&link).expect(200);
    mira.post(&link, &[("password", PASSWORD)]).expect(303);
    mira.get("/clients").expect(200);
    mira.get("/people").expect(403);
    let taken = [("name", "Ana"), ("email", studio.birch.manager.email.as_str()), ("place", "staff")];
    admin.get("/people/invitations");
    assert!(admin.post("/people/invitations", &taken).expect(422).field_fault("email").is_some());
}

#[test]
fn a_closed_account_is_signed_out_at_once_and_can_be_reopened() {
    let studio = Studio::new();
    let (admin, staff) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.staff));
    staff.get("/clients").expect(200);
    let closing = format!("/people/{}/closing", studio.staff.id);
    admin.get(&closing).expect(200).says("Close Jonas Weber’s account?");
    admin.post(&closing, &[]).expect(303);
    staff.get("/clients").expect(303);
    assert_eq!(state_of(&studio, studio.staff.id), "deactivated");
    assert_eq!(sessions_of(&studio, studio.staff.id), 0);
    admin.get("/people").expect(200).says("closed");
    admin.post(&format!("/people/{}/opening", studio.staff.id), &[]).expect(303);
    assert_eq!(
        state_of(&studio, studio.staff.id),
        "invited",
        "an account without a password reopens as invited"
    );
    staff.get("/clients").expect(303);
}

#[test]
fn nobody_can_close_their_own_account_or_one_of_another_studio() {
    let (studio, other) = (Studio::new(), Studio::new());
    let admin = studio.sign_in(&studio.admin);
    admin.get("/people").expect(200);
    admin.post(&format!("/people/{}/closing", studio.admin.id), &[]).expect(409).says("your own account");
    admin.post(&format!("/people/{}/closing", other.staff.id), &[]).expect(404);
    assert_eq!(state_of(&studio, studio.admin.id), "active");
    assert_eq!(state_of(&other, other.staff.id), "active");
}
