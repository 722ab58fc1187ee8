//! The forms of erasure and retention.

use super::rules::{LIMITS, Periods};
use crate::web::{Fault, Field, Form, form};

form! {
    /// An erasure, confirmed by typing the name of the person or client.
    pub struct ErasureForm of ErasureText {
        pub name: Field,
        /// `yes`: the names of files the person uploaded are erased too.
        pub file_names: Field,
    }
}

impl ErasureForm {
    /// Whether file names are erased. Returns `None` if the typed name does not match.
    pub fn parse(&mut self, name: &str) -> Option<bool> {
        self.name.read(|typed| match typed.trim() {
            "" => Err(Fault::new("fault-empty")),
            typed if typed == name.trim() => Ok(()),
            _ => Err(Fault::new("privacy-fault-name")),
        })?;
        Some(self.file_names.is_ticked())
    }
}

form! {
    /// The form of the retention periods.
    pub struct RetentionForm of RetentionText {
        pub feed: Field,
        pub mail: Field,
        pub session: Field,
        pub link: Field,
        pub export: Field,
        pub trash: Field,
        pub audit: Field,
        /// The revision of the periods that the form was filled from.
        pub revision: Field,
    }
}

impl RetentionText {
    /// The text that shows the periods.
    pub fn of(periods: &Periods, revision: i32) -> Self {
        Self {
            feed: periods.feed.to_string(),
            mail: periods.mail.to_string(),
            session: periods.session.to_string(),
            link: periods.link.to_string(),
            export: periods.export.to_string(),
            trash: periods.trash.to_string(),
            audit: periods.audit.to_string(),
            revision: revision.to_string(),
        }
    }
}

impl RetentionForm {
    /// The period fields, each with its minimum.
    pub fn with_least(&self) -> [(&Field, i32); 7] {
        [
            (&self.feed, LIMITS.feed.0),
            (&self.mail, LIMITS.mail.0),
            (&self.session, LIMITS.session.0),
            (&self.link, LIMITS.link.0),
            (&self.export, LIMITS.export.0),
            (&self.trash, LIMITS.trash.0),
            (&self.audit, LIMITS.audit.0),
        ]
    }

    /// The periods. Returns `None` if a field is refused.
    pub fn parse(&mut self) -> Option<Periods> {
        let feed = self.feed.read(|typed| days(typed, LIMITS.feed));
        let mail = self.mail.read(|typed| days(typed, LIMITS.mail));
        let session = self.session.read(|typed| days(typed, LIMITS.session));
        let link = self.link.read(|typed| days(typed, LIMITS.link));
        let export = self.export.read(|typed| days(typed, LIMITS.export));
        let trash = self.trash.read(|typed| days(typed, LIMITS.trash));
        let audit = self.audit.read(|typed| days(typed, LIMITS.audit));
        self.accept(Periods {
            feed: feed?,
            mail: mail?,
            session: session?,
            link: link?,
            export: export?,
            trash: trash?,
            audit: audit?,
        })
    }
}

fn days(typed: &str, (least, most): (i32, i32)) -> Result<i32, Fault> {
    match typed.trim().parse::<i32>() {
        Ok(days) if days < least => Err(Fault::counting("privacy-fault-least", "least", least)),
        Ok(days) if days > most => Err(Fault::counting("privacy-fault-most", "most", most)),
        Ok(days) => Ok(days),
        Err(_) => Err(Fault::new("fault-number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_period_has_its_own_limits() {
        let mut form = RetentionForm::from(RetentionText::of(&Periods::default(), 1));
        assert_eq!(form.parse(), Some(Periods::default()));
        form.export.fill("31");
        form.audit.fill("729");
        form.link.fill("a month");
        assert_eq!(form.parse(), None);
        let told: Vec<_> = form.faults().into_iter().map(|(name, fault)| (name, fault.key)).collect();
        let expected =
            [("link", "fault-number"), ("export", "privacy-fault-most"), ("audit", "privacy-fault-least")];
        assert_eq!(told, expected.map(|(name, key)| (name.to_owned(), key)));
    }
}
