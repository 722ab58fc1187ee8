//! What changes while a file is on its way, or while somebody throws one away.

use std::{sync::Arc, thread};

use reprint::kernel::time::SystemClock;

use super::*;
use crate::access::late::{late, waiting_for_and};

#[test]
fn nobody_throws_a_version_away_that_another_sends_in_that_moment() {
    let (studio, project, ana) = ana_at_the_files();
    let (jonas, tom) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.member));
    send(&ana, project, "label.pdf", PDF).expect(303);
    let file = pages(&ana, project).remove(0);
    jonas.get(&files_of(project)).expect(200);
    // His version waits for the file's row; she means what she sends while it does.
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
fn a_file_on_its_way_is_not_taken_in_once_its_project_is_archived() {
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
