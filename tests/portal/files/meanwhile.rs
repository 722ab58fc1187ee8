//! Changes while a file is being uploaded or deleted.

use std::{sync::Arc, thread};

use reprint::kernel::time::SystemClock;

use super::*;
use crate::access::late::{late, waiting_for_and};

#[test]
fn a_client_user_cannot_delete_a_file_while_someone_else_adds_a_version() {
    let (studio, project, ana) = ana_at_the_files();
    let (jonas, tom) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.member));
    send(&ana, project, "label.pdf", PDF).expect(303);
    let file = pages(&ana, project).remove(0);
    jonas.get(&files_of(project)).expect(200);
    // His version waits for the file's row; meanwhile she sends the deletion that she has confirmed.
    let row = format!("select from files where project_id = '{project}' for update");
    let sent = move || jonas.upload(&files_of(project), &[], &[("file", "label.pdf", &large(1_000))]).status;
    let deletion = format!("{file}/deletion");
    let (answered, deleted) = thread::scope(|scope| {
        let mut deleting = None;
        let answered = waiting_for_and(&studio, &row, sent, |waiting| {
            deleting = Some(scope.spawn(move || ana.post(&deletion, &[("confirmed", "yes")]).status));
            eventually("both wait", || (waiting() == 2).then_some(()));
        });
        (answered, deleting.expect("it was sent").join().expect("it is answered"))
    });
    assert_eq!((answered, deleted), (303, 403));
    tom.get(&file).expect(200).says("label.pdf");
}

#[test]
fn an_upload_is_refused_if_its_project_is_archived_in_the_meantime() {
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &[]));
    let project = autumn_catalogue(&studio);
    let (tom, jonas) = (studio.sign_in(&studio.birch.member), studio.sign_in(&studio.staff));
    tom.get(&files_of(project)).expect(200);
    let part = "Content-Disposition: form-data; name=\"file\"; filename=\"late.txt\"";
    let body = format!("--b\r\n{part}\r\n\r\n{}\r\n--b--\r\n", "One sheet. ".repeat(50));
    let upload = |meanwhile: &dyn Fn()| {
        late(&studio, &tom, &files_of(project), "multipart/form-data; boundary=b", body.as_bytes(), meanwhile)
    };
    assert_eq!(upload(&|| ()), 303, "the control");
    let archive = || drop(jonas.post(&format!("/projects/{project}/archive"), &[]).expect(303));
    assert_eq!(upload(&archive), 409);
    assert_eq!(pages(&tom, project).len(), 1);
}
