//! The whole story, from the invitation to the paid invoice: Vera of the studio and Ruth of a new client, each in her own browser.

use diesel::prelude::*;
use reprint::schema::project_types;

use super::sending;
use crate::{
    accounts::link_to,
    files::PDF,
    support::{chrome::Browser, *},
};

const RUTH: &str = "ruth@kestrel.example";

#[test]
fn two_browsers_from_the_invitation_to_the_paid_invoice() {
    let studio = Studio::new();
    Story { studio: &studio, vera: Browser::at(&studio), ruth: Browser::at(&studio), scripts: true }.play();
}

#[test]
fn the_whole_story_without_scripts() {
    let studio = Studio::new();
    let (vera, ruth) = (Browser::without_scripts(&studio), Browser::without_scripts(&studio));
    Story { studio: &studio, vera, ruth, scripts: false }.play();
}

struct Story<'a> {
    studio: &'a Studio,
    vera: Browser<'a>,
    ruth: Browser<'a>,
    scripts: bool,
}

impl Story<'_> {
    fn play(&self) {
        self.vera_signs_in();
        let link = self.vera_invites_ruth();
        self.ruth_sets_a_password_and_is_in(&link);
        let project = self.vera_opens_a_project();
        self.a_milestone_done_moves_ruths_bar(&project);
        self.both_send_and_download_files(&project);
        self.both_write_and_read(&project);
        let invoice = self.vera_sends_an_invoice(&project);
        self.ruth_opens_it_and_vera_records_a_payment(&invoice);
        self.the_feed_tells_it_all(&project);
        self.ruth_signs_out();
        for browser in [&self.vera, &self.ruth] {
            browser.has_no_complaints();
        }
    }

    fn vera_signs_in(&self) {
        let vera = &self.vera;
        self.studio.give_password(&self.studio.admin);
        vera.visit("/clients");
        vera.wait_for_path("/sign-in");
        vera.fill("email", &self.studio.admin.email);
        vera.fill("password", "not my password at all");
        vera.press("Sign in");
        vera.wait_for("That email address or password is not right");
        self.is_in_order(vera);
        vera.fill("password", PASSWORD);
        vera.press("Sign in");
        vera.wait_for_path("/clients");
    }

    /// Returns the link in the mail.
    fn vera_invites_ruth(&self) -> String {
        let vera = &self.vera;
        vera.press("New client");
        vera.fill("name", "Kestrel Coffee");
        vera.press("Save");
        vera.wait_for("Client added");
        vera.press_css("main .page-actions a[href$='/invitations']");
        vera.fill("name", "Ruth Adler");
        vera.fill("email", "ruth at kestrel");
        vera.press_css("#place-manager");
        self.send_what_only_the_server_refuses();
        vera.wait_for("Enter an email address");
        self.is_in_order(vera);
        vera.fill("email", RUTH);
        vera.press("Send invitation");
        vera.wait_for("the invitation was not mailed");
        vera.press("Continue");
        vera.wait_for("invited");
        vera.visit("/admin/mail");
        vera.wait_for("Your invitation to Studio Halbton");
        vera.wait_for(RUTH);
        link_to(self.studio, "invitation", RUTH).expect("a mail was written").0
    }

    /// Sends an invalid address, which the browser itself would reject.
    fn send_what_only_the_server_refuses(&self) {
        self.vera.run("document.querySelector('main form').noValidate = true");
        self.vera.press("Send invitation");
    }

    fn ruth_sets_a_password_and_is_in(&self, link: &str) {
        let ruth = &self.ruth;
        for _ in 0..2 {
            // Opening the link changes nothing: mail programs open links, too.
            ruth.visit(link);
            ruth.wait_for("Welcome, Ruth Adler");
        }
        ruth.visit("/projects");
        ruth.wait_for_path("/sign-in");
        ruth.visit(link);
        ruth.fill("password", PASSWORD);
        ruth.press("Accept invitation");
        // The page that she requested before signing in.
        ruth.wait_for_path("/projects");
        ruth.visit("/");
        ruth.wait_for("You’re all caught up");
        ruth.visit(link);
        ruth.wait_for("This link no longer works");
    }

    /// Pages with faults have to be accessible and fit on a phone like all others.
    fn is_in_order(&self, browser: &Browser) {
        if self.scripts {
            browser.is_accessible();
            browser.fits_a_phone();
        }
    }

    /// Returns its path.
    fn vera_opens_a_project(&self) -> String {
        let (vera, ruth) = (&self.vera, &self.ruth);
        self.studio.set_up(|tx| {
            let kind = (project_types::id.eq(uuid::Uuid::now_v7()), project_types::name.eq("Packaging"));
            Ok(diesel::insert_into(project_types::table).values(kind).execute(tx.conn())?)
        });
        vera.visit("/projects");
        vera.press("New project");
        vera.choose("client", "Kestrel Coffee");
        vera.fill("name", "Winter packaging");
        vera.choose("kind", "Packaging");
        vera.fill("starts_on", "11232026");
        vera.fill("due_on", "11202026");
        vera.fill("budget", "4,800");
        vera.fill("description", "Three bags and a sleeve, two inks.");
        vera.fill("milestones", "Dielines agreed\nProofs approved");
        vera.press("Create project");
        vera.wait_for("This is before the project starts");
        self.is_in_order(vera);
        vera.fill("due_on", "12232026");
        vera.press("Create project");
        vera.wait_for("Project created");
        vera.wait_for("4,800.00");
        let project = vera.path();

        ruth.visit("/");
        ruth.wait_for("Winter packaging");
        ruth.press("Winter packaging");
        ruth.wait_for("0 of 2 milestones done");
        assert_eq!(ruth.path(), project);
        assert!(!ruth.text().contains("Archive project"), "only the studio can do that");
        project
    }

    fn a_milestone_done_moves_ruths_bar(&self, project: &str) {
        let (vera, ruth) = (&self.vera, &self.ruth);
        assert!(ruth.has("progress[value='0']"));
        ruth.run("window.stayed = true");
        vera.press_css("main form[data-act=completion] button");
        vera.wait_for_css("progress[value='50']");
        vera.visit(project);
        vera.wait_for("1 of 2 milestones done");
        ruth.catch_up();
        ruth.wait_for("1 of 2 milestones done");
        ruth.wait_for_css("progress[value='50']");
        if self.scripts {
            assert_eq!(ruth.run("return window.stayed"), true, "without a reload");
        }
    }

    fn both_send_and_download_files(&self, project: &str) {
        let (vera, ruth) = (&self.vera, &self.ruth);
        let files = format!("{project}/files");
        for browser in [vera, ruth] {
            browser.visit(&files);
            browser.wait_for("No files yet");
        }
        let brief = "Two inks: black and a warm red.\n";
        self.send(
            ruth,
            &[("bag front.pdf", PDF), ("brief.txt", brief.as_bytes()), ("bag.txt", b"Not this.")],
        );
        for name in ["bag front.pdf", "brief.txt", "bag.txt"] {
            ruth.wait_for(name);
            vera.catch_up();
            vera.wait_for(name);
        }
        let newer = [PDF, b"% With the dieline.\n"].concat();
        self.send(
            vera,
            &[("bag front.pdf", &newer), ("proof.txt", b"Looks right."), ("logo.pdf", b"GIF89a")],
        );
        vera.wait_for("not a valid .pdf file");
        self.is_in_order(vera);
        vera.wait_for("Version 2");
        ruth.catch_up();
        ruth.wait_for("Version 2");
        ruth.wait_for("proof.txt");
        assert!(!ruth.text().contains("logo.pdf"), "a refused file is not listed");

        ruth.press_css("[aria-label='Download bag front.pdf']");
        assert_eq!(ruth.downloaded("bag front.pdf"), newer);
        vera.press_css("[aria-label='Download brief.txt']");
        assert_eq!(vera.downloaded("brief.txt"), brief.as_bytes());
        vera.press("bag front.pdf");
        vera.wait_for("downloaded once");
        vera.press_css("[aria-label='Download version 1 of bag front.pdf']");
        assert_eq!(vera.downloaded("bag front.pdf"), PDF);
    }

    /// With scripts, choosing files uploads them at once.
    fn send(&self, browser: &Browser, files: &[(&str, &[u8])]) {
        browser.attach("#file", files);
        if !self.scripts {
            browser.press_css("main form[enctype] button");
        }
    }

    fn both_write_and_read(&self, project: &str) {
        let (vera, ruth) = (&self.vera, &self.ruth);
        vera.visit("/");
        assert!(!vera.has("#unread .count"));
        ruth.visit(&format!("{project}/messages"));
        self.write(ruth, "The red is a little cold. Can it be warmer?");
        self.write(ruth, "And is the varnish <b>matt</b>?");
        vera.catch_up();
        vera.wait_for_css("#unread .count");
        eventually("two unread", || (self.unread(vera) == "2").then_some(()));
        vera.visit("/");
        vera.wait_for("And is the varnish <b>matt</b>?");
        vera.visit("/messages");
        vera.wait_for("Winter packaging");
        vera.press("Winter packaging");
        vera.wait_for("Can it be warmer?");
        vera.wait_for("Ruth Adler");
        self.mark_read(vera, project);
        eventually("nothing unread", || self.unread(vera).is_empty().then_some(()));

        self.write(vera, "Warmer it is: a new proof is with your files.");
        ruth.catch_up();
        ruth.wait_for("Warmer it is");
        self.write(ruth, "Thank you, that was quick.");
        vera.catch_up();
        vera.wait_for("Thank you, that was quick.");
        assert_eq!(vera.text().matches("Thank you, that was quick.").count(), 1);
        self.mark_read(vera, project);
        self.mark_read(ruth, project);
    }

    fn write(&self, browser: &Browser, text: &str) {
        browser.fill("body", text);
        browser.press("Send");
        let bubble = format!(
            "return [...document.querySelectorAll('.bubble-text')].filter(b => b.textContent === {}).length === 1",
            serde_json::json!(text)
        );
        eventually(text, || (browser.run(&bubble) == true).then_some(()));
    }

    /// With scripts, visible messages are marked as read; without scripts, there is a button.
    fn mark_read(&self, browser: &Browser, project: &str) {
        if !self.scripts && browser.has("read-mark button") {
            browser.press("Mark as read");
            // The button returns to the list of conversations.
            browser.wait_for_css("#threads");
            browser.visit(&format!("{project}/messages"));
        }
    }

    fn unread(&self, browser: &Browser) -> String {
        let count =
            "const count = document.querySelector('#unread .count'); return count ? count.textContent : ''";
        browser.run(count).as_str().unwrap_or_default().to_owned()
    }

    /// Returns its path.
    fn vera_sends_an_invoice(&self, project: &str) -> String {
        let vera = &self.vera;
        vera.visit(&format!("{project}/money"));
        vera.press("New invoice");
        vera.fill_css("#line_what-0", "Bags, two inks");
        vera.fill_css("#line_quantity-0", "3000");
        vera.fill_css("#line_unit-0", "pieces");
        vera.fill_css("#line_price-0", "0.40");
        vera.fill_css("#line_tax-0", "19");
        if self.scripts {
            vera.press("Add a line");
        }
        vera.fill_css("#line_what-1", "Design");
        vera.fill_css("#line_quantity-1", "4.5");
        vera.fill_css("#line_unit-1", "h");
        vera.fill_css("#line_price-1", "-80");
        vera.fill_css("#line_tax-1", "7");
        vera.fill("discount", "10");
        vera.fill("note", "Thank you for the quick answers.");
        vera.press("Save draft");
        vera.wait_for("Please check the marked fields");
        vera.wait_for("This cannot be less than zero");
        self.is_in_order(vera);
        vera.fill_css("#line_price-1", "80");
        vera.press("Save draft");
        vera.wait_for("Draft saved");
        // 1,200.00 and 360.00, less ten percent, plus 19 and 7 percent tax.
        vera.wait_for("1,404.00");
        vera.wait_for("1,631.88");
        let invoice = vera.path();
        self.ruth.visit(&invoice);
        self.ruth.wait_for("404");

        vera.press("Send to client");
        vera.wait_for(RUTH);
        self.is_in_order(vera);
        sending::send_after_taking_back(self.studio, vera, self.scripts);
        let number = self.number(vera);
        vera.visit("/admin/mail");
        vera.press(&number);
        vera.wait_for(RUTH);
        vera.wait_for("1,631.88");
        vera.wait_for(".pdf");
        vera.visit("/");
        vera.wait_for("Waiting on clients");
        vera.wait_for(&number);
        vera.visit(&invoice);
        invoice
    }

    fn number(&self, browser: &Browser) -> String {
        let number =
            "const number = document.querySelector('.invoice-number'); return number && number.textContent";
        eventually("a number", || {
            let number = browser.run(number).as_str()?.to_owned();
            (number != "Draft").then_some(number)
        })
    }

    fn ruth_opens_it_and_vera_records_a_payment(&self, invoice: &str) {
        let (vera, ruth) = (&self.vera, &self.ruth);
        ruth.visit("/");
        ruth.wait_for("Pay invoice");
        ruth.press("Pay invoice");
        ruth.wait_for("Bags, two inks");
        assert_eq!(ruth.path(), invoice);
        assert!(!ruth.text().contains("Record payment"), "only the studio can do that");
        let number = self.number(ruth);
        ruth.press_css("a[href$='/pdf']");
        let pdf = ruth.downloaded(&format!("{number}.pdf"));
        assert!(pdf.starts_with(b"%PDF-") && pdf.len() < 120_000, "{} bytes", pdf.len());

        self.pay("1000");
        vera.wait_for("631.88");
        ruth.catch_up();
        ruth.wait_for("Partly paid");
        ruth.wait_for("631.88");
        self.pay("631.88");
        for browser in [vera, ruth] {
            browser.catch_up();
            browser.wait_for_css(".badge[data-tone=good]");
            assert!(!browser.text().contains("Partly paid"));
        }
        ruth.visit("/");
        ruth.wait_for("You’re all caught up");
        vera.visit("/");
        vera.wait_for("received this month");
        vera.wait_for("1,631.88");
        assert!(!vera.text().contains("Waiting on clients"));
    }

    fn pay(&self, amount: &str) {
        let vera = &self.vera;
        vera.fill("amount", amount);
        vera.choose("method", "Bank transfer");
        vera.fill("reference", "Statement 48");
        vera.press("Record payment");
        vera.wait_for("Payment recorded");
    }

    fn the_feed_tells_it_all(&self, project: &str) {
        for browser in [&self.vera, &self.ruth] {
            browser.visit(&format!("{project}/activity"));
            for told in ["Winter packaging", "Dielines agreed", "brief.txt", "1,631.88"] {
                browser.wait_for(told);
            }
        }
    }

    fn ruth_signs_out(&self) {
        self.ruth.press_css(".menu > summary");
        self.ruth.press("Sign out");
        self.ruth.wait_for_path("/sign-in");
        self.ruth.visit("/projects");
        self.ruth.wait_for_path("/sign-in");
    }
}
