//! The colours of the report, or none.

use anstyle::{AnsiColor, Style};

/// Paints text when colours are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    /// Whether they are.
    pub color: bool,
}

impl Paint {
    /// A table's name.
    pub fn heading(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// What stands around the numbers.
    pub fn faint(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// What starts a line of the account.
    pub fn label(self, text: &str) -> String {
        self.paint(AnsiColor::Cyan.on_default(), text)
    }

    /// What makes the answer less than whole.
    pub fn warning(self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default().bold(), text)
    }

    fn paint(self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}
