//! Calls that several expressions of a run have in common: each is computed once for every batch, before filters and reducers see it.
//!
//! Three tables that group by `route(path)` would otherwise each read every path. The parser appends the values to its batches as columns
//! that are named by the text of the call, and an expression takes a value from there if there is one.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{Field, Schema};

use super::Expression;
use super::evaluate::Evaluation;
use super::failures::Failures;
use super::node::{Call, Node};
use crate::log::column::ColumnKind;

/// The calls that are computed once for every batch, inner ones first.
#[derive(Debug, Clone, Default)]
pub struct SharedCalls(Vec<Node>);

/// The expressions of a filter or a reducer.
pub struct User<'e> {
    /// The expressions.
    pub expressions: Vec<&'e Expression>,
    /// Whether it sees every record: what only few records need is not computed for all.
    pub sees_all: bool,
}

/// A call that some users have, and how many.
struct Candidate<'e> {
    text: &'e str,
    node: &'e Node,
    count: usize,
    is_needed_for_all: bool,
}

impl SharedCalls {
    /// The calls that at least two places have, one of them for all records.
    pub fn of(users: &[User<'_>]) -> SharedCalls {
        let mut candidates = Vec::new();
        for user in users {
            for expression in &user.expressions {
                count(&expression.node, user.sees_all, &mut candidates);
            }
        }
        let shared = candidates.into_iter().filter(|candidate| candidate.count > 1 && candidate.is_needed_for_all);
        SharedCalls(shared.map(|candidate| candidate.node.clone()).collect())
    }

    /// The records with the values of the calls, after their own columns.
    pub fn with_values(&self, mut records: RecordBatch) -> RecordBatch {
        for node in &self.0 {
            let Node::Call(Call { text: Some(text), .. }) = node else { continue };
            let all = BooleanBuffer::new_set(records.num_rows());
            let mut evaluation = Evaluation::new(&records);
            let values = evaluation.values(node, ColumnKind::Text, &all);
            // Values that cannot be computed are left to the users, which count them, and so is a column that the batch lacks.
            if let (Ok(values), true) = (values, evaluation.failures == Failures::default()) {
                records = with_column(records, text, values);
            }
        }
        records
    }
}

/// Counts the calls of an expression that can be shared, inner ones first.
fn count<'e>(node: &'e Node, sees_all: bool, candidates: &mut Vec<Candidate<'e>>) {
    if let Node::Shared(shared) = node {
        return count(&shared.node, sees_all, candidates);
    }
    for part in node.parts() {
        count(part, sees_all, candidates);
    }
    let Node::Call(Call { text: Some(text), .. }) = node else { return };
    match candidates.iter_mut().find(|candidate| candidate.text == &**text) {
        Some(candidate) => {
            candidate.count += 1;
            candidate.is_needed_for_all |= sees_all;
        }
        None => candidates.push(Candidate { text, node, count: 1, is_needed_for_all: sees_all }),
    }
}

fn with_column(records: RecordBatch, name: &str, values: ArrayRef) -> RecordBatch {
    let (schema, mut arrays, _) = records.into_parts();
    let mut fields: Vec<_> = schema.fields().iter().cloned().collect();
    fields.push(Arc::new(Field::new(name, values.data_type().clone(), true)));
    arrays.push(values);
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("a call has one value for each record")
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::{Array, StringViewArray};

    use super::*;
    use crate::expression::Context;

    #[test]
    fn calls_of_several_users_are_computed_once() {
        let context = Context::default();
        let parse = |text: &str| Expression::parse(text, &context).expect("an expression");
        let route = parse("route(path)");
        let is_route = parse("route(path) = '/a/{id}'");
        let browser = parse("browser(user_agent)");
        let user = |expressions, sees_all| User { expressions, sees_all };

        let shared = SharedCalls::of(&[user(vec![&route, &browser], true), user(vec![&is_route], false)]);
        assert_eq!(shared.0.len(), 1);
        assert_eq!(SharedCalls::of(&[user(vec![&route, &browser], false), user(vec![&is_route], false)]).0.len(), 0);

        let paths: ArrayRef = Arc::new(StringViewArray::from(vec!["/a/17", "/b"]));
        let batch = RecordBatch::try_from_iter([("path", paths)]).expect("a column");
        let batch = shared.with_values(batch);
        assert_eq!(batch.num_columns(), 2);
        assert_eq!(batch.column(1).as_string_view().value(0), "/a/{id}");
        let all = BooleanBuffer::new_set(2);
        // Without the path, the value can only come from the column that was appended.
        let batch = batch.project(&[1]).expect("a column");
        let holds = is_route.holds(&batch, &all, &mut Failures::default()).expect("the column of the call");
        assert_eq!(holds.set_indices().collect::<Vec<_>>(), [0]);
        assert_eq!(route.values(&batch, &all, &mut Failures::default()).expect("the column of the call").len(), 2);
    }
}
