//! What the environment may and may not say.

use super::*;

fn read(pairs: &[(&str, &str)]) -> Result<Config, Vec<ConfigFault>> {
    Config::read(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string()))
}

const KEY: (&str, &str) = ("SECRET_KEY", "kR2zvH0qFZ8xJ1mW5tYbN7dLcP4gS6aQe9uXiO3h");
const DATABASE: (&str, &str) = ("DATABASE_URL", "postgres://app@localhost/portal");

#[test]
fn two_variables_are_enough_to_develop() {
    let config = read(&[KEY, DATABASE]).unwrap();
    assert_eq!(config.password_cost, USUAL_PASSWORD_COST);
    assert_eq!(config.web.public_url.as_str(), "http://localhost:3000/");
    assert!(!config.production && !config.web.https() && config.work_queue);
}

#[test]
fn all_faults_are_reported_together() {
    let faults = read(&[("APP_ENV", "prod"), ("PORT", "high"), ("SECRET_KEY", "short")]).unwrap_err();
    let named: Vec<_> = faults.iter().map(|fault| fault.variable).collect();
    assert_eq!(named, ["APP_ENV", "PORT", "DATABASE_URL", "SECRET_KEY"]);
}

#[test]
fn production_refuses_example_secrets_and_plain_http() {
    let production = ("APP_ENV", "production");
    for key in ["changeme-changeme-changeme-changeme", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        let faults =
            read(&[production, DATABASE, ("SECRET_KEY", key), ("PUBLIC_URL", "http://portal.example.org")])
                .unwrap_err();
        let named: Vec<_> = faults.iter().map(|fault| fault.variable).collect();
        assert_eq!(named, ["PUBLIC_URL", "SECRET_KEY"]);
    }
    assert!(read(&[production, DATABASE, KEY, ("PUBLIC_URL", "https://portal.example.org")]).is_ok());
}

#[test]
fn production_refuses_cheap_password_hashes() {
    let url = ("PUBLIC_URL", "https://portal.example.org");
    let cost = |env, cost| read(&[("APP_ENV", env), DATABASE, KEY, url, ("PASSWORD_COST", cost)]);
    let faults = cost("production", "11").unwrap_err();
    assert!(matches!(&faults[..], [fault] if fault.variable == "PASSWORD_COST"), "{faults:?}");
    assert_eq!(cost("production", "13").unwrap().password_cost, 13);
    assert_eq!(cost("development", "4").unwrap().password_cost, 4);
}

#[test]
fn unusable_mail_settings_and_a_public_url_with_a_password_are_refused() {
    for from in ["a b", "a@b.example\r\nBcc: c@d.example", "portal"] {
        let faults = read(&[KEY, DATABASE, ("MAIL_FROM", from)]).unwrap_err();
        assert!(matches!(&faults[..], [fault] if fault.variable == "MAIL_FROM"), "{from}: {faults:?}");
    }
    assert!(read(&[KEY, DATABASE, ("MAIL_FROM", "portal@studio.example")]).is_ok());
    let smtp = |url| read(&[KEY, DATABASE, ("SMTP_URL", url)]);
    let faults = smtp("smtp://mail.example:587?tls=none").unwrap_err();
    assert!(matches!(&faults[..], [fault] if fault.variable == "SMTP_URL"), "{faults:?}");
    assert!(smtp("smtp://mail.example:587?tls=required").is_ok());
    let faults = read(&[KEY, DATABASE, ("PUBLIC_URL", "http://user:pw@localhost:3000")]).unwrap_err();
    assert!(matches!(&faults[..], [fault] if fault.variable == "PUBLIC_URL"), "{faults:?}");
}

