//! Shared parts of the sweeps: a studio with fixtures, and routes with ids filled in.

use actix_web::http::Method;
use reprint::{access::Reach, web::Route};
use uuid::Uuid;

use crate::{
    accounts::{link_to, registration::code_of},
    support::{sql, *},
};

/// Every route, sorted by path and method.
pub fn routes() -> Vec<Route> {
    let mut routes = reprint::app::ROOMS.routes();
    routes.sort_by_key(|route| (route.path, route.method.to_string()));
    routes
}

/// A studio with one row of every kind for each client.
pub struct World {
    pub studio: Studio,
    pub birch: Things,
    pub northlight: Things,
}

impl World {
    pub fn new() -> Self {
        Self::of(Studio::new())
    }

    /// The fixtures in a given studio.
    pub fn of(studio: Studio) -> Self {
        let (birch, northlight) = (studio.furnish(&studio.birch), studio.furnish(&studio.northlight));
        Self { studio, birch, northlight }
    }

    /// A route's path with the ids of Birch & Beam's rows.
    pub fn path(&self, route: &Route) -> String {
        self.birch.path(route, &self.studio)
    }

    /// The addresses of pages: those of the routes, some with filters that find something else or nothing, and for signed-out readers
    /// the links of mails.
    pub fn pages(&self, signed_out: bool) -> Vec<String> {
        let pages = routes().into_iter().filter(|route| route.method == Method::GET);
        let mut paths: Vec<String> = pages.map(|route| self.path(&route)).collect();
        let more = [
            "/nowhere",
            "/people?of=clients",
            "/projects?q=nothing+is+called+so",
            "/invoices?standing=void",
            "/clients?show=archived",
        ];
        paths.extend(more.map(str::to_owned));
        paths.push(format!("/projects/new?client={}", self.studio.birch.id));
        paths.push(format!("/invoices/new?client={}", self.studio.birch.id));
        paths.push(format!("/invoices/{}", self.birch.draft));
        if signed_out {
            paths.extend(links(&self.studio));
        }
        paths
    }

    /// The result of a statement for each table with rows of the studio, as the system sees them; `of` builds the statement, which
    /// returns `text`.
    pub fn of_each_table(&self, of: impl Fn(&str) -> String) -> Vec<(String, String)> {
        let system = reprint::access::Scope {
            reach: Reach::System,
            user: None,
            ..self.studio.scope(&self.studio.admin)
        };
        sql::probe(&mut sql::app(), system, |connection| {
            let tables = "select c.relname::text as text from pg_class c
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'studio_id'
                where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'studio_hosts' order by 1";
            let tables = sql::texts(connection, tables);
            let asked = |table: String| (sql::texts(connection, &of(&table)).remove(0), table);
            tables.into_iter().map(asked).map(|(told, table)| (table, told)).collect()
        })
    }

    /// A hash of each table of the studio: unchanged by a request that must have no effect.
    pub fn fingerprint(&self, but: &[&str]) -> Vec<String> {
        let hashed = self.of_each_table(|table| {
            format!(
                "select coalesce(md5(string_agg(row, '' order by row)), '') || count(*) as text
                    from (select (to_jsonb(t) - array['last_seen_at', 'seen_address'])::text as row from {table} t) rows"
            )
        });
        let is_told = |table: &str| table != "throttles" && !but.contains(&table);
        hashed
            .into_iter()
            .filter(|(table, _)| is_told(table))
            .map(|(table, hash)| format!("{table} {hash}"))
            .collect()
    }
}

/// The links in mails that lead to setting a password: of an invitation, a registration, and a password reset for Ana.
pub fn links(studio: &Studio) -> [String; 3] {
    let ana = &studio.birch.manager;
    let jonas = studio.sign_in(&studio.staff);
    let invitations = format!("/clients/{}/invitations", studio.birch.id);
    jonas.get(&invitations).expect(200);
    let lena = [("name", "Lena Brandt"), ("email", "lena@birch.example"), ("place", "member")];
    jonas.post(&invitations, &lena).expect(303);
    let visitor = studio.visit();
    visitor.get("/password-resets").expect(200);
    visitor.post("/password-resets", &[("email", &ana.email)]).expect(200);
    let pia = [("code", &*code_of(studio)), ("name", "Pia Sand"), ("email", "pia@birch.example")];
    visitor.post("/registration", &pia).expect(200);
    studio.work_off();
    let link = |kind, email: &str| link_to(studio, kind, email).expect("a mail was written").0;
    [
        link("invitation", "lena@birch.example"),
        link("registration", "pia@birch.example"),
        link("password_reset", &ana.email),
    ]
}

