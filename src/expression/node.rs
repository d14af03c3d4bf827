//! The checked tree of an expression: every part has a type, and nothing in it can fail.

use std::fmt;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_buffer::BooleanBuffer;
use regex::bytes::Regex;

use super::constant::Constant;
use super::error::TypeName;
use super::failures::Failures;
use super::like::LikePattern;
use super::scope::Field;
use super::set::ValueSet;
use crate::log::column::ColumnKind;

/// A part of an expression and its type.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The part.
    pub node: Node,
    /// Its type.
    pub kind: TypeName,
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `IS DISTINCT FROM`: null equals null.
    Distinct,
    /// `IS NOT DISTINCT FROM`
    NotDistinct,
}

impl Comparison {
    /// The comparison of the operands in the other order.
    pub fn mirrored(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::AtMost => Comparison::AtLeast,
            Comparison::Greater => Comparison::Less,
            Comparison::AtLeast => Comparison::AtMost,
            same => same,
        }
    }

    /// How it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "<>",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
            Comparison::Distinct => "IS DISTINCT FROM",
            Comparison::NotDistinct => "IS NOT DISTINCT FROM",
        }
    }

    /// The comparison that holds where this one fails.
    pub fn negated(self) -> Comparison {
        match self {
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::Less => Comparison::AtLeast,
            Comparison::AtMost => Comparison::Greater,
            Comparison::Greater => Comparison::AtMost,
            Comparison::AtLeast => Comparison::Less,
            Comparison::Distinct => Comparison::NotDistinct,
            Comparison::NotDistinct => Comparison::Distinct,
        }
    }
}

/// What is computed of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`: of whole numbers, the quotient without its fraction.
    Divide,
    /// `%`
    Remainder,
}

/// A test of the truth of a condition, which is never null itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// `IS TRUE`
    True,
    /// `IS FALSE`
    False,
}

/// A part of an expression.
#[derive(Debug, Clone)]
pub enum Node {
    /// An array of the batch.
    Field(Field),
    /// A constant.
    Constant(Constant),
    /// Operands of one type are compared.
    Compare(Comparison, Box<Node>, Box<Node>),
    /// All of these hold. The cheap ones come first.
    And(Vec<Node>),
    /// Any of these holds. The cheap ones come first.
    Or(Vec<Node>),
    /// The condition does not hold.
    Not(Box<Node>),
    /// The value is null.
    IsNull(Box<Node>),
    /// The condition is true, or false, and not null.
    Is(Truth, Box<Node>),
    /// The value is among constants. With a null among them, it is never not among them.
    In(Box<Node>, ValueSet),
    /// A text matches a pattern of `LIKE`.
    Like(Box<Node>, LikePattern),
    /// A text matches a regular expression.
    Matches(Box<Node>, Regex),
    /// The value of the first condition that holds.
    Case {
        /// Conditions and values.
        branches: Vec<(Node, Node)>,
        /// The value when none holds.
        otherwise: Box<Node>,
        /// The type of the values.
        kind: ColumnKind,
    },
    /// Arithmetic on whole numbers.
    Whole(Operator, Box<Node>, Box<Node>),
    /// Arithmetic on floats.
    Fraction(Operator, Box<Node>, Box<Node>),
    /// A whole number as a float.
    ToFloat(Box<Node>),
    /// Anything computed from values, by a function of its own.
    Call(Call),
    /// A part that occurs several times and is computed once.
    Shared(Arc<Shared>),
}

/// A part that occurs several times, such as the value of `BETWEEN`.
#[derive(Debug)]
pub struct Shared {
    /// The part.
    pub node: Node,
    /// What it costs, kept so that nested ones are not visited twice on each level.
    cost: u32,
    /// The fields that it reads.
    fields: Vec<Field>,
}

/// What a function computes: an array of the values of its arguments, of which only the records in the mask matter.
pub type Apply = Arc<dyn Fn(&[ArrayRef], &BooleanBuffer, &mut Failures) -> ArrayRef + Send + Sync>;

/// A call of a function with its arguments that depend on the record.
#[derive(Clone)]
pub struct Call {
    /// The name, for messages.
    pub name: &'static str,
    /// The arguments.
    pub arguments: Vec<Node>,
    /// What it costs.
    pub cost: u32,
    /// The function.
    pub apply: Apply,
    /// The width of the bins of time that it makes, in microseconds.
    pub bin_micros: Option<i64>,
    /// The call in one notation, if its values may be computed once for all expressions that need them.
    pub text: Option<Arc<str>>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?})", self.name, self.arguments)
    }
}

