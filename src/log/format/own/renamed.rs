//! A built-in format under a name of the user's.

use std::sync::Arc;

use crate::log::fields::{Fields, Slot};
use crate::log::format::{Ahead, Escaping, Format, LineFormat, Memo};
use crate::log::lines::Lines;
use crate::log::reject::Refusal;
use crate::log::schema::Columns;

/// The built-in format of a name under another one; none when there is no such format.
pub fn renamed(name: &str, built_in: &str) -> Option<Arc<dyn LineFormat>> {
    let format = Format::by_name(built_in)?;
    Some(Arc::new(Renamed { name: name.to_owned(), format }))
}

struct Renamed {
    name: String,
    format: Format,
}

impl Renamed {
    fn of(&self) -> &dyn LineFormat {
        self.format.functions()
    }
}

impl LineFormat for Renamed {
    fn name(&self) -> &str {
        &self.name
    }

    fn example(&self) -> &str {
        self.of().example()
    }

    fn grammar(&self) -> &str {
        self.of().grammar()
    }

    fn source(&self) -> &str {
        self.of().source()
    }

    fn columns(&self) -> Columns {
        self.of().columns()
    }

    fn escaping(&self) -> Escaping {
        self.of().escaping()
    }

    fn has_directives(&self) -> bool {
        self.of().has_directives()
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        self.of().read_line(line, base)
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut Slot<'_>) -> Result<(), Refusal> {
        self.of().read_into(line, base, fields)
    }

    fn read_regular(&self, ahead: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        self.of().read_regular(ahead, memo, fields)
    }

    fn with_family(&self) -> Option<Arc<dyn LineFormat>> {
        self.of().with_family()
    }

    fn read_all(&self, lines: &mut Lines<'_, '_>) {
        self.of().read_all(lines);
    }
}
