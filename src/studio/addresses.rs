//! The networks from which the studio's own people may sign in.

use std::net::IpAddr;

use askama::Template;
use ipnet::IpNet;

use super::{actions, queries};
use crate::{
    access::SystemViewer,
    kernel::ids::StudioId,
    tenancy::{Studios, is_within},
    web::{Label, Labels, filters, form, prelude::*, titled},
};

titled! { AddressesPage = "studio-addresses-title"; }

form! {
    /// The ranges as typed, one per line.
    pub struct AddressesForm of AddressesText {
        pub addresses: Field,
        /// The revision of the list that the form was filled in from.
        pub revision: Field,
    }
}

/// The maximum number of ranges.
const MOST: usize = 50;

impl AddressesForm {
    /// Parses the ranges into their canonical form; a single address is a range of one. `here` is the admin's own
    /// address: a list without it would lock them out. Returns `None` if the list is refused.
    pub fn parse(&mut self, here: &str) -> Option<String> {
        let ranges = self.addresses.read(|typed| ranges(typed, here));
        self.accept(ranges?)
    }
}

fn ranges(typed: &str, here: &str) -> Result<String, Fault> {
    let lines: Vec<&str> = typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST {
        return Err(Fault::counting("studio-fault-addresses-many", "most", MOST));
    }
    let range = |line: &&str| {
        let read = line.parse::<IpNet>().or_else(|_| line.parse::<IpAddr>().map(IpNet::from));
        read.map(|range| range.trunc().to_string()).map_err(|_| {
            Fault::mentioning("studio-fault-address", "typed", line.chars().take(60).collect::<String>())
        })
    };
    let list = lines.iter().map(range).collect::<Result<Vec<_>, _>>()?.join("\n");
    if is_within(&list, here) {
        Ok(list)
    } else {
        Err(Fault::mentioning("studio-fault-locks-out", "here", here.to_owned()))
    }
}

/// The form for the ranges.
#[derive(Template)]
#[template(path = "studio/addresses.html")]
pub struct AddressesPage {
    pub here: String,
    pub form: AddressesForm,
    /// What someone else has changed since: the translation key of the field's label, and the stored value.
    pub theirs: Option<Vec<(&'static str, String)>>,
}

/// The form.
pub async fn show(admin: Admin, db: Data<Db>, ui: Ui) -> AppResult {
    let networks = db.read(&admin, queries::networks).await?;
    let form = AddressesText { addresses: networks.addresses, revision: networks.revision.to_string() };
    ui.page(&AddressesPage { here: admin.origin.address.clone(), form: form.into(), theirs: None })
}

/// Saves the ranges, unless someone else has saved since the form was filled in: then both versions are shown. Every
/// instance applies them within seconds.
pub async fn update(
    admin: Admin,
    PostForm(mut form): PostForm<AddressesForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let here = admin.origin.address.clone();
    let revision = form.revision.typed().parse().ok();
    let Some(addresses) = form.parse(&here) else {
        return ui.refuse(&AddressesPage { here, form, theirs: None });
    };
    let meant = addresses.clone();
    if let Err(now) = db.write(&admin, move |tx| actions::revise_networks(tx, revision, &addresses)).await? {
        form.revision.fill(now.revision.to_string());
        let differs = (now.addresses != meant).then_some(("studio-addresses", now.addresses));
        return ui.conflict(&AddressesPage { here, form, theirs: Some(differs.into_iter().collect()) });
    }
    studios.forget();
    ui.go_to_saying(urls::STUDIO, "studio-said-saved")
}

/// Lets staff sign in from anywhere again after they have locked themselves out: `reprint studio open`. Blocks the
/// calling thread.
pub fn open_to_all(db: &Db, studio: StudioId) -> AppResult<()> {
    db.write_here(&SystemViewer::new(studio, "command line"), |tx| actions::save_networks(tx, ""))
}

/// The label of the field of an [`AddressesForm`].
pub const LABELS: Labels = &[Label::typed("addresses", "studio-addresses")];

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(typed: &str) -> Option<String> {
        let text = AddressesText { addresses: typed.to_owned(), ..AddressesText::default() };
        AddressesForm::from(text).parse("203.0.113.7")
    }

    #[test]
    fn ranges_are_stored_in_canonical_form() {
        assert_eq!(
            parse(" 203.0.113.9/24 \n\n2001:DB8::/32\n203.0.113.7").unwrap(),
            "203.0.113.0/24\n2001:db8::/32\n203.0.113.7/32"
        );
        assert_eq!(parse("  \n").unwrap(), "");
    }

    #[test]
    fn a_list_that_is_invalid_or_locks_the_admin_out_is_refused() {
        for typed in ["198.51.100.0/24", "2001:db8::/32", "203.0.113.8", "203.0.113.0/33", "the office"] {
            assert!(parse(typed).is_none(), "{typed}");
        }
    }
}
