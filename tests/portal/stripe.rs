//! What `reprint check` says of the keys of Stripe.

use crate::support::{command::reprint_with, stripe::Fake};

/// What is said of Stripe, line by line; and whether nothing was wrong with it.
fn checked(variables: &[(&str, &str)]) -> (bool, String) {
    let (_, said) = reprint_with(variables, &["check"]);
    let lines: Vec<_> = said.lines().filter(|line| line.to_lowercase().contains("stripe")).collect();
    let well = !lines.is_empty() && lines.iter().all(|line| line.starts_with("ok "));
    (well, lines.join("\n"))
}

fn keys<'a>(key: &'a str, secret: &'a str, base: &'a str) -> [(&'a str, &'a str); 3] {
    [("STRIPE_SECRET_KEY", key), ("STRIPE_WEBHOOK_SECRET", secret), ("STRIPE_API_BASE", base)]
}

#[test]
fn without_a_key_invoices_are_paid_by_transfer() {
    let (well, said) = checked(&[]);
    assert!(well && said.contains("paid by transfer"), "{said}");
}

#[test]
fn keys_that_stripe_knows_are_said_to_be_well() {
    let fake = Fake::start();
    let base = fake.base();
    let (well, said) = checked(&keys(&fake.key, &fake.webhook_secret, base.as_str()));
    assert!(well && said.contains("the account is Studio, in test mode"), "{said}");
    let (well, said) = checked(&keys(&fake.restricted_key, &fake.webhook_secret, base.as_str()));
    assert!(well && said.contains("restricted key is accepted, in test mode"), "{said}");
}

#[test]
fn what_is_wrong_with_them_is_named_and_no_secret_is() {
    let fake = Fake::start();
    let base = fake.base();
    let live = fake.key.replace("test", "live");
    for (key, secret, named) in [
        (fake.key.as_str(), "", "STRIPE_WEBHOOK_SECRET is not set"),
        ("sk_test_somebodyelseskey1", fake.webhook_secret.as_str(), "the API key was rejected"),
        ("", &fake.webhook_secret, "STRIPE_WEBHOOK_SECRET: is set without STRIPE_SECRET_KEY"),
        (&live, &fake.webhook_secret, "STRIPE_SECRET_KEY: is a live key"),
        (&fake.key, &fake.key, "STRIPE_WEBHOOK_SECRET: is no secret of a webhook"),
    ] {
        let (well, said) = checked(&keys(key, secret, base.as_str()));
        assert!(!well && said.contains(named), "{named}: {said}");
        assert!(!said.contains(&fake.key[8..]) && !said.contains("somebodyelse"), "{said}");
    }
}
