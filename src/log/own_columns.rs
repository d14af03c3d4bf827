//! The names of a job's own columns: fields of the formats that it describes which are no column of every log.

use super::Column;
use super::named::{ColumnAdvice, NoSuchColumn, advice_for};
use super::spelling::nearest;

/// The names of a job's own columns: each of them has a column of [`Column::OWN`], the same in all formats of the job.
///
/// Which column a name has depends on nothing but the order of the names, so that every process derives the same from a job.
///
/// ```
/// use logmill::log::OwnColumns;
///
/// let mut own = OwnColumns::default();
/// let column = own.allot("X-Tenant").expect("there is room");
/// assert_eq!(own.name_of(column), "x_tenant");
/// assert_eq!(own.column("X_Tenant"), Some(column));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnColumns {
    /// Name of each column that is used, in the order of [`Column::OWN`].
    names: Vec<String>,
    /// Names for which no column was left.
    left_out: Vec<String>,
}

/// Why a text is no name of an own column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OwnNameError {
    /// It does not begin as a name does.
    #[error("'{name}' is not a name: write letters, digits and underscores, and a letter first")]
    NotAName {
        /// The text.
        name: String,
    },
    /// `logmill parse` writes something else under this name.
    #[error(
        "'{name}' is what `logmill parse` calls something else of every line; choose another name, such as 'the_{name}'"
    )]
    Taken {
        /// The name.
        name: String,
    },
    /// It is nearly that of a column, or what other programs call one.
    #[error("'{name}' cannot be a column of your own; {advice}")]
    Column {
        /// The name.
        name: String,
        /// The column that was probably meant.
        advice: ColumnAdvice,
    },
    /// There are too many.
    #[error("'{name}' is one name too many: a job has room for {most} names of its own", most = Column::OWN.len())]
    TooMany {
        /// The name.
        name: String,
    },
}

/// The keys that `logmill parse` writes for every line.
const LINE_KEYS: [&str; 6] = ["line", "class", "reason", "column", "notes", "text"];

/// A name as expressions and reports write it: in small letters, with underscores for what is neither letter nor digit.
fn folded(written: &str) -> String {
    let fold = |char: char| if char.is_alphanumeric() { char } else { '_' };
    written.to_lowercase().chars().map(fold).collect()
}

impl OwnColumns {
    /// No own columns.
    pub const EMPTY: &'static OwnColumns = &OwnColumns { names: Vec::new(), left_out: Vec::new() };