/// Costs of parts, relative to a comparison of numbers.
mod cost {
    pub const NUMBER: u32 = 1;
    pub const TEXT: u32 = 3;
    pub const LIKE: u32 = 8;
    pub const REGEX: u32 = 60;
}

impl Node {
    /// What it costs to compute, relative to a comparison of numbers.
    pub fn cost(&self) -> u32 {
        let all = |nodes: &[Node]| nodes.iter().map(Node::cost).fold(0, u32::saturating_add);
        match self {
            Node::Field(_) | Node::Constant(_) => 0,
            Node::Compare(_, left, right) | Node::Whole(_, left, right) | Node::Fraction(_, left, right) => {
                let own = if left.is_text() || right.is_text() { cost::TEXT } else { cost::NUMBER };
                own.saturating_add(left.cost()).saturating_add(right.cost())
            }
            Node::And(nodes) | Node::Or(nodes) => all(nodes),
            Node::Not(node) | Node::IsNull(node) | Node::Is(_, node) | Node::ToFloat(node) => {
                cost::NUMBER.saturating_add(node.cost())
            }
            Node::In(node, _) => cost::TEXT.saturating_add(node.cost()),
            Node::Like(node, _) => cost::LIKE.saturating_add(node.cost()),
            Node::Matches(node, _) => cost::REGEX.saturating_add(node.cost()),
            Node::Case { branches, otherwise, .. } => {
                let branches = branches.iter().map(|(when, then)| when.cost().saturating_add(then.cost()));
                branches.fold(otherwise.cost().saturating_add(cost::TEXT), u32::saturating_add)
            }
            Node::Call(call) => call.cost.saturating_add(all(&call.arguments)),
            Node::Shared(shared) => shared.cost,
        }
    }

    /// The part in a form that can occur several times.
    pub fn shared(self) -> Node {
        if matches!(self, Node::Field(_) | Node::Constant(_) | Node::Shared(_)) {
            return self;
        }
        let mut fields: Vec<Field> = Vec::new();
        self.each_field(&mut |field| {
            if !fields.contains(field) {
                fields.push(field.clone());
            }
        });
        Node::Shared(Arc::new(Shared { cost: self.cost(), node: self, fields }))
    }

    fn is_text(&self) -> bool {
        match self {
            Node::Field(field) => field.kind == ColumnKind::Text,
            Node::Constant(constant) => matches!(constant, Constant::Text(_)),
            _ => false,
        }
    }

    /// The parts that it is made of; none of a shared one.
    pub fn parts(&self) -> Vec<&Node> {
        match self {
            Node::Field(_) | Node::Constant(_) | Node::Shared(_) => Vec::new(),
            Node::Compare(_, left, right) | Node::Whole(_, left, right) | Node::Fraction(_, left, right) => {
                vec![left, right]
            }
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().collect(),
            Node::Not(node)
            | Node::IsNull(node)
            | Node::Is(_, node)
            | Node::ToFloat(node)
            | Node::In(node, _)
            | Node::Like(node, _)
            | Node::Matches(node, _) => vec![node],
            Node::Case { branches, otherwise, .. } => {
                branches.iter().flat_map(|(when, then)| [when, then]).chain([otherwise.as_ref()]).collect()
            }
            Node::Call(call) => call.arguments.iter().collect(),
        }
    }

    /// Whether a part of it occurs several times.
    pub fn has_shared(&self) -> bool {
        matches!(self, Node::Shared(_)) || self.parts().into_iter().any(Node::has_shared)
    }

    /// Calls `visit` with every field, as often as it occurs.
    pub fn each_field(&self, visit: &mut dyn FnMut(&Field)) {
        match self {
            Node::Field(field) => visit(field),
            Node::Shared(shared) => shared.fields.iter().for_each(&mut *visit),
            _ => {}
        }
        self.parts().into_iter().for_each(|part| part.each_field(visit));
    }
}

/// A call with one argument; null of null, which has no array of the argument's type.
pub fn call(name: &'static str, argument: Node, cost: u32, apply: Apply) -> Node {
    if matches!(argument, Node::Constant(Constant::Null)) {
        return argument;
    }
    Node::Call(Call { name, arguments: vec![argument], cost, apply, bin_micros: None, text: None })
}

/// A condition.
pub fn boolean(node: Node) -> Typed {
    Typed { node, kind: TypeName::Value(ColumnKind::Boolean) }
}

/// `NULL`, of any type.
pub fn null() -> Typed {
    Typed { node: Node::Constant(Constant::Null), kind: TypeName::Null }
}

/// A condition that is always null.
pub fn null_condition() -> Typed {
    boolean(Node::Constant(Constant::Null))
}
