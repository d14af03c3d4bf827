//! Computes expressions over a batch, for the selected records. Nothing here can fail but a column that was not declared.
//!
//! Conditions are computed as the set of records for which they hold. `AND` asks each term only about the records that are left, and `OR`
//! only about those that no term has found. A costly term about few records is computed of these records alone.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, Datum, RecordBatch, RecordBatchOptions, Scalar};
use arrow_buffer::BooleanBuffer;
use arrow_ord::cmp;
use arrow_schema::{ArrowError, DataType, Schema};

use super::arrays::{count_lost, floats, kind_of, one_type, repeated, unsigned, whole, zipped};
use super::constant::Constant;
use super::failures::{Failure, Failures};
use super::like::LikePattern;
use super::node::{Call, Comparison, Node, Operator, Truth};
use super::scope::Field;
use super::set::{Members, ValueSet, float_key};
use crate::log::column::ColumnKind;
use crate::log::{Column, MissingColumn, Numbers, Views};

/// A term that costs more than this is computed of the records that are left, if these are few.
const CHEAP: u32 = 4;
/// Few are less than one in this many.
const FEW: usize = 4;

/// One computation over a batch.
pub struct Evaluation<'b> {
    batch: &'b RecordBatch,
    /// Values of selected records that could not be computed.
    pub failures: Failures,
}

type Computed<T> = Result<T, MissingColumn>;