/// Whether a path contains an id.
pub fn names_a_thing(path: &str) -> bool {
    path.contains('{')
}

/// Sends a route's request, with the token and the minimum of fields that can be read; uploads carry a small file.
pub fn call(client: &Client, route: &Route, path: &str, studio: &Studio, things: &Things) -> Page {
    if route.method == Method::GET {
        return client.get(path);
    }
    if takes_files(route) {
        return client.upload(path, &[], &[("file", "sheet.txt", b"One sheet.")]);
    }
    let fields = fields_of(route, studio, things);
    client.post(path, &fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
}

/// The values of a form in `fields.txt`, if its line has any: enough for the form to have its effect.
pub fn values_of(route: &Route, studio: &Studio, things: &Things) -> Vec<(&'static str, String)> {
    let lines = include_str!("fields.txt").lines().filter(|line| !line.starts_with('#'));
    let line = lines
        .map(str::split_whitespace)
        .find_map(|mut words| (words.next() == Some(route.path)).then_some(words));
    let known = [("{client}", studio.birch.id.to_string()), ("{project}", things.project.to_string())];
    let value = |text: &str| known.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, id));
    let given = line.into_iter().flatten().filter_map(|word| word.split_once('='));
    given.map(|(field, text)| (field, value(text))).collect()
}

/// The minimum of fields with which a route's form can be read.
pub fn fields_of(route: &Route, studio: &Studio, things: &Things) -> Vec<(&'static str, String)> {
    match route.path {
        "/invoices" | "/invoices/sums" => vec![("client", studio.birch.id.to_string())],
        "/projects/{id}/status" => vec![("status", "review".to_owned())],
        "/conversations/{id}/read" => vec![("through", things.message.to_string())],
        "/invoices/{id}/payments" => vec![("key", Uuid::now_v7().to_string())],
        "/projects/{id}/messages" | "/clients/{id}/messages" => {
            vec![("client_key", Uuid::now_v7().to_string())]
        }
        "/invoices/{id}/delivery" => {
            let shown = shown_of(studio, things);
            let seen = "mail address characters".to_owned();
            vec![("revision", "1".to_owned()), ("shown", shown), ("anyway", seen)]
        }
        "/invoices/{id}/voiding"
        | "/invoices/{id}/removal"
        | "/clients/{id}/code/revocation"
        | "/people/sessions/ending"
        | "/people/{id}/sessions/ending" => vec![("confirmed", "yes".to_owned())],
        "/studio/addresses" => vec![("revision", "1".to_owned())],
        "/milestones/{id}/position" => vec![("to", "up".to_owned())],
        _ => Vec::new(),
    }
}

/// The `shown` value of the page for sending a draft; empty if the draft is on its way. Removes the session that it needs.
fn shown_of(studio: &Studio, things: &Things) -> String {
    let sessions = || studio.set_up(|tx| Ok(sql::texts(tx.conn(), "select id::text as text from sessions")));
    let before = sessions();
    let sheet = studio.sign_in(&studio.admin).get(&format!("/invoices/{}/delivery", things.draft));
    let ours: Vec<String> = sessions().into_iter().filter(|id| !before.contains(id)).collect();
    let gone =
        format!("delete from sessions where id::text = any(string_to_array('{}', ','))", ours.join(","));
    studio.set_up(|tx| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(&gone), tx.conn())?));
    if sheet.status == 200 { sheet.value_of("shown") } else { String::new() }
}

/// Whether a route takes multipart uploads; every other POST is a plain form.
pub fn takes_files(route: &Route) -> bool {
    route.method == Method::POST
        && (route.path.ends_with("/files")
            || route.path.ends_with("/versions")
            || route.path == "/account/avatar")
}
