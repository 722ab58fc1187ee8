//! Which actions ask for confirmation, and where a refusal leads back to.

use super::sweep::World;
use crate::support::*;

#[test]
fn issue_11_only_destructive_actions_are_confirmed_in_red() {
    let world = World::new();
    let vera = world.studio.sign_in(&world.studio.admin);
    let draft = format!("/invoices/{}", world.birch.draft);
    let kinds = |page: &Page| -> Vec<(String, String)> {
        let actions = page.attributes("confirm-button form", "action");
        actions.into_iter().zip(page.attributes("confirm-button", "data-kind")).collect()
    };
    let mut seen = 0;
    for page in world.pages(false) {
        for (action, kind) in kinds(&vera.get(&page)) {
            seen += 1;
            assert_eq!(kind, "danger", "{action} on {page}");
        }
    }
    assert!(seen >= 6, "{seen}");
    vera.get(&draft).expect(200);
    let asked = vera.get(&format!("{draft}/delivery")).expect(200);
    assert!(asked.has("main form .button-primary") && !asked.has(".button-danger"));
    let asked = vera.post(&format!("{draft}/removal"), &[]).expect(200);
    assert!(asked.has("main .button-danger[data-agree]"));
}

#[test]
fn issue_11_fresh_proof_before_voiding_leads_back_to_the_question() {
    let clock =
        std::sync::Arc::new(reprint::kernel::time::FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let studio = Studio::at(&served);
    let path = crate::invoices::sent(&studio);
    let vera = studio.sign_in(&studio.admin);
    vera.get(&path).expect(200);
    clock.advance(chrono::Duration::minutes(11));
    let voiding = format!("{path}/voiding");
    let way = vera.post(&voiding, &[("confirmed", "yes")]).expect(303).location();
    assert!(way.starts_with("/account/proof?") && way.contains("voiding"), "{way}");
    let proof = vera.get(&way).expect(200).says("You are asked once more");
    assert_eq!(proof.value_of("next"), voiding);
    let asked = vera.get(&voiding).expect(200).says("has not been voided yet").says("Void this invoice?");
    assert!(asked.has(&format!("form[action='{voiding}'] [name=confirmed]")));
    vera.get(&path).expect(200).lacks("Voided");
}

#[test]
fn issue_11_a_refusal_leads_back_to_the_page_of_the_row() {
    let world = World::new();
    let vera = world.studio.sign_in(&world.studio.admin);
    let (place, page) =
        (format!("/invoices/{}/voiding", world.birch.invoice), format!("/invoices/{}", world.birch.invoice));
    vera.get(&page).expect(200);
    let from = |referer: &str| {
        let fields = [("_csrf", vera.token()), ("confirmed", "yes".to_owned())];
        let request = vera.request(reqwest::Method::POST, &place).form(&fields);
        vera.send(request.header("referer", referer)).expect(409)
    };
    let told = from(&format!("{}{page}", vera.address()));
    let told = told.says("That is not possible right now").lacks("Someone else").lacks("Reload");
    assert_eq!(told.attributes("main .button-primary", "href"), std::slice::from_ref(&page));
    for elsewhere in ["http://evil.example//evil.example/", "nonsense", "http://evil.example/\\evil"] {
        let told = from(elsewhere);
        let links = told.attributes("main a", "href");
        assert!(links.iter().all(|link| link.starts_with('/') && !link.starts_with("//")), "{links:?}");
    }
}