impl<'b> Evaluation<'b> {
    /// A computation over a batch.
    pub fn new(batch: &'b RecordBatch) -> Evaluation<'b> {
        Evaluation { batch, failures: Failures::default() }
    }

    /// The records among some for which a condition holds.
    ///
    /// # Errors
    /// [`MissingColumn`] if the batch lacks a column.
    pub fn holds(&mut self, node: &Node, among: &BooleanBuffer) -> Computed<BooleanBuffer> {
        match node {
            Node::And(nodes) => {
                let mut left = among.clone();
                for node in nodes.iter() {
                    if left.count_set_bits() == 0 {
                        break;
                    }
                    left = self.holds(node, &left)?;
                }
                Ok(left)
            }
            Node::Or(nodes) => {
                let mut left = among.clone();
                for node in nodes {
                    let found = self.holds(node, &left)?;
                    left = &left & &!&found;
                }
                Ok(among & &!&left)
            }
            Node::Not(node) => self.fails(node, among),
            node => self.leaf(node, among, true),
        }
    }

    /// The records among some for which a condition is false; for the others it holds, or is null.
    fn fails(&mut self, node: &Node, among: &BooleanBuffer) -> Computed<BooleanBuffer> {
        match node {
            Node::And(nodes) => {
                let mut left = among.clone();
                for node in nodes {
                    let failed = self.fails(node, &left)?;
                    left = &left & &!&failed;
                }
                Ok(among & &!&left)
            }
            Node::Or(nodes) => {
                let mut left = among.clone();
                for node in nodes {
                    left = self.fails(node, &left)?;
                }
                Ok(left)
            }
            Node::Not(node) => self.holds(node, among),
            node => self.leaf(node, among, false),
        }
    }

    /// The records for which a single condition is true, or false.
    fn leaf(&mut self, node: &Node, among: &BooleanBuffer, wanted: bool) -> Computed<BooleanBuffer> {
        let count = among.count_set_bits();
        if count == 0 {
            return Ok(among.clone());
        }
        if node.cost() > CHEAP && count * FEW < among.len() {
            return self.leaf_of_few(node, among, wanted);
        }
        let truths = self.condition(node, among)?;
        let is = if wanted { truths.values().clone() } else { !truths.values() };
        let valid = truths.nulls().map_or_else(|| among.clone(), |nulls| among & nulls.inner());
        Ok(&is & &valid)
    }

    /// Computes a condition of the selected records alone.
    fn leaf_of_few(&mut self, node: &Node, among: &BooleanBuffer, wanted: bool) -> Computed<BooleanBuffer> {
        let mask = BooleanArray::new(among.clone(), None);
        let mut names = Vec::new();
        self.collect_names(node, &mut names);
        let columns = names.iter().filter_map(|name| self.batch.schema_ref().column_with_name(name));
        let (indices, fields): (Vec<usize>, Vec<_>) = columns.map(|(index, field)| (index, field.clone())).unzip();
        let few = indices.iter().map(|index| arrow_select::filter::filter(self.batch.column(*index), &mask));
        let count = among.count_set_bits();
        let options = RecordBatchOptions::new().with_row_count(Some(count));
        let few = few
            .collect::<Result<Vec<_>, _>>()
            .and_then(|few| RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), few, &options));
        let few = few.expect("the mask is as long as the columns");
        let mut inner = Evaluation::new(&few);
        let found = inner.leaf(node, &BooleanBuffer::new_set(count), wanted)?;
        self.failures.merge(inner.failures);
        let mut next = found.iter();
        let hits = among.iter().map(|is_among| is_among && next.next() == Some(true));
        Ok(hits.collect())
    }

    /// Collects the names of the columns of the batch that an expression reads, each once.
    fn collect_names<'n>(&self, node: &'n Node, names: &mut Vec<&'n str>) {
        let name = match node {
            Node::Field(field) => Some(&*field.name),
            Node::Call(Call { text: Some(text), .. }) if self.batch.column_by_name(text).is_some() => Some(&**text),
            _ => None,
        };
        match name {
            Some(name) if names.contains(&name) => {}
            Some(name) => names.push(name),
            None => node.parts().into_iter().for_each(|part| self.collect_names(part, names)),
        }
    }

    /// A condition as an array; what it holds of other records is of no meaning.
    fn condition(&mut self, node: &Node, among: &BooleanBuffer) -> Computed<BooleanArray> {
        let rows = self.batch.num_rows();
        Ok(match node {
            Node::Compare(comparison, left, right) => self.compare(*comparison, left, right, among)?,
            Node::And(_) | Node::Or(_) | Node::Not(_) => {
                let (holds, fails) = (self.holds(node, among)?, self.quietly(|inner| inner.fails(node, among))?);
                let known = &holds | &fails;
                BooleanArray::new(holds, Some(arrow_buffer::NullBuffer::new(known)))
            }
            Node::IsNull(inner) => {
                let values = self.values(inner, ColumnKind::Text, among)?;
                BooleanArray::new(
                    values.logical_nulls().map_or_else(|| BooleanBuffer::new_unset(rows), |nulls| !nulls.inner()),
                    None,
                )
            }
            Node::Is(truth, inner) => {
                let is = match truth {
                    Truth::True => self.holds(inner, among)?,
                    Truth::False => self.fails(inner, among)?,
                };
                BooleanArray::new(is, None)
            }
            Node::In(inner, set) => {
                let values = self.values(inner, ColumnKind::Integer, among)?;
                among_set(&values, set, among)
            }
            Node::Like(inner, pattern) => {
                let values = self.values(inner, ColumnKind::Text, among)?;
                like(&values, pattern, among)
            }
            Node::Matches(inner, regex) => {
                let values = self.values(inner, ColumnKind::Text, among)?;
                tested(&values, |texts, row| {
                    among.value(row) && texts.get(row).is_some_and(|text| regex.is_match(text))
                })
            }
            other => {
                let values = self.values(other, ColumnKind::Boolean, among)?;
                values.as_boolean_opt().cloned().unwrap_or_else(|| BooleanArray::new_null(rows))
            }
        })
    }

    /// Computes something again, whose failures were counted.
    fn quietly<T>(&mut self, compute: impl FnOnce(&mut Self) -> Computed<T>) -> Computed<T> {
        let failures = self.failures;
        let result = compute(self);
        self.failures = failures;
        result
    }

    /// The values of an expression; what it holds of other records is of no meaning. `kind` is the type of a null.
    ///
    /// # Errors
    /// [`MissingColumn`] if the batch lacks a column.
    pub fn values(&mut self, node: &Node, kind: ColumnKind, among: &BooleanBuffer) -> Computed<ArrayRef> {
        let rows = self.batch.num_rows();
        Ok(match node {
            Node::Field(field) => self.field(field)?,
            Node::Constant(constant) => repeated(constant, kind_of(constant, kind), rows),
            Node::Case { branches, otherwise, kind } => self.case(branches, otherwise, *kind, among)?,
            Node::Whole(operator, left, right) => {
                let left = whole(&self.values(left, ColumnKind::Integer, among)?, among, &mut self.failures);
                let right = whole(&self.values(right, ColumnKind::Integer, among)?, among, &mut self.failures);
                Arc::new(self.whole(*operator, &left, &right, among))
            }
            Node::Fraction(operator, left, right) => {
                let left = floats(&self.values(left, ColumnKind::Float, among)?);
                let right = floats(&self.values(right, ColumnKind::Float, among)?);
                Arc::new(self.fraction(*operator, &left, &right, among))
            }
            Node::ToFloat(inner) => Arc::new(floats(&self.values(inner, ColumnKind::Integer, among)?)),
            Node::Call(Call { text: Some(text), .. }) if self.batch.column_by_name(text).is_some() => {
                // It was computed for all expressions of the run.
                Arc::clone(&self.batch[text])
            }
            Node::Call(Call { arguments, apply, .. }) => {
                let values = arguments.iter().map(|argument| self.values(argument, ColumnKind::Text, among));
                let values = values.collect::<Computed<Vec<_>>>()?;
                apply(&values, among, &mut self.failures)
            }
            condition => Arc::new(self.condition(condition, among)?),
        })
    }

    fn field(&self, field: &Field) -> Computed<ArrayRef> {
        let array = self.batch.column_by_name(&field.name).cloned();
        // Only columns of a log can be missing: other names come from the batch.
        array.ok_or(MissingColumn { column: field.column.unwrap_or(Column::Extra) })
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        left: &Node,
        right: &Node,
        among: &BooleanBuffer,
    ) -> Computed<BooleanArray> {
        if let (Node::Constant(constant), node) = (left, right)
            && !matches!(node, Node::Constant(_))
        {
            return self.compare_with(comparison.mirrored(), node, constant, among);
        }
        if let Node::Constant(constant) = right {
            return self.compare_with(comparison, left, constant, among);
        }
        let (left, right) = (self.values(left, ColumnKind::Text, among)?, self.values(right, ColumnKind::Text, among)?);
        if left.data_type() == right.data_type() {
            return Ok(apply(comparison, &left, &right));
        }
        let is_float = |array: &ArrayRef| *array.data_type() == DataType::Float64;
        if is_float(&left) || is_float(&right) {
            return Ok(apply(comparison, &floats(&left), &floats(&right)));
        }
        if let (Some(left), Some(right)) = (unsigned(&left), unsigned(&right)) {
            return Ok(apply(comparison, &left, &right));
        }
        let (left, right) = (whole(&left, among, &mut self.failures), whole(&right, among, &mut self.failures));
        Ok(apply(comparison, &left, &right))
    }

    /// Compares values with a constant in the type of the values.
    fn compare_with(
        &mut self,
        comparison: Comparison,
        node: &Node,
        constant: &Constant,
        among: &BooleanBuffer,
    ) -> Computed<BooleanArray> {
        let values = self.values(node, kind_of(constant, ColumnKind::Text), among)?;
        if let Some(scalar) = scalar_of(constant, values.data_type()) {
            return Ok(apply(comparison, &values, &Scalar::new(scalar)));
        }
        let is_unsigned = values.data_type().is_unsigned_integer();
        if let (Constant::Integer(..0), Comparison::Greater | Comparison::AtLeast, true) = (constant, comparison, is_unsigned) {
            return self.compare_with(Comparison::AtLeast, node, &Constant::Integer(0), among);
        }
        let scalar = repeated(constant, kind_of(constant, ColumnKind::Integer), 1);
        if [&values, &scalar].iter().any(|array| *array.data_type() == DataType::Float64) {
            return Ok(apply(comparison, &floats(&values), &Scalar::new(floats(&scalar))));
        }
        let whole = whole(&values, among, &mut self.failures);
        Ok(apply(comparison, &whole, &Scalar::new(scalar)))
    }

    fn case(
        &mut self,
        branches: &[(Node, Node)],
        otherwise: &Node,
        kind: ColumnKind,
        among: &BooleanBuffer,
    ) -> Computed<ArrayRef> {
        let mut left = among.clone();
        let mut chosen = Vec::with_capacity(branches.len());
        for (when, then) in branches {
            let here = self.holds(when, &left)?;
            left = &left & &!&here;
            let values = self.values(then, kind, &here)?;
            let values = one_type(values, kind, &here, &mut self.failures);
            chosen.push((here, values));
        }
        let last = self.values(otherwise, kind, &left)?;
        let last = one_type(last, kind, &left, &mut self.failures);
        Ok(chosen.into_iter().rev().fold(last, |rest, (here, values)| {
            let mask = BooleanArray::new(here, None);
            arrow_select::zip::zip(&mask, &values, &rest).expect("all values have one type")
        }))
    }

    fn whole(
        &mut self,
        operator: Operator,
        left: &arrow_array::Int64Array,
        right: &arrow_array::Int64Array,
        among: &BooleanBuffer,
    ) -> arrow_array::Int64Array {
        let made = match operator {
            Operator::Add => zipped(left, right, i64::checked_add),
            Operator::Subtract => zipped(left, right, i64::checked_sub),
            Operator::Multiply => zipped(left, right, i64::checked_mul),
            Operator::Divide => zipped(left, right, i64::checked_div),
            Operator::Remainder => zipped(left, right, |left, right| match right {
                -1 => Some(0),
                right => left.checked_rem(right),
            }),
        };
        let divides = matches!(operator, Operator::Divide | Operator::Remainder);
        let zero = |row: usize| right.is_valid(row) && right.value(row) == 0;
        self.count_failures(divides, &made, [left, right], zero, among);
        made
    }

    fn fraction(
        &mut self,
        operator: Operator,
        left: &arrow_array::Float64Array,
        right: &arrow_array::Float64Array,
        among: &BooleanBuffer,
    ) -> arrow_array::Float64Array {
        // Zero has one sign, so that it equals itself.
        let finite = |number: f64| Some(number + 0.0).filter(|number| number.is_finite());
        let made = match operator {
            Operator::Add => zipped(left, right, |left, right| finite(left + right)),
            Operator::Subtract => zipped(left, right, |left, right| finite(left - right)),
            Operator::Multiply => zipped(left, right, |left, right| finite(left * right)),
            Operator::Divide => zipped(left, right, |left, right| finite(left / right)),
            Operator::Remainder => zipped(left, right, |left, right| finite(left % right)),
        };
        let divides = matches!(operator, Operator::Divide | Operator::Remainder);
        let zero = |row: usize| right.is_valid(row) && right.value(row) == 0.0;
        self.count_failures(divides, &made, [left, right], zero, among);
        made
    }

    /// Counts results that became null: divisions by zero, and numbers that do not fit.
    fn count_failures(
        &mut self,
        divides: bool,
        made: &dyn Array,
        operands: [&dyn Array; 2],
        is_zero: impl Fn(usize) -> bool,
        among: &BooleanBuffer,
    ) {
        if made.null_count() == 0 {
            return;
        }
        let mut others = among.clone();
        if divides {
            let zeros = BooleanBuffer::collect_bool(among.len(), is_zero);
            let divided = among & &zeros;
            count_lost(made, &operands, &divided, Failure::DivisionByZero, &mut self.failures);
            others = among & &!&zeros;
        }
        count_lost(made, &operands, &others, Failure::Overflow, &mut self.failures);
    }
}

