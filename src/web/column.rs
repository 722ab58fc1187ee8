//! Form fields that are repeated in every row, such as the prices of an invoice's lines. Each cell of such a column knows its row, so that
//! it is parsed, stored and shown under the same name, and its fault appears beside it.

use std::ops::{Deref, DerefMut};

use super::{
    field::{Field, Member},
    form::Fault,
    repeated::Repeated,
};

/// A field that is repeated in every row: a member of a form, declared like any other (`pub line_price: Column<200>`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column<const MOST: usize> {
    name: &'static str,
    cells: Vec<Cell>,
}

impl<const MOST: usize> Column<MOST> {
    /// The number of rows.
    pub fn height(&self) -> usize {
        self.cells.len()
    }

    /// The cell of a row, to be shown. Empty if the row does not exist.
    pub fn cell(&self, row: usize) -> Cell {
        self.cells.get(row).cloned().unwrap_or_else(|| self.empty(Some(row)))
    }

    /// The cell of a row, to be parsed or refused. Creates the row if it does not exist.
    pub fn at(&mut self, row: usize) -> &mut Cell {
        for missing in self.cells.len()..=row {
            self.cells.push(self.empty(Some(missing)));
        }
        &mut self.cells[row]
    }

    /// A template cell, for rows that a script adds and numbers.
    pub fn pattern(&self) -> Cell {
        self.empty(None)
    }

    /// Keeps only these rows, and renumbers them.
    pub fn keep(&mut self, rows: &[usize]) {
        let kept = rows.iter().enumerate().map(|(row, was)| Cell { row: Some(row), ..self.cell(*was) });
        self.cells = kept.collect();
    }

    fn empty(&self, row: Option<usize>) -> Cell {
        Cell { row, field: Field::named(self.name, String::new()) }
    }
}

impl<const MOST: usize> Member for Column<MOST> {
    type Typed = Repeated<MOST>;

    fn named(name: &'static str, typed: Repeated<MOST>) -> Self {
        let cell = |(row, typed)| Cell { row: Some(row), field: Field::named(name, typed) };
        Self { name, cells: typed.0.into_iter().enumerate().map(cell).collect() }
    }

    fn list_faults<'a>(&'a self, faults: &mut Vec<(String, &'a Fault)>) {
        faults.extend(self.cells.iter().filter_map(|cell| Some((cell.id(), cell.fault()?))));
    }
}

/// A field in one row. It dereferences to its [`Field`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Counted from 0; `None` if a script numbers it.
    row: Option<usize>,
    field: Field,
}

/// The placeholder for the number of a row that a script adds.
const NUMBERED_BY_SCRIPT: &str = "__n";

impl Cell {
    /// The id that distinguishes it from the same field in other rows: `line_price-0`.
    pub fn id(&self) -> String {
        let row = self.row.map_or_else(|| NUMBERED_BY_SCRIPT.to_owned(), |row| row.to_string());
        format!("{}-{row}", self.name())
    }

    /// Whether it contains anything but white space.
    pub fn is_typed(&self) -> bool {
        !self.typed().trim().is_empty()
    }
}

impl Deref for Cell {
    type Target = Field;

    fn deref(&self) -> &Field {
        &self.field
    }
}

impl DerefMut for Cell {
    fn deref_mut(&mut self) -> &mut Field {
        &mut self.field
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{field::Form, form, form::parse};

    form! {
        /// An order of papers.
        pub struct OrderForm of OrderText {
            pub note: Field,
            pub paper: Column<3>,
        }
    }

    fn sent(body: &str) -> OrderForm {
        parse(body.as_bytes()).unwrap()
    }

    #[test]
    fn columns_may_be_repeated_and_other_fields_may_not() {
        let form = sent("paper=a&note=b&paper=c");
        assert_eq!((form.paper.height(), form.paper.cell(1).typed().as_str()), (2, "c"));
        assert!(parse::<OrderForm>(b"note=a&note=b").is_err());
        assert!(parse::<OrderForm>(b"paper=a&paper=b&paper=c").is_ok());
        assert!(parse::<OrderForm>(b"paper=a&paper=b&paper=c&paper=d").is_err());
    }

    #[test]
    fn a_fault_belongs_to_its_row() {
        let mut form = sent("paper=a&paper=b");
        form.paper.at(1).refuse(Fault::new("fault-number"));
        form.note.refuse(Fault::new("fault-empty"));
        let reported: Vec<_> = form.faults().into_iter().map(|(id, fault)| (id, fault.key)).collect();
        assert_eq!(reported, [("note".to_owned(), "fault-empty"), ("paper-1".to_owned(), "fault-number")]);
        assert_eq!((form.paper.cell(1).id(), form.paper.cell(1).name()), ("paper-1".to_owned(), "paper"));
        assert_eq!(form.paper.pattern().id(), "paper-__n");
    }

    #[test]
    fn remaining_rows_are_renumbered_and_keep_their_text() {
        let mut form = sent("paper=a&paper=+&paper=c");
        assert!(!form.paper.cell(1).is_typed() && !form.paper.cell(7).is_typed());
        form.paper.keep(&[0, 2]);
        assert_eq!((form.paper.cell(1).typed().as_str(), form.paper.cell(1).id()), ("c", "paper-1".into()));
        assert_eq!(form.paper.at(3).id(), "paper-3");
        assert_eq!((form.paper.height(), form.paper.cell(2).id()), (4, "paper-2".into()));
    }
}
