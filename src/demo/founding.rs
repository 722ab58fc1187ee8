//! Creates the studio, its clients and its people.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    HOST, PASSWORD,
    calendar::Calendar,
    queries,
    story::{
        Company, Person, Place,
        people::{self, COMPANIES, PEOPLE},
    },
    telling::{Telling, missing, name},
};
use crate::{
    access::{Role, Standing, SystemViewer, Viewer},
    accounts::{
        self, NewUser, State,
        password::{self, Password, Pepper},
    },
    clients::{self, ClientInput},
    config::Config,
    db::Db,
    error::{AppError, AppResult},
    kernel::{Currency, Locale, Sha256, ids::SessionId, time::FixedClock},
    studio::{self, NewStudio, Settings},
};

impl Telling {
    /// Creates the studio without any history.
    pub fn begin(config: &Config, db: Db, clock: Arc<FixedClock>, calendar: Calendar) -> AppResult<Self> {
        let studio = studio::found(
            &db,
            &NewStudio {
                name: name(people::STUDIO_NAME)?,
                host: HOST.into(),
                locale: Locale::En,
                zone: calendar.zone(),
                currency: Currency::EUR,
            },
        )?;
        let founder = SystemViewer::new(studio, "demo");
        let settings = settings(&calendar)?;
        let types = db.write_here(&founder, |tx| {
            studio::save(tx, &settings)?;
            queries::types(tx)
        })?;
        let mut telling = Self {
            db,
            clock,
            calendar,
            studio,
            base_url: config.web.public_url.clone(),
            clients: HashMap::new(),
            people: HashMap::new(),
            types,
            projects: HashMap::new(),
            invoices: HashMap::new(),
            said: HashMap::new(),
            whispered: HashSet::new(),
        };
        telling.invite(&founder, &Pepper::of(config))?;
        Ok(telling)
    }

    /// Creates clients and users. All have the same password, which is therefore hashed only once.
    fn invite(&mut self, founder: &SystemViewer, pepper: &Pepper) -> AppResult<()> {
        let hash = password::hash_here(pepper, &Password::chosen(PASSWORD))?;
        for company in COMPANIES {
            let input = ClientInput {
                name: name(company.name)?,
                email: company.email.into(),
                address: company.address.into(),
                tax_id: company.tax_id.into(),
                currency: company.currency,
                locale: company.locale,
            };
            let id = self.db.write_here(founder, |tx| clients::create(tx, &input))?;
            self.clients.insert(company.name, id);
        }
        for person in PEOPLE {
            let role = self.role(person)?;
            let new = NewUser {
                name: name(person.name)?,
                email: person.email.parse().map_err(AppError::internal)?,
                role,
                state: State::Active,
                locale: Some(person.locale),
            };
            let user = self.db.write_here(founder, |tx| {
                let user = accounts::create_user(tx, &new)?;
                accounts::keep_password(tx, user, &hash)?;
                Ok(user)
            })?;
            let viewer = Viewer {
                studio: self.studio,
                user,
                role,
                name: person.name.into(),
                email: person.email.into(),
                locale: Some(person.locale),
                zone: self.calendar.zone(),
                theme: None,
                avatar: None,
                unread_messages: 0,
                turns: 0,
                session: SessionId::new(),
                cookie: Sha256::of([]),
                proven_at: self.calendar.beginning(),
                origin: Arc::default(),
            };
            self.people.insert(person.email, viewer);
        }
        Ok(())
    }

    fn role(&self, person: &Person) -> AppResult<Role> {
        let client =
            |company: &Company| self.clients.get(company.name).copied().ok_or_else(|| missing(company.name));
        Ok(match person.place {
            Place::Admin => Role::Admin,
            Place::Staff => Role::Staff,
            Place::Manager(company) => Role::Client { client: client(company)?, standing: Standing::Manager },
            Place::Member(company) => Role::Client { client: client(company)?, standing: Standing::Member },
        })
    }
}

/// The studio's settings, some of which appear on invoices.
fn settings(calendar: &Calendar) -> AppResult<Settings> {
    Ok(Settings {
        // The demo can be used without a second factor, and says so.
        factor_for_staff: false,
        factor_for_clients: false,
        name: name(people::STUDIO_NAME)?,
        email: people::STUDIO_EMAIL.into(),
        address: people::STUDIO_ADDRESS.into(),
        tax_id: people::STUDIO_TAX_ID.into(),
        bank: people::STUDIO_BANK.into(),
        locale: Locale::En,
        zone: calendar.zone(),
        currency: Currency::EUR,
        accent: "#0057FF".into(),
        invoice_prefix: "RP-".parse().map_err(AppError::internal)?,
        payment_days: 14,
    })
}
