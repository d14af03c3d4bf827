//! Deserializes typed values from located settings and reports all problems at once.
//!
//! serde stops at the first error. [`read`] therefore notes the error, removes the value and tries again until the rest is valid; defaults
//! replace removed values. Unknown keys are noticed on the way, because serde tells a deserializer the fields of the struct.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ::config::{Value, ValueKind};
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::error::ConfigErrorKind;
use super::fault::{Cause, NameList, ReadFailure, Trail};
use super::nearest::nearest;
use super::place::Places;
use super::tree::{KeyPath, PathStep, Tree, find_mut};

/// Wrong values that are distinguished in one table, including its lists; each costs another pass over the table.
const MAX_READINGS: usize = 64;

/// Reads a `T` from the setting at `at`, of which `value` is a copy, and reports all its problems.
///
/// `beside` are keys of the same table that are not in `value`; they are also offered for an unknown key.
/// `None` means that problems were reported and there is no `T`; a `T` may come with problems too.
pub(super) fn read<T: DeserializeOwned>(
    tree: &mut Tree,
    at: &KeyPath,
    mut value: Value,
    beside: NameList,
) -> Option<T> {
    let unknown = RefCell::new(BTreeMap::new());
    let mut taken_out: Vec<Vec<PathStep>> = Vec::new();
    let mut answer = None;
    let mut is_incomplete = false;
    for _ in 0..MAX_READINGS {
        let context = Context { places: &tree.places, unknown: &unknown };
        match T::deserialize(Located { value: &value, trail: Trail::Top, context: &context }) {
            Ok(read) => {
                answer = Some(read);
                break;
            }
            Err(fault) => {
                let ReadFailure { steps, cause } = accuse_key(fault, &mut value);
                let steps = steps.unwrap_or_default();
                // A type may refuse a list because an item was removed, or a table because a list was. The cause was reported.
                let is_inside = taken_out.iter().any(|path| path.starts_with(&steps));
                let is_consequence = is_inside && (!steps.is_empty() || is_incomplete);
                is_incomplete |= is_consequence;
                if !is_consequence {
                    report(tree, &at.join(steps.iter().cloned()), cause, beside);
                }
                match find_mut(&mut value, &steps) {
                    Some(offending) if !steps.is_empty() => *offending = Value::new(None, ValueKind::Nil),
                    _ => break,
                }
                taken_out.push(steps);
            }
        }
    }
    for (steps, fields) in unknown.into_inner() {
        let around = if steps.len() == 1 { beside } else { &[] };
        report_unknown(tree, &at.join(steps), [fields, around].concat());
    }
    answer
}

/// Finds the key or list item that a type refuses after checking its keys together. The message begins with it, as in
/// `pattern: nothing to repeat` or `one_of[1]: 70000 is not a port`. Otherwise the whole table is refused.
fn accuse_key(fault: ReadFailure, value: &mut Value) -> ReadFailure {
    let Cause::Refused(message) = &fault.cause else { return fault };
    if names_a_removed_key(message, fault.steps.as_deref().unwrap_or_default(), value) {
        return ReadFailure { cause: Cause::Reported, ..fault };
    }
    let mut steps = fault.steps.unwrap_or_default();
    // One problem is one line, whatever the type's message looks like.
    let mut message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = message.split([':', ' ']).next().unwrap_or_default().to_owned();
    let (key, index) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
        Some((key, index)) => (key, index.parse().ok()),
        None => (name.as_str(), None),
    };
    if let Some(ValueKind::Table(table)) = find_mut(value, &steps).map(|value| &value.kind)
        && let Some(accused) = table.get(key).filter(|value| value.kind != ValueKind::Nil)
    {
        message = message.strip_prefix(&format!("{name}: ")).map(str::to_owned).unwrap_or(message);
        steps.push(PathStep::Key(key.to_owned()));
        steps.extend(index.and_then(|index| item_that_is_left(accused, index)).map(PathStep::Index));
    }
    ReadFailure { steps: Some(steps), cause: Cause::Refused(message) }
}

/// Whether a message begins with a key whose value was reported and removed, as in `one_of or none_of: name at least one value`.
fn names_a_removed_key(message: &str, steps: &[PathStep], value: &mut Value) -> bool {
    let names = message.split_once(':').map_or("", |(names, _)| names);
    let Some(ValueKind::Table(table)) = find_mut(value, steps).map(|value| &value.kind) else { return false };
    names.split(' ').any(|name| table.get(name).is_some_and(|value| value.kind == ValueKind::Nil))
}

