use super::*;

fn word(text: &str) -> Option<String> {
    by_word(text).map(|bot| bot.name)
}

fn contact(text: &str) -> Option<String> {
    by_contact(text).map(|bot| bot.name)
}

#[test]
fn a_word_that_ends_in_bot_is_a_bot() {
    assert_eq!(word("FooBot/1.0").as_deref(), Some("FooBot"));
    assert_eq!(word("Mozilla/5.0 (compatible; foo-bot)").as_deref(), Some("foo-bot"));
    assert_eq!(word("foo_bot-images.2").as_deref(), Some("foo_bot-images.2"));
    assert_eq!(word("robotic bottle"), None);
}

#[test]
fn a_word_that_holds_crawler_spider_or_scraper_is_a_bot() {
    assert_eq!(word("MyCrawlerPro/2").as_deref(), Some("MyCrawlerPro"));
    assert_eq!(word("spiderling").as_deref(), Some("spiderling"));
    assert_eq!(word("webSCRAPER 1").as_deref(), Some("webSCRAPER"));
}

#[test]
fn a_common_noun_takes_the_words_before_it_as_name() {
    assert_eq!(word("Mozilla/5.0 (compatible; Acme Image Spider; 1)").as_deref(), Some("Acme Image Spider"));
    assert_eq!(word("Mozilla/5.0 Spider").as_deref(), Some("Spider"));
    assert_eq!(word("Mozilla/5.0 (compatible bot)").as_deref(), Some("bot"));
    assert_eq!(word("bot").as_deref(), Some("bot"));
}

#[test]
fn words_of_urls_and_addresses_name_no_bot() {
    assert_eq!(word("Foo (http://example.com/foobot.html)"), None);
    assert_eq!(word("Foo (www.example.com/foobot)"), None);
    assert_eq!(word("Foo foobot@example.com bar@foobot"), None);
}

#[test]
fn names_of_phones_and_people_are_not_bots() {
    assert_eq!(word("Mozilla/5.0 (Linux; Android 9; Fancybot) Chrome/1"), None);
    assert_eq!(word("Mozilla/5.0 (Linux; Android 9; X) Fancybot").as_deref(), Some("Fancybot"));
    assert_eq!(word("CUBOT Talbot Abbot Abbott"), None);
}

#[test]
fn a_url_after_a_plus_is_the_contact_of_a_bot() {
    assert_eq!(contact("Mozilla/5.0 (compatible; Foo/1.0; +http://foo.example)").as_deref(), Some("Foo"));
    assert_eq!(
        contact("Mozilla/5.0 (X11) Firefox/3.6 (Foo Proxy/1.1; +HTTPS://foo.example)").as_deref(),
        Some("Foo Proxy")
    );
    assert_eq!(contact("Mozilla/5.0 (compatible; +http://www.foo.example:8080/x)").as_deref(), Some("foo.example"));
    assert_eq!(contact("Mozilla/5.0 (compatible; Foo/1.0; http://foo.example)"), None);
}

#[test]
fn a_mail_address_is_the_contact_of_a_bot() {
    assert_eq!(contact("Mozilla/5.0 (compatible; Foo/1.0; +bot@foo.example)").as_deref(), Some("Foo"));
    assert_eq!(contact("Mozilla/5.0 (X11) Firefox/3.6 (mailto:ann@foo.example.)").as_deref(), Some("foo.example"));
    assert_eq!(contact("ann@foo.example").as_deref(), Some("foo.example"));
    assert_eq!(contact("Mozilla/5.0 (iPhone) Safari/605 (Foo ios@11.0.2)"), None);
    assert_eq!(contact("Mozilla/5.0 @foo.example foo@ foo@bar foo@bar.b"), None);
}

#[test]
fn a_url_about_a_bot_is_the_contact_of_a_bot() {
    assert_eq!(contact("Mozilla/5.0 (compatible; Foo; http://foo.example/bot.html)").as_deref(), Some("Foo"));
    assert_eq!(
        contact("Mozilla/5.0 (compatible; Foo; http://a.example http://b.example/crawler)").as_deref(),
        Some("b.example")
    );
}

#[test]
fn any_url_in_a_header_unlike_a_browser_is_a_contact() {
    assert_eq!(contact("Foo Reader/1.0 (U; en; http://foo.example)").as_deref(), Some("Foo Reader"));
    assert_eq!(contact("http://foo.example/").as_deref(), Some("foo.example"));
    assert_eq!(contact("foo://bar"), None);
}