/// Applies a comparison to values of one type.
fn apply(comparison: Comparison, left: &dyn Datum, right: &dyn Datum) -> BooleanArray {
    let kernel: fn(&dyn Datum, &dyn Datum) -> Result<BooleanArray, ArrowError> = match comparison {
        Comparison::Equal => cmp::eq,
        Comparison::NotEqual => cmp::neq,
        Comparison::Less => cmp::lt,
        Comparison::AtMost => cmp::lt_eq,
        Comparison::Greater => cmp::gt,
        Comparison::AtLeast => cmp::gt_eq,
        Comparison::Distinct => cmp::distinct,
        Comparison::NotDistinct => cmp::not_distinct,
    };
    kernel(left, right).expect("both sides were given one type")
}

/// The constant in the type of an array; `None` if it does not fit.
fn scalar_of(constant: &Constant, data_type: &DataType) -> Option<ArrayRef> {
    use arrow_array::{UInt8Array, UInt16Array, UInt64Array};
    let array: ArrayRef = match (constant, data_type) {
        (Constant::Integer(number), DataType::UInt8) => {
            Arc::new(UInt8Array::from_value(u8::try_from(*number).ok()?, 1))
        }
        (Constant::Integer(number), DataType::UInt16) => {
            Arc::new(UInt16Array::from_value(u16::try_from(*number).ok()?, 1))
        }
        (Constant::Integer(number), DataType::UInt64) => {
            Arc::new(UInt64Array::from_value(u64::try_from(*number).ok()?, 1))
        }
        (constant, data_type) => {
            let array = repeated(constant, kind_of(constant, ColumnKind::Text), 1);
            return (array.data_type() == data_type).then_some(array);
        }
    };
    Some(array)
}