/// The place in the list of an item, given its index among those that were not removed.
fn item_that_is_left(list: &Value, index: usize) -> Option<usize> {
    let ValueKind::Array(items) = &list.kind else { return None };
    let mut left = items.iter().enumerate().filter(|(_, item)| item.kind != ValueKind::Nil);
    left.nth(index).map(|(place, _)| place)
}

fn report(tree: &mut Tree, path: &KeyPath, cause: Cause, beside: NameList) {
    match cause {
        Cause::Unfit(expected) => tree.report_value(path, ConfigErrorKind::Unfit { expected }),
        Cause::Refused(message) => tree.report_value(path, ConfigErrorKind::Refused { message }),
        Cause::UnknownName(written, names) => {
            let nearest = nearest(&written, names.iter().copied()).map(str::to_owned);
            let expected = names.iter().map(|name| (*name).to_owned()).collect();
            tree.report_value(path, ConfigErrorKind::UnknownName { what: "value", expected, nearest });
        }
        Cause::UnknownField(key, fields) => report_unknown(tree, &path.key(&key), [fields, beside].concat()),
        Cause::Missing(field) => {
            tree.report(&path.key(field), ConfigErrorKind::Missing { example: format!("`{field} = ...`") });
        }
        Cause::Reported => {}
    }
}

/// Reports a key that is not among `known`.
pub(super) fn report_unknown(tree: &mut Tree, path: &KeyPath, known: Vec<&str>) {
    let Some(PathStep::Key(key)) = path.0.last() else { return };
    let nearest = nearest(key, known.iter().copied()).map(str::to_owned);
    let expected = known.into_iter().map(str::to_owned).collect();
    tree.report_key(path, ConfigErrorKind::UnknownKey { expected, nearest });
}

struct Context<'a> {
    places: &'a Places,
    unknown: &'a RefCell<BTreeMap<Vec<PathStep>, NameList>>,
}

/// A value, its path, and the purpose of reading it.
#[derive(Clone, Copy)]
struct Located<'a> {
    value: &'a Value,
    trail: Trail<'a>,
    context: &'a Context<'a>,
}

impl<'a> Located<'a> {
    /// The value as a number. Outside of files, a text that looks like a number is accepted.
    fn integer(self) -> Option<i128> {
        match &self.value.kind {
            ValueKind::I64(number) => Some((*number).into()),
            ValueKind::I128(number) => Some(*number),
            ValueKind::String(text) if self.is_loose() => text.parse().ok(),
            _ => None,
        }
    }

    fn boolean(self) -> Option<bool> {
        match &self.value.kind {
            ValueKind::Boolean(truth) => Some(*truth),
            ValueKind::String(text) if self.is_loose() => text.parse().ok(),
            _ => None,
        }
    }

    fn float(self) -> Option<f64> {
        match &self.value.kind {
            ValueKind::Float(number) => Some(*number),
            ValueKind::String(text) if self.is_loose() => text.parse().ok(),
            _ => self.integer().map(|number| number as f64),
        }
    }

    fn is_loose(self) -> bool {
        self.context.places.is_loose(self.value.origin())
    }

    /// Locates a fault that no inner value has located.
    fn blame(self, fault: ReadFailure) -> ReadFailure {
        match (&fault.cause, &self.value.kind) {
            (Cause::Missing(field), ValueKind::Table(table)) if fault.steps.is_none() && table.contains_key(*field) => {
                ReadFailure::new(Cause::Reported).at(self.trail)
            }
            _ => fault.at(self.trail),
        }
    }

    fn unfit<T>(self, expected: impl Into<String>) -> Result<T, ReadFailure> {
        Err(ReadFailure::new(Cause::Unfit(expected.into())).at(self.trail))
    }

    fn entries(self, fields: Option<NameList>) -> Result<Entries<'a>, ReadFailure> {
        let ValueKind::Table(table) = &self.value.kind else {
            return self.unfit("a table");
        };
        let mut rest: Vec<(&String, &Value)> = table.iter().filter(|(_, value)| value.kind != ValueKind::Nil).collect();
        rest.sort_unstable_by(|a, b| b.0.cmp(a.0));
        if let Some(fields) = fields {
            rest.retain(|(key, _)| {
                let known = fields.contains(&key.as_str());
                if !known {
                    let steps = Trail::Key(&self.trail, key).steps();
                    self.context.unknown.borrow_mut().insert(steps, fields);
                }
                known
            });
        }
        Ok(Entries { rest, next: None, parent: self })
    }
}

/// Describes the range of a whole number; limits of the machine type are omitted.
fn range_in_words(low: i128, high: i128) -> String {
    match (low, high) {
        (0, high) if high >= i64::MAX.into() => "a whole number, 0 or more".to_owned(),
        (low, _) if low <= i64::MIN.into() => "a whole number".to_owned(),
        (low, high) => format!("a whole number from {low} to {high}"),
    }
}

