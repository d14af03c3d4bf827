//! Computes expressions over a batch, for the selected records. Nothing here can fail but a column that was not declared.
//!
//! Conditions are computed as the set of records for which they hold. `AND` asks each term only about the records that are left, and `OR`
//! only about those that no term has found. A costly term about few records is computed of these records alone.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Decimal128Type;
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch, RecordBatchOptions, Scalar};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{DataType, Schema};

use super::arithmetic::{fractions, whole_numbers, wide_numbers};
use super::arrays::{
    floats, is_wide, kind_of, narrowed, of_one_width, one_type, repeated, unsigned, whole, wide, widened,
};
use super::compare::compare;
use super::constant::Constant;
use super::failures::Failures;
use super::node::{Call, Comparison, Node, Shared, Truth};
use super::predicate::{among_set, like, scalar_of, tested};
use super::scope::Field;
use crate::log::column::ColumnKind;
use crate::log::{Column, MissingColumn};

/// A term that costs more than this is computed of the records that are left, if these are few.
const CHEAP: u32 = 4;
/// Few are less than one in this many.
const FEW: usize = 4;

/// One computation over a batch.
pub struct Evaluation<'b> {
    batch: &'b RecordBatch,
    /// Whether the batch has measures of groups, which may need more than 64 bits. Then whole numbers have 128.
    is_of_groups: bool,
    /// Values of selected records that could not be computed.
    pub failures: Failures,
    /// Shared parts that were computed, by their address, and the records of which they were.
    shared: Vec<(*const Shared, BooleanBuffer, ArrayRef)>,
}

type Computed<T> = Result<T, MissingColumn>;

impl<'b> Evaluation<'b> {
    /// A computation over a batch.
    pub fn new(batch: &'b RecordBatch) -> Evaluation<'b> {
        let mut fields = batch.schema_ref().fields().iter();
        let is_of_groups = fields.any(|field| matches!(field.data_type(), DataType::Decimal128(..)));
        Evaluation { batch, is_of_groups, failures: Failures::default(), shared: Vec::new() }
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
        // What is shared is computed once, and so its failures are counted once.
        if node.cost() > CHEAP && count * FEW < among.len() && !node.has_shared() {
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
            Node::Shared(shared) => return self.collect_names(&shared.node, names),
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
            Node::Whole(operator, left, right) if self.is_of_groups => {
                let left = widened(&self.values(left, ColumnKind::Integer, among)?, among, &mut self.failures);
                let right = widened(&self.values(right, ColumnKind::Integer, among)?, among, &mut self.failures);
                narrowed(wide_numbers(*operator, &left, &right, among, &mut self.failures))
            }
            Node::Whole(operator, left, right) => {
                let left = whole(&self.values(left, ColumnKind::Integer, among)?, among, &mut self.failures);
                let right = whole(&self.values(right, ColumnKind::Integer, among)?, among, &mut self.failures);
                Arc::new(whole_numbers(*operator, &left, &right, among, &mut self.failures))
            }
            Node::Fraction(operator, left, right) => {
                let left = floats(&self.values(left, ColumnKind::Float, among)?);
                let right = floats(&self.values(right, ColumnKind::Float, among)?);
                Arc::new(fractions(*operator, &left, &right, among, &mut self.failures))
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
            Node::Shared(shared) => self.shared(shared, kind, among)?,
            condition => Arc::new(self.condition(condition, among)?),
        })
    }

    /// The values of a shared part: those computed before, if they are of these records.
    fn shared(&mut self, shared: &Arc<Shared>, kind: ColumnKind, among: &BooleanBuffer) -> Computed<ArrayRef> {
        let address = Arc::as_ptr(shared);
        let known = self.shared.iter().position(|(own, ..)| *own == address);
        if let Some((_, records, values)) = known.map(|index| &self.shared[index])
            && (among & &!records).count_set_bits() == 0
        {
            return Ok(values.clone());
        }
        let values = self.values(&shared.node, kind, among)?;
        self.shared.retain(|(own, ..)| *own != address);
        self.shared.push((address, among.clone(), values.clone()));
        Ok(values)
    }

    fn field(&self, field: &Field) -> Computed<ArrayRef> {
        let array = self.batch.column_by_name(&field.name).cloned();
        let array = array.map(|array| match array.as_primitive_opt::<Decimal128Type>() {
            Some(numbers) => narrowed(numbers.clone()),
            None => array,
        });
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
            return Ok(compare(comparison, &left, &right));
        }
        let is_float = |array: &ArrayRef| *array.data_type() == DataType::Float64;
        if is_float(&left) || is_float(&right) {
            return Ok(compare(comparison, &floats(&left), &floats(&right)));
        }
        if let (Some(left), Some(right)) = (unsigned(&left), unsigned(&right)) {
            return Ok(compare(comparison, &left, &right));
        }
        if is_wide(&left) || is_wide(&right) {
            return Ok(compare(comparison, &wide(&left), &wide(&right)));
        }
        let (left, right) = (whole(&left, among, &mut self.failures), whole(&right, among, &mut self.failures));
        Ok(compare(comparison, &left, &right))
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
            return Ok(compare(comparison, &values, &Scalar::new(scalar)));
        }
        let is_unsigned = values.data_type().is_unsigned_integer();
        if let (Constant::Integer(..0), Comparison::Greater | Comparison::AtLeast, true) =
            (constant, comparison, is_unsigned)
        {
            return self.compare_with(Comparison::AtLeast, node, &Constant::Integer(0), among);
        }
        let scalar = repeated(constant, kind_of(constant, ColumnKind::Integer), 1);
        if [&values, &scalar].iter().any(|array| *array.data_type() == DataType::Float64) {
            return Ok(compare(comparison, &floats(&values), &Scalar::new(floats(&scalar))));
        }
        if is_wide(&values) {
            return Ok(compare(comparison, &wide(&values), &Scalar::new(wide(&scalar))));
        }
        let whole = whole(&values, among, &mut self.failures);
        Ok(compare(comparison, &whole, &Scalar::new(scalar)))
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
        let (masks, mut values): (Vec<BooleanBuffer>, Vec<ArrayRef>) = chosen.into_iter().unzip();
        values.push(last);
        let mut values = of_one_width(values);
        let last = values.pop().expect("the last value was added");
        Ok(masks.into_iter().zip(values).rev().fold(last, |rest, (here, values)| {
            let mask = BooleanArray::new(here, None);
            arrow_select::zip::zip(&mask, &values, &rest).expect("all values have one type")
        }))
    }
}
