//! The form of a draft.

use super::line::{Row, percentage};
use crate::{
    invoices::{
        model::{Invoice, InvoiceInput, Line, LineInput},
        rules::{self, Discount, TaxMode, TotalsFault},
    },
    kernel::{
        Asked,
        currency::Currency,
        ids::{ClientId, InvoiceId, ProjectId},
        locale::Locale,
        money::Money,
        text,
    },
    web::{Cell, Column, Fault, Field, Form, form, query},
};

/// The maximum number of lines of an invoice.
pub const MOST_LINES: usize = 200;
/// Empty rows after those that were filled in, for readers without scripts.
const SPARE_ROWS: usize = 3;
/// The maximum number of rows that are read: more than the maximum of lines, so that a user with too many lines gets the form back with
/// a message.
const MOST_ROWS: usize = 250;

query! {
    /// The client of a new invoice, and the project.
    pub struct NewQuery of NewQueryText {
        pub client: Field<Asked>,
        pub project: Field<Asked>,
    }
}

form! {
    /// The form of a draft. The `line_…` fields are repeated in every row.
    pub struct InvoiceForm of InvoiceText {
        pub client: Field,
        /// The draft being edited; empty for a new one. Used only for adding up without scripts.
        pub draft: Field,
        pub project: Field,
        pub payment_days: Field,
        pub tax_mode: Field,
        pub discount: Field,
        pub discount_kind: Field,
        pub note: Field,
        /// The revision of the draft that the form was filled from.
        pub revision: Field,
        pub line_what: Column<MOST_ROWS>,
        pub line_quantity: Column<MOST_ROWS>,
        pub line_unit: Column<MOST_ROWS>,
        pub line_price: Column<MOST_ROWS>,
        pub line_tax: Column<MOST_ROWS>,
    }
}

impl InvoiceText {
    /// The text of a new invoice: empty except for the terms.
    pub fn blank(client: String, project: String, payment_days: i32) -> Self {
        Self {
            client,
            project,
            payment_days: payment_days.to_string(),
            tax_mode: TaxMode::Exclusive.code().into(),
            discount_kind: "percent".into(),
            revision: "0".into(),
            ..Self::default()
        }
    }

    /// The text that shows a stored draft.
    pub fn of(invoice: &Invoice, lines: &[Line], locale: Locale) -> Self {
        let price = |line: &Line| locale.price_for_form(line.unit_price(invoice.currency));
        let (discount, discount_kind) = match invoice.discount() {
            Discount::None => (String::new(), "percent"),
            Discount::Percent(percent) => (locale.decimal_for_form(percent), "percent"),
            Discount::Amount(amount) => (locale.amount(amount), "amount"),
        };
        Self {
            client: invoice.client_id.to_string(),
            draft: invoice.id.to_string(),
            project: invoice.project_id.map(|id| id.to_string()).unwrap_or_default(),
            payment_days: invoice.payment_days.to_string(),
            tax_mode: invoice.tax_mode.code().into(),
            discount,
            discount_kind: discount_kind.into(),
            note: invoice.note.clone(),
            revision: invoice.revision.to_string(),
            line_what: lines.iter().map(|line| line.description.clone()).collect(),
            line_quantity: lines.iter().map(|line| locale.decimal_for_form(line.quantity)).collect(),
            line_unit: lines.iter().map(|line| line.unit.clone()).collect(),
            line_price: lines.iter().map(price).collect(),
            line_tax: lines.iter().map(|line| locale.decimal_for_form(line.tax_rate)).collect(),
        }
    }
}

impl InvoiceForm {
    /// The rows to show: those that are filled in, and some spare ones for readers without scripts. The flag marks the spare rows,
    /// which are removed if a script can add rows.
    pub fn rows(&self, usual_tax: &str) -> Vec<(Row<Cell>, bool)> {
        let typed = self.typed_rows().len();
        let show = |at| {
            let mut row = self.columns().map(|column| column.cell(at));
            if at >= typed {
                row.tax.fill(usual_tax);
            }
            (row, at >= typed && at > 0)
        };
        (0..typed + SPARE_ROWS).map(show).collect()
    }

    /// The row template for a script.
    pub fn added_row(&self, usual_tax: &str) -> Row<Cell> {
        let mut row = self.columns().map(Column::pattern);
        row.tax.fill(usual_tax);
        row
    }

    /// Removes the rows that are not filled in. Rows are numbered without them.
    pub fn drop_empty_rows(&mut self) {
        let typed = self.typed_rows();
        if typed.iter().enumerate().any(|(at, row)| at != *row) || typed.len() < self.line_tax.height() {
            self.columns_mut().map(|column| column.keep(&typed));
        }
    }

    /// The chosen project, if the field contains a valid id.
    pub fn chosen_project(&self) -> Option<ProjectId> {
        self.project.typed().parse().ok()
    }

    /// The client, if the field contains a valid id.
    pub fn billed_client(&self) -> Option<ClientId> {
        self.client.typed().parse().ok()
    }

    /// The draft being edited.
    pub fn changed_draft(&self) -> Option<InvoiceId> {
        self.draft.typed().parse().ok()
    }

    /// The revision of the draft the form was filled from.
    pub fn filled_from(&self) -> i32 {
        self.revision.typed().parse().unwrap_or_default()
    }