macro_rules! deserialize_integers {
    ($($method:ident $visit:ident $number:ty)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
            match self.integer().map(<$number>::try_from) {
                Some(Ok(number)) => visitor.$visit(number),
                _ => {
                    let high = i128::try_from(<$number>::MAX).unwrap_or(i128::MAX);
                    self.unfit(range_in_words(i128::try_from(<$number>::MIN).unwrap_or(0), high))
                }
            }
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Located<'_> {
    type Error = ReadFailure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
        if let Some(truth) = self.boolean() {
            return visitor.visit_bool(truth);
        }
        match (&self.value.kind, self.integer()) {
            (ValueKind::Table(_), _) => visitor.visit_map(self.entries(None)?),
            (ValueKind::Array(_), _) => self.deserialize_seq(visitor),
            (_, Some(number)) => match i64::try_from(number) {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => visitor.visit_i128(number),
            },
            (ValueKind::Float(number), _) => visitor.visit_f64(*number),
            (ValueKind::String(text), _) => visitor.visit_str(text),
            _ => visitor.visit_unit(),
        }
    }

    deserialize_integers! {
        deserialize_i8 visit_i8 i8
        deserialize_i16 visit_i16 i16
        deserialize_i32 visit_i32 i32
        deserialize_i64 visit_i64 i64
        deserialize_i128 visit_i128 i128
        deserialize_u8 visit_u8 u8
        deserialize_u16 visit_u16 u16
        deserialize_u32 visit_u32 u32
        deserialize_u64 visit_u64 u64
        deserialize_u128 visit_u128 u128
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
        match self.boolean() {
            Some(truth) => visitor.visit_bool(truth),
            None => self.unfit("true or false"),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
        match self.float() {
            Some(number) => visitor.visit_f64(number),
            None => self.unfit("a number"),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
        match &self.value.kind {
            ValueKind::String(text) => visitor.visit_str(text),
            _ => self.unfit("text in quotes"),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ReadFailure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
        match &self.value.kind {
            ValueKind::Array(array) => visitor.visit_seq(Items { rest: array.iter().enumerate(), parent: self }),
            _ => self.unfit("a list in [ ]"),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ReadFailure> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
        visitor.visit_map(self.entries(None)?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: NameList,
        visitor: V,
    ) -> Result<V::Value, ReadFailure> {
        visitor.visit_map(self.entries(Some(fields))?).map_err(|fault| self.blame(fault))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: NameList,
        visitor: V,
    ) -> Result<V::Value, ReadFailure> {
        match &self.value.kind {
            ValueKind::String(text) if variants.contains(&text.as_str()) => {
                visitor.visit_enum(text.as_str().into_deserializer())
            }
            ValueKind::String(text) => Err(ReadFailure::new(Cause::UnknownName(text.clone(), variants)).at(self.trail)),
            ValueKind::Table(table) => match self.entries(None)? {
                Entries { rest, .. } if rest.is_empty() && !table.is_empty() => {
                    Err(ReadFailure::new(Cause::Reported).at(self.trail))
                }
                entries => visitor.visit_enum(de::value::MapAccessDeserializer::new(entries)),
            },
            _ => self.unfit(format!("one of \"{}\"", variants.join("\", \""))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFailure> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { char bytes byte_buf unit unit_struct tuple_struct identifier }
}

/// The entries of a table, reversed so that they can be popped.
struct Entries<'a> {
    rest: Vec<(&'a String, &'a Value)>,
    next: Option<(&'a String, &'a Value)>,
    parent: Located<'a>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = ReadFailure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadFailure> {
        self.next = self.rest.pop();
        self.next.map(|(key, _)| seed.deserialize(key.as_str().into_deserializer())).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, ReadFailure> {
        let (key, value) = self.next.take().ok_or_else(|| de::Error::custom("a value was requested before its key"))?;
        let entry = Located { value, trail: Trail::Key(&self.parent.trail, key), context: self.parent.context };
        seed.deserialize(entry).map_err(|fault| entry.blame(fault))
    }
}

/// The items of a list that were not removed.
struct Items<'a> {
    rest: std::iter::Enumerate<std::slice::Iter<'a, Value>>,
    parent: Located<'a>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = ReadFailure;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadFailure> {
        let Some((index, value)) = self.rest.find(|(_, value)| value.kind != ValueKind::Nil) else { return Ok(None) };
        let item = Located { value, trail: Trail::Index(&self.parent.trail, index), context: self.parent.context };
        seed.deserialize(item).map(Some).map_err(|fault| item.blame(fault))
    }
}
