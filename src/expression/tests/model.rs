//! Well-typed expressions as trees, their texts, and their values, row by row and the obvious way.

use std::fmt;

/// A record: what the columns of the trees hold.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub selected: bool,
    pub status: Option<u16>,
    pub port: Option<u16>,
    pub bytes: Option<u64>,
    pub path: Option<String>,
    pub method: Option<String>,
    pub user: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Condition {
    Literal(Option<bool>),
    Numbers(&'static str, Number, Number),
    Fractions(&'static str, Fraction, Fraction),
    Texts(&'static str, Text, Text),
    Conditions(&'static str, Box<Condition>, Box<Condition>),
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    /// A test such as `IS NOT TRUE`.
    Test(Box<Condition>, &'static str),
    NumberIsNull(Number),
    TextIsNull(Text),
    NumberIn(Number, Vec<Option<i64>>, bool),
    TextIn(Text, Vec<Option<String>>, bool),
    Between(Number, Number, Number, bool),
    Like(Text, String, bool, bool),
    StartsWith(Text, Text),
}

#[derive(Debug, Clone)]
pub enum Number {
    Status,
    Port,
    Bytes,
    Null,
    Literal(i64),
    Computed(char, Box<Number>, Box<Number>),
    Negative(Box<Number>),
    Length(Box<Text>),
    Case(Vec<(Condition, Number)>, Option<Box<Number>>),
    Of(&'static str, Vec<Number>),
    Truth(Box<Condition>),
}

#[derive(Debug, Clone)]
pub enum Fraction {
    Literal(f64),
    Whole(Number),
    Computed(char, Box<Fraction>, Box<Fraction>),
    Of(&'static str, Vec<Fraction>),
}

#[derive(Debug, Clone)]
pub enum Text {
    Path,
    Method,
    User,
    Null,
    Literal(String),
    Lower(Box<Text>),
    Part(Box<Text>, Number, Number),
    Joined(Box<Text>, Box<Text>),
    Number(Number),
    Case(Vec<(Condition, Text)>, Option<Box<Text>>),
    Of(&'static str, Vec<Text>),
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn list<T: fmt::Display>(items: &[T], between: &str) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(between)
}

fn case<T: fmt::Display>(branches: &[(Condition, T)], otherwise: Option<&T>) -> String {
    let branches: String = branches.iter().map(|(when, then)| format!(" WHEN {when} THEN {then}")).collect();
    let otherwise = otherwise.map_or(String::new(), |otherwise| format!(" ELSE {otherwise}"));
    format!("CASE{branches}{otherwise} END")
}

fn constants<T>(items: &[Option<T>], show: impl Fn(&T) -> String) -> String {
    items.iter().map(|item| item.as_ref().map_or("NULL".to_owned(), &show)).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = |is_negated: &bool| if *is_negated { "NOT " } else { "" };
        match self {
            Condition::Literal(None) => write!(f, "NULL"),
            Condition::Literal(Some(truth)) => write!(f, "{truth}"),
            Condition::Numbers(operator, a, b) => write!(f, "({a} {operator} {b})"),
            Condition::Fractions(operator, a, b) => write!(f, "({a} {operator} {b})"),
            Condition::Texts(operator, a, b) => write!(f, "({a} {operator} {b})"),
            Condition::Conditions(operator, a, b) => write!(f, "({a} {operator} {b})"),
            Condition::And(terms) => write!(f, "({})", list(terms, " AND ")),
            Condition::Or(terms) => write!(f, "({})", list(terms, " OR ")),
            Condition::Not(inner) => write!(f, "(NOT {inner})"),
            Condition::Test(inner, test) => write!(f, "({inner} {test})"),
            Condition::NumberIsNull(value) => write!(f, "({value} IS NULL)"),
            Condition::TextIsNull(value) => write!(f, "({value} IS NULL)"),
            Condition::NumberIn(value, items, negated) => {
                write!(f, "({value} {}IN ({}))", not(negated), constants(items, i64::to_string))
            }
            Condition::TextIn(value, items, negated) => {
                write!(f, "({value} {}IN ({}))", not(negated), constants(items, |text| quoted(text)))
            }
            Condition::Between(value, low, high, negated) => {
                write!(f, "({value} {}BETWEEN {low} AND {high})", not(negated))
            }
            Condition::Like(value, pattern, ignores_case, negated) => {
                let like = if *ignores_case { "ILIKE" } else { "LIKE" };
                write!(f, "({value} {}{like} {})", not(negated), quoted(pattern))
            }
            Condition::StartsWith(value, start) => write!(f, "starts_with({value}, {start})"),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Status => write!(f, "status"),
            Number::Port => write!(f, "port"),
            Number::Bytes => write!(f, "bytes"),
            Number::Null => write!(f, "NULL"),
            Number::Literal(number @ 1..=999) => write!(f, "{number}"),
            // Comparisons of a column with a number that it never has are refused, unless the number is computed.
            Number::Literal(number) => write!(f, "({number} + 0)"),
            Number::Computed(operator, a, b) => write!(f, "({a} {operator} {b})"),
            Number::Negative(inner) => write!(f, "(- {inner} + 0)"),
            Number::Length(text) => write!(f, "length({text})"),
            Number::Case(branches, otherwise) => write!(f, "{}", case(branches, otherwise.as_deref())),
            Number::Of(function, values) => write!(f, "{function}({})", list(values, ", ")),
            Number::Truth(condition) => write!(f, "({condition})::bigint"),
        }
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fraction::Literal(number) => write!(f, "({number:?})"),
            Fraction::Whole(number) => write!(f, "({number})::double precision"),
            Fraction::Computed(operator, a, b) => write!(f, "({a} {operator} {b})"),
            Fraction::Of(function, values) => write!(f, "{function}({})", list(values, ", ")),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Text::Path => write!(f, "path"),
            Text::Method => write!(f, "method"),
            Text::User => write!(f, "user"),
            Text::Null => write!(f, "NULL::text"),
            Text::Literal(text) => write!(f, "{}", quoted(text)),
            Text::Lower(text) => write!(f, "lower({text})"),
            Text::Part(text, start, length) => write!(f, "substr({text}, {start}, {length})"),
            Text::Joined(a, b) => write!(f, "({a} || {b})"),
            Text::Number(number) => write!(f, "({number})::text"),
            Text::Case(branches, otherwise) => write!(f, "{}", case(branches, otherwise.as_deref())),
            Text::Of(function, values) => write!(f, "{function}({})", list(values, ", ")),
        }
    }
}