/// The truth of each text, null where it is null.
fn tested(values: &ArrayRef, test: impl Fn(&Views<'_>, usize) -> bool) -> BooleanArray {
    let texts = values.as_string_view();
    let views = Views::new(texts);
    BooleanArray::new(BooleanBuffer::collect_bool(values.len(), |row| test(&views, row)), texts.nulls().cloned())
}

/// A pattern that is matched for each kind in a loop of its own.
fn like(values: &ArrayRef, pattern: &LikePattern, among: &BooleanBuffer) -> BooleanArray {
    match pattern {
        LikePattern::Equal(text) => tested(values, |texts, row| texts.get(row).is_some_and(|own| *own == **text)),
        LikePattern::Prefix(start) => {
            tested(values, |texts, row| texts.get(row).is_some_and(|text| text.starts_with(start)))
        }
        LikePattern::Suffix(end) => tested(values, |texts, row| texts.get(row).is_some_and(|text| text.ends_with(end))),
        pattern => {
            tested(values, |texts, row| among.value(row) && texts.get(row).is_some_and(|text| pattern.matches(text)))
        }
    }
}

/// Whether values are in a set.
fn among_set(values: &ArrayRef, set: &ValueSet, among: &BooleanBuffer) -> BooleanArray {
    let rows = values.len();
    let found = match &set.values {
        Members::Texts(members) => match values.as_string_view_opt() {
            Some(texts) => {
                let views = Views::new(texts);
                BooleanBuffer::collect_bool(rows, |row| {
                    among.value(row) && views.get(row).is_some_and(|text| members.contains(text))
                })
            }
            None => BooleanBuffer::new_unset(rows),
        },
        Members::Whole(members) => match Numbers::of_array(values) {
            Some(numbers) => BooleanBuffer::collect_bool(rows, |row| {
                numbers.get(row).is_some_and(|number| members.contains(&number))
            }),
            None => BooleanBuffer::new_unset(rows),
        },
        Members::Floats(members) => {
            let numbers = floats(values);
            BooleanBuffer::collect_bool(rows, |row| {
                numbers.is_valid(row) && members.contains(&float_key(numbers.value(row)))
            })
        }
    };
    let nulls = values.logical_nulls();
    match set.has_null {
        // With a null among the members, a value that was not found may be equal to it.
        true => {
            let known = nulls.map_or_else(|| found.clone(), |nulls| &found & nulls.inner());
            BooleanArray::new(found, Some(arrow_buffer::NullBuffer::new(known)))
        }
        false => BooleanArray::new(found, nulls),
    }
}