    /// The columns of these names, in this order.
    pub fn of(names: impl IntoIterator<Item = String>) -> OwnColumns {
        let mut own = OwnColumns::default();
        names.into_iter().for_each(|name| _ = own.allot(&name));
        own
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The columns and their names.
    pub fn iter(&self) -> impl Iterator<Item = (Column, &str)> {
        Column::OWN.into_iter().zip(self.names.iter().map(String::as_str))
    }

    /// Names of fields that have no column, because there are too many.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Whether a name, however it is written, is one of those.
    pub fn has_left_out(&self, name: &str) -> bool {
        self.left_out.contains(&folded(name))
    }

    /// The column of a name, written in any case, with dashes or underscores.
    pub fn column(&self, name: &str) -> Option<Column> {
        let name = folded(name);
        self.iter().find(|(_, own)| *own == name).map(|(column, _)| column)
    }

    /// The column that a setting names: one of every log, or an own one.
    ///
    /// # Errors
    /// [`NoSuchColumn`], which says what to write.
    pub fn find(&self, name: &str) -> Result<Column, NoSuchColumn> {
        let column = name.parse().ok().or_else(|| self.column(name));
        column.ok_or_else(|| NoSuchColumn { name: name.to_owned(), advice: self.advice_for(name) })
    }

    /// What to write instead of a name that is not a column.
    pub fn advice_for(&self, name: &str) -> String {
        if self.has_left_out(name) {
            let most = Column::OWN.len();
            return format!("a job has room for {most} names of its own formats, and uses as many others");
        }
        match nearest(name, self.iter().map(|(_, name)| name)) {
            Some(own) => format!("did you mean '{own}'?"),
            None => advice_for(name),
        }
    }

    /// The name that configuration and reports use for any column.
    pub fn name_of(&self, column: Column) -> &str {
        self.iter().find(|(own, _)| *own == column).map_or(column.name(), |(_, name)| name)
    }

    /// The column of a field that a server calls so; the same for the same name.
    ///
    /// `None` if the name is that of another column or of a key that `logmill parse` writes, if it is not a name, or if no column is left:
    /// the user cannot change what the server logs, so that the field is skipped.
    pub fn allot(&mut self, written: &str) -> Option<Column> {
        let name = folded(written);
        if let Some(column) = self.column(&name) {
            return Some(column);
        }
        let is_name = name.chars().any(char::is_alphanumeric);
        if !is_name || name.parse::<Column>().is_ok() || LINE_KEYS.contains(&name.as_str()) {
            return None;
        }
        if self.names.len() == Column::OWN.len() {
            if !self.left_out.contains(&name) {
                self.left_out.push(name);
            }
            return None;
        }
        self.names.push(name);
        self.names.len().checked_sub(1).map(|slot| Column::OWN[slot])
    }

    /// The column of a field that a user calls so: a column of every log, or an own one.
    ///
    /// # Errors
    /// [`OwnNameError`], also for a name that is probably a slip.
    pub fn named(&mut self, written: &str) -> Result<Column, OwnNameError> {
        let name = folded(written);
        if let Ok(column) = name.parse() {
            return Ok(column);
        }
        check(&name)?;
        self.allot(&name).ok_or(OwnNameError::TooMany { name })
    }
}

/// Checks a name that a user chose.
///
/// # Errors
/// [`OwnNameError`], except that there are too many.
pub fn check(written: &str) -> Result<(), OwnNameError> {
    let name = folded(written);
    if !name.starts_with(|char: char| char.is_alphabetic() || char == '_') || !name.contains(char::is_alphanumeric) {
        return Err(OwnNameError::NotAName { name: written.to_owned() });
    }
    if LINE_KEYS.contains(&name.as_str()) {
        return Err(OwnNameError::Taken { name });
    }
    match ColumnAdvice::of_slip(&name) {
        Some(advice) => Err(OwnNameError::Column { name, advice }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_column_however_it_is_written() {
        let mut own = OwnColumns::default();
        assert_eq!(own.allot("tenant"), Some(Column::Own1));
        assert_eq!(own.allot("X-Shop"), Some(Column::Own2));
        assert_eq!((own.allot("TENANT"), own.allot("x_shop")), (Some(Column::Own1), Some(Column::Own2)));
        assert_eq!(own.iter().collect::<Vec<_>>(), [(Column::Own1, "tenant"), (Column::Own2, "x_shop")]);
        assert_eq!((own.name_of(Column::Own2), own.name_of(Column::Path)), ("x_shop", "path"));
        assert_eq!((own.column("X-SHOP"), own.column("own1")), (Some(Column::Own2), None));
    }

    #[test]
    fn a_server_may_use_a_name_that_means_something_else() {
        let mut own = OwnColumns::default();
        for name in ["path", "Day", "line", "NOTES", "", "-", "__"] {
            assert_eq!(own.allot(name), None, "{name}");
        }
        assert!(own.is_empty() && own.left_out().is_empty());
    }

    #[test]
    fn names_without_a_column_are_remembered() {
        let mut own = OwnColumns::of((0..18).map(|number| format!("field{number}")));
        assert_eq!(own.allot("field15"), Some(Column::Own16));
        assert_eq!(own.allot("field17"), None);
        assert_eq!(own.left_out(), ["field16", "field17"]);
        let error = own.named("field16").expect_err("no room");
        assert_eq!(error.to_string(), "'field16' is one name too many: a job has room for 16 names of its own");
    }

    #[test]
    fn a_slip_of_a_user_is_refused() {
        let mut own = OwnColumns::default();
        assert_eq!(own.named("User-Agent"), Ok(Column::UserAgent));
        assert_eq!(own.named("tenant"), Ok(Column::Own1));
        let mut refusal = |name: &str| own.named(name).expect_err("refused").to_string();
        assert!(refusal("statsu").starts_with("'statsu' cannot be a column of your own; did you mean 'status'?"));
        assert!(refusal("ip").starts_with("'ip' cannot be a column of your own; write 'host'"));
        assert!(refusal("class").contains("choose another name"));
        assert!(refusal("1st").contains("a letter first"));
    }
}