    /// The field that shows faults of the lines as a whole.
    pub fn first_line(&mut self) -> &mut Field {
        self.line_what.at(0)
    }

    /// Refuses the project because it has been archived.
    pub fn refuse_archived_project(&mut self) {
        self.project.refuse(Fault::new("invoices-fault-project-archived"));
    }

    /// Parses the form. Returns `None` if a field is refused.
    pub fn parse(&mut self, locale: Locale, currency: Currency) -> Option<InvoiceInput> {
        self.drop_empty_rows();
        let project_id = self.project.read(optional_project);
        let payment_days = self.payment_days.read(days);
        let tax_mode = self.tax_mode.parse();
        let discount = self.read_discount(locale, currency);
        let note = self.note.read(|typed| text::paragraph(typed, 2_000));
        let lines = self.read_lines(locale, currency);
        let input = InvoiceInput {
            project_id: project_id?,
            payment_days: payment_days?,
            tax_mode: tax_mode?,
            discount: discount?,
            note: note?,
            lines: self.accept(lines)?,
        };
        self.check_sum(&input, currency);
        self.accept(input)
    }

    /// The discount.
    pub(super) fn read_discount(&mut self, locale: Locale, currency: Currency) -> Option<Discount> {
        let kind = self.discount_kind.typed();
        self.discount.read(|typed| discount(typed, kind, locale, currency))
    }

    /// The cells of a row, for reading.
    pub(super) fn row(&mut self, at: usize) -> Row<&mut Cell> {
        self.columns_mut().map(|column| column.at(at))
    }

    /// The rows that are filled in.
    pub(super) fn typed_rows(&self) -> Vec<usize> {
        let Row { what, quantity, unit, price, .. } = self.columns().map(Column::height);
        let longest = what.max(quantity).max(unit).max(price);
        (0..longest).filter(|at| self.columns().map(|column| column.cell(*at)).is_typed()).collect()
    }

    fn columns(&self) -> Row<&Column<MOST_ROWS>> {
        Row {
            what: &self.line_what,
            quantity: &self.line_quantity,
            unit: &self.line_unit,
            price: &self.line_price,
            tax: &self.line_tax,
        }
    }

    fn columns_mut(&mut self) -> Row<&mut Column<MOST_ROWS>> {
        Row {
            what: &mut self.line_what,
            quantity: &mut self.line_quantity,
            unit: &mut self.line_unit,
            price: &mut self.line_price,
            tax: &mut self.line_tax,
        }
    }

    /// The lines that could be read.
    fn read_lines(&mut self, locale: Locale, currency: Currency) -> Vec<LineInput> {
        let rows = self.typed_rows();
        if rows.len() > MOST_LINES {
            let too_many = Fault::counting("invoices-fault-too-many-lines", "most", MOST_LINES);
            self.first_line().refuse(too_many);
        }
        rows.into_iter().filter_map(|at| self.row(at).read(locale, currency)).collect()
    }

    /// Refuses a form without lines, with a total that is too large, or with a discount above the subtotal.
    fn check_sum(&mut self, input: &InvoiceInput, currency: Currency) {
        if input.lines.is_empty() {
            return self.first_line().refuse(Fault::new("invoices-fault-no-lines"));
        }
        let counted: Vec<_> = input.lines.iter().map(LineInput::counted).collect();
        match rules::totals(&counted, input.discount, TaxMode::Exclusive, currency) {
            Err(fault) => self.field_of(fault).refuse(reason(fault)),
            Ok(totals) if input.discount.is_more_than(totals.subtotal) => {
                self.discount.refuse(Fault::new("invoices-fault-discount"));
            }
            Ok(_) => {}
        }
    }

    fn field_of(&mut self, fault: TotalsFault) -> &mut Field {
        match fault {
            TotalsFault::NegativeQuantity { line } => self.line_quantity.at(line),
            TotalsFault::NegativePrice { line }
            | TotalsFault::Currency { line }
            | TotalsFault::LineTooLarge { line }
            | TotalsFault::TooLarge { line } => self.line_price.at(line),
            TotalsFault::TaxRate { line } => self.line_tax.at(line),
            TotalsFault::Discount => &mut self.discount,
        }
    }
}

fn optional_project(typed: &str) -> Result<Option<ProjectId>, Fault> {
    if typed.is_empty() { Ok(None) } else { Ok(Some(typed.parse()?)) }
}

fn days(typed: &str) -> Result<i32, Fault> {
    typed.trim().parse().ok().filter(|days| (0..=365).contains(days)).ok_or(Fault::new("invoices-fault-days"))
}

fn discount(typed: &str, kind: &str, locale: Locale, currency: Currency) -> Result<Discount, Fault> {
    if typed.trim().is_empty() {
        return Ok(Discount::None);
    }
    match kind {
        "percent" => percentage(typed, locale).map(Discount::Percent),
        "amount" => Ok(Discount::Amount(Money::parse(typed, locale, currency)?)),
        _ => Err(Fault::new("fault-choice")),
    }
}

fn reason(fault: TotalsFault) -> Fault {
    match fault {
        TotalsFault::TooLarge { .. } => Fault::new("invoices-fault-sum"),
        _ => Fault::new("fault-number-too-large"),
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
pub(super) mod tests;
