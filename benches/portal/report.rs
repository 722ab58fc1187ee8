//! Prints measurements and compares them with their budgets.

/// Whether exceeding a budget is a fault or may be due to the machine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// The same on every machine: exceeding it is a fault.
    Firm,
    /// Depends on the machine and its load.
    Loose,
}

#[derive(Default)]
pub struct Report {
    faults: usize,
}

impl Report {
    pub fn title(&self, text: &str) {
        println!("\n{text}");
    }

    /// A figure that must be at most `most`.
    pub fn at_most(&mut self, what: &str, measured: f64, most: f64, unit: &str, budget: Budget) {
        self.line(
            what,
            measured,
            measured < most || measured <= most,
            &format!("at most {most} {unit}"),
            unit,
            budget,
        );
    }

    /// A figure that must be at least `least`.
    pub fn at_least(&mut self, what: &str, measured: f64, least: f64, unit: &str, budget: Budget) {
        self.line(what, measured, measured >= least, &format!("at least {least} {unit}"), unit, budget);
    }

    /// A figure without a budget.
    pub fn note(&self, what: &str, measured: f64, unit: &str) {
        println!("         {what:<46} {:>9} {unit}", shown(measured));
    }

    fn line(&mut self, what: &str, measured: f64, well: bool, wanted: &str, unit: &str, budget: Budget) {
        let verdict = match (well, budget) {
            (true, _) => "ok",
            (false, Budget::Firm) => "FAULT",
            (false, Budget::Loose) => "over",
        };
        self.faults += usize::from(verdict == "FAULT");
        println!("  {verdict:<6} {what:<46} {:>9} {unit:<12} {wanted}", shown(measured));
    }

    /// How many firm budgets were exceeded.
    pub fn faults(&self) -> usize {
        self.faults
    }
}

fn shown(figure: f64) -> String {
    if figure >= 100.0 { format!("{figure:.0}") } else { format!("{figure:.2}") }
}

pub fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    percentile(figures, 50)
}

pub fn percentile(figures: impl IntoIterator<Item = f64>, percent: usize) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures[(figures.len() * percent / 100).min(figures.len() - 1)]
}