/// For every variable, values that cannot work. A new variable needs a line.
const CANNOT_WORK: &[(&str, &[&str])] = &[
    ("APP_ENV", &["prod", "Production"]),
    ("DATABASE_URL", &["mysql://a@b/c", "postgres://app@localhost", "postgres://app@localhost:99999/portal"]),
    ("MIGRATION_DATABASE_URL", &["portal", "postgres://owner@localhost/"]),
    ("DATABASE_POOL_SIZE", &["0", "101", "many"]),
    ("DATABASE_WAIT_SECONDS", &["0", "31"]),
    ("DATABASE_STATEMENT_SECONDS", &["0", "61"]),
    ("SECRET_KEY", &["short"]),
    ("SECRET_KEY_BEFORE", &["short", KEY.1]),
    ("PASSWORD_COST", &["3", "17", "high"]),
    (
        "PUBLIC_URL",
        &[
            "portal.example",
            "ftp://portal.example",
            "https://portal.example/path",
            "https://a:b@portal.example",
        ],
    ),
    ("BIND_ADDRESS", &["localhost", "1.2.3"]),
    ("PORT", &["0", "65536", "http"]),
    ("BODY_PATIENCE_SECONDS", &["0", "601"]),
    ("TRUSTED_HOPS", &["6", "-1"]),
    ("SMTP_URL", &["mail.example", "smtp://mail.example?tls=none"]),
    ("MAIL_FROM", &["portal", "a b@c.example"]),
    ("METRICS_TOKEN", &["short", "a token with blanks in it, long enough"]),
    ("WORK_QUEUE", &["yes"]),
    ("LOG", &["info,reprint=loud", "=[["]),
    ("LOG_FORMAT", &["xml"]),
    ("THROTTLE_CREDENTIALS", &["0", "none"]),
    ("THROTTLE_CREDENTIALS_IN_ALL", &["0"]),
    ("THROTTLE_STRANGERS", &["0"]),
    ("THROTTLE_SENT", &["0"]),
    ("THROTTLE_READ", &["0"]),
    ("UPLOADS_PER_ADDRESS", &["0"]),
    ("DOWNLOADS_PER_ADDRESS", &["0"]),
    ("BODIES_PER_ADDRESS", &["0"]),
    ("REQUESTS_PER_ADDRESS", &["0"]),
    ("STRIPE_SECRET_KEY", &["pk_test_0000000000000000", "sk_live_0000000000000000", "sk_test_"]),
    ("STRIPE_WEBHOOK_SECRET", &["whsec_0000000000000000", "secret"]),
    ("STRIPE_API_BASE", &["127.0.0.1:12111", "ftp://127.0.0.1", "http://127.0.0.1/v1"]),
    ("ASSETS_DIR", &["/no/such/folder"]),
];

#[test]
fn postgres_may_be_reached_through_a_socket() {
    for url in ["postgres://app@/portal?host=/run/postgresql", "postgres:///portal?host=/run/postgresql"] {
        assert!(read(&[KEY, ("DATABASE_URL", url)]).is_ok(), "{url}");
    }
}

#[test]
fn values_that_cannot_work_are_refused_at_start() {
    let listed: Vec<_> = CANNOT_WORK.iter().map(|(name, _)| *name).collect();
    assert_eq!(listed, VARIABLES.iter().map(|variable| variable.name).collect::<Vec<_>>());
    for (name, values) in CANNOT_WORK {
        for value in *values {
            let mut pairs = vec![(*name, *value)];
            pairs.extend([KEY, DATABASE].iter().filter(|(key, _)| key != name));
            let faults = read(&pairs).expect_err(value);
            assert!(matches!(&faults[..], [fault] if fault.variable == *name), "{name}={value}: {faults:?}");
        }
    }
}

#[test]
fn the_previous_key_meets_the_same_rules_and_differs_from_the_present_one() {
    let before = |key| read(&[KEY, DATABASE, ("SECRET_KEY_BEFORE", key)]);
    for key in ["short", KEY.1] {
        assert!(matches!(&before(key).unwrap_err()[..], [fault] if fault.variable == "SECRET_KEY_BEFORE"));
    }
    assert!(before("").unwrap().secret_key_before.is_none());
    assert!(before("h3OiXu9eQa6SgP4cLd7NbYt5Wm1Jx8ZFq0HvzK2Rk").unwrap().secret_key_before.is_some());
}

#[test]
fn secrets_do_not_show_when_printed() {
    let shown = format!("{:?}", read(&[KEY, DATABASE]).unwrap());
    assert!(!shown.contains("kR2z"), "{shown}");
}
