//! An operand of a comparison.

use sqlparser::ast::Expr;

use crate::expression::constant::Constant;
use crate::expression::error::TypeName;
use crate::expression::node::{Node, Typed};
use crate::expression::syntax::canonical;

/// A part with the expression that it was made of.
#[derive(Clone)]
pub struct Operand<'e> {
    /// The expression.
    pub expr: &'e Expr,
    /// The part.
    pub typed: Typed,
}

impl Operand<'_> {
    /// Its text and type.
    pub fn named(&self) -> (String, TypeName) {
        (canonical(self.expr), self.typed.kind)
    }

    /// Its value, if it is a constant.
    pub fn constant(&self) -> Option<&Constant> {
        match &self.typed.node {
            Node::Constant(constant) => Some(constant),
            _ => None,
        }
    }
}
