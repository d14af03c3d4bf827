//! The names that an expression can use.

use std::sync::Arc;

use sqlparser::ast::Expr;

use super::error::ExpressionError;
use crate::log::column::ColumnKind;
use crate::log::{Column, Columns, OwnColumns};

/// What a name means: an array of the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name of the array in the batch.
    pub name: Arc<str>,
    /// What its values are.
    pub kind: ColumnKind,
    /// The column of a log that it is.
    pub column: Option<Column>,
}

/// The names that an expression can use, without regard to case.
pub trait Scope {
    /// What a name means; `None` if nothing.
    fn field(&self, name: &str) -> Option<Field>;

    /// What to write instead of a name that means nothing.
    fn advice(&self, name: &str) -> String;

    /// Whether a word is a name somewhere in the expression, also one that SQL reserves. By default, the names of fields are.
    fn has_name(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    /// The name of a column of a log.
    fn name_of(&self, column: Column) -> String {
        column.name().to_owned()
    }

    /// The field that a whole expression such as `count()` is; `Ok(None)`, the default, if it is to be checked part by part.
    ///
    /// # Errors
    /// What is wrong with it.
    fn whole(&self, _expr: &Expr) -> Result<Option<Field>, ExpressionError> {
        Ok(None)
    }
}

/// The columns of a log, and those of a job's own formats.
#[derive(Debug, Clone, Default)]
pub struct LogScope {
    /// The names of the job's own columns.
    pub own: Arc<OwnColumns>,
}

impl Scope for LogScope {
    fn field(&self, name: &str) -> Option<Field> {
        let column = name.to_ascii_lowercase().parse().ok().or_else(|| self.own.column(name))?;
        Some(Field { name: column.name().into(), kind: column.kind(), column: Some(column) })
    }

    fn advice(&self, name: &str) -> String {
        self.own.advice_for(name)
    }

    fn name_of(&self, column: Column) -> String {
        self.own.name_of(column).to_owned()
    }
}

impl Field {
    /// The columns of a log that it needs.
    pub fn columns(&self) -> Columns {
        self.column.map_or(Columns::NONE, |column| Columns::of(&[column]))
    }
}
