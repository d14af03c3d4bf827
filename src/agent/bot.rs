//! Bots and what they come for.

/// An automatic client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bot {
    /// Token of the table that matched, or the text of the header that gave an unlisted bot away.
    pub token: String,
    /// Name for reports.
    pub name: String,
    /// Who runs it, as in `Google` or `curl users`. Empty for an unlisted bot.
    pub operator: String,
    /// What it comes for.
    pub purpose: Purpose,
}

/// What a bot comes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Builds the index of a search engine.
    Search,
    /// Collects text or images to train models.
    AiTraining,
    /// Builds the index from which an assistant answers.
    AiSearch,
    /// Fetches a page at the request of a person who talks to an assistant.
    AiAgent,
    /// Measures ranking, links and markup for marketing.
    Seo,
    /// Checks that a site answers, and how fast.
    Monitor,
    /// Surveys the internet or looks for weaknesses.
    Scanner,
    /// Fetches feeds and podcasts.
    Feed,
    /// Makes the preview of a shared link.
    Preview,
    /// Keeps copies of pages.
    Archive,
    /// A program of unknown purpose, named by its HTTP library, command or automated browser.
    Library,
    /// Anything else, or unknown.
    Other,
}

impl Purpose {
    /// Every purpose, in the order of declaration.
    pub const ALL: [Purpose; 12] = [
        Purpose::Search,
        Purpose::AiTraining,
        Purpose::AiSearch,
        Purpose::AiAgent,
        Purpose::Seo,
        Purpose::Monitor,
        Purpose::Scanner,
        Purpose::Feed,
        Purpose::Preview,
        Purpose::Archive,
        Purpose::Library,
        Purpose::Other,
    ];

    /// Returns the name for reports and tables.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Search => "search",
            Purpose::AiTraining => "AI training",
            Purpose::AiSearch => "AI search",
            Purpose::AiAgent => "AI agent",
            Purpose::Seo => "SEO",
            Purpose::Monitor => "monitor",
            Purpose::Scanner => "scanner",
            Purpose::Feed => "feed",
            Purpose::Preview => "preview",
            Purpose::Archive => "archive",
            Purpose::Library => "library",
            Purpose::Other => "other",
        }
    }

    /// Returns the purpose of that name. ASCII case is ignored, and `-` or `_` may replace the space.
    pub fn from_name(name: &str) -> Option<Purpose> {
        let name = name.replace(['-', '_'], " ");
        Purpose::ALL.into_iter().find(|purpose| purpose.name().eq_ignore_ascii_case(&name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_is_read_from_its_own_name_in_any_case() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::from_name(purpose.name()), Some(purpose));
            assert_eq!(Purpose::from_name(&purpose.name().to_uppercase().replace(' ', "_")), Some(purpose));
        }
        assert_eq!(Purpose::from_name("training"), None);
    }
}
