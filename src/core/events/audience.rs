use std::sync::Arc;

use crate::{
    access::{Asks, Reach, Role, Scope, Standing},
    kernel::ids::{ClientId, StudioId},
};

/// The readers for whom an event is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The studio's staff and admins.
    Studio,
    /// The users of one client.
    Client(ClientId),
}

impl Audience {
    /// The audience to which a role belongs.
    pub fn of(role: Role) -> Self {
        match role {
            Role::Admin | Role::Staff => Self::Studio,
            Role::Client { client, .. } => Self::Client(client),
        }
    }
}

/// Reads the database as an audience: sees what each of its users sees, and acts for none of them.
#[derive(Debug, Clone, Copy)]
pub struct Onlooker {
    pub studio: StudioId,
    pub audience: Audience,
}

impl Asks for Onlooker {
    fn scope(&self) -> Scope {
        let role = match self.audience {
            Audience::Studio => Role::Staff,
            Audience::Client(client) => Role::Client { client, standing: Standing::Member },
        };
        Scope { studio: self.studio, user: None, reach: Reach::Person(role) }
    }

    fn named(&self) -> &str {
        "live"
    }

    fn origin(&self) -> Arc<crate::access::Origin> {
        Arc::default()
    }
}
