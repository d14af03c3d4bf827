//! Route templates: how they are written, compared and matched.

use std::cmp::Ordering;

use thiserror::Error;

/// Why a route template cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RouteError {
    /// The template does not begin with a slash.
    #[error("route '{template}' does not begin with '/': write '/{}'", template.trim_start())]
    NoSlash {
        /// The template as written.
        template: String,
    },
    /// The template has a query or a fragment.
    #[error("route '{template}' has a '{mark}': write the path alone")]
    NotPath {
        /// The template as written.
        template: String,
        /// `?` or `#`.
        mark: char,
    },
    /// A segment has a brace or star that does not belong to a parameter.
    #[error("route '{template}': '{segment}' is not a parameter: write '{{name}}' or '*name' as the whole segment")]
    Malformed {
        /// The template as written.
        template: String,
        /// The segment.
        segment: String,
    },
    /// A segment is a parameter of another notation.
    #[error("route '{template}': '{segment}' is not a parameter here: write '{{{}}}'", bare(segment))]
    OtherNotation {
        /// The template as written.
        template: String,
        /// The segment, as in `:id` or `<id>`.
        segment: String,
    },
    /// The name of a parameter is not a name.
    #[error("route '{template}': '{name}' is not a name: write letters, digits and '_', a letter or '_' first")]
    BadName {
        /// The template as written.
        template: String,
        /// The name as written.
        name: String,
    },
    /// Two parameters of a template have the same name.
    #[error("route '{template}': the name '{name}' occurs twice: write another name for one of them")]
    RepeatedName {
        /// The template as written.
        template: String,
        /// The name.
        name: String,
    },
    /// A `*name` segment is followed by others.
    #[error("route '{template}': '{segment}' matches the rest of the path: write it last")]
    RestNotLast {
        /// The template as written.
        template: String,
        /// The segment.
        segment: String,
    },
    /// Two templates match the same paths.
    #[error("route '{template}' matches the same paths as '{other}': remove one of them")]
    SamePaths {
        /// The template as written.
        template: String,
        /// The earlier template.
        other: String,
    },
}

impl RouteError {
    /// The template that cannot be used, as written.
    pub fn template(&self) -> &str {
        match self {
            RouteError::NoSlash { template }
            | RouteError::NotPath { template, .. }
            | RouteError::Malformed { template, .. }
            | RouteError::OtherNotation { template, .. }
            | RouteError::BadName { template, .. }
            | RouteError::RepeatedName { template, .. }
            | RouteError::RestNotLast { template, .. }
            | RouteError::SamePaths { template, .. } => template,
        }
    }
}

/// Removes the marks of other notations from a parameter.
fn bare(segment: &str) -> &str {
    segment.trim_matches([':', '<', '>'])
}

/// A template that is well formed.
#[derive(Clone, Debug)]
pub(super) struct Template {
    text: String,
    segments: Vec<Segment>,
}

/// A segment of a template, in the order of specificity.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Text(String),
    Parameter(String),
    Rest(String),
}

impl Segment {
    fn rank(&self) -> u8 {
        match self {
            Segment::Text(_) => 0,
            Segment::Parameter(_) => 1,
            Segment::Rest(_) => 2,
        }
    }

    fn name(&self) -> Option<&str> {
        match self {
            Segment::Text(_) => None,
            Segment::Parameter(name) | Segment::Rest(name) => Some(name),
        }
    }

    fn matches_same(&self, other: &Segment) -> bool {
        match (self, other) {
            (Segment::Text(a), Segment::Text(b)) => a == b,
            _ => self.rank() == other.rank(),
        }
    }
}

impl Template {
    /// Reads a template, see [`super::Routes::new`].
    pub(super) fn parse(text: &str) -> Result<Template, RouteError> {
        let template = || text.to_owned();
        let path = text.strip_prefix('/').ok_or_else(|| RouteError::NoSlash { template: template() })?;
        if let Some(mark) = text.chars().find(|c| matches!(c, '?' | '#')) {
            return Err(RouteError::NotPath { template: template(), mark });
        }
        let mut segments: Vec<Segment> = Vec::new();
        for written in path.split('/') {
            if let Some(Segment::Rest(name)) = segments.last() {
                return Err(RouteError::RestNotLast { template: template(), segment: format!("*{name}") });
            }
            let segment = parse_segment(text, written)?;
            let repeated = segment.name().filter(|name| segments.iter().any(|earlier| earlier.name() == Some(*name)));
            if let Some(name) = repeated {
                return Err(RouteError::RepeatedName { template: template(), name: name.to_owned() });
            }
            segments.push(segment);
        }
        Ok(Template { text: template(), segments })
    }

    /// Returns the template as written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Orders the more specific template first. The text decides between templates that no path matches both.
    pub(super) fn cmp_specificity(&self, other: &Template) -> Ordering {
        let ranks = |template: &Template| template.segments.iter().map(Segment::rank).collect::<Vec<_>>();
        ranks(self).cmp(&ranks(other)).then_with(|| self.text.cmp(&other.text))
    }

    /// Returns whether the templates differ in the names of their parameters at most.
    pub(super) fn matches_same_paths(&self, other: &Template) -> bool {
        self.segments.len() == other.segments.len()
            && self.segments.iter().zip(&other.segments).all(|(a, b)| a.matches_same(b))
    }

    /// Returns whether the whole path matches.
    pub(super) fn matches(&self, path: &str) -> bool {
        let Some(path) = path.strip_prefix('/') else { return false };
        let mut found = path.split('/');
        for segment in &self.segments {
            match (segment, found.next()) {
                (Segment::Text(text), Some(part)) if part == text => {}
                (Segment::Parameter(_), Some(part)) if !part.is_empty() => {}
                (Segment::Rest(_), Some(part)) => return !part.is_empty(),
                _ => return false,
            }
        }
        found.next().is_none()
    }
}

fn parse_segment(template: &str, written: &str) -> Result<Segment, RouteError> {
    let parameter = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let (name, make): (_, fn(String) -> Segment) = match (parameter, written.strip_prefix('*')) {
        (Some(name), _) => (name, Segment::Parameter),
        (None, Some(name)) => (name, Segment::Rest),
        (None, None) => return text_segment(template, written),
    };
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !starts_well || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err(RouteError::BadName { template: template.to_owned(), name: name.to_owned() });
    }
    Ok(make(name.to_owned()))
}

fn text_segment(template: &str, written: &str) -> Result<Segment, RouteError> {
    let (template, segment) = (template.to_owned(), written.to_owned());
    let angles = written.starts_with('<') && written.ends_with('>');
    if angles || (written.starts_with(':') && written.len() > 1) {
        return Err(RouteError::OtherNotation { template, segment });
    }
    if written.contains(['{', '}', '*']) {
        return Err(RouteError::Malformed { template, segment });
    }
    Ok(Segment::Text(segment))
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
