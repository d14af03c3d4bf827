//! Routes: paths with their variable parts replaced, so that requests to the same handler count together.
//!
//! `/users/42/orders/7` and `/users/43/orders/9` are both `/users/{id}/orders/{id}`. A log holds paths and not the
//! routes of the application, so [`Routes`] finds them in two ways:
//!
//! 1. A template of the user's, such as `/users/{user}/orders/{order}` or `/static/*rest`, if one matches.
//! 2. Otherwise each segment that looks like a value becomes a name in braces, see [`Routes::of`].
//!
//! [`parts`] takes paths, queries and referrers apart.

pub mod parts;
mod template;
mod value;

use std::borrow::Cow;

pub use self::template::RouteError;
use self::template::Template;

/// The user's route templates, ready to match.
///
/// ```
/// use logmill::route::Routes;
///
/// let routes = Routes::new(&["/users/{user}".to_owned(), "/users/me".to_owned()])?;
/// assert_eq!(routes.of("/users/ann"), "/users/{user}");
/// assert_eq!(routes.of("/users/me"), "/users/me");
/// assert_eq!(routes.of("/posts/2024-05-17/42.json"), "/posts/{date}/{id}.json");
/// # Ok::<(), logmill::route::RouteError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Routes {
    /// Most specific first.
    templates: Vec<Template>,
}

impl Routes {
    /// Reads templates.
    ///
    /// A template begins with `/`. A segment `{name}` matches one segment that is not empty. A last segment `*name`
    /// matches one or more segments, of which the first is not empty. Any other segment matches itself, as written:
    /// case counts, percent-encoding is not decoded, and `/a/` is not `/a`.
    ///
    /// If several templates match a path, the most specific one wins, whatever their order: at the first segment where
    /// they differ, text wins over `{name}`, and `{name}` wins over `*name`.
    ///
    /// # Errors
    ///
    /// Returns an error for the first template that is malformed or matches the same paths as an earlier one.
    pub fn new(templates: &[String]) -> Result<Routes, RouteError> {
        let mut read: Vec<Template> = Vec::with_capacity(templates.len());
        for text in templates {
            let template = Template::parse(text)?;
            if let Some(other) = read.iter().find(|other| other.matches_same_paths(&template)) {
                return Err(RouteError::SamePaths { template: text.clone(), other: other.text().to_owned() });
            }
            read.push(template);
        }
        read.sort_by(Template::cmp_specificity);
        Ok(Routes { templates: read })
    }

    /// Returns the route of a path, without query.
    ///
    /// A path that no template matches keeps its text, except for segments that are values. Segments are compared as
    /// written, without percent-decoding:
    ///
    /// | segment | becomes | examples |
    /// |---|---|---|
    /// | digits | `{id}` | `42` |
    /// | date of 1900 to 2099, with or without time | `{date}` | `2024-05-17`, `20240517`, `2024-05-17T10:00Z` |
    /// | UUID | `{uuid}` | `123e4567-e89b-12d3-a456-426614174000` |
    /// | 16 or more hexadecimal digits, or 8 with a letter and two decimals | `{hex}` | `9f86d081` |
    /// | ULID | `{ulid}` | `01ARZ3NDEKTSV4RRFFQ69G5FAV` |
    /// | 20 or more characters of base 64 in disorder | `{token}` | `dQw4w9WgXcQ7RtY2uIpL`, JSON web tokens |
    /// | mail address | `{email}` | `ann@example.com` |
    /// | IP address | `{ip}` | `192.0.2.1`, `2001:db8::1` |
    /// | words and 5 or more digits, joined by `-` or `_` | `{slug}` | `some-title-123456`, `10493-some-title` |
    ///
    /// File extensions stay: `42.json` becomes `{id}.json`. Versions such as `v2` and `1.4.2` stay, and so do words
    /// that happen to be hexadecimal, such as `deadbeef`. Words with a shorter number stay as well, because that is
    /// mostly part of the name: `404-page`, `report-2024`, `windows-11`. An application whose slugs begin with small
    /// numbers needs a template for them.
    ///
    /// The route of a route is itself. The path is borrowed if nothing changes.
    pub fn of<'p>(&self, path: &'p str) -> Cow<'p, str> {
        // The text of a template is a route already, and a more specific template must not match its names.
        if self.templates.iter().any(|template| template.text() == path) {
            return Cow::Borrowed(path);
        }
        match self.templates.iter().find(|template| template.matches(path)) {
            Some(template) => Cow::Owned(template.text().to_owned()),
            None => without_values(path),
        }
    }
}

/// Replaces the segments that are values.
fn without_values(path: &str) -> Cow<'_, str> {
    let mut route = String::new();
    let mut copied = 0;
    let mut start = 0;
    for segment in path.split('/') {
        if let Some(value) = value::find(segment) {
            route.push_str(&path[copied..start]);
            route.push_str(value.name);
            copied = start + value.len;
        }
        start += segment.len() + 1;
    }
    if copied == 0 {
        return Cow::Borrowed(path);
    }
    route.push_str(&path[copied..]);
    Cow::Owned(route)
}

#[cfg(test)]
#[path = "route_tests.rs"]
mod tests;
