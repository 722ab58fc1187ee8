//! Fields of forms that repeat, once a row: the prices of an invoice's lines. Each cell of such a column knows its row, so that reading, keeping
//! and showing it go by the same name, and its fault stands beside it.

use std::ops::{Deref, DerefMut};

use super::{
    field::{Field, Member},
    form::Fault,
    repeated::Repeated,
};

/// A field that repeats, once a row: a member of a form, declared as any other (`pub line_price: Column<200>`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column<const MOST: usize> {
    name: &'static str,
    cells: Vec<Cell>,
}

impl<const MOST: usize> Column<MOST> {
    /// How many rows it has.
    pub fn height(&self) -> usize {
        self.cells.len()
    }

    /// The cell of a row, to be shown. It is empty where the row is not there.
    pub fn cell(&self, row: usize) -> Cell {
        self.cells.get(row).cloned().unwrap_or_else(|| self.empty(Some(row)))
    }

    /// The cell of a row, to be read or refused. The row is there from then on.
    pub fn at(&mut self, row: usize) -> &mut Cell {
        for missing in self.cells.len()..=row {
            self.cells.push(self.empty(Some(missing)));
        }
        &mut self.cells[row]
    }

    /// The cell of the row that a script adds, which numbers it.
    pub fn pattern(&self) -> Cell {
        self.empty(None)
    }

    /// Keeps these rows alone, counted anew.
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

/// A field of a row. In all else it is a [`Field`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Counted from 0; none, where a script numbers it.
    row: Option<usize>,
    field: Field,
}

/// What stands for the number of a row that a script adds.
const NUMBERED_BY_SCRIPT: &str = "__n";

impl Cell {
    /// What tells it from the same field of other rows: `line_price-0`.
    pub fn id(&self) -> String {
        let row = self.row.map_or_else(|| NUMBERED_BY_SCRIPT.to_owned(), |row| row.to_string());
        format!("{}-{row}", self.name())
    }

    /// Whether something is typed into it.
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
    fn a_column_repeats_and_every_other_field_comes_once() {
        let form = sent("paper=a&note=b&paper=c");
        assert_eq!((form.paper.height(), form.paper.cell(1).typed().as_str()), (2, "c"));
        assert!(parse::<OrderForm>(b"note=a&note=b").is_err());
        assert!(parse::<OrderForm>(b"paper=a&paper=b&paper=c").is_ok());
        assert!(parse::<OrderForm>(b"paper=a&paper=b&paper=c&paper=d").is_err());
    }

    #[test]
    fn a_fault_stands_at_its_row() {
        let mut form = sent("paper=a&paper=b");
        form.paper.at(1).refuse(Fault::new("fault-number"));
        form.note.refuse(Fault::new("fault-empty"));
        let told: Vec<_> = form.faults().into_iter().map(|(id, fault)| (id, fault.key)).collect();
        assert_eq!(told, [("note".to_owned(), "fault-empty"), ("paper-1".to_owned(), "fault-number")]);
        assert_eq!((form.paper.cell(1).id(), form.paper.cell(1).name()), ("paper-1".to_owned(), "paper"));
        assert_eq!(form.paper.pattern().id(), "paper-__n");
    }

    #[test]
    fn rows_that_stay_are_counted_anew_and_keep_what_was_typed() {
        let mut form = sent("paper=a&paper=+&paper=c");
        assert!(!form.paper.cell(1).is_typed() && !form.paper.cell(7).is_typed());
        form.paper.keep(&[0, 2]);
        assert_eq!((form.paper.cell(1).typed().as_str(), form.paper.cell(1).id()), ("c", "paper-1".into()));
        assert_eq!(form.paper.at(3).id(), "paper-3");
        assert_eq!((form.paper.height(), form.paper.cell(2).id()), (4, "paper-2".into()));
    }
}
